"""What is known of the rooms that we are in: who is there, whether it is encrypted, who may do what. No calls."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from channels.matrix.jsons import Json, inner, number, text, texts

#: In the content of the creation event of a direct room that we made: for whom.
MADE_FOR = "de.verbundbote.direct"
DIRECT = "m.direct"
_PRESENT = ("join", "invite")
#: From this room version on, those who made a room may do everything in it, whatever its power levels say.
_CREATORS_RULE = 12
_INFINITE = 1 << 60


@dataclass
class Room:
    """One room, as its state says. members: who is in it or invited, by user."""

    id: str
    members: dict[str, str] = field(default_factory=dict)
    encrypted: bool = False
    name: str = ""
    version: int = 1
    creators: frozenset[str] = frozenset()
    made_for: str = ""
    predecessor: str = ""
    replaced_by: str = ""
    powers: Json = field(default_factory=dict)

    def apply(self, event: Json) -> None:
        """Take a state event; one that is shaped oddly changes nothing."""
        if not isinstance(event.get("state_key"), str):
            return
        content = inner(event, "content")
        match event.get("type"):
            case "m.room.member":
                self._member(text(event, "state_key"), text(content, "membership"))
            case "m.room.encryption":
                # Nobody can take it back: https://spec.matrix.org/v1.16/client-server-api/#mroomencryption
                self.encrypted = True
            case "m.room.name" | "m.room.canonical_alias":
                self.name = text(content, "name") or text(content, "alias") or self.name
            case "m.room.create":
                self._created(event, content)
            case "m.room.power_levels":
                self.powers = content
            case "m.room.tombstone":
                self.replaced_by = text(content, "replacement_room")

    def power(self, user: str) -> int:
        """Return how much a user may do. Source: https://spec.matrix.org/v1.16/rooms/v12/"""
        if user in self.creators and self.version >= _CREATORS_RULE:
            return _INFINITE
        given = inner(self.powers, "users")
        return number(given, user, number(self.powers, "users_default"))

    def may_write(self, user: str) -> bool:
        """Return whether a user may send messages. Source: https://spec.matrix.org/v1.16/client-server-api/#mroompower_levels"""
        kind = "m.room.encrypted" if self.encrypted else "m.room.message"
        needed = number(inner(self.powers, "events"), kind, number(self.powers, "events_default"))
        return self.power(user) >= needed

    def others(self, me: str) -> list[str]:
        """Return everybody in the room but us."""
        return [user for user in self.members if user != me]

    def _member(self, user: str, membership: str) -> None:
        if membership in _PRESENT:
            self.members[user] = membership
        else:
            self.members.pop(user, None)

    def _created(self, event: Json, content: Json) -> None:
        version = text(content, "room_version")
        self.version = int(version) if version.isdecimal() else 1
        self.creators = frozenset((text(event, "sender"), *texts(content.get("additional_creators"))))
        self.made_for = text(content, MADE_FOR)
        self.predecessor = text(inner(content, "predecessor"), "room_id")


class Rooms:
    """All rooms that we are in, and which of them are direct: as the user's account data have it."""

    def __init__(self, me: str) -> None:
        self.me = me
        self._rooms: dict[str, Room] = {}
        self._direct: dict[str, list[str]] = {}

    def __contains__(self, room: str) -> bool:
        return room in self._rooms

    def __iter__(self) -> Iterator[Room]:
        yield from list(self._rooms.values())

    def get(self, room: str) -> Room | None:
        """Return a room that we are in."""
        return self._rooms.get(room)

    def enter(self, room: str, state: Iterable[Json]) -> Room:
        """Return a room that we are in, after these state events."""
        known = self._rooms.setdefault(room, Room(room))
        for event in state:
            known.apply(event)
        return known

    def leave(self, room: str) -> None:
        """Forget a room that we are no longer in."""
        self._rooms.pop(room, None)

    def replaced_by(self, room: str) -> Room | None:
        """Return the room that says of itself that it goes on in this one; only who runs it can make it say so."""
        return next((old for old in self._rooms.values() if old.replaced_by == room), None)

    # --- direct rooms

    def take_direct(self, content: Json) -> None:
        """Take the account data that say which rooms are direct."""
        self._direct = {user: texts(rooms) for user, rooms in content.items()}

    def direct_with(self, user: str, room: str) -> Mapping[str, list[str]] | None:
        """Note a direct room; return the account data to be stored, or None when they say so already."""
        known = self._direct.get(user, [])
        if room in known:
            return None
        self._direct[user] = [room, *known]
        return self._direct

    def direct_without(self, user: str, room: str) -> Mapping[str, list[str]] | None:
        """Forget that a room is direct; return the account data to be stored, or None when they do not say so."""
        known = self._direct.get(user, [])
        if room not in known:
            return None
        self._direct[user] = [one for one in known if one != room]
        return self._direct

    def direct_rooms(self, user: str) -> list[str]:
        """Return the rooms that are or were direct ones with a user, also those that somebody has left."""
        made = [room.id for room in self._rooms.values() if room.made_for == user]
        return [*self._direct.get(user, ()), *(room for room in made if room not in self._direct.get(user, ()))]

    def noted_for(self, room: str) -> str:
        """Return with whom a room is noted as direct, or an empty text; we need not be in it any more."""
        return next((user for user, rooms in self._direct.items() if room in rooms), "")

    def peer(self, room: Room) -> str | None:
        """Return whose direct room this is, or None: with a third person in it a room is nobody's own."""
        others = room.others(self.me)
        if len(others) > 1:
            return None
        noted = self.noted_for(room.id) or room.made_for
        if noted:
            return noted if others in ([], [noted]) else None
        return others[0] if others and not room.name else None

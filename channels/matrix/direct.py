"""Direct rooms: opened when they are needed, reused, accepted when somebody invites us; and other invitations."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog

from channels.matrix import words
from channels.matrix.crypto import MEGOLM
from channels.matrix.http import CallError, Http, RefusedError, path
from channels.matrix.jsons import Json, inner, listed, text
from channels.matrix.outcomes import is_too_many, meaning
from channels.matrix.rooms import DIRECT, MADE_FOR, Room, Rooms
from domain.outcome import GiveUp, Moved, Outcome, TryLater

log = structlog.get_logger()

#: So many rooms at most are left at a time.
_LEFT_AT_ONCE = 10
_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}


class Door(Protocol):
    """What is known of those who invite us. names: a user, and the direct rooms that we have with them."""

    async def is_confirmed(self, names: Sequence[str]) -> bool:
        """Return whether somebody was confirmed, and so may invite us into a room of many."""

    async def let_in(self, names: Sequence[str], chat: str, server: str) -> bool:
        """Return whether somebody may begin a direct chat with us; strangers are counted, each room once."""

    async def is_known(self, names: Sequence[str]) -> bool:
        """Return whether somebody is no stranger."""

    async def silent(self) -> Sequence[str]:
        """Return strangers' rooms in which nothing was said for long, now and then."""

    async def forget(self, chat: str) -> None:
        """Forget that a stranger came."""


class OpenDoor:
    """Lets everybody write to us, and nobody invite us into a room of many; for who keeps no books."""

    async def is_confirmed(self, _names: Sequence[str]) -> bool:
        """Return that nobody was."""
        return False

    async def let_in(self, _names: Sequence[str], _chat: str, _server: str) -> bool:
        """Return that everybody may begin a chat."""
        return True

    async def is_known(self, _names: Sequence[str]) -> bool:
        """Return that nobody is a stranger."""
        return True

    async def silent(self) -> Sequence[str]:
        """Return nothing."""
        return ()

    async def forget(self, _chat: str) -> None:
        """Forget nobody."""


@dataclass
class DirectRooms:
    """The direct rooms of one account."""

    http: Http
    rooms: Rooms

    async def open(self, user: str) -> Outcome:
        """Return Moved(room) for the direct room with a user, made if there never was one.

        Who has left theirs does not want to be written to: no second one is made for them.
        """
        known = self.rooms.direct_rooms(user)
        for id_ in known:
            room = self.rooms.get(id_)
            if room is not None and user in room.members:
                await self._note(user, id_)
                return Moved(id_, opened=True)
        if known:
            return GiveUp("the person has left the direct room", recipient_gone=True)
        try:
            room = await self._make(user)
            await self._note(user, room.id)
        except CallError as error:
            outcome = meaning(error, sending=False)
            # Servers count new rooms apart: messages to the rooms that are there need not wait with them.
            if isinstance(outcome, TryLater) and is_too_many(error):
                return replace(outcome, whole_account=False)
            return outcome
        return Moved(room.id, opened=True)

    async def _make(self, user: str) -> Room:
        """Make a room; it says for whom, so that one whose answer was lost is found again.

        Source: https://spec.matrix.org/v1.16/client-server-api/#post_matrixclientv3createroom
        """
        body = {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [user],
            "initial_state": [_ENCRYPTION],
            "creation_content": {MADE_FOR: user},
        }
        answer = await self.http.call("POST", path("createRoom"), body)
        room = self.rooms.enter(text(answer, "room_id"), [_ENCRYPTION])
        room.members |= {self.rooms.me: "join", user: "invite"}
        room.made_for = user
        return room

    async def accept(self, user: str, room: str) -> None:
        """Join a room to which a user invited us for a talk of two. Raises CallError."""
        await self.http.call("POST", path("join", room), {})
        await self._note(user, room)

    async def part(self, user: str, room: str) -> None:
        """Leave a direct room for good; what we write to its user next goes to a new one. Raises CallError."""
        noted = self.rooms.direct_without(user, room)
        if noted is not None:
            await self.http.call("PUT", path("user", self.rooms.me, "account_data", DIRECT), noted)
        await self.http.call("POST", path("rooms", room, "leave"), {"reason": words.SILENT})

    async def _note(self, user: str, room: str) -> None:
        """Store that a room is direct, where the user's other clients and our next start find it."""
        noted = self.rooms.direct_with(user, room)
        if noted is not None:
            await self.http.call("PUT", path("user", self.rooms.me, "account_data", DIRECT), noted)


@dataclass
class Invitations:
    """The invitations that wait for our answer."""

    direct: DirectRooms
    door: Door
    #: Whose users may write to us; empty: everybody.
    servers: frozenset[str] = frozenset()
    waiting: dict[str, Json] = field(default_factory=dict)
    #: Rooms in which ours go on, and the servers that know them.
    following: dict[str, str] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether something waits for us."""
        return bool(self.waiting or self.following)

    def take(self, sync: Json) -> None:
        """Take invitations that came, and drop those that were taken back."""
        for room, invitation in inner(sync, "rooms", "invite").items():
            self.waiting[room] = inner(invitation)
        for room in inner(sync, "rooms", "leave"):
            self.waiting.pop(room, None)

    async def answer(self) -> None:
        """Accept or decline what waits; what the server could not do now waits on."""
        await self._follow()
        for room, invitation in list(self.waiting.items()):
            try:
                await self._answer(room, invitation)
            except RefusedError as error:
                # Taken back, or a server that does not answer: whoever needs us invites us again.
                log.warning("matrix.invitation_failed", error=error.errcode, status=error.status)
                if error.status == 429:
                    # The others would be too many as well. Next time another one is tried first: it may be only this.
                    self.waiting[room] = self.waiting.pop(room)
                    return
            except CallError as error:
                log.warning("matrix.invitation_waits", error=str(error))
                continue
            self.waiting.pop(room, None)

    async def leave_silent(self) -> None:
        """Leave strangers' rooms in which nothing was said for long; never those of somebody who has joined since."""
        for id_ in list(await self.door.silent())[:_LEFT_AT_ONCE]:
            room = self.direct.rooms.get(id_)
            user = self.direct.rooms.peer(room) if room is not None else None
            if user is not None and not await self.door.is_known(self._names(user)):
                try:
                    await self.direct.part(user, id_)
                except CallError as error:
                    log.warning("matrix.silent_room_waits", error=str(error))
                    continue
                log.info("matrix.silent_room_left")
            await self.door.forget(id_)

    def _names(self, user: str) -> list[str]:
        return [user, *self.direct.rooms.direct_rooms(user)]

    async def _follow(self) -> None:
        """Go where our rooms went. Most let nobody in uninvited: then the invitation comes later."""
        for room, server in list(self.following.items()):
            try:
                await self.direct.http.call("POST", path("join", room), {}, query={"server_name": server})
            except RefusedError as error:
                if not error.is_final:
                    continue
            except CallError:
                continue
            del self.following[room]

    async def _answer(self, room: str, invitation: Json) -> None:
        mine = next(
            (
                event
                for event in listed(invitation, "invite_state", "events")
                if event.get("type") == "m.room.member" and event.get("state_key") == self.direct.rooms.me
            ),
            {},
        )
        inviter = text(mine, "sender")
        server = inviter.partition(":")[2]
        if self.servers and server not in self.servers:
            await self._decline(room, words.SERVER_NOT_ALLOWED)
        elif (old := self.direct.rooms.replaced_by(room)) is not None:
            peer = self.direct.rooms.peer(old)
            await (self.direct.accept(peer, room) if peer else self._join(room))
        elif inner(mine, "content").get("is_direct") is True:
            if await self.door.let_in([*self._names(inviter), room], room, server):
                await self.direct.accept(inviter, room)
            else:
                await self._decline(room, words.TOO_MANY)
        elif await self.door.is_confirmed(self._names(inviter)):
            await self._join(room)
        else:
            await self._decline(room, words.CONFIRMED_NEEDED)

    async def _join(self, room: str) -> None:
        await self.direct.http.call("POST", path("join", room), {})

    async def _decline(self, room: str, reason: str) -> None:
        log.info("matrix.invitation_declined")
        await self.direct.http.call("POST", path("rooms", room, "leave"), {"reason": reason})

"""Direct rooms: opened when they are needed, reused, accepted when somebody invites us; and other invitations."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from channels.matrix import words
from channels.matrix.crypto import MEGOLM
from channels.matrix.http import CallError, Http, RefusedError, path
from channels.matrix.jsons import Json, inner, listed, text
from channels.matrix.outcomes import is_too_many, meaning
from channels.matrix.rooms import DIRECT, MADE_FOR, Room, Rooms
from domain.outcome import GiveUp, Moved, Outcome, TryLater

log = structlog.get_logger()

#: Tells of somebody, by user and direct rooms, whether they have a role, and so may invite us into a room of many.
MayInvite = Callable[[Sequence[str]], Awaitable[bool]]
_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}


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
                return Moved(id_)
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
        return Moved(room.id)

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

    async def _note(self, user: str, room: str) -> None:
        """Store that a room is direct, where the user's other clients and our next start find it."""
        noted = self.rooms.direct_with(user, room)
        if noted is not None:
            await self.http.call("PUT", path("user", self.rooms.me, "account_data", DIRECT), noted)


@dataclass
class Invitations:
    """The invitations that wait for our answer."""

    direct: DirectRooms
    may_invite: MayInvite
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
                    continue
            except CallError as error:
                log.warning("matrix.invitation_waits", error=str(error))
                continue
            self.waiting.pop(room, None)

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
        if self.servers and inviter.partition(":")[2] not in self.servers:
            await self._decline(room, words.SERVER_NOT_ALLOWED)
        elif (old := self.direct.rooms.replaced_by(room)) is not None:
            peer = self.direct.rooms.peer(old)
            await (self.direct.accept(peer, room) if peer else self._join(room))
        elif inner(mine, "content").get("is_direct") is True:
            await self.direct.accept(inviter, room)
        elif await self.may_invite([inviter, *self.direct.rooms.direct_rooms(inviter)]):
            await self._join(room)
        else:
            await self._decline(room, words.ROLE_NEEDED)

    async def _join(self, room: str) -> None:
        await self.direct.http.call("POST", path("join", room), {})

    async def _decline(self, room: str, reason: str) -> None:
        log.info("matrix.invitation_declined")
        await self.direct.http.call("POST", path("rooms", room, "leave"), {"reason": reason})

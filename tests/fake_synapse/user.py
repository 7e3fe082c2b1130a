"""A member with a simple client: plain HTTP, unencrypted, everything done one after the other.

https://spec.matrix.org/v1.16/client-server-api/
"""

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self
from urllib.parse import quote

import aiohttp

from tests.fake_synapse.calls import Account

Json = dict[str, Any]

#: Nothing that a test waits for takes longer, on a busy machine either.
PATIENCE = 30.0
_POLL_SECONDS = 5.0
_FILTER = json.dumps({"room": {"timeline": {"limit": 100}}})
_ROOMS = "/_matrix/client/v3/rooms"
ENCRYPTION: Json = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class MatrixError(Exception):
    """The server refused a call. errcode: why, in Matrix's own word; body: all that it answered."""

    def __init__(self, call: str, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(f"{call}: {status} {body}")
        self.status = status
        self.body = body
        self.errcode = str(body.get("errcode", ""))

    @property
    def retry_after(self) -> float:
        """How many seconds to wait, if the server says so."""
        return int(self.body.get("retry_after_ms", 0)) / 1000


class MatrixUser:
    """A member and their device; `async with` it. Every refusal is a MatrixError.

    events: what sync() brought of joined rooms, in order, each with its "room_id". invites: rooms that they may join.
    left: rooms that they are no longer in.
    since: how far they have read; set before the first sync(), it goes on from there.
    """

    def __init__(self, url: str, account: Account) -> None:
        self.url = url
        self.account = account
        self.user_id = account.user_id
        self.events: list[Json] = []
        self.invites: dict[str, list[Json]] = {}
        self.left: set[str] = set()
        self.since = ""
        self._is_first = True
        self._transactions = itertools.count(1)
        self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {account.access_token}"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; the device stays."""
        await self._session.close()

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, str] | None = None
    ) -> Json:
        """Return what the server answers to any call."""
        async with self._session.request(method, self.url + path, json=body, params=query) as response:
            answer = await response.json()
            if response.status >= 400:
                raise MatrixError(f"{method} {path}", response.status, answer)
            assert isinstance(answer, dict)
            return answer

    # --- rooms

    async def create_room(
        self, *invite: str, name: str = "", direct: bool = False, encrypted: bool = False, **more: Any
    ) -> str:
        """Return the id of a new private room. more: further fields of the call, as room_version."""
        body: Json = {"preset": "private_chat", "invite": invite, "is_direct": direct}
        if name:
            body["name"] = name
        if encrypted:
            body["initial_state"] = [ENCRYPTION]
        return str((await self.call("POST", "/_matrix/client/v3/createRoom", body | more))["room_id"])

    async def invite(self, room: str, user_id: str) -> None:
        """Invite somebody."""
        await self._in_room(room, "invite", user_id=user_id)

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self._in_room(room, "join")
        self.invites.pop(room, None)
        self.left.discard(room)

    async def leave(self, room: str) -> None:
        """Leave, or decline an invitation."""
        await self._in_room(room, "leave")
        self.invites.pop(room, None)
        self.left.add(room)

    async def kick(self, room: str, user_id: str, reason: str = "") -> None:
        """Put somebody out; an invitation is taken back so too."""
        await self._in_room(room, "kick", user_id=user_id, reason=reason)

    async def ban(self, room: str, user_id: str, reason: str = "") -> None:
        """Put somebody out for good."""
        await self._in_room(room, "ban", user_id=user_id, reason=reason)

    async def unban(self, room: str, user_id: str) -> None:
        """Allow somebody to be invited again."""
        await self._in_room(room, "unban", user_id=user_id)

    async def upgrade(self, room: str, version: str = "12") -> str:
        """Close a room with a tombstone, and return the id of the one that replaces it; nobody is invited there."""
        answer = await self.call("POST", f"{_ROOMS}/{quote(room)}/upgrade", {"new_version": version})
        return str(answer["replacement_room"])

    async def set_state(self, room: str, kind: str, content: Mapping[str, Any], state_key: str = "") -> None:
        """Set a piece of a room's state."""
        await self.call("PUT", f"{_ROOMS}/{quote(room)}/state/{kind}/{quote(state_key)}", content)

    async def state(self, room: str, kind: str, state_key: str = "") -> Json:
        """Return a piece of a room's state."""
        return await self.call("GET", f"{_ROOMS}/{quote(room)}/state/{kind}/{quote(state_key)}")

    async def set_topic(self, room: str, topic: str) -> None:
        """Say what a room is about."""
        await self.set_state(room, "m.room.topic", {"topic": topic})

    async def members(self, room: str, membership: str = "join") -> set[str]:
        """Return who is in a room, or invited, or left it."""
        answer = await self.call("GET", f"{_ROOMS}/{quote(room)}/members", query={"membership": membership})
        return {event["state_key"] for event in answer["chunk"]}

    async def _in_room(self, room: str, what: str, **body: str) -> None:
        await self.call("POST", f"{_ROOMS}/{quote(room)}/{what}", body)

    # --- saying

    async def send(self, room: str, content: Mapping[str, object], kind: str = "m.room.message", key: str = "") -> str:
        """Send any event, and return its id; the same key again is the same event."""
        path = f"{_ROOMS}/{quote(room)}/send/{kind}/{quote(key or self.new_key(), safe='')}"
        return str((await self.call("PUT", path, content))["event_id"])

    async def say(self, room: str, text: str, *, reply_to: str = "", mentions: Sequence[str] = ()) -> str:
        """Send a text, as an answer to an event perhaps, and return its id."""
        content: Json = {"msgtype": "m.text", "body": text, "m.mentions": {"user_ids": mentions} if mentions else {}}
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room, content)

    async def edit(self, room: str, event_id: str, text: str) -> str:
        """Replace the text of an event of their own."""
        relation = {"rel_type": "m.replace", "event_id": event_id}
        new = {"msgtype": "m.text", "body": text}
        return await self.send(room, new | {"body": f"* {text}", "m.new_content": new, "m.relates_to": relation})

    async def react(self, room: str, event_id: str, key: str) -> str:
        """React to an event, with an emoji."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room, {"m.relates_to": relation}, "m.reaction")

    async def redact(self, room: str, event_id: str) -> None:
        """Empty an event: a text is deleted so, a reaction taken back."""
        await self.call("PUT", f"{_ROOMS}/{quote(room)}/redact/{quote(event_id)}/{self.new_key()}", {})

    def new_key(self) -> str:
        """Return a transaction id that this device has not used yet, in an earlier process either."""
        return f"t{time.time_ns()}-{next(self._transactions)}"

    # --- seeing

    async def sync(self, seconds: float = 0) -> Json:
        """Return what is new since the last time, waiting for it at most so long; `events` and `invites` grow."""
        query = {"timeout": str(int(seconds * 1000)), "filter": _FILTER, "full_state": json.dumps(self._is_first)}
        before = self.since
        answer = await self.call("GET", "/_matrix/client/v3/sync", query=query | ({"since": before} if before else {}))
        rooms = answer.get("rooms", {})
        for room, found in [*rooms.get("join", {}).items(), *rooms.get("leave", {}).items()]:
            self.invites.pop(room, None)
            missed = await self._missed(room, found["timeline"], before)
            self.events += [event | {"room_id": room} for event in [*missed, *found["timeline"]["events"]]]
        self.left = (self.left | rooms.get("leave", {}).keys()) - rooms.get("join", {}).keys()
        self.invites |= {room: found["invite_state"]["events"] for room, found in rooms.get("invite", {}).items()}
        self.since, self._is_first = answer["next_batch"], False
        return answer

    async def _missed(self, room: str, timeline: Json, since: str) -> list[Json]:
        """Return what a sync left out of a room because it was too much, the oldest first."""
        missed: list[Json] = []
        page = timeline.get("prev_batch") if since and timeline.get("limited") else None
        while page:
            query = {"dir": "b", "from": page, "to": since, "limit": "100"}
            answer = await self.call("GET", f"{_ROOMS}/{quote(room)}/messages", query=query)
            missed += answer["chunk"]
            page = answer.get("end") if answer["chunk"] else None
        return missed[::-1]

    async def wait_until(self, is_so: Callable[[], object], what: str) -> None:
        """Sync until something is so; a test fails that has waited too long."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not is_so():
                    await self.sync(_POLL_SECONDS)
        except TimeoutError as error:
            raise AssertionError(f"{self.user_id} gave up waiting for {what}; saw {self.events[-20:]}") from error

    async def wait_for(self, room: str, is_it: Callable[[Json], object], what: str = "an event") -> Json:
        """Return the first event of a room that is like that, waiting for it."""

        def found() -> list[Json]:
            return [event for event in self.events if event["room_id"] == room and is_it(event)]

        await self.wait_until(found, f"{what} in {room}")
        return found()[0]

    async def wait_for_text(self, room: str, text: str) -> Json:
        """Return the message of a room in whose text this occurs, waiting for it."""
        return await self.wait_for(room, lambda event: text in event["content"].get("body", ""), repr(text))

    async def wait_for_invite(self) -> str:
        """Return a room that they are invited to, waiting for it."""
        await self.wait_until(lambda: self.invites, "an invitation")
        return next(iter(self.invites))

    async def messages(self, room: str, limit: int = 100) -> list[Json]:
        """Return the last events of a room, the oldest first, as the server has them now."""
        answer = await self.call("GET", f"{_ROOMS}/{quote(room)}/messages", query={"dir": "b", "limit": str(limit)})
        return list(reversed(answer["chunk"]))

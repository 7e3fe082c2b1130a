"""A member with an encrypting client: nio as it comes, in a thread of its own, so that tests may ask it at any time."""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import nio
from nio.store import SqliteMemoryStore, SqliteStore

from tests.fake_synapse.server import Account
from tests.fake_synapse.user import ENCRYPTION, PATIENCE

Json = dict[str, Any]
T = TypeVar("T")

_FILTER = {"room": {"timeline": {"limit": 100}}}


class Loop:
    """An event loop in a thread, for any number of members."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="members", daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what some work in that thread comes to."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE * 2)

    async def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the same, while this thread's own loop goes on."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def close(self) -> None:
        """End the thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class Member:
    """A member and their device. events: what came, decrypted, with its "room_id"; what cannot be read stays so."""

    def __init__(self, loop: Loop, url: str, account: Account, store: Path | None = None) -> None:
        self.loop = loop
        self.user = account.user_id
        self.events: list[Json] = []
        self.invites: set[str] = set()
        config = nio.AsyncClientConfig(store=SqliteStore if store else SqliteMemoryStore, store_sync_tokens=False)
        self._url, self._account, self._store, self._config = url, account, store, config
        self._seen: set[str] = set()
        loop.do(self._begin())

    async def _begin(self) -> None:
        account = self._account
        self.client = nio.AsyncClient(
            self._url, account.user_id, account.device_id, str(self._store or ""), self._config
        )
        self.client.restore_login(account.user_id, account.device_id, account.access_token)
        await self._sync(full_state=True)

    def close(self) -> None:
        """Close the connections; the device stays."""
        self.loop.do(self.client.close())

    # --- in the members' thread

    async def _sync(self, *, full_state: bool = False, seconds: float = 0) -> bool:
        answer = await self.client.sync(int(seconds * 1000), _FILTER, full_state=full_state)
        assert isinstance(answer, nio.SyncResponse), answer
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        new = False
        self.invites |= set(answer.rooms.invite)
        for room, joined in answer.rooms.join.items():
            self.invites.discard(room)
            for event in joined.timeline.events:
                if event.event_id not in self._seen:
                    self._seen.add(event.event_id)
                    new = True
                    self.events.append({**event.source, "room_id": room})
        return new

    async def _catch_up(self) -> None:
        while await self._sync():
            pass

    async def _in_room(self, room: str) -> None:
        while room not in self.client.rooms:
            await self._sync(seconds=1)

    async def _create_direct(self, bot: str) -> str:
        answer = await self.client.room_create(is_direct=True, invite=[bot], initial_state=[ENCRYPTION])
        assert isinstance(answer, nio.RoomCreateResponse), answer
        await self._in_room(answer.room_id)
        return str(answer.room_id)

    async def _send(self, room: str, kind: str, content: Json) -> str:
        await self._in_room(room)
        if self.client.should_query_keys:
            await self.client.keys_query()
        answer = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), answer
        return str(answer.event_id)

    async def _join(self, room: str) -> None:
        answer = await self.client.join(room)
        assert isinstance(answer, nio.JoinResponse), answer
        await self._in_room(room)

    # --- for tests

    def catch_up(self) -> Sequence[Json]:
        """Return everything that has come by now."""
        self.loop.do(self._catch_up())
        return self.events

    async def create_direct(self, bot: str) -> str:
        """Return a new encrypted direct room to which the bot is invited."""
        return await self.loop.wait(self._create_direct(bot))

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self.loop.wait(self._join(room))

    async def leave(self, room: str) -> None:
        """Leave a room."""
        await self.loop.wait(self.client.room_leave(room))

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Send a text and return its event id."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def react(self, room: str, event_id: str, sign: str) -> str:
        """React to an event."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def send(self, room: str, kind: str, content: Json) -> str:
        """Send anything, encrypted where the room is, and return its event id."""
        return await self.loop.wait(self._send(room, kind, content))

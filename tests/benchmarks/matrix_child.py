"""One bot of the benchmark, in a process of its own: ours, or nio as it comes. nio's stores share global state.

`python -m tests.benchmarks.matrix_child ours|bare URL USER PASSWORD FOLDER`; a line of JSON asks, a line answers:
["open", users] makes a direct room with each; ["send", anew] sends one message to each room, with new room keys if
`anew`, and answers the seconds that it took.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nio
from nio.store import SqliteStore

from bot import logs
from channels.matrix.channel import MatrixChannel
from channels.matrix.login import Access
from channels.pacing import MATRIX_EXEMPT
from content import document, render
from domain.addressed import Event
from domain.message import Form
from domain.outcome import Moved
from domain.state import DeliveryState
from store import deliveries
from store.db import Store, sqlite_url
from store.migrate import migrate
from store.people import Where
from tests.fake_synapse.user import ENCRYPTION
from tests.unit.relay.support import House, join, person

TEXT = (
    "Das **Wichtigste** zuerst.\n\n- Wen betrifft es?\n- Was ist zu tun?\n\nMehr [beim Amt](https://beispiel.invalid/)."
)
_LONGEST_LINE = 1 << 20


class Ours:
    """Everything that a message passes through here: released, frozen, written down, claimed, sent, recorded."""

    def __init__(self, access: Access, database: Path) -> None:
        self._channel = MatrixChannel(access)
        self._store = Store(sqlite_url(database))
        migrate(self._store, database.parent)
        self._house = House(self._store)
        self._rooms: list[str] = []

    async def start(self) -> None:
        """Log in, and listen, as a bot at work does."""
        await self._channel.start()
        self._listening = asyncio.create_task(self._channel.listen(_drop, None))

    async def open(self, users: Sequence[str]) -> None:
        """Make a direct room with each user, and let them join the network."""
        for user in users:
            opened = await self._channel.open(user, key=user, attempt=1)
            assert isinstance(opened, Moved), opened
            self._rooms.append(opened.chat)
            join(self._store, person(user, Where("matrix", opened.chat)))

    async def send(self, *, anew: bool) -> float:
        """Release a notice for everybody, and return how long it took until the last message was recorded as sent."""
        if anew:
            for room in self._rooms:
                self._channel._at_work.crypto.forget(room)
        stop = asyncio.Event()
        began = time.perf_counter()
        notice = self._house.tell(self._house.new(TEXT)).notice
        running = asyncio.create_task(self._house.relay(self._channel, MATRIX_EXEMPT).run(stop))
        while await self._store.read(lambda s: deliveries.waiting_count(s, ["matrix"])):  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.01)
        took = time.perf_counter() - began
        stop.set()
        await running
        assert len(self._house.deliveries(notice=notice, state=DeliveryState.SENT.value)) == len(self._rooms)
        return took

    async def close(self) -> None:
        """Let go of everything."""
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._channel.close()
        self._store.close()


async def _drop(_events: Sequence[Event], _cursor: str) -> None:
    """Nobody says anything here that would have to be kept."""


class Bare:
    """A script on nio as it comes, which keeps nothing and looks at nothing."""

    def __init__(self, access: Access) -> None:
        access.folder.mkdir()
        config = nio.AsyncClientConfig(store=SqliteStore, store_sync_tokens=False)
        self._client = nio.AsyncClient(access.homeserver, access.user, store_path=str(access.folder), config=config)
        self._password = access.password
        (body,) = render.render(document.from_markdown(TEXT), Form.HTML)
        html = {"format": "org.matrix.custom.html", "formatted_body": body.html}
        self._content = {"msgtype": "m.text", "body": body.text, **html}
        self._rooms: list[str] = []

    async def start(self) -> None:
        """Log in."""
        await self._client.login(self._password)
        await self._client.sync(full_state=True)
        await self._client.keys_upload()

    async def open(self, users: Sequence[str]) -> None:
        """Make a direct room with each user."""
        for user in users:
            made = await self._client.room_create(is_direct=True, invite=[user], initial_state=[ENCRYPTION])
            assert isinstance(made, nio.RoomCreateResponse), made
            self._rooms.append(made.room_id)
        await self._client.sync()
        while self._client.should_query_keys:
            await self._client.keys_query()

    async def send(self, *, anew: bool) -> float:
        """Send to one room after the other."""
        if anew:
            for room in self._rooms:
                self._client.invalidate_outbound_session(room)
        began = time.perf_counter()
        for room in self._rooms:
            sent = await self._client.room_send(room, "m.room.message", self._content, ignore_unverified_devices=True)
            assert isinstance(sent, nio.RoomSendResponse), sent
        return time.perf_counter() - began

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()


async def serve(kind: str, access: Access) -> None:
    """Answer line after line until the input ends."""
    logs.configure(sys.stderr, logging.ERROR)
    bot: Ours | Bare = Ours(access, access.folder.parent / "verbundbote.sqlite3") if kind == "ours" else Bare(access)
    await bot.start()
    reader = asyncio.StreamReader(_LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        what, given = json.loads(line)
        answer: float | None = None
        if what == "open":
            await bot.open(given)
        else:
            answer = await bot.send(anew=given)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    await bot.close()


if __name__ == "__main__":
    which, url, user, password, folder = sys.argv[1:]
    asyncio.run(serve(which, Access(url, user, Path(folder), password=password)))

"""Members' encrypting clients: nio as it comes, in a process of their own, because its stores share global state.

Run by tests.matrix.member: a line of JSON asks, a line answers.
"""

import asyncio
import base64
import hashlib
import io
import json
import sys
from dataclasses import dataclass, field
from typing import Any

import nio
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment
from nio.store import SqliteMemoryStore

from tests.fake_synapse.user import ENCRYPTION

Json = dict[str, Any]

_FILTER = {"room": {"timeline": {"limit": 100}}}
_CONFIG = nio.AsyncClientConfig(store=SqliteMemoryStore, store_sync_tokens=False)
#: Any number of rooms fits into a line.
_LONGEST_LINE = 1 << 26


@dataclass
class Client:
    """One device of one user. Its methods are what can be asked for by name."""

    client: nio.AsyncClient
    events: list[Json] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    async def catch_up(self) -> list[Json]:
        """Return what has come by now and was not returned before."""
        while await self.sync():
            pass
        new, self.events = self.events, []
        return new

    async def create_direct(self, user: str) -> str:
        """Return a new encrypted room to which somebody is invited for a talk of two."""
        answer = await self.client.room_create(is_direct=True, invite=[user], initial_state=[ENCRYPTION])
        assert isinstance(answer, nio.RoomCreateResponse), answer
        await self._know(answer.room_id)
        return str(answer.room_id)

    async def create_group(self, users: list[str], sealed: bool) -> str:
        """Return a new room of many to which others are invited, encrypted if it is said so."""
        answer = await self.client.room_create(invite=users, initial_state=[ENCRYPTION] if sealed else [])
        assert isinstance(answer, nio.RoomCreateResponse), answer
        await self._know(answer.room_id)
        return str(answer.room_id)

    async def send(self, room: str, kind: str, content: Json) -> str:
        """Send anything, encrypted where the room is, and return its id."""
        await self._know(room)
        # Whose devices changed is known from a sync, which other clients do all the time.
        await self.sync()
        answer = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), answer
        return str(answer.event_id)

    async def put(self, name: str, mime: str, encoded: str, sealed: bool) -> Json:
        """Upload a file, given in base64, and return what an event says of where it is."""
        data, keys = base64.b64decode(encoded), {}
        if sealed:
            data, keys = encrypt_attachment(data)
        stored = "application/octet-stream" if sealed else mime
        answer, _ = await self.client.upload(
            io.BytesIO(data), content_type=stored, filename=None if sealed else name, filesize=len(data)
        )
        assert isinstance(answer, nio.UploadResponse), answer
        return {"file": {**keys, "url": answer.content_uri}} if sealed else {"url": answer.content_uri}

    async def fingerprint(self, content: Json) -> str:
        """Return the sha256 of the file that a message brings, fetched, and decrypted where it is encrypted."""
        sealed = content.get("file")
        answer = await self.client.download(sealed["url"] if sealed else content["url"])
        assert isinstance(answer, nio.MemoryDownloadResponse), answer
        data = answer.body
        if sealed:
            data = decrypt_attachment(data, sealed["key"]["k"], sealed["hashes"]["sha256"], sealed["iv"])
        return hashlib.sha256(data).hexdigest()

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        answer = await self.client.join(room)
        assert isinstance(answer, nio.JoinResponse), answer
        await self._know(room)

    async def leave(self, room: str) -> None:
        """Leave a room."""
        await self.client.room_leave(room)

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody."""
        answer = await self.client.room_invite(room, user)
        assert isinstance(answer, nio.RoomInviteResponse), answer

    async def close(self) -> None:
        """Close the connections; the device stays."""
        await self.client.close()

    async def sync(self, seconds: float = 0, *, full_state: bool = False) -> bool:
        """Take what is new, and return whether anything was."""
        answer = await self.client.sync(int(seconds * 1000), _FILTER, full_state=full_state)
        assert isinstance(answer, nio.SyncResponse), answer
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        new = [
            {**event.source, "room_id": room}
            for room, joined in answer.rooms.join.items()
            for event in joined.timeline.events
            if event.event_id not in self.seen
        ]
        self.seen.update(event["event_id"] for event in new)
        self.events += new
        return bool(new)

    async def _know(self, room: str) -> None:
        while room not in self.client.rooms:
            await self.sync(1)


async def begin(url: str, user: str, device: str, token: str) -> Client:
    """Return a client that knows its rooms."""
    client = nio.AsyncClient(url, user, device, config=_CONFIG)
    client.restore_login(user, device, token)
    found = Client(client)
    await found.sync(full_state=True)
    return found


async def serve() -> None:
    """Answer line after line until the input ends; what is asked together is done side by side."""
    reader = asyncio.StreamReader(_LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    clients: dict[int, Client] = {}
    tasks: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        task = asyncio.create_task(_answer(clients, json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*(one.close() for one in clients.values()))


async def _answer(clients: dict[int, Client], asked: Json) -> None:
    answer: Json = {"id": asked["id"]}
    try:
        if asked["what"] == "begin":
            clients[asked["who"]] = await begin(*asked["given"])
        else:
            answer["value"] = await getattr(clients[asked["who"]], asked["what"])(*asked["given"])
    except Exception as error:  # noqa: BLE001 - the test that asked is to see it
        answer["error"] = repr(error)
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve())

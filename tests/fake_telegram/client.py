"""A test's side of the server: be its users, set its behaviour, look at what arrived."""

import asyncio
import base64
import math
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.fake_telegram.server import Server
from tests.fake_telegram.world import TOKEN, Options, World

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
_STARTS_WITHIN = 30


class ControlError(Exception):
    """The server did not understand what a test wants of it."""


@dataclass(frozen=True, slots=True)
class FakeTelegram:
    """A server that runs at `url`. What people do returns the id of the update that it makes."""

    url: str
    directory: Path
    session: aiohttp.ClientSession
    token: str = TOKEN

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as its base_url."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as its base_file_url."""
        return f"{self.url}/file/bot"

    # --- being the users

    async def say(self, chat: int, user: int, text: str, **more: Any) -> Json:
        """Write to the bot, or post in a channel; more: thread, reply_to, username, media. Returns message_id too."""
        return await self._post("say", chat=chat, user=user, text=text, **more)

    async def send_file(
        self, chat: int, user: int, name: str, mime: str, data: bytes, text: str = "", **more: Any
    ) -> Json:
        """Send the bot a file; more: photo, and those of `say`."""
        encoded = base64.b64encode(data).decode()
        return await self._post("file", chat=chat, user=user, name=name, mime=mime, data=encoded, text=text, **more)

    async def edit(self, chat: int, message_id: int, text: str) -> Json:
        """Change a message of a user."""
        return await self._post("edit", chat=chat, message_id=message_id, text=text)

    async def press(self, chat: int, user: int, message_id: int, payload: str, too_old: bool = False) -> str:
        """Press a button; too_old: the bot's answer will come too late. Returns the query's id, for `answers`."""
        body = {"chat": chat, "user": user, "message_id": message_id, "payload": payload, "too_old": too_old}
        return str((await self._post("press", **body))["query_id"])

    async def react(self, chat: int, user: int, message_id: int, emoji: str) -> int:
        """React to a message; with an empty emoji the reaction is taken back. The bot must have asked for it."""
        body = {"chat": chat, "user": user, "message_id": message_id, "emoji": emoji}
        return int((await self._post("react", **body))["update_id"])

    async def block(self, user: int) -> int:
        """Block the bot: from then on it cannot write to this user."""
        return await self.set_member(user, user, "kicked")

    async def unblock(self, user: int) -> int:
        """Let the bot write again."""
        return await self.set_member(user, user, "member")

    async def add_to_group(self, chat: int, user: int, status: str = "member", **fields: Any) -> int:
        """Add the bot to a group or channel; fields: those of `chat`."""
        await self.chat(chat, bot_status="left", **fields)
        return await self.set_member(chat, user, status)

    async def remove(self, chat: int, user: int) -> int:
        """Throw the bot out of a group or channel."""
        return await self.set_member(chat, user, "kicked")

    async def set_member(self, chat: int, user: int, status: str) -> int:
        """Change the bot's own place in a chat."""
        return int((await self._post("member", chat=chat, user=user, status=status))["update_id"])

    async def migrate(self, old: int, new: int, user: int = 1) -> int:
        """Make a supergroup of a group."""
        return int((await self._post("migrate", old=old, new=new, user=user))["update_id"])

    async def set_topic(self, chat: int, thread: int, is_open: bool, user: int = 1) -> int:
        """Close a forum's topic, or open it again."""
        return int((await self._post("topic", chat=chat, thread=thread, is_open=is_open, user=user))["update_id"])

    async def raw(self, update: Json) -> int:
        """Put anything into the queue of updates."""
        return int((await self._post("raw", **update))["update_id"])

    # --- setting its behaviour

    async def chat(self, chat: int, **fields: Any) -> Json:
        """Say what a chat is: type, title, username, is_forum, topics, members, bot_status, state (a word)."""
        return await self._post("chat", chat=chat, **fields)

    async def behave(self, words: Mapping[str, Sequence[str]]) -> None:
        """Say what calls meet, by globs of chat ids (words.py); what was said before is forgotten."""
        await self._post("words", **{glob: list(each) for glob, each in words.items()})

    async def latency(self, seconds: float) -> None:
        """Let each answer take so long."""
        await self._post("latency", seconds=seconds)

    async def refuse(self, seconds: float) -> None:
        """Refuse connections for a while."""
        await self._post("refuse", seconds=seconds)

    # --- looking

    async def journal(self) -> list[Json]:
        """Return what arrived, the lines of out.jsonl."""
        found: list[Json] = await self._get("journal")
        return found

    async def calls(self) -> list[Json]:
        """Return all calls to chats, the lines of calls.jsonl."""
        found: list[Json] = await self._get("calls")
        return found

    async def faults(self) -> list[Json]:
        """Return what the judges object to."""
        found: list[Json] = await self._get("faults")
        return found

    async def messages(self, chat: int) -> list[Json]:
        """Return the messages in a chat, as Message objects."""
        found: list[Json] = await self._get(f"messages?chat={chat}")
        return found

    async def answers(self) -> dict[str, Json]:
        """Return what the bot answered to pressed buttons, by the query's id."""
        found: dict[str, Json] = await self._get("answers")
        return found

    async def state(self) -> Json:
        """Return pending (how many updates), polling (whether somebody waits), webhook and profile."""
        found: Json = await self._get("state")
        return found

    async def call(self, method: str, **params: Any) -> Json:
        """Call a method of the Bot API with JSON, as the simplest of clients; return the whole answer."""
        async with self.session.post(f"{self.base_url}{self.token}/{method}", json=params) as response:
            answer: Json = await response.json()
            return answer

    async def _post(self, name: str, /, **body: Any) -> Json:
        async with self.session.post(f"{self.url}/ctl/{name}", json=body) as response:
            answer: Json = await _understood(response)
            return answer

    async def _get(self, name: str) -> Any:
        async with self.session.get(f"{self.url}/ctl/{name}") as response:
            return await _understood(response)


async def _understood(response: aiohttp.ClientResponse) -> Any:
    """Return what the server answered. Raises ControlError if it did not understand."""
    value = await response.json()
    if response.ok:
        return value
    raise ControlError(value["description"])


@asynccontextmanager
async def running(directory: Path, **options: Any) -> AsyncIterator[FakeTelegram]:
    """Run a server in this process, on a free port; options: those of world.Options, with rate off by default."""
    async with running_world(World(directory, Options(**{"rate": math.inf, "retry": 0.01, **options}))) as telegram:
        yield telegram


@asynccontextmanager
async def running_world(world: World) -> AsyncIterator[FakeTelegram]:
    """Run a server over a world of the test's own making, for instance one with another clock."""
    server = Server(world)
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield FakeTelegram(server.url, world.journal.directory, session, world.options.token)
    finally:
        await server.stop()


@asynccontextmanager
async def started(directory: Path, rate: str = "off", *arguments: str) -> AsyncIterator[FakeTelegram]:
    """Start a server as a process of its own, on a free port, and end it afterwards; arguments: more of its options."""
    command = [sys.executable, "-m", "tests.fake_telegram", "--port", "0", "--state", str(directory), "--rate", rate]
    process = await asyncio.create_subprocess_exec(*command, *arguments, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        ready = await asyncio.wait_for(process.stdout.readline(), _STARTS_WITHIN)
        url = re.search(r"http://[\d.:]+", ready.decode())
        assert url is not None, "the server did not start"
        async with aiohttp.ClientSession() as session:
            yield FakeTelegram(url[0], directory, session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()

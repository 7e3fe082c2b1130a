"""The networks that the contract suite runs on. A new network brings one more case."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from channels.base import Channel
from channels.memory import MemoryChannel
from channels.memory_journal import read_journal
from channels.telegram.channel import Access, TelegramChannel
from channels.telegram.profile import Profile
from channels.terminal import Shown, TerminalChannel
from domain.message import Button, Entity
from tests.fake_telegram.client import FakeTelegram


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file as who got it has it: its name, the sha256 of its bytes, and the upload that they came from."""

    name: str
    sha256: str
    reference: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that arrived at the network. op: send, edit, delete, pin or unpin."""

    op: str
    remote_id: str
    text: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: ArrivedFile | None = None


class ChannelCase(Protocol):
    """One network with one chat between a user and the bot. lost: the reference of a file that it knows no more."""

    chat: str
    user: str
    lost: str

    async def open_channel(self) -> Channel:
        """Return a started channel."""

    async def reopen(self, channel: Channel) -> Channel:
        """Close the channel and return a started one that goes on from there, as after a restart."""

    async def say(self, text: str) -> None:
        """Let the user write a text."""

    async def press(self, payload: str) -> None:
        """Let the user press a button."""

    async def bring(self, name: str, mime: str, data: bytes, text: str) -> None:
        """Let the user send a file, with these words."""

    def arrivals(self) -> Sequence[Arrival]:
        """Return what arrived at the network so far."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        """Move it on by so many seconds."""
        self.time += timedelta(seconds=seconds)


@dataclass
class MemoryCase:
    """A memory network, keyed or not."""

    directory: Path
    chat: str = "dm-ada"
    user: str = "ada"
    lost: str = "f999"
    clock: Clock = field(default_factory=Clock)
    said: int = 0

    def behave(self, keyed: bool = False, **chats: list[str]) -> None:
        """Write behaviour.json; underscores in a name stand for the glob's star."""
        globs = {name.replace("_", "*"): words for name, words in chats.items()}
        self.behave_as(json.dumps({"keyed": keyed, "chats": globs}))

    def behave_as(self, text: str) -> None:
        """Write behaviour.json as it stands."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "behaviour.json").write_text(text)

    async def open_channel(self) -> MemoryChannel:
        """Return a started channel on the directory."""
        channel = MemoryChannel("ost", self.directory, self.clock, poll=0.001)
        await channel.start()
        return channel

    async def reopen(self, channel: Channel) -> MemoryChannel:
        """Return another channel object on the same directory."""
        await channel.close()
        return await self.open_channel()

    async def say(self, text: str) -> None:
        """Append a text to in.jsonl."""
        self.incoming(kind="text", text=text)

    async def press(self, payload: str) -> None:
        """Append a pressed button to in.jsonl."""
        self.incoming(kind="button", payload=payload)

    async def bring(self, name: str, mime: str, data: bytes, text: str) -> None:
        """Put a file into the folder "sent", and append its message to in.jsonl."""
        (self.directory / "sent").mkdir(exist_ok=True)
        (self.directory / "sent" / name).write_bytes(data)
        file = {"reference": name, "name": name, "mime": mime, "size": len(data)}
        self.incoming(kind="text", text=text, file=file)

    def incoming(self, **fields: Any) -> None:
        """Append an event of the user, with these fields, to in.jsonl."""
        self.said += 1
        line = {"id": f"e{self.said}", "chat": self.chat, "user": self.user, **fields}
        self.append(json.dumps(line).encode() + b"\n")

    def append(self, data: bytes, name: str = "in.jsonl") -> None:
        """Append bytes as they are."""
        with (self.directory / name).open("ab") as file:
            file.write(data)

    def arrivals(self) -> Sequence[Arrival]:
        """Return the lines of the journal."""
        return tuple(map(_arrival, read_journal(self.directory)))


@dataclass
class TerminalCase:
    """A terminal. What was not handed over ends with its process, so reopening keeps the object."""

    chat: str = "ada"
    user: str = "ada"
    lost: str = ""
    shown: list[Shown] = field(default_factory=list)
    terminal: TerminalChannel | None = None

    async def open_channel(self) -> TerminalChannel:
        """Return a started terminal."""
        self.terminal = TerminalChannel(self.shown.append, self.user)
        await self.terminal.start()
        return self.terminal

    async def reopen(self, channel: Channel) -> Channel:
        """Close and start the terminal that is there."""
        await channel.close()
        await channel.start()
        return channel

    async def say(self, text: str) -> None:
        """Write a line."""
        assert self.terminal is not None
        await self.terminal.push(text)

    async def press(self, payload: str) -> None:
        """Press a button."""
        assert self.terminal is not None
        await self.terminal.press(payload)

    async def bring(self, name: str, mime: str, data: bytes, text: str) -> None:
        """Nobody sends a file at a terminal."""
        raise NotImplementedError

    def arrivals(self) -> Sequence[Arrival]:
        """Return what was shown."""
        return tuple(map(_shown, self.shown))


PROFILE = Profile((("hilfe", "zeigt die Hilfe."),), (("hilfe", "zeigt die Hilfe."),), "Ein Bote.", "Bote")


@dataclass
class TelegramCase:
    """Telegram, over HTTP, with a Bot API server on this machine."""

    server: FakeTelegram
    chat: str = "5"
    user: str = "5"
    lost: str = "document:BQACAgIAAxkunbekannt"

    async def open_channel(self) -> TelegramChannel:
        """Return a started channel that asks for updates."""
        channel = TelegramChannel(Access(self.server.token, self.server.url, tell_dispatch=True), PROFILE)
        await channel.start()
        return channel

    async def reopen(self, channel: Channel) -> TelegramChannel:
        """Return another channel object at the same server."""
        await channel.close()
        return await self.open_channel()

    async def say(self, text: str) -> None:
        """Write to the bot."""
        await self.server.say(int(self.chat), int(self.user), text)

    async def press(self, payload: str) -> None:
        """Press a button below the newest message."""
        newest = (await self.server.messages(int(self.chat)))[-1]
        await self.server.press(int(self.chat), int(self.user), newest["message_id"], payload)

    async def bring(self, name: str, mime: str, data: bytes, text: str) -> None:
        """Send the bot a file."""
        await self.server.send_file(int(self.chat), int(self.user), name, mime, data, text)

    def arrivals(self) -> Sequence[Arrival]:
        """Return the lines of the server's journal."""
        return tuple(map(_arrival, read_journal(self.server.directory)))


def _shown(shown: Shown) -> Arrival:
    file = None if shown.file is None else ArrivedFile(shown.file.name, shown.file.sha256, "")
    return Arrival(shown.op, shown.remote_id, shown.text, (), shown.buttons, file)


def _arrival(line: dict[str, Any]) -> Arrival:
    return Arrival(
        line["op"],
        line["remote_id"],
        line["text"],
        tuple(Entity(**entity) for entity in line["entities"]),
        tuple(tuple(Button(**button) for button in row) for row in line["buttons"]),
        next((ArrivedFile(one["name"], one["sha256"], one["reference"]) for one in line.get("files", ())), None),
    )

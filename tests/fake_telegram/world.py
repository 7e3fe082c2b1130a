"""Everything that the server knows, and how a call reaches a chat."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from channels.memory_journal import read_journal
from tests.fake_telegram.chats import Chat, Chats, refusal
from tests.fake_telegram.errors import too_many
from tests.fake_telegram.files import File
from tests.fake_telegram.journal import Dispatch, Journal
from tests.fake_telegram.judges import Judges
from tests.fake_telegram.messages import Content, Json, Messages, Stored
from tests.fake_telegram.rates import Rates
from tests.fake_telegram.updates import Updates
from tests.fake_telegram.words import FILE, OK, Kind, Word, Words

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFa"
USERNAME = "verbund_testbot"


class CutError(Exception):
    """The connection is cut without an answer."""


class GatewayError(Exception):
    """The server in front answers 502, in HTML."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. method: in small letters; dispatch: what the header says."""

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, File]
    dispatch: Dispatch


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that reaches its chat. word: what it meets there."""

    call: Call
    op: str
    chat: Chat
    word: Word


@dataclass(frozen=True, slots=True)
class Options:
    """How the server is started. latency: seconds before each answer; retry: before a webhook is tried again.

    account: whose journal it is, for `bote check --journal`.
    """

    token: str = TOKEN
    rate: float = 1.0
    latency: float = 0.0
    judge: bool = True
    retry: float = 1.0
    account: str = "telegram"


@dataclass(slots=True)
class Query:
    """A button that was pressed at a moment. answer: what the bot said, when it did; waited: after how many seconds."""

    id: str
    valid: bool = True
    answer: Json | None = None
    pressed_at: float = field(default_factory=time.monotonic)
    waited: float | None = None


class World:
    """The state of one server, with the files in its state directory. now: the clock of the rates."""

    def __init__(self, directory: Path, options: Options, now: Callable[[], float] = time.monotonic) -> None:
        self.options = options
        self.latency = options.latency
        self.now = now
        own_id = int(options.token.partition(":")[0])
        self.bot: Json = {"id": own_id, "is_bot": True, "first_name": "Verbundbote", "username": USERNAME}
        self.journal = Journal(directory)
        (directory / "account").write_text(f"{options.account}\n", encoding="utf-8")
        self.judges = Judges(self.journal, options.judge)
        self.words = Words(directory / FILE)
        self.rates = Rates(options.rate)
        self.updates = Updates(self.rates, options.retry)
        self.chats = Chats()
        self.messages = Messages()
        for line in read_journal(directory):
            self.messages.restore(line, self.chats.get(int(line["chat"])), self.bot)
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.profile: dict[str, Any] = {}
        self.last_webhook = float("-inf")

    async def close(self) -> None:
        """Let nobody wait, and close the files."""
        await self.updates.close()
        self.journal.close()

    def admit(self, call: Call, op: str) -> Admitted:
        """Let a call through to the chat that it names. Raises what the chat's word or the rates say."""
        chat = self.chats.find(call.params.get("chat_id"))
        word = self.words.take(chat.id)
        if word == OK:
            word = chat.state
        self.journal.called(op, chat.id, call.dispatch, word.text)
        error = refusal(word, chat, op)
        if error is not None:
            raise error
        if word.kind is Kind.CUT:
            raise CutError
        if word.kind is Kind.GATEWAY:
            raise GatewayError
        wait = 0 if op == "delete" else self.rates.take(chat.id, self.now())
        if wait:
            raise too_many(wait)
        return Admitted(call, op, chat, word)

    def deliver(self, admitted: Admitted, content: Content, files: Sequence[Json] = (), **more: Any) -> Stored:
        """Put a new message of ours into its chat and write it down, with what it brings."""
        author = None if admitted.chat.type == "channel" else self.bot
        stored = self.messages.add(admitted.chat, content, author, **more)
        self.written(admitted, stored.id, {**stored.journalled(), **({"files": list(files)} if files else {})})
        return stored

    def written(self, admitted: Admitted, remote_id: int, content: Json) -> None:
        """Write down that a call arrived."""
        self.journal.arrived(admitted.op, admitted.chat.id, remote_id, admitted.call.dispatch, content)

    async def answer(self, admitted: Admitted, result: Any) -> Any:
        """Return the result, as the chat's word lets it through."""
        match admitted.word.kind:
            case Kind.SLOW:
                await asyncio.sleep(admitted.word.seconds)
            case Kind.DROP:
                raise CutError
            case Kind.GATEWAY_SENT:
                raise GatewayError
        return result

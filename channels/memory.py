"""The memory network: a directory that plays a network, for the demo and the tests. Its words are in the contract.

in.jsonl is what people say, out.jsonl what arrived, calls.jsonl every call, behaviour.json how the network behaves.
Lines are plain appended writes: they survive a SIGKILL of this process, not a loss of power.
"""

import asyncio
import errno
import hashlib
import os
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from json import JSONEncoder
from pathlib import Path
from typing import Any

from channels.base import TOO_BIG, Capabilities, Look, Receive, Target
from channels.memory_behaviour import Behaviour, BehaviourFile, Kind, Word
from channels.memory_events import read_batch
from channels.memory_journal import CALLS, JOURNAL, read_lines, whole_length
from channels.uploads import MISSING, Uploads
from domain.asset import MAX_FILE, Loaded, Upload
from domain.message import Body, Entity, Form, Message
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from domain.pacing import Budget

#: So many events are handed over at once.
_BATCH = 100
_KEYED = Capabilities(Form.ENTITIES, keyed=True, pins=True, budget=Budget(), file_limit=MAX_FILE)
_NOT_KEYED = replace(_KEYED, keyed=False)
_NOTHING = Message(Body(""))
_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class _Call:
    """One remote call. remote_id: the message that it changes, empty for one that makes something new."""

    op: str
    chat: str
    key: str
    attempt: int
    message: Message = _NOTHING
    remote_id: str = ""


class MemoryChannel:
    """One memory network, its account "memory:NAME".

    Every call that the network accepts is one line of the journal, an unchanged edit and a second delete too; only
    opening a chat that is open already changes nothing. When it is keyed, a repeat under the same key in the same chat
    is the same message and writes no second line; like a Matrix room, another chat does not know that key.
    """

    def __init__(self, name: str, directory: Path, now: Callable[[], datetime], poll: float = 0.05) -> None:
        self.account = f"memory:{name}"
        self.device = ""
        self._directory = directory
        self._now = now
        self._poll = poll
        self._behaviour = BehaviourFile(directory / "behaviour.json")
        self._device_id = ""
        self._journal: _Appender | None = None
        self._calls: _Appender | None = None
        self._forget()

    @property
    def capabilities(self) -> Capabilities:
        """What the network can do now; whether it is keyed follows behaviour.json."""
        return _KEYED if self._follow().keyed else _NOT_KEYED

    async def start(self) -> None:
        """Cut half last lines, read what was said before, open the files."""
        await asyncio.to_thread(self._load)

    async def close(self) -> None:
        """Close the files."""
        self._let_go()

    async def send(self, to: Target, message: Message, *, key: str, attempt: int) -> Outcome:
        """Send a new message."""
        return await self._call(_Call("send", to.chat, key, attempt, message))

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        """Change a message; one that was never sent, or is deleted, cannot be changed."""
        return await self._call(_Call("edit", to.chat, key, attempt, message, remote_id))

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Delete a message; one that is deleted already is a success."""
        return await self._call(_Call("delete", to.chat, key, attempt, remote_id=remote_id))

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message."""
        return await self._call(_Call("pin", to.chat, key, attempt, remote_id=remote_id))

    async def unpin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message no longer, whether or not it is still there."""
        return await self._call(_Call("unpin", to.chat, key, attempt, remote_id=remote_id))

    async def download(self, reference: str, most: int) -> bytes | Outcome:
        """Return a file that somebody has put into the folder "sent"."""
        path = self._directory / "sent" / Path(reference).name
        try:
            if path.stat().st_size > most:
                return GiveUp(TOO_BIG)
            return await asyncio.to_thread(path.read_bytes)
        except OSError:
            return GiveUp("there is no such file")

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:
        """Open the direct chat "dm-USER", whose words hold for this call too. Opened again, it is the same chat."""
        outcome = await self._call(_Call("open", f"dm-{user}", key, attempt))
        return Moved(f"dm-{user}", opened=True) if isinstance(outcome, Sent) else outcome

    async def find(self, to: Target, key: str) -> str | Look:
        """Return the remote id under `key`, looked up in the journal, if the network is keyed."""
        if not self._follow().keyed:
            return Look.CANNOT_LOOK
        return self._by_key.get((to.chat, key), Look.NOT_THERE)

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over the lines of in.jsonl behind `cursor`, its byte offset, until cancelled."""
        offset = int(cursor or 0)
        while True:
            events, offset = read_batch(self._directory / "in.jsonl", offset, _BATCH)
            if events:
                await receive(events, str(offset))
            else:
                await asyncio.sleep(self._poll)

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether a complete line lies behind `cursor`."""
        return bool(read_batch(self._directory / "in.jsonl", int(cursor or 0), 1)[0])

    def _follow(self) -> Behaviour:
        """Return the behaviour that holds now; the device is known by whether it is keyed."""
        behaviour = self._behaviour.current()
        self.device = self._device_id if behaviour.keyed else ""
        return behaviour

    async def _call(self, call: _Call) -> Outcome:
        """Count the call, take its word, and let happen what the word says."""
        assert self._calls is not None, "start() comes first"
        behaviour = self._follow()
        plan = behaviour.plan(call.chat)
        word = plan.word(self._counts.get(call.chat, 0))
        record = {"chat": call.chat, "op": call.op, "key": call.key, "attempt": call.attempt, "word": word.text}
        self._calls.append(record)
        self._counts[call.chat] = self._counts.get(call.chat, 0) + 1
        refusal = self._refusal(word, call.chat)
        if refusal is not None:
            return refusal
        if word.kind is Kind.SLOW:
            await asyncio.sleep(word.seconds)
        outcome = self._accept(call, behaviour.keyed, plan.floods)
        return Unsure("the answer was lost") if word.kind is Kind.LOST_ANSWER else outcome

    def _refusal(self, word: Word, chat: str) -> Outcome | None:
        """Return the outcome of a call that does not get through, or None for one that does."""
        match word.kind:
            case Kind.LATER:
                return TryLater("the network asks to wait", timedelta(seconds=word.seconds), counts=True)
            case Kind.REFUSED:
                return GiveUp("the network refuses this message")
            case Kind.GONE:
                return GiveUp("the recipient is gone", recipient_gone=True)
            case Kind.MOVED:
                return Moved(word.chat)
            case Kind.LOST_CALL:
                return Unsure("nobody answered")
            case Kind.FLOOD:
                wait = self._flood_wait(word, chat)
                return None if wait is None else TryLater("too many messages to this chat", wait)
            case Kind.DOWN:
                return TryLater("the network cannot be reached")
            case _:
                return None

    def _flood_wait(self, word: Word, chat: str) -> timedelta | None:
        """Return how long until the chat takes one more message, None for at once. By the clock."""
        arrived, now, period = self._arrived_at.get(chat), self._now(), timedelta(seconds=word.seconds)
        if arrived is None:
            return None
        while arrived and arrived[0] + period <= now:
            arrived.popleft()
        if len(arrived) < word.limit:
            return None
        return min(arrived[-word.limit] + period - now, period)

    def _accept(self, call: _Call, keyed: bool, floods: bool) -> Outcome:
        """Let a call arrive, unless it is a repeat or changes what is not there."""
        assert self._journal is not None, "start() comes first"
        known = self._by_key.get((call.chat, call.key)) if keyed else None
        if known is not None:
            return Sent(known)
        if call.op == "open" and call.chat in self._opened:
            return Sent("")
        if call.op in ("edit", "pin", "delete"):
            there = call.remote_id in self._sent or (call.op == "delete" and call.remote_id in self._deleted)
            if not there:
                return GiveUp("there is no such message")
        seq, now = self._seq + 1, self._now()
        remote_id = f"m{seq}" if call.op == "send" else call.remote_id
        try:
            files, upload = self._take_file(call.message.loaded, seq)
        except OSError:
            return MISSING
        self._journal.append(_line(call, seq, remote_id, now, files))
        self._remember(seq, call.op, call.chat, call.key, remote_id)
        if floods:
            self._arrived_at.setdefault(call.chat, deque()).append(now)
        return Sent(remote_id, upload)

    def _take_file(self, loaded: Loaded | None, seq: int) -> tuple[list[dict[str, Any]], Upload | None]:
        """Return what the journal says of a message's file, and its upload unless we have it. Raises OSError.

        sha256 is that of the bytes that came.
        """
        if loaded is None:
            return [], None
        file, reference = loaded.file, self._uploads.reference(loaded)
        is_new = reference not in self._files
        if is_new:
            reference = f"f{seq}"
            self._files[reference] = hashlib.sha256(Path(loaded.path).read_bytes()).hexdigest()
        said = {"name": file.name, "mime": file.mime, "size": file.size, "sha256": self._files[reference]}
        came = {**said, "reference": reference, "uploaded": is_new}
        return [came], self._uploads.learn(loaded, reference) if is_new else None

    def _remember(self, seq: int, op: str, chat: str, key: str, remote_id: str) -> None:
        """Take one line of the journal into what is known."""
        self._seq = seq
        if op == "open":
            self._opened.add(chat)
            return
        self._by_key.setdefault((chat, key), remote_id)
        if op == "send":
            self._sent.add(remote_id)
        elif op == "delete":
            self._sent.discard(remote_id)
            self._deleted.add(remote_id)

    def _forget(self) -> None:
        """Know nothing: the files say it."""
        self._seq = 0
        self._counts: dict[str, int] = {}
        self._by_key: dict[tuple[str, str], str] = {}
        self._sent: set[str] = set()
        self._deleted: set[str] = set()
        self._opened: set[str] = set()
        #: What was uploaded: the sha256 by the reference.
        self._files: dict[str, str] = {}
        self._uploads = Uploads()
        #: When something arrived, for chats whose words have a flood in them.
        self._arrived_at: dict[str, deque[datetime]] = {}

    def _let_go(self) -> None:
        for appender in (self._journal, self._calls):
            if appender is not None:
                appender.close()
        self._journal = self._calls = None

    def _load(self) -> None:
        """Read the files as they are now; another process may have written them."""
        self._directory.mkdir(parents=True, exist_ok=True)
        self._device_id = _device_id(self._directory / "device")
        self._forget()
        self._let_go()
        self._journal = _Appender(self._directory / JOURNAL)
        self._calls = _Appender(self._directory / CALLS)
        behaviour = self._follow()
        for line in read_lines(self._directory / JOURNAL):
            self._remember(line["seq"], line["op"], line["chat"], line["key"], line["remote_id"])
            self._files.update((file["reference"], file["sha256"]) for file in line.get("files", ()))
            if behaviour.plan(line["chat"]).floods:
                arrived = self._arrived_at.setdefault(line["chat"], deque())
                arrived.append(datetime.fromisoformat(line["at"]))
        for line in read_lines(self._directory / CALLS):
            self._counts[line["chat"]] = self._counts.get(line["chat"], 0) + 1


class _Appender:
    """A file that only grows, a whole line with each write. Opening it cuts the half line that a kill left."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        size, whole = os.fstat(self._handle).st_size, whole_length(path)
        if size > whole:
            os.ftruncate(self._handle, whole)

    def append(self, value: dict[str, Any]) -> None:
        """Write one line at once. A half surrogate is written as its JSON escape."""
        data = f"{_encode(value)}\n".encode(errors="backslashreplace")
        written = os.write(self._handle, data)
        if written != len(data):
            os.ftruncate(self._handle, os.fstat(self._handle).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)


def _line(call: _Call, seq: int, remote_id: str, now: datetime, files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return one line of the journal."""
    message = call.message
    return {
        "seq": seq,
        "at": now.isoformat(),
        "wall": datetime.now(UTC).isoformat(),
        "op": call.op,
        "chat": call.chat,
        "key": call.key,
        "attempt": call.attempt,
        "remote_id": remote_id,
        "text": message.body.text,
        "entities": [_entity(entity) for entity in message.body.entities],
        "buttons": [[{"label": b.label, "payload": b.payload} for b in row] for row in message.buttons],
        "reply_to": message.reply_to,
        "silent": message.silent,
        **({"files": files} if files else {}),
    }


def _entity(entity: Entity) -> dict[str, Any]:
    """Return an entity without the fields that it does not have."""
    value: dict[str, Any] = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url is not None:
        value["url"] = entity.url
    if entity.language is not None:
        value["language"] = entity.language
    return value


def _device_id(path: Path) -> str:
    """Return the id of this device, made once and kept."""
    try:
        return path.read_text()
    except FileNotFoundError:
        device = f"device-{secrets.token_hex(4)}"
        fresh = path.with_suffix(".new")
        fresh.write_text(device)
        fresh.replace(path)
        return device

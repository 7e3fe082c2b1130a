"""What the server writes down: what arrived, every call, and what the judges object to. A whole line a write."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from json import JSONEncoder
from pathlib import Path
from typing import Any

from channels.memory_journal import CALLS, JOURNAL, read_lines, whole_length

FAULTS = "faults.jsonl"
#: What a test says about a call: "<key> <attempt>", and the op where the method does not say it.
HEADER = "X-Bote-Dispatch"
#: The content of what has none.
_NOTHING: dict[str, Any] = {"text": "", "entities": [], "buttons": [], "reply_to": None, "silent": False}
_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What our own side calls a request."""

    key: str = ""
    attempt: int = 0
    op: str = ""


def parse_dispatch(header: str | None) -> Dispatch:
    """Return what the header says; without one there is no key, and the attempt is 0."""
    if not header:
        return Dispatch()
    key, _, rest = header.partition(" ")
    attempt, _, op = rest.partition(" ")
    return Dispatch(key, int(attempt) if attempt.isdecimal() else 0, op)


class Journal:
    """The files of the state directory, open for appending."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.faults: list[dict[str, Any]] = list(read_lines(directory / FAULTS))
        self._arrivals = _Appender(directory / JOURNAL)
        self._calls = _Appender(directory / CALLS)
        self._faults = _Appender(directory / FAULTS)
        self._seq = sum(1 for _ in read_lines(directory / JOURNAL))

    def close(self) -> None:
        """Close the files."""
        for appender in (self._arrivals, self._calls, self._faults):
            appender.close()

    def arrived(self, op: str, chat: int, remote_id: int, dispatch: Dispatch, content: dict[str, Any]) -> None:
        """Write down what arrived, in the fields of the contract and their order."""
        self._seq += 1
        now = datetime.now(UTC).isoformat()
        self._arrivals.append(
            {
                "seq": self._seq,
                "at": now,
                "wall": now,
                "op": dispatch.op or op,
                "chat": str(chat),
                "key": dispatch.key,
                "attempt": dispatch.attempt,
                "remote_id": str(remote_id),
                **_NOTHING,
                **content,
            }
        )

    def called(self, op: str, chat: int, dispatch: Dispatch, word: str) -> None:
        """Write down a call and the word that it met."""
        self._calls.append(
            {"chat": str(chat), "op": op, "key": dispatch.key, "attempt": dispatch.attempt, "word": word}
        )

    def fault(self, judge: str, method: str, objection: str) -> None:
        """Write down what a judge objects to."""
        fault = {"judge": judge, "method": method, "objection": objection}
        self.faults.append(fault)
        self._faults.append(fault)


class _Appender:
    """A file that only grows. Opening it cuts the half line that a kill left."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.ftruncate(self._handle, whole_length(path))

    def append(self, value: dict[str, Any]) -> None:
        os.write(self._handle, f"{_encode(value)}\n".encode(errors="backslashreplace"))

    def close(self) -> None:
        os.close(self._handle)

"""Reading what a memory network wrote down: the journal of arrivals and the calls. Pure file reading, for judges."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: What arrived, one line each; the test servers write the same form into their state directory.
JOURNAL = "out.jsonl"
#: Every call, also those from which nothing arrived.
CALLS = "calls.jsonl"


def read_journal(directory: Path) -> list[dict[str, Any]]:
    """Return the arrivals in order; a half last line is not there, a network that never ran has none."""
    return list(read_lines(directory / JOURNAL))


def read_calls(directory: Path) -> list[dict[str, Any]]:
    """Return the calls in order, as {"chat", "op", "key", "attempt", "word"}."""
    return list(read_lines(directory / CALLS))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the complete lines of a file that are JSON objects; a missing file has none."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            value = _object(line)
            if value is not None:
                yield value


def whole_length(path: Path) -> int:
    """Return the length of a file up to and with its last line break: what a kill left whole."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return 0
    with file:
        end = file.seek(0, 2)
        while end > 0:
            start = max(0, end - 65536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None

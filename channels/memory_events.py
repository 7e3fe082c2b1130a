"""What comes in on a memory network: in.jsonl, read from a byte offset on, one line one event."""

import json
import os
import re
from pathlib import Path
from typing import Any

from domain import offered
from domain.addressed import Event, EventKind

#: As much of a line that we cannot read is kept for whoever looks into it.
_RAW_LIMIT = 500
_CHUNK = 1 << 18
_MENTION = re.compile(r"@bote\b", re.IGNORECASE)
_KINDS = {kind.value: kind for kind in EventKind if kind not in (EventKind.UNREADABLE, EventKind.FETCHED)}
#: What was said, in words or by a button or a sign; and where a chat moved to.
_SAID = ("text", "payload", "to")
#: The field that a kind cannot do without.
_NEEDED = {EventKind.TEXT: "text", EventKind.BUTTON: "payload", EventKind.REACTION: "payload", EventKind.MOVED: "to"}


def read_batch(path: Path, offset: int, limit: int) -> tuple[list[Event], int]:
    """Return at most `limit` events of the complete lines behind `offset`, and the offset behind the last of them.

    Empty lines are no events. A half last line waits until it is whole.
    """
    events: list[Event] = []
    for line in _complete_lines(path, offset):
        if len(events) == limit:
            break
        if line.strip():
            events.append(parse_event(line, offset))
        offset += len(line)
    return events, offset


def parse_event(line: bytes, offset: int) -> Event:
    """Return the event of one line; what cannot be read becomes an UNREADABLE one that says why."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _unreadable(line, offset, {}, f"not JSON: {type(error).__name__}")
    if not isinstance(value, dict):
        return _unreadable(line, offset, {}, "not an object")
    problem = _problem(value)
    if problem:
        return _unreadable(line, offset, value, problem)
    payload: dict[str, Any] = {name: _clean(value[name]) for name in _SAID if value.get(name) is not None}
    if (file := offered.read(value.get("file"))) is not None:
        payload["file"] = {**file.dump(), "name": _clean(file.name)}
    if value.get("forwarded") is True:
        payload["forwarded"] = True
    return Event(
        event_id=_clean(str(value["id"])),
        chat=_clean(str(value["chat"])),
        kind=_KINDS[value["kind"]],
        user=_clean(str(value.get("user", ""))),
        direct=value.get("direct", True),
        to_us=_is_to_us(value),
        thread=_clean(str(value.get("thread", ""))),
        payload=payload,
    )


def _complete_lines(path: Path, offset: int) -> list[bytes]:
    """Return the complete lines at `offset`, as many as one chunk holds and at least one if there is one."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return []
    try:
        size = _CHUNK
        while True:
            data = os.pread(handle, size, offset)
            end = data.rfind(b"\n") + 1
            if end or len(data) < size:
                return [line + b"\n" for line in data[:end].split(b"\n")[:-1]]
            size *= 2
    finally:
        os.close(handle)


def _problem(value: dict[str, Any]) -> str:
    """Return what is wrong with a line, or an empty text."""
    for name in ("id", "chat"):
        if not _is_name(value.get(name)):
            return f"{name} is missing"
    if not isinstance(value.get("kind"), str) or value["kind"] not in _KINDS:
        return "unknown kind"
    if not all(isinstance(value.get(name, False), bool) for name in ("direct", "to_us")):
        return "direct and to_us are true or false"
    if not all(_is_name(value.get(name, "-")) for name in ("user", "thread")):
        return "user is no text"
    if not all(isinstance(value.get(name), str | None) for name in _SAID):
        return "text, payload and to are texts"
    needed = _NEEDED.get(_KINDS[value["kind"]])
    if needed and not isinstance(value.get(needed), str):
        return f"{needed} is missing"
    return ""


def _unreadable(line: bytes, offset: int, value: dict[str, Any], reason: str) -> Event:
    """Return what is known of a bad line. One without an id is named by where it stands, which never changes.

    If not even the chat is known, it counts as addressed to us: it must be parked where somebody sees it.
    """
    chat, known = value.get("chat"), _is_name(value.get("chat"))
    return Event(
        event_id=_clean(str(value["id"])) if _is_name(value.get("id")) else f"line-{offset}",
        chat=_clean(str(chat)) if known else "",
        kind=EventKind.UNREADABLE,
        user=_clean(str(value["user"])) if _is_name(value.get("user")) else "",
        direct=known and value.get("direct", True) is True,
        to_us=not known or _is_to_us(value),
        payload={"raw": _clean(line[: 4 * _RAW_LIMIT].decode(errors="replace").strip()[:_RAW_LIMIT]), "reason": reason},
    )


def _is_to_us(value: dict[str, Any]) -> bool:
    text = value.get("text")
    return value.get("to_us") is True or (isinstance(text, str) and _MENTION.search(text) is not None)


def _is_name(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and _clean(str(value)) != ""


def _clean(value: str) -> str:
    """Return a text without what no database takes: NUL is dropped, half surrogates become a replacement sign."""
    whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")

"""What arrived at the members, as their own clients have read it, in the form of the memory network's journal.

Nobody else can say it: the server does not see what is encrypted, and the sender only knows what it meant to send.
An event is one line, however many members it reached. Who could not read one stands in a file of its own.
"""

import json
import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.memory_journal import JOURNAL, read_lines, whole_length
from tests.fake_synapse.element import ENCRYPTED
from tests.fake_synapse.user import Json

UNREADABLE = "unreadable.jsonl"
#: Where Verbundbote writes which dispatch an event is, and what its buttons mean.
KEY = "de.verbundbote.key"
CHOICES = "de.verbundbote.choices"


class Journal:
    """The files of a directory, open for appending. ours: whose events are not written down, the members'."""

    def __init__(self, directory: Path, ours: Collection[str] = ()) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        # For `bote check --journal`: whichever attempt brought it, the same key is the same event here.
        (directory / "behaviour.json").write_text('{"keyed": true}\n', encoding="utf-8")
        self.directory = directory
        self._ours = frozenset(ours)
        self._arrivals, self._unreadable = directory / JOURNAL, directory / UNREADABLE
        for path in (self._arrivals, self._unreadable):
            if path.exists():  # a kill may have left half a line
                os.truncate(path, whole_length(path))
        self._seen = {str(line.get("event_id")) for line in read_lines(self._arrivals)}
        self._seq = len(self._seen)
        self._refused = {(line.get("event_id"), line.get("reader")) for line in read_lines(self._unreadable)}

    def take(self, event: Json, reader: str) -> bool:
        """Write down what a member's client received, if it is somebody else's and new.

        Return whether the member could read it; False: it should be tried again when more keys have come.
        """
        if event.get("sender") in self._ours:
            return True
        if event["type"] == ENCRYPTED:
            self._refuse(event, reader)
            return False
        if event["event_id"] not in self._seen and (line := arrival(event)):
            self._seen.add(event["event_id"])
            self._seq += 1
            now = datetime.now(UTC).isoformat()
            _append(self._arrivals, {"seq": self._seq, "at": now, "wall": now} | line)
        return True

    def _refuse(self, event: Json, reader: str) -> None:
        if (event["event_id"], reader) not in self._refused:
            self._refused.add((event["event_id"], reader))
            wall = datetime.now(UTC).isoformat()
            _append(self._unreadable, {"wall": wall, "reader": reader} | _where(event))


def arrival(event: Json) -> Json | None:
    """Return the line for an event in the clear, without its number and time; None for what is no message.

    attempt is 1: the same key is the same event here, whichever attempt brought it.
    """
    content = event["content"]
    made = _operation(event, content)
    if made is None:
        return None
    op, remote_id, shown = made
    answered = _dig(content, "m.relates_to", "m.in_reply_to").get("event_id")
    return {
        "op": op,
        "chat": event["room_id"],
        "key": content.get(KEY) or event.get("outside", {}).get(KEY, ""),
        "attempt": 1,
        "remote_id": remote_id,
        "text": str(shown.get("body", "")),
        "entities": [],
        "buttons": shown.get(CHOICES, []),
        "reply_to": answered,
        "silent": shown.get("msgtype") == "m.notice",
        "html": str(shown.get("formatted_body", "")),
        "encrypted": bool(event.get("encrypted")),
        **({"files": [_file(shown)]} if "filename" in shown else {}),
        **_where(event),
    }


def _file(content: Json) -> Json:
    """Return what a message says of its file; nobody has read it yet."""
    info = _dig(content, "info")
    where = content.get("url") or _dig(content, "file").get("url", "")
    known = {"name": content["filename"], "mime": info.get("mimetype", ""), "size": info.get("size", 0)}
    return {**known, "reference": where}


def _operation(event: Json, content: Json) -> tuple[str, str, Json] | None:
    """Return what was done, to which message, and what that shows now."""
    relation = _dig(content, "m.relates_to")
    match event["type"]:
        case "m.room.message" if relation.get("rel_type") == "m.replace":
            return "edit", str(relation.get("event_id", "")), _dig(content, "m.new_content")
        case "m.room.message" if content:  # an emptied one was deleted before anybody read it
            return "send", event["event_id"], content
        case "m.room.redaction":
            return "delete", str(content.get("redacts") or event.get("redacts", "")), {}
        case "m.room.pinned_events":
            return _pinned(event, content)
    return None


def _pinned(event: Json, content: Json) -> tuple[str, str, Json] | None:
    """Return what was pinned, or is no longer, by comparing with what was pinned before."""
    before = [str(one) for one in _dig(event, "unsigned", "prev_content").get("pinned", ())]
    now = [str(one) for one in content.get("pinned", ())]
    for op, here, not_there in (("pin", now, before), ("unpin", before, now)):
        if found := [one for one in here if one not in not_there]:
            return op, found[-1], {}
    return None


def _where(event: Json) -> Json:
    return {"event_id": event["event_id"], "sender": event["sender"], "chat": event["room_id"]}


def _dig(value: Mapping[str, Any], *names: str) -> Json:
    for name in names:
        value = value.get(name, {})
        if not isinstance(value, dict):
            return {}
    return dict(value)


def _append(path: Path, line: Json) -> None:
    with path.open("ab") as file:
        file.write(f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n".encode(errors="backslashreplace"))

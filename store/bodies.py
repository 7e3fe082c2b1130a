"""Bodies as they are kept in a column: JSON, short, the same for ever."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from domain.asset import File
from domain.message import Body, Button, Entity, NativePoll


def dump(body: Body) -> str:
    """Return a body as JSON."""
    value: dict[str, Any] = {"text": body.text}
    if body.entities:
        value["entities"] = [
            {
                name: field
                for name in ("type", "offset", "length", "url", "language")
                if (field := getattr(e, name)) is not None
            }
            for e in body.entities
        ]
    if body.html:
        value["html"] = body.html
    if body.file is not None:
        value["file"] = asdict(body.file)
    if body.poll is not None:
        value["poll"] = {"question": body.poll.question, "answers": [list(one) for one in body.poll.answers]}
    if body.ends_poll:
        value["ends_poll"] = True
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(stored: str) -> Body:
    """Return the body that dump made."""
    value = json.loads(stored)
    file = File(**value["file"]) if "file" in value else None
    entities = tuple(Entity(**e) for e in value.get("entities", ()))
    asked = value.get("poll")
    poll = NativePoll(asked["question"], tuple((id_, label) for id_, label in asked["answers"])) if asked else None
    return Body(value["text"], entities, value.get("html", ""), file, poll, bool(value.get("ends_poll")))


def holds_json(body: Body) -> bool:
    """Return whether a body shows JSON, as only the answer to `meinedaten json` does."""
    return any(one.language == "json" for one in body.entities) or 'class="language-json"' in body.html


def dump_buttons(rows: Sequence[Sequence[Button]]) -> str | None:
    """Return rows of buttons as JSON, None when there are none."""
    if not rows:
        return None
    return json.dumps([[[b.label, b.payload] for b in row] for row in rows], ensure_ascii=False)


def load_buttons(stored: str | None) -> tuple[tuple[Button, ...], ...]:
    """Return the rows of buttons that dump_buttons made."""
    return tuple(tuple(Button(*pair) for pair in row) for row in json.loads(stored)) if stored else ()

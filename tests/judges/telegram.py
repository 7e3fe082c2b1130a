"""Telegram's own parser, TDLib, as the judge of what we send: offline, nothing leaves the machine.

Entities are written as Telegram HTML by a serializer of its own, TDLib reads that, and must find what we had computed.
Source: https://core.telegram.org/bots/api#html-style
"""

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import tdjson

from domain.message import Body, Entity

MAX_UNITS = 4096
#: Telegram drops what is more than 100 without a word; a heading needs some.
MAX_ENTITIES = 95

#: What TDLib calls the entities of the Bot API.
_TYPES = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough", "Code": "code",
    "Pre": "pre", "PreCode": "pre", "TextUrl": "text_link", "BlockQuote": "blockquote", "Spoiler": "spoiler",
}  # fmt: skip
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "blockquote": "blockquote"}
#: What nobody presses by mistake: times are links only in an answer to a video.
_HARMLESS = frozenset({"MediaTimestamp", "PhoneNumber", "BankCardNumber"})


@dataclass(frozen=True, slots=True)
class Found:
    """What Telegram makes into something to press by itself: its kind as TDLib calls it, the text, and where."""

    kind: str
    text: str
    offset: int


def judge(body: Body) -> None:
    """Fail unless Telegram takes body as it is: its size, and each entity where and as we say it is."""
    assert body.text.strip() == body.text != "", "Telegram takes white space off the ends"
    assert len(_units(body.text)) // 2 <= MAX_UNITS
    assert len(body.entities) <= MAX_ENTITIES
    text, entities = parse(as_html(body))
    assert text == body.text
    assert entities == sorted(body.entities, key=_place)
    for code in (one for one in body.entities if one.type in ("code", "pre")):
        held = [one for one in body.entities if one is not code and _meets(one, code) and one.type != "blockquote"]
        assert held == [], "code holds nothing, and stands in nothing but a quote"


def parse(html: str) -> tuple[str, list[Entity]]:
    """Return what TDLib reads in html: the text, and the entities as the Bot API would name them."""
    mode = {"@type": "textParseModeHTML"}
    answer = _call({"@type": "parseTextEntities", "text": html, "parse_mode": mode})
    assert answer["@type"] == "formattedText", answer.get("message")
    return answer["text"], sorted(map(_entity, answer["entities"]), key=_place)


def pressable(text: str) -> list[Found]:
    """Return what Telegram finds to press in plain text: mentions, commands, hashtags, addresses."""
    answer = _call({"@type": "getTextEntities", "text": text})
    units = _units(text)
    found = []
    for entity in answer["entities"]:
        kind = entity["type"]["@type"].removeprefix("textEntityType")
        start, length = entity["offset"] * 2, entity["length"] * 2
        if kind not in _HARMLESS:
            found.append(Found(kind, units[start : start + length].decode("utf-16-le"), entity["offset"]))
    return found


def as_html(body: Body) -> str:
    """Return body as Telegram HTML, from nothing but its units and its entities."""
    units = _units(body.text)
    opening: dict[int, list[Entity]] = {}
    for entity in body.entities:
        opening.setdefault(entity.offset, []).append(entity)
    written: list[str] = []
    opened: list[Entity] = []
    since = 0
    for place in sorted({0, len(units) // 2, *opening, *(one.offset + one.length for one in body.entities)}):
        written.append(escape(units[since * 2 : place * 2].decode("utf-16-le"), quote=False))
        since = place
        while opened and opened[-1].offset + opened[-1].length == place:
            written.append(_tags(opened.pop())[1])
        for entity in sorted(opening.get(place, ()), key=lambda one: -one.length):
            assert not opened or entity.offset + entity.length <= opened[-1].offset + opened[-1].length, "overlap"
            written.append(_tags(entity)[0])
            opened.append(entity)
    assert not opened, "an entity goes beyond the text"
    return "".join(written)


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.type == "text_link":
        assert entity.url is not None
        return f'<a href="{escape(entity.url)}">', "</a>"
    if entity.type == "pre":
        if entity.language is None:
            return "<pre>", "</pre>"
        return f'<pre><code class="language-{escape(entity.language)}">', "</code></pre>"
    return f"<{_TAGS[entity.type]}>", f"</{_TAGS[entity.type]}>"


def _entity(value: dict[str, Any]) -> Entity:
    kind = value["type"]
    name = _TYPES[kind["@type"].removeprefix("textEntityType")]
    return Entity(name, value["offset"], value["length"], kind.get("url"), kind.get("language"))


def _meets(one: Entity, other: Entity) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length


def _place(entity: Entity) -> tuple[int, int, str]:
    return entity.offset, -entity.length, entity.type


def _units(text: str) -> bytes:
    return text.encode("utf-16-le")


def _call(request: dict[str, Any]) -> dict[str, Any]:
    _silence()
    said = tdjson.td_execute(json.dumps(request).encode())
    assert said is not None
    answer: dict[str, Any] = json.loads(said)
    return answer


@cache
def _silence() -> None:
    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())

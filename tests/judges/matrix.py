"""A strict reader of what Matrix takes: HTML of the specification's list, as an own tokenizer reads it.

It is strict on purpose: what a browser would forgive fails here.
Source: https://spec.matrix.org/v1.18/client-server-api/#mroommessage-msgtypes
"""

import json
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote, urlsplit

from domain.message import Body

#: Body and HTML of an event, as they stand in JSON: encryption makes them a third larger, 65,536 bytes are allowed.
MAX_BYTES = 40_000
MAX_NESTING = 100

_HOLDS_NOTHING = frozenset({"br", "hr", "img"})
_TAGS = _HOLDS_NOTHING | {
    "del", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p", "a", "ul", "ol", "sup", "sub", "li", "b", "i", "u",
    "strong", "em", "s", "code", "div", "table", "thead", "tbody", "tr", "th", "td", "caption", "pre", "span",
    "details", "summary",
}  # fmt: skip
#: The attributes that a tag may have, and what a value must be. None of ours has others.
_VALUES = {
    ("a", "href"): re.compile(r"(?:https?|ftp|mailto|magnet):\S+"),
    ("ol", "start"): re.compile(r"\d{1,9}"),
    ("code", "class"): re.compile(r"language-\S+"),
}
#: What may stand where nothing else is open, and in what it may stand at all.
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre", "hr"})
_HOLDS_BLOCKS = frozenset({"", "blockquote", "li", "div", "td", "th", "details"})

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"<>]*\")*)(/?)>|([^<>]+)")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|#39|nbsp);")


@dataclass(slots=True)
class Read:
    """What a strict reader read: the words outside links, by stretch, and the links as text and address."""

    stretches: list[str] = field(default_factory=lambda: [""])
    links: list[tuple[str, str]] = field(default_factory=list)


def judge(body: Body) -> Read:
    """Fail unless Matrix takes body, and its plain text says what the HTML says; return what was read."""
    content = {"msgtype": "m.text", "body": body.text, "format": "org.matrix.custom.html", "formatted_body": body.html}
    assert len(json.dumps(content, ensure_ascii=False).encode()) < MAX_BYTES
    read = _Reader().read(body.html)
    assert body.text.strip() == body.text != ""
    place = 0
    for word in _WORD.findall(" ".join(read.stretches)):
        place = body.text.find(word, place)
        assert place >= 0, f"{word!r} is missing in the plain text"
        place += len(word)
    for _, url in read.links:
        # What was typed as an address stays in the plain text as it was typed, e.g. without https://.
        address = unquote(url.removeprefix("mailto:")) if url.startswith("mailto:") else urlsplit(url).netloc
        assert address.casefold() in body.text.casefold(), f"{url} is missing in the plain text"
    return read


class _Reader:
    """Goes through HTML once; everything that is open lies on a stack."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._href = ""
        self._link = ""
        self._read = Read()

    def read(self, html: str) -> Read:
        place = 0
        while place < len(html):
            token = _TOKEN.match(html, place)
            assert token, f"no tag and no text: {html[place : place + 40]!r}"
            place = token.end()
            closing, tag, attributes, empty, text = token.groups()
            if text is not None:
                self._text(text)
            elif closing:
                assert not attributes
                assert not empty
                self._close(tag)
            else:
                self._start(tag, dict(_ATTRIBUTE.findall(attributes)), empty=bool(empty))
        assert self._open == []
        return self._read

    def _text(self, text: str) -> None:
        assert "&" not in _REFERENCE.sub("", text), f"not escaped: {text!r}"
        if self._href:
            self._link += unescape(text)
        else:
            self._read.stretches[-1] += unescape(text)

    def _start(self, tag: str, attributes: dict[str, str], *, empty: bool) -> None:
        assert tag in _TAGS, tag
        assert empty == (tag in _HOLDS_NOTHING), tag
        outer = self._open[-1] if self._open else ""
        if tag in _BLOCKS:
            assert outer in _HOLDS_BLOCKS, f"{tag} in {outer}"
        assert (tag == "li") == (outer in ("ul", "ol")), f"{tag} in {outer}"
        for name, value in attributes.items():
            value = unescape(value)
            assert _VALUES[tag, name].fullmatch(value), f"{tag} {name}={value!r}"
        if tag == "a":
            assert "a" not in self._open, "a link in a link"
            self._href, self._link = unescape(attributes["href"]), ""
            assert urlsplit(self._href).scheme
        if tag not in ("strong", "em", "del", "code", "a"):
            self._set_apart()
        if not empty:
            self._open.append(tag)
            assert len(self._open) <= MAX_NESTING

    def _close(self, tag: str) -> None:
        assert self._open, f"{tag} was never opened"
        assert self._open.pop() == tag
        if tag == "a":
            assert self._link.strip(), "a link that nobody can see"
            self._read.links.append((self._link, self._href))
            self._href = ""
            self._read.stretches.append("")
        elif tag not in ("strong", "em", "del", "code"):
            self._set_apart()

    def _set_apart(self) -> None:
        if self._href:
            self._link += " "
        else:
            self._read.stretches[-1] += " "

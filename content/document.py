"""Markup becomes a Document: Markdown by way of HTML, feed HTML as it is, both through one sanitising builder."""

import re
from html import unescape

import nh3

from content import markup
from content.blocks import (
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Paragraph,
    Quote,
    Rule,
    Run,
    Style,
    Table,
    bold,
    paragraph,
    plain_text,
)
from content.builder import BREAKING, HEADINGS, STYLES, build
from content.text import clean

__all__ = [
    "Block", "Bullets", "Code", "Document", "Heading", "Paragraph", "Quote", "Rule", "Run", "Style", "Table",
    "bold", "from_html", "from_markdown", "from_text", "paragraph", "plain_text", "text_of",
]  # fmt: skip

#: HTML longer than this is cut: no message needs it, and nobody would read it.
MAX_HTML = 150_000

_TAGS = {*STYLES, *HEADINGS, *BREAKING} | {
    "a", "blockquote", "br", "hr", "img", "li", "ol", "pre", "q", "sub", "sup",
    "table", "tbody", "td", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_DROPPED_WHOLE = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title"}
_DROPPED_WHOLE |= {"textarea", "select", "button", "audio", "video", "canvas"}
_ATTRIBUTES = {"a": {"href"}, "img": {"alt", "src"}, "ol": {"start"}, "code": {"class"}}
#: Elements that are open at the same time: more makes HTML's rules for misnested tags slow, and is no text.
MAX_OPEN = 200
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1|$)", re.IGNORECASE | re.DOTALL)
#: Tags that HTML closes by itself or that hold nothing.
_CLOSED_BY_ITSELF = frozenset({
    "a", "area", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "tbody", "td",
    "tfoot", "th", "thead", "tr", "wbr",
})  # fmt: skip


def from_html(html: str) -> Document:
    """Return what html, well formed or not, shows: text, and formatting of the list that a Document knows.

    Scripts and styles are left out, other unknown tags are dropped and their text stays; links that are not
    http, https or mailto stay as text.
    """
    html = clean(html[:MAX_HTML])
    if _is_too_deep(html):
        return from_text(unescape(_ANY_TAG.sub(" ", _SCRIPT.sub(" ", html))))
    safe = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return Document(build(safe))


def _is_too_deep(html: str) -> bool:
    """Return True when more elements are open in html at the same time than anybody would write."""
    depth = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() in _CLOSED_BY_ITSELF:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_OPEN:
            return True
    return False


def from_markdown(text: str) -> Document:
    """Return what Markdown text shows. Text that is too long or too deeply nested to be read quickly stays as it is."""
    text = clean(text)
    if not markup.is_reasonable(text):
        return from_text(text)
    return from_html(markup.to_html(text))


def from_text(text: str) -> Document:
    """Return plain text as paragraphs, divided at empty lines. No sign in it means anything."""
    chunks = re.split(r"\n[ \n]*\n", clean(text))
    return Document(tuple(paragraph(chunk.strip()) for chunk in chunks if chunk.strip()))


def text_of(document: Document) -> str:
    """Return the words of document as one plain line, e.g. to search in them or to sum them up."""
    words: list[str] = []
    waiting: list[Block] = list(reversed(document.blocks))
    while waiting:
        block = waiting.pop()
        if isinstance(block, Quote):
            waiting.extend(reversed(block.blocks))
        elif isinstance(block, Bullets):
            waiting.extend(inner for item in reversed(block.items) for inner in reversed(item))
        elif isinstance(block, Table):
            words.extend(plain_text(cell) for row in (block.head, *block.rows) for cell in row)
        elif isinstance(block, Code):
            words.append(block.text)
        elif not isinstance(block, Rule):
            words.append(plain_text(block.runs))
    return " ".join(" ".join(words).split())

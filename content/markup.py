"""Markdown as people write it in notices -> HTML, by python-markdown; what would make that slow is refused before."""

import re
import threading
from itertools import pairwise
from xml.etree.ElementTree import Element

import markdown
from markdown.inlinepatterns import InlineProcessor

#: Characters of one text. The longest notice of the field has about 15,000.
MAX_LENGTH = 40_000
#: Brackets that are open at the same time in one block: python-markdown looks for the end of each of them.
MAX_OPEN = 50
#: Signs of emphasis or code in one block: python-markdown looks for the partner of each of them.
MAX_SIGNS = 2_000
#: Lists and quotes in one another: python-markdown calls itself for each.
MAX_NESTING = 12
MAX_BLOCKS = 3_000

_PREFIX = re.compile(r"^(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_MARKER = re.compile(r">|[-*+][ \t]|\d{1,9}[.)][ \t]")
_ITEM = re.compile(r"^([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)")
_RULE = re.compile(r"^[ \t]*([-*_])([ \t]*\1){2,}[ \t]*$")
#: HTML that may stand in Markdown: formatting without attributes. All other tags are shown as they were typed.
_ALLOWED_TAG = r"(</?(?:b|strong|i|em|s|del|code|sub|sup)>|<br ?/?>)"

_FOOTNOTE = re.compile(r'<sup id="fnref[^"]*"><a class="footnote-ref" href="[^"]*">(\d+)</a></sup>')


def is_reasonable(text: str) -> bool:
    """Return True when text can be read as Markdown quickly: its size, its nesting and its open brackets."""
    if len(text) > MAX_LENGTH or text.count("\n\n") > MAX_BLOCKS:
        return False
    return _depth(text) <= MAX_NESTING and all(_is_block_reasonable(block) for block in text.split("\n\n"))


def to_html(text: str) -> str:
    """Return text, which must be reasonable, as HTML that is still to be sanitised."""
    reader = _reader()
    reader.reset()
    html = reader.convert("\n".join(_mended(text.split("\n"))))
    return _FOOTNOTE.sub(r"[\1]", html)


def _depth(text: str) -> int:
    deepest = 0
    for line in text.split("\n"):
        match = _PREFIX.match(line)
        prefix = match[0] if match else ""
        if prefix:
            spaces = len(prefix) - len(prefix.lstrip(" \t"))
            deepest = max(deepest, len(_MARKER.findall(prefix)) + min(spaces, 200) // 4)
    return deepest


def _is_block_reasonable(block: str) -> bool:
    return _open_brackets(block) <= MAX_OPEN and all(block.count(sign) <= MAX_SIGNS for sign in "*_`")


def _open_brackets(block: str) -> int:
    """Return how many brackets of one kind are not closed in block."""
    return max(block.count("[") - block.count("]"), block.count("(") - block.count(")"), _deepest(block))


def _deepest(block: str) -> int:
    depth = deepest = 0
    for char in re.findall(r"[\[\]]", block):
        depth = depth + 1 if char == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _mended(lines: list[str]) -> list[str]:
    """Return lines with lists as python-markdown wants them: an empty line before, four spaces for each level.

    People write a list right below a sentence, and two or three spaces before a list in a list.
    """
    mended: list[str] = []
    indents: list[int] = []
    fence = ""
    for before, line in pairwise(["", *lines]):
        fence, was_fence = _fence_after(line, fence), fence
        item = None if fence or was_fence or _RULE.match(line) else _ITEM.match(line)
        if item:
            if not indents and before.strip() and not before.lstrip().startswith((">", "#", "|")):
                mended.append("")
            line = _levelled(line, item, indents)
        elif line.strip() and not line.startswith((" ", "\t")) and not before.strip():
            indents.clear()
        elif indents and line.startswith(" "):
            line = "    " * len(indents) + line.lstrip() if not before.strip() else line
        mended.append(line)
    return mended


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of code that is open after line, where fence was open before it."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) else fence


def _levelled(line: str, item: re.Match[str], indents: list[int]) -> str:
    """Return the item's line, indented by its level. indents: where the lists begin that are open."""
    indent = len(item[1].expandtabs(4))
    while indents and indent < indents[-1]:
        indents.pop()
    if not indents or indent >= indents[-1] + 2:
        indents.append(indent)
    return "    " * (len(indents) - 1) + line.strip()


class _AllowedTag(InlineProcessor):
    """Lets a formatting tag without attributes through, as the HTML that it is."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802 - markdown names and calls it so
        """Return the place holder of the tag."""
        return self.md.htmlStash.store(m[1]), m.start(0), m.end(0)


#: A reader keeps notes while it reads: each thread has its own.
_LOCAL = threading.local()


def _reader() -> markdown.Markdown:
    reader: markdown.Markdown | None = getattr(_LOCAL, "reader", None)
    if reader is None:
        reader = _LOCAL.reader = _new_reader()
    return reader


def _new_reader() -> markdown.Markdown:
    reader = markdown.Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "footnotes"],
        extension_configs={"footnotes": {"BACKLINK_TEXT": "", "SEPARATOR": "-"}},
    )
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    reader.inlinePatterns.register(_AllowedTag(_ALLOWED_TAG, reader), "allowed_tag", 90)
    return reader

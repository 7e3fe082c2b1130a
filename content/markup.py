"""Markdown as people write it in notices -> HTML, by markdown-it; what would make that slow is refused before.

CommonMark with tables, ~~struck~~ text, footnotes, definitions and tasks. Source: https://spec.commonmark.org/0.31.2/
"""

import re
import threading
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from content import words

#: Characters of one text. The longest notice of the field has about 15,000.
MAX_LENGTH = 40_000
#: Brackets that are open at the same time in one block: a reader looks for the end of each of them.
MAX_OPEN = 50
#: Signs of emphasis or code in one block: a reader looks for the partner of each of them.
MAX_SIGNS = 2_000
#: Lists and quotes in one another: a reader calls itself for each.
MAX_NESTING = 12
MAX_LINES = 3_000
#: Cells of all tables together, where each row is filled up to as many cells as the longest has.
MAX_CELLS = 5_000
#: Levels at which markdown-it leaves out what is deeper: more than MAX_NESTING can come to, so that nothing is lost.
_LEVELS = 100

_PREFIX = re.compile(r"^(?:[ \t]|>|[-*+•][ \t]|\d{1,9}[.)][ \t])*")
_MARKER = re.compile(r">|[-*+•][ \t]|\d{1,9}[.)][ \t]")
_ITEM = re.compile(r"^( *)([-*+•▪‣●◦]|\d{1,9}[.)])[ \u00a0]+(?=\S)")
_FENCE = re.compile(r"^ *(```+|~~~+)")
_RULE = re.compile(r"^ *([-*_])( *\1){2,} *$")
#: HTML that may stand in Markdown: formatting without attributes. All other tags are shown as they were typed.
_ALLOWED_TAG = re.compile(r"</?(?:b|strong|i|em|s|del|code|sub|sup)>|<br ?/?>")
_NOTE = re.compile(r"\[\^([^\]\s\[^]{1,40})\]:[ ]*")
_NOTE_SIGN = re.compile(r"\[\^([^\]\s\[^]{1,40})\]")
_TASK = re.compile(r"\[([ xX])\][ ]+(?=\S)")
_TERM = re.compile(r"\A(?!: )[^\n]+(?:\n: [^\n]*(?:\n(?!: )[^\n]*)*)+\Z")


def is_reasonable(text: str) -> bool:
    """Return True when text can be read as Markdown quickly: its size, its nesting and its open brackets."""
    if len(text) > MAX_LENGTH or text.count("\n") > MAX_LINES:
        return False
    dividers = [line.count("|") for line in text.split("\n") if "|" in line]
    if dividers and max(dividers) * len(dividers) > MAX_CELLS:
        return False
    return _depth(text) <= MAX_NESTING and all(_is_block_reasonable(block) for block in text.split("\n\n"))


def to_html(text: str) -> str:
    """Return text, which must be reasonable, as HTML that is still to be sanitised."""
    reader, notes = _reader(), _Notes()
    env: MutableMapping[str, Any] = {"notes": notes}
    html = [reader.render("\n".join(_mended(text.split("\n"))), env)]
    for number, note in notes.in_order():
        html.append("<hr>" if number == 1 else "")
        html.append(f"<p>[{number}] {reader.renderInline(note, env)}</p>")
    return "".join(html)


# --- What is refused


def _depth(text: str) -> int:
    """Return how deep lists and quotes stand in one another, at most. Only a line with a marker begins one."""
    deepest = 0
    for line in text.split("\n"):
        match = _PREFIX.match(line)
        markers = len(_MARKER.findall(match[0])) if match else 0
        if markers:
            spaces = len(line) - len(line.lstrip(" \t"))
            deepest = max(deepest, markers + min(spaces, 200) // 4)
    return deepest


def _is_block_reasonable(block: str) -> bool:
    return _open_brackets(block) <= MAX_OPEN and all(block.count(sign) <= MAX_SIGNS for sign in "*_`~")


def _open_brackets(block: str) -> int:
    """Return how many brackets of one kind are not closed in block."""
    return max(block.count("[") - block.count("]"), block.count("(") - block.count(")"), _deepest(block))


def _deepest(block: str) -> int:
    depth = deepest = 0
    for char in re.findall(r"[\[\]]", block):
        depth = depth + 1 if char == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


# --- What people write differently


@dataclass(frozen=True, slots=True)
class _Level:
    """A list that is open: where its items begin as typed and as mended, and where their text begins as mended."""

    typed: int
    mended: int
    text: int


def _mended(lines: list[str]) -> Iterator[str]:
    """Return lines with each list in a list indented as CommonMark wants it, and "•" as the bullet that it is.

    People write two spaces before a list in a numbered list, and five where a tab was.
    """
    levels: list[_Level] = []
    fence = ""
    for before, line in pairwise(["", *lines]):
        fence, was_fence = _fence_after(line, fence), fence
        indent = len(line) - len(line.lstrip(" "))
        item = None if fence or was_fence or _RULE.match(line) else _ITEM.match(line)
        if item and (levels or indent < 4):
            yield _levelled(line, item, levels)
        elif levels and indent:
            yield " " * (levels[-1].mended - levels[-1].typed) + line
        else:
            if line.strip() and not before.strip():
                levels.clear()
            yield line


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of code that is open after line, where fence was open before it."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) else fence


def _levelled(line: str, item: re.Match[str], levels: list[_Level]) -> str:
    """Return the item's line, indented by its level; levels: the lists that are open, which follow."""
    typed, marker = len(item[1]), item[2] if item[2][0] in "-*+0123456789" else "-"
    while levels and typed < levels[-1].typed + 2:
        levels.pop()
    mended = levels[-1].text if levels else typed
    levels.append(_Level(typed, mended, mended + len(marker) + 1))
    return f"{' ' * mended}{marker} {line[item.end() :]}"


# --- What CommonMark does not have


@dataclass(slots=True)
class _Notes:
    """Footnotes: their texts by name, and the names that have been referred to so far, in order."""

    texts: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """Return the number of the note that is called name: the next one where it has none yet."""
        if name not in self.numbers:
            self.order.append(name)
            self.numbers[name] = len(self.order)
        return self.numbers[name]

    def in_order(self) -> Iterator[tuple[int, str]]:
        """Return the notes by number, then those that nothing refers to. A note may refer to further ones."""
        done = 0
        while done < len(self.order):
            done += 1
            yield done, self.texts[self.order[done - 1]]
            if done == len(self.order):
                for name in self.texts:
                    self.number(name)


def _note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take in "[^name]: text", with the lines that follow up to an empty one, or further ones that are indented."""
    line = _line_at(state, start)
    match = _NOTE.match(line)
    if match is None or state.is_code_block(start):
        return False
    if silent:
        return True
    said, at = [line[match.end() :]], start + 1
    while at < end and _goes_on(state, at, end):
        said.append(_line_at(state, at))
        at += 1
    state.env["notes"].texts.setdefault(match[1], " ".join(" ".join(said).split()))
    state.line = at
    return True


def _goes_on(state: StateBlock, line: int, end: int) -> bool:
    text = _line_at(state, line)
    if text:
        return state.sCount[line] >= state.blkIndent and not _NOTE.match(text)
    return line + 1 < end and _indented(state, line + 1)


def _indented(state: StateBlock, line: int) -> bool:
    return bool(_line_at(state, line)) and state.sCount[line] - state.blkIndent >= 2


def _line_at(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _note_sign(state: StateInline, silent: bool) -> bool:
    """Read "[^name]" as the number of the note."""
    match = _NOTE_SIGN.match(state.src, state.pos)
    notes: _Notes | None = state.env.get("notes")
    if match is None or notes is None or match[1] not in notes.texts:
        return False
    if not silent:
        state.push("text", "", 0).content = f"[{notes.number(match[1])}]"
    state.pos = match.end()
    return True


def _allowed_tag(state: StateInline, silent: bool) -> bool:
    """Let a formatting tag without attributes through, as the HTML that it is."""
    match = _ALLOWED_TAG.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _tasks_and_terms(state: StateCore) -> None:
    """Say in words whether a task is done, and read "Begriff" above ": Erklärung" as a definition."""
    tokens: list[Token] = []
    for number, token in enumerate(state.tokens):
        tokens.append(token)
        if token.type != "inline":
            continue
        in_item = number > 1 and state.tokens[number - 2].type == "list_item_open"
        if in_item and (task := _TASK.match(token.content)):
            token.content = words.task(done=task[1] != " ") + token.content[task.end() :]
        elif state.tokens[number - 1].type == "paragraph_open" and _TERM.match(token.content):
            tokens[-2:] = _definition(token)
    state.tokens = tokens


def _definition(paragraph: Token) -> Iterator[Token]:
    term, *meanings = paragraph.content.split("\n: ")
    for tag, content in (("dt", term), *(("dd", meaning) for meaning in meanings)):
        yield Token(f"{tag}_open", tag, 1)
        yield Token("inline", "", 0, content=content, children=[])
        yield Token(f"{tag}_close", tag, -1)
    # The end of the paragraph that follows closes nothing and is empty.
    yield Token("paragraph_open", "p", 1)


#: Rules keep nothing between two texts, but the reader is large: each thread has its own.
_LOCAL = threading.local()


def _reader() -> MarkdownIt:
    reader: MarkdownIt | None = getattr(_LOCAL, "reader", None)
    if reader is None:
        reader = _LOCAL.reader = _new_reader()
    return reader


def _new_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": _LEVELS}).enable(["table", "strikethrough"])
    # Which links may stay is decided by the builder, for Markdown and HTML alike: what may not leaves its text.
    reader.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 - markdown-it's way to set it
    reader.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    reader.inline.ruler.before("link", "note_sign", _note_sign)
    reader.inline.ruler.before("html_inline", "allowed_tag", _allowed_tag)
    reader.core.ruler.before("inline", "tasks_and_terms", _tasks_and_terms)
    return reader

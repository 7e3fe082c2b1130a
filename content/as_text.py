"""Lines as plain text, and where in it what is formatted how."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from content import marks, telling
from content.blocks import Run
from content.lines import Kind, Line, Look, Step
from domain.message import Entity

QUOTE = "blockquote"
PRE = "pre"
_INDENT = "   "
#: What contains what, where two begin and end at the same place.
_RANK = {QUOTE: 0, PRE: 1, marks.LINK: 2, marks.BOLD: 3, marks.ITALIC: 4, marks.STRIKE: 5, marks.CODE: 6}


@dataclass(frozen=True, slots=True)
class Span:
    """A formatted stretch, in characters."""

    type: str
    start: int
    end: int
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its formatted stretches."""

    text: str
    spans: tuple[Span, ...]


def assemble(lines: Sequence[Line], *, quotes_marked: bool = True) -> Formatted:
    """Return lines below each other, quotes as "> " if quotes_marked, else as spans."""
    pieces: list[str] = []
    spans: list[Span] = []
    length = 0
    before: Line | None = None
    for line in lines:
        first, following = _indents(line, quotes_marked=quotes_marked)
        gap = _gap(before, line, quotes_marked=quotes_marked) + first
        # Telegram takes the address of a link as one of the web, whatever it begins with: "http://mailto:rat@haus.de/".
        as_typed = quotes_marked or line.look is Look.CODE
        runs = line.runs if as_typed else telling.told(line.runs, to_mail=False)
        text, line_spans = _line(line, runs, length + len(gap), following)
        pieces += (gap, text)
        if not quotes_marked and _quote(line) is not None:
            _add_quote(spans, Span(QUOTE, length + len(gap) - len(first), length + len(gap) + len(text)), before, line)
        spans += line_spans
        length += len(gap) + len(text)
        before = line
    return Formatted("".join(pieces), tuple(spans))


def entities(formatted: Formatted) -> tuple[str, tuple[Entity, ...]]:
    """Return the text without white space at its ends, and its entities: in order, none empty, none beyond the text."""
    text = formatted.text.strip()
    cut = len(formatted.text) - len(formatted.text.lstrip())
    units = _units(text)
    found: list[Entity] = []
    for span in formatted.spans:
        start, end = max(span.start - cut, 0), min(span.end - cut, len(text))
        stretch = text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        end -= len(stretch) - len(stretch.rstrip())
        if start < end:
            offset = units[start] if units else start
            until = units[end] if units else end
            found.append(Entity(span.type, offset, until - offset, span.url, span.language))
    return text, tuple(sorted(found, key=lambda entity: (entity.offset, -entity.length, _RANK[entity.type])))


def _units(text: str) -> list[int]:
    """Return for each character the UTF-16 units before it; nothing when each character is one unit."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return []
    return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))


def _line(line: Line, runs: tuple[Run, ...], start: int, following: str) -> tuple[str, list[Span]]:
    """Return the text of runs, which are line's and begin at start, and their spans.

    following: what each further row begins with.
    """
    texts: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[marks.Mark, int]] = []
    place = start
    for piece in marks.pieces(runs, within_bold=line.look is Look.HEADING):
        for mark in piece.closed:
            _, since = opened.pop()
            # Telegram takes no code within bold: the code of a heading is bold like the rest of it.
            if line.look is not Look.HEADING or mark.type != marks.CODE:
                spans.append(Span(mark.type, since, place, mark.url))
        opened += [(mark, place) for mark in piece.opened]
        text = piece.text.replace("\n", f"\n{following}") if following else piece.text
        texts.append(text)
        place += len(text)
    if line.look is Look.HEADING:
        spans.append(Span(marks.BOLD, start, place))
    if line.look is Look.CODE:
        spans.append(Span(PRE, start, place, language=line.language))
    return "".join(texts), spans


def _indents(line: Line, *, quotes_marked: bool) -> tuple[str, str]:
    """Return what the first row of line begins with, and what its further rows begin with."""
    items = [step for step in line.path if step.kind is Kind.ITEM]
    first = following = ""
    for index, step in enumerate(line.path):
        if step.kind is Kind.QUOTE and quotes_marked:
            first, following = f"{first}> ", f"{following}> "
        elif step.kind is Kind.ITEM:
            innermost = step is items[-1]
            first += _bullet(line.path[index - 1], step) if innermost and line.opens else _INDENT
            following += _INDENT
    return first, following


def _bullet(listed: Step, item: Step) -> str:
    return f"{item.count}. " if listed.kind is Kind.NUMBERED else "• "


def _gap(before: Line | None, line: Line, *, quotes_marked: bool) -> str:
    """Return what stands between two lines: a line break within a list, an empty line elsewhere."""
    if before is None:
        return ""
    if before.path and line.path and before.path[0] == line.path[0]:
        if line.path[0].kind is not Kind.QUOTE:
            return "\n"
        if len(before.path) > 1 and len(line.path) > 1 and before.path[1] == line.path[1]:
            return "\n"
        return "\n>\n" if quotes_marked else "\n\n"
    return "\n\n"


def _quote(line: Line) -> Step | None:
    return next((step for step in line.path if step.kind is Kind.QUOTE), None)


def _add_quote(spans: list[Span], span: Span, before: Line | None, line: Line) -> None:
    """Add the line's quote to spans, or make the one that is there longer. Quotes in quotes are one."""
    same = before is not None and _quote(before) == _quote(line)
    last = (
        next((index for index in range(len(spans) - 1, -1, -1) if spans[index].type == QUOTE), None) if same else None
    )
    if last is None:
        spans.append(span)
    else:
        spans[last] = Span(QUOTE, spans[last].start, span.end)

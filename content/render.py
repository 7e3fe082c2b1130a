"""A Document becomes what a network takes, in parts that are short enough. Knows forms, never networks."""

from dataclasses import dataclass
from typing import Protocol

from content import words
from content.as_html import html_of
from content.as_text import assemble, entities
from content.blocks import Document, Run
from content.lines import Line, Look, lay_out, with_links_written_out
from content.text import best_cut
from domain.message import Body, Form, utf16_length

#: Telegram's limit for a text, in UTF-16 units. Source: https://core.telegram.org/bots/api#sendmessage
MAX_UNITS = 4096
#: Telegram drops what is more than 100 entities without a word; a heading may add some.
MAX_ENTITIES = 95
#: Less than this leaves no room for anything beside the marks of a part.
LEAST_UNITS = 256
#: Body and HTML of one Matrix event; encryption makes them a third larger, and an event may have 65,536 bytes.
MAX_BYTES = 40_000

#: Room for a heading line that is put above a part later, and for "(Teil 12 von 34)" below it, in units.
HEADING_UNITS = 128
MARK_UNITS = 32
_HEADING_ENTITIES = 2
_HEADING_BYTES = 1_600


def render(document: Document, form: Form, *, max_units: int = MAX_UNITS) -> tuple[Body, ...]:
    """Return document as the bodies of one or more messages, in order; none if it shows nothing.

    max_units: the longest text that the network takes, in UTF-16 units (at least 256), if it is not the usual one.
    """
    if max_units < LEAST_UNITS:
        raise ValueError(f"{max_units} units are too few to be divided")
    lines = lay_out(document)
    if form is Form.PLAIN:
        lines = [with_links_written_out(line) for line in lines]
    parts = split(lines, _measure(form, max_units))
    if len(parts) > 1:
        marks = (Line((Run(words.part(number, len(parts))),)) for number in range(1, len(parts) + 1))
        parts = [[*part, mark] for part, mark in zip(parts, marks, strict=True)]
    bodies = (_body(part, form) for part in parts)
    return tuple(body for body in bodies if body.text)


class Measure(Protocol):
    """How much of a part's room some lines take."""

    @property
    def most_characters(self) -> int:
        """No line with more characters than this can fit."""

    def share(self, line: Line) -> float:
        """Return which share of the room line takes at most; two lines fit if their shares make 1 or less."""


@dataclass(frozen=True, slots=True)
class _TextMeasure:
    """Counts UTF-16 units and entities."""

    most_characters: int
    with_entities: bool

    def share(self, line: Line) -> float:
        formatted = assemble([line], quotes_marked=not self.with_entities)
        # Before a line stands an empty one, at most "\n>\n".
        units = (utf16_length(formatted.text) + 3) / self.most_characters
        if not self.with_entities:
            return units
        return max(units, len(formatted.spans) / (MAX_ENTITIES - _HEADING_ENTITIES))


@dataclass(frozen=True, slots=True)
class _HtmlMeasure:
    """Counts the bytes of the body and the HTML together, as they stand in JSON."""

    most_characters: int

    def share(self, line: Line) -> float:
        text = assemble([with_links_written_out(line)]).text
        html = html_of([line])
        size = len(text.encode()) + len(html.encode()) + text.count("\n") + html.count('"') + 16
        return size / (MAX_BYTES - _HEADING_BYTES)


def _measure(form: Form, max_units: int) -> Measure:
    room = max_units - HEADING_UNITS - MARK_UNITS
    return _HtmlMeasure(MAX_BYTES // 2) if form is Form.HTML else _TextMeasure(room, form is Form.ENTITIES)


def split(lines: list[Line], measure: Measure) -> list[list[Line]]:
    """Return lines in parts that fit, cut where a reader would: between paragraphs, then sentences, then words.

    A heading is kept with what follows it.
    """
    parts: list[list[Line]] = []
    part: list[Line] = []
    used = 0.0
    waiting = list(reversed(lines))
    while waiting:
        line = waiting.pop()
        share = measure.share(line) if line.length() <= measure.most_characters else 2.0
        if used + share <= 1:
            part.append(line)
            used += share
            continue
        if share > 1 and used < 0.5:
            head, tail = _cut(line, measure, 1 - used)
            waiting.append(tail)
            part.append(head)
        else:
            waiting.append(line)
            _take_back_headings(part, waiting)
        parts.append(part)
        part, used = [], 0.0
    return [*parts, part] if part else parts


def _take_back_headings(part: list[Line], waiting: list[Line]) -> None:
    """Move headings from the end of part to the next one, unless it has nothing else."""
    keep = len(part)
    while keep and part[keep - 1].look is Look.HEADING:
        keep -= 1
    if keep:
        waiting.extend(reversed(part[keep:]))
        del part[keep:]


def _cut(line: Line, measure: Measure, room: float) -> tuple[Line, Line]:
    """Return line as a first piece that takes at most room, and the rest. Neither is empty."""
    high = min(line.length() - 1, measure.most_characters)
    window = line.head(high + 2)
    low = 1
    # What is found need not be the very last character that fits: a sixtieth of a part may stay free.
    while high - low > low // 64:
        middle = (low + high + 1) // 2
        if measure.share(window.head(middle)) <= room:
            low = middle
        else:
            high = middle - 1
    return line.cut(best_cut(window.text, low))


def _body(lines: list[Line], form: Form) -> Body:
    match form:
        case Form.PLAIN:
            return Body(assemble(lines).text.strip())
        case Form.HTML:
            readable = assemble([with_links_written_out(line) for line in lines]).text
            return Body(readable.strip(), html=html_of(lines))
        case Form.ENTITIES:
            return Body(*entities(assemble(lines, quotes_marked=False)))

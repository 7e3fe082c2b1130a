"""A Document laid out as lines: what render cuts into parts. A line knows which lists and quotes it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from content import links
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
    plain_text,
)

RULE_TEXT = "———"


class Look(StrEnum):
    """What a line is."""

    TEXT = "text"
    HEADING = "heading"
    CODE = "code"
    RULE = "rule"


class Kind(StrEnum):
    """What a line may stand in."""

    QUOTE = "blockquote"
    NUMBERED = "ol"
    BULLETED = "ul"
    ITEM = "li"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a line stands in; number tells it from others, count is an item's place in a numbered list."""

    kind: Kind
    number: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading, code block or rule, and the steps from the outside to it.

    opens: True on the first line of a list's item, which gets its bullet or number.
    """

    runs: tuple[Run, ...]
    path: tuple[Step, ...] = ()
    look: Look = Look.TEXT
    opens: bool = False
    level: int = 0
    language: str | None = None

    @property
    def text(self) -> str:
        """The words of this line."""
        return plain_text(self.runs)

    def length(self) -> int:
        """Return how many characters the words of this line have."""
        return sum(len(run.text) for run in self.runs)

    def head(self, index: int) -> "Line":
        """Return this line up to the character index, nothing trimmed."""
        runs: list[Run] = []
        for run in self.runs:
            if index <= 0:
                break
            runs.append(run if len(run.text) <= index else replace(run, text=run.text[:index]))
            index -= len(run.text)
        return replace(self, runs=tuple(runs))

    def cut(self, index: int) -> tuple["Line", "Line"]:
        """Return this line up to the character index, and the rest of it."""
        head, tail = _cut_runs(self.runs, index)
        if self.look is not Look.CODE:
            head, tail = _trimmed(head, at_end=True), _trimmed(tail, at_end=False)
        elif tail and tail[0].text.startswith("\n"):
            tail = (replace(tail[0], text=tail[0].text[1:]), *tail[1:])
        return replace(self, runs=head), replace(self, runs=tail, opens=False)


def lay_out(document: Document) -> list[Line]:
    """Return the lines of document, in order. Every line has text."""
    return list(_Layout().blocks(document.blocks, ()))


class _Layout:
    """Walks through blocks and numbers what lines stand in."""

    def __init__(self) -> None:
        self._count = 0

    def blocks(self, blocks: tuple[Block, ...], path: tuple[Step, ...], *, opens: bool = False) -> Iterator[Line]:
        for block in blocks:
            for line in self._block(block, path):
                if opens and not line.opens:
                    line = replace(line, opens=True)
                opens = False
                yield line

    def _block(self, block: Block, path: tuple[Step, ...]) -> Iterator[Line]:
        match block:
            case Heading(runs, level):
                yield Line(runs, path, Look.HEADING, level=level)
            case Paragraph(runs):
                yield Line(runs, path)
            case Code(text, language):
                yield Line((Run(text),), path, Look.CODE, language=language)
            case Rule():
                yield Line((Run(RULE_TEXT),), path, Look.RULE)
            case Quote(inner):
                yield from self.blocks(inner, (*path, self._step(Kind.QUOTE)))
            case Bullets(items, ordered, start):
                outer = (*path, self._step(Kind.NUMBERED if ordered else Kind.BULLETED))
                for count, item in enumerate(items, start):
                    yield from self.blocks(item, (*outer, self._step(Kind.ITEM, count)), opens=True)
            case Table():
                outer = (*path, self._step(Kind.BULLETED))
                for row in block.rows:
                    if runs := _row(block.head, row):
                        yield Line(runs, (*outer, self._step(Kind.ITEM)), opens=True)

    def _step(self, kind: Kind, count: int = 0) -> Step:
        self._count += 1
        return Step(kind, self._count, count)


def _row(head: tuple[tuple[Run, ...], ...], row: tuple[tuple[Run, ...], ...]) -> tuple[Run, ...]:
    """Return a table's row as "Kopf: Wert" lines, or its cells side by side when the table has no heads."""
    runs: list[Run] = []
    for index, cell in enumerate(row):
        if not plain_text(cell).strip():
            continue
        label = plain_text(head[index]).strip().rstrip(":") if index < len(head) else ""
        if runs:
            runs.append(Run("\n" if head else " · "))
        if label:
            runs += [Run(f"{label}:", frozenset({Style.BOLD})), Run(" ")]
        runs.extend(cell)
    return tuple(runs)


def with_links_written_out(line: Line) -> Line:
    """Return line with each link as "Text (Adresse)", for a network that knows no formatting."""
    runs: list[Run] = []
    for index, run in enumerate(line.runs):
        runs.append(run)
        following = line.runs[index + 1].url if index + 1 < len(line.runs) else None
        if run.url and run.url != following:
            written = _linked_text(line.runs, index)
            address = run.url.removeprefix("mailto:") if run.url.startswith("mailto:") else run.url
            if not _says(written, address):
                runs.append(Run(f" ({address})"))
    return replace(line, runs=tuple(runs))


def _linked_text(runs: tuple[Run, ...], last: int) -> str:
    first = last
    while first > 0 and runs[first - 1].url == runs[last].url:
        first -= 1
    return plain_text(runs[first : last + 1])


def _says(text: str, address: str) -> bool:
    """Return True when text already is the address."""
    return text.strip() == address or links.canonical(text) == links.canonical(address)


def _cut_runs(runs: tuple[Run, ...], index: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    place = 0
    for number, run in enumerate(runs):
        end = place + len(run.text)
        if end > index:
            before, after = run.text[: index - place], run.text[index - place :]
            head = (*runs[:number], replace(run, text=before)) if before else runs[:number]
            return head, (replace(run, text=after), *runs[number + 1 :])
        place = end
    return runs, ()


def _trimmed(runs: tuple[Run, ...], *, at_end: bool) -> tuple[Run, ...]:
    kept = list(runs)
    edge = -1 if at_end else 0
    while kept:
        text = kept[edge].text.rstrip() if at_end else kept[edge].text.lstrip()
        if text:
            kept[edge] = replace(kept[edge], text=text)
            break
        del kept[edge]
    return tuple(kept)

"""The values that a Document is made of: what is shown, in an order and a structure that no network has a say in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Style(StrEnum):
    """How a stretch of text is set off. The order of the members is the order in which tags are nested."""

    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strike"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look. A line break is a "\\n" in the text; url is a link that has been checked."""

    text: str
    styles: frozenset[Style] = frozenset()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest, 6 the lowest."""

    runs: tuple[Run, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list. Each item is blocks of its own, so that lists stand in lists; start is the first number if ordered."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, its line breaks and spaces kept."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, between two parts of a text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the column heads (or none), and rows of cells."""

    head: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


Block = Heading | Paragraph | Bullets | Quote | Code | Rule | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be read: blocks, one below the other."""

    blocks: tuple[Block, ...] = field(default=())


def paragraph(*parts: str | Run) -> Paragraph:
    """Return a paragraph of texts and runs, in this order. A text is text, never markup."""
    return Paragraph(tuple(part if isinstance(part, Run) else Run(part) for part in parts))


def bold(text: str) -> Run:
    """Return text as a bold run."""
    return Run(text, frozenset({Style.BOLD}))


def plain_text(runs: Iterable[Run]) -> str:
    """Return what the runs say, without any formatting."""
    return "".join(run.text for run in runs)

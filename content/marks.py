"""Formatting of runs as marks that open and close, well nested, in one order: for entities and for tags alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.blocks import Run, Style

LINK = "text_link"
BOLD = "bold"
ITALIC = "italic"
STRIKE = "strikethrough"
CODE = "code"

_STYLES = ((Style.BOLD, BOLD), (Style.ITALIC, ITALIC), (Style.STRIKE, STRIKE))


@dataclass(frozen=True, slots=True)
class Mark:
    """One formatting: a MessageEntity type of the Bot API, and the address of a link."""

    type: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, before which marks are closed (the last opened first), then opened."""

    closed: tuple[Mark, ...]
    opened: tuple[Mark, ...]
    text: str


def pieces(runs: tuple[Run, ...], *, within_bold: bool = False) -> Iterator[Piece]:
    """Return runs as pieces; the last one is empty and closes what is still open.

    within_bold: what is all bold anyway gets no marks for it.
    """
    opened: list[Mark] = []
    for run in runs:
        wanted = [mark for mark in _marks(run) if not (within_bold and mark.type == BOLD)]
        kept = 0
        while kept < min(len(opened), len(wanted)) and opened[kept] == wanted[kept]:
            kept += 1
        yield Piece(tuple(reversed(opened[kept:])), tuple(wanted[kept:]), run.text)
        opened = wanted
    yield Piece(tuple(reversed(opened)), (), "")


def _marks(run: Run) -> tuple[Mark, ...]:
    """Return the marks of run from the outside. In Telegram, code and links can hold no code; code holds nothing."""
    link = (Mark(LINK, run.url),) if run.url else ()
    if Style.CODE in run.styles:
        return link or (Mark(CODE),)
    return (*link, *(Mark(type_) for style, type_ in _STYLES if style in run.styles))

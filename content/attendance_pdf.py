"""The list of a meeting to print and sign, as PDF. Apart from its HTML: the library is large, and few print."""

import io
import unicodedata
from collections.abc import Sequence

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from content import attendance, pdf
from content import meeting_words as words
from content.attendance import Guest
from domain.message import escape

_TEXT = ParagraphStyle("list", fontName="Vera", fontSize=9.5, leading=12.5)
_HEAD = ParagraphStyle("list head", parent=_TEXT, fontName="VeraBd")
_TITLE = ParagraphStyle("list title", parent=_HEAD, fontSize=15, leading=20, spaceAfter=2 * mm)
#: Name, organisation, how, signature: together as wide as the page between its margins.
_WIDTHS = (49 * mm, 45 * mm, 24 * mm, 52 * mm)
#: What it takes to sign. A row grows with what stands in it: an organisation may have a name of several lines.
_SPACE_TO_SIGN: float = 11 * mm
#: What stays free beside and above what stands in a cell.
_BESIDE, _ABOVE = 6, 3
_ALL = (0, 0), (-1, -1)
_LINES = TableStyle([
    ("GRID", *_ALL, 0.5, black), ("VALIGN", *_ALL, "MIDDLE"),
    ("LEFTPADDING", *_ALL, _BESIDE), ("RIGHTPADDING", *_ALL, _BESIDE),
    ("TOPPADDING", *_ALL, _ABOVE), ("BOTTOMPADDING", *_ALL, _ABOVE),
])  # fmt: skip


def printable(title: str, when: str, guests: Sequence[Guest]) -> bytes:
    """Return the list as A4 pages, each with the head of the table; the same list always makes the same bytes."""
    rows, head = attendance.rows(guests), f"{words.LIST_TITLE}: {title}"
    # The title comes first: to ask what can be shown of it makes the font known, without which no cell can be measured.
    heading = _cell(shown(head), _TITLE)
    heading.bookmark_level = 0
    story: list[Flowable] = [heading, _cell(shown(when)), Spacer(0, 4 * mm)]
    lines = [[_cell(shown(cell)) for cell in row] for row in rows]
    cells = [[_cell(name, _HEAD) for name in attendance.COLUMNS], *lines]
    table = Table(cells, colWidths=_WIDTHS, rowHeights=[None, *map(_height, lines)], repeatRows=1)
    table.setStyle(_LINES)
    story += [table, Spacer(0, 4 * mm), _cell(words.LIST_NOTE)]
    if any(pdf.shown(cell) != cell for row in rows for cell in row):
        story += [Spacer(0, 2 * mm), _cell(words.LIST_LETTERS)]
    target = io.BytesIO()
    page = pdf.Template(
        target, pagesize=A4, title=head, lang="de-DE", displayDocTitle=True, invariant=1,
        leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    page.build(story)
    return target.getvalue()


def _height(cells: Sequence[Paragraph]) -> float:
    needed: float = max(cell.wrap(width - 2 * _BESIDE, 0)[1] for cell, width in zip(cells, _WIDTHS, strict=True))
    return max(_SPACE_TO_SIGN, needed + 2 * _ABOVE)


def _cell(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(text), style)


def shown(text: str) -> str:
    """Return text as the font can show it: a letter that it lacks without its accent, or else as a "?"."""
    return "".join(one if pdf.shown(one) == one else pdf.shown(unicodedata.normalize("NFKD", one)[0]) for one in text)

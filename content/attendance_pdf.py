"""The list of a meeting to print and sign, as PDF. Apart from its HTML: the library is large, and few print."""

import io
import unicodedata
from collections.abc import Sequence

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from content import attendance, pdf
from content import meeting_words as words
from content.attendance import Guest
from domain.message import escape

_TEXT = ParagraphStyle("list", fontName="Vera", fontSize=9.5, leading=12.5)
_HEAD = ParagraphStyle("list head", parent=_TEXT, fontName="VeraBd")
_TITLE = ParagraphStyle("list title", parent=_HEAD, fontSize=15, leading=20, spaceAfter=2 * mm)
#: Name, organisation, how, signature: together as wide as the page between its margins.
_WIDTHS = (50 * mm, 46 * mm, 20 * mm, 54 * mm)
_LINES = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])


def printable(title: str, when: str, guests: Sequence[Guest]) -> bytes:
    """Return the list as A4 pages, each with the head of the table; the same list always makes the same bytes."""
    rows = attendance.rows(guests)
    told = [[shown(cell) for cell in row] for row in rows]
    cells = [[_cell(name, _HEAD) for name in attendance.COLUMNS], *([_cell(one) for one in row] for row in told)]
    table = Table(cells, colWidths=_WIDTHS, rowHeights=[None, *[11 * mm] * len(rows)], repeatRows=1)
    table.setStyle(_LINES)
    head = f"{words.LIST_TITLE}: {title}"
    story: list[Flowable] = [_cell(shown(head), _TITLE), _cell(shown(when)), Spacer(0, 4 * mm), table]
    story += [Spacer(0, 4 * mm), _cell(words.LIST_NOTE)]
    if any(pdf.shown(cell) != cell for row in rows for cell in row):
        story += [Spacer(0, 2 * mm), _cell(words.LIST_LETTERS)]
    target = io.BytesIO()
    page = SimpleDocTemplate(
        target, pagesize=A4, title=head, lang="de", invariant=1,
        leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    page.build(story)
    return target.getvalue()


def _cell(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(text), style)


def shown(text: str) -> str:
    """Return text as the font can show it: a letter that it lacks without its accent, or else as a "?"."""
    return "".join(one if pdf.shown(one) == one else pdf.shown(unicodedata.normalize("NFKD", one)[0]) for one in text)

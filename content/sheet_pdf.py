"""An invitation to be printed, as PDF. Apart from what it says: the library for it is large, and few need it."""

import io

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from content.pdf import Template
from content.sheet import Sheet, Way
from domain.message import escape

_SIDE = 34 * mm
_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=11, leading=15, spaceAfter=2 * mm)
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName="Helvetica-Bold", fontSize=22, leading=27, spaceAfter=4 * mm)
_HEADING = ParagraphStyle("heading", parent=_TITLE, fontSize=14, leading=18, spaceBefore=4 * mm, spaceAfter=2 * mm)
_CODE = ParagraphStyle("code", parent=_TEXT, fontName="Courier-Bold", fontSize=20, leading=26, spaceAfter=4 * mm)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=9.5, leading=12.5)


def to_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as a PDF of A4 pages; the same sheet always makes the same bytes."""
    target = io.BytesIO()
    page = Template(
        target, pagesize=A4, title=sheet.title, lang="de-DE", displayDocTitle=True, invariant=1,
        leftMargin=22 * mm, rightMargin=22 * mm, topMargin=20 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    story: list[Flowable] = [_heading(sheet.title, _TITLE, 0), *(_text(line) for line in sheet.lines)]
    story += [_text(sheet.code_label), _text(sheet.code, _CODE)]
    for way in sheet.ways:
        notes = [_text(note, _SMALL) for note in way.notes]
        story.append(KeepTogether([_heading(way.heading, _HEADING, 1), _way_as_table(way), *notes]))
    story += [Spacer(0, 3 * mm), *(_text(line, _SMALL) for line in sheet.closing)]
    page.build(story)
    return target.getvalue()


def _text(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(text), style)


def _heading(text: str, style: ParagraphStyle, level: int) -> Paragraph:
    heading = _text(text, style)
    heading.bookmark_level = level
    return heading


def _link(url: str) -> Paragraph:
    return Paragraph(f'<a href="{escape(url)}" color="#00408b"><u>{escape(url)}</u></a>', _SMALL)


def _way_as_table(way: Way) -> Table:
    steps = [_text(f"{number}. {step}") for number, step in enumerate(way.steps, 1)]
    table = Table([[_picture(way.link), [*steps, _link(way.link)]]], colWidths=[_SIDE + 6 * mm, None])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))
    return table


def _picture(link: str) -> Drawing:
    """Return the code to scan, drawn as squares, with the quiet zone that scanners need."""
    rows = [bytes(row) for row in segno.make(link, error="m").matrix_iter(border=4)]
    unit = _SIDE / len(rows)
    drawing = Drawing(_SIDE, _SIDE)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                drawing.add(Rect(x * unit, _SIDE - (y + 1) * unit, unit, unit, fillColor=black, strokeColor=None))
    return drawing

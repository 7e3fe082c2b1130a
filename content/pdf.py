"""A letter as a PDF for the file: with its title, its language, bookmarks, and fonts of its own inside."""

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import HRFlowable, ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Spacer

from content import blocks as b
from content import telling, words
from content.charts import fonts_folder
from content.letters import Letter
from domain.message import escape

_FAMILY = "Vera"
_FONTS = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf", "VeraIt": "VeraIt.ttf", "VeraBI": "VeraBI.ttf"}
_TAGS = {b.Style.BOLD: "b", b.Style.ITALIC: "i", b.Style.STRIKE: "strike"}
#: Signs that the fonts lack and that mean nothing on paper, or the same as another one.
_SAME = str.maketrans(
    {"\u2060": None, "\u00ad": None, "\u200b": None, "\u202f": "\u00a0", "\u2011": "-", "\u2212": "-", "→": "->"}
)
_TEXT = ParagraphStyle("text", fontName=_FAMILY, fontSize=10, leading=15, spaceAfter=7)
_SIZES = {1: 16, 2: 13, 3: 11, 4: 10}
_HEADINGS = {
    level: ParagraphStyle(
        f"h{level}", parent=_TEXT, fontName="VeraBd", fontSize=size, leading=size * 1.4, spaceBefore=8, keepWithNext=1
    )
    for level, size in _SIZES.items()
}
_QUOTE = ParagraphStyle("quote", parent=_TEXT, leftIndent=8 * mm)
_CODE = ParagraphStyle("code", parent=_TEXT, fontSize=9, leading=12, leftIndent=4 * mm)


class Template(SimpleDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """A document whose headings are bookmarks; numbered: its pages have numbers."""

    numbered = False

    def afterPage(self) -> None:  # noqa: N802 - reportlab calls it so
        """Write the number of the page, behind its text: so it is read in that order."""
        if self.numbered:
            self.canv.setFont(_FAMILY, 8)
            self.canv.drawRightString(A4[0] - 22 * mm, 12 * mm, words.page(self.canv.getPageNumber()))

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - reportlab calls it so
        level = getattr(flowable, "bookmark_level", None)
        if level is not None:
            key = f"s{self.page}-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level, closed=False)


def pdf(letter: Letter) -> bytes:
    """Return a letter as a PDF."""
    _register()
    out = io.BytesIO()
    template = Template(
        out, pagesize=A4, leftMargin=22 * mm, rightMargin=22 * mm, topMargin=20 * mm, bottomMargin=20 * mm,
        title=letter.subject, author=words.SERVICE, subject=letter.subject, creator=words.SERVICE, lang="de-DE",
        displayDocTitle=True,
    )  # fmt: skip
    template.numbered = True
    template.build(list(_flowables(letter.document.blocks)))
    return out.getvalue()


def _flowables(blocks: Iterable[b.Block], style: ParagraphStyle = _TEXT) -> Iterable[Any]:
    deepest = -1
    for block in blocks:
        match block:
            case b.Heading(runs, level):
                heading = Paragraph(_markup(runs), _HEADINGS[min(level, 4)])
                # A bookmark may only be one level below the one before it.
                deepest = heading.bookmark_level = min(level - 1, deepest + 1)
                yield heading
            case b.Paragraph(runs):
                yield Paragraph(_markup(runs), style)
            case b.Bullets(items, ordered, start):
                yield _list(items, style, ordered=ordered, start=start)
            case b.Quote(inside):
                yield from _flowables(inside, _QUOTE)
            case b.Code(text, _):
                yield Paragraph(_text(text), _CODE)
            case b.Rule():
                yield HRFlowable(width="100%", thickness=0.5, spaceBefore=4, spaceAfter=8)
            case b.Table(head, rows):
                yield from (Paragraph(_row(head, row), style) for row in rows)


def _list(items: Sequence[Sequence[b.Block]], style: ParagraphStyle, *, ordered: bool, start: int) -> Any:
    inside = [ListItem([*_flowables(item, style)] or [Spacer(1, 1)]) for item in items]
    kind = {"bulletType": "1", "start": start} if ordered else {"bulletType": "bullet", "start": "•"}
    return ListFlowable(inside, bulletFontName=_FAMILY, leftIndent=6 * mm, **kind)


def _row(head: Sequence[Sequence[b.Run]], row: Sequence[Sequence[b.Run]]) -> str:
    """Return a row as it is told everywhere: "Kopf: Wert" line by line."""
    names = [b.plain_text(cell) for cell in head]
    cells = [_markup(cell) for cell in row]
    return "<br/>".join(
        f"<b>{_text(names[place])}:</b> {cell}" if place < len(names) and names[place] else cell
        for place, cell in enumerate(cells)
    )


def _markup(runs: Sequence[b.Run]) -> str:
    written = []
    for run in telling.told(tuple(runs)):
        text = _text(run.text)
        for style, tag in _TAGS.items():
            if style in run.styles:
                text = f"<{tag}>{text}</{tag}>"
        written.append(f'<a href="{escape(run.url)}" color="#00408b"><u>{text}</u></a>' if run.url else text)
    return "".join(written)


def _text(text: str) -> str:
    return escape(shown(text)).replace("\n", "<br/>")


def shown(text: str) -> str:
    """Return text as the fonts can show it."""
    known = _glyphs()
    return "".join(sign if sign == "\n" or ord(sign) in known else "?" for sign in text.translate(_SAME))


@lru_cache(maxsize=1)
def _register() -> None:
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(fonts_folder() / file)))
    pdfmetrics.registerFontFamily(_FAMILY, normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    _register()
    return frozenset(pdfmetrics.getFont(_FAMILY).face.charToGlyph)

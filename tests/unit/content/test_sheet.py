"""The sheet of an invitation: whole as HTML and as PDF, and what is scanned leads where it should."""

import re

import segno

from content import sheet, sheet_pdf
from content.sheet import Sheet, Way

LINK = "https://t.me/bote?start=abcd-efgh-jkmn"
WAY = Way(
    "Mit Telegram", ("Scannen Sie.", "Antworten Sie mit „ja“."), LINK, "QR-Code: öffnet Telegram", ("Hinweis & mehr.",)
)
ONE = Sheet("Einladung <Heide>", ("Für Sie.",), "Ihr Code:", "abcd-efgh-jkmn", (WAY,), ("Freiwillig.",))


def test_the_page_says_everything_and_nothing_as_markup() -> None:
    page = sheet.to_html(ONE)
    for text in ("Einladung &lt;Heide&gt;", "Für Sie.", "abcd-efgh-jkmn", "Hinweis &amp; mehr.", "Freiwillig.", LINK):
        assert text in page
    assert '<html lang="de">' in page
    assert not re.search(r"<(script|img|link|iframe)", page)


def test_the_picture_has_a_text_and_holds_the_link() -> None:
    page = sheet.to_html(ONE)
    assert "<title>QR-Code: öffnet Telegram</title>" in page
    path = re.search(r'<path[^>]* d="([^"]+)"', segno.make(LINK, error="m").svg_inline(scale=4))
    assert path is not None
    assert path[1] in page


def test_the_pdf_is_one_and_always_the_same() -> None:
    first = sheet_pdf.to_pdf(ONE)
    assert first.startswith(b"%PDF-")
    assert first == sheet_pdf.to_pdf(ONE)
    assert b"/Lang" in first
    assert len(first) < 200_000


def test_a_long_sheet_needs_more_pages_and_no_less() -> None:
    long = Sheet("Lang", ("Zeile. " * 200,) * 6, "Ihr Code:", "x", (WAY, WAY, WAY), ())
    assert sheet_pdf.to_pdf(long).count(b"/Type /Page\n") > 1

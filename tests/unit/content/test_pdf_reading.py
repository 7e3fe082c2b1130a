"""Our PDFs as a screen reader finds them: language, title, text in its order, bookmarks, links to follow."""

import pytest

from content import attendance_pdf, letters, pdf, sheet_pdf
from tests.judges.pdf import Pdf
from tests.unit.content.test_letters import made
from tests.unit.content.test_sheet import LINK, ONE
from tests.unit.meetings.test_attendance import GUESTS

LETTER = Pdf(pdf.pdf(made()))
SHEET = Pdf(sheet_pdf.to_pdf(ONE))
GUEST_LIST = Pdf(attendance_pdf.printable("Treffen & mehr", "Mo., 7.12.2026", GUESTS))
TITLES = {
    "EILT: BAMF setzt „Zulassungen“ aus": LETTER,
    "Einladung <Heide>": SHEET,
    "Teilnahmeliste: Treffen & mehr": GUEST_LIST,
}


@pytest.mark.parametrize("title", TITLES)
def test_each_has_its_language_its_title_and_a_first_heading(title: str) -> None:
    found = TITLES[title]
    assert (found.language, found.title, found.bookmarks[0]) == ("de-DE", title, title)
    assert found.text.startswith(title)


def test_a_letter_reads_as_its_text_does_with_links_instead_of_addresses() -> None:
    said = " ".join(letters.as_text(made()).split())
    for address in (" (https://www.bamf.de/x.pdf)", " (https://bamf.de/y)", "> "):
        said = said.replace(address, "")
    assert LETTER.text == f"{said} Seite 1"
    assert LETTER.links == ["https://www.bamf.de/x.pdf", "https://bamf.de/y"]
    assert LETTER.bookmarks == ["EILT: BAMF setzt „Zulassungen“ aus", "Was ist neu?"]


def test_what_is_too_long_for_a_page_goes_on_behind_it_in_order() -> None:
    paragraphs = [f"Absatz {number} " + "mit Wörtern und Größen " * 60 for number in range(9)]
    found = Pdf(pdf.pdf(made("\n\n".join(paragraphs), "Lang")))
    at = [found.text.index(f"Absatz {number} ") for number in range(9)]
    assert at == sorted(at)
    assert found.text.index("Seite 1") < found.text.index("Seite 2")
    assert "\ufffd" not in found.text


def test_a_sheet_tells_each_way_in_under_its_heading_with_its_link() -> None:
    order = ["Ihr Code:", "abcd-efgh-jkmn", "Mit Telegram", "1. Scannen Sie.", "2. Antworten", LINK, "Freiwillig."]
    at = [SHEET.text.index(word) for word in order]
    assert at == sorted(at)
    assert SHEET.bookmarks == ["Einladung <Heide>", "Mit Telegram"]
    assert SHEET.links == [LINK]


def test_a_list_to_sign_is_read_row_by_row() -> None:
    assert "Name Einrichtung Teilnahme Unterschrift" in GUEST_LIST.text
    assert "Ada Caritas vor Ort Çem <b> Caritas online" in GUEST_LIST.text

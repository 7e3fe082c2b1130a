"""Who comes, as numbers, as a table and as a list to sign."""

import csv
import io
from html.parser import HTMLParser

from content import attendance, attendance_pdf
from content.attendance import Guest
from domain.meeting import Mode, Reply

GUESTS = [
    Guest(Reply.YES, Mode.ONSITE, None, "Caritas", "Ada"), Guest(Reply.YES, Mode.ONLINE, None, "Caritas", "Çem <b>"),
    Guest(Reply.DEPUTY, None, None, "AWO"), Guest(Reply.YES, None, 1, "AWO"), Guest(Reply.NO), Guest(Reply.MAYBE),
]  # fmt: skip


def test_numbers_count_who_comes_and_not_who_waits() -> None:
    assert attendance.summary(GUESTS, 10) == [
        "Zusagen: 3 (1 vor Ort, 1 online)", "davon durch Vertretung: 1", "Vielleicht: 1", "Absagen: 1",
        "Warteliste: 1", "Ohne Antwort: 4",
    ]  # fmt: skip
    assert attendance.by_organisation(GUESTS) == [("Caritas", 2), ("AWO", 1)]


def test_the_table_has_names_only_if_asked_for_and_no_formulas() -> None:
    evil = [*GUESTS, Guest(Reply.YES, None, None, "=HYPERLINK(1)", "+49")]
    for names in (True, False):
        data = attendance.table(evil, names=names)
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        assert ("Name" in rows[0], b"Ada" in data) == (names, names)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+"))]


def test_the_list_to_sign_has_every_letter_and_no_markup_of_others() -> None:
    page = attendance.printable("Treffen & mehr", "Mo.", GUESTS).decode()
    cells: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            cells.append(data)

    Reader().feed(page)
    assert {"Ada", "Çem <b>", "Teilnahmeliste: Treffen & mehr"} <= set(cells)
    assert "<b>" not in page
    assert page.count("<tr>") == 1 + 3 + 8


def test_the_list_is_a_pdf_too_on_as_many_pages_as_it_takes() -> None:
    many = [*GUESTS, *(Guest(Reply.YES, None, None, "AWO", f"Name {number}") for number in range(60))]
    data = attendance_pdf.printable("Treffen & mehr", "Mo.", many)
    assert data.startswith(b"%PDF-")
    assert data == attendance_pdf.printable("Treffen & mehr", "Mo.", many)
    assert b"/Lang" in data
    pages = [attendance_pdf.printable("T", "Mo.", some).count(b"/Type /Page\n") for some in (GUESTS, many)]
    assert pages == [1, 4]


def test_a_row_of_the_list_is_as_high_as_what_stands_in_it() -> None:
    long = "Beratungsstelle für Migration und Teilhabe des Kreisverbandes Lüneburger Heide und Umgebung gGmbH"
    short, tall = ([Guest(Reply.YES, None, None, name, "Ada")] * 8 for name in ("AWO", long))
    # Eight people and eight empty rows fit on one page of 11 mm rows; with several lines in each they do not.
    pages = [attendance_pdf.printable("T", "Mo.", some).count(b"/Type /Page\n") for some in (short, tall)]
    assert pages == [1, 2]


def test_a_letter_that_the_font_lacks_loses_its_accent_or_is_a_question_mark() -> None:
    assert attendance_pdf.shown("Çem Şahin, Jiří Яна") == "Çem Şahin, Jirí ???"

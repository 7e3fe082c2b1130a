"""A notice as a mail, a page and a PDF: readable without a look, with every German sign."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import compose, document, letters, pdf, render
from domain.message import Form
from domain.notice import Level

TEXT = """Größe, *kursiv* und **fett** – „so“.

## Was ist neu?

- eins, [hier](https://www.bamf.de/x.pdf)
- zwei

| Frist | Ort |
|---|---|
| 1.12. | Hannover |

> Zitat mit § 44 & <b>

`x<y`
"""


def made(text: str = TEXT, title: str = "BAMF setzt „Zulassungen“ aus", *, internal: bool = False) -> letters.Letter:
    content = compose.NoticeContent(title, document.from_markdown(text), Level.URGENT, None, "BAMF, https://bamf.de/y")
    parts = [body.html for body in render.render(compose.notice_document(content), Form.HTML)]
    return letters.letter(title, parts, internal=internal)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "br", "hr"):
            assert self.open.pop() == tag


def page(one: letters.Letter) -> _Page:
    found = _Page()
    found.feed(letters.as_html(one))
    assert found.open == []
    return found


def test_the_page_has_its_language_title_and_headings_in_order() -> None:
    seen = page(made()).seen
    assert ("html", {"lang": "de"}) in seen
    assert [tag for tag, _ in seen if re.fullmatch(r"h\d", tag)] == ["h1", "h2"]
    html = letters.as_html(made())
    assert "<title>EILT: BAMF setzt „Zulassungen“ aus</title>" in html
    assert '<a href="https://www.bamf.de/x.pdf">hier (bamf.de, PDF)</a>' in html
    assert "&amp;" in html


def test_the_text_begins_with_the_subject_and_names_addresses() -> None:
    text = letters.as_text(made())
    assert text.startswith("EILT: BAMF setzt „Zulassungen“ aus\n\nGröße, kursiv und fett – „so“.")
    assert "https://www.bamf.de/x.pdf" in text


def test_the_mail_has_text_html_and_files_and_only_lacks_an_address() -> None:
    raw = letters.as_mail(made(), [letters.Enclosure("Rundschreiben ä.pdf", "application/pdf", b"%PDF-1")])
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "EILT: BAMF setzt „Zulassungen“ aus"
    assert (mail["To"], mail["From"], mail["X-Unsent"]) == (None, None, "1")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == letters.as_text(made())
    assert html["Content-Language"] == "de"
    assert [(one.get_filename(), one.get_content()) for one in mail.iter_attachments()] == [
        ("Rundschreiben ä.pdf", b"%PDF-1")
    ]


def test_a_long_notice_is_one_letter() -> None:
    long = made("\n\n".join(f"Absatz {number}: " + "Wort " * 600 for number in range(20)))
    assert "(Teil " not in letters.as_text(long)
    assert all(f"Absatz {number}:" in letters.as_text(long) for number in range(20))


def test_what_is_internal_says_so() -> None:
    one = made(internal=True)
    assert one.subject == "[intern] EILT: BAMF setzt „Zulassungen“ aus"
    assert "Nur für den internen Gebrauch" in letters.as_text(one)


def test_an_edition_keeps_its_sections_as_headings() -> None:
    items = [compose.Item("Erstens", "Kurz.")]
    whole = compose.edition_document("Wochenüberblick 48/2026", [compose.Section("Eilt", items)], dated="Nr. 48")
    one = letters.letter("x", [body.html for body in render.render(whole, Form.HTML)])
    assert one.subject == "Wochenüberblick 48/2026 · 1 Meldung"
    assert [tag for tag, _ in page(one).seen if re.fullmatch(r"h\d", tag)] == ["h1", "h2"]


def test_the_pdf_has_its_title_language_bookmarks_and_fonts() -> None:
    content = pdf.pdf(made())
    assert content.startswith(b"%PDF-")
    for wanted in (b"/Lang (de-DE)", b"/Outlines", b"/FontFile2", b"/Title"):
        assert wanted in content, wanted
    assert b"Helvetica" not in content.replace(b"/BaseFont /Helvetica", b"")


def test_every_german_sign_is_in_the_fonts() -> None:
    signs = "ÄÖÜäöüß„“‚‘–…§€·•"
    assert pdf.shown(signs) == signs
    assert pdf.shown("a\u2060b\u00adc\u202fd→") == "abc\u00a0d->"
    assert pdf.shown("漢") == "?"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_whatever_is_told_becomes_a_letter(text: str) -> None:
    one = letters.letter("Titel", [body.html for body in render.render(document.from_text(text), Form.HTML)])
    page(one)
    assert letters.as_mail(one)
    assert pdf.pdf(one).startswith(b"%PDF-")


@pytest.mark.parametrize("parts", [[], [""]], ids=["no parts", "an empty one"])
def test_without_a_text_the_title_is_told(parts: list[str]) -> None:
    assert letters.letter("Titel", parts).subject == "Titel"

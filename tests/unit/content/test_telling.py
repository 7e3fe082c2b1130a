"""Links say where they go, on every network and to everybody."""

import pytest

from content.blocks import Code, Run, Style, plain_text
from content.document import Document, from_html, from_markdown, paragraph
from content.render import render
from content.telling import told
from domain.message import Entity, Form


def texts(*runs: Run) -> list[tuple[str, str | None]]:
    return [(run.text, run.url) for run in told(runs)]


@pytest.mark.parametrize(
    ("text", "url", "expected"),
    [
        ("hier", "https://www.bamf.de/x", "hier (bamf.de)"),
        ("Hier klicken!", "https://www.bamf.de/x", "Hier klicken! (bamf.de)"),
        ("Mehr lesen …", "https://www.bamf.de/x", "Mehr lesen … (bamf.de)"),
        ("Download", "https://www.bamf.de/x.pdf?v=1", "Download (bamf.de, PDF)"),
        ("»", "https://www.bamf.de/x", "» (bamf.de)"),
        ("Merkblatt", "https://www.bamf.de/merkblatt.PDF", "Merkblatt (PDF)"),
        ("Vordruck", "https://www.bamf.de/vordruck.docx", "Vordruck (Word)"),
        ("Rundschreiben 02/26 (PDF, 180 KB)", "https://www.bamf.de/x.pdf", "Rundschreiben 02/26 (PDF, 180 KB)"),
        ("Seite des Bundesamts", "https://www.bamf.de/x", "Seite des Bundesamts"),
        ("https://www.bamf.de/SharedDocs/x.pdf", "https://www.bamf.de/SharedDocs/x.pdf", "bamf.de (PDF)"),
        ("www.bamf.de/x/…", "https://www.bamf.de/x/y", "bamf.de"),
        ("bamf.de", "https://www.bamf.de/", "bamf.de"),
        ("dort", "mailto:rat@haus.example", "dort (rat@haus.example)"),
        ("hier", f"https://{'a' * 60}.{'b' * 60}.de/", f"hier (…{'b' * 56}.de)"),
    ],
)
def test_a_link_has_a_text_that_says_where_it_goes(text: str, url: str, expected: str) -> None:
    assert texts(Run(text, url=url)) == [(expected, url)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Siehe https://a.example/x.", [("Siehe ", None), ("a.example", "https://a.example/x"), (".", None)]),
        ("(www.a.example)", [("(", None), ("a.example", "https://www.a.example/"), (")", None)]),
        ("https://a.example/x_(y)", [("a.example", "https://a.example/x_(y)")]),
        ("https:// und www. sind nichts", [("https:// und www. sind nichts", None)]),
        ("http://localhost/x", [("http://localhost/x", None)]),
    ],
)
def test_a_bare_address_becomes_a_link_with_a_name(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert texts(Run(text)) == expected


def test_the_formatting_of_a_link_stays_and_addresses_in_code_are_code() -> None:
    bold, code = frozenset({Style.BOLD}), frozenset({Style.CODE})
    assert told((Run("hier", bold, "https://a.example/"),)) == (Run("hier (a.example)", bold, "https://a.example/"),)
    assert told((Run("https://a.example/", code),)) == (Run("https://a.example/", code),)
    (body,) = render(Document((Code("https://a.example/"),)), Form.ENTITIES)
    assert (body.text, [one.type for one in body.entities]) == ("https://a.example/", ["pre"])


def test_a_text_that_is_read_alone_has_its_addresses_in_full() -> None:
    document = from_markdown("Siehe https://a.example/x und [hier](https://a.example/y).")
    assert [body.text for body in render(document, Form.PLAIN)] == [
        "Siehe https://a.example/x und hier (https://a.example/y)."
    ]
    (matrix,) = render(document, Form.HTML)
    assert matrix.text == "Siehe https://a.example/x und hier (https://a.example/y)."
    assert matrix.html == (
        '<p>Siehe <a href="https://a.example/x">a.example</a> und '
        '<a href="https://a.example/y">hier (a.example)</a>.</p>'
    )


def test_telegram_takes_no_link_to_an_address_of_mail_so_it_is_written_out() -> None:
    (body,) = render(from_markdown("[Frau Müller](mailto:m@haus.example), <rat@haus.example>"), Form.ENTITIES)
    assert (body.text, body.entities) == ("Frau Müller (m@haus.example), rat@haus.example", ())
    assert "mailto:m@haus.example" in render(from_markdown("[M](mailto:m@haus.example)"), Form.HTML)[0].html


def test_an_image_leads_to_itself_unless_it_is_in_a_link() -> None:
    (body,) = render(from_markdown("![Karte](https://a.example/k.png)"), Form.ENTITIES)
    assert (body.text, body.entities) == ("[Bild: Karte]", (Entity("text_link", 0, 13, "https://a.example/k.png"),))
    linked = from_html('<a href="https://a.example/x"><img src="https://a.example/k.png" alt="Karte"></a>')
    assert linked.blocks == (paragraph(Run("[Bild: Karte]", url="https://a.example/x")),)
    assert plain_text(told((Run("[Bild: Karte]", url="https://a.example/k.png"),))) == "[Bild: Karte]"


def test_what_is_added_is_counted_when_a_text_is_divided() -> None:
    links = tuple(Run(f"{word} ", url=f"https://{'x' * 50}.example/{word}") for word in ("hier", "mehr") * 200)
    parts = render(Document((paragraph(*links),)), Form.ENTITIES)
    assert max(len(part.text) for part in parts) <= 4096
    assert sum(part.text.count("(") for part in parts) == 400 + len(parts)

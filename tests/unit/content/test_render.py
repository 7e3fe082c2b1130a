"""Documents on every kind of network: rightly formatted, rightly divided."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.document import (
    Bullets,
    Code,
    Document,
    Heading,
    Paragraph,
    Quote,
    Rule,
    Run,
    Style,
    bold,
    from_markdown,
    paragraph,
)
from content.lines import lay_out, with_links_written_out
from content.render import HEADING_UNITS, MAX_BYTES, render
from domain.message import Body, Entity, Form, utf16_length, with_heading
from tests.judges import matrix, telegram
from tests.unit.content.support import DATA, DOCUMENTS, RUNS, letters

ITALIC = frozenset({Style.ITALIC})
_MARK = re.compile(r"\s*\(Teil \d+ von \d+\)$")


def one(document: Document, form: Form) -> Body:
    (body,) = render(document, form)
    return body


def test_a_document_that_shows_nothing_makes_no_message() -> None:
    assert [render(Document(), form) for form in Form] == [(), (), ()]


def test_plain_text_writes_links_out() -> None:
    document = Document((paragraph("Siehe ", Run("Merkblatt", url="https://a.example/m"), "."),))
    assert one(document, Form.PLAIN).text == "Siehe Merkblatt (https://a.example/m)."


@pytest.mark.parametrize(
    ("text", "url"),
    [("https://a.example/m", "https://a.example/m"), ("rat@haus.example", "mailto:rat@haus.example")],
)
def test_plain_text_does_not_say_an_address_twice(text: str, url: str) -> None:
    assert one(Document((paragraph(Run(text, url=url)),)), Form.PLAIN).text == text


def test_entities_count_in_utf_16_units() -> None:
    document = Document((paragraph("😀 ", bold("fett"), " und ", Run("schräg", ITALIC)),))
    body = one(document, Form.ENTITIES)
    assert body.text == "😀 fett und schräg"
    assert body.entities == (Entity("bold", 3, 4), Entity("italic", 12, 6))


def test_a_link_holds_its_formatting() -> None:
    document = Document(
        (paragraph(Run("a", url="https://a.example"), Run("b", frozenset({Style.BOLD}), "https://a.example")),)
    )
    body = one(document, Form.ENTITIES)
    assert body.entities == (Entity("text_link", 0, 2, "https://a.example"), Entity("bold", 1, 1))
    assert one(document, Form.HTML).html == '<p><a href="https://a.example">a<strong>b</strong></a></p>'


def test_headings_are_bold_as_a_whole() -> None:
    document = Document((Heading((Run("Was ist "), bold("zu tun")), 2), paragraph("Nichts.")))
    assert one(document, Form.ENTITIES).entities == (Entity("bold", 0, 14),)
    assert one(document, Form.HTML).html == "<h4>Was ist zu tun</h4><p>Nichts.</p>"


def test_lists_stand_in_lists() -> None:
    inner = Bullets(((paragraph("a"),), (paragraph("b"),)))
    document = Document((Bullets(((paragraph("eins"), inner), (paragraph("zwei"),)), ordered=True, start=3),))
    assert one(document, Form.PLAIN).text == "3. eins\n   • a\n   • b\n4. zwei"
    assert one(document, Form.HTML).html == (
        '<ol start="3"><li>eins<ul><li>a</li><li>b</li></ul></li><li>zwei</li></ol>'
    )


def test_tables_are_told_row_by_row() -> None:
    document = from_markdown("| Gruppe | Zulassung |\n|---|---|\n| Geduldete | nein |\n| Andere | |\n")
    body = one(document, Form.ENTITIES)
    assert body.text == "• Gruppe: Geduldete\n   Zulassung: nein\n• Gruppe: Andere"
    assert {entity.type for entity in body.entities} == {"bold"}


def test_quotes_and_code_have_a_form_everywhere() -> None:
    document = Document(
        (Quote((paragraph("eins"), Quote((paragraph("zwei"),)))), Rule(), Code("if a < b:\n    pass", "python"))
    )
    assert one(document, Form.PLAIN).text == "> eins\n>\n> > zwei\n\n———\n\nif a < b:\n    pass"
    assert one(document, Form.ENTITIES).entities == (
        Entity("blockquote", 0, 10),
        Entity("pre", 17, 18, language="python"),
    )
    assert one(document, Form.HTML).html == (
        "<blockquote><p>eins</p><blockquote><p>zwei</p></blockquote></blockquote><hr/>"
        '<pre><code class="language-python">if a &lt; b:\n    pass</code></pre>'
    )


def test_long_texts_are_divided_between_paragraphs_and_say_so() -> None:
    document = Document(tuple(paragraph(f"{number} " + "Wort " * 200) for number in range(10)))
    parts = render(document, Form.PLAIN)
    assert [part.text.rsplit("\n\n", 1)[1] for part in parts] == [
        f"(Teil {number} von {len(parts)})" for number in range(1, len(parts) + 1)
    ]
    assert [part.text[:2] for part in parts] == ["0 ", "3 ", "6 ", "9 "]


def test_a_long_paragraph_is_divided_after_a_sentence() -> None:
    document = Document((paragraph("Das ist ein ganzer Satz mit acht Wörtern hier. " * 200),))
    parts = render(document, Form.ENTITIES)
    assert len(parts) > 1
    assert all(_MARK.sub("", part.text).endswith("hier.") for part in parts)


def test_formatting_goes_on_in_the_next_part() -> None:
    document = Document((Paragraph((Run("Wort " * 2000, frozenset({Style.BOLD}), "https://a.example/"),)),))
    for part in render(document, Form.ENTITIES):
        assert {entity.type for entity in part.entities} == {"bold", "text_link"}
        telegram.judge(part)


def test_a_heading_stays_with_what_follows_it() -> None:
    document = Document((paragraph("x " * 1900), Heading((Run("Kopf"),)), paragraph("y " * 1000)))
    first, second = render(document, Form.PLAIN)
    assert "Kopf" not in first.text
    assert second.text.startswith("Kopf\n\ny")


def test_a_numbered_list_counts_on_in_the_next_part() -> None:
    items = tuple((paragraph("Wort " * 100),) for _ in range(20))
    parts = render(Document((Bullets(items, ordered=True),)), Form.PLAIN)
    numbers = [int(number) for part in parts for number in re.findall(r"^(\d+)\. ", part.text, re.MULTILINE)]
    assert numbers == list(range(1, 21))


def test_no_part_has_more_entities_than_telegram_keeps() -> None:
    runs = tuple(run for number in range(400) for run in (bold(f"{number}"), Run(" ")))
    parts = render(Document((Paragraph(runs),)), Form.ENTITIES)
    assert [len(part.entities) <= 95 for part in parts] == [True] * len(parts)
    assert sum(len(part.entities) for part in parts) == 400


@pytest.mark.parametrize("sign", ["👩‍👩‍👧‍👦", "🇩🇪", "e\u0301\u0323", "👍🏽", "✈\ufe0f"])
def test_no_sign_is_cut_apart(sign: str) -> None:
    parts = render(Document((paragraph(sign * 5000),)), Form.ENTITIES)
    for part in parts:
        telegram.judge(part)
        text = _MARK.sub("", part.text)
        assert text == sign * (len(text) // len(sign))


def test_matrix_parts_keep_below_their_bytes_with_a_heading() -> None:
    document = Document(
        (Paragraph(tuple(Run('<&">ä😀 ', frozenset({Style.BOLD, Style.ITALIC})) for _ in range(9000))),)
    )
    for part in render(document, Form.HTML):
        headed = with_heading(part, "(Wiederholung)")
        assert len(headed.text.encode()) + len(headed.html.encode()) <= MAX_BYTES


@pytest.mark.parametrize("max_units", [256, 1000])
def test_a_network_may_take_less(max_units: int) -> None:
    parts = render(Document((paragraph("Wort " * 1000),)), Form.PLAIN, max_units=max_units)
    assert all(utf16_length(part.text) <= max_units - HEADING_UNITS for part in parts)


def test_too_few_units_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        render(Document(), Form.PLAIN, max_units=100)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_any_document_is_right_on_every_network(document: Document) -> None:
    for body in render(document, Form.ENTITIES):
        telegram.judge(body)
    for body in render(document, Form.HTML):
        matrix.judge(body)
    assert all(not body.entities and not body.html for body in render(document, Form.PLAIN))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RUNS, st.integers(1, 150), st.sampled_from(list(Form)), st.sampled_from([256, 700, 4096]))
def test_divided_or_not_the_words_are_the_same(runs: tuple[Run, ...], times: int, form: Form, max_units: int) -> None:
    document = Document((paragraph("Anfang"), Paragraph(runs * times), paragraph("Ende")))
    parts = render(document, form, max_units=max_units)
    joined = "".join(_MARK.sub("", part.text) if len(parts) > 1 else part.text for part in parts)
    lines = lay_out(document)
    if form is Form.PLAIN:
        lines = [with_links_written_out(line) for line in lines]
    whole = "".join(line.text for line in lines)
    if form is not Form.PLAIN:
        # What says where a link goes is written in each part that has some of it, so that each can be read alone.
        joined, whole = (re.sub(r"\s*\((?:https?:|rat@|a\.example)[^)]*\)", "", text) for text in (joined, whole))
    assert letters(joined) == letters(whole)
    for part in parts:
        assert utf16_length(part.text) <= max_units - HEADING_UNITS or form is Form.HTML
        if form is Form.HTML:
            assert len(part.text.encode()) + len(part.html.encode()) <= MAX_BYTES
            matrix.judge(part)
        if form is Form.ENTITIES:
            telegram.judge(part)


def test_a_real_notice_is_rendered_quickly_on_both_networks() -> None:
    text = (DATA / "notices" / "eilt_integrationskurse.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    from_markdown(text)
    start = time.process_time()
    for _ in range(20):
        document = from_markdown(text)
        render(document, Form.HTML)
        render(document, Form.ENTITIES)
    assert (time.process_time() - start) / 20 < 0.02

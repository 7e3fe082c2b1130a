"""A message as a network takes it: its length, its entities, its heading."""

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asset import File
from domain.message import Body, Entity, escape, utf16_length, with_heading

PROPERTY = settings(max_examples=150, deadline=None)

#: Text with many characters that take two UTF-16 units or have a meaning in HTML; no lone surrogates.
texts = st.text(
    st.one_of(st.sampled_from("aä <>&\"'\n👩‍🏫🇩🇪§𝄞"), st.characters(exclude_categories=["Cs"])), max_size=40
)
headings = texts.filter(bool)


def covered(body: Body, entity: Entity) -> str:
    """Return the text that an entity covers, cut as the network does it."""
    units = body.text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


@st.composite
def bodies(draw: st.DrawFn) -> tuple[Body, list[str]]:
    """Draw a body with entities, and the texts that these cover."""
    text = draw(texts.filter(bool))
    entities, wanted = [], []
    for kind in draw(st.lists(st.sampled_from(["bold", "italic", "text_link", "pre"]), min_size=1, max_size=4)):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        url = "https://example.org/?a=1&b=2" if kind == "text_link" else None
        language = "python" if kind == "pre" else None
        entities.append(Entity(kind, utf16_length(text[:start]), utf16_length(text[start:end]), url, language))
        wanted.append(text[start:end])
    return Body(text, tuple(entities)), wanted


@pytest.mark.parametrize(
    ("text", "length"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("Niedersächsisch", 15, id="an umlaut is one unit"),
        pytest.param("§ 104c – „Chance“", 17, id="a dash and quotation marks are one unit each"),
        pytest.param("👍", 2, id="an emoji is two"),
        pytest.param("👩‍🏫", 5, id="an emoji of two joined ones is five"),
        pytest.param("🇩🇪", 4, id="a flag is four"),
        pytest.param("\uffff", 1, id="the last character of one unit"),
        pytest.param("\U00010000", 2, id="the first character of two"),
    ],
)
def test_length_is_counted_in_utf16_units(text: str, length: int) -> None:
    assert utf16_length(text) == length


@PROPERTY
@given(texts, texts)
def test_the_length_is_what_the_encoding_says_and_adds_up(one: str, other: str) -> None:
    assert utf16_length(one) == len(one.encode("utf-16-le")) // 2
    assert utf16_length(one + other) == utf16_length(one) + utf16_length(other)


@PROPERTY
@given(bodies(), headings)
def test_entities_cover_the_same_text_below_a_heading(drawn: tuple[Body, list[str]], heading: str) -> None:
    body, wanted = drawn
    headed = with_heading(body, heading)
    first, *rest = headed.entities
    assert first.type == "bold"
    assert covered(headed, first) == heading
    assert [covered(headed, entity) for entity in rest] == wanted
    assert [(e.type, e.length, e.url, e.language) for e in rest] == [
        (e.type, e.length, e.url, e.language) for e in body.entities
    ]


@PROPERTY
@given(texts, headings)
def test_a_heading_stands_above_the_whole_text(text: str, heading: str) -> None:
    headed = with_heading(Body(text), heading)
    assert headed.text == f"{heading}\n\n{text}"
    assert headed.entities == ()
    assert headed.html == ""


def test_a_heading_is_never_markup() -> None:
    headed = with_heading(Body("Text", html="<p>Text &amp; mehr</p>"), "<a href='x'>Frist & Ende</a>")
    assert headed.html == (
        "<p><strong>&lt;a href=&#39;x&#39;&gt;Frist &amp; Ende&lt;/a&gt;</strong></p><p>Text &amp; mehr</p>"
    )
    assert headed.text.startswith("<a href='x'>Frist & Ende</a>\n\n")


def test_a_heading_stands_above_the_caption_of_a_file() -> None:
    file = File("sha", "erlass.pdf", "application/pdf", 8)
    assert with_heading(Body("Anlage: Erlass", file=file), "(Wiederholung)") == Body(
        "(Wiederholung)\n\nAnlage: Erlass", file=file
    )


def test_two_headings_stand_one_above_the_other() -> None:
    body = Body("🙂 fett", (Entity("bold", 3, 4),))
    headed = with_heading(with_heading(body, "Frist abgelaufen am 1.12."), "(Wiederholung) 🔁")
    assert [covered(headed, entity) for entity in headed.entities] == [
        "(Wiederholung) 🔁",
        "Frist abgelaufen am 1.12.",
        "fett",
    ]


@PROPERTY
@given(texts)
def test_escaped_text_reads_the_same_and_holds_no_markup(text: str) -> None:
    escaped = escape(text)
    assert unescape(escaped) == text or "\r" in text or "\x00" in text
    assert not set("<>\"'") & set(escaped)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("a & b", "a &amp; b", id="an ampersand"),
        pytest.param("&amp;", "&amp;amp;", id="what looks escaped already"),
        pytest.param("<b>", "&lt;b&gt;", id="a tag"),
        pytest.param("\"'", "&quot;&#39;", id="quotation marks, as in an attribute"),
        pytest.param("ä 👍", "ä 👍", id="nothing to do"),
    ],
)
def test_characters_with_a_meaning_are_written_as_references(text: str, escaped: str) -> None:
    assert escape(text) == escaped

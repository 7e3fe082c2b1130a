"""Where texts are cut, and what is taken out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import text as texts
from tests.unit.content.support import in_time

FAMILY = "👩‍👩‍👧‍👦"
ANYTHING = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("a \n.é👩\u200d👦🇩🇪\u0308\ufe0f🏽")), max_size=60
)


@pytest.mark.parametrize(
    ("text", "limit", "head"),
    [
        ("Erster Satz hier. Zweiter Satz folgt.", 25, "Erster Satz hier. "),
        ("Das steht in Abs. 4 und z. B. Art. Neun dort", 40, "Das steht in Abs. 4 und z. B. Art. Neun"),
        ("Eine Zeile\nnoch eine Zeile", 18, "Eine Zeile\n"),
        ("Donaudampfschiff", 5, "Donau"),
        (f"abc{FAMILY}", 6, "abc"),
        ("ab🇩🇪🇫🇷", 5, "ab🇩🇪"),
        ("abcde\u0308f", 5, "abcd"),
    ],
)
def test_texts_are_cut_where_a_reader_would(text: str, limit: int, head: str) -> None:
    assert text[: texts.best_cut(text, limit)] == head


@given(ANYTHING, st.integers(1, 80))
def test_a_cut_keeps_to_its_limit_and_goes_forward(text: str, limit: int) -> None:
    cut = texts.best_cut(text, limit)
    assert min(1, len(text)) <= cut <= limit


@given(ANYTHING, st.integers(10, 50))
def test_a_shortened_text_is_no_longer_than_asked_for(text: str, limit: int) -> None:
    assert len(texts.shorten(text, limit)) <= limit


def test_a_shortened_text_ends_after_a_sentence_or_a_word() -> None:
    assert texts.shorten("Erster Satz hier. Zweiter Satz folgt dann.", 28) == "Erster Satz hier. …"
    assert texts.shorten("Ein Satz, der nicht enden will und weitergeht", 28) == "Ein Satz, der nicht enden …"


@given(ANYTHING)
def test_clean_text_can_be_written_and_stays_clean(text: str) -> None:
    cleaned = texts.clean(text + "\ud800\x00\u202e")
    cleaned.encode()
    assert texts.clean(cleaned) == cleaned
    assert not set(cleaned) & set("\x00\u202e\ud800")


def test_a_letter_keeps_so_many_marks_that_they_are_ordered_quickly() -> None:
    cleaned = in_time(lambda: texts.clean("e" + "\u0301\u0323" * 500_000 + "x"))
    assert len(cleaned) <= texts.MAX_MARKS + 2
    assert texts.clean("👩\u200d" * 40) == "👩\u200d" * 40

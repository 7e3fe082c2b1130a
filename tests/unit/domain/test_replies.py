"""Sentences that answer an invitation, and those that do not or not surely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import replies
from domain.meeting import Mode, Reply


@pytest.mark.parametrize(
    ("text", "reply", "mode"),
    [
        ("Ich komme", Reply.YES, None),
        ("komme gerne!", Reply.YES, None),
        ("Ja, ich komme online.", Reply.YES, Mode.ONLINE),
        ("ich nehme vor Ort teil", Reply.YES, Mode.ONSITE),
        ("Bin dabei", Reply.YES, None),
        ("ich komme leider nicht", Reply.NO, None),
        ("kann nicht kommen", Reply.NO, None),
        ("Nein, ich kann leider nicht.", Reply.NO, None),
        ("bin leider verhindert", Reply.NO, None),
        ("ich muss leider absagen", Reply.NO, None),
        ("Leider nicht", Reply.NO, None),
        ("ich komme vielleicht", Reply.MAYBE, None),
        ("weiß ich noch nicht", Reply.MAYBE, None),
    ],
)
def test_a_whole_sentence_is_an_answer(text: str, reply: Reply, mode: Mode | None) -> None:
    assert replies.read(text) == (reply, mode)


@pytest.mark.parametrize(
    "text",
    ["ja", "nein", "nicht", "ich", "komme wenn es geht", "ich komme aus Syrien", "wer kommt?", "ich komme nicht weiter",
     "", "kommen Sie?", "ich komme später", "ich komme mit Frau Muster", "kann nicht lesen", "ich komme?",
     "kann kommen?", "nein, ich komme", "ja, ich kann leider nicht"],
)  # fmt: skip
def test_what_may_mean_something_else_is_none(text: str) -> None:
    assert replies.read(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_not(text: str) -> None:
    assert replies.read(text) is None or replies.read(text.upper()) == replies.read(text.lower())

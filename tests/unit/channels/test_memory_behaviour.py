"""behaviour.json: its words are those of the contract, a slip of the tester is seen."""

from typing import Any

import pytest

from channels.memory_behaviour import Kind, Word, parse_behaviour, parse_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ok", Word("ok", Kind.OK)),
        ("later:30", Word("later:30", Kind.LATER, seconds=30)),
        ("slow:0.5", Word("slow:0.5", Kind.SLOW, seconds=0.5)),
        ("flood:20/60", Word("flood:20/60", Kind.FLOOD, seconds=60, limit=20)),
        ("moved:-100:7", Word("moved:-100:7", Kind.MOVED, chat="-100:7")),
    ],
)
def test_a_word_is_read_with_what_it_carries(text: str, word: Word) -> None:
    assert parse_word(text) == word


@pytest.mark.parametrize(
    "text",
    [
        *("", "okay", "ok:1", "down:3", "later", "later:soon", "later:-1", "later:nan", "slow:inf", "moved", "moved:"),
        *("flood", "flood:3", "flood:0/60", "flood:3/0", "flood:x/60"),
    ],
)
def test_a_word_that_the_contract_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unknown word"):
        parse_word(text)


@pytest.mark.parametrize(
    "value",
    [[], {"chat": {}}, {"keyed": "yes"}, {"chats": ["ok"]}, {"chats": {"*": "ok"}}, {"chats": {"*": []}}],
    ids=str,
)
def test_a_whole_file_that_means_nothing_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"behaviour\.json"):
        parse_behaviour(value)


def test_the_first_fitting_glob_holds_and_chats_with_odd_signs_fit_too() -> None:
    behaviour = parse_behaviour({"keyed": True, "chats": {"!*:kmn": ["down"], "*": ["gone", "ok"]}})
    assert behaviour.keyed
    assert behaviour.plan("!raum:kmn").word(5).kind is Kind.DOWN
    assert [behaviour.plan("!raum:kmn.de").word(number).kind for number in range(3)] == [Kind.GONE, Kind.OK, Kind.OK]


def test_without_globs_everything_is_ok() -> None:
    assert parse_behaviour({}).plan("ada").word(0).kind is Kind.OK

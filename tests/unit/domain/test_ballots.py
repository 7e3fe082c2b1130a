"""What people say to a poll, in every form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ballots import Press, Said, payload, read, read_payload, read_ticks, ticks
from domain.message import PAYLOAD_BYTES
from domain.phrases import When
from domain.poll import Answer, Option

J, Z, N = Answer.YES, Answer.IF_NEEDED, Answer.NO
DAY = When(date(2027, 1, 19))


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1 ja, 2 zur not, 3 nein", {1: J, 2: Z, 3: N}),
        ("1 JA 2 ZUR NOT 3 NEIN", {1: J, 2: Z, 3: N}),
        ("1: ja\n2: zur-not\n3: nein", {1: J, 2: Z, 3: N}),
        ("1) ja 2) nein", {1: J, 2: N}),
        ("1 und 3 ja", {1: J, 3: J}),
        ("1,2 ja; 3 notfalls", {1: J, 2: J, 3: Z}),
        ("1-3 ja", {1: J, 2: J, 3: J}),
        ("alle ja", {1: J, 2: J, 3: J}),
        ("alle nein, 2 ja", {1: N, 2: J, 3: N}),
        ("1 ja, Rest nein", {1: J, 2: N, 3: N}),
        ("keiner", {1: N, 2: N, 3: N}),
        ("ja zu 1", {1: J}),
        ("ja 1 und 2, nein 3", {1: J, 2: J, 3: N}),
        ("1 ja, 1 nein", {1: N}),
        ("Termin 2 passt", {2: J}),
    ],
)
def test_what_is_understood(text: str, answers: dict[int, Answer]) -> None:
    assert read(text, (1, 2, 3)) == Said(answers)


@pytest.mark.parametrize("text", ["ja", "nein", "1", "1 und 2", "1 jein", "Pizza", "1 ja, aber spät", "ja ja", "Rest"])
def test_what_is_not_understood_is_never_guessed(text: str) -> None:
    said = read(text, (1, 2, 3))
    assert not said.answers
    assert said.unclear


def test_a_number_that_no_date_has_is_told() -> None:
    assert read("1 ja, 4 nein", (1, 2, 3)) == Said({1: J}, (4,))


def test_a_mere_yes_is_enough_for_one_date() -> None:
    assert read("ja", (4,)) == Said({4: J})
    assert read("zur Not", (4,)) == Said({4: Z})


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert set(read(text, (1, 2, 3)).answers) <= {1, 2, 3}


big = st.integers(1, 2**63)


@given(big, big, st.integers(1, 10**6), st.sampled_from(Answer))
def test_a_payload_comes_back_as_it_went(poll: int, option: int, rev: int, answer: Answer) -> None:
    text = payload(poll, Option(option, 1, DAY, rev), answer)
    assert len(text.encode()) <= PAYLOAD_BYTES
    assert read_payload(text) == Press(poll, option, answer, rev)


@pytest.mark.parametrize("text", ["", "1:abo", "b1:1:2:x:1", "b1:1:2:j", "b1:1:2:j:ä", "b1:::j:", "b2:1:2:j:1"])
def test_another_payload_is_none_of_a_ballot(text: str) -> None:
    assert read_payload(text) is None


ONE, TWO = Option(1, 1, DAY), Option(2, 2, DAY, rev=3)
SHOWN = {1: 1, 2: 3}


@pytest.mark.parametrize(
    ("ids", "answers"),
    [
        ([ticks(ONE)[0]], {1: J, 2: N}),
        ([ticks(TWO)[1]], {1: N, 2: Z}),
        ([*ticks(ONE), ticks(TWO)[1]], {1: J, 2: Z}),
        ([], {1: None, 2: None}),
    ],
    ids=["only yes", "only if need be", "both ticked is yes", "nothing takes back"],
)
def test_ticks_in_a_poll_of_the_network(ids: list[str], answers: dict[int, Answer | None]) -> None:
    found = read_ticks(ids, SHOWN)
    assert (found.answers, found.revs, found.spoiled) == (answers, SHOWN, False)


@pytest.mark.parametrize("id_", ["", "1.1.x", "2.1.j", "9.1.j", "anything"])
def test_a_tick_that_the_poll_does_not_have_spoils_the_response(id_: str) -> None:
    assert read_ticks([ticks(ONE)[0], id_], SHOWN).spoiled

"""Polls of Matrix's own, as contents and events."""

from typing import Any

import pytest

from channels.matrix import content, polls
from channels.matrix.events import Place, read, undecryptable
from domain.addressed import EventKind
from domain.message import Body, Button, Message, NativePoll

ME, ADA = "@bote:x", "@ada:x"
DIRECT, GROUP = Place(ME, "!d", ADA, ()), Place(ME, "!g", None, ())
POLL = NativePoll("Wann?", (("1.1.j", "Di."), ("1.1.z", "Di. – zur Not")))


def response(answers: object, relation: object = None, sender: str = ADA) -> dict[str, Any]:
    relates = {"rel_type": "m.reference", "event_id": "$start"} if relation is None else relation
    return {
        "type": polls.RESPONSE, "event_id": "$1", "sender": sender,
        "content": {"m.relates_to": relates, polls.RESPONSE: {"answers": answers}},
    }  # fmt: skip


def test_a_poll_is_undisclosed_and_takes_every_answer() -> None:
    made = content.compose(Message(Body("Wann?\nDi.", poll=POLL)), "n1")
    assert polls.type_of(made, "m.room.message") == polls.START
    assert made[polls.START]["kind"].endswith("undisclosed")
    assert made[polls.START]["max_selections"] == 2
    assert made[content.KEY] == "n1"
    assert made["m.mentions"] == polls.end("$start", "Vorbei.")["m.mentions"] == {}


def test_the_end_of_a_poll_refers_to_its_beginning() -> None:
    made = polls.end("$start", "Vorbei.")
    assert (polls.type_of(made, ""), polls.answered(made)) == (polls.END, "$start")


@pytest.mark.parametrize("place", [DIRECT, GROUP])
def test_a_response_brings_what_is_ticked_each_once(place: Place) -> None:
    found = read(response(["a", "b", "a"]), place)
    assert found is not None
    assert (found.event.kind, found.about, found.event.payload["answers"]) == (EventKind.POLL, "$start", ["a", "b"])


@pytest.mark.parametrize("relation", [{}, {"rel_type": "m.annotation", "event_id": "$start"}, "x"])
def test_a_response_to_nothing_is_nothing(relation: object) -> None:
    assert read(response(["a"], relation), GROUP) is None


def test_the_end_that_a_stranger_sends_is_nothing() -> None:
    raw = {"type": polls.END, "event_id": "$1", "sender": ADA, "content": polls.end("$start", "Vorbei.")}
    assert read(raw, GROUP) is None


def test_an_odd_response_breaks_nothing() -> None:
    odds: tuple[object, ...] = (None, "a", [1, None, {}], {"a": 1})
    for odd in odds:
        found = read(response(odd), GROUP)
        assert found is not None
        assert found.event.payload["answers"] == []


def test_a_vote_that_cannot_be_decrypted_is_told_of_in_a_group_too() -> None:
    raw = {"type": "m.room.encrypted", "event_id": "$1", "sender": ADA, "content": response(["a"])["content"]}
    found = undecryptable(raw, GROUP)
    assert found is not None
    assert (found.direct, found.payload) == (False, {"message": "$start"})
    assert undecryptable({**raw, "content": {}}, GROUP) is None


def test_the_buttons_of_a_ballot_are_no_numbered_choices() -> None:
    rows = ((Button("1 ja", "b1:1:1:j:1"),), (Button("Hilfe", "1:hilfe"),))
    made = content.compose(Message(Body("Wann?"), rows), "n1")
    assert made["body"].endswith("1. Hilfe")
    assert content.choices(made) == (rows[1][0],)

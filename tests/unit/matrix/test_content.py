"""A message as Matrix takes it, and what is read back of it."""

from typing import Any

import pytest

from channels.matrix import content as contents
from channels.matrix import words
from domain.asset import File
from domain.message import BALLOT, Body, Button, Former, Message

PLAN = File("b" * 64, "plan.png", "image/png", 9_000, 640, 480)
ROWS = ((Button("Mehr <lesen>", "more:1"), Button("Hilfe", "help")), (Button("Aktuell", "latest"),))


def test_what_calls_somebody_is_a_text_and_an_answer_is_a_notice() -> None:
    assert contents.compose(Message(Body("x")), "k")["msgtype"] == "m.text"
    assert contents.compose(Message(Body("x"), is_answer=True), "k")["msgtype"] == "m.notice"
    assert contents.compose(Message(Body("x"), silent=True), "k")["msgtype"] == "m.notice"


def test_every_message_says_whom_it_mentions_and_carries_its_key() -> None:
    content = contents.compose(Message(Body("Grüße", html="<p>Grüße</p>"), reply_to="$e"), "vb-1")
    assert content == {
        "msgtype": "m.text",
        "body": "Grüße",
        "format": "org.matrix.custom.html",
        "formatted_body": "<p>Grüße</p>",
        "m.mentions": {},
        "m.relates_to": {"m.in_reply_to": {"event_id": "$e"}},
        contents.KEY: "vb-1",
    }


def thread(root: str, answered: str, *, falling_back: bool) -> dict[str, object]:
    relation = {"m.in_reply_to": {"event_id": answered}}
    return {**relation, "rel_type": "m.thread", "event_id": root, "is_falling_back": falling_back}


def test_a_poll_that_has_become_a_meeting_offers_its_answers_by_number() -> None:
    ballot = Button("1 ja", f"{BALLOT}:1:1:j:1")
    asked = contents.compose(Message(Body("Umfrage"), ((ballot,),)), "k1")
    assert contents.choices(asked) == ()
    answers = (Button("Zusage", "1:rsvp:say:5-zusage"), Button("Absage", "1:rsvp:say:5-absage"))
    edit = contents.compose_edit(Message(Body("Der Termin steht fest."), (answers,)), "k2", "$asked")
    assert contents.chosen(contents.choices(edit), contents.sign_number("2\ufe0f\u20e3")) == answers[1]
    assert "1. Zusage\n2. Absage" in edit["m.new_content"]["body"]


@pytest.mark.parametrize(
    ("message", "where", "relation"),
    [
        pytest.param(Message(Body("x")), {}, None, id="by itself"),
        pytest.param(
            Message(Body("x"), former=Former("$1", "$2")),
            {"in_direct": False},
            thread("$1", "$2", falling_back=True),
            id="a later part among many",
        ),
        pytest.param(
            Message(Body("x"), former=Former("$1", "$2")),
            {},
            thread("$1", "$2", falling_back=True),
            id="a later part in a direct room",
        ),
        pytest.param(Message(Body("x", file=PLAN), former=Former("$1", "$2")), {}, None, id="a file in a direct room"),
        pytest.param(
            Message(Body("x", file=PLAN), former=Former("$1", "$2")),
            {"in_direct": False},
            thread("$1", "$2", falling_back=True),
            id="a file among many",
        ),
        pytest.param(
            Message(Body("x"), reply_to="$q"),
            {"thread": "$t", "in_direct": False},
            thread("$t", "$q", falling_back=False),
            id="an answer in a thread",
        ),
        pytest.param(
            Message(Body("x")), {"thread": "$t"}, thread("$t", "$t", falling_back=True), id="a direct room's thread"
        ),
        pytest.param(
            Message(Body("x"), reply_to="$q", former=Former("$1", "$2")),
            {"thread": "$t", "in_direct": False},
            thread("$t", "$2", falling_back=True),
            id="a later part of an answer in a thread",
        ),
        pytest.param(
            Message(Body("x"), reply_to="$q", former=Former("$1", "$2")),
            {"in_direct": False},
            thread("$1", "$2", falling_back=True),
            id="a later part of an answer",
        ),
    ],
)
def test_what_a_message_relates_to(message: Message, where: dict[str, Any], relation: object) -> None:
    assert contents.compose(message, "k", **where).get("m.relates_to") == relation


def test_buttons_are_numbered_choices_that_are_read_back() -> None:
    content = contents.compose(Message(Body("Was nun?"), ROWS), "k")
    assert content["body"] == f"Was nun?\n\n{words.CHOOSE_ONE}\n1. Mehr <lesen>\n2. Hilfe\n3. Aktuell"
    assert content["formatted_body"].endswith("<ol><li>Mehr &lt;lesen&gt;</li><li>Hilfe</li><li>Aktuell</li></ol>")
    assert contents.choices(content) == (*ROWS[0], *ROWS[1])


def test_an_edit_says_for_old_and_new_clients_what_is_new() -> None:
    edit = contents.compose_edit(Message(Body("Neu"), ROWS), "k", "$old")
    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$old"}
    assert edit["body"].startswith("* Neu")
    assert edit["m.new_content"]["body"].startswith("Neu")
    assert contents.choices(edit) == (*ROWS[0], *ROWS[1])


@pytest.mark.parametrize(
    ("said", "number"),
    [("2", 2), (" 12. ", 12), ("Nr. 3", 3), ("2)", 2), ("0", 0), ("100", 0), ("2 Personen", 0), ("", 0), ("²", 0)],
)
def test_a_number_alone_is_a_choice(said: str, number: int) -> None:
    assert contents.typed_number(said) == number


@pytest.mark.parametrize(("sign", "number"), [("1️⃣", 1), ("9⃣", 9), ("🔟", 10), ("0️⃣", 0), ("👍", 0), ("1", 0)])
def test_a_keycap_is_a_choice(sign: str, number: int) -> None:
    assert contents.sign_number(sign) == number


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, label) for label in labels)


@pytest.mark.parametrize(
    ("labels", "sign", "meant"),
    [
        (("Ja, ich komme", "Nein"), "👍", "Ja, ich komme"),
        (("Nein", "Ja"), "👍🏽", "Ja"),
        (("Gelesen",), "✅", "Gelesen"),
        (("Bestätigen", "Abbrechen"), "✔️", "Bestätigen"),
        (("Ja", "Nein"), "👎", None),
        (("Ja", "Nein"), "❤️", None),
        (("Ja, am Montag", "Ja, am Dienstag"), "👍", None),
        (("Senden", "Abbrechen"), "👍", None),
        (("Abbestellen",), "👍", None),
        (("Jahresplan",), "👍", None),
        ((), "👍", None),
    ],
)
def test_a_thumb_up_means_the_only_choice_that_consents(labels: tuple[str, ...], sign: str, meant: str | None) -> None:
    found = contents.confirmed(buttons(*labels), sign)
    assert (found.label if found else None) == meant


@pytest.mark.parametrize("rows", [None, 7, "x", [7], [[7]], [[{}]], [[{"label": 7, "payload": None}]], {"a": 1}])
def test_choices_that_are_none_are_none(rows: object) -> None:
    assert contents.choices({contents.CHOICES: rows}) == ()


def test_there_is_no_choice_beyond_the_last_or_before_the_first() -> None:
    offered = (Button("A", "a"), Button("B", "b"))
    assert [contents.chosen(offered, number) for number in (0, 1, 2, 3)] == [None, *offered, None]

"""Is it for us? What is not addressed to the bot is never stored."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addressed import Event, EventKind, is_for_us

PROPERTY = settings(max_examples=150, deadline=None)


def event(
    kind: EventKind = EventKind.TEXT, text: Any = "", *, direct: bool = False, to_us: bool = False, thread: str = ""
) -> Event:
    """Return an event of a group, unless it says otherwise."""
    return Event("e1", "group", kind, "anna", direct=direct, to_us=to_us, thread=thread, payload={"text": text})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Guten Morgen zusammen", False, id="a greeting"),
        pytest.param("", False, id="nothing"),
        pytest.param("   ", False, id="blanks"),
        pytest.param("Weiß jemand etwas zu § 104c?", False, id="a question to the colleagues"),
        pytest.param("Schau mal unter /hilfe nach", False, id="a command in the middle of a sentence"),
        pytest.param("und/oder", False, id="a stroke in a word"),
        pytest.param("ja\n/hilfe", False, id="a command on the second line"),
        pytest.param("https://www.nds-fluerat.org/", False, id="a link"),
        pytest.param("/", False, id="a stroke alone"),
        pytest.param("// das war ein Scherz", False, id="two strokes"),
        pytest.param("/ 2 Personen", False, id="a stroke and a blank"),
        pytest.param("/2 Personen", False, id="a stroke and a number"),
        pytest.param("/etc/hosts ist falsch", False, id="a path"),
        pytest.param("/hilfe@anderer_bot", False, id="a command to another bot"),
        pytest.param("/hilfe", True, id="a command"),
        pytest.param("/hilfe bitte", True, id="a command with a word behind"),
        pytest.param("/hilfe\nbitte", True, id="a command with a line behind"),
        pytest.param("/hilfe!", True, id="a command with a mark behind"),
        pytest.param("  /aktuell", True, id="a command behind blanks"),
        pytest.param("/Übersicht", True, id="a command with an umlaut"),
        pytest.param("/start AB12", True, id="a command with a code"),
    ],
)
def test_of_what_is_said_in_a_group_only_commands_are_for_us(text: str, *, expected: bool) -> None:
    assert is_for_us(event(text=text)) == expected
    assert is_for_us(event(text=text, thread="7")) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param(EventKind.TEXT, False, id="text without a command"),
        pytest.param(EventKind.BUTTON, True, id="a button is always one of ours"),
        pytest.param(EventKind.REACTION, False, id="a reaction to somebody else's message"),
        pytest.param(EventKind.JOIN, True, id="somebody came"),
        pytest.param(EventKind.LEAVE, True, id="somebody left"),
        pytest.param(EventKind.BLOCKED, True, id="we were blocked"),
        pytest.param(EventKind.UNBLOCKED, True, id="we may write again"),
        pytest.param(EventKind.MOVED, True, id="the chat has another id"),
        pytest.param(EventKind.CLOSED, True, id="the thread was closed"),
        pytest.param(EventKind.OPENED, True, id="the thread was opened again"),
        pytest.param(EventKind.UNREADABLE, False, id="what could not be decrypted, and may be chatter"),
    ],
)
def test_the_kind_decides_in_a_group(kind: EventKind, *, expected: bool) -> None:
    assert is_for_us(event(kind, "Guten Morgen")) == expected


@pytest.mark.parametrize("kind", EventKind)
def test_all_that_is_said_to_the_bot_alone_or_names_it_is_for_us(kind: EventKind) -> None:
    assert is_for_us(event(kind, "Guten Morgen", direct=True))
    assert is_for_us(event(kind, "Guten Morgen", to_us=True))


@pytest.mark.parametrize("payload", [{}, {"text": None}, {"text": 5}, {"text": ["/hilfe"]}, {"caption": "/hilfe"}])
def test_an_odd_payload_is_no_command(payload: dict[str, Any]) -> None:
    odd = Event("e1", "group", EventKind.TEXT, "anna", direct=False, payload=payload)
    assert not is_for_us(odd)


@PROPERTY
@given(st.text().filter(lambda text: not text.lstrip().startswith("/")), st.sampled_from(EventKind))
def test_group_chatter_is_never_stored(text: str, kind: EventKind) -> None:
    if kind in (EventKind.TEXT, EventKind.REACTION, EventKind.UNREADABLE):
        assert not is_for_us(event(kind, text))


@PROPERTY
@given(st.text(), st.sampled_from(EventKind), st.booleans())
def test_what_was_to_us_stays_so_whatever_it_says(text: str, kind: EventKind, direct: bool) -> None:
    assert is_for_us(event(kind, text, direct=direct, to_us=not direct))

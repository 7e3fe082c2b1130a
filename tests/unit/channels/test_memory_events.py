"""One line of in.jsonl becomes one event, whatever stands in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.memory_events import parse_event, read_batch
from domain.addressed import Event, EventKind, is_for_us

LINE = {"id": "e1", "chat": "ada", "kind": "text", "user": "ada", "text": "hallo"}


def parsed(**changes: Any) -> Event:
    line = {name: value for name, value in {**LINE, **changes}.items() if value is not ...}
    return parse_event(json.dumps(line).encode(), 7)


@pytest.mark.parametrize("kind", ["join", "leave", "blocked"])
def test_what_happens_to_a_chat_needs_no_words(kind: str) -> None:
    assert parsed(kind=kind, text=...) == Event("e1", "ada", EventKind(kind), "ada", direct=True)


def test_a_reaction_carries_its_sign() -> None:
    assert parsed(kind="reaction", text=..., payload="👍").payload == {"payload": "👍"}


def test_a_name_of_which_nothing_is_left_is_missing() -> None:
    assert parsed(id="\0").event_id == "line-7"


def test_numbers_are_names_too() -> None:
    event = parsed(id=17, chat=-100, user=5)
    assert (event.event_id, event.chat, event.user) == ("17", "-100", "5")


@pytest.mark.parametrize(
    "changes",
    [
        *(
            {"text": ...},
            {"text": 3},
            {"kind": "unreadable"},
            {"kind": ["text"]},
            {"kind": "button"},
            {"kind": "moved"},
        ),
        *({"direct": "no"}, {"user": {}}, {"id": ...}, {"id": None}, {"payload": []}),
    ],
    ids=str,
)
def test_a_line_that_says_too_little_is_unreadable_with_its_reason(changes: dict[str, Any]) -> None:
    event = parsed(**changes)
    assert event.kind is EventKind.UNREADABLE
    assert event.chat == "ada"
    assert event.event_id in ("e1", "line-7")
    assert event.payload["reason"]


def test_a_bad_line_is_kept_unless_it_may_come_from_a_group() -> None:
    assert is_for_us(parsed(kind="sticker"))
    assert is_for_us(parse_event(b"{nonsense", 7))
    assert not is_for_us(parsed(kind="sticker", direct=False))
    assert not is_for_us(parsed(direct="no"))


def test_what_no_database_takes_is_replaced() -> None:
    event = parsed(text="a\0b\ud800c 🙂", chat="\udfff")
    assert event.payload == {"text": "ab\ufffdc 🙂"}
    assert event.chat == "\ufffd"


#: A busy machine is no fault of the code: the first text that hypothesis makes can take seconds.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patiently
@given(st.binary(max_size=200))
def test_no_line_breaks_the_reading(data: bytes) -> None:
    event = parse_event(data, 0)
    assert event.kind is EventKind.UNREADABLE
    json.dumps(event.payload, ensure_ascii=False).encode()


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=3)
_LINE = st.dictionaries(st.sampled_from([*LINE, "payload", "direct", "to_us", "thread"]), _JSON)


@patiently
@given(_LINE)
def test_no_field_breaks_the_reading(fields: dict[str, Any]) -> None:
    event = parsed(**fields)
    texts = (event.event_id, event.chat, event.user, event.thread, *event.payload.values())
    assert all(isinstance(text, str) and "\0" not in text and text.encode() is not None for text in texts)
    assert isinstance(event.direct, bool)


def test_a_line_longer_than_a_chunk_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(json.dumps({**LINE, "text": "x" * 600_000}).encode() + b"\n" + json.dumps(LINE).encode() + b"\n")
    events, offset = read_batch(path, 0, 100)
    assert len(events[0].payload["text"]) == 600_000
    while offset < path.stat().st_size:
        more, offset = read_batch(path, offset, 100)
        events += more
    assert len(events) == 2


def test_a_missing_file_says_nothing(tmp_path: Path) -> None:
    assert read_batch(tmp_path / "in.jsonl", 0, 100) == ([], 0)

"""What an event of a room tells us."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.matrix import receiving
from channels.matrix.events import Place, read, sent_at, undecryptable, unreadable
from channels.matrix.receiving import since_we_came
from domain import offered
from domain.addressed import Event, EventKind
from domain.offered import Offered

ME, ADA = "@bote:x", "@ada:x"
DIRECT = Place(ME, "!d", ADA, ("bote:x", "Verbundbote", "bote"))
GROUP = Place(ME, "!g", None, ("bote:x", "Verbundbote", "bote"))
_NAMES = [
    "msgtype", "body", "m.relates_to", "rel_type", "event_id", "key", "m.new_content", "m.in_reply_to", "membership",
    "m.mentions", "user_ids", "prev_content", "filename",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=12,
)


def event(content: object, kind: str = "m.room.message", sender: str = ADA, **more: object) -> dict[str, Any]:
    return {"type": kind, "event_id": "$1", "sender": sender, "content": content, **more}


def said(text: str, **more: object) -> dict[str, Any]:
    return event({"msgtype": "m.text", "body": text, **more})


def told(raw: dict[str, Any], place: Place) -> Event:
    found = read(raw, place)
    assert found is not None
    return found.event


@pytest.mark.parametrize(
    ("text", "to_us", "heard"),
    [
        ("!hilfe", True, "hilfe"),
        ("Verbundbote: hilfe", True, "hilfe"),
        ("@verbundbote, hilfe", True, "hilfe"),
        ("bote:x: abo", True, "abo"),
        ("bote", True, ""),
        ("Botengang heute", False, "Botengang heute"),
        ("! Achtung", False, "! Achtung"),
        ("!!!", False, "!!!"),
        ("hilfe", False, "hilfe"),
    ],
)
def test_in_a_group_a_text_is_to_us_when_it_says_so(text: str, to_us: bool, heard: str) -> None:
    found = told(said(text), GROUP)
    assert (found.to_us, found.payload["text"], found.direct) == (to_us, heard, False)
    assert found.payload["message"] == "$1"


def test_a_mention_is_to_us_and_leaves_the_text_alone() -> None:
    found = told(said("Was gibt es?", **{"m.mentions": {"user_ids": [ME]}}), GROUP)
    assert (found.to_us, found.payload["text"]) == (True, "Was gibt es?")


REAL = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "ago"),
    [
        ({"origin_server_ts": 1_795_424_340_000}, timedelta(minutes=1)),
        ({"origin_server_ts": 1_795_424_340_000, "unsigned": {"age": 2000}}, timedelta(seconds=2)),
        ({"origin_server_ts": 1_795_424_340_000, "unsigned": {"age": "x"}}, timedelta(0)),
        ({}, None),
        ({"origin_server_ts": "x"}, None),
        ({"origin_server_ts": 1 << 80}, None),
        ({"origin_server_ts": 1, "unsigned": {"age": 1 << 80}}, None),
    ],
)
def test_when_an_event_was_sent_is_told_by_its_age_or_else_by_its_time(
    raw: dict[str, Any], ago: timedelta | None
) -> None:
    assert sent_at(raw, REAL) == (None if ago is None else REAL - ago)


def test_our_own_events_tell_us_nothing() -> None:
    assert read(event({"msgtype": "m.text", "body": "x"}, sender=ME), DIRECT) is None


def test_a_file_is_told_by_its_caption() -> None:
    with_caption = event({"msgtype": "m.image", "body": "Das Plakat", "filename": "a.png"})
    without = event({"msgtype": "m.image", "body": "a.png", "filename": "a.png"})
    assert [told(raw, DIRECT).payload["text"] for raw in (with_caption, without)] == ["Das Plakat", ""]


@pytest.mark.parametrize(
    ("now", "before", "user", "place", "kind"),
    [
        ("join", "invite", ME, GROUP, EventKind.JOIN),
        ("leave", "join", ME, GROUP, EventKind.LEAVE),
        ("ban", "join", ME, GROUP, EventKind.LEAVE),
        ("join", "join", ME, GROUP, None),
        ("invite", "", ME, GROUP, None),
        ("leave", "join", ADA, DIRECT, EventKind.LEAVE),
        ("leave", "join", ADA, GROUP, None),
        ("join", "leave", ADA, DIRECT, EventKind.JOIN),
        ("join", "invite", ADA, DIRECT, None),
    ],
)
def test_coming_and_going(now: str, before: str, user: str, place: Place, kind: EventKind | None) -> None:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    found = read(event({"membership": now}, "m.room.member", ADA, state_key=user, unsigned=unsigned), place)
    assert (found.event.kind if found else None) == kind


def test_what_cannot_be_decrypted_is_told_of_direct_rooms_only() -> None:
    raw = event({"algorithm": "m.megolm.v1.aes-sha2"}, "m.room.encrypted")
    found = undecryptable(raw, DIRECT)
    assert found is not None
    assert (found.kind, found.user, found.event_id) == (EventKind.UNDECRYPTABLE, ADA, "undecrypted:$1")
    assert undecryptable(raw, GROUP) is None


@given(JSON, st.sampled_from(["m.room.message", "m.reaction", "m.room.member"]), st.sampled_from([DIRECT, GROUP]))
def test_whatever_is_sent_breaks_nothing(content: object, kind: str, place: Place) -> None:
    read(event(content, kind, state_key=ME), place)
    read(event(content, kind, state_key=ADA, unsigned=content), place)
    unreadable(event(content, kind), place, "odd")


def member(user: str, membership: str, before: str = "") -> dict[str, Any]:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    return event({"membership": membership}, "m.room.member", state_key=user, unsigned=unsigned)


def test_what_was_written_before_we_were_invited_is_not_for_us() -> None:
    old, invited, between, came, new = (
        said("alt"),
        member(ME, "invite"),
        said("da"),
        member(ME, "join", "invite"),
        said("neu"),
    )
    assert since_we_came([old, invited, between, came, new], ME) == [invited, between, came, new]
    assert since_we_came([old, came, new], ME) == [came, new]
    assert since_we_came([old, member(ADA, "join"), new], ME) == [old, member(ADA, "join"), new]
    assert since_we_came([old, member(ME, "join", "join"), new], ME) == [old, member(ME, "join", "join"), new]


def test_a_file_is_told_with_where_it_is_but_only_in_a_direct_room_and_never_by_an_edit() -> None:
    info = {"mimetype": "application/pdf", "size": 9}
    plain = {"msgtype": "m.file", "body": "erlass.pdf", "url": "mxc://x/a", "info": info}
    sealed = {"msgtype": "m.image", "body": "plan.png", "file": {"url": "mxc://x/b", "iv": "i"}}
    found = offered.read(told(event(plain), DIRECT).payload["file"])
    assert found == Offered('{"url": "mxc://x/a"}', "erlass.pdf", "application/pdf", 9)
    found = offered.read(told(event(sealed), DIRECT).payload["file"])
    assert found == Offered('{"file": {"url": "mxc://x/b", "iv": "i"}}', "plan.png", "")
    assert "file" not in told(event(plain), GROUP).payload
    assert "file" not in told(event({**plain, "url": "https://x/a"}), DIRECT).payload
    edit = {"msgtype": "m.text", "body": "*", "m.new_content": plain}
    edit["m.relates_to"] = {"rel_type": "m.replace", "event_id": "$0"}
    assert "file" not in told(event(edit), DIRECT).payload


@pytest.mark.parametrize("place", [DIRECT, GROUP], ids=["direct", "group"])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.receipt", {"$1": {"m.read": {ADA: {"ts": 1}}}}),
        ("m.receipt", {"$1": {"m.read.private": {ADA: {"ts": 1}}}}),
        ("m.fully_read", {"event_id": "$1"}),
        ("m.typing", {"user_ids": [ADA]}),
        ("m.marked_unread", {"unread": False}),
    ],
)
def test_what_a_client_tells_of_reading_tells_us_nothing(place: Place, kind: str, content: dict[str, Any]) -> None:
    assert read(event(content, kind), place) is None


@pytest.mark.parametrize("which", [receiving._FILTER, receiving._STATE_FILTER], ids=["what is new", "the whole state"])
def test_we_do_not_even_ask_who_has_read_what(which: str) -> None:
    asked = json.loads(which)
    assert asked["room"]["ephemeral"] == {"not_types": ["*"]}
    assert asked["presence"] == {"not_types": ["*"]}

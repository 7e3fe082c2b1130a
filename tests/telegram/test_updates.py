"""What an update tells us: the reading of raw JSON, without any server."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.telegram.receiving import parse_batch
from channels.telegram.updates import Me, pressed_ids, read
from domain.addressed import Event, EventKind, is_for_us

ME = Me(100, "verbund_bote")
ADA = {"id": 5, "is_bot": False, "first_name": "Ada"}
DIRECT, GROUP = {"id": 5, "type": "private"}, {"id": -10, "type": "supergroup", "is_forum": True}
CHANNEL = {"id": -20, "type": "channel"}


def message(chat: dict[str, Any] = DIRECT, **fields: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 7, "date": 1, "chat": chat, "from": ADA, **fields}}


def member(chat: dict[str, Any], status: str, **fields: Any) -> dict[str, Any]:
    now = {"status": status, "user": {"id": 100}, **fields}
    return {"update_id": 1, "my_chat_member": {"chat": chat, "from": ADA, "date": 1, "new_chat_member": now}}


def told(update: dict[str, Any]) -> Event:
    event = read(update, ME)
    assert event is not None
    return event


def test_a_direct_message_says_who_and_what() -> None:
    event = told(message(text="Hilfe"))
    assert event == Event("1", "5", EventKind.TEXT, "5", True, payload={"text": "Hilfe"})
    assert event.sent_at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize("date", [None, "1", True, 1 << 80, -(1 << 80)])
def test_an_odd_date_is_none_at_all(date: object) -> None:
    assert told(message(text="Hilfe", date=date)).sent_at is None


def test_in_a_group_it_is_kept_which_message_it_was_so_that_the_answer_can_reply() -> None:
    event = told(message(GROUP, text="/hilfe", message_thread_id=3, is_topic_message=True))
    assert (event.chat, event.thread, event.direct) == ("-10", "3", False)
    assert event.payload == {"text": "/hilfe", "message": "7"}
    assert is_for_us(event)


def test_a_number_of_a_chain_of_answers_is_no_topic() -> None:
    assert told(message(GROUP, text="/hilfe", message_thread_id=3)).thread == ""


COMMAND = [{"type": "bot_command", "offset": 0, "length": 19}]
BOT = {"id": 100, "is_bot": True, "first_name": "Bote"}


@pytest.mark.parametrize(
    ("fields", "ours"),
    [
        ({"text": "Kommt jemand mit?"}, False),
        ({"text": "/hilfe"}, True),
        ({"text": "/hilfe@verbund_bote", "entities": COMMAND}, True),
        ({"text": "/hilfe@Verbund_Bote", "entities": COMMAND}, True),
        ({"text": "/hilfe@anderer_bote", "entities": COMMAND}, False),
        ({"text": "🙂 @verbund_bote", "entities": [{"type": "mention", "offset": 3, "length": 13}]}, True),
        ({"text": "verbund_bote", "entities": [{"type": "mention", "offset": 0, "length": 12}]}, False),
        ({"text": "Bote", "entities": [{"type": "text_mention", "offset": 0, "length": 4, "user": BOT}]}, True),
        ({"text": "Ada", "entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": ADA}]}, False),
        ({"text": "ja", "reply_to_message": {"from": BOT}}, True),
        ({"text": "ja", "reply_to_message": {"from": ADA}}, False),
        ({"text": "ja", "reply_to_message": {"from": BOT, "forum_topic_created": {}}}, False),
        ({"photo": [], "caption": "@verbund_bote",
          "caption_entities": [{"type": "mention", "offset": 0, "length": 13}]}, True),
        ({"photo": []}, False),
    ],
)  # fmt: skip
def test_in_a_group_only_what_is_addressed_to_us_is_for_us(fields: dict[str, Any], ours: bool) -> None:
    assert is_for_us(told(message(GROUP, **fields))) is ours


@pytest.mark.parametrize(
    "fields",
    [
        {"pinned_message": {}},
        {"new_chat_members": [ADA]},
        {"text": "/hilfe", "from": {"id": 9, "is_bot": True, "first_name": "Ein Bot"}},
    ],
    ids=["pinned", "somebody came", "another bot"],
)
def test_notes_of_the_network_and_other_bots_are_nothing_for_us(fields: dict[str, Any]) -> None:
    assert read(message(GROUP, **fields), ME) is None


def test_who_writes_as_the_group_itself_is_heard() -> None:
    event = told(message(GROUP, text="/hilfe", sender_chat=GROUP, **{"from": {"id": 1087968824, "is_bot": True}}))
    assert (event.kind, event.user) == (EventKind.TEXT, "1087968824")


def test_a_picture_says_its_words_and_where_its_largest_size_is() -> None:
    sizes = [{"file_id": one, "file_unique_id": "b", "width": 1, "height": 1, "file_size": 9} for one in ("s", "l")]
    file = {"reference": "l", "name": "bild.jpg", "mime": "image/jpeg", "size": 9}
    assert told(message(photo=sizes, caption="Hilfe")).payload == {"text": "Hilfe", "file": file}
    assert told(message(photo=sizes)).payload == {"text": "", "file": file}
    assert told(message(photo=sizes, media_group_id="7")).payload == {"text": "", "file": file, "album": "7"}


def test_a_message_that_is_passed_on_says_so_and_in_a_group_neither_counts() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Eva", "date": 1}
    assert told(message(text="hilfe", forward_origin=origin)).payload == {"text": "hilfe", "forwarded": True}
    document = {"file_id": "a", "file_unique_id": "b"}
    in_group = told(message(chat=GROUP, caption="/hilfe", document=document, forward_origin=origin))
    assert set(in_group.payload) == {"text", "message"}


# --- coming and going


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        (member(DIRECT, "kicked"), EventKind.BLOCKED),
        (member(DIRECT, "member"), EventKind.UNBLOCKED),
        (member(GROUP, "member"), EventKind.JOIN),
        (member(GROUP, "creator"), EventKind.JOIN),
        (member(GROUP, "administrator"), EventKind.JOIN),
        (member(GROUP, "left"), EventKind.LEAVE),
        (member(GROUP, "kicked"), EventKind.LEAVE),
        (member(GROUP, "restricted", is_member=True, can_send_messages=True), EventKind.JOIN),
        (member(GROUP, "restricted", is_member=True, can_send_messages=False), EventKind.LEAVE),
        (member(GROUP, "restricted", is_member=False, can_send_messages=True), EventKind.LEAVE),
        (member(CHANNEL, "administrator", can_post_messages=True), EventKind.JOIN),
        (member(CHANNEL, "administrator"), EventKind.LEAVE),
        (member(CHANNEL, "member"), EventKind.LEAVE),
        (message(GROUP, forum_topic_closed={}), EventKind.CLOSED),
        (message(GROUP, forum_topic_reopened={}), EventKind.OPENED),
        (message(GROUP, general_forum_topic_hidden={}), EventKind.CLOSED),
    ],
)
def test_what_changes_where_we_can_write_is_an_event(update: dict[str, Any], kind: EventKind) -> None:
    event = told(update)
    assert event.kind is kind
    assert is_for_us(event)


@pytest.mark.parametrize(
    "update",
    [message({"id": -9, "type": "group"}, migrate_to_chat_id=-10), message(GROUP, migrate_from_chat_id=-9)],
    ids=["told in the old group", "told in the new one"],
)
def test_a_group_that_moved_says_from_where_and_to_where(update: dict[str, Any]) -> None:
    event = told(update)
    assert (event.kind, event.chat, event.payload, is_for_us(event)) == (EventKind.MOVED, "-9", {"to": "-10"}, True)


def test_a_pressed_button_brings_its_payload_and_is_acknowledged_by_its_own_id() -> None:
    query = {"id": "4711", "from": ADA, "message": {"message_id": 3, "chat": GROUP}, "data": "1:hilfe"}
    update = {"update_id": 1, "callback_query": query}
    event = told(update)
    assert (event.kind, event.chat, event.user) == (EventKind.BUTTON, "-10", "5")
    assert event.payload == {"payload": "1:hilfe", "message": "3"}
    assert list(pressed_ids([update, message(text="Hilfe")])) == ["4711"]


def test_a_reaction_counts_in_a_direct_chat_only() -> None:
    signs = {"message_id": 3, "user": ADA, "new_reaction": [{"type": "emoji", "emoji": "👍"}]}
    direct = told({"update_id": 1, "message_reaction": {"chat": DIRECT, **signs}})
    group = told({"update_id": 1, "message_reaction": {"chat": GROUP, **signs}})
    assert (direct.payload["payload"], is_for_us(direct), is_for_us(group)) == ("👍", True, False)


# --- what cannot be read


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "message": "Unsinn"},
        {"update_id": 1, "message": {"chat": {"type": "private"}, "from": ADA, "text": "Geheim"}},
        {"update_id": 1, "message": {"chat": DIRECT, "text": "Geheim"}},
        message(text=["Geheim"]),
        message(poll={"id": "1", "question": "Geheim"}),
        {"update_id": 1, "poll": {"id": "1", "question": "Geheim"}},
        {"update_id": 1, "callback_query": {"id": "1", "from": ADA, "data": "Geheim"}},
        {"update_id": 1, "my_chat_member": {"chat": GROUP, "from": ADA}},
        message(text="Geheim", **{"from": {"id": True}}),
    ],
)
def test_what_cannot_be_read_is_parked_without_what_was_said(update: dict[str, Any]) -> None:
    event = told(update)
    assert (event.kind, is_for_us(event), event.event_id) == (EventKind.UNREADABLE, True, "1")
    assert "Geheim" not in json.dumps(event.payload)
    assert event.payload["reason"]


def test_what_the_library_cannot_parse_does_not_matter_where_we_can_read_it() -> None:
    update = message(text="Hilfe", reply_to_message={"poll": {"id": "1"}, "from": ADA})
    assert told(update).payload == {"text": "Hilfe"}


def test_kinds_that_nobody_asked_for_are_nothing() -> None:
    assert read({"update_id": 1, "chat_boost_in_2030": {"a": 1}}, ME) is None


@pytest.mark.parametrize(
    ("raw", "offset", "events"),
    [
        ([], None, 0),
        ("Unsinn", None, 0),
        (None, None, 0),
        ([{"message": {}}, 7], None, 0),
        ([{"update_id": 8}, {"update_id": 6}, 7], 9, 0),
        ([message(text="a"), {"update_id": 3, "message": 1}], 4, 2),
    ],
)
def test_the_offset_lies_behind_the_newest_update(raw: object, offset: int | None, events: int) -> None:
    _, found, behind = parse_batch(raw, ME)
    assert (behind, len(found)) == (offset, events)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ("chat", "from", "id", "type", "text", "entities", "message", "data", "offset", "length", "user", "status",
         "new_chat_member", "poll", "reply_to_message", "migrate_to_chat_id", "new_reaction", "photo")
    ), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(("message", "callback_query", "message_reaction", "my_chat_member", "poll")), _json, max_size=2
    )
)
def test_whatever_comes_in_is_an_event_or_nothing(update: dict[str, Any]) -> None:
    event = read({"update_id": 1, **update}, ME)
    if event is not None:
        json.dumps(event.payload)
        assert event.event_id == "1"
        is_for_us(event)

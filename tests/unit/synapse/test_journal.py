"""The journal holds what members could read, once, in the contract's form."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from channels.memory_journal import read_journal, read_lines
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.journal import CHOICES, KEY, UNREADABLE, Journal, arrival
from tests.fake_synapse.user import Json

NewElement = Callable[[str], Awaitable[ElementUser]]
FIELDS = "seq at wall op chat key attempt remote_id text entities buttons reply_to silent"
BUTTONS = [[{"label": "Ja", "payload": "ja"}]]
REPLACES = {"rel_type": "m.replace", "event_id": "$1"}
TEXT = {"msgtype": "m.text", "body": "Hallo", KEY: "n1-1"}


def event(content: Json, kind: str = "m.room.message", **more: Any) -> Json:
    return {"type": kind, "event_id": "$2", "room_id": "!r", "sender": "@bote:x", "content": content} | more


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (event(TEXT), {"op": "send", "remote_id": "$2", "key": "n1-1", "text": "Hallo", "silent": False}),
        (event(TEXT | {"msgtype": "m.notice"}), {"op": "send", "silent": True}),
        (event(TEXT | {CHOICES: BUTTONS}), {"buttons": BUTTONS, "reply_to": None}),
        (event(TEXT | {"m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}), {"op": "send", "reply_to": "$1"}),
        (
            event(
                TEXT | {"m.new_content": {"body": "neu"}, "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}
            ),
            {"op": "edit", "remote_id": "$1", "text": "neu", "key": "n1-1"},
        ),
        (event({"redacts": "$1", KEY: "k"}, "m.room.redaction"), {"op": "delete", "remote_id": "$1", "key": "k"}),
        (event({}, "m.room.redaction", redacts="$1"), {"op": "delete", "remote_id": "$1", "key": ""}),
        (event({"pinned": ["$0", "$1"]}, "m.room.pinned_events"), {"op": "pin", "remote_id": "$1"}),
        (
            event(
                {"pinned": ["$0"], KEY: "k"},
                "m.room.pinned_events",
                unsigned={"prev_content": {"pinned": ["$1", "$0"]}},
            ),
            {"op": "unpin", "remote_id": "$1", "key": "k"},
        ),
        (event({"body": "x"}, encrypted=True, outside={KEY: "k"}), {"encrypted": True, "key": "k"}),
    ],
    ids=["text", "notice", "buttons", "answer", "edit", "deletion", "old deletion", "pin", "unpin", "key outside"],
)
def test_what_arrived_is_told_as_by_other_networks(given: Json, expected: Json) -> None:
    line = arrival(given)
    assert line is not None
    assert line.items() >= expected.items()
    assert " ".join({"seq": 0, "at": "", "wall": ""} | line).startswith(FIELDS)


@pytest.mark.parametrize(
    "given",
    [
        event({"name": "Raum"}, "m.room.name"),
        event({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$1"}}, "m.reaction"),
        event({}),
        event({"pinned": []}, "m.room.pinned_events"),
    ],
    ids=["state", "reaction", "emptied", "nothing pinned"],
)
def test_what_is_no_message_has_no_line(given: Json) -> None:
    assert arrival(given) is None


def test_an_event_is_one_line_for_all_readers_and_after_a_restart(tmp_path: Path) -> None:
    first = Journal(tmp_path, ["@anna:x"])
    assert first.take(event(TEXT, event_id="$1"), "@anna:x")
    assert first.take(event(TEXT, sender="@anna:x"), "@ben:x")  # a member's own words are no arrival
    with (tmp_path / "out.jsonl").open("a") as file:
        file.write('{"seq":2,"half')
    again = Journal(tmp_path)
    assert again.take(event(TEXT, event_id="$1"), "@ben:x")
    assert again.take(event(TEXT, event_id="$3"), "@ben:x")
    assert [(line["seq"], line["event_id"]) for line in read_journal(tmp_path)] == [(1, "$1"), (2, "$3")]


async def test_who_cannot_read_is_named(element_user: NewElement, tmp_path: Path) -> None:
    anna, ben = await element_user("anna"), await element_user("ben")
    room = await anna.create_room(encrypted=True)
    early = await anna.say(room, "vor Ben")
    await anna.invite(room, ben.user_id)
    await ben.join(await ben.wait_for_invite())
    await anna.wait_for(room, lambda event: event.get("state_key") == ben.user_id)
    late = await anna.send(room, TEXT)
    await ben.wait_for_text(room, "Hallo")
    journal = Journal(tmp_path, [ben.user_id])
    unread = [event for event in ben.events if not journal.take(event, ben.user_id)]
    assert [not journal.take(event, ben.user_id) for event in unread] == [True]
    assert [(line["reader"], line["event_id"]) for line in read_lines(tmp_path / UNREADABLE)] == [(ben.user_id, early)]
    line, *more = read_journal(tmp_path)
    assert (line["event_id"], line["key"], line["encrypted"], more) == (late, "n1-1", True, [])

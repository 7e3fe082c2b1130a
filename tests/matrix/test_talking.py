"""What members say and do in rooms, and what the bot is told of it."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from channels.base import Target
from channels.matrix import words
from channels.matrix.direct import OpenDoor
from domain.addressed import EventKind
from domain.message import Body, Button, Former, Message
from domain.outcome import GiveUp, Moved, Sent, TryLater
from tests.fake_synapse.user import MatrixUser
from tests.matrix.conftest import AtWork

NewUser = Callable[[str], MatrixUser]


class Doorman(OpenDoor):
    """Lets into rooms of many, too; of direct rooms only so many, and names those that are silent."""

    def __init__(self, room_for: int = 0, silent: Sequence[str] = (), known: Sequence[str] = ()) -> None:
        self.room_for = room_for
        self.silent_rooms = silent
        self.known = known
        self.forgotten: list[str] = []

    async def is_confirmed(self, _names: Sequence[str]) -> bool:
        return True

    async def let_in(self, _names: Sequence[str], _chat: str, _server: str) -> bool:
        self.room_for -= 1
        return self.room_for >= 0

    async def is_known(self, names: Sequence[str]) -> bool:
        return names[0] in self.known

    async def silent(self) -> Sequence[str]:
        return self.silent_rooms

    async def forget(self, chat: str) -> None:
        self.forgotten.append(chat)


@pytest.mark.parametrize("said", ["2", " 2. ", "Nr. 2"])
async def test_a_number_means_the_choice_that_was_offered_last(at_work: AtWork, said: str) -> None:
    await at_work.send("Alt", "Ja", "Vielleicht", key="n1")
    await at_work.send("Neu", "Abo", "Hilfe", key="n2")
    await at_work.send("Ohne Auswahl", key="n3")
    await at_work.case.member.say(at_work.case.chat, said)
    event = await at_work.event()
    assert (event.kind, event.payload) == (EventKind.BUTTON, {"payload": "1:hilfe"})
    assert event.sent_at is not None
    assert abs(datetime.now(UTC) - event.sent_at) < timedelta(minutes=5)


async def test_a_number_that_nothing_was_offered_for_is_a_text(at_work: AtWork) -> None:
    await at_work.send("Neu", "Abo", "Hilfe")
    await at_work.case.member.say(at_work.case.chat, "3")
    event = await at_work.event()
    assert (event.kind, event.payload) == (EventKind.TEXT, {"text": "3"})


async def test_a_number_after_an_answer_without_choices_is_a_text(at_work: AtWork) -> None:
    await at_work.send("Alt", "Ja", "Nein", key="n1")
    question = Message(Body("Wie viele Plätze?"), is_answer=True)
    await at_work.channel.send(Target(at_work.case.chat), question, key="n2", attempt=1)
    await at_work.case.member.say(at_work.case.chat, "2")
    event = await at_work.event()
    assert (event.kind, event.payload) == (EventKind.TEXT, {"text": "2"})


async def test_a_number_answering_an_older_message_means_its_choice(at_work: AtWork) -> None:
    older = await at_work.send("Alt", "Ja", "Nein", key="n1")
    await at_work.send("Neu", "Abo", "Hilfe", key="n2")
    relation = {"m.in_reply_to": {"event_id": older}}
    await at_work.case.member.say(at_work.case.chat, "1", **{"m.relates_to": relation})
    event = await at_work.event()
    assert (event.kind, event.payload["payload"]) == (EventKind.BUTTON, "1:ja")


async def test_a_keycap_below_a_message_means_its_choice_and_other_signs_are_reactions(at_work: AtWork) -> None:
    message = await at_work.send("Neu", "Abo", "Hilfe")
    await at_work.case.member.react(at_work.case.chat, message, "1️⃣")
    await at_work.case.member.react(at_work.case.chat, message, "👍")
    keycap, thumb = (await at_work.inbox.wait_for(2))[:2]
    assert (keycap.kind, keycap.payload["payload"]) == (EventKind.BUTTON, "1:abo")
    assert (thumb.kind, thumb.payload) == (EventKind.REACTION, {"payload": "👍", "message": message})


async def test_a_thumb_up_consents_and_taking_it_away_takes_nothing_back(at_work: AtWork) -> None:
    message = await at_work.send("Kommen Sie?", "Ja", "Nein")
    case = at_work.case
    thumb = await case.member.react(case.chat, message, "👍")
    event = await at_work.event()
    assert (event.kind, event.payload["payload"]) == (EventKind.BUTTON, "1:ja")
    async with MatrixUser(case.server.url, case.member.account) as user:
        await user.call("PUT", f"/_matrix/client/v3/rooms/{quote(case.chat)}/redact/{quote(thumb)}/t1", {})
    await case.member.say(case.chat, "Hilfe")
    assert (await at_work.event(2)).payload == {"text": "Hilfe"}


async def test_after_an_edit_the_choices_are_those_of_the_edit(at_work: AtWork) -> None:
    message = await at_work.send("Alt", "Ja", "Nein")

    changed = Message(Body("Neu"), ((Button("Doch", "1:doch"),),))
    assert await at_work.channel.edit(Target(at_work.case.chat), message, changed, key="e1", attempt=1) == Sent(message)
    await at_work.case.member.say(at_work.case.chat, "1")
    await at_work.case.member.react(at_work.case.chat, message, "1️⃣")
    payloads = [event.payload["payload"] for event in await at_work.inbox.wait_for(2)]
    assert payloads == ["1:doch", "1:doch"]


async def test_what_an_answer_quotes_is_not_said_again(at_work: AtWork) -> None:
    message = await at_work.send("Frage")
    relation = {"m.in_reply_to": {"event_id": message}}
    await at_work.case.member.say(at_work.case.chat, "> <@bote:x> Frage\n> mehr\n\nHilfe", **{"m.relates_to": relation})
    assert (await at_work.event()).payload == {"text": "Hilfe"}


async def test_an_edited_message_is_told_with_what_it_edits(at_work: AtWork) -> None:
    member, chat = at_work.case.member, at_work.case.chat
    first = await member.say(chat, "Hlfe")
    new = {"msgtype": "m.text", "body": "Hilfe"}
    await member.say(
        chat, "* Hilfe", **{"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": first}}
    )
    assert [event.payload for event in await at_work.inbox.wait_for(2)] == [
        {"text": "Hlfe"},
        {"text": "Hilfe", "edits": first},
    ]


async def test_notices_of_other_bots_are_not_heard(at_work: AtWork) -> None:
    member, chat = at_work.case.member, at_work.case.chat
    await member.send(chat, "m.room.message", {"msgtype": "m.notice", "body": "Hilfe"})
    await member.say(chat, "Aktuell")
    assert (await at_work.event()).payload == {"text": "Aktuell"}


async def test_a_direct_invitation_is_accepted_and_what_was_said_before_is_heard(at_work: AtWork) -> None:
    member, bot = at_work.case.member, at_work.case.bot.user_id
    room = await member.create_direct(bot)
    await member.say(room, "Hilfe")
    events = await at_work.inbox.wait_for(2)
    assert {(event.kind, event.chat, event.direct) for event in events} == {
        (EventKind.JOIN, room, True),
        (EventKind.TEXT, room, True),
    }


async def test_a_group_is_declined_with_a_reason_when_nobody_with_a_role_invites(
    at_work: AtWork, matrix_user: NewUser
) -> None:
    user = matrix_user("eva")
    room = await user.create_room(at_work.case.bot.user_id, name="Gruppe")
    gone = await user.wait_for(room, lambda event: _membership(event) == "leave")
    assert gone["content"]["reason"] == words.CONFIRMED_NEEDED


async def test_only_servers_that_are_allowed_may_invite(at_work: AtWork) -> None:
    at_work.channel._at_work.receiver.invitations.servers = frozenset({"example.org"})
    room = await at_work.case.member.create_direct(at_work.case.bot.user_id)
    async with MatrixUser(at_work.case.server.url, at_work.case.member.account) as user:
        gone = await user.wait_for(room, lambda event: _membership(event) == "leave")
    assert gone["content"]["reason"] == words.SERVER_NOT_ALLOWED


async def test_who_comes_when_too_many_came_is_declined_with_a_reason(at_work: AtWork, matrix_user: NewUser) -> None:
    at_work.channel._at_work.receiver.invitations.door = Doorman(room_for=1)
    user = matrix_user("eva")
    first = await user.create_room(at_work.case.bot.user_id, direct=True)
    await user.wait_for(first, lambda event: _membership(event) == "join" and event["sender"] != user.user_id)
    second = await user.create_room(at_work.case.bot.user_id, direct=True)
    gone = await user.wait_for(second, lambda event: _membership(event) == "leave")
    assert gone["content"]["reason"] == words.TOO_MANY


async def test_a_strangers_silent_room_is_left_and_a_new_one_can_be_opened_and_a_members_room_stays(
    at_work: AtWork, matrix_user: NewUser
) -> None:
    case, user = at_work.case, matrix_user("eva")
    room = await user.create_room(case.bot.user_id, direct=True)
    await user.wait_for(room, lambda event: _membership(event) == "join" and event["sender"] == case.bot.user_id)
    doorman = Doorman(silent=(room, case.chat), known=(case.user,))
    await at_work.inbox.wait_for(1)
    at_work.channel._at_work.receiver.invitations.door = doorman
    await case.member.say(case.chat, "Hilfe")
    gone = await user.wait_for(room, lambda event: _membership(event) == "leave")
    assert gone["content"]["reason"] == words.SILENT
    assert await at_work.event(2)
    assert await at_work.channel.open(case.user, key="o1", attempt=1) == Moved(case.chat, opened=True)
    opened = await at_work.channel.open(user.user_id, key="o2", attempt=1)
    assert isinstance(opened, Moved)
    assert opened.chat != room
    assert set(doorman.forgotten) == {room, case.chat}


async def test_in_a_group_only_what_is_addressed_to_us_is_told(at_work: AtWork, matrix_user: NewUser) -> None:
    user, room = await _group(at_work, matrix_user)
    ours = await at_work.send("Hallo zusammen", chat=room)
    local = at_work.case.bot.user_id[1:].partition(":")[0]
    other = await user.say(room, "Kommt jemand mit?")
    await user.say(room, "!hilfe")
    await user.say(room, f"{local}: aktuell")
    await user.say(room, "aktuell", mentions=[at_work.case.bot.user_id])
    await user.say(room, "hilfe", reply_to=ours)
    await user.say(room, "hilfe", reply_to=other)
    await user.react(room, other, "👍")
    await user.react(room, ours, "👍")
    await user.say(room, "!ende")
    events = await at_work.inbox.wait_for(9)
    told = [event.payload.get("text", event.payload.get("payload")) for event in events if event.to_us]
    assert told == ["hilfe", "aktuell", "aktuell", "hilfe", "👍", "ende"]
    assert not any(event.direct for event in events)


async def test_a_third_person_makes_a_direct_room_a_group(at_work: AtWork, matrix_user: NewUser) -> None:
    member, chat = at_work.case.member, at_work.case.chat
    third = matrix_user("dritte")
    await member.invite(chat, third.user_id)
    await member.say(chat, "nur unter uns")
    await member.say(chat, "!hilfe")
    events = await at_work.inbox.wait_for(2)
    assert [(event.direct, event.to_us) for event in events] == [(False, False), (False, True)]


async def test_who_leaves_the_direct_room_is_not_written_to_and_gets_no_second_one(at_work: AtWork) -> None:
    await at_work.case.member.leave(at_work.case.chat)
    event = await at_work.event()
    assert (event.kind, event.chat, event.direct) == (EventKind.LEAVE, at_work.case.chat, True)
    gone = await at_work.channel.send(Target(at_work.case.chat), Message(Body("Hallo?")), key="n1", attempt=1)
    assert isinstance(gone, GiveUp)
    assert gone.recipient_gone
    again = await at_work.channel.open(at_work.case.user, key="o2", attempt=1)
    assert isinstance(again, GiveUp)
    assert again.recipient_gone


@pytest.mark.parametrize("how", ["kick", "ban"])
async def test_who_is_put_out_knows_it_at_once(at_work: AtWork, matrix_user: NewUser, how: str) -> None:
    user, room = await _group(at_work, matrix_user)
    await getattr(user, how)(room, at_work.case.bot.user_id)
    event = (await at_work.inbox.wait_for(2))[-1]
    assert (event.kind, event.chat, event.direct) == (EventKind.LEAVE, room, False)
    assert room not in at_work.channel._at_work.rooms
    outcome = await at_work.channel.send(Target(room), Message(Body("Hallo?")), key="n1", attempt=1)
    assert outcome == GiveUp("we may not write there", recipient_gone=True)


async def test_where_we_are_muted_nothing_is_tried_again(at_work: AtWork, matrix_user: NewUser) -> None:
    user, room = await _group(at_work, matrix_user)
    await user.set_state(room, "m.room.power_levels", {"events_default": 50, "users": {}})
    outcome = await at_work.channel.send(Target(room), Message(Body("Hallo?")), key="n1", attempt=1)
    assert outcome == GiveUp("we may not write there", recipient_gone=True)


async def test_later_parts_stand_in_a_thread_and_what_cannot_stands_by_itself(
    at_work: AtWork, matrix_user: NewUser
) -> None:
    user, room = await _group(at_work, matrix_user)
    first = await at_work.send("eins", key="p1", chat=room)
    for key, former in (("p2", Former(first, first)), ("p3", Former("$elsewhere", "$elsewhere"))):
        part = Message(Body(key), former=former)
        assert isinstance(await at_work.channel.send(Target(room), part, key=key, attempt=1), Sent)
    last = await user.wait_for(room, lambda event: _body(event) == "p3")
    (second,) = (event for event in user.events if _body(event) == "p2")
    assert (second["content"]["m.relates_to"]["event_id"], "m.relates_to" in last["content"]) == (first, False)
    case = at_work.case
    begun = await at_work.send("lang", key="d1")
    part = Message(Body("mehr"), former=Former(begun, begun))
    assert isinstance(await at_work.channel.send(Target(case.chat), part, key="d2", attempt=1), Sent)
    (shown,) = (event for event in case.member.catch_up() if _body(event) == "mehr")
    assert (shown["content"]["m.relates_to"]["rel_type"], shown["content"]["m.relates_to"]["event_id"]) == (
        "m.thread",
        begun,
    )


async def test_a_talk_in_a_thread_stays_there(at_work: AtWork, matrix_user: NewUser) -> None:
    user, room = await _group(at_work, matrix_user)
    root = await user.say(room, "Kommt jemand mit?")
    relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    asked = {"msgtype": "m.text", "body": "!hilfe", "m.relates_to": relation}
    question = await user.send(room, asked)
    event = await at_work.event(3)
    assert (event.thread, event.payload) == (root, {"text": "hilfe", "message": question})
    answer = Message(Body("Hier"), reply_to=question)
    await at_work.channel.send(Target(room, event.thread), answer, key="a1", attempt=1)
    shown = await user.wait_for(room, lambda event: _body(event) == "Hier")
    assert shown["content"]["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": False,
        "m.in_reply_to": {"event_id": question},
    }


async def test_who_may_speak_again_is_told(at_work: AtWork, matrix_user: NewUser) -> None:
    user, room = await _group(at_work, matrix_user)
    for level in (50, 0):
        await user.set_state(room, "m.room.power_levels", {"events_default": level, "users": {}})
    muted, speaking = (await at_work.inbox.wait_for(3))[1:]
    assert [muted.kind, speaking.kind] == [EventKind.LEAVE, EventKind.JOIN]


async def test_an_upgraded_room_is_followed_when_somebody_invites_us_there(
    at_work: AtWork, matrix_user: NewUser
) -> None:
    user, room = await _group(at_work, matrix_user)
    at_work.channel._at_work.receiver.invitations.door = OpenDoor()
    new = await user.upgrade(room)
    waiting = await _later(at_work, room)
    assert waiting.reason.startswith("the room goes on elsewhere")
    await user.invite(new, at_work.case.bot.user_id)
    events = (await at_work.inbox.wait_for(3))[1:]
    moved = next(event for event in events if event.kind is EventKind.MOVED)
    joined = next(event for event in events if event.kind is EventKind.JOIN)
    assert (moved.chat, moved.payload, joined.chat) == (room, {"to": new}, new)
    assert await at_work.channel.send(Target(room), Message(Body("x")), key="n2", attempt=1) == Moved(new)
    assert await at_work.send("Hier", key="n3", chat=new)


async def test_a_room_that_only_says_that_it_follows_ours_is_not_believed(
    at_work: AtWork, matrix_user: NewUser
) -> None:
    _, room = await _group(at_work, matrix_user)
    bad = matrix_user("boese")
    predecessor = {"predecessor": {"room_id": room, "event_id": "$x"}}
    false = await bad.create_room(at_work.case.bot.user_id, creation_content=predecessor)
    events = await at_work.inbox.wait_for(2)
    assert [(event.kind, event.chat) for event in events[1:]] == [(EventKind.JOIN, false)]


async def _later(at_work: AtWork, room: str) -> TryLater:
    """Return the first outcome in a room that is a wait: its tombstone takes a moment to come."""
    async with asyncio.timeout(10):
        while True:
            outcome = await at_work.channel.send(Target(room), Message(Body("x")), key="n1", attempt=1)
            if isinstance(outcome, TryLater):
                return outcome


async def _group(at_work: AtWork, matrix_user: NewUser) -> tuple[MatrixUser, str]:
    """Return somebody who may invite, and their room, in which we are."""
    at_work.channel._at_work.receiver.invitations.door = Doorman()
    user = matrix_user("eva")
    room = await user.create_room(at_work.case.bot.user_id, name="Gruppe")
    event = await at_work.event()
    assert (event.kind, event.chat) == (EventKind.JOIN, room)
    return user, room


def _body(event: dict[str, Any]) -> object:
    return event["content"].get("body")


def _membership(event: dict[str, object]) -> object:
    content = event["content"]
    return content.get("membership") if isinstance(content, dict) and event["type"] == "m.room.member" else None


async def test_what_somebody_has_read_is_never_told_and_the_bot_tells_nobody_what_it_has(at_work: AtWork) -> None:
    case, room = at_work.case, quote(at_work.case.chat)
    message = await at_work.send("Neuer Erlass", "Zur Kenntnis genommen")
    async with MatrixUser(case.server.url, case.member.account) as user:
        await user.call("POST", f"/_matrix/client/v3/rooms/{room}/receipt/m.read/{quote(message)}", {})
        markers = {"m.fully_read": message, "m.read": message, "m.read.private": message}
        await user.call("POST", f"/_matrix/client/v3/rooms/{room}/read_markers", markers)
        await case.member.say(case.chat, "Hilfe")
        first = await at_work.event()
        assert (first.kind, first.payload) == (EventKind.TEXT, {"text": "Hilfe"})
        await at_work.send("Gern.", key="n2")
        everything = await user.call("GET", "/_matrix/client/v3/sync", query={"timeout": "0"})
    shown = json.dumps(everything["rooms"]["join"][case.chat]["ephemeral"]["events"])
    assert case.member.user in shown
    assert case.bot.user_id not in shown
    assert len(at_work.inbox.events) == 1

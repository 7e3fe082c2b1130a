"""Polls of Matrix's own, with a real client's responses: what is sent, and what the bot is told."""

from dataclasses import replace

from channels.base import Target
from channels.matrix.polls import END, RESPONSE, START
from domain.addressed import EventKind
from domain.message import Body, Button, Message, NativePoll
from domain.outcome import Moved, Sent
from tests.matrix.conftest import AtWork
from tests.matrix.member import Clients, ElementMember

POLL = NativePoll("Welche Termine passen?", (("1.1.j", "1) Di."), ("1.1.z", "1) Di. – zur Not")))
BODY = Body("Welche Termine passen?\n1) Di.", poll=POLL)


async def test_a_poll_is_begun_answered_and_ended_in_an_encrypted_room(at_work: AtWork) -> None:
    chat, member = at_work.case.chat, at_work.case.member
    outcome = await at_work.channel.send(Target(chat), Message(BODY), key="n1", attempt=1)
    assert isinstance(outcome, Sent)
    relation = {"rel_type": "m.reference", "event_id": outcome.remote_id}
    await member.send(chat, RESPONSE, {"m.relates_to": relation, RESPONSE: {"answers": ["1.1.j", "1.1.j", "1.1.z"]}})
    event = await at_work.event()
    assert (event.kind, event.payload["answers"]) == (EventKind.POLL, ["1.1.j", "1.1.z"])
    assert event.payload["message"] == outcome.remote_id
    over = Message(replace(BODY, text="Die Umfrage ist beendet.", poll=None, ends_poll=True))
    ended = await at_work.channel.edit(Target(chat), outcome.remote_id, over, key="n2", attempt=1)
    assert ended == Sent(outcome.remote_id)
    seen = {event["type"]: event["content"] for event in member.catch_up() if event.get("room_id") == chat}
    assert seen[START][START]["max_selections"] == 2
    assert [one["id"] for one in seen[START][START]["answers"]] == ["1.1.j", "1.1.z"]
    assert seen[END]["m.relates_to"] == relation


async def test_a_vote_in_somebody_elses_poll_is_none_of_ours(at_work: AtWork) -> None:
    chat, member = at_work.case.chat, at_work.case.member
    start = await member.send(chat, START, {START: {"question": {}, "answers": []}})
    relation = {"rel_type": "m.reference", "event_id": start}
    await member.send(chat, RESPONSE, {"m.relates_to": relation, RESPONSE: {"answers": ["a"]}})
    await member.say(chat, "hilfe")
    event = await at_work.event()
    assert (event.kind, event.payload) == (EventKind.TEXT, {"text": "hilfe"})


async def test_what_strangers_end_or_change_stays_as_it_was_for_us(at_work: AtWork) -> None:
    chat, member = at_work.case.chat, at_work.case.member
    outcome = await at_work.channel.send(Target(chat), Message(BODY), key="n1", attempt=1)
    assert isinstance(outcome, Sent)
    relation = {"rel_type": "m.reference", "event_id": outcome.remote_id}
    await member.send(chat, END, {"m.relates_to": relation, END: {}, "org.matrix.msc1767.text": "Vorbei"})
    changed: dict[str, object] = {START: {"question": {}, "answers": []}}
    replaces = {"rel_type": "m.replace", "event_id": outcome.remote_id}
    await member.send(chat, START, {"m.new_content": changed, "m.relates_to": replaces, **changed})
    await member.send(chat, RESPONSE, {"m.relates_to": relation, RESPONSE: {"answers": ["1.1.z"]}})
    event = await at_work.event()
    assert (event.kind, event.payload["answers"]) == (EventKind.POLL, ["1.1.z"])


async def test_a_sign_at_a_ballot_keeps_its_sign(at_work: AtWork) -> None:
    ballot = Message(Body("1) Di. 2) Do."), ((Button("1 ja", "b1:1:1:j:1"), Button("1 nein", "b1:1:1:n:1")),))
    outcome = await at_work.channel.send(Target(at_work.case.chat), ballot, key="n1", attempt=1)
    assert isinstance(outcome, Sent)
    await at_work.case.member.react(at_work.case.chat, outcome.remote_id, "2\ufe0f\u20e3")
    event = await at_work.event()
    assert event.kind is EventKind.REACTION
    assert event.payload == {"payload": "2\ufe0f\u20e3", "message": outcome.remote_id}


async def test_elements_own_library_takes_part_until_the_poll_is_over(
    at_work: AtWork, element_clients: Clients
) -> None:
    case = at_work.case
    element = ElementMember(element_clients, case.server.url, case.server.new_account("elisa"), strict=True)
    opened = await at_work.channel.open(element.user, key="o2", attempt=1)
    assert isinstance(opened, Moved)
    await element.join(opened.chat)
    outcome = await at_work.channel.send(Target(opened.chat), Message(BODY), key="n1", attempt=1)
    assert isinstance(outcome, Sent)
    await element.next_message()
    shown = {"question": "Welche Termine passen?", "ids": ["1.1.j", "1.1.z"], "over": False}
    assert await element.poll(opened.chat, outcome.remote_id) == shown
    await element.vote(opened.chat, outcome.remote_id, ["1.1.z"])
    event = await at_work.event()
    assert (event.kind, event.payload["answers"]) == (EventKind.POLL, ["1.1.z"])
    over = Message(replace(BODY, text="Die Umfrage ist beendet.", poll=None, ends_poll=True))
    await at_work.channel.edit(Target(opened.chat), outcome.remote_id, over, key="n2", attempt=1)
    end = await element.next_message()
    assert end["content"]["org.matrix.msc1767.text"] == "Die Umfrage ist beendet."
    assert await element.end_of_poll(opened.chat, outcome.remote_id) == end["event_id"]
    assert await element.poll(opened.chat, outcome.remote_id) == {**shown, "over": True}
    await element.close()

"""Polls at the counter: ballots by buttons, words and in groups, who may, what is late, what others see of it."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.words.general import HELP_COMMANDS
from domain import ballots as ballots_
from domain.addressed import Event, EventKind
from domain.lane import Lane
from domain.meeting import Reply
from domain.phrases import When
from domain.poll import Answer, PollState, Quorum, Unit
from domain.recipient import Role
from scheduler import convening, nudging, polling, repolling, runners
from scheduler import meetings as work
from scheduler.collecting import FeedSettings
from scheduler.convening import meeting_of
from scheduler.expand import Expander
from scheduler.polling import Draft
from scheduler.publishing import Publisher
from scheduler.timetable import JOBS, Ran, tick
from store import ballots, editors, erasing, meetings, members, merging, own_data, polls, roles, surfaces
from store import tables as t
from store.people import Where
from store.polls import StoredPoll
from tests.unit.bot.support import HEIDE, Counter, pressed, said
from tests.unit.bot.support import Answer as Told
from tests.unit.relay.support import MONDAY, OST, join, person

DATES = tuple(When(date(2027, 1, day), time(10), time(13)) for day in (19, 21, 26))
KEYS = count()
FEEDS = FeedSettings("https://verbund.example/kontakt")
CLOSES = datetime(2026, 12, 11, 17, tzinfo=UTC)


def send(desk: Counter, **other: Any) -> StoredPoll:
    """Send a poll, of three dates if nothing else is said, to Heide, by Ada, and bring its messages out; return it."""
    ada = id_of(desk, "ada")
    draft = replace(Draft("Verbundtreffen", DATES, CLOSES, frozenset({"heide"})), **other)
    key = f"test:{next(KEYS)}"
    sent = desk.store.write_now(lambda s: polling.send(s, draft, key, ada, Publisher(desk.clock.now)))
    expand(desk)
    return load(desk, sent.poll)


def expand(desk: Counter) -> None:
    """Let what waits become dispatches that have arrived."""
    expander = Expander(OST, desk.channel.capabilities, frozenset(), lambda _point: None)

    def run(session: Any) -> None:
        expander.run(session, desk.clock.now, list(Lane), 100)
        arrived = t.dispatch.update().where(t.dispatch.c.state == "queued")
        session.execute(arrived.values(state="sent", remote_id=t.dispatch.c.key))

    desk.store.write_now(run)


def load(desk: Counter, poll: int) -> StoredPoll:
    """Return a poll as it is now."""
    found = desk.store.read_now(lambda s: polls.load(s, poll))
    assert found is not None
    return found


def id_of(desk: Counter, key: str) -> int:
    """Return a person's id."""
    query = select(t.person.c.id).where(t.person.c.key == key)
    return int(desk.store.read_now(lambda s: s.execute(query).scalar_one()))


def brought(desk: Counter, words_: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Return (chat, labels, text) of the messages of notices that say this."""
    query = select(t.rendering.c.id, t.rendering.c.body)
    texts = dict(desk.store.read_now(lambda s: [tuple(row) for row in s.execute(query)]))
    found = [(one.chat, one.labels, texts.get(one.row.rendering, "")) for one in desk.answers()]
    return [one for one in found if words_ in one[2]]


def counts(desk: Counter, poll: int) -> list[tuple[int, int, int, int]]:
    """Return (ja, zur Not, nein, missing) of each date."""
    tally = desk.store.read_now(lambda s: polls.tally(s, load(desk, poll)))
    return [(len(row.yes), len(row.if_needed), len(row.no), len(row.missing)) for row in tally.rows]


def button(desk: Counter, chat: str, label: str) -> str:
    """Return what the button with this label sends, of the last message to a chat that has buttons."""
    rows = [row for row in desk.answers() if row.chat == chat and label in row.labels]
    return next(str(one) for line in json.loads(rows[-1].row.buttons) for name, one in line if name == label)


def in_group(event_id: str, payload: str, user: str) -> Event:
    """Return that somebody pressed a button in the group."""
    return Event(event_id, "team", EventKind.BUTTON, user, direct=False, payload={"payload": payload, "message": "m1"})


# --- sending


async def test_a_poll_goes_to_the_region_with_its_ballot_below(room: Counter) -> None:
    poll = send(room)
    asked = brought(room, "Terminumfrage")
    assert sorted(chat for chat, _, _ in asked) == ["ada", "bea", "cem", "team"]
    assert asked[0][1] == (
        "1 ja", "1 zur Not", "1 nein", "2 ja", "2 zur Not", "2 nein", "3 ja", "3 zur Not", "3 nein",
    )  # fmt: skip
    assert "2) Do., 21.01.2027, 10:00–13:00 Uhr" in asked[0][2]
    assert counts(room, poll.id) == [(0, 0, 0, 3)] * 3


async def test_sending_twice_under_one_request_is_sending_once(room: Counter) -> None:
    draft = Draft("Treffen", DATES, CLOSES, frozenset({"heide"}))
    by = Publisher(room.clock.now)
    first, again = (room.store.write_now(lambda s: polling.send(s, draft, "k", None, by)) for _ in range(2))
    assert (first.fresh, again.fresh, first.poll) == (True, False, again.poll)


async def test_the_leads_are_asked_as_a_body(room: Counter) -> None:
    draft = Draft("Sitzung", DATES, CLOSES, frozenset(), Role.LEAD)
    sent = room.store.write_now(lambda s: polling.send(s, draft, "k", None, Publisher(room.clock.now)))
    assert sent.audience == 1
    assert [one.key for one in room.store.read_now(lambda s: polls.voters(s, sent.poll))] == [
        polls.person_key(id_of(room, "ada"))
    ]


# --- ballots


async def test_a_button_changes_ones_own_message_and_says_nothing_else(room: Counter) -> None:
    poll = send(room)
    answers = await room.answer(pressed("e1", button(room, "bea", "2 zur Not"), "bea"))
    own = [one for one in answers if one.chat == "bea"]
    assert [one.row.op for one in own] == ["edit"]
    assert "Ihre Antwort: 1 – · 2 zur Not · 3 –" in own[0].text
    assert own[0].labels[0] == "1 ja"
    assert counts(room, poll.id)[1] == (0, 1, 0, 2)


async def test_taps_in_a_row_come_together_in_a_later_edit(room: Counter) -> None:
    poll = send(room)
    await room.answer(pressed("e1", button(room, "bea", "1 ja"), "bea"))
    assert await room.answer(pressed("e2", button(room, "bea", "2 ja"), "bea")) == []
    assert await room.answer(pressed("e3", button(room, "bea", "3 nein"), "bea")) == []
    assert counts(room, poll.id) == [(1, 0, 0, 2), (1, 0, 0, 2), (0, 0, 1, 2)]
    room.clock.move(seconds=7)
    room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now))
    last = [one for one in room.answers() if one.chat == "bea"][-1]
    assert "Ihre Antwort: 1 ja · 2 ja · 3 nein" in last.text


async def test_the_group_shows_the_tally_without_names(room: Counter) -> None:
    send(room)
    answers = await room.answer(pressed("e1", button(room, "bea", "1 ja"), "bea"))
    (group,) = [one for one in answers if one.chat == "team"]
    assert group.row.op == "edit"
    assert "1 ja · 0 zur Not · 0 nein" in group.text
    assert "1 von 3 hat geantwortet." in group.text
    assert "Caritas" not in group.text


async def test_who_has_not_answered_is_said_once(room: Counter) -> None:
    poll = send(room)
    room.store.write_now(lambda s: polling.tell_asker(s, load(room, poll.id), room.clock.now))
    followed = [one.text for one in room.answers() if one.chat == "ada" and "Noch ohne Antwort" in one.text]
    assert followed[-1].count("Noch ohne Antwort") == 1
    assert "Noch ohne Antwort: AWO Uelzen, Caritas Celle und 1 ohne Organisation." in followed[-1]


async def test_a_member_can_press_in_the_group_and_a_stranger_is_told_how(room: Counter) -> None:
    poll = send(room)
    payload = button(room, "team", "3 ja")
    answers = await room.answer(in_group("e1", payload, "cem"))
    assert {one.chat for one in answers} == {"team", "cem"}
    assert counts(room, poll.id)[2] == (1, 0, 0, 2)
    (told,) = await room.answer(in_group("e2", payload, "unknown"))
    assert "Mitstimmen können alle" in told.text
    (told,) = await room.answer(in_group("e3", payload, "dua"))
    assert "Sie gehören nicht dazu" in told.text
    assert counts(room, poll.id)[2] == (1, 0, 0, 2)


async def test_words_in_a_group_are_counted_and_what_somebody_can_is_told_to_them_alone(room: Counter) -> None:
    poll = send(room)
    event = Event("e1", "team", EventKind.TEXT, "bea", direct=False, to_us=True, payload={"text": "@bote 1 ja, 2 nein"})
    answers = await room.answer(event)
    assert counts(room, poll.id)[:2] == [(1, 0, 0, 2), (0, 0, 1, 2)]
    assert {one.chat for one in answers if one.row.op == "send"} == {"bea"}
    stranger = replace(event, event_id="e2", user="unknown")
    (told,) = await room.answer(stranger)
    assert "Mitstimmen können alle" in told.text


async def test_who_joins_the_region_later_may_answer(room: Counter) -> None:
    poll = send(room)
    join(room.store, person("eva", Where(OST, "eva"), **HEIDE))
    answers = await room.answer(pressed("e1", button(room, "bea", "1 ja"), "eva"))
    (told,) = [one for one in answers if one.chat == "eva"]
    assert "Gespeichert: 1)" in told.text
    assert counts(room, poll.id)[0] == (1, 0, 0, 3)


async def test_words_are_answered_with_what_was_understood_and_replaced(room: Counter) -> None:
    send(room)
    first = await room.answer(said("e1", "1 ja, 2 zur not", "bea"))
    assert "Es fehlt noch Ihre Antwort zu 3." in first[0].text
    second = await room.answer(said("e2", "1 nein und 3 ja", "bea"))
    assert "1) Di., 19.01.2027, 10:00–13:00 Uhr: nein" in second[0].text
    assert "Ersetzt Ihre Antwort vom" in second[0].text
    assert "(Memory): 1 ja." in second[0].text


async def test_the_repeat_of_an_event_is_no_second_ballot(room: Counter) -> None:
    poll = send(room)
    event = said("e1", "1 ja", "bea")
    await room.answer(event)
    await room.answer(said("e2", "1 nein", "bea"))
    assert await room.answer(event) == []
    assert counts(room, poll.id)[0] == (0, 0, 1, 2)


async def test_of_two_polls_the_bot_asks_which(room: Counter) -> None:
    first, second = send(room), send(room)
    (told,) = await room.answer(said("e1", "1 ja", "bea"))
    assert "Zu welcher Umfrage?" in told.text
    told, *_ = await room.answer(said("e2", f"umfrage {first.id}: 1 ja", "bea"))
    assert "Gespeichert" in told.text
    assert (counts(room, first.id)[0], counts(room, second.id)[0]) == ((1, 0, 0, 2), (0, 0, 0, 3))


async def test_a_moved_date_is_answered_again_and_the_others_stand(room: Counter) -> None:
    poll = send(room)
    await room.answer(said("e1", "alle ja", "bea"))
    payload = button(room, "bea", "2 ja")
    moved = replace(DATES[1], day=date(2027, 1, 22))
    room.store.write_now(lambda s: polls.move_option(s, poll.options[1].id, moved))
    assert counts(room, poll.id) == [(1, 0, 0, 2), (0, 0, 0, 3), (1, 0, 0, 2)]
    (told,) = [one for one in await room.answer(pressed("e2", payload, "bea")) if one.row.op == "send"]
    assert "Termin 2 wurde inzwischen verlegt auf Fr., 22.01.2027" in told.text
    assert counts(room, poll.id)[1] == (0, 0, 0, 3)


async def test_two_accounts_of_one_person_have_one_vote_and_the_last_word_counts(room: Counter) -> None:
    poll = send(room)
    await room.answer(said("e1", "1 ja, 2 ja", "bea"))
    await room.answer(said("e2", "1 nein", "cem"))
    bea, cem = id_of(room, "bea"), id_of(room, "cem")
    room.store.write_now(lambda s: merging.merge(s, bea, cem, room.clock.now))
    assert counts(room, poll.id)[:2] == [(0, 0, 1, 1), (1, 0, 0, 1)]


async def test_an_organisation_that_is_not_here_is_entered_and_marked(room: Counter) -> None:
    poll = send(room)
    await room.answer(said("e1", "für Jobcenter Celle: 1 ja, 2 nein", "ada"))
    assert counts(room, poll.id)[:2] == [(1, 0, 0, 3), (0, 0, 1, 3)]
    (told,) = [one for one in await room.answer(said("e2", "zwischenstand", "ada")) if one.row.op == "send"]
    assert "Jobcenter Celle (eingetragen)" in told.text
    (told,) = await room.answer(said("e3", "für Jobcenter Celle: 1 ja", "bea"))
    assert "Gespeichert" not in told.text


# --- too late, and in time


async def test_after_its_end_a_ballot_is_answered_and_not_counted(room: Counter) -> None:
    poll = send(room)
    payload = button(room, "bea", "1 ja")
    room.clock.now = CLOSES + timedelta(minutes=1)
    (told,) = await room.answer(pressed("e1", payload, "bea"))
    assert "ist seit Fr., 11.12.2026, 18:00 Uhr beendet" in told.text
    assert counts(room, poll.id)[0] == (0, 0, 0, 3)


async def test_a_ballot_cast_in_time_counts_though_the_bot_was_down_over_the_end(room: Counter) -> None:
    poll = send(room)
    room.clock.now = CLOSES + timedelta(hours=5)
    room.store.write_now(lambda s: convening.close_due(s, room.clock.now))
    in_time = replace(said("e1", "2 ja", "bea"), sent_at=CLOSES - timedelta(hours=1))
    answers = await room.answer(in_time)
    assert any("Gespeichert" in one.text for one in answers)
    assert load(room, poll.id).proposed == poll.options[1].id
    late = replace(said("e2", "1 ja", "cem"), sent_at=CLOSES + timedelta(hours=1))
    assert "beendet" in (await room.answer(late))[0].text


# --- closing, choosing


def votes(desk: Counter, poll: StoredPoll, **said_: str) -> None:
    """Let people say to the dates in order: j, z, n or - for nothing."""
    letters = {"j": Answer.YES, "z": Answer.IF_NEEDED, "n": Answer.NO}
    for key, word in said_.items():
        answers = {one.id: letters[sign] for one, sign in zip(poll.options, word, strict=True) if sign != "-"}
        ballot = polling.Ballot(id_of(desk, key), answers, f"t:{key}:{word}", "words", OST, desk.clock.now)
        desk.store.write_now(lambda s, b=ballot: polling.cast(s, poll, b, desk.clock.now))  # type: ignore[misc]  # a default binds it


async def test_at_its_end_a_date_is_proposed_with_reasons(room: Counter) -> None:
    poll = send(room, quorum=Quorum(2, Unit.ORGANISATIONS))
    votes(room, poll, ada="jj-", bea="j-z", cem="n-z")
    room.clock.now = CLOSES
    assert room.store.write_now(lambda s: convening.close_due(s, room.clock.now)) == 1
    assert room.store.write_now(lambda s: convening.close_due(s, room.clock.now)) == 0
    told = [one for one in room.answers() if one.row.key.startswith(f"c{poll.id}-")]
    assert [one.chat for one in told] == ["ada"]
    assert "Vorschlag: 3) Di., 26.01.2027, 10:00–13:00 Uhr." in told[0].text
    assert "Nur dieser Termin erreicht mindestens 2 Organisationen." in told[0].text
    (offered,) = [one for one in room.answers() if one.row.key.startswith("k")]
    assert offered.chat == "ada"
    assert "Einladung zum Verbundtreffen – Regionalverbund Heide" in offered.text
    assert "Di., 26.01.2027, 10:00–13:00 Uhr · Ort folgt" in offered.text
    assert f"Absenden: „SENDEN {load(room, poll.id).offer}“" in offered.text
    # They were told for which day to expect it: neither waits for their quiet hours to end.
    assert {one.row.lane for one in (*told, offered)} == {int(Lane.REPLY)}


async def vote(room: Counter, who: str, label: str) -> list[Told]:
    """Let somebody press a button of their ballot, and return what they are answered."""
    answers = await room.answer(pressed(f"e{room.batches}", button(room, who, label), who))
    return [one for one in answers if one.row.op == "send"]


async def test_where_organisations_count_who_has_none_is_asked_once_and_may_leave_it(room: Counter) -> None:
    send(room, quorum=Quorum(2, Unit.ORGANISATIONS))
    assert await vote(room, "bea", "1 ja") == []
    (asked,) = await vote(room, "ada", "1 ja")
    assert asked.labels == ("Einrichtung nennen", "Überspringen")
    assert await vote(room, "ada", "2 nein") == []
    told = await room.answer(pressed("p1", "1:naming:needed:skip", "ada"))
    assert "Nennen können Sie sie jederzeit" in told[-1].text
    told = await room.answer(pressed("p2", "1:naming:needed:organisation", "ada"))
    assert "Bei welcher Einrichtung arbeiten Sie?" in told[-1].text


async def test_at_its_end_every_message_shows_that_it_is_over(room: Counter) -> None:
    send(room)
    room.clock.now = CLOSES
    room.store.write_now(lambda s: convening.close_due(s, room.clock.now))
    room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now))
    edits = [one for one in room.answers() if one.row.op == "edit"]
    assert {one.chat for one in edits} == {"ada", "bea", "cem", "team"}
    assert all("Die Umfrage ist beendet." in one.text and not one.labels for one in edits)


async def test_another_date_than_the_proposed_one_can_be_chosen_and_everybody_is_told(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    await room.answer(said("e1", "schließen", "ada"))
    answers = await room.answer(said("e2", f"festlegen {poll.id} 2 ohne Einladung", "ada"))
    (told,) = [one for one in answers if one.row.op == "send"]
    assert told.text.startswith("Festgelegt: Do., 21.01.2027")
    assert load(room, poll.id).state is PollState.DECIDED
    expand(room)
    results = brought(room, "Termin steht fest: Verbundtreffen")
    assert sorted(chat for chat, _, _ in results) == ["ada", "bea", "cem", "team"]


async def test_only_who_runs_a_poll_closes_it(room: Counter) -> None:
    join(room.store, person("lea", role=Role.LEAD, leads=("hannover",), confirmed_at=MONDAY))
    poll = send(room)
    (told,) = await room.answer(said("e1", f"schliessen {poll.id}", "lea"))
    assert "Das kann nur, wer die Umfrage gestellt hat" in told.text
    assert load(room, poll.id).is_open


# --- reminding


def nudges(desk: Counter) -> list[Told]:
    """Return the reminders that were written so far."""
    return [one for one in desk.answers() if one.row.key.startswith("n")]


async def test_only_who_is_missing_is_reminded_once_per_stage(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jjj", cem="j--")
    room.clock.now = datetime(2026, 12, 8, 8, 5, tzinfo=UTC)
    for _ in range(2):
        room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    assert {one.chat: one.text.split("\n")[0] for one in nudges(room)} == {
        "ada": "Erinnerung: Ihre Antwort fehlt noch.",
        "cem": "Erinnerung: Zu einem Teil der Termine fehlt Ihre Antwort noch.",
    }
    (overview,) = [one for one in room.answers() if one.row.key.startswith("m")]
    assert overview.chat == "ada"
    room.clock.now = datetime(2026, 12, 10, 8, 5, tzinfo=UTC)
    room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    assert len(nudges(room)) == 4


async def test_a_reminder_that_has_not_left_is_called_off_by_the_answer(room: Counter) -> None:
    poll = send(room)
    room.clock.now = datetime(2026, 12, 8, 8, 5, tzinfo=UTC)
    room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    votes(room, poll, bea="jnn")
    assert {one.chat: one.row.state for one in nudges(room)} == {"ada": "queued", "bea": "cancelled", "cem": "queued"}
    room.store.write_now(lambda s: convening.close(s, load(room, poll.id), room.clock.now))
    assert {one.row.state for one in nudges(room)} == {"cancelled"}


@pytest.mark.parametrize(
    ("word", "missing"), [("abmelden", {"ada", "cem"}), ("pause bis 31.12.2026", {"ada", "bea", "cem"})]
)
async def test_who_has_left_or_pauses_is_sent_nothing_of_a_poll(room: Counter, word: str, missing: set[str]) -> None:
    poll = send(room)
    votes(room, poll, cem="jjj")
    await room.answer(said("e1", "alle ja", "bea"))
    await room.answer(said("e2", word, "bea"))
    await room.answer(said("e3", f"umfrage {poll.id} dazu Do 28.1.2027 10-13", "ada"))
    room.clock.now = datetime(2026, 12, 8, 8, 5, tzinfo=UTC)
    room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    written = [one.chat for one in room.answers() if one.row.key.startswith((f"o{poll.id}-", "n"))]
    assert sorted(written) == ["ada", "cem", "cem"]
    asked = room.store.read_now(lambda s: polls.voters(s, poll.id))
    assert {one.key for one in asked} == {polls.person_key(id_of(room, key)) for key in missing}


def agrees(desk: Counter, key: str) -> None:
    """Let somebody agree to be named in polls."""
    id_ = id_of(desk, key)
    desk.store.write_now(lambda s: members.consent(s, id_, polls.NAMES, "v", desk.clock.now))


def asked_for_name(desk: Counter, chat: str) -> list[Told]:
    """Return the questions to somebody whether their name may be shown."""
    return [one for one in desk.answers() if one.row.key.startswith("q") and one.chat == chat]


async def test_who_answers_is_asked_once_whether_their_name_may_be_shown_and_can_take_it_back(room: Counter) -> None:
    join(room.store, person("eva", Where(OST, "eva"), name="Eva Fricke", organisation="DRK", **HEIDE))
    poll = send(room, names=True)

    async def seen() -> bool:
        answers = await room.answer(said(f"z{room.batches}", f"zwischenstand {poll.id}", "ada"))
        return any("Eva Fricke" in one.text for one in answers)

    await room.answer(said("e1", "alle ja", "eva"))
    await room.answer(said("e2", "1 nein", "eva"))
    (question,) = asked_for_name(room, "eva")
    assert question.labels == ("Name zeigen", "Name nicht zeigen")
    assert not await seen()
    await room.answer(pressed("e3", button(room, "eva", "Name zeigen"), "eva"))
    assert await seen()
    told = "\n".join(one.text for one in await room.answer(said("e4", "einwilligung", "eva")))
    assert "Ihr Name in Umfragen, die Namen zeigen: Fassung" in told
    exported = room.store.read_now(lambda s: own_data.of_person(s, id_of(room, "eva")))
    assert [one["kind"] for one in exported["consents"] if one["withdrawn_at"] is None] == ["poll_names"]
    await room.answer(said("e5", "Name in Umfragen widerrufen", "eva"))
    assert not await seen()
    # Who agreed is asked no more, and polls without names never ask.
    agrees(room, "eva")
    await room.answer(said("e6", f"umfrage {send(room, names=True).id}: alle ja", "eva"))
    await room.answer(said("e7", f"umfrage {send(room).id}: alle ja", "bea"))
    assert (len(asked_for_name(room, "eva")), asked_for_name(room, "bea")) == (1, [])


async def test_who_told_no_name_is_asked_for_it_first(room: Counter) -> None:
    send(room, names=True)
    await room.answer(said("e1", "alle ja", "bea"))
    (told,) = await room.answer(said("e2", "namezeigen", "bea"))
    assert "Name zeigen" not in told.labels
    answers = await room.answer(said("e3", "Bea Blum", "bea"))
    assert answers[-1].labels == ("Name zeigen",)
    await room.answer(pressed("e4", button(room, "bea", "Name zeigen"), "bea"))
    assert room.store.read_now(lambda s: polls.shows_name(s, id_of(room, "bea")))


# --- running it together


async def test_who_is_named_runs_the_poll_too_and_it_is_noted(room: Counter) -> None:
    join(room.store, person("lea", Where(OST, "lea"), role=Role.LEAD, leads=("hannover",), confirmed_at=MONDAY))
    (shown,) = await room.answer(said("e1", "umfrage Treffen: 19.1.2027 10-13; bis 11.12.2026; mit LEA", "ada"))
    assert "Mit Ihnen leiten sie: Kennung LEA." in shown.text
    (phrase,) = re.findall(r"SENDEN \d+", shown.text)
    answers = await room.answer(said("e2", phrase, "ada"))
    poll = load(room, 1)
    assert poll.organisers == (id_of(room, "lea"),)
    assert any(one.chat == "lea" and "Sie leiten die Umfrage 1 mit" in one.text for one in answers)
    (told,) = [
        one for one in await room.answer(said("e3", "umfrage 1 dazu Do 28.1.2027 10-13", "lea")) if one.chat == "lea"
    ]
    assert "Geändert" in told.text
    await room.answer(said("e4", "schließen 1", "lea"))
    letters = [one.chat for one in room.answers() if one.row.key.startswith("c1-")]
    assert sorted(letters) == ["ada", "lea"]
    await room.answer(said("e5", "für Jobcenter Celle: 1 ja", "ada"))
    (preview,) = [one for one in await room.answer(said("e6", "festlegen 1 2", "lea")) if one.row.op == "send"]
    (phrase,) = re.findall(r"SENDEN \d+", preview.text)
    await room.answer(said("e7", phrase, "lea"))
    assert load(room, 1).state is PollState.DECIDED
    noted = select(t.audit.c.actor, t.audit.c.action).where(t.audit.c.actor != "cli").order_by(t.audit.c.id)
    assert [tuple(row) for row in room.store.read_now(lambda s: s.execute(noted).all())] == [
        ("person:ada", "poll.sent"),
        ("person:ada", "poll.organiser_added"),
        ("person:lea", "poll.changed"),
        ("person:lea", "poll.closed"),
        ("person:lea", "poll.decided"),
        ("person:lea", "meeting.announced"),
    ]


async def test_who_runs_it_no_longer_or_is_no_colleague_may_not(room: Counter) -> None:
    join(room.store, person("lea", Where(OST, "lea"), role=Role.LEAD, leads=("hannover",), confirmed_at=MONDAY))
    poll = send(room)
    for text, told in (
        (f"umfrage {poll.id} mit BEA", "kenne ich nicht als Federführende"),
        (f"umfrage {poll.id} mit LEA", "leitet jetzt auch: Kennung LEA"),
        (f"umfrage {poll.id} ohne LEA", "leitet nicht mehr: Kennung LEA"),
        (f"umfrage {poll.id} ohne LEA", "leitet die Umfrage 1 nicht mit"),
    ):
        answers = [one.text for one in await room.answer(said(f"e{room.batches}", text, "ada")) if one.chat == "ada"]
        assert told in "\n".join(answers)
    (refused,) = await room.answer(said("x1", f"schliessen {poll.id}", "lea"))
    assert "Das kann nur, wer die Umfrage gestellt hat" in refused.text


async def test_a_role_that_was_taken_away_takes_its_polls_along(room: Counter) -> None:
    join(
        room.store,
        person("lea", Where(OST, "lea"), role=Role.LEAD, leads=("hannover",), confirmed_at=MONDAY),
        person("kim", Where(OST, "kim"), role=Role.COORDINATION, confirmed_at=MONDAY),
    )
    first, second = send(room), send(room)
    for poll in (first, second):
        await room.answer(said(f"m{poll.id}", f"umfrage {poll.id} mit LEA", "ada"))
    ada, lea, kim = (id_of(room, key) for key in ("ada", "lea", "kim"))
    room.store.write_now(lambda s: roles.revoke(s, lea, "hannover", kim, room.clock.now))
    assert room.store.read_now(lambda s: runners.of(s, first, room.clock.now)) == (ada,)
    answers = await room.answer(said("e1", f"umfrage {first.id} ohne LEA", "ada"))
    assert any("leitet nicht mehr: Kennung LEA" in one.text for one in answers)
    assert load(room, first.id).organisers == ()
    # Ada keeps another region, and loses the one that was asked: nobody is left, so that it is the Koordination's.
    room.store.write_now(lambda s: roles.appoint(s, ada, roles.Appointment(Role.LEAD, "hannover"), kim, MONDAY))
    room.store.write_now(lambda s: roles.revoke(s, ada, "heide", kim, room.clock.now))
    votes(room, second, bea="jnn")
    words_ = offered(room, second)
    letters = [one.chat for one in room.answers() if one.row.key.startswith(("c", "k"))]
    assert set(letters) == {"kim"}
    for number, key in enumerate(("ada", "lea")):
        await room.answer(said(f"x{number}", words_, key))
    assert load(room, second.id).state is PollState.CLOSED
    await room.answer(said("x9", words_, "kim"))
    assert load(room, second.id).state is PollState.DECIDED


async def test_who_lost_the_region_no_longer_follows_its_polls(room: Counter) -> None:
    join(room.store, person("kim", Where(OST, "kim"), role=Role.COORDINATION, confirmed_at=MONDAY))
    poll, ada, kim = send(room), id_of(room, "ada"), id_of(room, "kim")
    room.store.write_now(lambda s: polling.tell_asker(s, poll, room.clock.now))
    expand(room)
    followed = []
    for key in ("bea", "cem"):
        votes(room, poll, **{key: "jnn"})
        room.clock.move(minutes=1)
        show_all(room)
        expand(room)
        edits = [one.text for one in room.answers() if one.chat == "ada" and one.row.op == "edit"]
        followed.append("AWO Uelzen" in edits[-1])
        room.store.write_now(lambda s: roles.revoke(s, ada, "heide", kim, room.clock.now))
    assert followed == [True, False]


async def test_who_stands_in_for_the_lead_runs_the_polls_of_the_region(room: Counter) -> None:
    join(room.store, person("vera", Where(OST, "vera"), confirmed_at=MONDAY, **HEIDE))
    vera, ada, poll = id_of(room, "vera"), id_of(room, "ada"), send(room)
    appointed = roles.Appointment(Role.LEAD, "heide", room.after(days=7))
    room.store.write_now(lambda s: roles.appoint(s, vera, appointed, ada, MONDAY))
    await room.answer(said("e1", f"schließen {poll.id}", "vera"))
    assert load(room, poll.id).state is PollState.CLOSED
    assert {one.chat for one in room.answers() if one.row.key.startswith("c1-")} == {"ada", "vera"}


async def test_what_is_known_of_the_meeting_is_told_to_a_poll_and_offered_anew(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    old = offered(room, poll)
    answers = await room.answer(said("e1", f"umfrage {poll.id} Ort: Rathaus Celle; TOP Begrüßung", "ada"))
    assert any("steht jetzt: Rathaus Celle · TOP 1 Begrüßung" in one.text for one in answers)
    new = f"SENDEN {load(room, poll.id).offer}"
    assert new != old
    letter = [one for one in room.answers() if one.row.key.startswith("k")][-1]
    assert "Rathaus Celle" in letter.text
    await room.answer(said("e2", old, "ada"))
    assert load(room, poll.id).state is PollState.CLOSED
    await room.answer(said("e3", new, "ada"))
    (meeting,) = room.store.read_now(meetings.everything)
    assert (meeting.meeting.place, meeting.meeting.agenda) == ("Rathaus Celle", ("Begrüßung",))


async def test_names_are_shown_to_who_leads_the_region_and_to_nobody_else(room: Counter) -> None:
    join(
        room.store,
        person("eva", Where(OST, "eva"), name="Eva Fricke", organisation="DRK", **HEIDE),
        person("fee", Where(OST, "fee"), confirmed_at=MONDAY, **HEIDE),
        person("kai", Where(OST, "kai"), role=Role.COORDINATION, confirmed_at=MONDAY, **HEIDE),
    )
    agrees(room, "eva")
    poll = send(room, names=True)
    room.store.write_now(lambda s: polling.tell_asker(s, poll, room.clock.now))
    votes(room, poll, eva="jjj")
    shown = {}
    for key in ("ada", "fee", "kai"):
        answers = await room.answer(said(f"e-{key}", f"zwischenstand {poll.id}", key))
        shown[key] = [("DRK" in one.text, "Eva Fricke" in one.text) for one in answers if one.row.op == "send"]
    assert shown == {"ada": [(True, True)], "fee": [(True, False)], "kai": [(True, False)]}
    room.clock.now = CLOSES
    room.store.write_now(lambda s: convening.close_due(s, room.clock.now))
    room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now))
    letters = [one.text for one in room.answers() if one.row.key.startswith((f"c{poll.id}-", f"p{poll.id}-", "s"))]
    assert letters
    assert not [text for text in letters if "Eva Fricke" in text]


async def test_names_are_not_shown_where_nothing_internal_may_go(
    room: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(room.store, person("eva", Where(OST, "eva"), name="Eva Fricke", organisation="DRK", **HEIDE))
    agrees(room, "eva")
    poll = send(room, names=True)
    votes(room, poll, eva="jjj")
    monkeypatch.setattr(type(room.channel), "capabilities", replace(room.channel.capabilities, internal=False))
    (told,) = [one for one in await room.answer(said("e1", "zwischenstand", "ada")) if one.row.op == "send"]
    assert ("DRK" in told.text, "Eva Fricke" in told.text) == (True, False)


async def test_nobody_is_reminded_after_the_end(room: Counter) -> None:
    send(room)
    room.clock.now = CLOSES
    assert room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now)) == 0


# --- surfaces


async def test_an_edit_that_has_not_left_says_the_newest_instead_of_a_second_one(room: Counter) -> None:
    poll = send(room)
    for number, key in enumerate(("ada", "bea", "cem")):
        votes(room, poll, **{key: "jnn"})
        room.clock.move(seconds=10)
        room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now))
        group = [one for one in room.answers() if one.chat == "team" and one.row.op == "edit"]
        assert len(group) == 1
        assert f"{number + 1} von 3 ha" in group[0].text


async def test_what_would_look_the_same_is_not_sent(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now))
    before = len(room.answers())
    room.store.write_now(lambda s: surfaces.mark(s, polls.subject(poll.id), everybody=True))
    room.clock.move(minutes=1)
    room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now))
    assert len(room.answers()) == before


async def test_where_little_may_be_sent_one_message_a_minute_is_edited(room: Counter) -> None:
    poll = send(room)
    channel = room.channel
    votes(room, poll, bea="jnn", cem="njn")

    class Limited:
        account = channel.account
        capabilities = replace(channel.capabilities, limited=True)

    room.router.showing.channel = Limited()  # type: ignore[assignment]  # only these two are looked at
    seen = []
    for _ in range(3):
        seen.append(room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now)))
        seen.append(room.store.write_now(lambda s: room.router.showing.show(s, room.clock.now)))
        room.clock.move(minutes=1)
    assert seen == [1, 0, 1, 0, 1, 0]


async def test_of_an_erased_person_no_vote_is_left(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jjj")
    bea = id_of(room, "bea")
    room.store.write_now(lambda s: erasing.erase(s, bea, room.clock.now))
    assert counts(room, poll.id) == [(0, 0, 0, 2)] * 3
    assert room.store.read_now(lambda s: ballots.of_person(s, poll.id, bea)) == {}
    assert room.store.read_now(lambda s: editors.editor(s, bea)) is None


# --- signs, and polls of a network's own


def shown_to(desk: Counter, chat: str) -> str:
    """Return the id on the network of the message that asks in a chat."""
    return next(str(one.row.remote_id) for one in desk.answers() if one.chat == chat and one.labels)


def reacted(event_id: str, chat: str, kind: EventKind, *, direct: bool = True, **payload: Any) -> Event:
    """Return that somebody put a sign below a message, or ticked something in a poll."""
    return Event(event_id, chat, kind, chat if direct else "cem", direct, to_us=True, payload=payload)


async def test_a_sign_says_yes_to_its_date_and_nothing_about_the_others(room: Counter) -> None:
    poll = send(room)
    event = reacted("e1", "bea", EventKind.REACTION, payload="2\ufe0f\u20e3", message=shown_to(room, "bea"))
    answers = await room.answer(event)
    assert any("2) Do., 21.01.2027, 10:00–13:00 Uhr: ja" in one.text for one in answers)
    assert counts(room, poll.id) == [(0, 0, 0, 3), (1, 0, 0, 2), (0, 0, 0, 3)]
    other = reacted("e2", "bea", EventKind.REACTION, payload="👍", message=shown_to(room, "bea"))
    assert await room.answer(other) == []


@pytest.fixture
def native(room: Counter) -> Counter:
    """The same counter on a network that has polls of its own."""
    room.channel = Native(room.channel)  # type: ignore[assignment]  # only what is said of it is looked at
    room.router.channel = room.channel
    return room


class Native:
    """A channel whose network has polls of its own."""

    def __init__(self, inner: Any) -> None:
        self.account = inner.account
        self.device = inner.device
        self.capabilities = replace(inner.capabilities, native_polls=20)


async def ticks(desk: Counter, event_id: str, *ids: str) -> list[Told]:
    """Let Bea tick answers in the network's own poll, by their ids or by their number and letter."""
    polled = [one.row for one in desk.answers() if one.chat == "bea" and one.row.seq == 1500]
    return await desk.answer(
        reacted(event_id, "bea", EventKind.POLL, answers=list(ids), message=str(polled[-1].remote_id))
    )


async def test_a_response_replaces_the_answers_to_all_dates(native: Counter) -> None:
    poll = send(native)
    await native.answer(said("e1", "alle ja", "bea"))
    first, second = (option.id for option in poll.options[:2])
    told, *_ = await ticks(native, "e2", f"{first}.1.z", f"{second}.1.j", f"{second}.1.z")
    assert "Sie sagten nein zu 3. Stimmt das?" in told.text
    assert "Ersetzt Ihre Antwort vom" in told.text
    assert [row[:3] for row in counts(native, poll.id)] == [(0, 1, 0), (1, 0, 0), (0, 0, 1)]


async def test_no_tick_at_all_takes_the_answers_back(native: Counter) -> None:
    poll = send(native)
    await native.answer(said("e1", "alle ja", "bea"))
    told, *_ = await ticks(native, "e2")
    assert "Es gilt keine Antwort von Ihnen" in told.text
    assert counts(native, poll.id) == [(0, 0, 0, 3)] * 3


async def test_who_ticks_one_answer_only_is_told_that_words_say_them_all(native: Counter) -> None:
    poll = send(native)
    first, second, _ = (ballots_.ticks(option)[0] for option in poll.options)
    told, *_ = await ticks(native, "e1", first)
    assert "Lässt Ihr Programm nur ein Häkchen zu?" in told.text
    told, *_ = await ticks(native, "e2", first, second)
    assert "nur ein Häkchen" not in told.text


async def test_a_native_poll_whose_dates_have_changed_is_ended_and_counts_for_what_stayed(native: Counter) -> None:
    poll = send(native)
    before = [ballots_.ticks(option)[0] for option in poll.options]
    moved = When(date(2027, 1, 20), time(10), time(13))
    native.store.write_now(lambda s: repolling.move(s, poll, poll.options[0], moved, native.clock.now))
    for _ in range(2):  # one edit of a chat at a time: what was sent, and the poll below it
        native.clock.move(seconds=7)
        native.store.write_now(lambda s: native.router.showing.show(s, native.clock.now))
    ended = [one for one in native.answers() if "Die Termine haben sich geändert" in one.text]
    assert {one.row.op for one in ended} == {"edit"}
    assert len(ended) == len({one.chat for one in ended}) > 0
    told, *_ = await ticks(native, "e1", *before)
    assert "Termin 1 " in told.text
    assert [row[:3] for row in counts(native, poll.id)] == [(0, 0, 0), (1, 0, 0), (1, 0, 0)]


async def test_a_spoiled_response_is_answered_and_changes_nothing(native: Counter) -> None:
    poll = send(native)
    await native.answer(said("e1", "alle ja", "bea"))
    (told,) = await ticks(native, "e2", "nothing.1.j")
    assert "konnte ich nicht lesen" in told.text
    assert counts(native, poll.id)[0] == (1, 0, 0, 2)


async def test_a_vote_that_cannot_be_decrypted_is_answered(native: Counter) -> None:
    send(native)
    (told,) = await native.answer(
        reacted("e1", "team", EventKind.UNDECRYPTABLE, direct=False, message=shown_to(native, "team"))
    )
    assert "Eine Stimme von Ihnen kam verschlüsselt an" in told.text


async def test_the_polls_of_the_network_end_with_ours(native: Counter) -> None:
    poll = send(native)
    native.store.write_now(lambda s: convening.close(s, load(native, poll.id), native.clock.now))
    for _ in range(3):
        native.store.write_now(lambda s: native.router.showing.show(s, native.clock.now))
        native.clock.move(minutes=1)
    ended = [one for one in native.answers() if '"ends_poll": true' in (one.row.body or "").replace(":true", ": true")]
    assert sorted(one.chat for one in ended) == ["ada", "bea", "cem", "team"]


async def test_what_somebody_said_is_in_their_own_data(room: Counter) -> None:
    send(room)
    await room.answer(said("e1", "1 ja, 2 zur not", "bea"))
    told = "\n".join(one.text for one in await room.answer(said("e2", "meinedaten", "bea")))
    assert "Verbundtreffen: 1 ja, 2 zur Not" in told


# --- changing a poll that is running


async def test_a_date_that_is_added_asks_only_who_had_answered_all(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jjj", cem="j--")
    answers = await room.answer(said("e1", f"umfrage {poll.id} dazu Do 28.1.2027 10-13", "ada"))
    assert "Geändert: Do., 28.01.2027, 10:00–13:00 Uhr." in answers[-1].text or any(
        "noch einmal gefragt: 1" in one.text for one in answers
    )
    asked = [one for one in room.answers() if one.row.key.startswith(f"o{poll.id}-")]
    assert [one.chat for one in asked] == ["bea"]
    assert counts(room, poll.id) == [(2, 0, 0, 1), (1, 0, 0, 2), (1, 0, 0, 2), (0, 0, 0, 3)]
    assert load(room, poll.id).open_options[-1].number == 4


async def test_a_date_that_is_moved_asks_only_who_had_answered_to_it(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jjj", cem="jj-")
    await room.answer(said("e1", f"umfrage {poll.id} verlegen 3 auf Mi 27.1.2027 9-12", "ada"))
    asked = [one for one in room.answers() if one.row.key.startswith(f"o{poll.id}-")]
    assert [(one.chat, "Termin 3 ist jetzt: Mi., 27.01.2027" in one.text) for one in asked] == [("bea", True)]
    assert counts(room, poll.id)[2] == (0, 0, 0, 3)


async def test_a_date_that_is_taken_out_keeps_its_number_for_itself(room: Counter) -> None:
    poll = send(room)
    await room.answer(said("e1", f"umfrage {poll.id} ohne 2", "ada"))
    assert [one.number for one in load(room, poll.id).open_options] == [1, 3]
    await room.answer(said("e2", f"umfrage {poll.id} dazu Do 28.1.2027 10-13", "ada"))
    assert [one.number for one in load(room, poll.id).open_options] == [1, 3, 4]


async def test_a_poll_that_is_over_can_be_given_another_end(room: Counter) -> None:
    poll = send(room)
    room.clock.now = CLOSES
    room.store.write_now(lambda s: convening.close_due(s, room.clock.now))
    await room.answer(said("e1", f"umfrage {poll.id} bis 15.12.2026", "ada"))
    assert load(room, poll.id).is_open
    assert load(room, poll.id).closes_at == datetime(2026, 12, 15, 17, tzinfo=UTC)


async def test_another_end_holds_for_what_waits_and_is_reminded_of(room: Counter) -> None:
    ada = id_of(room, "ada")
    draft = Draft("Verbundtreffen", DATES, CLOSES, frozenset({"heide"}))
    sent = room.store.write_now(lambda s: polling.send(s, draft, "k", ada, Publisher(room.clock.now)))
    poll = load(room, sent.poll)
    room.clock.now = datetime(2026, 12, 8, 8, 5, tzinfo=UTC)
    room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    await room.answer(said("e1", f"umfrage {poll.id} bis 15.12.2026", "ada"))
    assert {one.row.state for one in nudges(room)} == {"cancelled"}
    until = datetime(2026, 12, 15, 17, tzinfo=UTC)
    n, d = t.notice.c, t.delivery.c
    ends = select(n.deadline, n.expires_at, n.starts_at).where(n.id == poll.notice)
    assert tuple(room.store.read_now(lambda s: s.execute(ends).one())) == (until, until, until)
    waiting = select(d.expires_at).where(d.notice == poll.notice)
    assert set(room.store.read_now(lambda s: s.execute(waiting).scalars().all())) == {until}
    for day in (11, 14):
        room.clock.now = datetime(2026, 12, day, 8, 5, tzinfo=UTC)
        for _ in range(2):
            room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
        await room.answer(said(f"v{day}", "1 ja", "bea"))
    again = [one for one in nudges(room) if one.chat == "cem"]
    assert len(again) == 3
    assert all("15.12.2026" in one.text for one in again[1:])


async def test_a_date_is_chosen_only_when_a_poll_is_over_and_with_both_numbers(room: Counter) -> None:
    first, second = send(room), send(room)
    votes(room, first, bea="jnn")
    (told,) = [one for one in await room.answer(said("e1", f"festlegen {first.id} 1", "ada")) if one.row.op == "send"]
    assert f"läuft noch bis Fr., 11.12.2026, 18:00 Uhr. Beenden Sie sie zuerst: „schließen {first.id}“" in told.text
    room.store.write_now(lambda s: convening.close(s, load(room, first.id), room.clock.now))
    (told,) = [one for one in await room.answer(said("e2", "festlegen", "ada")) if one.row.op == "send"]
    assert "Welche Umfrage meinen Sie?" in told.text
    (told,) = [one for one in await room.answer(said("e3", f"festlegen {first.id}", "ada")) if one.row.op == "send"]
    assert "Di., 19.01.2027, 10:00–13:00 Uhr" in told.text
    assert load(room, first.id).state is PollState.CLOSED
    await room.answer(said("e4", f"festlegen {first.id} ohne Einladung", "ada"))
    assert load(room, first.id).state is PollState.CLOSED
    await room.answer(said("e5", f"festlegen {first.id} 1 ohne Einladung", "ada"))
    assert load(room, first.id).state is PollState.DECIDED
    assert load(room, second.id).is_open


async def test_a_date_that_is_over_is_not_chosen(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    words_ = offered(room, poll)
    room.clock.now = datetime(2027, 1, 20, 9, tzinfo=UTC)
    (told,) = [
        one for one in await room.answer(said("e1", "festlegen 1 1 ohne Einladung", "ada")) if one.row.op == "send"
    ]
    assert "ist schon vorbei" in told.text
    await room.answer(said("e2", words_, "ada"))
    by, (first, second, _) = Publisher(room.clock.now), poll.options
    for option, done in ((first, False), (second, True)):
        meeting = replace(meeting_of(poll, option, by.now), uid=f"u{option.id}")
        invite = partial(convening.convene, poll=poll, option=option, meeting=meeting, author="ada", by=by)
        assert (room.store.write_now(invite) is not None) is done
    assert load(room, poll.id).result == second.id


def test_nobody_decides_a_poll_that_is_open(room: Counter) -> None:
    poll = send(room)
    by = Publisher(room.clock.now)
    assert not room.store.write_now(lambda s: polling.decide(s, poll, poll.options[0], None, by))
    named = meeting_of(poll, poll.options[0], room.clock.now)
    assert room.store.write_now(lambda s: convening.convene(s, poll, poll.options[0], named, "k", by)) is None
    assert load(room, poll.id) == poll
    assert not room.store.read_now(meetings.everything)


# --- from the date to the meeting


def offered(desk: Counter, poll: StoredPoll) -> str:
    """Let a poll end, and return the words that send its invitation."""
    desk.clock.now = CLOSES
    desk.store.write_now(lambda s: convening.close_due(s, desk.clock.now))
    return f"SENDEN {load(desk, poll.id).offer}"


def show_all(desk: Counter) -> None:
    """Let every message that shows something old be edited."""
    for _ in range(2):
        desk.clock.move(seconds=6)
        desk.store.write_now(lambda s: desk.router.showing.show(s, desk.clock.now))


async def test_one_line_makes_the_meeting_and_the_buttons_below_the_poll_become_its_answers(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn", cem="jnn")
    ballot = button(room, "bea", "2 ja")
    words_ = offered(room, poll)
    (told,) = [one for one in await room.answer(said("e1", words_, "ada")) if one.row.op == "send"]
    assert told.text.startswith("Unterwegs an 3 Personen und 1 Raum.")
    (meeting,) = room.store.read_now(meetings.everything)
    assert (meeting.poll, meeting.meeting.when) == (poll.id, DATES[0])
    show_all(room)
    last = {one.chat: one for one in room.answers() if one.row.op == "edit"}
    assert set(last) == {"ada", "bea", "cem", "team"}
    for one in last.values():
        assert "Der Termin steht fest: Di., 19.01.2027, 10:00–13:00 Uhr." in one.text
        assert one.labels == ("Zusage", "Vielleicht", "Absage", "Vertretung kommt", "Kalenderdatei")
    # What is pressed below the poll counts for the meeting, also in the group; below the invitation it would as well.
    await room.answer(pressed("e2", button(room, "bea", "Zusage"), "bea"))
    await room.answer(in_group("e3", button(room, "team", "Absage"), "cem"))
    answers = room.store.read_now(lambda s: [(one.person, one.reply) for one in meetings.said(s, meeting.id)])
    assert answers == [(id_of(room, "bea"), Reply.YES), (id_of(room, "cem"), Reply.NO)]
    # A button of the ballot that somebody's screen still shows is answered plainly.
    (told,) = await room.answer(pressed("e4", ballot, "bea"))
    assert told.text == (
        "Die Umfrage „Verbundtreffen“ ist entschieden: Di., 19.01.2027, 10:00–13:00 Uhr. "
        f"Kommen Sie? „zusage {meeting.id}“, „absage {meeting.id}“, „vielleicht {meeting.id}“ oder "
        f"„vertretung {meeting.id}“."
    )
    actions = select(t.audit.c.action).order_by(t.audit.c.id)
    noted = room.store.read_now(lambda s: list(s.execute(actions).scalars()))
    assert noted[-2:] == ["poll.decided", "meeting.announced"]


async def test_a_meeting_that_changes_or_is_cancelled_changes_the_messages_of_its_poll(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    await room.answer(said("e1", offered(room, poll), "ada"))
    show_all(room)
    (stored,) = room.store.read_now(meetings.everything)
    moved = replace(stored.meeting, when=When(date(2027, 1, 20), time(9), time(12)), place="Rathaus", hybrid=True)
    by = Publisher(room.clock.now)
    room.store.write_now(lambda s: work.change(s, stored, moved, "k", by))
    show_all(room)
    shown = [one for one in room.answers() if one.chat == "team" and one.row.op == "edit"][-1]
    assert "Der Termin steht fest: Mi., 20.01.2027, 09:00–12:00 Uhr." in shown.text
    assert shown.labels[:2] == ("Zusage vor Ort", "Zusage online")
    again = room.store.read_now(lambda s: meetings.load(s, stored.id))
    assert again is not None
    room.store.write_now(lambda s: work.cancel(s, again, "", "k", by))
    show_all(room)
    shown = [one for one in room.answers() if one.chat == "team" and one.row.op == "edit"][-1]
    assert "ist abgesagt" in shown.text
    assert shown.labels == ("Kalenderdatei",)


@pytest.mark.parametrize(("text", "day"), [("treffen umfrage {}", 19), ("festlegen {} 1", 19), ("festlegen {} 2", 21)])
async def test_once_its_meeting_is_cancelled_a_poll_invites_anew(room: Counter, text: str, day: int) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn", cem="jnn")
    offer = offered(room, poll)
    await room.answer(said("e1", offer, "ada"))
    (first,) = room.store.read_now(meetings.everything)
    by = Publisher(room.clock.now)
    room.store.write_now(lambda s: work.cancel(s, first, "", "k", by))
    # What was offered once sends nothing any more, and says how to go on.
    (told,) = [one.text for one in await room.answer(said("e2", offer, "ada")) if one.row.op == "send"]
    assert told.startswith(f"Das Treffen zur Umfrage {poll.id} am Di., 19.01.2027, 10:00–13:00 Uhr ist abgesagt.")
    await room.answer(said("e3", text.format(poll.id), "ada"))
    await room.answer(said("e4", "später", "ada"))
    preview = [one.text for one in room.answers() if one.chat == "ada" and "SENDEN" in one.text][-1]
    words_ = re.findall(r"SENDEN \d+", preview)[-1]
    (told,) = [one.text for one in await room.answer(said("e5", words_, "ada")) if one.row.op == "send"]
    assert told.startswith("Unterwegs an 3 Personen und 1 Raum.")
    old, new = sorted(room.store.read_now(meetings.everything), key=lambda one: one.id)
    assert (old.poll, old.meeting.cancelled) == (None, True)
    assert (new.poll, new.meeting.cancelled, new.meeting.when.day) == (poll.id, False, date(2027, 1, day))
    assert new.meeting.uid != old.meeting.uid
    show_all(room)
    shown = [one for one in room.answers() if one.chat == "team" and one.row.op == "edit"][-1]
    assert f"Der Termin steht fest: {'Di.' if day == 19 else 'Do.'}, {day}.01.2027" in shown.text
    assert shown.labels[0] == "Zusage"
    # The repeat of the same sends nothing: a poll has one meeting that takes place.
    (told,) = [one.text for one in await room.answer(said("e6", text.format(poll.id), "ada")) if one.row.op == "send"]
    assert "ist die Einladung schon hinaus" in told


async def test_what_is_offered_is_sent_once_and_only_by_who_runs_the_poll(room: Counter) -> None:
    join(room.store, person("lea", role=Role.LEAD, leads=("hannover",), confirmed_at=MONDAY))
    poll = send(room)
    votes(room, poll, bea="jnn")
    words_ = offered(room, poll)
    for number, key in enumerate(("bea", "lea")):
        refused = [one.text for one in await room.answer(said(f"e{number}", words_, key)) if one.row.op == "send"]
        assert len(refused) == 1
        assert "Unterwegs" not in refused[0]
    assert load(room, poll.id).state is PollState.CLOSED
    await room.answer(said("e5", words_, "ada"))
    (told,) = [one for one in await room.answer(said("e6", words_, "ada")) if one.row.op == "send"]
    assert "ist die Einladung schon hinaus" in told.text
    assert len(room.store.read_now(meetings.everything)) == 1


async def test_another_proposal_is_offered_under_another_number_and_the_old_one_sends_nothing(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    old = offered(room, poll)
    room.clock.move(minutes=4)
    for key in ("cem", "ada"):
        await room.answer(replace(said(f"l{key}", "2 ja", key), sent_at=CLOSES - timedelta(minutes=1)))
    assert load(room, poll.id).proposed == poll.options[1].id
    (told,) = [one for one in await room.answer(said("e1", old, "ada")) if one.row.op == "send"]
    assert "gilt nicht oder nicht mehr" in told.text
    room.store.write_now(lambda s: convening.close_due(s, room.clock.now))
    letters = [one for one in room.answers() if one.row.key.startswith("k")]
    assert len(letters) == 2
    assert "Do., 21.01.2027, 10:00–13:00 Uhr · Ort folgt" in letters[-1].text
    await room.answer(said("e2", f"SENDEN {load(room, poll.id).offer}", "ada"))
    assert load(room, poll.id).result == poll.options[1].id


async def test_the_number_of_an_offer_never_comes_again(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    old, rev = offered(room, poll), load(room, poll.id).rev
    for key in ("cem", "ada"):
        await room.answer(replace(said(f"l{key}", "2 ja", key), sent_at=CLOSES - timedelta(minutes=1)))

    def look_the_same(session: Session) -> None:
        while polls.touch(session, poll.id) % 100 != rev % 100:
            pass
        convening.close_due(session, room.clock.now)

    room.store.write_now(look_the_same)
    assert f"SENDEN {load(room, poll.id).offer}" != old
    assert len([one for one in room.answers() if one.row.key.startswith("k")]) == 2
    await room.answer(said("e1", old, "ada"))
    assert load(room, poll.id).state is PollState.CLOSED


async def test_what_is_sent_is_the_date_that_was_shown(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    words_ = offered(room, poll)
    other = t.poll.update().where(t.poll.c.id == poll.id).values(proposed=poll.options[1].id)
    room.store.write_now(lambda s: s.execute(other))
    (told,) = [one for one in await room.answer(said("e1", words_, "ada")) if one.row.op == "send"]
    assert "gilt nicht oder nicht mehr" in told.text
    assert room.store.read_now(meetings.everything) == []


async def test_where_nobody_can_come_nothing_is_offered(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="nnn")
    assert offered(room, poll) == "SENDEN None"
    (told,) = [one for one in room.answers() if one.row.key.startswith("c")]
    assert f"„festlegen {poll.id} 1“" in told.text


async def test_a_poll_that_runs_again_meanwhile_is_not_decided_by_an_old_preview(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    offered(room, poll)
    preview = [one for one in await room.answer(said("e1", f"festlegen {poll.id} 2", "ada")) if one.row.op == "send"]
    room.store.write_now(lambda s: repolling.extend(s, poll, CLOSES + timedelta(days=3), room.clock.now))
    (phrase,) = re.findall(r"SENDEN \d+", preview[-1].text)
    (told,) = [one for one in await room.answer(said("e2", phrase, "ada")) if one.row.op == "send"]
    assert "Es wurde nichts gesendet" in told.text
    assert load(room, poll.id).is_open
    assert not room.store.read_now(meetings.everything)


async def test_another_date_than_those_of_the_poll_is_no_choice_of_it(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="jnn")
    offered(room, poll)
    await room.answer(said("e1", f"festlegen {poll.id} 2", "ada"))
    (shown,) = [one for one in await room.answer(said("e2", "Mi 27.1.2027 9-12", "ada")) if one.row.op == "send"]
    assert f"Das ist keiner der Termine der Umfrage {poll.id}." in shown.text
    (phrase,) = re.findall(r"SENDEN \d+", shown.text)
    await room.answer(said("e3", phrase, "ada"))
    (meeting,) = room.store.read_now(meetings.everything)
    assert meeting.poll is None
    assert load(room, poll.id).state is PollState.CLOSED


async def test_a_command_in_the_preview_of_a_poll_is_a_command(room: Counter) -> None:
    (shown,) = await room.answer(said("e1", "umfrage Fachtag: 19.1.2027 10-13; bis 11.12.2026", "ada"))
    assert "Absenden: „SENDEN" in shown.text
    (told,) = await room.answer(said("e2", "eilt Heide: Jobcenter zu", "ada"))
    assert "Zum Absenden schreiben Sie bitte genau" not in told.text
    assert "Jobcenter zu" in told.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dazu Pizza", "nicht als Termin verstanden"),
        ("verlegen 9 auf Mi 27.1.2027 9-12", "Einen Termin 9"),
        ("verlegen 1 auf Di 27.1.2027 9-12", "nicht als Termin verstanden"),
        ("bis 1.1.2020", "ist schon vorbei"),
    ],
)
async def test_a_change_that_is_not_clear_changes_nothing(room: Counter, text: str, told: str) -> None:
    poll = send(room)
    (answer,) = await room.answer(said("e1", f"umfrage {poll.id} {text}", "ada"))
    assert told in answer.text
    assert load(room, poll.id) == poll
    (answer,) = await room.answer(said("e2", f"umfrage {poll.id} ohne 2", "bea"))
    assert "Das kann nur" in answer.text


async def test_a_timetable_that_was_down_over_the_end_closes_once_when_it_is_back(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, bea="njn")
    polls_job = [job for job in JOBS if job.id == "polls"]
    await tick(room.store, MONDAY, MONDAY + timedelta(minutes=10), FEEDS, polls_job)
    assert load(room, poll.id).is_open
    back = CLOSES + timedelta(days=2, minutes=3)
    finished = await tick(room.store, back, back + timedelta(minutes=10), FEEDS, polls_job)
    assert {one.ran for one in finished} == {Ran.DONE}
    assert (load(room, poll.id).state, load(room, poll.id).proposed) == (PollState.CLOSED, poll.options[1].id)
    assert len([one for one in room.answers() if one.row.key.startswith(f"c{poll.id}-")]) == 1
    assert nudges(room) == []


def test_the_help_names_what_belongs_to_a_poll() -> None:
    (line,) = [told for name, told in HELP_COMMANDS if name == "Umfrage"]
    assert all(word in line for word in ("„zwischenstand“", "„schließen“", "„festlegen“", "„für "))

"""What comes in is answered once, in order, in one transaction; what fails is parked and blocks nobody."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot import registry
from bot.commands.base import Asked, Command, Reply
from bot.words import general as words
from channels.base import Capabilities
from content.blocks import Document, paragraph
from domain.addressed import Event, EventKind
from domain.lane import Lane
from domain.message import Button, Form
from domain.notice import Level, Scope
from domain.recipient import AddressState, Role
from store import codes, inbox, people
from store import tables as t
from store.db import Store
from store.people import Where
from tests.unit.bot.support import Counter, happened, pressed, said, tell
from tests.unit.relay.support import MONDAY, OST, House, ScriptedChannel, join, person, place

BUTTONS = (words.BUTTON_LATEST, words.BUTTON_HELP, words.BUTTON_JOIN)


# --- what people write


@pytest.mark.parametrize(
    "text",
    [
        "Hilfe",
        "hilfe",
        "HILFE",
        " Hilfe! ",
        "/hilfe",
        "/Hilfe@bote",
        "/help",
        "„Hilfe“",
        "hilfe bitte",
        "@bote Hilfe",
        "@bote /hilfe",
    ],
)
async def test_help_is_understood_however_it_is_written(terminal: Counter, text: str) -> None:
    (answer,) = await terminal.answer(said("e1", text))
    assert answer.text.startswith(words.HELP_TITLE)
    assert words.NO_CASES in answer.text
    assert all(f"{name} – {words.MEANINGS[name]}" in answer.text for name in ("Aktuell", "Anmelden", "Datenschutz"))
    assert answer.labels == BUTTONS


@pytest.mark.parametrize("text", ["Grüße", "GRU\u0308ẞE", "gruesse", "/Grüße@bote"])
async def test_umlauts_may_be_written_in_any_way(terminal: Counter, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setitem(
        registry.COMMANDS, "gruesse", Command(lambda _session, _asked: [Reply(_document("Guten Tag,"))])
    )
    assert await terminal.text(text) == "Guten Tag,"


@pytest.mark.parametrize("text", ["Quatsch", "/quatsch", "/", "…", "", "\u200b", "@bote", "x" * 20_000, "hilfreich"])
async def test_what_is_not_understood_is_answered_with_a_way_on(terminal: Counter, text: str) -> None:
    (answer,) = await terminal.answer(said("e1", text))
    assert answer.text == words.NOT_UNDERSTOOD
    assert answer.labels == BUTTONS


@pytest.mark.parametrize(
    ("payload", "start"),
    [
        ("1:hilfe", words.HELP_TITLE),
        ("1:aktuell", words.LATEST_NONE),
        ("0:aktuell", words.NOT_UNDERSTOOD),
        ("2:hilfe", words.NOT_UNDERSTOOD),
        ("hilfe", words.NOT_UNDERSTOOD),
        ("", words.NOT_UNDERSTOOD),
    ],
)
async def test_a_button_does_what_its_payload_says(terminal: Counter, payload: str, start: str) -> None:
    (answer,) = await terminal.answer(pressed("e1", payload))
    assert answer.text.startswith(start)
    assert answer.labels == BUTTONS


async def test_a_reaction_is_not_answered(terminal: Counter) -> None:
    assert not await terminal.answer(Event("e1", "ada", EventKind.REACTION, "ada", True, payload={"payload": "👍"}))
    (row,) = terminal.inbox()
    assert row.handled_at == MONDAY


# --- the latest notices


async def test_without_notices_there_is_nothing_new(terminal: Counter) -> None:
    assert await terminal.text("Aktuell") == words.LATEST_NONE


async def test_the_five_newest_notices_are_shown_with_date_and_source(terminal: Counter) -> None:
    for number in range(6):
        tell(terminal.store, f"Meldung {number}", at=MONDAY + timedelta(days=number), source="BAMF")
    tell(terminal.store, "Frist endet", level=Level.IMPORTANT, at=MONDAY + timedelta(days=6))
    text = await terminal.text("aktuell")
    lines = text.split("\n\n")
    assert lines[0] == words.LATEST_TITLE
    assert lines[1] == "Wichtig: Frist endet\nSo., 29.11.2026"
    assert lines[2] == "Meldung 5\nSa., 28.11.2026 · BAMF"
    assert [line.partition("\n")[0] for line in lines[2:]] == [f"Meldung {number}" for number in (5, 4, 3, 2)]


async def test_editions_are_left_out(terminal: Counter) -> None:
    house = House(terminal.store)
    tell(terminal.store, "Neuer Leitfaden")
    assert house.edition()
    text = await terminal.text("aktuell")
    assert "Neuer Leitfaden" in text
    assert "Wochenüberblick" not in text


@pytest.mark.parametrize(
    ("chat", "direct", "sees"),
    [("confirmed", True, True), ("confirmed", False, False), ("new", True, False), ("stranger", True, False),
     ("group", False, False)],
)  # fmt: skip
async def test_internal_notices_are_for_confirmed_persons_in_direct_chats(
    counter: Counter, chat: str, direct: bool, sees: bool
) -> None:
    join(counter.store, person("confirmed", confirmed_at=MONDAY), person("new"), place("group"))
    tell(counter.store, "Protokoll", scope=Scope.INTERNAL)
    tell(counter.store, "Für alle")
    (answer,) = await counter.answer(said("e1", "/aktuell", chat, direct=direct))
    assert "Für alle" in answer.text
    assert ("Protokoll" in answer.text) is sees


async def test_a_network_that_may_not_carry_internal_notices_shows_none(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store, ScriptedChannel(can=Capabilities(Form.ENTITIES, internal=False)))
    join(sqlite_store, person("ada", confirmed_at=MONDAY))
    tell(sqlite_store, "Protokoll", scope=Scope.INTERNAL)
    assert await counter.text("aktuell") == words.LATEST_NONE


# --- addresses


async def test_who_writes_to_us_can_be_written_to_again(counter: Counter) -> None:
    join(counter.store, person("ada"), person("bea"))
    for chat in ("ada", "bea"):
        counter.store.write_now(lambda s, chat=chat: people.set_address_state(s, OST, chat, AddressState.BLOCKED))  # type: ignore[misc]  # a default, bound at once
    (answer,) = await counter.answer(said("e1", "Hilfe", "ada"))
    assert counter.address_states() == {"ada": "ok", "bea": "blocked"}
    assert answer.row.address is not None


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize(
    ("kind", "state"),
    [(EventKind.BLOCKED, "blocked"), (EventKind.LEAVE, "left"), (EventKind.JOIN, "ok"), (EventKind.UNBLOCKED, "ok")],
)
async def test_coming_leaving_and_blocking_change_the_address_and_are_not_answered(
    counter: Counter, kind: EventKind, state: str, direct: bool
) -> None:
    join(counter.store, person("ada"), place("team"))
    chat, other = ("ada", "team") if direct else ("team", "ada")
    counter.store.write_now(lambda s: people.set_address_state(s, OST, chat, AddressState.GONE))
    assert await counter.answer(happened("e1", kind, chat, direct=direct)) == []
    assert counter.address_states() == {chat: state, other: "ok"}


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [(EventKind.CLOSED, AddressState.OK, "gone"), (EventKind.OPENED, AddressState.GONE, "ok")],
)
async def test_closing_and_opening_a_thread_leaves_the_rest_of_its_chat_alone(
    counter: Counter, kind: EventKind, before: AddressState, after: str
) -> None:
    join(counter.store, place("team", Where(OST, "team")), place("topic", Where(OST, "team", "7")))
    counter.store.write_now(lambda s: people.set_address_state(s, OST, "team", before))
    assert await counter.answer(Event("e1", "team", kind, "", direct=False, thread="7")) == []
    a = t.address.c
    states = counter.store.read_now(lambda s: {row.thread: row.state for row in s.execute(select(a.thread, a.state))})
    assert states == {"": before.value, "7": after}


async def test_a_chat_that_moved_takes_along_what_was_asked_and_what_waits(counter: Counter) -> None:
    join(counter.store, place("team"))
    (answer,) = await counter.answer(said("e1", "/hilfe", "team", direct=False))
    counter.store.write_now(lambda s: people.set_address_state(s, OST, "team", AddressState.LEFT))
    moved = Event("e2", "team", EventKind.MOVED, "", direct=False, payload={"to": "neu"})
    (late,) = await counter.answer(moved, said("e3", "/hilfe", "team", direct=False))
    assert late.chat == "neu"
    assert {one.chat for one in counter.answers()} == {"neu"}
    assert counter.address_states() == {"neu": "ok"}
    assert await counter.answer(Event("e4", "team", EventKind.MOVED, "", direct=False, payload={"to": "neu"})) == []
    assert answer.row.key != late.row.key


async def test_an_answer_in_a_group_names_the_message_where_that_is_not_the_event(counter: Counter) -> None:
    asked = Event("e1", "team", EventKind.TEXT, "ada", direct=False, payload={"text": "/hilfe", "message": "m77"})
    (answer,) = await counter.answer(asked)
    assert answer.row.reply_to == "m77"


async def test_what_cannot_be_decrypted_is_answered_once_a_day_and_sender(counter: Counter) -> None:
    def sealed(id_: str, user: str) -> Event:
        return Event(id_, f"dm-{user}", EventKind.UNDECRYPTABLE, user, direct=True)

    assert len(await counter.answer(sealed("e1", "ada"), sealed("e2", "ada"), sealed("e3", "eva"))) == 2
    counter.clock.move(days=1)
    assert len(await counter.answer(sealed("e4", "ada"), sealed("e5", "ada"))) == 1


# --- what is stored


async def test_what_people_in_a_group_say_to_each_other_is_counted_and_never_stored(counter: Counter) -> None:
    chatter = [said(f"e{number}", "Kommt jemand mit? Hilfe!", "team", direct=False) for number in range(3)]
    assert counter.receive(*chatter, said("e9", "/hilfe", "team", direct=False)) == 1
    assert [row.event_id for row in counter.inbox()] == ["e9"]
    assert counter.store.read_now(inbox.dropped) == 3


async def test_an_event_that_comes_again_is_stored_and_answered_once(counter: Counter) -> None:
    assert len(await counter.answer(said("e1", "Hilfe"), said("e1", "Hilfe"))) == 1
    assert await counter.answer(said("e1", "Hilfe")) == []
    assert len(counter.inbox()) == 1


async def test_what_was_said_is_forgotten_with_the_answer(counter: Counter) -> None:
    join(counter.store, person("ada"))
    counter.receive(said("e1", "Hilfe"))
    (before,) = counter.inbox()
    assert before.payload == {"text": "Hilfe"}
    await counter.answer()
    (after,) = counter.inbox()
    assert (after.payload, after.handled_at, after.event_id) == (None, MONDAY, "e1")
    assert after.person is not None


async def test_what_cannot_be_read_is_parked_and_blocks_nobody(counter: Counter) -> None:
    unreadable = Event("e1", "ada", EventKind.UNREADABLE, "ada", True, payload={"reason": "not JSON", "raw": "{"})
    (answer,) = await counter.answer(unreadable, said("e2", "Hilfe", "bea"))
    assert answer.chat == "bea"
    parked, handled = counter.inbox()
    assert (parked.parked, parked.handled_at, parked.tries) == ("not JSON", None, 0)
    assert (handled.parked, handled.handled_at) == (None, MONDAY)


# --- answers and faults


async def test_an_answer_goes_ahead_of_everything_and_is_stale_after_ten_minutes(counter: Counter) -> None:
    join(counter.store, person("ada"))
    (direct, group) = await counter.answer(said("e1", "Hilfe"), said("e2", "/hilfe", "team", direct=False, thread="t1"))
    assert (direct.row.lane, direct.row.op, direct.row.account) == (Lane.REPLY, "send", OST)
    assert (direct.row.not_before, direct.row.expires_at) == (MONDAY, counter.after(minutes=10))
    assert (direct.row.reply_to, group.row.reply_to) == (None, "e2")
    assert (group.chat, group.row.thread, group.row.address) == ("team", "t1", None)


async def test_a_long_answer_is_split_in_order_with_buttons_on_its_last_part_only(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = _document(*(f"Absatz {number}: {'Wort ' * 500}" for number in range(4)))
    button = Button("Weiter", "1:hilfe")
    monkeypatch.setitem(registry.COMMANDS, "lang", Command(lambda _session, _asked: [Reply(document, ((button,),))]))
    parts = await counter.answer(said("e1", "lang"))
    assert len(parts) > 1
    assert [part.labels for part in parts] == [()] * (len(parts) - 1) + [("Weiter",)]
    assert [part.row.after for part in parts] == [None, *(part.row.id for part in parts[:-1])]
    assert [part.row.seq for part in parts] == list(range(len(parts)))
    assert len({part.row.key for part in parts}) == len(parts)


@pytest.mark.parametrize(
    ("minutes", "said_so"),
    [(0, "Erledigt."), (10, "Erledigt."), (10.1, words.CAME_LATE.format(when="Mo., 23.11.2026, 09:49 Uhr"))],
)
async def test_a_command_that_came_late_is_answered_and_not_carried_out(
    terminal: Counter, monkeypatch: pytest.MonkeyPatch, minutes: float, said_so: str
) -> None:
    done: list[Asked] = []

    def act(_session: Session, asked: Asked) -> list[Reply]:
        done.append(asked)
        return [Reply(_document("Erledigt."))]

    monkeypatch.setitem(registry.COMMANDS, "tu", Command(act))
    at = terminal.after(minutes=-minutes)
    answers = await terminal.answer(said("e1", "tu", sent_at=at), pressed("e2", "1:tu", sent_at=at))
    assert [answer.text for answer in answers] == [said_so, said_so]
    assert len(done) == (2 if minutes <= 10 else 0)


@pytest.mark.parametrize("text", ["Hilfe", "Aktuell", "Quatsch"])
async def test_what_only_shows_something_is_answered_however_late_it_comes(terminal: Counter, text: str) -> None:
    (late,) = await terminal.answer(said("e1", text, sent_at=terminal.after(days=-3)))
    (fresh,) = await terminal.answer(said("e2", text))
    assert late.text == fresh.text


@pytest.mark.parametrize("text", ["Guten Tag", "anmelden", "/start"])
async def test_a_stranger_whose_first_words_came_late_is_greeted_all_the_same(counter: Counter, text: str) -> None:
    (answer,) = await counter.answer(said("e1", text, sent_at=counter.after(minutes=-20)))
    assert "Einverstanden?" in answer.text


async def test_an_invitation_that_came_late_holds_too(counter: Counter) -> None:
    sheet = codes.New(Role.MEMBER, None, "ada", counter.after(minutes=60), many=True)
    code = counter.store.write_now(lambda s: codes.make(s, sheet, MONDAY))
    (answer,) = await counter.answer(said("e1", f"code {code}", sent_at=counter.after(minutes=-20)))
    assert "Einverstanden?" in answer.text


async def test_several_answers_have_keys_of_their_own(terminal: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    replies = [Reply(_document("Eins.")), Reply(Document(())), Reply(_document("Zwei."))]
    monkeypatch.setitem(registry.COMMANDS, "mehr", Command(lambda _session, _asked: replies))
    answers = await terminal.answer(said("e1", "mehr"))
    assert [answer.text for answer in answers] == ["Eins.", "Zwei."]


async def test_a_command_that_fails_is_tried_three_times_and_then_parked_with_an_apology(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Asked] = []

    def fail(_session: Session, asked: Asked) -> list[Reply]:
        calls.append(asked)
        raise KeyError(asked.text)

    monkeypatch.setitem(registry.COMMANDS, "kaputt", Command(fail))
    apology, help_ = await counter.answer(said("e1", "kaputt", "ada"), said("e2", "Hilfe", "bea"))
    assert len(calls) == 3
    assert (apology.chat, apology.text) == ("ada", words.PARKED)
    assert (help_.chat, help_.labels) == ("bea", BUTTONS)
    parked, handled = counter.inbox()
    assert (parked.tries, parked.handled_at) == (3, None)
    assert parked.parked
    assert (handled.tries, handled.handled_at) == (0, MONDAY)


async def test_what_an_attempt_changed_before_it_failed_is_undone(counter: Counter) -> None:
    join(counter.store, person("ada"))
    counter.store.write_now(lambda s: people.set_address_state(s, OST, "ada", AddressState.BLOCKED))
    counter.receive(said("e1", "Hilfe"))

    def fail(point: str) -> None:
        if point == "handler.before_commit":
            raise OSError("the disk is full")

    counter.at_point = fail
    assert await counter.handle_next()
    (row,) = counter.inbox()
    assert (row.handled_at, row.payload, row.tries) == (None, {"text": "Hilfe"}, 1)
    assert counter.answers() == []
    assert counter.address_states() == {"ada": "blocked"}
    counter.at_point = lambda _point: None
    (answer,) = await counter.answer()
    assert answer.text.startswith(words.HELP_TITLE)
    assert counter.address_states() == {"ada": "ok"}


async def test_what_fails_takes_nothing_else_down_and_comes_before_what_its_sender_said_next(counter: Counter) -> None:
    join(counter.store, person("ada"), person("bea"))
    counter.receive(said("e1", "Hilfe"), said("e2", "Hilfe", "bea"), said("e3", "Hilfe"))
    committed: list[int] = []

    def fail(point: str) -> None:
        if point == "handler.committed":
            committed.append(len(counter.answers()))
        elif point == "handler.before_commit" and not committed:
            counter.at_point = lambda point: committed.append(len(counter.answers())) if "committed" in point else None
            raise OSError("the disk is full")

    counter.at_point = fail
    rows = await counter.store.read(lambda s: inbox.unhandled(s, OST, 16))
    stop = asyncio.Event()

    def answered() -> None:
        if not counter.store.read_now(lambda s: inbox.has_unhandled(s, [OST])):
            stop.set()

    counter.router.answered = answered
    await asyncio.wait_for(counter.router.run(stop), 20)
    assert [row.event_id for row in rows] == ["e1", "e2", "e3"]
    # Bea first, alone: of Ada's two, none was answered before the other one.
    assert committed[0] == 1
    assert [one.row.key.partition("-")[0] for one in counter.answers()] == [f"i{rows[at].id}" for at in (1, 0, 2)]


async def test_messages_that_cannot_be_changed_keep_nobody_from_being_answered(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session, _now: object) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr(counter.router.showing, "show", fail)
    (answer,) = await counter.answer(said("e1", "Hilfe"))
    assert answer.text.startswith(words.HELP_TITLE)
    assert counter.inbox()[0].tries == 0


async def test_one_account_leaves_the_events_of_another_alone(counter: Counter, terminal: Counter) -> None:
    counter.receive(said("e1", "Hilfe"))
    assert await terminal.answer() == []
    assert len(await counter.answer()) == 1


async def test_the_router_answers_until_it_is_stopped(counter: Counter) -> None:
    stop = asyncio.Event()
    counter.at_point = lambda point: stop.set() if point == "handler.committed" else None
    async with asyncio.timeout(20):
        running = asyncio.create_task(counter.router.run(stop))
        counter.receive(said("e1", "Hilfe"))
        await running
    assert len(counter.answers()) == 1
    assert counter.passed == ["handler.before_commit", "handler.committed"]


async def test_the_router_is_rung_for_and_says_when_an_answer_waits(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.router._LOOK", 60.0)
    stop, answered = asyncio.Event(), asyncio.Event()
    counter.router.answered = answered.set
    running = asyncio.create_task(counter.router.run(stop))
    async with asyncio.timeout(20):
        for number in range(3):
            counter.receive(said(f"e{number}", "Hilfe"))
            counter.router.bell.ring()
            await answered.wait()
            answered.clear()
        stop.set()
        await running
    assert len(counter.answers()) == 3


def _document(*paragraphs: str) -> Document:
    return Document(tuple(paragraph(text) for text in paragraphs))


async def test_who_says_something_to_us_in_a_group_is_heard_of(desk: Counter) -> None:
    join(desk.store, person("mia"), person("ada"))
    p = t.person.c
    desk.store.write_now(lambda s: s.execute(update(t.person).values(asked_at=MONDAY)))
    await desk.answer(Event("g1", "team", EventKind.TEXT, "mia", direct=False, to_us=True, payload={"text": "/hier"}))
    rows = desk.store.read_now(lambda s: s.execute(select(p.key, p.seen_at, p.asked_at).order_by(p.key)).all())
    assert [(row.key, row.seen_at is None, row.asked_at is None) for row in rows] == [
        ("ada", True, False), ("mia", False, True),
    ]  # fmt: skip
    row = desk.store.read_now(lambda s: s.execute(select(t.inbox.c.person)).scalar_one())
    assert row is None

"""Places in the chat: made in one step, changed by whom it concerns, ended, and found from afar."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.commands import placing
from bot.commands.placing import End
from bot.words import placing as words
from domain.addressed import Event, EventKind
from domain.notice import Level, Scope
from domain.placing import PlaceKind, PlaceRefusal, Wish
from domain.recipient import Role
from store import places
from store import tables as t
from store.people import Where as Address
from store.places import Where
from tests.unit.bot.support import Counter, tell
from tests.unit.relay.support import MONDAY, OST, join, person

_HEIDE: dict[str, Any] = {"regions": ("heide",), "statewide": False}


@pytest.fixture
def people(desk: Counter) -> Counter:
    """A Koordination, a Federführende, a member, and one who waits; each is called like their chat."""
    confirmed: dict[str, Any] = {"confirmed_at": MONDAY}
    join(
        desk.store,
        person("karla", role=Role.COORDINATION, **confirmed),
        person("lea", role=Role.LEAD, leads=("heide",), **confirmed, **_HEIDE),
        person("mia", **confirmed, **_HEIDE),
        person("wim", **_HEIDE),
    )
    return desk


async def says(desk: Counter, user: str, text: str, chat: str = "team", thread: str = "") -> str:
    """Let somebody say something in a group, and return the answer there."""
    id_ = f"{chat}-{desk.batches}"
    to_us = text.startswith("@")
    payload = {"text": text}
    event = Event(id_, chat, EventKind.TEXT, user, chat == user, to_us=to_us, thread=thread, payload=payload)
    answers = await desk.answer(event)
    return "\n".join(one.text for one in answers if one.chat == chat)


def at(desk: Counter, chat: str = "team", thread: str = "") -> places.Known | None:
    """Return the place of a chat."""
    return desk.store.read_now(lambda s: places.at(s, Where(OST, chat, thread)))


@pytest.mark.parametrize(
    ("user", "what"),
    [
        ("lea", "Verbund Heide, alle Themen, nur Öffentliches"),
        ("karla", "ganz Niedersachsen, alle Themen, nur Öffentliches"),
        ("mia", "Verbund Heide, alle Themen, nur Öffentliches"),
    ],
)
async def test_one_word_makes_a_group_a_place(people: Counter, user: str, what: str) -> None:
    answer = await says(people, user, "/hier")
    assert answer.startswith(words.IS_NOW.format(what=what))
    assert at(people) is not None


@pytest.mark.parametrize("user", ["wim", "nobody", ""])
async def test_who_is_not_confirmed_makes_none(people: Counter, user: str) -> None:
    await says(people, user, "/hier")
    assert at(people) is None


async def test_who_was_known_by_name_only_is_the_same_person_in_their_direct_chat_and_in_groups(desk: Counter) -> None:
    join(
        desk.store, person("lea", Address(OST, "@lea"), role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY, **_HEIDE)
    )
    first = Event("e1", "!raum", EventKind.TEXT, "@lea", direct=True, payload={"text": "personen"})
    (answer,) = await desk.answer(first)
    assert "Kennung LEA, federführend für Heide" in answer.text
    assert desk.address_states() == {"!raum": "ok"}
    assert words.IS_NOW.format(what="Verbund Heide, alle Themen, nur Öffentliches") in await says(desk, "@lea", "/hier")


async def test_a_name_is_learned_from_the_direct_chat_that_is_known_already(desk: Counter) -> None:
    join(
        desk.store,
        person("lea", Address(OST, "!raum"), role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY, **_HEIDE),
    )
    await says(desk, "@lea", "/hier")
    assert at(desk) is None
    await desk.answer(Event("e1", "!raum", EventKind.TEXT, "@lea", direct=True, payload={"text": "Hilfe"}))
    await says(desk, "@lea", "/hier")
    assert at(desk) is not None


async def test_a_new_place_gets_what_is_released_and_an_ended_one_nothing(people: Counter) -> None:
    await says(people, "lea", "/hier")
    tell(people.store, "Erstens", level=Level.IMPORTANT)
    d = t.delivery.c
    place = at(people)
    assert place is not None
    mine = select(d.state, d.reason).where(d.recipient == place.id)
    assert people.store.read_now(lambda s: len(s.execute(mine).all())) == 1
    assert words.ENDED in await says(people, "lea", "/hier ende")
    assert [tuple(row) for row in people.store.read_now(lambda s: s.execute(mine).all())] == [("skipped", places.ENDED)]
    tell(people.store, "Zweitens", level=Level.IMPORTANT)
    assert people.store.read_now(lambda s: len(s.execute(mine).all())) == 1


async def test_threads_are_places_of_their_own(people: Counter) -> None:
    await says(people, "lea", "/hier", thread="7")
    await says(people, "karla", "/hier", thread="8")
    assert at(people) is None
    ids = [place.id for place in (at(people, thread="7"), at(people, thread="8")) if place is not None]
    assert len(set(ids)) == 2


async def test_others_change_nothing_and_are_told_who_may(people: Counter) -> None:
    await says(people, "karla", "/hier")
    before = at(people)
    for text in ("/hier ende", "/hier region Heide", "/hier intern", "/hier themen Asyl"):
        assert words.REFUSED[PlaceRefusal.NOT_YOURS] in await says(people, "mia", text)
    assert at(people) == before
    assert "ist schon eingerichtet" in await says(people, "mia", "/hier")


async def test_a_place_is_changed_by_words(people: Counter) -> None:
    await says(people, "lea", "/hier")
    for text, told in (
        ("/hier themen Asyl, Sprache", "Asyl"),
        ("/hier name AG Stadt", "AG Stadt, Verbund Heide"),
        ("@bote hier intern", "auch Internes"),
        ("/hier themen alle", "alle Themen"),
        ("/hier federführende", "Federführende Verbund Heide"),
    ):
        assert told in await says(people, "lea", text)
    found = at(people)
    assert found is not None
    assert (found.state.scope, found.state.lead, found.state.name) == (Scope.INTERNAL, True, "AG Stadt")
    assert "Möglich sind" in await says(people, "lea", "/hier quatsch mit soße")


async def test_who_brought_us_into_a_channel_makes_it_a_place_from_afar(people: Counter) -> None:
    people.receive(Event("j1", "kanal", EventKind.JOIN, "lea", direct=False))
    people.receive(Event("j2", "fremd", EventKind.JOIN, "wim", direct=False))
    while await people.handle_next():
        pass
    assert words.HERE_IN_DIRECT in await says(people, "mia", "hier", chat="mia")
    assert words.ASK_ARRIVAL in await says(people, "lea", "hier", chat="lea")
    assert "Eingerichtet: Verbund Heide" in await says(people, "lea", "1", chat="lea")
    assert at(people, "kanal") is not None
    assert at(people, "fremd") is None
    posted = [one.text for one in people.answers() if one.chat == "kanal"]
    assert len(posted) == 1
    assert posted[0].startswith("Hier erscheint ab jetzt")


async def test_who_brought_us_is_asked_within_a_day_only(people: Counter) -> None:
    people.receive(Event("j1", "kanal", EventKind.JOIN, "lea", direct=False))
    while await people.handle_next():
        pass
    people.clock.move(days=1, minutes=1)
    assert words.HERE_IN_DIRECT in await says(people, "lea", "hier", chat="lea")


async def test_places_are_changed_and_ended_from_afar(people: Counter) -> None:
    await says(people, "mia", "/hier")
    assert words.NONE in await says(people, "wim", "orte", chat="wim") or at(people) is not None
    assert "Welchen Ort" in await says(people, "lea", "orte", chat="lea")
    assert "Verbund Heide" in await says(people, "lea", "1", chat="lea")
    assert "auch Internes" in await says(people, "lea", "intern", chat="lea")
    assert "Beendet" in await says(people, "lea", "ende", chat="lea")
    assert at(people) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish()),
        ("ende", End()),
        ("Intern", Wish(scope=Scope.INTERNAL)),
        ("oeffentlich", Wish(scope=Scope.PUBLIC)),
        ("region Heide", Wish(regions=frozenset({"heide"}))),
        ("Heide", Wish(regions=frozenset({"heide"}))),
        ("landkreis Celle", Wish(regions=frozenset({"heide"}))),
        ("region Oldenburg", Wish(regions=frozenset({"oldenburger-land"}))),
        ("themen alle", Wish(topics=frozenset())),
        ("themen Ukraine und Sprache", Wish(topics=frozenset({"ukraine", "sprache"}))),
        ("themen Pizza", None),
        ("name AG  BS-Stadt", Wish(name="AG BS-Stadt")),
        ("Beratungsstelle", Wish(PlaceKind.CENTRE)),
        ("landesweit", Wish(PlaceKind.NETWORK)),
        ("federführende Heide", Wish(PlaceKind.LEADS, regions=frozenset({"heide"}))),
        ("bitte irgendwas", None),
    ],
)
def test_what_is_wished_is_read(desk: Counter, text: str, wish: Wish | End | None) -> None:
    names = desk.store.read_now(placing.load_names)
    assert placing.read(text, names) == wish

"""The daily digest, what cannot wait for a digest, and the draft that the Koordination is told of."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.quiet import ZONE
from domain.recipient import PersonState, Rhythm, Role
from scheduler import digests, publishing
from store import members
from tests.unit.relay.support import MONDAY, House, ScriptedChannel, drive, join, person, place

PUBLIC = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
DAILY: dict[str, Any] = {"rhythm_info": Rhythm.TAEGLICH}
WEEKLY: dict[str, Any] = {"rhythm_info": Rhythm.WOECHENTLICH}


async def at(house: House, day: int, hour: int = 8, minute: int = 0) -> None:
    """Let it be a moment of November 2026, and the calendar's job run."""
    house.clock.now = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
    await digests.run(house.store, house.by)


async def test_a_daily_reader_gets_one_message_a_working_day_with_what_is_new(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", **DAILY), place("g1", **DAILY), person("cem"))
    relay = house.relay(channel)
    first = house.tell(house.new("Erstens.", PUBLIC)).notice
    second = house.tell(house.new("Zweitens.", PUBLIC)).notice
    await drive(relay)
    assert channel.chats() == ["cem", "cem"]
    for day, minute in ((24, 0), (24, 15), (25, 0)):
        await at(house, day, minute=minute)
        await drive(relay)
    # Who is due at the same moment has no order: PostgreSQL freezes them in whichever it likes.
    assert sorted(channel.chats()[2:]) == ["ada", "g1"]
    (text,) = channel.texts("ada")
    assert text.startswith("Tagesüberblick Di., 24.11.2026\n")
    assert "Erstens." in text
    assert "Zweitens." in text
    everybody = dict.fromkeys(("ada", "g1", "cem"), ("sent", ""))
    assert house.states(first) == house.states(second) == everybody
    assert len({row.digest for row in house.deliveries(recipient=1)}) == 1


async def test_what_came_daily_does_not_come_again_with_the_edition(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", **DAILY))
    relay = house.relay(channel)
    house.tell(house.new("Erstens.", PUBLIC))
    await at(house, 24)
    await drive(relay)
    house.edition()
    await drive(relay)
    assert channel.chats() == ["ada"]


async def test_who_changes_their_rhythm_in_between_misses_nothing(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", **DAILY), person("bea", **WEEKLY), person("cem", **WEEKLY))
    notice = house.tell(house.new("Erstens.", PUBLIC)).notice

    def swap(session: Any) -> None:
        for who, rhythm in ((1, Rhythm.WOECHENTLICH), (2, Rhythm.TAEGLICH), (3, Rhythm.SOFORT)):
            known = members.subscription(session, who)
            members.subscribe(session, who, replace(known, rhythm_info=rhythm), "1", MONDAY)

    house.store.write_now(swap)
    relay = house.relay(channel)
    await at(house, 24)
    await drive(relay)
    assert channel.chats() == ["bea"]
    house.edition()
    await drive(relay)
    assert channel.chats() == ["bea", "ada", "cem"]
    assert set(house.states(notice).values()) == {("sent", "")}


async def test_who_was_paused_at_the_release_gets_it_with_the_edition(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", paused_until=MONDAY + timedelta(days=1), state=PersonState.PAUSED))
    house.tell(house.new("Erstens.", PUBLIC))
    house.clock.move(days=2)
    house.edition()
    await drive(house.relay(channel))
    assert channel.chats() == ["ada"]


@pytest.mark.parametrize(("day", "hour"), [(28, 8), (29, 8), (24, 7), (24, 17)], ids=["Sa", "So", "early", "too late"])
async def test_there_is_no_daily_digest_at_a_wrong_time(
    house: House, channel: ScriptedChannel, day: int, hour: int
) -> None:
    join(house.store, person("ada", **DAILY))
    house.tell(house.new("Erstens.", PUBLIC))
    await at(house, day, hour)
    await drive(house.relay(channel))
    assert channel.made == []


async def test_internal_things_of_a_daily_digest_stay_with_the_confirmed(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", confirmed_at=MONDAY, **DAILY), person("bea", **DAILY), place("g1", **DAILY))
    house.tell(house.new("Unter uns.", Addressed(Level.INFO, Scope.INTERNAL, statewide=True)))
    await at(house, 24)
    await drive(house.relay(channel))
    assert channel.chats() == ["ada"]


async def test_a_deadline_before_the_next_edition_does_not_wait_for_it(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", **WEEKLY), person("bea", **DAILY), person("cem", rhythm_info=Rhythm.NIE))
    house.tell(house.new("Erstens.", PUBLIC, deadline=house.clock.now + timedelta(days=2)))
    relay = house.relay(channel)
    await drive(relay)
    assert channel.chats() == ["ada"]
    await at(house, 24)
    house.edition()
    await drive(relay)
    assert channel.chats() == ["ada", "bea"]


async def test_what_an_edition_that_nobody_releases_held_back_goes_in_time(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", **WEEKLY), place("g1"))
    notice = house.tell(house.new("Erstens.", PUBLIC, deadline=MONDAY + timedelta(days=7))).notice
    relay = house.relay(channel)
    for day, hour, said in ((26, 10, []), (27, 9, []), (27, 10, ["ada", "g1"]), (27, 11, ["ada", "g1"])):
        await at(house, day, hour)
        await drive(relay)
        assert channel.chats() == said
    assert house.states(notice) == {"ada": ("sent", ""), "g1": ("sent", "")}
    house.edition()
    await drive(relay)
    assert channel.chats() == ["ada", "g1", "g1"]


async def test_what_is_due_on_the_morning_after_an_edition_that_nobody_released_goes_in_time(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", **WEEKLY))
    house.tell(house.new("Erstens.", PUBLIC, deadline=MONDAY + timedelta(days=4)))
    relay = house.relay(channel)
    for day, hour, said in ((26, 10, []), (26, 20, []), (27, 7, ["ada"])):
        await at(house, day, hour)
        await drive(relay)
        assert channel.chats() == said
    house.edition()
    await drive(relay)
    assert channel.chats() == ["ada"]


async def test_what_waits_for_an_edition_that_comes_too_late_does_not_wait(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", **WEEKLY), person("cem"))
    soon = house.new("Erstens.", PUBLIC, deadline=house.clock.now + timedelta(days=1))
    house.store.write_now(lambda s: publishing.hold_for_edition(s, soon, house.by))
    await at(house, 23, 12)
    await drive(house.relay(channel))
    assert channel.chats() == ["ada", "cem"]


async def test_the_koordination_is_told_of_the_draft_once(house: House, channel: ScriptedChannel) -> None:
    boss: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY, "rhythm_info": Rhythm.NIE}
    join(house.store, person("ada", **boss), person("bea", **WEEKLY))
    relay = house.relay(channel)
    house.tell(house.new("Erstens.", PUBLIC))
    for day, hour, times in ((25, 10, 0), (26, 9, 0), (26, 10, 1), (26, 11, 1), (27, 10, 1)):
        await at(house, day, hour)
        await drive(relay)
        assert len(channel.texts("ada")) == times
    (told,) = channel.texts("ada")
    assert told.startswith("Der Entwurf „Wochenüberblick 48/2026“ liegt bereit: 1 Meldung.")
    assert [row.buttons for row in house.dispatches(chat="ada")] == ['[[["Ausgabe ansehen", "1:ausgabe"]]]']


async def test_where_nothing_waits_nobody_is_told_of_a_draft(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    await at(house, 26, 10)
    await drive(house.relay(channel))
    assert channel.made == []

"""An edition: places get it whole, persons one digest of what concerns them."""

from datetime import timedelta
from typing import Any

import pytest

from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.outcome import GiveUp, TryLater
from domain.recipient import Rhythm
from scheduler.publishing import slot_of
from store.people import Where
from tests.unit.relay.support import MONDAY, OST, WEST, House, ScriptedChannel, drive, join, person, place

PUBLIC = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
INTERNAL = Addressed(Level.INFO, Scope.INTERNAL, statewide=True)
URGENT = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)
WEEKLY: dict[str, Any] = {"rhythm_info": Rhythm.WOECHENTLICH}
CONFIRMED: dict[str, Any] = {"confirmed_at": MONDAY - timedelta(days=1)}


def told(house: House) -> tuple[int, int]:
    """Return a public and an internal notice that wait for the edition."""
    public = house.tell(house.new("Das ist öffentlich.", PUBLIC)).notice
    return public, house.tell(house.new("Das bleibt unter uns.", INTERNAL)).notice


def shows(text: str) -> tuple[bool, bool]:
    """Return whether a text shows the public and the internal notice."""
    return "Das ist öffentlich." in text, "Das bleibt unter uns." in text


async def test_places_get_it_whole_and_public_places_without_internal_items(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, place("g1"), place("g2", scope=Scope.INTERNAL))
    told(house)
    house.edition()
    await drive(house.relay(channel))
    assert {made.chat: shows(made.text) for made in channel.made} == {"g1": (True, False), "g2": (True, True)}
    assert channel.texts("g1")[0].startswith("Wochenüberblick 48/2026 · 1 Meldung\n")
    assert channel.texts("g2")[0].startswith("Wochenüberblick 48/2026 · 2 Meldungen\n")


async def test_an_internal_place_on_a_network_for_public_things_gets_the_public_part(
    house: House, channel: ScriptedChannel
) -> None:
    house.public_only = frozenset({OST})
    join(house.store, place("g2", scope=Scope.INTERNAL))
    told(house)
    house.edition()
    await drive(house.relay(channel))
    assert [shows(text) for text in channel.texts("g2")] == [(True, False)]


async def test_a_person_gets_one_message_that_keeps_several_promises(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", **WEEKLY, **CONFIRMED), person("bea", **WEEKLY), person("cem"))
    public, internal = told(house)
    await drive(house.relay(channel))
    assert channel.chats() == ["cem"]
    house.edition()
    await drive(house.relay(channel))
    # Who gets the same edition has no order.
    assert sorted(channel.chats()[1:]) == ["ada", "bea"]
    assert [[shows(text) for text in channel.texts(chat)] for chat in ("ada", "bea")] == [
        [(True, True)],
        [(True, False)],
    ]
    assert house.states(public) == dict.fromkeys(("ada", "bea", "cem"), ("sent", ""))
    assert house.states(internal) == {"ada": ("sent", "")}
    assert len([row for row in house.dispatches() if row.chat == "ada"]) == 1
    assert len({row.digest for row in house.deliveries() if row.edition}) == 2


async def test_a_digest_travels_in_two_where_internal_things_may_not_go(house: House, channel: ScriptedChannel) -> None:
    house.public_only = frozenset({WEST})
    addresses = Where(OST, "ada"), Where(WEST, "ada-west")
    join(house.store, person("ada", *addresses, preferred=1, fallback=True, **WEEKLY, **CONFIRMED))
    public, internal = told(house)
    house.edition()
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    await drive(house.relay(channel))
    assert [shows(text) for text in west.texts("ada-west")] == [(True, False)]
    assert channel.made == []
    assert house.states(public)["ada"] == ("sent", "")
    assert house.states(internal)["ada"] == ("failed", "no_address")


async def test_a_digest_takes_the_other_network_as_one_message(house: House, channel: ScriptedChannel) -> None:
    addresses = Where(OST, "ada"), Where(WEST, "ada-west")
    join(house.store, person("ada", *addresses, fallback=True, **WEEKLY))
    first = house.tell(house.new("Erstens.", PUBLIC)).notice
    second = house.tell(house.new("Zweitens.", PUBLIC)).notice
    house.edition()
    channel.script["ada"] = [GiveUp("blocked", recipient_gone=True)]
    await drive(house.relay(channel))
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    (text,) = west.texts("ada-west")
    assert "Erstens." in text
    assert "Zweitens." in text
    assert house.states(first) == house.states(second) == {"ada": ("sent", "")}


async def test_an_item_that_expires_leaves_a_digest_and_takes_no_other_along(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", **WEEKLY))
    end = house.clock.now + timedelta(hours=1)
    first = house.tell(house.new("Erstens.", PUBLIC, expires_at=end)).notice
    second = house.tell(house.new("Zweitens.", PUBLIC)).notice
    house.edition()
    channel.script["ada"] = [TryLater("down", timedelta(hours=2))]
    relay = house.relay(channel)
    await drive(relay)
    house.clock.move(hours=2)
    await drive(relay)
    _, text = channel.texts("ada")
    assert "Zweitens." in text
    assert "Erstens." not in text
    assert house.states(first) == {"ada": ("failed", "expired")}
    assert house.states(second) == {"ada": ("sent", "")}


async def test_a_week_has_one_edition(house: House, channel: ScriptedChannel) -> None:
    join(house.store, place("g1"))
    told(house)
    first = house.edition()
    told(house)
    again = house.edition()
    assert (first.fresh, again.fresh, again.notice) == (True, False, first.notice)
    assert again.audience == first.audience
    await drive(house.relay(channel))
    assert channel.chats() == ["g1"]


async def test_what_was_in_an_edition_is_in_no_other(house: House, channel: ScriptedChannel) -> None:
    join(house.store, place("g1"))
    told(house)
    house.edition()
    await drive(house.relay(channel))
    house.clock.move(days=7)
    house.tell(house.new("Etwas Neues.", PUBLIC))
    house.edition()
    await drive(house.relay(channel))
    assert [shows(text) for text in channel.texts("g1")] == [(True, False), (False, False)]


async def test_an_urgent_item_is_in_the_digest_of_those_who_do_not_take_urgent_notices(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", **WEEKLY), person("bea", urgent=False, **WEEKLY))
    house.tell(house.new("Das eilt.", URGENT, deadline=house.clock.now + timedelta(hours=1)))
    relay = house.relay(channel)
    await drive(relay)
    assert channel.chats() == ["ada"]
    house.clock.move(days=1)
    house.edition()
    await drive(relay)
    (text,) = channel.texts("bea")
    assert text.startswith("Wochenüberblick 48/2026\n")
    assert "Das eilt." in text


@pytest.mark.parametrize(
    ("day", "slot"), [((2026, 11, 23), "2026-W48"), ((2027, 1, 3), "2026-W53"), ((2027, 1, 4), "2027-W01")]
)
def test_an_edition_is_named_by_its_week(day: tuple[int, int, int], slot: str) -> None:
    year, month, number = day
    assert slot_of(MONDAY.replace(year=year, month=month, day=number)) == slot

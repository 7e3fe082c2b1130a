"""`ausgabe`: what the Koordination decides about an edition holds, and nothing goes out that was not seen."""

from dataclasses import replace
from typing import Any

import pytest

from bot.words import edition as words
from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.recipient import Rhythm, Role
from scheduler import publishing
from store import audit, editions
from tests.unit.bot.support import Counter
from tests.unit.bot.test_urgent import number
from tests.unit.relay.support import MONDAY, House, ScriptedChannel, drive, join, person, place

PUBLIC = Addressed(Level.INFO, Scope.PUBLIC, statewide=True, topics=frozenset({"asyl"}))
FUNDING = Addressed(Level.INFO, Scope.PUBLIC, statewide=True, topics=frozenset({"foerderung"}))


@pytest.fixture
def office(desk: Counter) -> Counter:
    """The Koordination at her desk, a weekly reader and a group."""
    details: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY, "rhythm_info": Rhythm.NIE}
    join(desk.store, person("ada", **details), person("bea", rhythm_info=Rhythm.WOECHENTLICH), place("g1"))
    return desk


def house(desk: Counter) -> House:
    return House(desk.store, desk.clock)


def tell(desk: Counter, title: str, facts: Addressed = PUBLIC, **more: Any) -> int:
    new = house(desk).new(f"Text zu {title}.", facts, **more)
    return house(desk).tell(replace(new, title=title, request_key=title)).notice


async def sent(desk: Counter) -> dict[str, list[str]]:
    """Return what goes out now, by chat."""
    channel = ScriptedChannel()
    await drive(house(desk).relay(channel))
    return {chat: channel.texts(chat) for chat in channel.chats() if chat != "ada"}


async def release(desk: Counter) -> str:
    await desk.text("ausgabe")
    return await desk.text(number(await desk.text("vorschau")))


async def test_what_is_left_out_waits_for_the_next_edition(office: Counter) -> None:
    tell(office, "Erstens")
    tell(office, "Zweitens")
    await office.text("ausgabe")
    await office.text("weglassen")
    shown = await office.text("1")
    assert words.LEFT_OUT in shown
    await release(office)
    first = await sent(office)
    assert "Zweitens" in first["bea"][0]
    assert "Erstens" not in first["bea"][0] + first["g1"][0]
    office.clock.move(days=7)
    assert (await release(office)).startswith("Die Ausgabe ist auf dem Weg, 0 von 2.")
    assert "Erstens" in (await sent(office))["bea"][0]


async def test_what_is_moved_stands_there_for_everybody(office: Counter) -> None:
    for name in ("Erstens", "Zweitens", "Drittens"):
        tell(office, name)
    for said in ("ausgabe", "verschieben", "3", "ganz nach oben", "verschieben", "2", "termine und fortbildung"):
        shown = await office.text(said)
    assert shown.index("Drittens") < shown.index("Zweitens") < shown.index("Erstens")
    assert "Termine und Fortbildung" in shown
    await release(office)
    for texts in (await sent(office)).values():
        if "Wochenüberblick" in texts[0]:
            assert texts[0].index("Drittens") < texts[0].index("Zweitens") < texts[0].index("Termine und Fortbildung")


async def test_funding_stands_by_its_deadline(office: Counter) -> None:
    tell(office, "Spät", FUNDING, deadline=office.after(days=40))
    tell(office, "Ohne Frist", FUNDING)
    tell(office, "Früh", FUNDING, deadline=office.after(days=20))
    shown = await office.text("ausgabe")
    assert shown.index("Früh") < shown.index("Spät") < shown.index("Ohne Frist")


async def test_the_editorial_opens_the_edition_and_each_digest(office: Counter) -> None:
    tell(office, "Erstens")
    await office.text("ausgabe")
    await office.text("editorial schreiben")
    await office.text("Guten Tag allerseits, *das* bleibt, wie es ist.")
    await release(office)
    found = await sent(office)
    assert all("*das* bleibt, wie es ist." in found[chat][0] for chat in ("bea", "g1"))


async def test_what_came_after_the_preview_is_seen_before_it_is_sent(office: Counter) -> None:
    tell(office, "Erstens")
    await office.text("ausgabe")
    shown = await office.text("vorschau")
    tell(office, "Zweitens")
    again = await office.text(number(shown))
    assert again.startswith(words.CHANGED)
    assert "Zweitens" in again
    assert not house(office).deliveries(edition=3)
    assert (await office.text(number(again))).startswith("Die Ausgabe ist auf dem Weg")


async def test_an_editorial_that_somebody_wrote_after_the_preview_is_seen_too(office: Counter) -> None:
    tell(office, "Erstens")
    await office.text("ausgabe")
    shown = await office.text("vorschau")
    slot = publishing.slot_of(office.clock.now)
    office.store.write_now(lambda s: editions.write_editorial(s, slot, "Von jemand anderem.", MONDAY))
    again = await office.text(number(shown))
    assert again.startswith(words.CHANGED)
    assert "Von jemand anderem." in again
    assert not house(office).deliveries(edition=2)


@pytest.mark.parametrize("answer", ["ja", "senden", "1", "SENDEN 9999"])
async def test_nothing_but_the_words_and_their_number_releases(office: Counter, answer: str) -> None:
    tell(office, "Erstens")
    await office.text("ausgabe")
    await office.text("vorschau")
    assert "nichts gesendet" in await office.text(answer)
    assert not house(office).deliveries(recipient=2)


async def test_a_preview_lapses_and_the_draft_stays(office: Counter) -> None:
    tell(office, "Erstens")
    await office.text("ausgabe")
    old = number(await office.text("vorschau"))
    office.clock.move(minutes=31)
    assert "nichts gesendet" in await office.text(old)
    assert "Erstens" in await office.text("ausgabe")


async def test_a_release_is_in_the_audit_and_is_reported(office: Counter) -> None:
    tell(office, "Erstens")
    told = await release(office)
    assert "Bericht um " in told
    (row,) = [one for one in office.store.read_now(lambda s: audit.listing(s, 9)) if one.actor == "ada"]
    assert row.action == "edition.released"


async def test_what_waits_for_the_edition_goes_out_with_it_to_everybody(office: Counter) -> None:
    join(office.store, person("cem"))
    new = house(office).new("Erst mit der Ausgabe.", PUBLIC)
    held = office.store.write_now(lambda s: publishing.hold_for_edition(s, new, house(office).by))
    assert await sent(office) == {}
    assert "erscheint erst mit der Ausgabe" in await office.text("ausgabe")
    await release(office)
    found = await sent(office)
    assert {chat for chat, texts in found.items() if "Erst mit der Ausgabe." in "".join(texts)} == {"bea", "cem", "g1"}
    assert house(office).states(held) == {"bea": ("sent", ""), "cem": ("sent", "")}
    assert office.store.read_now(lambda s: editions.held(s, office.clock.now)) == []

"""`eilt` from the one message to the report: who gets it when, what stops it, and what lapses."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.words import urgent as words
from domain.quiet import ZONE
from domain.recipient import Role
from scheduler import reporting
from store import audit
from store import tables as t
from store.people import Where
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.relay.support import House, ScriptedChannel, drive, join, person, place, turn

FRIDAY = datetime(2026, 11, 27, 16, 20, tzinfo=ZONE)
OFFICE: dict[str, Any] = {"quiet": "18:00-07:00"}


@pytest.fixture
def office(desk: Counter) -> Counter:
    """A Friday afternoon, and the Koordination at her desk."""
    desk.clock.now = FRIDAY
    details: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": FRIDAY, "urgent": False, **OFFICE}
    join(desk.store, person("ada", **details))
    return desk


def members(desk: Counter, number: int, **details: Any) -> None:
    """Let so many people join who want urgent notices."""
    join(desk.store, *(person(f"m{one}", **{**OFFICE, **details}) for one in range(number)))


def number(text: str) -> str:
    """Return the words that release a preview."""
    return text[text.index("„SENDEN ") + 1 :].partition("“")[0]


async def released(desk: Counter, text: str = "eilt bis 1.12. 12 Uhr, alle: Neuer Erlass. Bitte handeln.") -> str:
    """Let the Koordination tell something urgent, and return what is said to that."""
    return await desk.text(number(await desk.text(text)))


def house(desk: Counter) -> House:
    """Return the network that the desk sends over."""
    return House(desk.store, desk.clock)


async def test_the_preview_says_who_has_it_when(office: Counter) -> None:
    members(office, 3)
    join(office.store, place("team", **OFFICE), person("eva", quiet="16:30-09:00"), person("ida", quiet="16:00-08:00"))
    shown = await office.text("eilt bis 1.12. 12 Uhr, alle: BAMF setzt Zulassungen aus. Anträge jetzt stellen.")
    assert shown.startswith("EILT – bis Di., 01.12.2026, 12:00 Uhr: BAMF setzt Zulassungen aus")
    told = "Jetzt Fr., 27.11.2026, 16:20 Uhr. Bis 18:00 Uhr: Ost 5 (1 Min.); 1 am Montag 8 Uhr; 0 erst nach der Frist."
    assert told in shown
    said_ = await office.text(number(shown))
    assert said_ == "Läuft, 0 von 6. Unterbrechen: „anhalten“. Bericht um 16:30 Uhr."


async def test_those_whose_quiet_time_comes_before_their_network_is_done_have_it_later(office: Counter) -> None:
    office.clock.now = datetime(2026, 11, 27, 17, 30, tzinfo=ZONE)
    join(office.store, *(person(f"x{one}", **OFFICE) for one in range(3)), person("late", urgent_offhours=True))
    shown = await office.text("eilt bis Sonntag, alle: Neuer Erlass")
    assert "Bis 18:00 Uhr: Ost 4 (1 Min.); 0 erst nach der Frist" in shown


async def test_on_a_saturday_only_those_who_asked_for_it_have_it_at_once(office: Counter) -> None:
    office.clock.now = datetime(2026, 11, 28, 10, 0, tzinfo=ZONE)
    members(office, 2)
    join(office.store, person("eva", urgent_offhours=True, **OFFICE))
    shown = await office.text("eilt bis morgen 12 Uhr, alle: Neuer Erlass")
    assert "Sofort: Ost 1 (1 Min.); 2 am Montag 7 Uhr; davon 2 erst nach der Frist." in shown


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        (datetime(2026, 11, 27, 18, 30, tzinfo=ZONE), datetime(2026, 11, 30, 7, 0, tzinfo=ZONE)),
        (datetime(2027, 3, 25, 18, 30, tzinfo=ZONE), datetime(2027, 3, 30, 7, 0, tzinfo=ZONE)),
    ],
    ids=["a weekend", "Easter"],
)
async def test_released_on_friday_evening_it_reaches_those_without_opt_in_on_the_next_working_day(
    office: Counter, at: datetime, monday: datetime
) -> None:
    members(office, 2)
    office.clock.now = at
    await released(office, "eilt alle: Neuer Erlass")
    channel = ScriptedChannel()
    relay = house(office).relay(channel)
    for moment, expected in ((at, []), (monday - timedelta(seconds=1), []), (monday, ["m0", "m1"])):
        office.clock.now = moment
        await drive(relay)
        assert [made.chat for made in channel.made if made.chat != "ada"] == expected


async def test_it_is_stopped_in_the_middle_of_six_hundred(office: Counter) -> None:
    members(office, 600, quiet="aus")
    await released(office)
    channel = ScriptedChannel()
    relay = house(office).relay(channel)
    while len({made.chat for made in channel.made if made.chat != "ada"}) < 200:
        await turn(relay)
    answer = await office.text("anhalten")
    await drive(relay)
    reached = {made.chat for made in channel.made if made.chat != "ada"}
    states = [row.state for row in house(office).deliveries()]
    assert answer.startswith("Angehalten: Neuer Erlass. Gesendet: ")
    assert 200 <= len(reached) < 400
    assert (states.count("sent"), states.count("skipped")) == (len(reached), 600 - len(reached))
    assert await office.text("anhalten") == words.NOTHING_RUNS
    actions = [row.action for row in office.store.read_now(lambda s: audit.listing(s, 9)) if row.actor == "ada"]
    assert actions == ["notice.stopped", "notice.released"]


async def test_which_of_several_is_asked(office: Counter) -> None:
    members(office, 1)
    await released(office, "eilt alle: Erstens")
    await released(office, "eilt alle: Zweitens")
    (asked,) = await office.answer(said("h1", "anhalten"))
    assert asked.labels == ("Zweitens (Nr. 2)", "Erstens (Nr. 1)")
    assert (await office.text("2")).startswith("Angehalten: Erstens.")


async def test_the_report_comes_by_itself_once(office: Counter) -> None:
    members(office, 2, regions=("heide",), statewide=False)
    join(office.store, person("eva", regions=("hannover",), statewide=False, quiet="16:00-08:00"))
    await released(office)
    channel = ScriptedChannel()
    relay = house(office).relay(channel)
    await drive(relay)
    before = len(channel.made)
    for minute in (29, 30, 45):
        office.clock.now = FRIDAY.replace(minute=minute)
        await reporting.tell_reports(office.store, office.clock.now)
        await drive(relay)
        assert len(channel.made) == before + (minute >= 30)
    assert channel.texts("ada")[-1] == (
        "Bericht: Neuer Erlass\n2 gesendet, 1 wartend, 0 nicht zustellbar, 0 unklar\n\n"
        "Heide: 2 gesendet, 0 wartend, 0 nicht zustellbar, 0 unklar\n"
        "Hannover: 0 gesendet, 1 wartend, 0 nicht zustellbar, 0 unklar"
    )


async def test_who_was_erased_gets_no_report(office: Counter) -> None:
    members(office, 1)
    await released(office)
    phrase = await office.text("löschen")
    await office.text(phrase[phrase.index("LÖSCHEN") :].split("\n")[0])
    office.clock.now += timedelta(hours=1)
    assert office.store.write_now(lambda s: reporting.note_reports(s, office.clock.now)) == 0


@pytest.mark.parametrize("answer", ["ja", "senden", "SENDEN", "1", "SENDEN 99999", "Senden bitte"])
async def test_nothing_but_the_words_and_their_number_sends(office: Counter, answer: str) -> None:
    members(office, 1)
    await office.text("eilt alle: Neuer Erlass")
    assert "nichts gesendet" in await office.text(answer)
    assert not house(office).deliveries()


async def test_the_words_of_a_preview_lapse_and_its_number_is_its_own(office: Counter) -> None:
    members(office, 1)
    old = number(await office.text("eilt alle: Erstens"))
    office.clock.now += timedelta(minutes=31)
    assert "nichts gesendet" in await office.text(old)
    new = number(await office.text("eilt alle: Zweitens"))
    assert new != old
    assert "nichts gesendet" in await office.text(old)
    office.clock.now += timedelta(minutes=29)
    assert (await office.text(new)).startswith("Läuft")


async def test_the_button_of_an_old_preview_sends_nothing(office: Counter) -> None:
    members(office, 1)
    old = number(await office.text("eilt alle: Erstens")).split()[1]
    await office.text("eilt alle: Zweitens")
    await office.answer(pressed("p1", f"1:urgent:confirm:send{old}"))
    assert not house(office).deliveries()


async def test_no_button_and_no_number_sends(office: Counter) -> None:
    members(office, 1)
    (preview,) = await office.answer(said("e1", "eilt alle: Erstens"))
    assert preview.labels == ("Verwerfen",)
    this = number(preview.text).split()[1]
    (answer,) = await office.answer(pressed("p1", f"1:urgent:confirm:send{this}"))
    assert "Läuft" not in answer.text
    again = await office.text("1")
    assert "Es wurde nichts gesendet" in again
    assert (await office.text(number(again))).startswith("Läuft")


async def test_from_the_third_in_a_week_on_there_is_a_warning(office: Counter) -> None:
    members(office, 1)
    for name in ("Erstens", "Zweitens"):
        assert "Hinweis: Das wäre die" not in await office.text(f"eilt alle: {name}")
        await released(office, f"eilt alle: {name}")
    assert "Das wäre die 3. Eilmeldung in sieben Tagen" in await office.text("eilt alle: Drittens")
    office.clock.now += timedelta(days=8)
    assert "Hinweis: Das wäre" not in await office.text("eilt alle: Drittens")


async def test_what_nobody_would_get_is_not_sent(office: Counter) -> None:
    shown = await office.text("eilt alle: Neuer Erlass")
    assert "niemand erreicht" in shown
    assert "„SENDEN" not in shown


def on(desk: Counter, account: str, number: int, quiet: str = "18:00-07:00") -> None:
    """Let so many people join on a network who want urgent notices."""
    sign = "!" if account == "matrix" else ""
    names = [f"{sign}{account}{quiet[:2]}{one}" for one in range(number)]
    join(desk.store, *(person(name, Where(account, name), quiet=quiet) for name in names))


async def test_the_measure_word_for_word(office: Counter) -> None:
    on(office, "telegram", 210)
    on(office, "matrix", 240)
    on(office, "telegram", 84, "16:00-07:00")
    # What is said to the bot has running numbers, and the words that send come from them.
    office.receive(*(said(f"before{one}", "Kommt jemand mit?", "raum", direct=False, to_us=True) for one in range(36)))
    office.store.write_now(lambda s: s.execute(update(t.inbox).values(handled_at=FRIDAY)))
    shown = await office.text(
        "eilt bis 1.12. 12 Uhr, alle: BAMF setzt Zulassungen nach § 44 Abs. 4 aus. Anträge jetzt stellen. "
        "https://www.bamf.de/rundschreiben-02-26"
    )
    assert shown.startswith(
        "EILT – bis Di., 01.12.2026, 12:00 Uhr: BAMF setzt Zulassungen nach § 44 Abs. 4 aus\n\nAnträge jetzt stellen."
    )
    # Ten at once and then 0.19 a second, as Synapse comes: the measure's 20 minutes are 20.6, and are told as 21.
    assert (
        "Jetzt Fr., 27.11.2026, 16:20 Uhr. Bis 18:00 Uhr: Telegram 210 (1 Min.), Matrix 240 (21 Min.); "
        "84 am Montag 7 Uhr; 0 erst nach der Frist. Absenden: „SENDEN 47“"
    ) in shown
    assert await office.text("SENDEN 47") == "Läuft, 0 von 534. Unterbrechen: „anhalten“. Bericht um 16:45 Uhr."
    assert len(house(office).deliveries()) == 534


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        (datetime(2026, 11, 27, 17, 30, tzinfo=ZONE), datetime(2026, 11, 30, 7, 0, tzinfo=ZONE)),
        (datetime(2027, 3, 25, 17, 30, tzinfo=ZONE), datetime(2027, 3, 30, 7, 0, tzinfo=ZONE)),
    ],
    ids=["a weekend", "Easter"],
)
async def test_at_half_past_five_who_is_not_reached_by_six_has_it_on_the_next_working_day(
    office: Counter, at: datetime, monday: datetime
) -> None:
    members(office, 20)
    join(office.store, person("eva", quiet="17:00-07:00"), person("ida", quiet="17:00-07:00", urgent_offhours=True))
    office.clock.now = at
    await released(office, "eilt alle: Neuer Erlass")
    channel = ScriptedChannel()
    relay = house(office).relay(channel)

    def reached() -> set[str]:
        return {made.chat for made in channel.made if made.chat != "ada"}

    while len(reached()) < 5:
        await turn(relay)
    office.clock.now = at.replace(hour=18, minute=0)
    await drive(relay)
    first = reached()
    assert 5 <= len(first) < 21
    assert "ida" in first
    assert "eva" not in first
    for moment in (monday - timedelta(days=2), monday - timedelta(seconds=1)):
        office.clock.now = moment
        await drive(relay)
        assert reached() == first
    office.clock.now = monday
    await drive(relay)
    assert reached() == {"eva", "ida", *(f"m{one}" for one in range(20))}
    assert [row.state for row in house(office).deliveries()] == ["sent"] * 22


@pytest.mark.parametrize("slip", ["SENDEN 1", "senden 999", "Senden"])
async def test_a_slip_in_the_number_is_told_which_one_it_is_and_sends_nothing(office: Counter, slip: str) -> None:
    members(office, 1)
    right = number(await office.text("eilt alle: Neuer Erlass"))
    assert await office.text(slip) == words.EXACTLY.format(phrase=right)
    assert not house(office).deliveries()
    assert (await office.text(right)).startswith("Läuft")


async def test_without_a_preview_there_is_no_number_to_tell(office: Counter) -> None:
    members(office, 1)
    assert await office.text("SENDEN 1") == words.NOT_OPEN
    await office.text("eilt alle: Neuer Erlass")
    office.clock.now += timedelta(minutes=31)
    assert "nichts gesendet" in await office.text("SENDEN 1")

"""Taking note of an urgent notice: voluntary, counted from five up, forgotten, and silent in a group."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.words import urgent as words
from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.recipient import Role
from scheduler import reporting
from scheduler.collecting import FeedSettings
from scheduler.jobs import JobContext
from scheduler.relay import Relay
from scheduler.timetable import JOBS, Ran, run_slot
from store import acknowledging, editors, jobs, members
from store import tables as t
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.relay.support import MONDAY, OST, House, ScriptedChannel, drive, join, person

_BUTTON = "1:seen:notice:1"


@pytest.fixture
def told(desk: Counter) -> Counter:
    """Six people who were told something urgent."""
    join(desk.store, *(person(f"m{one}", regions=("heide",), statewide=False) for one in range(6)))
    house = House(desk.store, desk.clock)
    house.tell(house.new(facts=Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)))
    return desk


def rows(desk: Counter) -> list[Any]:
    """Return who took note of what."""
    return desk.store.read_now(lambda s: list(s.execute(select(t.acknowledgement))))


async def test_an_urgent_notice_has_the_button_and_others_have_not(told: Counter) -> None:
    house = House(told.store, told.clock)
    house.tell(house.new())
    await drive(house.relay(ScriptedChannel()))
    c = t.rendering.c
    query = select(c.notice).where(c.buttons.is_not(None)).distinct()
    assert told.store.read_now(lambda s: list(s.execute(query).scalars())) == [1]


async def test_it_is_noted_once_and_told_from_five_up(told: Counter) -> None:
    for number in range(5):
        (answer,) = await told.answer(pressed(f"p{number}", _BUTTON, f"m{number}"))
        assert answer.text == words.SEEN
        counts = told.store.read_now(lambda s: acknowledging.by_region(s, 1))
        assert counts == ({"heide": 5} if number == 4 else {})
    await told.answer(pressed("again", _BUTTON, "m0"))
    assert len(rows(told)) == 5


async def test_to_have_taken_note_is_no_consent_and_goes_without_one(told: Counter) -> None:
    consents = told.store.read_now(lambda s: list(s.execute(select(t.consent))))
    await told.answer(pressed("p", _BUTTON, "m0"))
    assert len(rows(told)) == 1
    assert told.store.read_now(lambda s: list(s.execute(select(t.consent)))) == consents
    someone = rows(told)[0].person
    told.store.write_now(lambda s: members.withdraw(s, someone, MONDAY))
    assert len(rows(told)) == 1


async def test_after_ninety_days_nobody_knows_any_more(told: Counter) -> None:
    await told.answer(pressed("p", _BUTTON, "m0"))
    told.store.write_now(lambda s: jobs.tidy(s, MONDAY + timedelta(days=89)))
    assert len(rows(told)) == 1
    told.store.write_now(lambda s: jobs.tidy(s, MONDAY + timedelta(days=91)))
    assert not rows(told)


@pytest.mark.parametrize("payload", ["1:seen:notice:99", "1:seen:notice:x", f"1:seen:notice:{'9' * 30}"])
async def test_what_is_no_urgent_notice_is_not_noted(told: Counter, payload: str) -> None:
    (answer,) = await told.answer(pressed("p", payload, "m0"))
    assert answer.text == words.NOT_SEEN
    assert not rows(told)


async def test_an_open_conversation_goes_on(told: Counter) -> None:
    await told.answer(said("a", "pause", "m0"), pressed("b", _BUTTON, "m0"))
    (answer,) = await told.answer(said("c", "2", "m0"))
    assert "Pause" in answer.text


async def test_who_is_erased_took_note_of_nothing(told: Counter) -> None:
    await told.answer(pressed("p", _BUTTON, "m0"), said("e", "löschen", "m0"))
    phrase = told.answers()[-1].text
    await told.answer(said("f", phrase[phrase.index("LÖSCHEN") :].partition("\n")[0], "m0"))
    assert not rows(told)


async def test_the_report_counts_from_five_up_and_names_only_who_leads_and_agreed(
    told: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead: dict[str, Any] = {"role": Role.LEAD, "confirmed_at": MONDAY, "leads": ("heide",), "regions": ("heide",)}
    join(told.store, person("lea", **lead, name="Lea Beispiel"), person("lou", **lead, name="Lou Muster"))
    join(told.store, person("cora", role=Role.COORDINATION, confirmed_at=MONDAY))
    for who in ("m0", "m1", "lou"):
        await told.answer(pressed(f"p{who}", _BUTTON, who))
    (asked,) = await told.answer(pressed("plea", _BUTTON, "lea"))
    assert asked.labels == (words.SEEN_NAME_YES,)
    assert (await told.answer(pressed("m", "1:seen:name:yes", "m0")))[0].text == words.NOT_SEEN
    (answer,) = await told.answer(pressed("n", "1:seen:name:yes", "lea"))
    assert answer.text == words.SEEN_NAMED

    async def report(who: str = "cora") -> str:
        (shown,) = await told.answer(said(f"r{told.batches}", "bericht 1", who))
        return shown.text

    assert "ab fünf" not in await report()
    await told.answer(pressed("pm2", _BUTTON, "m2"))
    assert "Zur Kenntnis genommen, freiwillig und ab fünf je Region: Heide 5" in (shown := await report())
    assert "Federführende, die ihren Namen dazu nennen: Lea Beispiel (Heide)" in shown
    assert "Lou" not in shown
    assert "Lea Beispiel" not in await report("lea")
    public = replace(told.channel.capabilities, internal=False)
    with monkeypatch.context() as here:
        here.setattr(type(told.channel), "capabilities", public)
        assert "Lea Beispiel" not in (shown := await report())
        assert "Heide 5" in shown
    assert "Ihr Name bei" in "".join(one.text for one in await told.answer(said("e", "einwilligung", "lea")))
    await told.answer(said("e2", "Namen bei „Zur Kenntnis genommen“ widerrufen", "lea"))
    assert "Lea" not in await report()


@pytest.mark.parametrize(
    ("role", "public", "named"),
    [(Role.COORDINATION, False, True), (Role.COORDINATION, True, False), (Role.LEAD, False, False)],
    ids=["the Koordination", "where nothing internal may go", "a Federführende"],
)
async def test_the_report_that_comes_by_itself_names_them_only_to_the_koordination(
    told: Counter, role: Role, public: bool, named: bool
) -> None:
    lead: dict[str, Any] = {"role": Role.LEAD, "confirmed_at": MONDAY, "leads": ("heide",), "regions": ("heide",)}
    join(told.store, person("lea", **lead, name="Lea Beispiel"))
    asks: dict[str, Any] = lead if role is Role.LEAD else {"role": role, "confirmed_at": MONDAY}
    join(told.store, person("cora", **asks))
    await told.answer(pressed("p", _BUTTON, "lea"), pressed("n", "1:seen:name:yes", "lea"))
    address = told.store.read_now(lambda s: editors.address_at(s, OST, "cora"))
    assert address is not None
    told.store.write_now(lambda s: editors.ask_for_report(s, 1, address, MONDAY))
    public_only = frozenset({OST}) if public else frozenset()
    assert told.store.write_now(lambda s: reporting.note_reports(s, MONDAY, public_only)) == 1
    assert ("Lea Beispiel (Heide)" in told.answers()[-1].text) is named
    assert "Bericht: " in told.answers()[-1].text


async def two_weeks(desk: Counter, relay: Relay) -> None:
    """Let every job of the timetable run at nine, at five and at night for two weeks, and what comes of it be sent."""
    desk.clock.move(hours=-9)
    feeds = FeedSettings("https://verbund.example/kontakt")
    for _ in range(14 * 3):
        desk.clock.move(hours=8)
        now = desk.clock.now
        for job in JOBS:
            assert await run_slot(JobContext(desk.store, now, feeds), job, now) is Ran.DONE
        await drive(relay)


async def test_whoever_did_not_press_is_never_reminded(told: Counter) -> None:
    house, channel = House(told.store, told.clock, numbers=1), ScriptedChannel()
    due = MONDAY + timedelta(days=3)
    facts = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)
    notice = house.tell(house.new(facts=facts, deadline=due)).notice
    relay = house.relay(channel)
    await drive(relay)
    await told.answer(pressed("s", _BUTTON, "m0"), pressed("d", f"d1:{notice}", "m1"))
    await drive(relay)
    before = len(channel.made)
    await two_weeks(told, relay)
    # The jobs do remind: who asked for it is reminded of the deadline, and nobody is of anything else.
    assert [made.chat for made in channel.made[before:]] == ["m1"]

"""Confirming and roles in the chat: by whom, over whom, until when, and what others see."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.words import conversing
from bot.words import people as words
from bot.words import roles as role_words
from channels.base import Capabilities
from domain.audience import Addressed
from domain.message import Form
from domain.notice import Level, Scope
from domain.recipient import Role
from domain.rights import Refusal
from scheduler import waiting
from store import dialogs, roles
from store import tables as t
from store.dialogs import Talker
from store.people import Where
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.relay.support import MONDAY, OST, House, ScriptedChannel, join, person

_UNTIL = t.lead_region.c.until.is_not(None)
_HEIDE: dict[str, Any] = {"regions": ("heide",), "statewide": False}


def peopled(desk: Counter) -> None:
    """Let a Koordination, two Federführende, a member and two who wait be there; each chat is called like its key."""
    confirmed: dict[str, Any] = {"confirmed_at": MONDAY}
    join(
        desk.store,
        person("karla", name="Karla Koordination", role=Role.COORDINATION, **confirmed),
        person("lea", name="Lea Leitung", role=Role.LEAD, leads=("heide",), **confirmed, **_HEIDE),
        person("bob", role=Role.LEAD, leads=("braunschweig",), **confirmed, regions=("braunschweig",), statewide=False),
        person("mia", name="Mia Muster", organisation="Caritas Celle", **confirmed, **_HEIDE),
        person("wim", Where(OST, "wim"), name="Wim Wartend", **_HEIDE),
        person("eva", regions=("braunschweig",), statewide=False),
    )


async def texts(desk: Counter, chat: str, *lines: str) -> list[str]:
    """Let somebody say lines, and return what they are answered."""
    number = desk.batches
    answers = await desk.answer(*(said(f"{chat}-{number}-{at}", line, chat) for at, line in enumerate(lines)))
    return [one.text for one in answers if one.chat == chat]


async def test_each_sees_whose_name_they_may_see(desk: Counter) -> None:
    peopled(desk)
    (lea,) = await texts(desk, "lea", "personen")
    (karla,) = await texts(desk, "karla", "personen")
    (bob,) = await texts(desk, "bob", "personen")
    assert "Mia Muster (Caritas Celle)" in lea
    assert "Mia Muster" not in karla + bob
    assert "Lea Leitung" in karla
    assert "Heide: 3 Personen, 2 bestätigt" in karla
    assert words.ONLY_COUNTS in karla


async def test_who_may_decide_sees_who_waits_for_them_only(desk: Counter) -> None:
    peopled(desk)
    (lea,) = await texts(desk, "lea", "bestätigen")
    (bob,) = await texts(desk, "bob", "bestätigen")
    (karla,) = await texts(desk, "karla", "bestätigen")
    assert "Wim Wartend" in lea
    assert "Kennung WIM" not in bob
    assert "Kennung WIM" in karla
    assert "Wim Wartend" not in karla
    assert "Kennung EVA" in karla


async def test_names_are_not_told_where_what_is_internal_may_not_go(desk: Counter) -> None:
    peopled(desk)
    desk.router.channel = ScriptedChannel(can=Capabilities(Form.ENTITIES, internal=False))
    (lea,) = await texts(desk, "lea", "personen")
    assert "Mia Muster" not in lea
    assert words.NO_NAMES_HERE in lea


async def test_other_peoples_buttons_confirm_nobody(desk: Counter) -> None:
    peopled(desk)
    (wim,) = desk.store.read_now(lambda s: s.execute(select(t.person.c.id).where(t.person.c.key == "wim")).scalars())
    await texts(desk, "lea", "bestätigen", "1")
    for chat in ("mia", "bob", "eva"):
        answers = await desk.answer(
            pressed(f"{chat}-1", f"1:confirm:list:{wim}", chat), pressed(f"{chat}-2", "1:confirm:decide:confirm", chat)
        )
        assert all(one.text in (conversing.TOO_OLD, *conversing.REFUSED.values()) for one in answers)
    assert [one.key for one in desk.store.read_now(lambda s: roles.waiting(s, ["heide"], MONDAY))] == ["wim"]


async def test_a_role_that_was_taken_ends_an_open_conversation(desk: Counter) -> None:
    peopled(desk)
    await texts(desk, "lea", "bestätigen", "1")
    lea = Talker(OST, "lea", "lea")
    assert desk.store.read_now(lambda s: dialogs.load(s, lea)) is not None
    desk.store.write_now(lambda s: s.execute(t.lead_region.delete()))
    desk.store.write_now(lambda s: s.execute(t.person.update().where(t.person.c.key == "lea").values(role="member")))
    (refused,) = await desk.answer(pressed("p1", "1:confirm:decide:confirm", "lea"))
    assert refused.text == conversing.REFUSED[Refusal.NOT_LEAD]
    (answer,) = await texts(desk, "lea", "1")
    assert "Bestätigt" not in answer
    (answer,) = await texts(desk, "lea", "bestätigen")
    assert answer == conversing.REFUSED[Refusal.NOT_LEAD]
    assert len(desk.store.read_now(lambda s: roles.waiting(s, ["heide"], MONDAY))) == 1


async def test_standing_in_ends_by_itself_and_all_are_told(desk: Counter) -> None:
    peopled(desk)
    await texts(desk, "lea", "rolle", "Mia Muster", "30.11.2026")
    assert "Wim Wartend" in (await texts(desk, "mia", "bestätigen"))[0]
    desk.clock.now = MONDAY + timedelta(days=8)
    before = len(desk.answers())
    (answer,) = await texts(desk, "eva", "hilfe")
    told = {one.chat: one.text for one in desk.answers()[before:]}
    assert "ist zu Ende" in told["mia"]
    assert "ist zu Ende" in told["lea"]
    (answer,) = await texts(desk, "mia", "bestätigen")
    assert answer.startswith("Das können nur Federführende")


@pytest.mark.parametrize(("minutes", "gets"), [(-1, True), (0, False)])
@pytest.mark.parametrize("new", [True, False], ids=["a notice", "a correction"])
async def test_what_belongs_to_a_role_reaches_no_one_whose_time_is_over_also_if_nobody_writes(
    desk: Counter, minutes: int, gets: bool, new: bool
) -> None:
    peopled(desk)
    house = House(desk.store, desk.clock)
    facts = Addressed(Level.IMPORTANT, Scope.PUBLIC, statewide=False, regions=frozenset({"heide"}), role=Role.LEAD)
    before = house.tell(house.new(facts=facts)).notice
    await texts(desk, "lea", "rolle", "Mia Muster", "30.11.2026")
    (until,) = desk.store.read_now(lambda s: s.execute(select(t.lead_region.c.until).where(_UNTIL)).scalars())
    desk.clock.now = until + timedelta(minutes=minutes)
    told = house.tell(house.new(facts=facts)) if new else house.correct(before, house.new("Anders.", facts))
    keys = select(t.person.c.key).join(t.delivery, t.delivery.c.recipient == t.person.c.id)
    mine = (t.delivery.c.notice == told.notice, t.delivery.c.rev == told.rev)
    found = desk.store.read_now(lambda s: s.execute(keys.where(*mine)).scalars().all())
    assert sorted(found) == ["lea", *(["mia"] if gets else [])]


async def test_a_federfuehrende_gives_no_role_elsewhere_and_without_an_end(desk: Counter) -> None:
    peopled(desk)
    answers = await texts(desk, "lea", "rolle", "EVA", "bob", "Mia Muster", "ohne Ende", "31.12.2029")
    assert answers[1].startswith(role_words.WHO_UNKNOWN.format(words="EVA"))
    assert answers[2].startswith(role_words.WHO_UNKNOWN.format(words="bob"))
    assert answers[-1].startswith(role_words.NOT_A_DAY)
    people = {one.key: one for one in desk.store.read_now(lambda s: roles.people_in(s, ["heide"], MONDAY))}
    assert people["mia"].leads == ()


async def test_what_is_taken_lapses_and_a_yes_takes_nothing(desk: Counter) -> None:
    peopled(desk)
    (_, asked) = await texts(desk, "karla", "entziehen", "1")
    phrase = asked[asked.index("ENTZIEHEN ") :][:12]
    await texts(desk, "karla", "ja", "1")
    desk.clock.move(minutes=31)
    (answer,) = await texts(desk, "karla", phrase)
    assert answer.startswith(role_words.TAKE_TITLE)
    assert len(desk.store.read_now(lambda s: s.execute(select(t.lead_region)).all())) == 2


async def test_who_leads_is_told_on_the_next_working_day_that_somebody_waits_and_not_who(desk: Counter) -> None:
    peopled(desk)
    await texts(desk, "ida", "anmelden", "ja Celle")
    await texts(desk, "udo", "anmelden", "ja Vechta")
    before = len(desk.answers())
    tomorrow = MONDAY + timedelta(hours=23)
    assert desk.store.write_now(lambda s: waiting.tell_of_waiting(s, tomorrow)) == 2
    told = {one.chat: one.text for one in desk.answers()[before:]}
    assert set(told) == {"lea", "karla"}
    assert "Im Verbund Heide wartet jemand auf Bestätigung, zurzeit 2 Personen." in told["lea"]
    assert "Oldenburger Land" in told["karla"]
    assert desk.store.write_now(lambda s: waiting.tell_of_waiting(s, MONDAY + timedelta(days=2))) == 0


async def test_on_monday_what_came_since_friday_is_new(desk: Counter) -> None:
    peopled(desk)
    desk.clock.now = MONDAY + timedelta(days=4, hours=6)
    await texts(desk, "ida", "anmelden", "ja Celle")
    assert desk.store.write_now(lambda s: waiting.tell_of_waiting(s, MONDAY + timedelta(days=7))) == 1

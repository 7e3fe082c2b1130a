"""`hilfe`, role by role and in direct chats and groups: exactly the commands that somebody may give there."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session

from bot.words import general as words
from domain.addressed import Event, EventKind
from domain.folding import fold
from domain.recipient import Role
from store import people, roles
from store.people import Where
from tests.unit.bot.support import Counter
from tests.unit.bot.test_rights_of_commands import TABLE
from tests.unit.relay.support import MONDAY, OST, join, person

#: Who asks, and their letter in the table of rights.
WHO = {"stranger": "S", "member": "J", "confirmed": "C", "lead": "L", "deputy": "L", "coordination": "K"}
#: What is of no use to who has joined, and to who has not, though both may give it.
_FOR_STRANGERS, _FOR_MEMBERS = {"anmelden"}, {"abmelden", "loeschen", "verknuepfen", "einwilligung"}
_NAMED = re.compile(r"^(?!Verbundbote – Hilfe)(\w+) – ", re.MULTILINE)


@pytest.fixture
def office(desk: Counter) -> Counter:
    """A counter that knows somebody of each role; the deputy leads the Heide until the next day."""
    join(
        desk.store,
        person("member", Where(OST, "member")),
        person("confirmed", Where(OST, "confirmed"), confirmed_at=MONDAY),
        person("lead", Where(OST, "lead"), role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY),
        person("deputy", Where(OST, "deputy"), confirmed_at=MONDAY),
        person("coordination", Where(OST, "coordination"), role=Role.COORDINATION, confirmed_at=MONDAY),
    )
    until = MONDAY + timedelta(days=1)

    def stand_in(session: Session) -> None:
        deputy, by = (people.person_by_key(session, key) for key in ("deputy", "coordination"))
        assert deputy is not None
        assert by is not None
        roles.appoint(session, deputy, roles.Appointment(Role.LEAD, "heide", until), by, MONDAY)

    desk.store.write_now(stand_in)
    return desk


async def named(office: Counter, who: str, *, direct: bool) -> set[str]:
    """Return the commands that the help names to somebody."""
    text = {"text": "hilfe" if direct else "/hilfe"}
    event = Event(
        f"h{who}{direct}{office.clock.now}", who if direct else "team", EventKind.TEXT, who, direct, payload=text
    )
    answers = await office.answer(event)
    return {fold(name) for answer in answers for name in _NAMED.findall(answer.text)}


def expected(who: str, where: str) -> set[str]:
    """Return the commands of the help that somebody may give there, by the table of rights."""
    column = ["direct", "direct public", "group", "group public"].index(where)
    told = {fold(name) for name, _ in words.HELP_COMMANDS}
    may = {name for name in told if WHO[who] in TABLE[name][column]}
    return may - (_FOR_MEMBERS if who == "stranger" else _FOR_STRANGERS)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("where", ["direct", "group"])
async def test_the_help_names_what_somebody_may_do_here_and_nothing_else(office: Counter, who: str, where: str) -> None:
    assert await named(office, who, direct=where == "direct") == expected(who, where)


async def test_each_role_is_told_of_more_than_the_one_below_it(office: Counter) -> None:
    told = [await named(office, who, direct=True) for who in ("member", "confirmed", "lead", "coordination")]
    assert [lower < higher for lower, higher in pairwise(told)] == [True, True, True]
    assert {"bestaetigen", "neu", "eilt"} <= told[2] - told[1]
    assert {"freigabe", "quellen", "ausgabe"} <= told[3] - told[2]


async def test_when_the_deputy_s_time_is_over_they_are_told_of_no_more_than_others(office: Counter) -> None:
    before = await named(office, "deputy", direct=True)
    office.clock.now += timedelta(days=1, minutes=-1)
    assert await named(office, "deputy", direct=True) == before
    office.clock.now += timedelta(minutes=1)
    event = Event("later", "deputy", EventKind.TEXT, "deputy", direct=True, payload={"text": "hilfe"})
    later = {fold(name) for answer in await office.answer(event) for name in _NAMED.findall(answer.text)}
    assert later == expected("confirmed", "direct") < before


def test_every_command_of_the_help_is_told_in_a_short_plain_sentence() -> None:
    for name, meaning in words.HELP_COMMANDS:
        assert meaning.endswith("."), name
        assert len(meaning) < 200, name
        assert not re.search(r"\b(?:Payload|Token|Query|Job|Dispatch|Scope)\b", meaning), name

"""An internal notice that may not go where a person is: the person learns that there is one, and nothing of it."""

from dataclasses import replace

import pytest

from content import words
from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.recipient import AddressState
from scheduler.publishing import Publisher, publish
from store import people
from store.people import Where
from tests.unit.relay.support import EVERYBODY, MONDAY, OST, WEST, House, ScriptedChannel, drive, join, person, place

INTERNAL = Addressed(Level.IMPORTANT, Scope.INTERNAL, statewide=True)
BOTH = (Where(OST, "both"), Where(WEST, "both-west"))


@pytest.fixture
def strict(house_on_both: House) -> House:
    """A house whose network "ost" carries only what is public."""
    return replace(house_on_both, public_only=frozenset({OST}))


def populate(house: House) -> None:
    join(
        house.store,
        person("ada", confirmed_at=MONDAY),
        person("bea"),
        person("cem", Where(WEST, "cem"), confirmed_at=MONDAY),
        person("both", *BOTH, confirmed_at=MONDAY),
        person("two", Where(OST, "two-a"), Where(OST, "two-b"), preferred=1, confirmed_at=MONDAY),
        person("gone", confirmed_at=MONDAY),
        place("team", scope=Scope.INTERNAL),
    )
    house.store.write_now(lambda s: people.set_address_state(s, OST, "gone", AddressState.BLOCKED))


async def test_who_cannot_be_reached_is_told_once_and_nothing_of_the_notice_leaves(strict: House) -> None:
    populate(strict)
    notice = strict.tell(strict.new("Das Protokoll der Sitzung.", INTERNAL)).notice
    ost, west = ScriptedChannel(OST), ScriptedChannel(WEST)
    await drive(strict.relay(ost))
    await drive(strict.relay(west))
    assert sorted(ost.chats()) == ["ada", "both", "two-b"]
    assert {made.text for made in ost.made} == {words.INTERNAL_ELSEWHERE}
    assert west.chats() == ["cem"]
    states = strict.states(notice)
    assert {name for name, (state, _) in states.items() if state == "failed"} == {"ada", "both", "gone", "team", "two"}
    assert "bea" not in states


async def test_a_repeated_request_tells_nobody_again(strict: House) -> None:
    populate(strict)
    new = strict.new("Das Protokoll.", INTERNAL)
    for _ in range(2):
        strict.store.write_now(lambda s: publish(s, new, Publisher(strict.clock.now, strict.public_only)))
    assert len([row for row in strict.dispatches() if row.key.startswith("h")]) == 3


@pytest.mark.parametrize("facts", [EVERYBODY, INTERNAL], ids=["public", "allowed"])
async def test_where_everything_may_go_nobody_is_told(house: House, facts: Addressed) -> None:
    house.public_only = frozenset({OST}) if facts is EVERYBODY else frozenset()
    populate(house)
    house.tell(house.new(facts=facts))
    assert [row for row in house.dispatches() if row.key.startswith("h")] == []

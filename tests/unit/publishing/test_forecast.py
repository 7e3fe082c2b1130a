"""What a preview foretells is what a release then makes of it, on each account."""

import pytest

from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.pacing import Load
from scheduler import publishing
from store.db import Store
from store.people import Where
from tests.unit.relay.support import MONDAY, House, join, person, place

TELEGRAM = frozenset({"telegram"})


@pytest.fixture
def house(store: Store) -> House:
    """People on two networks, known in several ways."""
    house = House(store, public_only=TELEGRAM)
    join(
        store,
        person("a", Where("matrix", "@a:example.org"), confirmed_at=MONDAY),
        person("b", Where("matrix", "!b:example.org"), Where("telegram", "2"), preferred=1, fallback=True),
        person("c", Where("telegram", "3")),
        place("room", Where("matrix", "!room:example.org"), scope=Scope.INTERNAL),
        place("group", Where("telegram", "-1")),
    )
    return house


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.PUBLIC, {"matrix": Load(1, 1, unopened=1), "telegram": Load(2, 1)}),
        (Scope.INTERNAL, {"matrix": Load(1, 1, unopened=1)}),
    ],
)
def test_each_account_is_told_what_it_would_have_to_send(house: House, scope: Scope, expected: dict[str, Load]) -> None:
    facts = Addressed(Level.URGENT, scope, statewide=True)
    found = house.store.read_now(lambda s: publishing.forecast(s, facts, TELEGRAM, house.clock.now))
    assert dict(found.loads) == expected
    notice = house.tell(house.new(facts=facts)).notice
    sent = house.deliveries(notice=notice)
    assert {name: load.messages for name, load in expected.items()} == {
        name: sum(one.account == name for one in sent) for name in {one.account for one in sent}
    }

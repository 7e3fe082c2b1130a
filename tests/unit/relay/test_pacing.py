"""Nobody is written to too fast, also after a restart, and what is urgent overtakes a bulk of any size."""

from datetime import timedelta

import pytest

from domain.audience import Addressed
from domain.lane import Lane
from domain.notice import Level, Scope
from domain.outcome import TryLater
from domain.pacing import Budget, Pace
from scheduler import turn as turns
from scheduler.relay import Relay, pace_of
from store import paces
from tests.unit.relay.support import OST, House, ScriptedChannel, drive, join, person, turn

BUDGET = Budget(total_rate=30, bulk_rate=27, private_every=1, group_every=3)


class Watch:
    """Real time that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The real time of the relay, which books nothing ahead."""
    watch = Watch()
    monkeypatch.setattr("scheduler.relay.AHEAD", 0.0)
    monkeypatch.setattr(Relay, "_real", lambda _relay: watch())
    return watch


def stored(house: House) -> dict[str, tuple[float, float, float]]:
    return house.store.read_now(lambda s: paces.load(s, OST, 0.0))


async def restarted(house: House, channel: ScriptedChannel) -> Relay:
    """Return a new relay that knows what the one before wrote down."""
    relay = house.relay(channel, BUDGET)
    relay.meters = {chat: Pace(*pace) for chat, pace in stored(house).items()}
    return relay


async def test_pacing_is_kept_over_a_restart(house: House, channel: ScriptedChannel, watch: Watch) -> None:
    house.queue("ada", 2)
    house.queue("bea")
    relay = house.relay(channel, BUDGET)
    await turn(relay)
    await turn(relay)
    assert set(stored(house)) == {turns.ALL, turns.BULK, "ada"}
    relay = await restarted(house, channel)
    await turn(relay)
    assert channel.chats() == ["ada"]
    watch.now += 0.1
    await turn(relay)
    watch.now += 0.1
    await turn(relay)
    assert channel.chats() == ["ada", "bea"]
    watch.now += 1
    await turn(relay)
    assert channel.chats() == ["ada", "bea", "ada"]


async def test_a_second_of_bulk_holds_no_more_than_its_share(
    house: House, channel: ScriptedChannel, watch: Watch
) -> None:
    for number in range(60):
        house.queue(f"c{number}")
    relay = house.relay(channel, BUDGET)
    for _ in range(100):
        await turn(relay)
        watch.now += 0.01
    assert 24 <= len(channel.made) <= 27


async def test_a_flood_is_remembered_over_a_restart(house: House, channel: ScriptedChannel, watch: Watch) -> None:
    house.queue("ada")
    house.queue("bea")
    channel.script["ada"] = [TryLater("too many", timedelta(seconds=30), whole_account=True)]
    relay = house.relay(channel, BUDGET)
    await turn(relay)
    await turn(relay)
    assert stored(house)[turns.BULK][0] == watch.now + 30
    relay = await restarted(house, channel)
    for _ in range(25):
        watch.now += 1
        await turn(relay)
    assert channel.chats() == ["ada"]


async def test_an_answer_does_not_wait_for_bulk(house: House, channel: ScriptedChannel, watch: Watch) -> None:
    for number in range(5):
        house.queue(f"c{number}")
    relay = house.relay(channel, BUDGET)
    await turn(relay)
    house.queue("ada", lane=int(Lane.REPLY), expires_at=house.clock.now + timedelta(minutes=10))
    watch.now += 0.02
    await turn(relay)
    assert channel.chats() == ["c0", "ada"]


async def test_what_is_urgent_goes_in_the_next_turn_while_thousands_wait(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada"))
    for number in range(2000):
        house.queue(f"c{number % 100}")
    relay = house.relay(channel)
    await turn(relay)
    assert len(channel.made) == 8
    house.tell(house.new(facts=Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)))
    await turn(relay)
    assert channel.chats()[8] == "ada"


async def test_lanes_go_in_their_order(house: House, channel: ScriptedChannel) -> None:
    for lane in reversed(Lane):
        house.queue(f"c{lane.value}", lane=int(lane))
    await drive(house.relay(channel))
    assert channel.chats() == ["c0", "c1", "c2", "c3", "c4"]


@pytest.mark.parametrize(
    ("factor", "budget", "expected"),
    [
        (1.0, BUDGET, BUDGET),
        (10.0, BUDGET, Budget(total_rate=300, bulk_rate=270, private_every=0.1, group_every=0.3)),
        (None, BUDGET, None),
        (1.0, None, None),
    ],
)
def test_the_speed_that_a_test_asks_for(factor: float | None, budget: Budget | None, expected: Budget | None) -> None:
    assert pace_of(factor, budget) == expected

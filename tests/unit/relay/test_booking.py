"""At a network's pace calls are booked for their slots a moment ahead: claimed together, called by threes."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session

from domain.lane import Lane
from domain.outcome import Outcome, TryLater
from domain.pacing import Budget
from domain.quiet import DEFAULT_SPEC, ZONE
from scheduler.relay import IN_FLIGHT, Relay
from store import outbox
from store import tables as t
from tests.unit.relay.support import House, ScriptedChannel, begun, drive, join, person, turn

BUDGET = Budget(total_rate=30, bulk_rate=27, private_every=1, group_every=3)
#: The distance between two slots of bulk.
EVERY = 1.021 / 27


class Watch:
    """Real time that stands until somebody moves it; the slots that come are served at once."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    async def move(self, relay: Relay, seconds: float) -> None:
        """Move on, and let the calls begin whose slots have come."""
        self.now += seconds
        relay._next()
        await begun(relay)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The real time of the relay."""
    watch = Watch()
    monkeypatch.setattr(Relay, "_real", lambda _relay: watch())
    return watch


def sleep(monkeypatch: pytest.MonkeyPatch, house: House, hours: int) -> None:
    """Let the machine sleep for so long: the meters' time stands still."""
    now = time.time() + hours * 3600
    monkeypatch.setattr("scheduler.relay.time.time", lambda: now)
    house.clock.move(hours=hours)


@pytest.fixture
def many(house: House) -> House:
    """A house in which twenty chats wait."""
    for number in range(20):
        house.queue(f"c{number}")
    return house


def sending(house: House) -> int:
    return len(house.dispatches(state="sending"))


async def test_what_is_claimed_together_is_called_by_threes(
    many: House, channel: ScriptedChannel, watch: Watch
) -> None:
    relay = many.relay(channel, BUDGET)
    await turn(relay)
    assert (sending(many), len(channel.made)) == (IN_FLIGHT, 1)
    for called in [1, 1, 4, 4, 4, 7, 7, 7, IN_FLIGHT, IN_FLIGHT]:
        await watch.move(relay, EVERY + 1e-6)
        assert len(channel.made) == called
    await turn(relay)
    assert len(many.dispatches(state="sent")) == IN_FLIGHT


async def test_no_second_holds_more_than_its_share(house: House, channel: ScriptedChannel, watch: Watch) -> None:
    for number in range(120):
        house.queue(f"c{number}")
    relay = house.relay(channel, BUDGET)
    calls: list[float] = []
    for step in range(300):
        if step == 150:
            house.queue("ada", lane=int(Lane.REPLY), expires_at=house.clock.now + timedelta(minutes=10))
        await turn(relay)
        await watch.move(relay, 0.01)
        calls += [watch.now] * (len(channel.made) - len(calls))
    bulk = [at for at, made in zip(calls, channel.made, strict=True) if made.chat != "ada"]
    assert len(bulk) >= 26 * 3 - 4
    assert max(sum(at <= other < at + 0.9999 for other in bulk) for at in bulk) <= 27
    # Three together before the answer, one by one behind it.
    told = channel.chats().index("ada")
    together = [sum(other == at for other in bulk) for at in bulk]
    assert together[1 : told - 8] == [3] * (told - 9)
    assert set(together[told + 1 :]) == {1}


async def test_a_network_that_takes_its_time_is_called_one_by_one(
    many: House, channel: ScriptedChannel, watch: Watch
) -> None:
    never: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["c0"] = [never]
    relay = many.relay(channel, BUDGET)
    await turn(relay)
    await watch.move(relay, 3 * EVERY)
    assert len(channel.made) == 4
    for called in [4, 4, 5, 6, 7]:
        await watch.move(relay, EVERY + 1e-6)
        assert len(channel.made) == called
    never.set_result(TryLater("down"))
    await begun(relay)


async def test_booked_calls_count_among_the_eight(many: House, channel: ScriptedChannel, watch: Watch) -> None:
    never: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script = {f"c{number}": [never] for number in range(20)}
    relay = many.relay(channel, BUDGET)
    for _ in range(30):
        await turn(relay)
        assert sending(many) <= IN_FLIGHT
        await watch.move(relay, 0.1)
    assert len(channel.made) == sending(many) == IN_FLIGHT
    never.set_result(TryLater("down"))
    await begun(relay)


async def test_a_call_that_begins_late_moves_those_behind_it(
    many: House, channel: ScriptedChannel, watch: Watch
) -> None:
    relay = many.relay(channel, BUDGET)
    await turn(relay)
    await watch.move(relay, 0.5)
    # Everything booked is past its slot, but only the time that was lost is made up for, never the messages.
    assert len(channel.made) == 4
    await watch.move(relay, 3 * EVERY)
    assert len(channel.made) == 7
    assert relay.meters["*bulk"].next_at > watch.now + 0.9 * EVERY


async def test_a_call_that_begins_after_its_end_is_not_made(
    house: House, channel: ScriptedChannel, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        house.queue(f"c{number}", expires_at=house.clock.now + timedelta(hours=1))
    relay = house.relay(channel, BUDGET)
    await turn(relay)
    sleep(monkeypatch, house, 1)
    await watch.move(relay, 1)
    await watch.move(relay, 1)
    assert channel.chats() == ["c0"]
    await turn(relay)
    assert [(row.state, row.error) for row in house.dispatches()] == [("sent", ""), *[("failed", "expired")] * 2]


async def test_a_call_that_begins_in_quiet_hours_waits_for_their_end(
    house: House, channel: ScriptedChannel, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house.store, *(person(f"p{number}", quiet=DEFAULT_SPEC) for number in range(3)))
    house.clock.now = datetime(2026, 11, 23, 17, 59, 59, tzinfo=ZONE)
    notice = house.tell().notice
    relay = house.relay(channel, BUDGET)
    await turn(relay)
    assert (sending(house), len(channel.made)) == (3, 1)
    sleep(monkeypatch, house, 3)
    await watch.move(relay, 1)
    await turn(relay)
    await watch.move(relay, 1)
    await turn(relay)
    assert (sending(house), len(channel.made)) == (0, 1)
    morning = datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)
    assert [(row.tries, row.not_before) for row in house.dispatches(state="queued")] == [(0, morning)] * 2
    house.clock.now = morning
    await drive(house.relay(channel))
    assert {state for state, _ in house.states(notice).values()} == {"sent"}


async def test_a_flood_takes_back_what_is_booked(many: House, channel: ScriptedChannel, watch: Watch) -> None:
    channel.script["c0"] = [TryLater("too many", timedelta(seconds=30), whole_account=True)]
    relay = many.relay(channel, BUDGET)
    await turn(relay)
    await begun(relay)
    await turn(relay)
    assert sending(many) == 0
    assert [row.tries for row in many.dispatches(state="queued")] == [1, *[0] * 19]
    await watch.move(relay, 10)
    assert channel.chats() == ["c0"]


async def test_a_stop_gives_back_what_is_booked(many: House, channel: ScriptedChannel, watch: Watch) -> None:
    stop = asyncio.Event()
    relay = many.relay(channel, BUDGET)
    running = asyncio.create_task(relay.run(stop))
    await channel.called(1)
    stop.set()
    await running
    assert channel.chats() == ["c0"]
    assert [(row.state, row.tries) for row in many.dispatches()] == [("sent", 1), *[("queued", 0)] * 19]
    await drive(many.relay(channel))
    assert len(channel.made) == 20


async def test_what_is_given_back_of_a_stopped_notice_is_not_sent(
    house: House, channel: ScriptedChannel, watch: Watch
) -> None:
    join(house.store, *(person(f"p{number}") for number in range(5)))
    notice = house.tell().notice
    relay = house.relay(channel, BUDGET)
    await turn(relay)
    await begun(relay)
    assert sending(house) == 5
    house.stop(notice)
    relay._recall()
    await turn(relay)
    states = [state for state, _ in house.states(notice).values()]
    assert sorted(states) == ["sent", *["skipped"] * 4]


@pytest.mark.parametrize(
    ("state", "tries", "expected"),
    [
        pytest.param("unsure", 1, ("queued", 0), id="another process took it for unsure"),
        pytest.param("sending", 2, ("sending", 2), id="another process calls it"),
        pytest.param("sent", 1, ("sent", 1), id="it is settled"),
    ],
)
def test_only_what_is_still_ours_is_given_back(house: House, state: str, tries: int, expected: tuple[str, int]) -> None:
    (id_,) = house.queue("ada")

    def give_back(session: Session) -> None:
        (call,) = outbox.claim(session, [id_], house.clock.now, "")
        session.execute(update(t.dispatch).values(state=state, tries=tries))
        outbox.give_back(session, [call])

    house.store.write_now(give_back)
    (row,) = house.dispatches()
    assert (row.state, row.tries) == expected


async def test_many_share_a_transaction_at_a_networks_pace(
    house: House, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        house.queue(f"c{number}")
    relay, stop, turns = house.relay(channel, Budget().faster(4)), asyncio.Event(), 0
    right = Relay._transact

    def count(*given: Any) -> Any:
        nonlocal turns
        turns += 1
        return right(*given)

    monkeypatch.setattr(Relay, "_transact", count)
    running = asyncio.create_task(relay.run(stop))
    await channel.called(60)
    stop.set()
    await running
    assert {row.state for row in house.dispatches()} == {"sent"}
    assert turns < 30


async def test_what_another_process_writes_is_noticed(house: House, channel: ScriptedChannel) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(house.relay(channel).run(stop))
    for number in range(3):
        await asyncio.to_thread(house.queue, f"c{number}")
        await channel.called(number + 1)
    stop.set()
    await running

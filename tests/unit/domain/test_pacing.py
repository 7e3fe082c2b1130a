"""How fast an account may send: simulated loops that wake late by chance."""

from bisect import bisect_left
from dataclasses import dataclass, field
from math import inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pacing import Budget, Load, Pace, after_flood, bulk_every, is_free, seconds_for, take

#: A moment of 2026 in seconds since the epoch, where a float is a quarter of a microsecond coarse.
START = 1_795_000_000.0
BUDGET = Budget()
#: Below the slack that pacing allows a late loop.
SMALL = 0.018


@dataclass
class Account:
    """A simulated relay: it sleeps until its meters are free, wakes late, and sends one message."""

    budget: Budget
    bulk: Pace = field(default_factory=Pace)
    total: Pace = field(default_factory=Pace)

    def send_bulk(self, now: float) -> float:
        """Return the first moment from `now` on at which bulk may go out, after having sent it then."""
        now = max(now, self.bulk.next_at, self.total.next_at)
        assert is_free(self.bulk, now)
        assert is_free(self.total, now)
        self.bulk = take(self.bulk, bulk_every(self.bulk, self.budget, now), now)
        self.total = take(self.total, 1 / self.budget.total_rate, now)
        return now

    def send_other(self, now: float) -> float:
        """Return the same for an answer or an urgent notice, which pass bulk by."""
        now = max(now, self.total.next_at)
        self.total = take(self.total, 1 / self.budget.total_rate, now)
        return now


def most_within(times: list[float], window: float) -> int:
    """Return the greatest number of messages in any window of that many seconds, its end not included."""
    return max(bisect_left(times, first + window) - at for at, first in enumerate(times))


def late(random: Random, jitter: float, *, often: float = 1.0) -> float:
    """Return by how much the loop wakes late this time."""
    return random.uniform(0, jitter) if random.random() < often else 0.0


def bulk_run(
    seed: int, jitter: float, *, often: float = 1.0, count: int = 1500, budget: Budget = BUDGET
) -> list[float]:
    """Return when a relay with more to send than it may sends bulk."""
    random, account, now, times = Random(seed), Account(budget), START, []
    for _ in range(count):
        wake = max(now, account.bulk.next_at, account.total.next_at) + late(random, jitter, often=often)
        now = account.send_bulk(wake)
        times.append(now)
    return times


seeds = st.integers(0, 2**32)


@settings(max_examples=40, deadline=None)
@given(seeds, st.sampled_from([0.0, 0.005, SMALL, 0.05, 0.3, 2.0]), st.sampled_from([0.02, 0.5, 1.0]))
def test_bulk_never_takes_more_than_its_27_of_any_second(seed: int, jitter: float, often: float) -> None:
    times = bulk_run(seed, jitter, often=often, count=600)
    assert most_within(times, 1.0) <= 27


def test_a_loop_that_is_late_once_in_a_while_does_not_squeeze_one_more_into_a_second() -> None:
    account, now, times = Account(BUDGET), START, []
    for n in range(2000):
        wake = max(now, account.bulk.next_at, account.total.next_at) + (0.0199 if n % 40 == 0 else 0)
        now = account.send_bulk(wake)
        times.append(now)
    assert most_within(times, 1.0) == 27
    assert most_within(times, 10.0) <= 270
    assert most_within(times, 60.0) <= 27 * 60


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("jitter", [0.0, 0.005, SMALL])
def test_bulk_keeps_95_percent_of_its_rate_while_the_loop_is_a_little_late(jitter: float, seed: int) -> None:
    times = bulk_run(seed, jitter)
    assert (len(times) - 1) / (times[-1] - times[0]) >= 0.95 * 27


def test_a_loop_that_stood_still_does_not_catch_up_in_a_burst() -> None:
    account = Account(BUDGET)
    before = account.send_bulk(START)
    times = [before, account.send_bulk(before + 600)]
    times += [account.send_bulk(times[-1]) for _ in range(100)]
    assert most_within(times, 1.0) <= 27
    assert times[2] - times[1] >= 1 / 27 - 0.021


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.0, SMALL, 0.2]), st.floats(0.1, 0.9))
def test_all_lanes_together_never_take_more_than_30_of_any_second(seed: int, jitter: float, share: float) -> None:
    random, account, now = Random(seed), Account(BUDGET), START
    times, bulk = [], []
    for _ in range(600):
        first_free = account.total.next_at
        wanted = max(now, first_free) + late(random, jitter)
        if random.random() < share or not is_free(account.bulk, wanted):
            now = account.send_other(wanted)
        else:
            now = account.send_bulk(wanted)
            bulk.append(now)
        times.append(now)
    assert most_within(times, 1.0) <= 30
    assert not bulk or most_within(bulk, 1.0) <= 27


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.0, SMALL, 1.0, 5.0]))
def test_a_group_never_gets_more_than_18_in_any_minute(seed: int, jitter: float) -> None:
    times = chat_run(seed, jitter, BUDGET.group_every)
    assert most_within(times, 60.0) <= 18


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.0, SMALL, 1.0]))
def test_a_person_never_gets_two_in_any_second(seed: int, jitter: float) -> None:
    times = chat_run(seed, jitter, BUDGET.private_every)
    assert most_within(times, 1.0) == 1


def chat_run(seed: int, jitter: float, every: float) -> list[float]:
    """Return when one chat, for which much is waiting, gets its messages."""
    random, pace, now, times = Random(seed), Pace(), START, []
    for _ in range(120):
        now = max(now, pace.next_at) + late(random, jitter, often=0.5)
        pace = take(pace, every, now)
        times.append(now)
    return times


def test_a_chat_keeps_95_percent_of_its_rate_while_the_loop_is_a_little_late() -> None:
    for every in (BUDGET.private_every, BUDGET.group_every):
        times = chat_run(7, SMALL, every)
        assert (len(times) - 1) * every / (times[-1] - times[0]) >= 0.95


def test_a_meter_is_free_from_its_moment_on() -> None:
    assert is_free(Pace(), 0.0)
    assert not is_free(Pace(next_at=10.0), 9.999)
    assert is_free(Pace(next_at=10.0), 10.0)


def test_taking_a_slot_keeps_the_lowered_rate() -> None:
    taken = take(Pace(next_at=5.0, rate=9.0, rate_at=3.0), 1.0, 6.0)
    assert (taken.rate, taken.rate_at) == (9.0, 3.0)
    assert taken.next_at > 6.9


def rate(pace: Pace, now: float, budget: Budget = BUDGET) -> float:
    """Return how many bulk messages a second it lets through."""
    return 1 / bulk_every(pace, budget, now)


def test_after_a_flood_bulk_waits_and_goes_on_at_70_percent() -> None:
    pace = after_flood(Pace(next_at=START), BUDGET, START, 30.0)
    assert not is_free(pace, START + 29.9)
    assert is_free(pace, START + 30)
    assert rate(pace, START + 30) == pytest.approx(0.7 * 27)
    assert rate(pace, START) == pytest.approx(0.7 * 27)


def test_a_flood_never_shortens_a_pause_that_is_longer() -> None:
    assert after_flood(Pace(next_at=START + 90), BUDGET, START, 5.0).next_at == START + 90
    twice = after_flood(after_flood(Pace(), BUDGET, START, 60.0), BUDGET, START + 1, 5.0)
    assert twice.next_at == START + 60


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, 18.9), (1, 19.9), (5, 23.9), (8, 26.9), (8.1, 27.0), (9, 27.0), (1000, 27.0)],
)
def test_the_rate_comes_back_by_one_a_second_each_minute_up_to_the_budget(minutes: float, expected: float) -> None:
    pace = after_flood(Pace(), BUDGET, START, 10.0)
    assert rate(pace, START + 10 + 60 * minutes) == pytest.approx(expected)


def test_a_second_flood_lowers_what_had_come_back() -> None:
    once = after_flood(Pace(), BUDGET, START, 10.0)
    later = START + 10 + 120
    twice = after_flood(once, BUDGET, later, 10.0)
    assert rate(twice, later + 10) == pytest.approx(0.7 * 20.9)


@pytest.mark.parametrize("wait", [1.0, 30.0, 3600.0])
def test_eight_calls_in_flight_that_hit_the_same_flood_lower_the_rate_once(wait: float) -> None:
    pace = Pace()
    for n in range(8):
        pace = after_flood(pace, BUDGET, START + n * 0.05, wait)
    assert pace.next_at == START + 0.35 + wait
    assert rate(pace, pace.next_at) == pytest.approx(0.7 * 27)


def test_many_floods_leave_a_slow_rate_and_it_comes_back() -> None:
    pace, now = Pace(), START
    for _ in range(100):
        pace = after_flood(pace, BUDGET, now, 1.0)
        now = pace.next_at
    assert 0.05 <= rate(pace, now) <= 0.2
    assert rate(pace, now + 30 * 60) == pytest.approx(27.0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 600)), max_size=12), st.floats(0, 10_000))
def test_whatever_floods_came_the_rate_stays_within_the_budget(floods: list[tuple[float, float]], after: float) -> None:
    pace, now = Pace(), START
    for pause, wait in floods:
        now += pause
        before = pace.next_at
        pace = after_flood(pace, BUDGET, now, wait)
        assert pace.next_at >= max(before, now + wait)
    assert 0 < rate(pace, now + after) <= 27.0 + 1e-9


def test_a_relay_that_was_flooded_sends_no_more_than_the_lowered_rate() -> None:
    account = Account(BUDGET, bulk=after_flood(Pace(), BUDGET, START, 20.0))
    times = [account.send_bulk(START)]
    times += [account.send_bulk(times[-1]) for _ in range(200)]
    assert times[0] == START + 20
    assert most_within(times, 1.0) <= 19


def test_a_budget_slower_than_the_slowest_is_not_sped_up_by_a_flood() -> None:
    slow = Budget(bulk_rate=0.05)
    pace = after_flood(Pace(), slow, START, 1.0)
    assert rate(pace, START + 1, slow) <= 0.05


@pytest.mark.parametrize("factor", [0.5, 2.0, 100.0])
def test_a_faster_budget_is_faster_by_the_factor_in_everything(factor: float) -> None:
    fast = BUDGET.faster(factor)
    assert fast.total_rate == pytest.approx(30 * factor)
    assert fast.bulk_rate == pytest.approx(27 * factor)
    assert fast.private_every == pytest.approx(1 / factor)
    assert fast.group_every == pytest.approx(60 / 18 / factor)
    assert LITTLE.faster(factor).open_every == pytest.approx(60 / factor)
    assert LITTLE.faster(factor).burst == LITTLE.burst


@pytest.mark.parametrize("factor", [10, 100])
def test_a_faster_budget_is_kept_as_strictly(factor: int) -> None:
    times = bulk_run(3, SMALL, often=0.05, count=5 * 27 * factor, budget=BUDGET.faster(factor))
    assert most_within(times, 1.0) <= 27 * factor


def test_an_endless_budget_never_waits_and_survives_a_flood() -> None:
    endless = BUDGET.faster(inf)
    account = Account(endless)
    assert [account.send_bulk(START) for _ in range(50)] == [START] * 50
    flooded = after_flood(account.bulk, endless, START, 5.0)
    assert flooded.next_at == START + 5
    assert bulk_every(flooded, endless, START + 5) == 0.0


def test_after_a_rest_a_burst_goes_at_once_and_then_the_rate_holds() -> None:
    budget = Budget(total_rate=0.2, burst=10)
    pace, sent = Pace(), []
    for tick in range(600):
        now = START + tick / 10
        while is_free(pace, now):
            pace = take(pace, 1 / budget.total_rate, now, budget.burst)
            sent.append(now)
    assert sent.count(START) == 10
    assert len(sent) - 10 == int(60 * budget.total_rate) - 1


LITTLE = Budget(total_rate=0.2, bulk_rate=0.19, private_every=0.5, group_every=0.5, burst=10, open_every=60.0)


@pytest.mark.parametrize(
    ("load", "budget", "low", "high"),
    [
        pytest.param(Load(0, 0), BUDGET, 0, 0, id="nobody"),
        pytest.param(Load(1, 0), BUDGET, 0, 0, id="one"),
        pytest.param(Load(270, 0), BUDGET, 9.5, 10.5, id="persons at the rate for bulk"),
        pytest.param(Load(135, 0, parts=2), BUDGET, 9.5, 10.5, id="every part counts"),
        pytest.param(Load(0, 2, parts=4), BUDGET, 10, 10.5, id="parts to a group wait for each other"),
        pytest.param(Load(2, 0, parts=4), BUDGET, 3, 3.2, id="parts to a person too"),
        pytest.param(Load(8, 2), LITTLE, 0, 0, id="as many as may go at once"),
        pytest.param(Load(490, 10), LITTLE, 40 * 60, 45 * 60, id="little after the first ones"),
        pytest.param(Load(70, 0, unopened=70), LITTLE, 3600, 3600, id="chats that have to be opened"),
        pytest.param(Load(1000, 10), None, 0, 0, id="without pacing"),
    ],
)
def test_how_long_a_load_takes(load: Load, budget: Budget | None, low: float, high: float) -> None:
    assert low <= seconds_for(load, budget) <= high

"""Which of the due dispatches go in a turn, which wait, which are too late: tables without any computer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.lane import Lane
from domain.pacing import Budget, Pace
from domain.quiet import DEFAULT_SPEC, OFF
from domain.state import DispatchState
from scheduler import turn
from scheduler.turn import ALL, BULK, Surroundings, Turn
from store.outbox import Candidate

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
BUDGET = Budget(total_rate=30, bulk_rate=27, private_every=1, group_every=3)
REAL = 1_000_000.0
NEVER: Mapping[str, Pace] = {}


def at(now: datetime, budget: Budget | None = None, real: float = REAL) -> Surroundings:
    return Surroundings(now, real, budget, frozenset({date(2026, 12, 25)}))


def one(id_: int = 1, chat: str = "ada", lane: Lane = Lane.BULK, **changes: Any) -> Candidate:
    usual = Candidate(
        id_, chat, lane, is_person=True, address_ok=True, quiet_spec=DEFAULT_SPEC, urgent_offhours=False,
        expires_at=MORNING + timedelta(days=7), possibly_sent=False, seq=0,
    )  # fmt: skip
    return replace(usual, **changes)


def decide(due: Sequence[Candidate], around: Surroundings, free: int = 8, meters: Mapping[str, Pace] = NEVER) -> Turn:
    return turn.decide(due, free, meters, around)


def test_a_group_of_which_nobody_is_known_is_written_to_as_slowly_as_any_group() -> None:
    def wait(chat: str, *, is_person: bool) -> float:
        around = replace(at(MORNING, BUDGET), is_group=lambda name: name.startswith("-"))
        return decide([one(1, chat, is_person=is_person)], around).meters[chat].next_at - REAL

    assert wait("-5", is_person=True) == wait("-5", is_person=False) > 2.9
    assert wait("5", is_person=True) < 1.1


def test_each_chat_gets_one_call_in_a_turn() -> None:
    due = [one(1, "ada"), one(2, "bea"), one(3, "ada"), one(4, "bea"), one(5, "cem")]
    assert decide(due, at(MORNING)).call == [1, 2, 5]


@pytest.mark.parametrize(("free", "expected"), [(0, []), (1, [1]), (2, [1, 2]), (8, [1, 2, 3])])
def test_no_more_calls_than_are_free(free: int, expected: list[int]) -> None:
    assert decide([one(1, "ada"), one(2, "bea"), one(3, "cem")], at(MORNING), free).call == expected


def test_what_is_too_late_ends_even_when_no_call_is_free() -> None:
    decided = decide([one(1), one(2, expires_at=MORNING)], at(MORNING), free=0)
    assert decided.ends == [(2, DispatchState.FAILED, "expired")]


@pytest.mark.parametrize(
    ("candidate", "state", "error", "gone"),
    [
        pytest.param(one(expires_at=MORNING), DispatchState.FAILED, "expired", [], id="at its very last moment"),
        pytest.param(
            one(expires_at=MORNING - timedelta(days=1), possibly_sent=True),
            DispatchState.UNSURE,
            "expired",
            [],
            id="expired before its repeat",
        ),
        pytest.param(one(address_ok=False), DispatchState.FAILED, "address gone", [1], id="its address is gone"),
        pytest.param(
            one(address_ok=False, possibly_sent=True),
            DispatchState.UNSURE,
            "address gone",
            [1],
            id="gone before its repeat",
        ),
        pytest.param(
            one(address_ok=False, expires_at=MORNING), DispatchState.FAILED, "expired", [], id="both: the time is over"
        ),
        pytest.param(one(lane=Lane.REPLY, expires_at=MORNING), DispatchState.FAILED, "expired", [], id="an old answer"),
    ],
)
def test_what_ends_without_a_call(candidate: Candidate, state: DispatchState, error: str, gone: list[int]) -> None:
    decided = decide([candidate], at(MORNING))
    assert (decided.call, decided.ends, decided.address_gone) == ([], [(1, state, error)], gone)


NEXT_MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
THIS_MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("candidate", "now", "later"),
    [
        pytest.param(one(), MORNING, None, id="bulk by day"),
        pytest.param(one(), EVENING, NEXT_MORNING, id="bulk in the evening"),
        pytest.param(one(), SUNDAY, THIS_MONDAY, id="bulk on a Sunday"),
        pytest.param(one(quiet_spec=OFF), EVENING, None, id="nobody chose quiet hours"),
        pytest.param(one(quiet_spec=OFF), SUNDAY, datetime(2026, 11, 22, 23, 0, tzinfo=UTC), id="Sunday all the same"),
        pytest.param(one(quiet_spec=None), SUNDAY, None, id="a chat of nobody we know"),
        pytest.param(one(lane=Lane.NORMAL), EVENING, NEXT_MORNING, id="important in the evening"),
        pytest.param(one(lane=Lane.URGENT), EVENING, NEXT_MORNING, id="urgent, not waived"),
        pytest.param(one(lane=Lane.URGENT, urgent_offhours=True), EVENING, None, id="urgent, waived"),
        pytest.param(one(lane=Lane.NORMAL, urgent_offhours=True), EVENING, NEXT_MORNING, id="waived only for urgent"),
        pytest.param(one(lane=Lane.EDIT), SUNDAY, None, id="a silent edit"),
        pytest.param(one(lane=Lane.REPLY), SUNDAY, None, id="an answer"),
    ],
)
def test_quiet_time_is_asked_for_once_more_before_the_call(
    candidate: Candidate, now: datetime, later: datetime | None
) -> None:
    decided = decide([candidate], at(now))
    assert decided.call == ([1] if later is None else [])
    assert [(id_, first) for id_, first, _ in decided.later] == ([] if later is None else [(1, later)])


@pytest.mark.parametrize(
    ("lane", "expires_at", "until"),
    [
        pytest.param(Lane.URGENT, NEXT_MORNING, NEXT_MORNING + timedelta(hours=48), id="urgent gets its 48 hours"),
        pytest.param(Lane.URGENT, NEXT_MORNING + timedelta(days=9), NEXT_MORNING + timedelta(days=9), id="or more"),
        pytest.param(Lane.BULK, NEXT_MORNING, NEXT_MORNING, id="bulk gets no more than it had"),
    ],
)
def test_until_when_what_waits_for_the_morning_may_go(lane: Lane, expires_at: datetime, until: datetime) -> None:
    assert decide([one(lane=lane, expires_at=expires_at)], at(EVENING)).later == [(1, NEXT_MORNING, until)]


def test_a_chat_whose_first_message_has_to_wait_is_free_for_the_next_one() -> None:
    due = [one(1, lane=Lane.URGENT), one(2, lane=Lane.EDIT)]
    assert decide(due, at(EVENING)).call == [2]


@pytest.mark.parametrize(("seq", "between"), [(0, False), (1, True)])
def test_a_turn_says_whether_it_goes_on_with_a_message(seq: int, between: bool) -> None:
    assert decide([one(seq=seq)], at(MORNING)).starts_part is between


# --- pacing


@pytest.mark.parametrize(
    ("meters", "expected"),
    [
        pytest.param({}, list(Lane), id="nothing was sent yet"),
        pytest.param({ALL: Pace(REAL + 1)}, [], id="the account has to wait"),
        pytest.param({BULK: Pace(REAL + 1)}, [Lane.REPLY], id="what goes to many has to wait"),
        pytest.param({ALL: Pace(REAL), BULK: Pace(REAL)}, list(Lane), id="the wait is over"),
    ],
)
def test_open_lanes(meters: dict[str, Pace], expected: list[Lane]) -> None:
    assert turn.open_lanes(meters, at(MORNING, BUDGET)) == expected
    assert turn.open_lanes(meters, at(MORNING)) == list(Lane)


def test_a_call_takes_a_slot_of_the_account_of_its_chat_and_of_bulk() -> None:
    decided = decide([one(1, "ada"), one(2, "bea")], at(MORNING, BUDGET))
    assert decided.call == [1]
    waits = {name: pace.next_at - REAL for name, pace in decided.meters.items()}
    assert set(waits) == {ALL, BULK, "ada"}
    assert 0 < waits[ALL] < waits[BULK] < 1 / 27
    assert 0.9 < waits["ada"] < 1.1


def test_an_answer_leaves_the_meter_of_bulk_alone() -> None:
    decided = decide([one(1, lane=Lane.REPLY, is_person=False)], at(MORNING, BUDGET))
    assert set(decided.meters) == {ALL, "ada"}
    assert 2.9 < decided.meters["ada"].next_at - REAL < 3.1


def test_a_message_that_may_not_be_sent_takes_no_slot() -> None:
    decided = decide([one(1)], at(MORNING, BUDGET), meters={"ada": Pace(REAL + 0.5)})
    assert (decided.call, decided.meters) == ([], {})


def test_without_a_budget_no_meter_moves() -> None:
    decided = decide([one(1, "ada"), one(2, "bea")], at(MORNING), meters={ALL: Pace(REAL + 9)})
    assert (decided.call, decided.meters) == ([1, 2], {})


def test_chats_that_were_just_written_to_are_held() -> None:
    meters = {ALL: Pace(REAL + 9), BULK: Pace(REAL + 9), "ada": Pace(REAL + 1), "bea": Pace(REAL)}
    assert turn.held_chats({"ada": meters["ada"], "bea": meters["bea"]}, at(MORNING, BUDGET)) == {"ada": 1.0}
    assert turn.held_chats(meters, at(MORNING)) == {}


@pytest.mark.parametrize(
    ("meters", "seconds"),
    [
        ({}, 0.0),
        ({ALL: Pace(REAL - 1)}, 0.0),
        ({ALL: Pace(REAL + 2), BULK: Pace(REAL + 1)}, 1.0),
        ({ALL: Pace(REAL - 2), BULK: Pace(REAL + 1)}, 1.0),
        ({"ada": Pace(REAL + 1)}, 0.0),
    ],
)
def test_when_the_account_may_send_again(meters: dict[str, Pace], seconds: float) -> None:
    assert turn.next_free(meters, at(MORNING, BUDGET)) == seconds
    assert turn.next_free(meters, at(MORNING)) == 0.0


# --- booking ahead


def ahead(seconds: float = 0.2) -> Surroundings:
    return replace(at(MORNING, BUDGET), ahead=seconds)


def test_slots_within_reach_are_taken_one_behind_the_other() -> None:
    decided = decide([one(number, f"c{number}") for number in range(10)], ahead())
    starts = [decided.starts[id_] - REAL for id_ in decided.call]
    assert decided.call == [0, 1, 2, 3, 4, 5]
    assert starts[0] == 0
    assert starts[-1] <= 0.2
    # After a rest the second may catch up a little.
    assert all(1 / 27 <= later - earlier < 1 / 25 for earlier, later in pairwise(starts[1:]))


def test_without_a_budget_everything_starts_at_once() -> None:
    around = replace(at(MORNING), ahead=0.2)
    assert decide([one(1, "ada"), one(2, "bea")], around).starts == {1: REAL, 2: REAL}


def test_an_answer_takes_the_next_slot_however_many_wait() -> None:
    meters = {ALL: Pace(REAL + 0.1), BULK: Pace(REAL + 0.5)}
    due = [one(1, "ada", Lane.REPLY), one(2, "bea")]
    assert decide(due, ahead(), meters=meters).starts == {1: REAL + 0.1}
    assert turn.open_lanes(meters, ahead()) == [Lane.REPLY]
    assert turn.open_lanes({ALL: Pace(REAL + 0.3)}, ahead()) == []


def test_a_chat_that_is_not_free_at_the_slot_holds_no_other_up() -> None:
    meters = {ALL: Pace(REAL + 0.1), "ada": Pace(REAL + 0.15)}
    assert decide([one(1, "ada"), one(2, "bea")], ahead(), meters=meters).starts == {2: REAL + 0.1}
    assert turn.held_chats(meters, ahead()) == {"ada": pytest.approx(0.15)}


def test_the_next_slots_are_taken_shortly_before_the_booked_ones_run_out() -> None:
    wait = turn.next_free({ALL: Pace(REAL + 0.2), BULK: Pace(REAL + 0.21)}, ahead())
    assert 0.1 < wait < 0.2


def test_meters_that_hold_nothing_are_forgotten_but_for_those_of_the_account() -> None:
    meters = {ALL: Pace(REAL - 9), BULK: Pace(REAL - 9), "ada": Pace(REAL + 1), "bea": Pace(REAL)}
    assert set(turn.still_holding(meters, ahead())) == {ALL, BULK, "ada"}


def test_a_delay_concerns_the_account_and_no_chat() -> None:
    meters = {ALL: Pace(REAL), BULK: Pace(REAL, 20.0, REAL), "ada": Pace(REAL)}
    assert turn.delayed(meters, 0.5) == {ALL: Pace(REAL + 0.5), BULK: Pace(REAL + 0.5, 20.0, REAL), "ada": Pace(REAL)}

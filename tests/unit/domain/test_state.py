"""How a delivery's state follows from its dispatches."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.state import DeliveryState, DispatchState, Part, derive

PROPERTY = settings(max_examples=150, deadline=None)

QUEUED, SENDING, SENT, FAILED, UNSURE, CANCELLED = DispatchState


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param([], DeliveryState.WAITING, id="nothing was made of it yet"),
        pytest.param([QUEUED], DeliveryState.WAITING, id="queued"),
        pytest.param([SENDING], DeliveryState.WAITING, id="under way"),
        pytest.param([SENT], DeliveryState.SENT, id="sent"),
        pytest.param([FAILED], DeliveryState.FAILED, id="failed"),
        pytest.param([UNSURE], DeliveryState.UNSURE, id="unsure"),
        pytest.param([CANCELLED], DeliveryState.SKIPPED, id="cancelled"),
        pytest.param([SENT, SENT, SENT], DeliveryState.SENT, id="all parts sent"),
        pytest.param([SENT, SENT, QUEUED], DeliveryState.WAITING, id="the last part waits"),
        pytest.param([SENT, SENDING, QUEUED], DeliveryState.WAITING, id="the second part is under way"),
        pytest.param([SENT, FAILED, QUEUED], DeliveryState.FAILED, id="a failed part holds the rest"),
        pytest.param([SENT, UNSURE, QUEUED], DeliveryState.UNSURE, id="an unsure part holds the rest"),
        pytest.param([UNSURE, FAILED], DeliveryState.UNSURE, id="unsure outweighs failed"),
        pytest.param([UNSURE, CANCELLED], DeliveryState.UNSURE, id="unsure outweighs cancelled"),
        pytest.param([FAILED, CANCELLED], DeliveryState.FAILED, id="failed outweighs cancelled"),
        pytest.param([SENT, CANCELLED], DeliveryState.SKIPPED, id="stopped between two parts"),
    ],
)
def test_the_state_of_a_delivery_follows_from_its_parts(states: list[DispatchState], expected: DeliveryState) -> None:
    for order in permutations(states):
        assert derive([Part(state) for state in order])[0] is expected


def test_the_reason_is_that_of_the_first_part_that_decided() -> None:
    parts = [Part(SENT, "old"), Part(FAILED, "first"), Part(FAILED, "second"), Part(CANCELLED, "third")]
    assert derive(parts) == (DeliveryState.FAILED, "first")


def test_an_error_of_an_earlier_try_is_no_reason_once_it_arrived() -> None:
    assert derive([Part(SENT, "flood"), Part(SENT)]) == (DeliveryState.SENT, "")
    assert derive([Part(QUEUED, "flood")]) == (DeliveryState.WAITING, "")


parts_ = st.lists(st.builds(Part, st.sampled_from(DispatchState), st.sampled_from(["", "x", "y"])), max_size=6)


@PROPERTY
@given(parts_.flatmap(lambda parts: st.tuples(st.just(parts), st.permutations(parts))))
def test_the_order_of_the_parts_does_not_change_the_verdict(orders: tuple[list[Part], list[Part]]) -> None:
    one, other = orders
    assert derive(one)[0] is derive(other)[0]


@PROPERTY
@given(parts_)
def test_sent_means_that_every_part_was_sent(parts: list[Part]) -> None:
    assert (derive(parts)[0] is DeliveryState.SENT) == (bool(parts) and all(part.state is SENT for part in parts))


@PROPERTY
@given(parts_)
def test_waiting_means_that_something_is_still_to_come_and_nothing_went_wrong(parts: list[Part]) -> None:
    states = {part.state for part in parts}
    expected = not parts or (states <= {QUEUED, SENDING, SENT} and states != {SENT})
    assert (derive(parts)[0] is DeliveryState.WAITING) == expected


@PROPERTY
@given(parts_)
def test_an_unsure_part_is_never_hidden(parts: list[Part]) -> None:
    assert (derive(parts)[0] is DeliveryState.UNSURE) == any(part.state is UNSURE for part in parts)


@PROPERTY
@given(parts_)
def test_the_reason_comes_from_a_part_in_the_deciding_state(parts: list[Part]) -> None:
    state, reason = derive(parts)
    deciding = {DeliveryState.UNSURE: UNSURE, DeliveryState.FAILED: FAILED, DeliveryState.SKIPPED: CANCELLED}
    if state in deciding:
        assert reason in {part.error for part in parts if part.state is deciding[state]}
    else:
        assert reason == ""

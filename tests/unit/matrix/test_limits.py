"""What the server's answers teach about its limits for us."""

from datetime import timedelta

import pytest

from channels.matrix.limits import PROBE_AFTER, PROBING, Limits
from channels.pacing import MATRIX_EXEMPT, MATRIX_LIMITED

START = 1_000.0
LONG, SHORT = timedelta(seconds=4.7), timedelta(seconds=0.5)


def after_sending(limits: Limits, times: list[float]) -> Limits:
    """Return what is known after messages were accepted at these times."""
    for time in times:
        limits = limits.accepted(time)
    return limits


def test_as_long_as_nothing_is_known_the_limits_are_assumed_and_tried() -> None:
    assert Limits().budget(START) == PROBING
    assert PROBING.total_rate == MATRIX_LIMITED.total_rate
    assert PROBING.rooms_first


def test_more_accepted_at_once_than_the_limits_allow_shows_that_there_are_none() -> None:
    times = [START + number / 10 for number in range(PROBING.burst)]
    assert after_sending(Limits(), times[:10]).limited is None
    known = after_sending(Limits(), times)
    assert known.limited is False
    assert known.budget(START) == MATRIX_EXEMPT


@pytest.mark.parametrize("limited", [None, True])
def test_as_many_as_the_limits_allow_show_nothing_however_long_it_goes_on(limited: bool | None) -> None:
    times = [START] * 10 + [START + 5 * number for number in range(1, 300)]
    assert after_sending(Limits(limited), times).limited is limited


def test_a_refusal_shows_that_there_are_limits() -> None:
    known = Limits().refused(LONG, START)
    assert known.limited is True
    assert known.budget(START) == MATRIX_LIMITED
    assert Limits().refused(None, START).limited is True


def test_limits_are_tried_again_after_an_hour_and_found_lifted_or_not() -> None:
    known = Limits().refused(LONG, START)
    later = START + PROBE_AFTER + 1
    assert known.budget(later - 2) == MATRIX_LIMITED
    assert known.budget(later) == PROBING
    assert known.refused(LONG, later).budget(later) == MATRIX_LIMITED
    assert after_sending(known, [later] * PROBING.burst).budget(later) == MATRIX_EXEMPT


def test_who_was_freed_and_is_refused_has_limits_again_unless_the_wait_is_not_theirs() -> None:
    free = Limits(False)
    assert free.refused(SHORT, START).limited is False
    assert free.refused(LONG, START).limited is True
    assert free.refused(None, START).limited is True

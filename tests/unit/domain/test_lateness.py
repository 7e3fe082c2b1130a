"""What was said before an outage is told from what was said just now, whatever the clocks show."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.lateness import is_late, said_at

REAL = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGAN = REAL - timedelta(hours=1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("sent", "clock_ahead", "ago"),
    [
        pytest.param(minutes(0), minutes(0), minutes(0), id="now"),
        pytest.param(minutes(20), minutes(0), minutes(20), id="the network was away while we listened"),
        pytest.param(minutes(90), minutes(0), minutes(90), id="we were away"),
        pytest.param(minutes(1), timedelta(days=3), minutes(1), id="while we listened, another clock"),
        pytest.param(minutes(61), minutes(15), minutes(76), id="we were away, and our clock was put forward"),
    ],
)
def test_when_something_was_said_goes_by_our_clock(sent: timedelta, clock_ahead: timedelta, ago: timedelta) -> None:
    now = REAL + clock_ahead
    assert said_at(REAL - sent, BEGAN, REAL, now) == now - ago


def test_what_was_said_in_the_second_in_which_we_began_was_said_while_we_listened() -> None:
    now, began = REAL + timedelta(days=3), BEGAN + timedelta(seconds=0.7)
    assert said_at(BEGAN, began, REAL, now) == now - minutes(60)


def test_what_the_network_does_not_tell_or_tells_of_the_future_is_not_known() -> None:
    assert said_at(None, BEGAN, REAL, REAL) is None
    assert said_at(REAL + minutes(1), BEGAN, REAL, REAL) is None


@pytest.mark.parametrize(("ago", "late"), [(minutes(10), False), (minutes(10.01), True), (timedelta(days=9), True)])
def test_what_is_older_than_ten_minutes_is_late(ago: timedelta, late: bool) -> None:
    assert is_late(REAL - ago, REAL) is late


def test_what_has_no_time_is_never_late() -> None:
    assert not is_late(None, REAL)

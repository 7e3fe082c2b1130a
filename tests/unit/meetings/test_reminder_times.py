"""When people are reminded: the wall clock, quiet times, and what is left after a day on which nothing ran."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phrases import When
from domain.quiet import DEFAULT_SPEC, ZONE, Quiet, is_quiet, read_quiet
from domain.reminders import APART, Due, Planned, Row, Stage, due, latest_allowed, nominal, plan

LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)
OFFICE = read_quiet(DEFAULT_SPEC) or Quiet(time(0), time(0))
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25)})


def at(day: int, month: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def told(planned: list[Planned]) -> list[tuple[Stage, datetime]]:
    return [(one.stage, one.at.astimezone(ZONE)) for one in planned]


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2026, 10, 26), date(2027, 3, 28), date(2027, 3, 29)], ids=str)
def test_a_week_and_a_day_before_are_the_same_time_on_the_wall_clock(day: date) -> None:
    found = nominal(When(day, time(10)), None)
    assert found[Stage.WEEK].astimezone(ZONE) == datetime.combine(day - timedelta(days=7), time(10), ZONE)
    assert found[Stage.DAY].astimezone(ZONE) == datetime.combine(day - timedelta(days=1), time(10), ZONE)
    assert found[Stage.HOURS].astimezone(ZONE) == datetime.combine(day, time(8), ZONE)


def test_a_time_that_is_left_out_comes_earlier_and_one_that_is_there_twice_the_first_time() -> None:
    left_out = nominal(When(date(2027, 3, 29), time(2, 30)), None)[Stage.DAY]
    assert left_out == datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    twice = nominal(When(date(2026, 10, 26), time(2, 30)), None)[Stage.DAY]
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_ordinary_meeting_has_three_reminders() -> None:
    found = plan(When(date(2026, 12, 8), time(10)), None, LONG_AGO, OFFICE, frozenset())
    assert told(found) == [
        (Stage.WEEK, at(1, 12, 10)), (Stage.DAY, at(7, 12, 10)), (Stage.HOURS, at(8, 12, 8)),
    ]  # fmt: skip


def test_on_a_monday_morning_the_last_two_are_one_on_friday() -> None:
    found = plan(When(date(2026, 12, 7), time(8)), None, LONG_AGO, OFFICE, frozenset())
    assert told(found) == [(Stage.WEEK, at(30, 11, 8)), (Stage.HOURS, at(4, 12, 17))]


def test_holidays_are_passed_over_backwards() -> None:
    found = plan(When(date(2026, 12, 28), time(10)), None, LONG_AGO, OFFICE, CHRISTMAS)
    assert told(found)[1] == (Stage.DAY, at(23, 12, 17))


def test_the_end_of_the_sign_up_is_told_of_in_the_morning_before() -> None:
    found = plan(When(date(2026, 12, 17), time(10)), at(4, 12, 18), LONG_AGO, OFFICE, frozenset())
    assert (Stage.SIGN_UP, at(3, 12, 9)) in told(found)


def test_the_end_of_the_sign_up_and_the_week_before_are_one_and_the_meeting_counts() -> None:
    found = plan(When(date(2026, 12, 10), time(10)), at(4, 12, 18), LONG_AGO, OFFICE, frozenset())
    assert told(found)[0] == (Stage.WEEK, at(3, 12, 9))


def test_what_comes_together_with_the_invitation_is_left_out() -> None:
    found = plan(When(date(2026, 12, 8), time(10)), None, at(7, 12, 8), OFFICE, frozenset())
    assert told(found) == [(Stage.HOURS, at(8, 12, 8))]


def test_a_whole_day_has_none_on_the_day_itself() -> None:
    found = plan(When(date(2026, 12, 8)), None, LONG_AGO, OFFICE, frozenset())
    assert told(found) == [(Stage.WEEK, at(1, 12, 9)), (Stage.DAY, at(7, 12, 9))]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(at(1, 12, 12), at(1, 12, 12), id="in office hours it stays"),
        pytest.param(at(1, 12, 20), at(1, 12, 17), id="in the evening: an hour before its end"),
        pytest.param(at(1, 12, 6), at(30, 11, 17), id="early: the day before"),
        pytest.param(at(6, 12, 12), at(4, 12, 17), id="on a Sunday: Friday"),
        pytest.param(at(25, 10, 2, 30), at(23, 10, 17), id="in the hour that is there twice"),
    ],
)
def test_a_moment_moves_earlier(moment: datetime, expected: datetime) -> None:
    assert latest_allowed(OFFICE, moment, frozenset()) == expected


def test_half_an_hour_a_day_is_enough() -> None:
    short = read_quiet("08:00-07:30")
    assert short is not None
    assert latest_allowed(short, at(1, 12, 12), frozenset()) == at(1, 12, 7, 30)


_DAYS = st.dates(date(2026, 9, 1), date(2027, 6, 30))
_CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
_QUIET = st.builds(Quiet, st.sampled_from([time(18), time(16), time(22)]), st.sampled_from([time(7), time(9), time(6)]))


@given(_DAYS, st.none() | _CLOCKS, st.none() | st.integers(0, 40), _QUIET, st.frozensets(_DAYS, max_size=3))
def test_nothing_is_later_than_meant_quiet_or_close_to_another(
    day: date, start: time | None, days: int | None, quiet: Quiet, holidays: frozenset[date]
) -> None:
    until = None if days is None else datetime.combine(day - timedelta(days=days), time(18), ZONE)
    when = When(day, start)
    found = plan(when, until, LONG_AGO, quiet, holidays)
    assert found
    for one in found:
        assert one.at <= one.nominal
        assert not is_quiet(quiet, one.at, holidays)
    assert all(b.at - a.at >= APART for a, b in pairwise(found))
    # Each stage is there, or another stands for it that comes shortly before.
    for meant in nominal(when, until).values():
        moved = latest_allowed(quiet, meant, holidays)
        assert any(timedelta(0) <= moved - one.at < APART for one in found)


# --- what is due


START = at(8, 12, 10)
WEEK, DAY, HOURS = (
    Row(1, Stage.WEEK, at(1, 12, 10)),
    Row(2, Stage.DAY, at(7, 12, 10)),
    Row(3, Stage.HOURS, at(8, 12, 8)),
)
SIGN_UP = Row(4, Stage.SIGN_UP, at(3, 12, 9))
ALL = (WEEK, SIGN_UP, DAY, HOURS)
UNTIL = at(4, 12, 18)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(at(1, 12, 9), Due(None), id="nothing yet"),
        pytest.param(at(1, 12, 10), Due(1), id="at its moment"),
        pytest.param(at(2, 12, 18), Due(1), id="a day late it still helps"),
        pytest.param(at(3, 12, 10), Due(1, (4,)), id="of two missed ones that of the meeting"),
        pytest.param(at(5, 12, 10), Due(1, (4,)), id="not that of a sign-up that is over"),
        pytest.param(at(7, 12, 7), Due(None, (1, 4)), id="not right before the next"),
        pytest.param(at(8, 12, 9), Due(3, (1, 4, 2)), id="of all missed ones the last"),
        pytest.param(at(8, 12, 10), Due(None, (1, 4, 2, 3)), id="none once it has begun"),
    ],
)  # fmt: skip
def test_what_was_missed_comes_once_if_it_still_makes_sense(now: datetime, expected: Due) -> None:
    found = due(ALL, now, START, UNTIL)
    assert (found.send, set(found.drop)) == (expected.send, set(expected.drop))


@given(st.permutations(ALL), st.integers(0, 12 * 24))
def test_never_more_than_one_at_a_time_and_nothing_overdue_stays(rows: list[Row], hours: int) -> None:
    now = at(1, 12, 0) + timedelta(hours=hours)
    found = due(rows, now, START, UNTIL)
    overdue = {row.id for row in rows if row.due_at <= now}
    assert overdue <= {*found.drop, found.send}

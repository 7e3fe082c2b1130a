"""Whether a source is well."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.health import is_failing, is_silent, usual_gap

NOW = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def days(gap: int, count: int) -> list[date]:
    return [date(2026, 1, 1) + gap * number * DAY for number in range(count)]


@pytest.mark.parametrize(
    ("known", "gap"),
    [
        (days(1, 30), DAY), (days(7, 8), 7 * DAY), (days(1, 5), None), ([], None), (days(2, 6) * 3, 2 * DAY),
        ([*days(1, 20), date(2026, 6, 1)], DAY),
    ],
)  # fmt: skip
def test_the_usual_gap_is_that_of_most_days(known: list[date], gap: timedelta | None) -> None:
    assert usual_gap(known) == gap


@pytest.mark.parametrize(
    ("quiet_for", "gap", "silent"),
    [
        (13 * DAY, DAY, False), (15 * DAY, DAY, True), (15 * DAY, 7 * DAY, False), (36 * DAY, 7 * DAY, True),
        (400 * DAY, None, False),
    ],
)  # fmt: skip
def test_a_source_is_silent_when_it_says_much_less_than_it_used_to(
    quiet_for: timedelta, gap: timedelta | None, silent: bool
) -> None:
    assert is_silent(NOW, NOW - quiet_for, gap) is silent
    assert not is_silent(NOW, None, gap)


@pytest.mark.parametrize(
    ("fails", "failing_for", "failing"),
    [(4, 3 * DAY, True), (3, 9 * DAY, False), (40, 2 * DAY, False), (4, 30 * DAY, True)],
)
def test_a_source_is_failing_when_it_has_failed_often_and_for_days(
    fails: int, failing_for: timedelta, failing: bool
) -> None:
    assert is_failing(NOW, fails, NOW - failing_for) is failing
    assert not is_failing(NOW, fails, None)

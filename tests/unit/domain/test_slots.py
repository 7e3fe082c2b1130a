"""When digests are due, and what does not wait for them."""

from datetime import date, datetime, timedelta

import pytest

from domain.quiet import ZONE
from domain.recipient import Rhythm
from domain.slots import Calendar, at_once, edition_at, next_daily, next_edition

CALENDAR = Calendar()
HOLIDAYS = frozenset({date(2026, 11, 26), date(2026, 12, 24), date(2026, 12, 25)})


def at(day: str, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param(at("2026-11-16"), at("2026-11-19", 10), id="on Thursday"),
        pytest.param(at("2026-11-22", 23), at("2026-11-19", 10), id="of the same week"),
        pytest.param(at("2026-11-23"), at("2026-11-27", 10), id="the day after a holiday"),
        pytest.param(at("2026-12-21"), at("2026-12-23", 10), id="before, when the week has no working day left"),
        pytest.param(at("2027-03-29"), at("2027-04-01", 10), id="after the clock change it is ten o'clock still"),
    ],
)
def test_the_edition_is_due_on_its_day_or_the_nearest_working_day(now: datetime, due: datetime) -> None:
    assert edition_at(CALENDAR, now, HOLIDAYS) == due


@pytest.mark.parametrize(
    ("now", "released", "due"),
    [
        pytest.param(at("2026-11-18", 9), False, at("2026-11-19", 10), id="before it"),
        pytest.param(at("2026-11-19", 15), False, at("2026-11-19", 10), id="while it is looked through"),
        pytest.param(at("2026-11-20", 10), False, at("2026-11-27", 10), id="when nobody has released it"),
        pytest.param(at("2026-11-17", 9), True, at("2026-11-27", 10), id="released early"),
    ],
)
def test_which_edition_is_the_next(now: datetime, due: datetime, *, released: bool) -> None:
    assert next_edition(CALENDAR, now, HOLIDAYS, released=released) == due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param(at("2026-11-23", 7, 59), at("2026-11-23", 8), id="today"),
        pytest.param(at("2026-11-23", 8), at("2026-11-24", 8), id="tomorrow"),
        pytest.param(at("2026-11-25", 9), at("2026-11-27", 8), id="not on a holiday"),
        pytest.param(at("2026-11-27", 9), at("2026-11-30", 8), id="not on a weekend"),
    ],
)
def test_the_daily_digest_is_due_on_working_days(now: datetime, due: datetime) -> None:
    assert next_daily(CALENDAR, now, HOLIDAYS) == due


@pytest.mark.parametrize(
    ("deadline", "rhythms"),
    [
        pytest.param(None, {Rhythm.SOFORT}, id="none"),
        pytest.param(timedelta(hours=-1), {Rhythm.SOFORT}, id="over"),
        pytest.param(timedelta(hours=3), {Rhythm.SOFORT, Rhythm.TAEGLICH, Rhythm.WOECHENTLICH}, id="before both"),
        pytest.param(timedelta(hours=26), {Rhythm.SOFORT, Rhythm.WOECHENTLICH}, id="before the edition"),
        pytest.param(timedelta(hours=60), {Rhythm.SOFORT, Rhythm.WOECHENTLICH}, id="on the edition's own day"),
        pytest.param(timedelta(hours=75), {Rhythm.SOFORT}, id="after both"),
    ],
)
def test_what_has_its_deadline_before_a_digest_does_not_wait_for_it(
    deadline: timedelta | None, rhythms: set[Rhythm]
) -> None:
    now = at("2026-11-17", 9)
    due = None if deadline is None else now + deadline
    assert at_once(due, now, at("2026-11-19", 10), at("2026-11-18", 8)) == rhythms


def test_what_has_its_deadline_on_the_day_after_does_not_wait_for_an_overdue_edition() -> None:
    edition, now = at("2026-11-19", 10), at("2026-11-20", 0)
    assert Rhythm.WOECHENTLICH in at_once(at("2026-11-20", 8), now, edition, at("2026-11-20", 8))
    assert Rhythm.WOECHENTLICH not in at_once(at("2026-11-21", 8), now, edition, at("2026-11-20", 8))


def test_a_daily_digest_at_the_very_moment_of_the_deadline_is_too_late() -> None:
    edition, daily = at("2026-11-19", 10), at("2026-11-18", 8)
    assert Rhythm.TAEGLICH in at_once(daily, at("2026-11-18", 4), edition, daily)
    assert Rhythm.TAEGLICH not in at_once(at("2026-11-18", 8, 1), at("2026-11-18", 4), edition, daily)

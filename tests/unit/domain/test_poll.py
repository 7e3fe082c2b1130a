"""Polls: what is told about dates, and how they are stored."""

from datetime import UTC, date, datetime, time

import pytest

from domain.phrases import When
from domain.poll import (
    Calendar,
    Hint,
    Quorum,
    Remark,
    Unit,
    overlap,
    read_quorum,
    read_when,
    remarks,
    stored_end,
    stored_start,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
CALENDAR = Calendar(
    {date(2026, 12, 25): "Erster Weihnachtstag"},
    school=[(date(2026, 12, 23), date(2027, 1, 9), "Weihnachtsferien")],
    religious=[(date(2027, 3, 10), date(2027, 3, 10), "Zuckerfest")],
    taken=[(When(date(2027, 1, 19), time(10), time(12)), "Sitzung der Federführenden")],
)


def at(day: str, start: int | None = 10, end: int | None = 12) -> When:
    """Return a date from one hour to another."""
    return When(date.fromisoformat(day), None if start is None else time(start), None if end is None else time(end))


@pytest.mark.parametrize(
    ("when", "hints"),
    [
        (at("2027-01-21"), []),
        (at("2026-11-27"), [(Hint.PAST, "")]),
        (at("2026-12-01"), [(Hint.BEFORE_THE_END, "")]),
        (at("2026-12-25"), [(Hint.HOLIDAY, "Erster Weihnachtstag"), (Hint.SCHOOL_HOLIDAYS, "Weihnachtsferien")]),
        (at("2027-01-16"), [(Hint.WEEKEND, "")]),
        (at("2027-03-10"), [(Hint.RELIGIOUS, "Zuckerfest")]),
        (at("2027-01-19", 11, 13), [(Hint.TAKEN, "Sitzung der Federführenden")]),
        (at("2027-01-19", 12, 13), []),
    ],
    ids=["nothing", "past", "before the end", "holiday", "weekend", "religious", "taken", "right after"],
)
def test_what_is_told_about_a_date(when: When, hints: list[tuple[Hint, str]]) -> None:
    closes = datetime(2026, 12, 11, 17, tzinfo=UTC)
    assert remarks([when], CALENDAR, NOW, closes) == [Remark(0, hint, name) for hint, name in hints]


def test_dates_that_are_said_twice_or_overlap_are_told() -> None:
    dates = [at("2027-01-21"), at("2027-01-21"), at("2027-01-21", 11, 13), at("2027-01-22", None, None)]
    assert [(one.position, one.hint) for one in remarks(dates, CALENDAR, NOW, None)] == [
        (1, Hint.DOUBLE),
        (2, Hint.OVERLAPS),
    ]


def test_today_is_no_past_day_but_an_hour_that_is_over_is() -> None:
    assert remarks([at("2026-11-28", None, None)], Calendar({}), NOW, None) == [Remark(0, Hint.WEEKEND)]
    assert Remark(0, Hint.PAST) in remarks([at("2026-11-28", 9, 10)], Calendar({}), NOW, None)


@pytest.mark.parametrize("when", [at("2027-01-19"), at("2027-01-19", 10, None), at("2027-01-19", None, None)])
def test_a_date_is_stored_as_local_time(when: When) -> None:
    assert read_when(stored_start(when), stored_end(when)) == when


def test_a_date_without_an_end_takes_an_hour() -> None:
    assert overlap(at("2027-01-19", 10, None), at("2027-01-19", 10, 11))
    assert not overlap(at("2027-01-19", 10, None), at("2027-01-19", 11, None))


def test_a_quorum_is_stored_as_text() -> None:
    quorum = Quorum(8, Unit.ORGANISATIONS)
    assert read_quorum(quorum.text) == quorum
    assert read_quorum("") is None

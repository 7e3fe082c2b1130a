"""Moments as people name them in passing."""

from datetime import datetime

import pytest

from content import when
from content.dates import BERLIN

FRIDAY = datetime(2026, 11, 27, 16, 20, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.12. 12 Uhr", "2026-12-01T12:00:00+01:00"),
        ("bis 1.12., 12 Uhr", "2026-12-01T12:00:00+01:00"),
        ("Di., 01.12.2026, 12:00 Uhr", "2026-12-01T12:00:00+01:00"),
        ("1.12.26", "2026-12-01T23:59:59+01:00"),
        ("26.11.", "2027-11-26T23:59:59+01:00"),
        ("27.11. 16 Uhr", "2027-11-27T16:00:00+01:00"),
        ("26.11.2026", "2026-11-26T23:59:59+01:00"),
        ("15. Dezember um 9.30 Uhr", "2026-12-15T09:30:00+01:00"),
        ("1. März 2027", "2027-03-01T23:59:59+01:00"),
        ("28.03.2027 12 Uhr", "2027-03-28T12:00:00+02:00"),
        ("2026-12-01 08:15", "2026-12-01T08:15:00+01:00"),
        ("heute 18:30 Uhr", "2026-11-27T18:30:00+01:00"),
        ("morgen", "2026-11-28T23:59:59+01:00"),
        ("um Mo 8 Uhr", "2026-11-30T08:00:00+01:00"),
        ("Freitag 17 Uhr", "2026-11-27T17:00:00+01:00"),
        ("Freitag 16 Uhr", "2026-12-04T16:00:00+01:00"),
        ("Mittwoch", "2026-12-02T23:59:59+01:00"),
        ("um 17 Uhr", "2026-11-27T17:00:00+01:00"),
        ("9 Uhr", "2026-11-28T09:00:00+01:00"),
        ("31.12. 24 Uhr", "2026-12-31T23:59:59+01:00"),
    ],
)
def test_a_moment_is_the_next_one_that_is_meant(text: str, expected: str) -> None:
    found = when.read(text, FRIDAY)
    assert found is not None
    assert (found.moment.isoformat(), found.length) == (expected, len(text))


@pytest.mark.parametrize(
    "text", ["", "Dezember", "31.2.", "1.13.2026", "12", "alle", "Montage sind schön", "1.12. 25 Uhr"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert when.read(text, FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.", "2027-02-01T23:59:59+01:00"), ("bis 15. Januar", "2027-01-15T23:59:59+01:00"),
        ("Mo., 30.11.2026", "2026-11-30T23:59:59+01:00"), ("31.2.", None), ("1.2. oder 3.2.", None), ("bald", None),
        ("2026-12-24", "2026-12-24T23:59:59+01:00"), ("24.12.2026, 12:00 Uhr", "2026-12-24T12:00:00+01:00"),
    ],
)  # fmt: skip
def test_a_day_is_all_that_a_text_names(text: str, expected: str | None) -> None:
    found = when.read_day(text, FRIDAY)
    assert (found and found.isoformat()) == expected


def test_what_follows_is_left_alone() -> None:
    found = when.read("bis 1.12. 12 Uhr, alle", FRIDAY)
    assert found is not None
    assert "bis 1.12. 12 Uhr, alle"[found.length :] == ", alle"

"""Dates as people type them: a file of phrases with their results, and what holds for every text."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phrases import Doubt, Piece, Unclear, When, read, read_day

FILE = Path(__file__).parents[2] / "data" / "date_phrases.tsv"
TODAY = date(2026, 9, 1)
WEEKDAYS = ("Mo", "Dienstag", "Mi.", "Donnerstag", "Fr.", "Samstag", "So")


def cases() -> list[tuple[str, str]]:
    """Return (phrase, expected) of the file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(phrase.replace("\\n", "\n"), expected) for phrase, expected in pairs]


def shown(piece: Piece) -> str:
    """Return a piece as the file has it."""
    if isinstance(piece, Unclear):
        return f"? {piece.why.value}: {piece.said}"
    if piece.start is None:
        return f"{piece.day} ganztägig"
    return f"{piece.day} {piece.start:%H:%M}" + (f"-{piece.end:%H:%M}" if piece.end else "")


def test_the_file_has_two_hundred_phrases() -> None:
    assert len({phrase for phrase, _ in cases()}) >= 200


@pytest.mark.parametrize(("phrase", "expected"), cases(), ids=lambda value: value[:40])
def test_a_phrase_is_understood_or_asked_about(phrase: str, expected: str) -> None:
    assert " | ".join(map(shown, read(phrase, TODAY))) == expected


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    for piece in read(text, TODAY):
        assert isinstance(piece, When) or piece.said


@given(st.dates(date(2026, 9, 1), date(2099, 12, 31)), st.integers(0, 22), st.booleans())
def test_a_date_said_with_its_year_is_that_date(day: date, hour: int, names_weekday: bool) -> None:
    weekday = f"{WEEKDAYS[day.weekday()]} " if names_weekday else ""
    said = f"{weekday}{day:%d.%m.%Y} {hour}-{hour + 1} Uhr"
    if hour in (1, 2) and day.month == 3 and day.weekday() == 6:
        return  # the hour that is left out once a year
    assert read(said, TODAY) == (When(day, time(hour), time(hour + 1)),)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(1, 6))
def test_a_wrong_weekday_is_never_taken(day: date, off: int) -> None:
    wrong = WEEKDAYS[(day.weekday() + off) % 7]
    (piece,) = read(f"{wrong} {day:%d.%m.%Y} 10 Uhr", TODAY)
    assert isinstance(piece, Unclear)
    assert (piece.why, piece.days) == (Doubt.WEEKDAY, (day,))


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.integers(1, 28), st.integers(1, 12))
def test_a_date_without_a_year_is_the_next_one(today: date, day: int, month: int) -> None:
    (piece,) = read(f"{day}.{month}. 10 Uhr", today)
    assert isinstance(piece, When)
    assert timedelta(0) <= piece.day - today <= timedelta(days=366)
    assert (piece.day.day, piece.day.month) == (day, month)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11.12.", When(date(2026, 12, 11))),
        ("Fr 11.12. 18 Uhr", When(date(2026, 12, 11), time(18))),
        ("morgen", When(date(2026, 9, 2))),
        ("Pizza", Unclear(Doubt.NOT_UNDERSTOOD, "Pizza")),
        ("11.12., 12.12.", None),
        ("", None),
    ],
)
def test_one_day_may_stand_without_a_time(text: str, expected: Piece | None) -> None:
    assert read_day(text, TODAY) == expected

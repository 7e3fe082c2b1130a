"""German dates, written and read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import dates
from content.dates import BERLIN

END = datetime(2026, 2, 13, 23, 59, 59, tzinfo=BERLIN)


def test_days_and_moments_are_written_as_din_5008_has_them() -> None:
    moment = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    assert dates.day(moment) == "Mo., 07.12.2026"
    assert dates.moment(moment) == "Mo., 07.12.2026, 10:00 Uhr"


def test_a_deadline_that_ends_with_its_day_is_written_as_that_day() -> None:
    assert dates.due(END) == "Fr., 13.02.2026"
    assert dates.due(END.replace(hour=12, minute=0)) == "Fr., 13.02.2026, 12:00 Uhr"


def test_a_summer_day_is_a_day_in_germany() -> None:
    assert dates.day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "Mi., 01.07.2026"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("13.02.2026", END, id="day"),
        pytest.param("13.2.26", END, id="short"),
        pytest.param("Fr., 13.02.2026", END, id="with weekday"),
        pytest.param("Freitag, den 13. Februar 2026", END, id="in words"),
        pytest.param("2026-02-13", END, id="iso"),
        pytest.param("13.02.2026, 12:00 Uhr", datetime(2026, 2, 13, 12, tzinfo=BERLIN), id="with time"),
        pytest.param("13.02.2026 9.30 Uhr", datetime(2026, 2, 13, 9, 30, tzinfo=BERLIN), id="time with a dot"),
        pytest.param("13.02.2026, 9 Uhr", datetime(2026, 2, 13, 9, tzinfo=BERLIN), id="full hour"),
        pytest.param("2026-02-13T12:00", datetime(2026, 2, 13, 12, tzinfo=BERLIN), id="iso with time"),
        pytest.param("2026-02-13T12:00:00+00:00", datetime(2026, 2, 13, 12, tzinfo=UTC), id="iso with zone"),
        pytest.param("2026-02-13T12:00:00Z", datetime(2026, 2, 13, 12, tzinfo=UTC), id="iso in UTC"),
    ],
)
def test_people_may_write_a_deadline_in_many_ways(text: str, expected: datetime) -> None:
    assert dates.read_deadline(text) == expected


@pytest.mark.parametrize("text", ["bald", "31.02.2026", "13.02.", "", "13.02.2026, 25:00 Uhr", "Gesetz vom 13.02.2026"])
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert dates.read_deadline(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 26 Sep 2026 07:37:00 +0200", datetime(2026, 9, 26, 5, 37, tzinfo=UTC)),
        ("Do, 19 Nov 2026 14:00:00 MEZ", datetime(2026, 11, 19, 13, tzinfo=UTC)),
        ("Mi, 19 Aug 2026 14:00:00 MESZ", datetime(2026, 8, 19, 12, tzinfo=UTC)),
        ("Donnerstag, 12. März 2026 - 14:05", datetime(2026, 3, 12, 13, 5, tzinfo=UTC)),
        ("12 Mrz 2026", datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("12.3.26", datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("2026-03-12T10:00:00Z", datetime(2026, 3, 12, 10, tzinfo=UTC)),
        ("Thu, 12 Mar 2026 10:00:00 -0000", datetime(2026, 3, 12, 10, tzinfo=UTC)),
    ],
)
def test_feeds_may_write_a_date_in_many_ways(text: str, expected: datetime) -> None:
    assert dates.read_feed_date(text) == expected


@pytest.mark.parametrize("text", ["", "gestern", "0000-00-00", "Mon, 99 Foo 9999", "9999999999999", "0001-01-01"])
def test_a_feed_date_that_is_none_is_none(text: str) -> None:
    assert dates.read_feed_date(text) is None


@given(st.text(alphabet="0123456789.:-+TZ UhrMEZJanFebMärz,", max_size=40))
def test_no_text_makes_reading_a_date_fail(text: str) -> None:
    for read in (dates.read_deadline, dates.read_feed_date):
        found = read(text)
        assert found is None or found.tzinfo is not None

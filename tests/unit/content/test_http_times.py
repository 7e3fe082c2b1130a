"""What headers say about time, also when they say nonsense."""

from datetime import UTC, datetime, timedelta

import pytest

from content.http_times import LONGEST_FRESH, LONGEST_WAIT, fresh_for, retry_after

NOW = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
DATE = "Mon, 23 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=3600"}, 3600),
        ({"Cache-Control": "public, max-age=3600, stale-if-error=9"}, 3600),
        ({"Cache-Control": 'max-age="600"'}, 600),
        ({"Cache-Control": "s-maxage=3600"}, 0),
        ({"Cache-Control": "max-age=3600", "Age": "600"}, 3000),
        ({"Cache-Control": "max-age=60", "Age": "600"}, 0),
        ({"Cache-Control": "max-age=60", "Age": "alt"}, 60),
        ({"Cache-Control": "no-cache, max-age=3600"}, 0),
        ({"Cache-Control": "no-store"}, 0),
        ({"Cache-Control": "max-age=-1"}, 0),
        ({"Cache-Control": "max-age=99999999999999999999"}, LONGEST_FRESH.total_seconds()),
        ({"Cache-Control": "private", "Expires": "Mon, 23 Nov 2026 10:00:00 GMT", "Date": DATE}, 3600),
        ({"Cache-Control": "max-age=60", "Expires": "Mon, 23 Nov 2026 10:00:00 GMT", "Date": DATE}, 60),
        ({"Expires": "Mon, 23 Nov 2026 09:07:00 GMT"}, 3600),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT", "Date": DATE}, 0),
        ({"Expires": "Mon, 23 Nov 2099 10:00:00 GMT", "Date": DATE}, LONGEST_FRESH.total_seconds()),
        ({"Expires": "0"}, 0),
        ({"Expires": "-1"}, 0),
        ({"Expires": "bald"}, 0),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_it_says_but_a_day(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)), (" 0 ", timedelta()), ("999999999999999", LONGEST_WAIT),
        ("Mon, 23 Nov 2026 09:02:00 GMT", timedelta(minutes=2)), ("Mon, 23 Nov 2020 09:02:00 GMT", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None), ("Mon, 23 Nov 2099 09:02:00 GMT", LONGEST_WAIT),
        ("-5", None), ("1.5", None), ("²", None), ("", None), ("gleich", None), ("120, 240", None),
    ],
)  # fmt: skip
def test_a_server_may_ask_for_patience(value: str, wait: timedelta | None) -> None:
    assert retry_after({"Retry-After": value, "Date": DATE}, NOW) == wait

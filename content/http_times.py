"""What a server's headers say about time: for how long an answer is fresh, and when to ask again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: A source that calls itself fresh for longer is asked all the same.
LONGEST_FRESH = timedelta(days=1)
#: A server that asks for more patience does not get it.
LONGEST_WAIT = timedelta(days=31)

_NEVER_FRESH = re.compile(r"(?i)\b(?:no-cache|no-store)\b(?!\s*=)")
_MAX_AGE = re.compile(r'(?i)(?:^|[\s,])max-age\s*=\s*"?(\d{1,12})')
_SECONDS = re.compile(r"\d{1,12}")


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return for how long an answer need not be asked for again: by max-age, else by Expires; at most a day.

    Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2
    """
    control = headers.get("Cache-Control", "")
    if _NEVER_FRESH.search(control):
        return timedelta()
    if match := _MAX_AGE.search(control):
        age = _SECONDS.match(headers.get("Age", "").strip())
        return _within(timedelta(seconds=int(match[1]) - (int(age[0]) if age else 0)), LONGEST_FRESH)
    expires = _moment(headers.get("Expires", ""))
    return timedelta() if expires is None else _within(expires - _date(headers, now), LONGEST_FRESH)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a server asks us to wait, in seconds or until a date; None where it says nothing sensible.

    A date counts by the server's own clock. Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return _within(timedelta(seconds=int(value[:12])), LONGEST_WAIT)
    until = _moment(value)
    return None if until is None else _within(until - _date(headers, now), LONGEST_WAIT)


def _date(headers: Mapping[str, str], now: datetime) -> datetime:
    return _moment(headers.get("Date", "")) or now


def _moment(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _within(wait: timedelta, longest: timedelta) -> timedelta:
    return min(max(wait, timedelta()), longest)

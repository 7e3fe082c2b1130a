"""Moments as people name them in passing: "1.12. 12 Uhr", "Mo 8 Uhr", "morgen", "15. Dezember"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from content.dates import BERLIN, END_OF_DAY, read_deadline

_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "dezember",
)  # fmt: skip
_WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_DAYS_AHEAD = {"heute": 0, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
_MONTH = "|".join(f"{name[:3]}[a-zäöü]*" for name in (*_MONTHS, "maerz", "mrz"))
_WEEKDAY = r"(?P<weekday>(?:mo|di|mi|do|fr|sa|so)(?:[a-z]*tag|ttwoch|nnabend)?)\b\.?"
_DAY = (
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})(?:\.|(?=\s|,|$))|(?P<named>{_MONTH})\b\.?)"
    r"(?:\s?(?P<year>\d{4}|\d{2})(?![\d.:]|\s?Uhr))?"
    r"|(?P<ahead>heute|morgen|übermorgen|uebermorgen)\b)"
)
_CLOCK = r"(?:(?:um\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*Uhr\b|(?P<bare>\d{1,2}:\d{2}))"
_WHEN = re.compile(
    rf"(?:(?:bis|am|zum|um|ab)\s+)*(?:(?:den|nächsten|kommenden)\s+)?"
    rf"(?:(?:{_WEEKDAY},?\s*(?:den\s+)?)?{_DAY}|{_WEEKDAY.replace('weekday', 'alone')})?"
    rf"(?:\s*,?\s*{_CLOCK})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A moment that a text begins with, and how many characters of the text name it."""

    moment: datetime
    length: int


def read(text: str, now: datetime, without_time: time = END_OF_DAY) -> When | None:
    """Return the moment that text begins with, in German time; None if it begins with none, or with an impossible one.

    A day without a year, a weekday and a time without a day are the next ones from now on. without_time: the time of
    day where only a day is named.
    """
    match = _WHEN.match(text)
    if match is None or not any(match[name] for name in ("iso", "day", "ahead", "alone", "hour", "bare")):
        return None
    clock = _clock(match, without_time)
    if clock is None:
        return None
    local = now.astimezone(BERLIN)
    for day in _days(match, local.date()):
        moment = datetime.combine(day, clock, BERLIN)
        if moment > now or match["iso"] or match["year"] or match["ahead"]:
            return When(moment, match.end())
    return None


def read_day(text: str, now: datetime) -> datetime | None:
    """Return the end of the day that a text names and nothing else: "bis 1.2.", "15. Januar 2027"; or None.

    A time of day may stand with it.
    """
    text = text.strip(" .!")
    found = read(text, now)
    whole = found is not None and not text[found.length :].strip(" .!")
    return found.moment if found is not None and whole else read_deadline(text)


def _clock(match: re.Match[str], without_time: time) -> time | None:
    hour, minute = match["hour"], match["minute"]
    if match["bare"]:
        hour, minute = match["bare"].split(":")
    if not hour:
        return without_time
    if int(hour) == 24 and not int(minute or 0):
        return END_OF_DAY
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


def _days(match: re.Match[str], today: date) -> Iterator[date]:
    """Give the days that may be meant, the nearest first; none for a day that does not exist."""
    try:
        if match["iso"]:
            yield date.fromisoformat(match["iso"])
        elif match["day"]:
            yield from _in_a_year(match, today)
        elif match["ahead"]:
            yield today + timedelta(days=_DAYS_AHEAD[match["ahead"].lower()])
        elif match["alone"]:
            wanted = [name[:2] for name in _WEEKDAYS].index(match["alone"][:2].lower())
            nearest = today + timedelta(days=(wanted - today.weekday()) % 7)
            yield from (nearest, nearest + timedelta(days=7))
        else:
            yield from (today, today + timedelta(days=1))
    except ValueError:
        return


def _in_a_year(match: re.Match[str], today: date) -> Iterator[date]:
    month = int(match["month"]) if match["month"] else _month(match["named"])
    day = int(match["day"])
    if match["year"]:
        yield date(int(match["year"]) + (2000 if len(match["year"]) == 2 else 0), month, day)
        return
    for year in (today.year, today.year + 1):
        yield date(year, month, day)


def _month(word: str) -> int:
    begins = word.lower().replace("mae", "mär").replace("mrz", "mär")[:3]
    return [name[:3] for name in _MONTHS].index(begins) + 1

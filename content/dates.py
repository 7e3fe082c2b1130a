"""German dates: written as DIN 5008 has them, and read as people and feeds write them."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")

#: What a day without a time of day means for a deadline: its last second.
END_OF_DAY = time(23, 59, 59)

_MONTHS = {
    "jan": 1, "jae": 1, "feb": 2, "mar": 3, "mrz": 3, "mae": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_ZONES: dict[str, tzinfo] = {
    "mez": timezone(timedelta(hours=1)), "cet": timezone(timedelta(hours=1)),
    "mesz": timezone(timedelta(hours=2)), "cest": timezone(timedelta(hours=2)),
    "utc": UTC, "gmt": UTC, "z": UTC,
}  # fmt: skip

_DAY = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)")
_DAY_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})\.?[\s-]+([a-zA-ZäöüÄÖÜ]{3,9})\.?[\s-]+(\d{4}|\d{2})(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_TIME = re.compile(r"(?<![\d.:])(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?![\d.])")
_FULL_HOUR = re.compile(r"(?<![\d.:])(\d{1,2})\s*Uhr", re.IGNORECASE)
_ZONE = re.compile(r"(?:\b|(?<=\d))(MESZ|MEZ|CEST|CET|UTC|GMT|Z)\b|(?<=\d)\s*([+-]\d{2}):?(\d{2})\b", re.IGNORECASE)
_NOT_A_DATE = re.compile(r"[^\W\d_]{3,}")


def day(moment_: datetime) -> str:
    """Return the day of an aware time as it is in Germany, e.g. "Fr., 13.02.2026"."""
    local = moment_.astimezone(BERLIN)
    return f"{WEEKDAYS[local.weekday()]}, {local:%d.%m.%Y}"


def moment(moment_: datetime) -> str:
    """Return an aware time as it is in Germany, e.g. "Mo., 07.12.2026, 10:00 Uhr"."""
    return f"{day(moment_)}, {moment_.astimezone(BERLIN):%H:%M} Uhr"


def due(moment_: datetime) -> str:
    """Return a deadline: the day alone when it ends with that day, else with its time of day."""
    local = moment_.astimezone(BERLIN)
    ends_with_the_day = (local.hour, local.minute) == (END_OF_DAY.hour, END_OF_DAY.minute)
    return day(moment_) if ends_with_the_day else moment(moment_)


def read_deadline(text: str) -> datetime | None:
    """Return the time that a person wrote ("13.02.2026", "13.02.2026, 12:00 Uhr", ISO), or None if it is none.

    Without a zone it is German time, without a time of day the end of that day. Other words make it no date.
    """
    rest = re.sub(r"(?i)\b(mo|di|mi|do|fr|sa|so|[a-z]+tag|mittwoch|sonnabend|um|den|uhr|bis|zum|am)\b\.?", " ", text)
    words = [word for word in _NOT_A_DATE.findall(rest) if not _month(word) and word.casefold() not in _ZONES]
    if words or len(text) > 60:
        return None
    return read_date(text, END_OF_DAY)


def read_date(text: str, without_time: time = time(0)) -> datetime | None:
    """Return the first date found in text, with its time of day and zone where they are given, or None."""
    found = _find_day(text)
    if found is None:
        return None
    (year, month, day_), rest = found
    clock = _find_time(rest, without_time)
    if clock is None:
        return None
    try:
        return datetime(year, month, day_, clock.hour, clock.minute, clock.second, tzinfo=_find_zone(rest))
    except ValueError:
        return None


def read_feed_date(text: str) -> datetime | None:
    """Return the time that a feed names in any of the usual ways, English, German or ISO, or None."""
    text = text[:100].strip()
    for read in (_read_iso, _read_mail):
        found = read(text)
        if found is not None:
            return found
    return read_date(text)


def _read_iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _aware(found)


def _read_mail(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return _aware(found.replace(tzinfo=UTC) if text.endswith("-0000") else found)


def _aware(found: datetime) -> datetime | None:
    """Return found with a zone, or None where it lies outside of what can be counted with."""
    if not 1970 <= found.year <= 2200:
        return None
    return found if found.tzinfo else found.replace(tzinfo=BERLIN)


def _find_day(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return (year, month, day) and the text without them."""
    if match := _ISO_DAY.search(text):
        year, month, day_ = match.groups()
    elif match := _DAY.search(text):
        day_, month, year = match.groups()
    elif (match := _DAY_IN_WORDS.search(text)) and (named := _month(match[2])):
        day_, month, year = match[1], str(named), match[3]
    else:
        return None
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not 1970 <= full_year <= 2200:
        return None
    rest = f"{text[: match.start()]} {text[match.end() :].removeprefix('T')}"
    return (full_year, int(month), int(day_)), rest


def _find_time(text: str, without: time) -> time | None:
    match = _TIME.search(text)
    hour = match or _FULL_HOUR.search(text)
    if hour is None:
        return without
    try:
        return time(int(hour[1]), int(match[2]) if match else 0, int(match[3] or 0) if match else 0)
    except ValueError:
        return None


def _find_zone(text: str) -> tzinfo:
    match = _ZONE.search(text)
    if match is None:
        return BERLIN
    if match[1]:
        return _ZONES[match[1].casefold()]
    minutes = int(match[3]) + 60 * abs(int(match[2]))
    return timezone(timedelta(minutes=-minutes if match[2].startswith("-") else minutes)) if minutes < 1440 else BERLIN


def _month(word: str) -> int | None:
    folded = word.casefold().replace("ä", "ae")
    return _MONTHS.get(folded[:3])

"""Deadlines in German texts: until when something must be done ("bis zum 30.09.2026", "Frist endet am 30.9.")."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

_MONTHS = {
    "januar": 1, "jan": 1, "jänner": 1, "februar": 2, "feb": 2, "märz": 3, "maerz": 3, "mrz": 3, "mär": 3, "april": 4,
    "apr": 4, "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9,
    "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = (
    r"(?:(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|Mo|Di|Mi|Do|Fr|Sa|So)\b\.?,?\s*"
    r"(?:de[nmr]\s+|\()?)?"
)
_DAY = (
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.|(?P<named>{_NAMES})\b\.?)"
    r"(?:\s?(?P<year>\d{4}|\d{2})(?![\d.:]|\s?Uhr))?"
    rf"|Ende\s+(?:des\s+Monats\s+)?(?:(?P<ending>{_NAMES})\b\.?)?\s?(?P<year_of_end>\d{{4}})?"
    r"(?<!Ende)(?<!Ende\s)(?<!Monats\s)\b(?!\s*(?:/|–|-|oder|bzw)))"
)
_CLOCK = r"(?:\s*(?:,|um|bis|\()?\s*(?:um\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*Uhr)?"
#: What comes before the day of a deadline.
_UNTIL = (
    r"(?:bis(?:\s+|:\s*)(?:spätestens|spaetestens|einschließlich|einschliesslich|einschl\.|längstens|zum\s+Ablauf\s+des)?\s*"
    r"(?:zum|am|den|vor\s+dem)?\s*"
    r"|bis\s+zum\s+Stichtag\s+"
    r"|(?:spätestens|spaetestens|längstens)\s*(?:bis)?\s*(?:zum|am|den)?\s*"
    r"|(?:\w*frist(?:ende)?|\w*schluss|Deadline|Stichtag|Abgabetermin|letzte[rm]?\s+Tag(?=\s+(?:für|zur)\s))\b(?:\s+(?:für|zur|der|des|von)\s+(?:\w+\s+){0,4}?)?\s*"
    r"(?:(?:endet|läuft|laeuft|ist|war|wurde|wird|verlängert|verlaengert|ab|aus)\s+){0,3}(?:\s*:)?\s*"
    r"(?:am|bis|zum|der|den|auf|mit\s+dem)?\s*(?:zum|spätestens|den)?\s*)"
)
_EARLY = _CLOCK.replace("hour", "early").replace("minute", "before")
_DEADLINE = re.compile(rf"(?<!\w){_UNTIL}{_WEEKDAY}{_EARLY}\s*(?:am\s+)?{_DAY}{_CLOCK}", re.IGNORECASE)
#: What lasts until a day by itself.
_LASTING = (
    "gültig|gueltig|befristet|verlängert|gilt|gelten|gelte|läuft|laeuft|laufen|gesperrt|geöffnet|geoeffnet|fortgelt"
)
_RANGE = re.compile(
    rf"\b(?:vom|von|zwischen|ab|seit|in der Zeit|Laufzeit\w*|{_LASTING})[^.;!?]{{0,40}}$"
    rf"|(?:\d{{1,2}}\.\s?(?:\d{{1,2}}\.|(?:{_NAMES})\b)?\s?(?:\d{{4}}|\d{{2}})?|\d{{1,2}}(?:[:.]\d{{2}})?\s*(?:Uhr)?)\s*$",
    re.IGNORECASE,
)
#: Something to be done makes the end of a span a deadline all the same: "Anmeldung vom 1. bis 15. März".
_TO_DO = re.compile(
    r"anmeld|anzumelden|bewerb|einreich|einzureichen|antr[aä]g|frist|rückmeld|einsend|einzusend|stellungnahme|vorschläge|"
    r"meldung|melden|abgabe|abgeben|umtausch",
    re.IGNORECASE,
)
_NOT_DUE = re.compile(rf"(?:{_LASTING})\w*[^.;!?]{{0,40}}$", re.IGNORECASE)
_NOT_DUE_AFTER = re.compile(
    rf"[^.;!?]{{0,40}}?\b(?:{_LASTING}|zu sehen|andauern|dauern|fertig|abgeschlossen|erhöh|sinken|steig|wachsen)",
    re.IGNORECASE,
)
_NAMED_LIMIT = re.compile(r"frist\w*\b\s*$|frist\b", re.IGNORECASE)
#: What every day looks like.
_ANY_DAY = re.compile(r"\d\.\s?(?:\d\d?\.|[^\W\d_]{3})|\d-\d\d-\d|\b[Ee]nde\s")
#: A deadline begins with a word in which one of these stands: looked for first, since most texts have none.
_TRIGGERS = (
    "bis",
    "spätest",
    "spaetest",
    "längst",
    "frist",
    "schluss",
    "deadline",
    "stichtag",
    "abgabetermin",
    "letzte",
)
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-ZÄÖÜ])")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, its time of day if one is named, and the words that say so."""

    day: date
    at: time | None
    because: str


def find(title: str, text: str, published: date | None) -> Deadline | None:
    """Return the deadline that an entry names, or None.

    A day without a year is the next one after the day of publishing, and nothing where that is not known. Of several
    deadlines the one that comes first in the text counts: it is the one that the text is about. The end of a month or
    year is its last day, where something is to be done until then; its beginning or middle is no day.
    """
    for part in (title, text):
        for match in _matches(part):
            if _is_span(part, match.start()) or _NOT_DUE_AFTER.match(part, match.end()):
                continue
            if _is_end(match) and not _is_to_do(part, match):
                continue
            day = _day(match, published)
            if day is not None:
                return Deadline(day, _clock(match), " ".join(match[0].split()))
    return None


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what has the form of a deadline, in order: tried only where a trigger stands, since trying is slow."""
    small = text.lower()
    triggers = [trigger for trigger in _TRIGGERS if trigger in small]
    if not triggers or not _ANY_DAY.search(text):
        return
    end = 0
    for begin in sorted({_word_begin(text, at) for trigger in triggers for at in _places(small, trigger)}):
        match = _DEADLINE.match(text, begin) if begin >= end else None
        if match:
            yield match
            end = match.end()


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _word_begin(text: str, at: int) -> int:
    while at and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at -= 1
    return at


def _is_span(text: str, start: int) -> bool:
    """Return whether what stands before makes it the end of a span of time, and nothing is to be done in it."""
    begin = max((end.end() for end in _SENTENCE.finditer(text, 0, start)), default=0)
    before = text[max(begin, start - 60) : start]
    if _NOT_DUE.search(before) and not _NAMED_LIMIT.search(before):
        return True
    return bool(_RANGE.search(before)) and not _TO_DO.search(text[begin : start + 80])


def _is_end(match: re.Match[str]) -> bool:
    """Return whether it is the end of a month or year."""
    return bool(match["ending"] or match["year_of_end"])


def _is_to_do(text: str, match: re.Match[str]) -> bool:
    """Return whether its sentence says that something is to be done."""
    begin = max((end.end() for end in _SENTENCE.finditer(text, 0, match.start())), default=0)
    following = _SENTENCE.search(text, match.end())
    return bool(_TO_DO.search(text[begin : following.start() if following else len(text)]))


def _last_day(match: re.Match[str], published: date | None) -> date | None:
    """Return the last day of a month, the next one after publishing where no year is named, or of a year."""
    month = _MONTHS[match["ending"].lower()] if match["ending"] else 12
    if match["year_of_end"]:
        year = int(match["year_of_end"])
    elif published is None:
        return None
    else:
        year = published.year + (month < published.month)
    return date(year, month, monthrange(year, month)[1])


def _day(match: re.Match[str], published: date | None) -> date | None:
    try:
        if _is_end(match):
            return _last_day(match, published)
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if not match["day"]:
            # An "Ende" of nothing, with more than one space behind it.
            return None
        month = int(match["month"]) if match["month"] else _MONTHS[match["named"].lower()]
        day = int(match["day"])
        if match["year"]:
            year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
            return date(year, month, day)
        if published is None:
            return None
        this = date(published.year, month, day)
        return this if this >= published else this.replace(year=published.year + 1)
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> time | None:
    hour, minute = match["hour"] or match["early"], match["minute"] or match["before"]
    if not hour or int(hour) > 24 or int(minute or 0) > 59:
        return None
    return time(23, 59) if int(hour) == 24 else time(int(hour), int(minute or 0))

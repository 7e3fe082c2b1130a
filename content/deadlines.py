"""Deadlines in German texts: until when somebody must do something ("bis zum 30.09.2026", "Antragsfrist endet am 30.9.")."""

import re
from dataclasses import dataclass
from datetime import date, time

_MONTHS = {
    "januar": 1, "jan": 1, "jänner": 1, "februar": 2, "feb": 2, "märz": 3, "maerz": 3, "mrz": 3, "mär": 3, "april": 4,
    "apr": 4, "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9,
    "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|Mo|Di|Mi|Do|Fr|Sa|So)\b\.?,?\s*(?:de[nm]\s+)?)?"
_DAY = (
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.|(?P<named>{_NAMES})\b\.?)"
    r"(?:\s?(?P<year>\d{4}|\d{2})(?![\d.:]|\s?Uhr))?)"
)
_CLOCK = r"(?:\s*(?:,|um|bis|\()?\s*(?:um\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*Uhr)?"
#: What comes before the day of a deadline.
_UNTIL = (
    r"(?:bis\s+(?:spätestens|spaetestens|einschließlich|einschliesslich|einschl\.|längstens|zum\s+Ablauf\s+des|Ende\s+des)?\s*(?:zum|am|den|vor\s+dem)?\s*"
    r"|bis\s+zum\s+Stichtag\s+"
    r"|(?:spätestens|spaetestens|längstens)\s*(?:bis)?\s*(?:zum|am|den)?\s*"
    r"|(?:\w*frist|\w*schluss|Deadline|Stichtag|Abgabetermin|Einsendeschluss)\b(?:\s+(?:für|zur|der|des|von)\s+(?:\w+\s+){0,4}?)?\s*"
    r"(?:(?:endet|läuft|laeuft|ist|war|wurde|wird|verlängert|verlaengert|ab|aus)\s+){0,3}(?:\s*:)?\s*(?:am|bis|zum|der|den|auf|mit\s+dem)?\s*(?:zum|spätestens|den)?\s*)"
)
_DEADLINE = re.compile(
    rf"(?<!\w){_UNTIL}{_WEEKDAY}{_CLOCK.replace('hour', 'early').replace('minute', 'before')}\s*(?:am\s+)?{_DAY}{_CLOCK}",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?:\bvom|\bvon|\bzwischen|\bab|\bseit|\bin der Zeit|\bgültig|\bgueltig|\bbefristet|\bgilt|\bgelten|\bgelte|\bLaufzeit\w*|\bläuft|\blaeuft|\bgeöffnet|\bgesperrt|\bverlängert)"
    rf"[^.;!?]{{0,40}}$|(?:\d{{1,2}}\.\s?(?:\d{{1,2}}\.|(?:{_NAMES})\b)?\s?(?:\d{{4}}|\d{{2}})?|\d{{1,2}}(?:[:.]\d{{2}})?\s*(?:Uhr)?)\s*$",
    re.IGNORECASE,
)
#: Something to be done makes the end of a span a deadline all the same: "Anmeldung vom 1. bis 15. März".
_TO_DO = re.compile(
    r"[Aa]nmeld|[Aa]nzumelden|[Bb]ewerb|[Ee]inreich|[Ee]inzureichen|[Aa]ntr[aä]g|beantrag|[Ff]rist|[Rr]ückmeld|[Ee]insend|einzusend|[Ss]tellungnahme|[Vv]orschläge|[Mm]eldung|melden|[Aa]bgabe|[Aa]bgeben|[Uu]mtausch"
)
_NOT_DUE = re.compile(
    r"(?:gültig|gueltig|befristet|verlängert|gilt|gelten|gelte|läuft|laeuft|laufen|gesperrt|geöffnet|fortgelt)\w*[^.;!?]{0,40}$",
    re.IGNORECASE,
)
_NOT_DUE_AFTER = re.compile(
    r"[^.;!?]{0,40}?\b(?:gültig|gueltig|gesperrt|geöffnet|geoeffnet|verlängert|zu sehen|befristet|andauern|dauern|fortgelt|gelten|gilt|läuft|fertig|abgeschlossen|erhöh|sinken|steig|wachsen)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
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
    deadlines the one that comes first in the text counts: it is the one that the text is about.
    """
    for part in (title, text):
        if not _DIGIT.search(part):
            continue
        for match in _DEADLINE.finditer(part):
            if _is_span(part, match.start()) or _NOT_DUE_AFTER.match(part, match.end()):
                continue
            day = _day(match, published)
            if day is not None:
                return Deadline(day, _clock(match), " ".join(match[0].split()))
    return None


def _is_span(text: str, start: int) -> bool:
    """Return whether what stands before makes it the end of a span of time, and nothing is to be done in it."""
    begin = max((end.end() for end in _SENTENCE.finditer(text, 0, start)), default=0)
    before = text[max(begin, start - 60) : start]
    if _NOT_DUE.search(before) and not re.search(r"[Ff]rist\w*\s*$|frist\b", before):
        return True
    return bool(_RANGE.search(before)) and not _TO_DO.search(text[begin : start + 80])


def _day(match: re.Match[str], published: date | None) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
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

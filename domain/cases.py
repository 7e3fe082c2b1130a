"""Whether a text looks as if it told of somebody's case: so much of one person that they may be known again.

A name with a birth date or year, an AZR number, a number that one person has, or (`case_facts`) a name or initial with
an age and something else of their own; of a client who is named, anything. A file number alone tells of no case, since
every ruling has one; nor does the date of a law or a ruling, nor who is named for an office (`case_words.PUBLIC`).
"""

import itertools
import re

from domain import case_words as words
from domain.case_facts import tells_of_somebody
from domain.case_names import TITLED, is_named_in, is_named_near, names_before, names_behind
from domain.folding import fold

_MONTHS = words.MONTHS
_YEAR = r"(?:19[2-9]\d|20[0-2]\d)"
_DATE = (
    rf"(?:\b(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?P<{{0}}a>{_YEAR}|\d\d)\b(?![./-]?\d)"
    rf"|\b(?:0?[1-9]|[12]\d|3[01])\.?\s(?:{_MONTHS})\.?\s(?P<{{0}}b>{_YEAR})\b"
    rf"|\b(?P<{{0}}c>{_YEAR})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b)"
)
#: Behind the word for a birth also "17 12 1999" and "am zwölften März 1995".
_LOOSE_DATE = (
    rf"(?:{_DATE.format('x')}|\b(?:0?[1-9]|[12]\d|3[01])\s(?:0?[1-9]|1[0-2])\s(?:{_YEAR}|\d\d)\b"
    rf"|\b[a-zäöüß]{{3,20}}ten\s(?:{_MONTHS})\s{_YEAR}\b)"
)
#: Twelve digits, maybe in groups, behind the word; those of the Federal Labour Court ("5 AZR 123/20") are shorter.
_AZR = re.compile(
    r"\b(?:AZR|Ausländerzentralregister(?:s|nummer)?)\b[^\d\n]{0,45}((?:\d[ ./-]?){8,14})(?!\d)", re.IGNORECASE
)
#: "12.345.678" counts people.
_COUNT = re.compile(r"\d{1,3}(?:[. ]\d{3}){2}")
_BORN_ON = re.compile(
    rf"{words.BORN}\s?(?P<form>[:=])?\s?(?:\(?\s?(?:ist|war|ca\.|am|den|der|on|el|le|in\s\w+\sam)\s)?" + _LOOSE_DATE,
    re.IGNORECASE,
)
_ON_BORN = re.compile(
    r"(?P<before>\b\w+\s)?\b(?:am|den)\s" + _DATE.format("x") + r"\s(?:[^.!?\n]{0,40}\s)?geboren\b", re.IGNORECASE
)
#: The year alone, or with its month: "geb. 3/2016", "Jg. 1969", "ist 2009 geboren".
_BORN_IN = re.compile(
    rf"(?:{words.BORN}|\bjg\.?|\bjahrgang|\bgeburtsjahr(?:\sund\s-tag)?|\bbj\.?)\s?[:=]?\s?(?:\(|ca\.\s|im\sjahre?\s|in\s|im\s|etwa\s)?"
    rf"(?:(?:0?[1-9]|1[0-2])\s?[/.]\s?|(?:{_MONTHS})\.?\s)?(?:{_YEAR}|(?<=[jJ][gG]\.\s)\d\d)\b(?![./-]\d)(?!\s?(?:bis|–|-|und)\s?(?:19|20)\d\d)"
    rf"|\b(?:ist|wurde|bin)\s(?:(?:im|in)\s)?{_YEAR}\s(?:in\s\w+\s)?geboren\b",
    re.IGNORECASE,
)
_DATES = re.compile(_DATE.format("x"), re.IGNORECASE)
_NAME_LABEL = re.compile(r"\b(?:name|vorname|nachname|familienname)\s?[:=]\s?\w", re.IGNORECASE)
#: "am 1.1.2020 oder später geboren" is a rule.
_OR_LATER = re.compile(r"\boder\s(?:danach|später|früher|davor)\b", re.IGNORECASE)
#: Of whom books tell: "(17.02.1937 – 2026)".
_PUBLIC_LIFE = re.compile(
    rf"\b(?:{words.PUBLIC_LIFE})\b|\d{{4}}\s?[–-]\s?(?:\d\d\.\d\d\.)?(?:19|20)\d\d|†", re.IGNORECASE
)
#: Who was born then may be advised now; later dates are told of as something that happens.
_LAST_YEAR = 2012
_GENERAL = frozenset({"vor", "nach", "bis", "ab", "seit", "zwischen", "spaetestens", "fruehestens"})
_LONGEST = 20_000
#: So many years of birth are looked at in one text at most.
_MOST = 200


def looks_like_a_case(text: str) -> bool:
    """Return whether a text looks as if it told of somebody's case. What it says stays here."""
    text = text[:_LONGEST]
    return (
        _has_azr_number(text)
        or (
            not _tells_of_public_life(text)
            and (_tells_of_birth(text) or _has_name_beside_old_date(text) or _tells_of_birth_year(text))
        )
        or tells_of_somebody(text)
    )


def _has_azr_number(text: str) -> bool:
    return any(_is_number_of_somebody(found[1].strip(" ./-")) for found in _AZR.finditer(text))


def _is_number_of_somebody(digits: str) -> bool:
    if _COUNT.fullmatch(digits) or _DATES.match(digits):
        return False
    return 8 <= len(re.sub(r"\D", "", digits)) <= 14


def _tells_of_birth(text: str) -> bool:
    """Somebody and when they were born; a rule for all who were born before or after a day is none."""
    if any(
        fold(found["before"] or "") not in _GENERAL and not _OR_LATER.search(found[0])
        for found in _ON_BORN.finditer(text)
    ):
        return True
    found = _BORN_ON.search(text)
    if found is None:
        return False
    if found["form"] or TITLED.search(text) or _NAME_LABEL.search(text):
        return True
    return bool(names_before(text[: found.start()])) or is_named_in(text[found.end() :])


def _tells_of_birth_year(text: str) -> bool:
    """Somebody and the year of their birth; a year alone is that of many."""
    return any(
        is_named_near(text, found.start(), found.end()) for found in itertools.islice(_BORN_IN.finditer(text), _MOST)
    )


def _tells_of_public_life(text: str) -> bool:
    return _PUBLIC_LIFE.search(text) is not None


def _has_name_beside_old_date(text: str) -> bool:
    """A name with a title, or two words that may be one, right beside a date so old that somebody was born then."""
    for found in _DATES.finditer(text):
        year = next(value for key, value in found.groupdict().items() if value is not None)
        if not _is_old(year):
            continue
        before = text[: found.start()]
        if _ends_with_title(before) or len(names_before(before)) >= 2 or names_behind(text[found.end() :]):
            return True
    return False


def _is_old(year: str) -> bool:
    # Of two digits only those of the last century are clear.
    return int(year) <= _LAST_YEAR if len(year) == 4 else 30 <= int(year) <= 99


def _ends_with_title(before: str) -> bool:
    titled = [found for found in TITLED.finditer(before[-80:]) if " " in found[0]]
    if not titled:
        return False
    rest = before[-80:][titled[-1].end() :]
    return len(rest) <= 25 and not re.search(
        r"\b(?:vom|seit|bis|ab|am|zum|urteil|beschluss|termin)\b", rest, re.IGNORECASE
    )

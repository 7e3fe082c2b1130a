"""Whether a text looks as if it told of somebody's case: a name with a birth date, or an AZR number.

A file number alone tells of no case, since every ruling has one; nor does the date of a law or a ruling.
"""

import re

from domain.folding import fold

_MONTHS = (
    "januar|jänner|februar|märz|maerz|april|mai|juni|juli|august|september|oktober|november|dezember"
    "|jan|feb|mär|mrz|apr|jun|jul|aug|sep|sept|okt|nov|dez|january|february|march|may|june|july|october|december"
)
_YEAR = r"(?:19[2-9]\d|20[0-2]\d)"
_DATE = (
    rf"(?:\b(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?P<{{0}}a>{_YEAR}|\d\d)\b(?![./-]?\d)"
    rf"|\b(?:0?[1-9]|[12]\d|3[01])\.?\s(?:{_MONTHS})\.?\s(?P<{{0}}b>{_YEAR})\b"
    rf"|\b(?P<{{0}}c>{_YEAR})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b)"
)
#: Twelve digits, maybe in groups, behind the word; those of the Federal Labour Court ("5 AZR 123/20") are shorter.
_AZR = re.compile(
    r"\b(?:AZR|Ausländerzentralregister(?:s|nummer)?)\b[^\d\n]{0,25}((?:\d[ ./-]?){8,14})(?!\d)", re.IGNORECASE
)
#: "12.345.678" counts people.
_COUNT = re.compile(r"\d{1,3}(?:[. ]\d{3}){2}")
#: "geb. 1.2.1990", "Geburtsdatum: …", "* 01.02.1990", and "am 1.2.1990 in Kabul geboren".
_BORN = (
    r"(?:\bgeb(?:\.|oren)?|\bgeburtsdatum|\bgeburtstag|\bgeb\.?-?datum|(?<![\w*])\*"
    r"|\bborn|\bdob|\bdate of birth|\bnacid[oa]|\bnée?|\bdoğum tarihi|\bнар\.?|\bнародил\w+|\bродил\w+"
    r"|\bдата рождения|\bдата народження|\bتاريخ الميلاد)"
)
_BORN_ON = re.compile(
    rf"{_BORN}\s?(?P<form>[:=])?\s?(?:\(?\s?(?:ist|war|am|den|der|on|el|le|in\s\w+\sam)\s)?" + _DATE.format("x"),
    re.IGNORECASE,
)
_ON_BORN = re.compile(
    r"(?P<before>\b\w+\s)?\b(?:am|den)\s" + _DATE.format("x") + r"\s(?:[^.!?\n]{0,40}\s)?geboren\b", re.IGNORECASE
)
_DATES = re.compile(_DATE.format("x"), re.IGNORECASE)
#: Somebody: with a title, or as whoever is advised.
_TITLED = re.compile(
    r"\b(?:herrn?|frau|hr\.|fr\.|fam\.|familie)\s+(?:dr\.\s+)?[A-ZÄÖÜ][\w'’-]+"
    r"|\b(?:klient|klientin|mandant|mandantin|ratsuchende[rn]?|antragsteller|antragstellerin|"
    r"asylbewerber|asylbewerberin|schutzsuchende[rn]?|betroffene[rn]?|patient|patientin|ehemann|ehefrau|sohn|tochter|"
    r"kind|bruder|schwester|mutter|vater)\b",
    re.IGNORECASE,
)
_NAME_LABEL = re.compile(r"\b(?:name|vorname|nachname|familienname)\s?[:=]\s?\w", re.IGNORECASE)
_NAME_WORD = re.compile(r"(?:(?:al|el|van|von|de|bin|ibn|abu)[- ]?)?[^\W\d_][\w'’-]*")
_PAIR = re.compile(r"[\s,;:)|–-]{1,3}((?:[^\W\d_][\w'’-]+)\s(?:[^\W\d_][\w'’-]+))\b")
#: "am 1.1.2020 oder später geboren" is a rule.
_OR_LATER = re.compile(r"\boder\s(?:danach|später|früher|davor)\b", re.IGNORECASE)
#: Nobody is called so: words in front of the dates of laws, rulings and events, and ends of words like them.
# fmt: off
_NO_NAMES = frozenset({
    "gesetz", "erlass", "runderlass", "urteil", "beschluss", "verordnung", "richtlinie", "konvention", "abkommen",
    "vertrag", "grundgesetz", "fassung", "stand", "frist", "stichtag", "termin", "treffen", "sitzung", "datum", "seit",
    "bis", "ab", "vom", "am", "zum", "nach", "vor", "der", "die", "das", "im", "den", "dem", "und", "oder", "wann",
    "wer", "was", "wie", "ist", "gilt", "neue", "neuer", "neues", "alte", "aktuelle", "rundschreiben", "meldung",
    "protokoll", "verbundtreffen", "fortbildung", "seminar", "kurs", "bundesgesetzblatt", "ministerium", "land",
    "niedersachsen", "deutschland", "bund", "europa", "syrien", "afghanistan", "irak", "iran", "ukraine", "genfer",
    "dublin", "schengen", "oldenburg", "lueneburg", "hannover", "braunschweig", "goettingen", "osnabrueck", "celle",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "beginn", "ende", "einfuehrung",
    "bitte", "danke", "hallo", "guten", "tag", "liebe", "sehr", "grund", "artikel", "absatz", "fluechtlingskonvention",
    "abteilung", "referat", "suche", "eilt", "einladung", "kriegsende", "mauerfall",
})
# fmt: on
_NO_NAME_ENDS = (
    "ung",
    "heit",
    "keit",
    "schaft",
    "gesetz",
    "erlass",
    "recht",
    "vertrag",
    "abkommen",
    "konvention",
    "tag",
    "treffen",
    "urteil",
    "beschluss",
    "titel",
    "gericht",
    "amt",
    "behoerde",
    "ministerium",
    "verordnung",
    "richtlinie",
    "kurs",
    "tion",
    "ismus",
    "blatt",
    "buch",
    "schreiben",
    "plan",
    "programm",
    "beratung",
    "stelle",
    "nummer",
    "zeichen",
)  # fmt: skip
_COURTS = re.compile(r"\b(?:BVerwG|BVerfG|BGH|OVG|VGH?|EuGH|EGMR|BSG|LSG|SG|BAG|LG|AG|OLG|Urteil|Beschluss|Az)\b\.?")
#: Who was born then may be advised now; later dates are told of as something that happens.
_LAST_YEAR = 2012
_GENERAL = frozenset({"vor", "nach", "bis", "ab", "seit", "zwischen", "spaetestens", "fruehestens"})
_LONGEST = 20_000


def looks_like_a_case(text: str) -> bool:
    """Return whether a text looks as if it told of somebody's case. What it says stays here."""
    text = text[:_LONGEST]
    return _has_azr_number(text) or _tells_of_birth(text) or _has_name_beside_old_date(text)


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
    if found["form"] or _TITLED.search(text) or _NAME_LABEL.search(text):
        return True
    return bool(_names_before(text[: found.start()])) or _is_named_in(text[found.end() :])


def _has_name_beside_old_date(text: str) -> bool:
    """A name with a title, or two words that may be one, right beside a date so old that somebody was born then."""
    for found in _DATES.finditer(text):
        year = next(value for key, value in found.groupdict().items() if value is not None)
        if not _is_old(year):
            continue
        before = text[: found.start()]
        if _ends_with_title(before) or len(_names_before(before)) >= 2 or _names_behind(text[found.end() :]):
            return True
    return False


def _is_old(year: str) -> bool:
    # Of two digits only those of the last century are clear.
    return int(year) <= _LAST_YEAR if len(year) == 4 else 30 <= int(year) <= 99


def _ends_with_title(before: str) -> bool:
    titled = [found for found in _TITLED.finditer(before[-80:]) if " " in found[0]]
    if not titled:
        return False
    rest = before[-80:][titled[-1].end() :]
    return len(rest) <= 25 and not re.search(
        r"\b(?:vom|seit|bis|ab|am|zum|urteil|beschluss|termin)\b", rest, re.IGNORECASE
    )


def _names_before(before: str) -> list[str]:
    """Return the words that stand right before something and may be somebody's name."""
    if _COURTS.search(before[-60:]):
        return []
    names: list[str] = []
    rest = before
    while len(names) < 4:
        stripped = rest.rstrip(" ,;:(/|–-،\t")
        if len(rest) - len(stripped) > 4:
            break
        found = re.search(r"[\w'’-]+$", stripped)
        if found is None or not _may_be_name(found[0]):
            break
        names.append(found[0])
        rest = stripped[: found.start()]
    return names


def _names_behind(behind: str) -> bool:
    found = _PAIR.match(behind)
    return found is not None and all(_may_be_name(word) for word in found[1].split())


def _is_named_in(behind: str) -> bool:
    """Return whether the same sentence goes on with two words that may be somebody's name."""
    sentence = re.split(r"[.!?\n]", behind[:80], maxsplit=1)[0]
    return any(all(map(_may_be_name, found[1].split())) for found in _PAIR.finditer(sentence))


def _may_be_name(word: str) -> bool:
    if not _NAME_WORD.fullmatch(word) or len(word) < 3 or not _is_written_like_one(word):
        return False
    plain = fold(word)
    return plain not in _NO_NAMES and not plain.endswith(_NO_NAME_ENDS)


def _is_written_like_one(word: str) -> bool:
    """Return whether a word begins with a capital and is no abbreviation; a script without capitals has neither."""
    tail = word.rsplit("-", maxsplit=1)[-1].rsplit(" ", maxsplit=1)[-1]
    return (tail[:1].isupper() and not word.isupper()) or not any(char.isupper() or char.islower() for char in word)

"""Who is named in a text: words that may be somebody's name, titles, initials, and whoever is advised."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain import case_words as words
from domain.folding import fold

_NAME = r"[A-ZÄÖÜÇŞİĞÁÉÓŠŽČĆ][^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,3}"
_INITIAL = r"[A-ZÄÖÜ]\."
_TITLE = r"\b(?:[Hh]errn?|[Ff]rau|[Hh]r\.|[Ff]r\.|[Ee]heleuten?|[Ee]hepaar)\s(?:Dr\.\s)?"
#: Somebody: with a title, or as whoever is advised.
TITLED = re.compile(
    r"\b(?:herrn?|frau|hr\.|fr\.|fam\.|familie)\s+(?:dr\.\s+)?[A-ZÄÖÜ][\w'’-]+"
    r"|\b(?:klient|klientin|mandant|mandantin|ratsuchende[rn]?|antragsteller|antragstellerin|"
    r"asylbewerber|asylbewerberin|schutzsuchende[rn]?|betroffene[rn]?|patient|patientin|ehemann|ehefrau|sohn|tochter|"
    r"kind|bruder|schwester|mutter|vater)\b",
    re.IGNORECASE,
)
_OURS = r"(?:mein|unser|ihr)(?:e[rnms]?|en|em)?\s(?:\w+\s)?"
#: With a name, or with an initial alone: "Frau Rahimi", "Herr A.", "Amira K.", "H. M.".
_BY_TITLE = re.compile(rf"{_TITLE}(?P<name>{_INITIAL}|{_NAME}(?:\s{_NAME}|\s{_INITIAL}){{0,4}})")
_FAMILY = re.compile(rf"\b(?:[Ff]amilie|[Ff]am\.)\s(?P<name>{_INITIAL}|{_NAME})")
_BY_INITIAL = re.compile(rf"\b(?P<name>{_NAME})\s{_INITIAL}(?!\s?\d)")
_INITIALS = re.compile(rf"(?<![\w.]){_INITIAL}\s?{_INITIAL}(?=\s?[,;(–:]|\s(?:aus|ist|hat|lebt|wohnt)\b)")
_CLIENT_NAMED = re.compile(
    rf"(?i:\b{_OURS}(?:{words.CLIENTS}|{words.CLIENTS_TOO})(?!\w)"
    rf"|\b(?:ein(?:e[rnms]?)?\s|de[rnms]\s|die\s)?(?:{words.CLIENTS})(?!\w)),?:?\s(?:(?:heißt|Name:?|namens)\s)?(?:{_TITLE})?"
    rf"(?P<name>{_INITIAL}|{_NAME}(?:\s{_NAME}|\s{_INITIAL}){{0,4}})"
)
_RELATIVE_NAMED = re.compile(rf"(?i:\b(?:{words.RELATIVES})\b):?\s(?P<name>{_NAME})(?=\s?[,;(]|\s\d|\.?$)")
_CLIENT = re.compile(
    rf"\b{_OURS}(?:{words.CLIENTS}|{words.CLIENTS_TOO})\b|\bein(?:e[rnm]?)?\s(?:{words.CLIENTS})\b|\b(?:{words.CLIENTS})(?=\s?[:,(–])",
    re.IGNORECASE,
)
#: Two words, and right behind them an age or where somebody comes from.
_BY_FACT = re.compile(
    rf"\b(?P<name>{_NAME}(?:\s{_NAME}){{1,4}})\s?(?:,|\(|–|-|/|\|)\s?(?=\d\d?\s?(?:[,;)/|]|J\b|Jahre|$)|(?:19[4-9]\d|20[01]\d)\s?[,;)/|]|[Jj]g\.|[mwd]\s?[,/;]"
    rf"|(?i:aus\s)?(?i:{words.COUNTRIES})\b(?!-)|(?:{words.COUNTRY_CODES})\b|(?i:{words.NATIONALS})\b)"
)
_NAME_WORD = re.compile(r"(?:(?:al|el|van|von|de|bin|ibn|abu)[- ]?)?[^\W\d_][\w'’-]*")
_PAIR = re.compile(r"[\s,;:)|–-]{1,3}((?:[^\W\d_][\w'’-]+)\s(?:[^\W\d_][\w'’-]+))\b")
_COURTS = re.compile(r"\b(?:BVerwG|BVerfG|BGH|OVG|VGH?|EuGH|EGMR|BSG|LSG|SG|BAG|LG|AG|OLG|Urteil|Beschluss|Az)\b\.?")
#: What stands between a name and a date: "Karzan A., Irak, geb.", "Hamid Ahmadi, AFG, 3.3.88", "Haile, w, 27.03.1999".
_BETWEEN = re.compile(
    rf"(?:\b(?:{words.COUNTRY_CODES})|\b(?i:{words.COUNTRIES})|\b(?i:{words.NATIONALS})|\b[mwd]"
    r"|\b(?:Gesch\.?-?Z\.?|Gz\.?|Az\.?|BAMF|Aktenzeichen):?\s?\d{7}\s?-\s?\d{3})$"
)
_NATIONS = re.compile(rf"{words.COUNTRIES}|{words.NATIONALS}", re.IGNORECASE)
_MONTHS = frozenset(fold(month) for month in words.MONTHS.split("|"))
#: So many people are looked at in one text at most.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a text, from `start` to `end`. named: with a name or initial; client: said to be advised."""

    start: int
    end: int
    named: bool
    client: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """How somebody is told of. strict: each word must look like a name, as nothing else says that it is one."""

    pattern: re.Pattern[str]
    client: bool = False
    named: bool = True
    strict: bool = False


_WAYS = (
    _Way(_CLIENT_NAMED, client=True, strict=True),
    _Way(_BY_TITLE),
    _Way(_FAMILY),
    _Way(_BY_INITIAL),
    _Way(_INITIALS),
    _Way(_RELATIVE_NAMED, strict=True),
    _Way(_BY_FACT, strict=True),
    _Way(_CLIENT, client=True, named=False),
)


def persons(text: str) -> Iterator[Person]:
    """Return who is told of, the first ones of very many."""
    return itertools.islice(
        (
            Person(found.start(), found.end(), named=way.named, client=way.client)
            for way in _WAYS
            for found in way.pattern.finditer(text)
            if _is_somebody(found, way)
        ),
        _MOST,
    )


def _is_somebody(found: re.Match[str], way: _Way) -> bool:
    name = found.groupdict().get("name")
    if name is None:
        return True
    parts = name.split()
    return all(map(may_be_name, parts)) if way.strict else _is_no_other_word(parts[0])


def _is_no_other_word(word: str) -> bool:
    return len(word) == 2 or may_be_name(word)


def is_named_near(text: str, start: int, end: int) -> bool:
    """Return whether somebody is named, or said to be advised, close to this part of a text."""
    around = text[max(start - 80, 0) : end + 60]
    return next(persons(around), None) is not None or len(names_before(text[:start])) >= 2


def names_before(before: str) -> list[str]:
    """Return the words that stand right before something and may be somebody's name."""
    if _COURTS.search(before[-60:].removesuffix(_between(before))):
        return []
    names: list[str] = []
    rest, skipped = before[-200:], 0
    while len(names) < 4:
        stripped = rest.rstrip(" ,;:(/|–-،\t")
        if len(rest) - len(stripped) > 4:
            break
        between = _BETWEEN.search(stripped[-40:]) if not names and skipped < 2 else None
        if between is not None:
            rest, skipped = stripped[: len(stripped) - len(between[0])], skipped + 1
            continue
        found = re.search(r"(?:\b[A-ZÄÖÜ]\.|[\w'’-]+)$", stripped)
        if found is None or not may_be_name(found[0]):
            break
        names.append(found[0])
        rest = stripped[: found.start()]
    return [] if names and all(one.endswith(".") for one in names) else names


def _between(before: str) -> str:
    found = _BETWEEN.search(before[-60:].rstrip(" ,;:(/|–-،\t"))
    return before[-60:][found.start() :] if found is not None else ""


def names_behind(behind: str) -> bool:
    """Return whether two words that may be somebody's name stand right behind something."""
    found = _PAIR.match(behind)
    return found is not None and all(may_be_name(word) for word in found[1].split())


def is_named_in(behind: str) -> bool:
    """Return whether the same sentence goes on with two words that may be somebody's name."""
    sentence = re.split(r"[.!?\n]", behind[:80], maxsplit=1)[0]
    return any(all(map(may_be_name, found[1].split())) for found in _PAIR.finditer(sentence))


def may_be_name(word: str) -> bool:
    """Return whether somebody may be called so: "Rahimi", and "K." too."""
    if re.fullmatch(_INITIAL, word):
        return True
    if not _NAME_WORD.fullmatch(word) or len(word) < 3 or not _is_written_like_one(word):
        return False
    plain = fold(word)
    if _NATIONS.fullmatch(word):
        return False
    return plain not in words.NO_NAMES and plain not in _MONTHS and not plain.endswith(words.NO_NAME_ENDS)


def _is_written_like_one(word: str) -> bool:
    """Return whether a word begins with a capital and is no abbreviation; a script without capitals has neither."""
    tail = word.rsplit("-", maxsplit=1)[-1].rsplit(" ", maxsplit=1)[-1]
    return (tail[:1].isupper() and not word.isupper()) or not any(char.isupper() or char.islower() for char in word)

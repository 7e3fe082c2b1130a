"""What is told of somebody in a text, so that they may be known again: age, origin, stay, where they live, numbers."""

import re

from domain import case_words as words
from domain.case_names import Person, is_named_near, may_be_name, names_before, persons

_BEFORE, _AFTER = 60, 170
_AGE = re.compile(
    r"(?<![\d.])(?<!seit )(?<!für )(?<!nach )(?<!vor )[1-9]?\d\s?"
    r"(?:-?jährig\w*|Jahre\b(?!\s(?:Erfahrung|Arbeit|Haft))|J\.|J\b)"
    r"|\bim Alter von \d\d?\b|\byears old\b|\bvolljährig|\bminderjährig",
    re.IGNORECASE,
)
#: ", 34," right behind a name or a country.
_AGE_BARE = re.compile(r"^[^.!?\n\d]{0,28}[,(/|;–]\s?(?:[1-9]?\d|19[4-9]\d|20[01]\d)\s?(?=[,);/|.–\n]|$)(?!\.\s?\d)")
_AGE_FIRST = re.compile(r"(?:^|[,(])\s?[1-9]\d\s?[,)/;]")
_ORIGIN = re.compile(
    rf"\b(?:aus\s(?:dem\s|der\s|den\s)?|Staatsangehörigkeit:?\s|Nationalität:?\s|Herkunft(?:sland)?:?\s|StA:?\s)(?:{words.COUNTRIES})\b"
    rf"|\b(?:{words.NATIONALS})\b",
    re.IGNORECASE,
)
_ORIGIN_BARE = re.compile(
    rf"^[^.!?\n]{{0,40}}?(?:[,(/|;–]|^)\s?(?:(?i:{words.COUNTRIES})\b(?!-)|(?:{words.COUNTRY_CODES})\b)"
)
_STAY = re.compile(rf"\b(?:{words.TITLES_OF_STAY})\b", re.IGNORECASE)
_LIVING = re.compile(
    r"\b(?:wohnhaft|wohnt|lebt|untergebracht|gemeldet|wohnort|anschrift|unterkunft|wohnen in|leben in)\b", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\b[A-ZÄÖÜ][\wäöüß.-]*(?:[Ss]tr\.|[Ss]traße|[Ss]trasse|weg|allee|platz|ring|gasse|damm|ufer|kamp)\s?\d{1,3}\s?[a-z]?\b"
    r"|\b\d{5}\s[A-ZÄÖÜ][a-zäöüß]+"
)
_PHONE = re.compile(r"(?<![\d.])(?:\+\d\d|0)[1-9]\d{1,4}[ /-]?\d[\d /-]{4,12}")
_HEALTH = re.compile(rf"\b(?:{words.HEALTH})\b", re.IGNORECASE)
_FAMILY = re.compile(rf"\b(?:{words.FAMILY})\b|\b(?:{words.RELATIVES})\b", re.IGNORECASE)
#: What became of somebody's stay: "Duldung läuft ab", "Abschiebung droht".
_HAPPENED = re.compile(
    rf"\b(?:{words.TITLES_OF_STAY}|pass)\b[^.!?\n]{{0,20}}\b(?:läuft|lief|abgelaufen|endet|erloschen|entzogen|abgelehnt|verweigert)\b"
    r"|\b(?:asyl|folge)?(?:antrag|klage)\b[^.!?\n]{0,15}\babgelehnt|\b(?:ablehnung|bescheid)\s(?:vom\sbamf\s)?(?:bekommen|erhalten)\b"
    r"|\b(?:abschiebung|überstellung)\s(?:droht|angekündigt|steht|am)\b|\bsoll\b[^.!?\n]{0,40}\b(?:abgeschoben|überstellt)\b"
    r"|\bkeinen\s(?:pass|aufenthaltstitel)\b",
    re.IGNORECASE,
)
_MATTER = re.compile(rf"\b(?:{words.MATTERS})\b", re.IGNORECASE)
_PUBLIC = re.compile(rf"\b(?:{words.PUBLIC})\b", re.IGNORECASE)
_DOINGS = re.compile(rf"^\W{{0,2}}(?:\w+\s){{0,2}}?(?:{words.DOINGS})\b", re.IGNORECASE)
_LAWYER = re.compile(
    r"\b(?:RA(?:in)?|Rechtsanw\w+|Kläger(?:in)?s?|Sprachmittler(?:in)?|Dolmetscher(?:in)?|Berater(?:in)?)\s(?:Herrn?\s|Frau\s)?(?:Dr\.\s)?$"
)
_LAWYER_BEHIND = re.compile(r"^,?\s?\(?(?:fach|rechts)?anw[aä]lt", re.IGNORECASE)

#: "8123456-423": the number of one procedure of the Federal Office.
_BAMF = re.compile(r"(?<![\d-])\d{7}\s?[-–]\s?\d{3}(?![\d-])")
#: Numbers that one person has.
_OWN_NUMBER = re.compile(
    r"\b(?:(?:reise|national)?pass|ausweis|aufenthaltstitel|eat|visum|visa|aufenthaltskarte|duldung|gestattung|sv"
    r"|sozialversicherung|rentenversicherung|versicherten|kindergeld|steuer-?id|bg|bedarfsgemeinschaft|serien"
    r"|zab|d-?nummer|eurodac)"
    r"(?:s|es)?(?:[- ]?(?:nr\.?|nummer|no\.?|kennung))?\s?(?:[:=]|lautet|ist)?\s?"
    r"(?P<number>(?=(?:[\w/ -]{0,20}?\d){5})[A-Z0-9][A-Z0-9/-]*(?:\s\d[A-Z0-9/-]*|\s[A-Z]\s\d+)*)",
    re.IGNORECASE,
)
#: A telephone number of an office for all.
_HOTLINE = re.compile(r"0800|0180|0900|115\b")
_NUMBERED = re.compile(r"nr|nummer|no\.|kennung|id|pass\s", re.IGNORECASE)
_DATE_LIKE = re.compile(r"\d{1,2}[./-]\d{1,2}|(?:19|20)\d\d\b|§")
_EXAMPLE = re.compile(r"\b(?:beispiel\w*|z\.\s?b\.|muster\w*|form|aufbau|vordruck)\b|z\. ?B\.", re.IGNORECASE)
_RULING = re.compile(r"\b(?:Urteil|Beschluss|Beschl\.|Erlass)\b")
#: "Omar 2012, Rana 2015", "Ali (2014)".
_CHILD = re.compile(r"\b([A-ZÄÖÜ][^\W\d_]+)(?:,?\s?\(?\*?\s?|\s)(?:19[6-9]\d|20[0-2]\d)\b\)?(?=[\s,;).]|$)")
#: "Müller 2015, Schmidt 2018" are authors there.
_BOOKS = re.compile(r"\b(?:literatur\w*|studien?|vgl|hrsg|verlag|aufsätze?|quellen?)\b", re.IGNORECASE)
_HOUSEHOLD = re.compile(
    r"\b(?:familie|kinder[n]?|mutter|vater|eltern|geschwister|sohn|söhne[n]?|tochter|töchter[n]?|zwillinge)\b",
    re.IGNORECASE,
)


def tells_of_somebody(text: str) -> bool:
    """Return whether so much is told of one person that they may be known again."""
    return (
        any(_is_told_of(text, person) for person in persons(text))
        or _has_own_number(text)
        or _has_procedure_of_somebody(text)
        or _names_children(text)
    )


def _is_told_of(text: str, person: Person) -> bool:
    before, behind = _around(text, person)
    if not person.named or (not person.client and _is_public(before, behind)):
        return False
    hard, soft = _facts(before, behind)
    if not person.client:
        # Who is named may be anybody: an official, an interpreter, who a ruling is about. Those have no age there.
        return "age" in hard and len(hard) >= 2
    return bool(hard or soft)


def _around(text: str, person: Person) -> tuple[str, str]:
    before = text[max(person.start - _BEFORE, 0) : person.start].rpartition("\n\n")[2]
    return before, text[person.end : person.end + _AFTER].partition("\n\n")[0]


def _is_public(before: str, behind: str) -> bool:
    return bool(
        _LAWYER.search(before)
        or _LAWYER_BEHIND.search(behind)
        or _DOINGS.search(behind)
        or _PUBLIC.search(before)
        or _PUBLIC.search(behind[:90])
    )


def _facts(before: str, behind: str) -> tuple[set[str], set[str]]:
    """Return what is told: what is somebody's own, and what may be anybody's."""
    both = f"{before} | {behind}"
    hard = {
        name
        for name, is_there in (
            ("age", _AGE.search(both) or _AGE_BARE.search(behind) or _AGE_FIRST.match(behind)),
            ("origin", _ORIGIN.search(both) or _ORIGIN_BARE.search(behind)),
            ("living", _LIVING.search(both)),
            ("health", _HEALTH.search(both)),
            ("family", _FAMILY.search(behind)),
            ("happened", _HAPPENED.search(both)),
        )
        if is_there
    }
    soft = {
        name
        for name, is_there in (
            ("stay", _STAY.search(both)),
            ("matter", _MATTER.search(both)),
            ("address", _ADDRESS.search(behind)),
            ("phone", _PHONE.search(behind)),
        )
        if is_there
    }
    return hard, soft


def _has_own_number(text: str) -> bool:
    for found in _OWN_NUMBER.finditer(text):
        label = found[0][: found.start("number") - found.start()]
        number = found["number"]
        first = number.split()[0]
        if len(re.sub(r"\W", "", number)) < 6 or _DATE_LIKE.match(number) or not _NUMBERED.search(label):
            continue
        if _HOTLINE.match(number) or not (any(map(str.isdigit, first)) or len(first) == 1):
            continue
        if not _EXAMPLE.search(text[max(found.start() - 40, 0) : found.end()]):
            return True
    return False


def _has_procedure_of_somebody(text: str) -> bool:
    for found in _BAMF.finditer(text):
        around = text[max(found.start() - 80, 0) : found.end() + 80]
        if _EXAMPLE.search(around) or _RULING.search(around):
            continue
        if is_named_near(text, found.start(), found.end()) or len(names_before(text[: found.end()])) >= 2:
            return True
    return False


def _names_children(text: str) -> bool:
    if _BOOKS.search(text):
        return False
    for household in _HOUSEHOLD.finditer(text):
        around = text[household.start() : household.end() + 90]
        names = [found[1] for found in _CHILD.finditer(around) if may_be_name(found[1])]
        if len(names) >= 2:
            return True
    return False

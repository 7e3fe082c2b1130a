"""What stands behind the word `umfrage`: a title, dates, and settings, each after a semicolon. Pure."""

import re
from dataclasses import dataclass, replace

from content.meeting_text import names_detail

_COLON = re.compile(r":(?!\d\d)(?=\s|$)|(?<!\d):")
_BREAK = re.compile(r"[;\n]+")
_END = re.compile(
    r"^(?:(?:antwort(?:en)?|frist|rückmeldung(?:en)?|abstimmung)[:\s]+)?bis\s+(?:zum\s+|spätestens\s+)?(.+)$",
    re.IGNORECASE,
)
_END_BEHIND = re.compile(
    r",\s*(?:antwort(?:en)?\s+)?bis\s+"
    r"((?:zum\s+)?(?:\w{2,10}\.?,?\s+)?(?:den\s+)?\d{1,2}\.\s?(?:\d{1,2}\.|[a-zä]+).*)$",
    re.IGNORECASE,
)
_HEAD_FOR = re.compile(
    r"^(.+?)[,\s]+an\s+(?:die\s+|alle\s+(?=fed))?((?:themen|thema|programme?|region(?:en)?|federführende\w*|alle)\b.*)$",
    re.IGNORECASE,
)
_QUORUM = re.compile(r"^(?:mindestens|quorum)[:\s]+(\d{1,3})\s+(\w+)$", re.IGNORECASE)
_FOR = re.compile(r"^(?:für|fuer|an)\s+(?:den\s+|die\s+|das\s+|alle\s+(?=fed))?(.+)$", re.IGNORECASE)
_WITH = re.compile(r"^(?:zusammen\s+)?mit\s+(.+)$", re.IGNORECASE)
_NAMES = re.compile(r"^(?:mit\s+)?namen$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says, as said. quorum: (number, word); names: the names of who answers may be shown.

    organisers: who is to run the poll too; details: what is known of the meeting already, its place for example.
    """

    title: str = ""
    dates: str = ""
    end: str = ""
    audience: str = ""
    quorum: tuple[int, str] | None = None
    names: bool = False
    organisers: str = ""
    details: str = ""


def read(text: str) -> Read:
    """Return what "Verbundtreffen: Di 19.1. 10-13, Do 21.1. 14 Uhr; bis 11.12.; mindestens 8 Organisationen" says."""
    colon = _COLON.search(text)
    if colon is None:
        return settings(text)
    found = settings(text[colon.end() :])
    title, audience = _apart(text[: colon.start()].strip())
    return replace(found, title=title, audience=found.audience or audience)


def _apart(head: str) -> tuple[str, str]:
    """Return title and audience of "Verbundtreffen an Thema Sprache"."""
    match = _HEAD_FOR.match(head)
    return (match[1].strip(" ,"), match[2].strip()) if match else (head, "")


def settings(text: str) -> Read:
    """Return what a text without a title says: dates, and settings that begin with "bis", "an", "Ort:" and so on."""
    dates: list[str] = []
    details: list[str] = []
    end = audience = organisers = ""
    quorum: tuple[int, str] | None = None
    names = False
    for part in (piece.strip() for piece in _BREAK.split(text)):
        if part and names_detail(part):
            details.append(part)
        elif match := _END.match(part):
            end = match[1].strip()
        elif match := _QUORUM.match(part):
            quorum = (int(match[1]), match[2])
        elif match := _FOR.match(part):
            audience = match[1].strip()
        elif _NAMES.match(part):
            names = True
        elif match := _WITH.match(part):
            organisers = match[1].strip()
        elif match := _END_BEHIND.search(part):
            dates.append(part[: match.start()])
            end = match[1].strip().removeprefix("zum ")
        elif part:
            dates.append(part)
    return Read("", "; ".join(dates), end, audience, quorum, names, organisers, "; ".join(details))

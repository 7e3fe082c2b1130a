"""What stands behind the word `umfrage`: a title, dates, and settings, each after a semicolon. Pure."""

import re
from dataclasses import dataclass

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
_QUORUM = re.compile(r"^(?:mindestens|quorum)[:\s]+(\d{1,3})\s+(\w+)$", re.IGNORECASE)
_FOR = re.compile(r"^(?:für|fuer)\s+(?:den\s+|die\s+|das\s+)?(.+)$", re.IGNORECASE)
_NAMES = re.compile(r"^(?:mit\s+)?namen$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says, as said. quorum: (number, word); names: the names of who answers may be shown."""

    title: str = ""
    dates: str = ""
    end: str = ""
    audience: str = ""
    quorum: tuple[int, str] | None = None
    names: bool = False


def read(text: str) -> Read:
    """Return what "Verbundtreffen: Di 19.1. 10-13, Do 21.1. 14 Uhr; bis 11.12.; mindestens 8 Organisationen" says."""
    colon = _COLON.search(text)
    if colon is None:
        return settings(text)
    found = settings(text[colon.end() :])
    return Read(text[: colon.start()].strip(), found.dates, found.end, found.audience, found.quorum, found.names)


def settings(text: str) -> Read:
    """Return what a text without a title says: dates, and settings that begin with "bis", "für", "mindestens"."""
    dates: list[str] = []
    end = audience = ""
    quorum: tuple[int, str] | None = None
    names = False
    for part in (piece.strip() for piece in _BREAK.split(text)):
        if match := _END.match(part):
            end = match[1].strip()
        elif match := _QUORUM.match(part):
            quorum = (int(match[1]), match[2])
        elif match := _FOR.match(part):
            audience = match[1].strip()
        elif _NAMES.match(part):
            names = True
        elif match := _END_BEHIND.search(part):
            dates.append(part[: match.start()])
            end = match[1].strip().removeprefix("zum ")
        elif part:
            dates.append(part)
    return Read("", "; ".join(dates), end, audience, quorum, names)

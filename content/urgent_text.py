"""What `eilt` is told in one message: "bis 1.12. 12 Uhr, alle: Zulassungen ausgesetzt. Anträge jetzt stellen."."""

import re
from dataclasses import dataclass
from datetime import datetime

from content import when
from content.text import shorten
from domain.folding import fold
from domain.places import Found, Gazetteer

MAX_TITLE = 120
#: What stands for the whole of Lower Saxony, beside the names that the map knows.
_EVERYBODY = frozenset({"alle", "allen", "landesweit", "ganz", "niedersachsen"})
#: A colon that is neither in a time of day nor in a link.
_COLON = re.compile(r"(?<!\d):(?!//)|:(?!//)(?!\d\d)")
_LONGEST_HEAD = 200
_FILLING = frozenset({
    "an", "fuer", "und", "in", "den", "die", "das", "der", "bis", "region", "regionen", "bitte",
    "regionalverbund", "regionalverbuende",
})  # fmt: skip
_ENDS = re.compile(r"[.!?](?=\s+[A-ZÄÖÜ„\"(]|\s+https?://|\s*$)")
#: Words whose full stop ends no sentence.
_SHORT = frozenset({
    "abs", "nr", "art", "bzw", "ca", "dr", "evtl", "ggf", "inkl", "prof", "s", "sog", "st", "str", "u", "v", "vgl", "z",
    "d", "b", "a", "o", "e", "i",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom: everybody, or regions by their codes. among: keys of places of which one is meant."""

    statewide: bool = False
    regions: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    #: Words that name nobody.
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class UrgentText:
    """What was said. audience None: nothing about it. bad_deadline: words that should be a deadline and are none."""

    title: str = ""
    text: str = ""
    deadline: datetime | None = None
    bad_deadline: str = ""
    audience: Audience | None = None


def read(said: str, now: datetime, places: Gazetteer) -> UrgentText:
    """Return what a message says behind the word `eilt`. What stands before the colon counts only if it is understood.

    A deadline without a year is the next such day; it may come before or behind the audience.
    """
    said = said.strip()
    colon = _COLON.search(said, 0, _LONGEST_HEAD)
    if colon is not None and "\n" not in said[: colon.start()].strip():
        head = _head(said[: colon.start()], now, places)
        if head is not None:
            title, text = title_and_text(said[colon.end() :])
            return UrgentText(title, text, head.deadline, head.bad_deadline, head.audience)
    return UrgentText(*title_and_text(said))


def read_audience(text: str, places: Gazetteer) -> Audience:
    """Return for whom something is: "alle", or regions, counties and towns in any order."""
    words = [word for raw in re.split(r"[\s,;+]+", text) if (word := raw.strip(".")) and fold(word) not in _FILLING]
    if any(fold(word) in _EVERYBODY for word in words):
        rest = [word for word in words if fold(word) not in _EVERYBODY]
        return Audience(statewide=True, unknown=" ".join(rest))
    found: Found = places.find(words)
    if any(not place.region for place in found.places):
        return Audience(statewide=True, unknown=" ".join(found.rest))
    regions = tuple(sorted({place.region for place in found.places}))
    among = () if len({place.region for place in found.among}) == 1 else tuple(place.key for place in found.among)
    if found.among and not among:
        regions = tuple(sorted({*regions, found.among[0].region}))
    return Audience(False, regions, among, " ".join(found.rest) if not among else "")


def title_and_text(said: str) -> tuple[str, str]:
    """Return the title and the rest: the first line, or of a single line the first sentence. The words stay as said.

    A title that is too long is shortened, and the whole stands in the text.
    """
    said = said.strip()
    first, _, rest = said.partition("\n")
    first, rest = first.strip(), rest.strip()
    if not rest or len(first) > MAX_TITLE:
        end = _first_end(first)
        if end is not None and end <= MAX_TITLE:
            rest = "\n".join(part for part in (first[end + 1 :].strip(), rest) if part)
            return (first[: end + 1] if first[end] in "!?" else first[:end].rstrip()), rest
    if len(first) > MAX_TITLE:
        return shorten(first, MAX_TITLE), said
    return first.removesuffix("."), rest


def _first_end(line: str) -> int | None:
    """Return where the first sentence of a line ends."""
    for match in _ENDS.finditer(line):
        before = re.search(r"(\w+)$", line[: match.start()])
        if match[0] != "." or before is None or before[1].casefold() not in _SHORT:
            return match.start()
    return None


def _head(head: str, now: datetime, places: Gazetteer) -> UrgentText | None:
    """Return deadline and audience of what stands before the colon; None: it is no such head, but text."""
    deadline: datetime | None = None
    bad = ""
    begins = re.search(r"\bbis\b", head, re.IGNORECASE)
    if begins is not None:
        found = when.read(head[begins.start() :], now)
        end = begins.start() + found.length if found is not None else _comma(head, begins.end())
        deadline, bad = (found.moment, "") if found is not None else (None, head[begins.start() : end].strip())
        head = f"{head[: begins.start()]}, {head[end:]}"
    audience = read_audience(head, places) if head.strip(" ,;.") else None
    if audience is None:
        return UrgentText(deadline=deadline, bad_deadline=bad) if deadline or bad else None
    understood = (audience.statewide or audience.regions or audience.among) and not audience.unknown
    return UrgentText("", "", deadline, bad, audience) if understood or deadline or bad else None


def _comma(text: str, start: int) -> int:
    found = text.find(",", start)
    return len(text) if found < 0 else found

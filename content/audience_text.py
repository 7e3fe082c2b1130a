"""For whom something is, as people write it: "Heide und Hannover", "Thema Sprache", "Programm MBE", "Federführende"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from content import meeting_words as words
from content import urgent_text
from domain import choosing
from domain.places import Gazetteer

_PARTS = re.compile(r"[,;+\n]+|\bund\b(?=\s+(?:themen|thema|programme?|region(?:en)?|federf))", re.IGNORECASE)
_HEAD = re.compile(r"^(?:an\s+|für\s+)?(?:das\s+|die\s+|den\s+)?(themen|thema|programme?)\b\s*:?\s*", re.IGNORECASE)
_LEADS = re.compile(
    r"^(?:an\s+|für\s+)?(?:rolle\s+)?(?:alle\s+)?(?:die\s+|den\s+)?(?:federführende[nr]?|federführung|federfuehrende[nr]?)\b"
    r"\s*(?:in\b|aus\b|von\b|der\b|des\b)?\s*",
    re.IGNORECASE,
)
_TOPICS, _PROGRAMMES = "themen", "programme"
Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom: all regions (statewide) or some; who has chosen one of these topics or programmes; or the leads there.

    Neither statewide nor regions: where was not said. among: keys of places of which one is meant; unknown: words that
    name nobody.
    """

    statewide: bool = False
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    leads: bool = False
    among: tuple[str, ...] = ()
    unknown: str = ""

    @property
    def says_where(self) -> bool:
        """Whether it says where."""
        return self.statewide or bool(self.regions)


def names_of(named: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return how topics or programmes may be called: by name, by its parts, by what stands in brackets, by code."""
    found: dict[str, tuple[str, ...]] = {}
    for code, name in named.items():
        short = re.findall(r"\(([^)]+)\)", name)
        bare = re.sub(r"\s*\([^)]*\)", "", name)
        found[code] = tuple(dict.fromkeys((name, bare, *bare.split("/"), *short, code)))
    return found


def read(text: str, places: Gazetteer, topics: Names, programmes: Names) -> Whom:
    """Return whom a text names. Topics and programmes have their word before them, or stand as they are spelled."""
    reading = _Reading(topics, programmes)
    for part in _PARTS.split(text):
        if part.strip():
            reading.take(part.strip())
    found = urgent_text.read_audience(", ".join(reading.where), places) if reading.where else urgent_text.Audience()
    unknown = " ".join(word for word in (*reading.unknown, found.unknown) if word)
    return Whom(
        found.statewide, found.regions, tuple(sorted(set(reading.topics))), tuple(sorted(set(reading.programmes))),
        reading.leads, found.among, unknown,
    )  # fmt: skip


@dataclass
class _Reading:
    """Takes one part after the other; a word like "Themen" holds for the parts behind it too."""

    topic_names: Names
    programme_names: Names
    topics: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    leads: bool = False
    kind: str = ""

    def take(self, part: str) -> None:
        if match := _LEADS.match(part):
            self.leads, self.kind, part = True, "", part[match.end() :].strip()
            if part:
                self.where.append(part)
            return
        if match := _HEAD.match(part):
            self.kind, part = _TOPICS if match[1].casefold().startswith("them") else _PROGRAMMES, part[match.end() :]
            if not self._of_kind(part):
                self.unknown.append(part)
            return
        if (self.kind and self._of_kind(part)) or self._spelled(part):
            return
        self.kind = ""
        self.where.append(part)

    def _of_kind(self, part: str) -> bool:
        """Take a part as a topic or programme, or several joined by "und"; return whether it is that."""
        names = self.topic_names if self.kind == _TOPICS else self.programme_names
        to = self.topics if self.kind == _TOPICS else self.programmes
        for pieces in ([part], choosing.listed(part)):
            found = [choosing.close(piece, names) for piece in pieces]
            if found and all(len(one) == 1 for one in found):
                to += [code for (code,) in found]
                return True
        return False

    def _spelled(self, part: str) -> bool:
        """Take a part that is exactly a topic or programme, where no place is called so."""
        topics, programmes = (choosing.exact(part, one) for one in (self.topic_names, self.programme_names))
        if len(topics) + len(programmes) != 1:
            return False
        self.topics += topics
        self.programmes += programmes
        return True


def told(
    regions: Iterable[str], topics: Iterable[str], programmes: Iterable[str], *, leads: bool, names: Mapping[str, str],
    everywhere: str, body: str,
) -> str:  # fmt: skip
    """Return for whom something is, as it is read back. names: of codes; everywhere, body: what all and leads are."""
    where = [names.get(code, code) for code in regions]
    if leads:
        return f"{body} {', '.join(where)}" if where else body
    parts = [", ".join(where) or everywhere]
    parts += [*chosen(words.TOPICS, topics, names), *chosen(words.PROGRAMMES, programmes, names)]
    return ", ".join(parts)


def chosen(forms: tuple[str, str], codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return in what form it is said that something is for who chose these; nothing where that is nobody."""
    found = [names.get(code, code) for code in codes]
    return [forms[len(found) > 1].format(names=", ".join(found))] if found else []

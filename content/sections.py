"""The sections of an edition, in the order in which the field reads: what is urgent, then law, then the rest."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from domain.notice import Level

T = TypeVar("T")

URGENT = "Eilt"
LAW = "Recht und Erlasse"
PRACTICE = "Sprache, Arbeit, Soziales"
FUNDING = "Förderung"
EVENTS = "Termine und Fortbildung"
NETWORK = "Aus den Regionalverbünden"
PEOPLE = "Stellen und Personalia"
OTHER = "Weitere Meldungen"

ORDER = (URGENT, LAW, PRACTICE, FUNDING, EVENTS, NETWORK, PEOPLE, OTHER)

_OF_TOPIC = {
    "aufenthalt": LAW,
    "asyl": LAW,
    "bleiberecht": LAW,
    "rueckkehr": LAW,
    "einbuergerung": LAW,
    "familie": LAW,
    "ukraine": LAW,
    "sprache": PRACTICE,
    "arbeit": PRACTICE,
    "sozialleistungen": PRACTICE,
    "unterbringung": PRACTICE,
    "bildung": PRACTICE,
    "gesundheit": PRACTICE,
    "antidiskriminierung": PRACTICE,
    "foerderung": FUNDING,
    "veranstaltung": EVENTS,
    "teilhabe": NETWORK,
    "netzwerk": NETWORK,
}


#: Words of a title that tell of posts and people, among what is internal to the network.
_ABOUT_PEOPLE = re.compile(
    r"(?i)stellen(?:ausschreib|angebot|anzeige|besetz)|\b(?:stelle|stellen|personalia|verabschied\w*|nachfolge\w*)\b"
)


def section_of(level: Level, topics: Collection[str], title: str = "") -> str:
    """Return the section under which a notice of these topic codes stands: the first in order that fits."""
    if level is Level.URGENT:
        return URGENT
    fitting = {_OF_TOPIC.get(topic, OTHER) for topic in topics} or {OTHER}
    if _ABOUT_PEOPLE.search(title) and fitting <= {NETWORK, OTHER}:
        return PEOPLE
    return next(section for section in ORDER if section in fitting)


@dataclass(frozen=True, slots=True)
class Standing:
    """By what an item finds its place. position: where somebody has put it within its section."""

    section: str
    position: int | None = None
    deadline: datetime | None = None
    starts_at: datetime | None = None


def in_order(items: Iterable[T], standing: Callable[[T], Standing]) -> list[T]:
    """Return items in the order of an edition: Förderung by deadline, Termine by date, the others as they come."""
    return sorted(items, key=lambda item: _place(standing(item)))


def _place(one: Standing) -> tuple[int, int, datetime]:
    when = (
        one.deadline if one.section == FUNDING else (one.starts_at or one.deadline) if one.section == EVENTS else _ANY
    )
    # What nobody has put anywhere stands behind what somebody has.
    return ORDER.index(one.section), _LAST if one.position is None else one.position, when or _NEVER


_LAST = 1 << 30
_ANY = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)

"""The sections of an edition, in the order in which the field reads: what is urgent, then law, then the rest."""

from collections.abc import Collection

from domain.notice import Level

URGENT = "Eilt"
LAW = "Recht und Erlasse"
PRACTICE = "Sprache, Arbeit, Soziales"
FUNDING = "Förderung"
EVENTS = "Termine und Fortbildung"
NETWORK = "Aus den Regionalverbünden"
OTHER = "Weitere Meldungen"

ORDER = (URGENT, LAW, PRACTICE, FUNDING, EVENTS, NETWORK, OTHER)

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


def section_of(level: Level, topics: Collection[str]) -> str:
    """Return the section under which a notice of these topic codes stands: the first in order that fits."""
    if level is Level.URGENT:
        return URGENT
    fitting = {_OF_TOPIC.get(topic, OTHER) for topic in topics} or {OTHER}
    return next(section for section in ORDER if section in fitting)

"""For whom a poll or a meeting is, as somebody types it, as far as they may ask or invite these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.commands import somewhere
from bot.words import whom as words
from content import audience_text, poll_words
from content.audience_text import Names, Whom
from domain.places import Gazetteer
from store import reference


@dataclass(frozen=True, slots=True)
class Book:
    """What an audience can be named by. names: of regions, topics and programmes, by code."""

    places: Gazetteer
    names: Mapping[str, str]
    topics: Names
    programmes: Names


def load(session: Session, where: somewhere.Map) -> Book:
    """Return the names as they stand in the database."""
    topics, programmes = reference.topic_names(session), reference.programme_names(session)
    return Book(
        where.gazetteer, reference.audience_names(session), audience_text.names_of(topics),
        audience_text.names_of(programmes),
    )  # fmt: skip


def read(text: str, book: Book, leads: Iterable[str], *, everybody: bool) -> Whom | str:
    """Return whom a text names, with the regions where it says none; or what is wrong with it.

    leads: the regions that whoever asks leads; everybody: they may ask all.
    """
    found, own = audience_text.read(text, book.places, book.topics, book.programmes), tuple(sorted(leads))
    named = ", ".join(book.names.get(one, one) for one in own)
    refused = words.ONLY_OWN.format(regions=named) if own else words.NO_REGION
    names_nobody = not (found.says_where or found.topics or found.programmes or found.leads)
    if found.unknown or found.among or names_nobody:
        return words.UNKNOWN.format(said=text[:60])
    if found.leads and (found.topics or found.programmes):
        return words.LEADS_ONLY
    if found.leads and not everybody:
        return refused
    if not found.says_where:
        found = _somewhere(found, own, everybody=everybody)
    if not everybody and (found.statewide or not set(found.regions) <= set(own)):
        return refused
    return found


def _somewhere(found: Whom, own: tuple[str, ...], *, everybody: bool) -> Whom:
    """Return an audience of which nobody said where: all for who may ask all, else the regions that they lead."""
    regions = () if everybody else own
    return Whom(not regions, regions, found.topics, found.programmes, found.leads)


def told(book: Book, regions: Iterable[str], topics: Iterable[str], programmes: Iterable[str], *, leads: bool) -> str:
    """Return for whom something is, as it is read back."""
    return audience_text.told(
        regions, topics, programmes, leads=leads, names=book.names, everywhere=poll_words.EVERYWHERE,
        body=poll_words.LEADS,
    )  # fmt: skip

"""Regions, counties, topics and programmes: what the codes in files and commands mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Table, insert, select
from sqlmodel import Session

from store import tables as t

#: Where a session keeps the names that it has read.
_NAMES = "reference.names"


class RegionData(Protocol):
    """A Regionalverbund as start data."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def confirmed(self) -> bool: ...


class CountyData(Protocol):
    """A county or city as start data; region: the code of its Regionalverbund."""

    @property
    def ags(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...


class TopicData(Protocol):
    """A topic as start data, with the words that point to it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def keywords(self) -> Sequence[str]: ...


class ProgrammeData(Protocol):
    """A programme as start data."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that a file may use, each with its name, in the order in which people see them."""

    regions: Mapping[str, str]
    topics: Mapping[str, str]
    programmes: Mapping[str, str]


def put_reference(
    session: Session,
    regions: Iterable[RegionData],
    counties: Iterable[CountyData],
    topics: Iterable[TopicData],
    programmes: Iterable[ProgrammeData],
) -> int:
    """Insert what is not there yet and return how many codes were new.

    What the Koordination has edited since stays as it is; a topic's keywords come only together with the topic, so
    that a deleted one does not return.
    """
    topics = tuple(topics)
    new = _insert_missing(
        session,
        t.region,
        "code",
        [{"code": r.code, "name": r.name, "confirmed": r.confirmed, "position": at} for at, r in enumerate(regions)],
    )
    new += _insert_missing(
        session, t.county, "ags", [{"ags": c.ags, "name": c.name, "region": c.region} for c in counties]
    )
    old_topics = set(topic_names(session))
    new += _insert_missing(
        session, t.topic, "code", [{"code": p.code, "name": p.name, "position": at} for at, p in enumerate(topics)]
    )
    words = [
        {"topic": p.code, "text": word}
        for p in topics
        if p.code not in old_topics
        for word in dict.fromkeys(p.keywords)
    ]
    if words:
        session.execute(insert(t.keyword), words)
    return new + _insert_missing(
        session,
        t.programme,
        "code",
        [{"code": p.code, "name": p.name, "position": at} for at, p in enumerate(programmes)],
    )


def known_codes(session: Session) -> Codes:
    """Return the codes of regions, topics and programmes with their names."""
    return Codes(region_names(session), topic_names(session), programme_names(session))


def region_codes(session: Session) -> tuple[str, ...]:
    """Return the codes of the regions, in order."""
    return tuple(region_names(session))


def region_names(session: Session) -> dict[str, str]:
    """Return code -> name of the regions, in order."""
    return _names(session, t.region)


def topic_names(session: Session) -> dict[str, str]:
    """Return code -> name of the topics, in order."""
    return _names(session, t.topic)


def audience_names(session: Session) -> dict[str, str]:
    """Return code -> name of all that an audience may be named by: programmes, topics, regions."""
    return {**programme_names(session), **topic_names(session), **region_names(session)}


def topic_keywords(session: Session) -> dict[str, tuple[str, ...]]:
    """Return code of topic -> the words that point to it, in order."""
    found: dict[str, list[str]] = {code: [] for code in topic_names(session)}
    for row in session.execute(
        select(t.keyword.c.topic, t.keyword.c.text).order_by(t.keyword.c.topic, t.keyword.c.text)
    ):
        found[row.topic].append(row.text)
    return {code: tuple(words) for code, words in found.items()}


def programme_names(session: Session) -> dict[str, str]:
    """Return code -> name of the programmes, in order."""
    return _names(session, t.programme)


def counties(session: Session) -> list[tuple[str, str, str]]:
    """Return official key (AGS), name and code of the region for every county and city, in order of the keys."""
    c = t.county.c
    return [
        (ags, name, region) for ags, name, region in session.execute(select(c.ags, c.name, c.region).order_by(c.ags))
    ]


def region_of_county(session: Session) -> dict[str, str]:
    """Return official key (AGS) -> code of the region for every county and city."""
    rows = session.execute(select(t.county.c.ags, t.county.c.region).order_by(t.county.c.ags))
    return {str(ags): str(region) for ags, region in rows}


def _names(session: Session, table: Table) -> dict[str, str]:
    """Return code -> name of the rows of a table. A transaction that asks again is told what it was told before."""
    told: dict[str, dict[str, str]] = session.info.setdefault(_NAMES, {})
    if table.name not in told:
        query = select(table.c.code, table.c.name).order_by(table.c.position, table.c.code)
        told[table.name] = {str(code): str(name) for code, name in session.execute(query)}
    return dict(told[table.name])


def forget_names(session: Session) -> None:
    """Say that names of regions, topics or programmes were changed in this transaction."""
    session.info.pop(_NAMES, None)


def _insert_missing(session: Session, table: Table, key: str, rows: list[dict[str, Any]]) -> int:
    there = set(session.execute(select(table.c[key])).scalars())
    missing = [row for row in rows if row[key] not in there]
    if missing:
        session.execute(insert(table), missing)
        forget_names(session)
    return len(missing)


def region_confirmed(session: Session) -> dict[str, bool]:
    """Return for each region whether its name is known to be right."""
    return {str(code): bool(known) for code, known in session.execute(select(t.region.c.code, t.region.c.confirmed))}

"""A small network to put people into."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from store import reference
from store.db import Store
from store.reference import Codes


class Region(NamedTuple):
    """A region as start data."""

    code: str
    name: str
    confirmed: bool = True


class County(NamedTuple):
    """A county as start data."""

    ags: str
    name: str
    region: str


class Topic(NamedTuple):
    """A topic as start data."""

    code: str
    name: str
    keywords: tuple[str, ...] = ()


class Programme(NamedTuple):
    """A programme as start data."""

    code: str
    name: str


REGIONS = (
    Region("heide", "Heide"),
    Region("braunschweig", "Braunschweig"),
    Region("suedniedersachsen", "Südniedersachsen"),
)
COUNTIES = (County("03351", "Landkreis Celle", "heide"), County("03151", "Landkreis Gifhorn", "braunschweig"))
TOPICS = (Topic("asyl", "Asyl", ("Asylverfahren", "BAMF")), Topic("sprache", "Sprache", ("Integrationskurs",)))
PROGRAMMES = (Programme("mbe", "MBE"), Programme("jmd", "JMD"))


@pytest.fixture(scope="session")
def now() -> datetime:
    """The time of the test."""
    return datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def codes() -> Codes:
    """The codes of the small network."""
    return Codes(
        {region.code: region.name for region in REGIONS},
        {topic.code: topic.name for topic in TOPICS},
        {programme.code: programme.name for programme in PROGRAMMES},
    )


def fill(opened: Store) -> None:
    """Write the small network's reference data."""
    opened.write_now(lambda session: reference.put_reference(session, REGIONS, COUNTIES, TOPICS, PROGRAMMES))


@pytest.fixture
def filled(store: Store) -> Store:
    """A store that knows the codes and nobody; the test runs once on each engine."""
    fill(store)
    return store


@pytest.fixture
def filled_sqlite(sqlite_store: Store) -> Store:
    """The same on SQLite only."""
    fill(sqlite_store)
    return sqlite_store

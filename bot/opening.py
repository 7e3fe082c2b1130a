"""Opening the database: tables brought to the newest version, start data written down where it is missing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bot import erasures
from content import start_data, start_sources
from store import listings, reference, source_rules
from store import tables as t
from store.db import Store
from store.migrate import migrate


def open_store(url: str, data_dir: Path, crash: Callable[[str], None]) -> Store:
    """Return the open database, brought to the newest version, with the start data in it."""
    store = Store(url, partial(erasures.note_everywhere, data_dir))
    try:
        migrate(store, data_dir, crash)
        put_start_data(store, with_sources=True)
    except BaseException:
        store.close()
        raise
    return store


def put_start_data(store: Store, *, with_sources: bool = False) -> None:
    """Write down what the start data has more than the database; look first, because nearly always it is nothing.

    with_sources: a database that is new begins with the start list of sources, all switched off. One that is not new is
    left as it is, because somebody may have removed some of them.
    """
    data = start_data.load()
    wanted = (
        (t.region, "code", [one.code for one in data.regions]),
        (t.county, "ags", [one.ags for one in data.counties]),
        (t.topic, "code", [one.code for one in data.topics]),
        (t.programme, "code", [one.code for one in data.programmes]),
    )
    if not store.read_now(lambda session: listings.has_all_codes(session, wanted)):
        store.write_now(lambda session: _put(session, data, with_sources=with_sources))


def _put(session: Session, data: start_data.StartData, *, with_sources: bool) -> None:
    new = not reference.known_codes(session).regions
    reference.put_reference(session, data.regions, data.counties, data.topics, data.programmes)
    if new and with_sources:
        put_start_sources(session)


def put_start_sources(session: Session) -> int:
    """Write down what the start list has more than the database, switched off; return how many those are."""
    return source_rules.propose(session, start_sources.load())

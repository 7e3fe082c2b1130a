"""Opening the database: tables brought to the newest version, start data written down where it is missing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot import erasures
from content import start_data
from store import listings, reference
from store import tables as t
from store.db import Store
from store.migrate import migrate


def open_store(url: str, data_dir: Path, crash: Callable[[str], None]) -> Store:
    """Return the open database, brought to the newest version, with the start data in it."""
    store = Store(url, partial(erasures.note_everywhere, data_dir))
    try:
        migrate(store, data_dir, crash)
        put_start_data(store)
    except BaseException:
        store.close()
        raise
    return store


def put_start_data(store: Store) -> None:
    """Write down what the start data has more than the database; look first, because nearly always it is nothing."""
    data = start_data.load()
    wanted = (
        (t.region, "code", [one.code for one in data.regions]),
        (t.county, "ags", [one.ags for one in data.counties]),
        (t.topic, "code", [one.code for one in data.topics]),
        (t.programme, "code", [one.code for one in data.programmes]),
    )
    if not store.read_now(lambda session: listings.has_all_codes(session, wanted)):
        store.write_now(
            lambda session: reference.put_reference(session, data.regions, data.counties, data.topics, data.programmes)
        )

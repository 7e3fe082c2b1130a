"""The list of the erased: noted as they are erased, naming nobody, and obeyed after a restore."""

import stat
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import erasures
from store import erasing, people
from store.db import Store
from store.people import Where
from tests.unit.relay.support import MONDAY, OST, join, person

#: What of her must be nowhere.
TRACE = "zitronenfalter"
WHERE = Where(OST, f"dm-{TRACE}")
ADA = person(f"p-{TRACE}", WHERE)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory that knows of a folder with backups, and of one on a disk that is away."""
    data, backups = tmp_path / "daten", tmp_path / "sicher"
    data.mkdir()
    backups.mkdir()
    for folder in (backups, tmp_path / "fort", backups):
        erasures.remember(data, folder)
    return data


def erase(url: str, data: Path, key: str, at: datetime) -> None:
    """Erase somebody, in a database that notes it."""
    with Store(url, partial(erasures.note_everywhere, data)) as store:

        def erase_them(session: Session) -> None:
            found = people.person_by_key(session, key)
            assert found is not None
            erasing.erase(session, found, at)

        store.write_now(erase_them)


def again(store: Store, data: Path, folder: str, since: datetime) -> int:
    """Return how many a restore from this folder would erase; of a database in which nobody is erased yet."""
    listed = data.parent / folder
    key = erasures.ensure_key(data)
    return store.write_now(lambda s: erasures.repeat(s, listed, key, since, MONDAY))


@pytest.mark.parametrize(("hours", "erased"), [(-1, 0), (0, 1), (1, 1)])
def test_who_was_erased_after_the_backup_is_erased_again(
    sqlite_store: Store, sqlite_database_url: str, data: Path, hours: int, erased: int
) -> None:
    join(sqlite_store, ADA, person("bea"))
    erase(sqlite_database_url, data, ADA.key, MONDAY + timedelta(hours=hours))
    # As it was before; she has come back by another key, and is known by her chat.
    join(sqlite_store, person("neu", WHERE))
    file = data.parent / "sicher" / erasures.FILE
    assert TRACE not in file.read_text()
    # A line that a loss of power cut, and one that is none.
    file.write_text(f"Unfug\n{file.read_text()}{file.read_text()[:40]}")
    assert [again(sqlite_store, data, "sicher", MONDAY) for _ in range(2)] == [erased, 0]
    assert sqlite_store.read_now(people.person_count) == 2 - erased


def test_what_cannot_be_written_waits_until_the_disk_is_there(
    sqlite_store: Store, sqlite_database_url: str, data: Path
) -> None:
    join(sqlite_store, ADA, person("bea"), person("eva"))
    erase(sqlite_database_url, data, ADA.key, MONDAY)
    assert TRACE not in (data / erasures.FOLDERS).read_text()
    (data.parent / "fort").mkdir()
    (data.parent / "fort" / erasures.FILE).write_text(f"{MONDAY.isoformat()} halb")
    erase(sqlite_database_url, data, "bea", MONDAY)
    join(sqlite_store, ADA, person("bea"))
    assert again(sqlite_store, data, "fort", MONDAY) == 2
    lines = [(data.parent / name / erasures.FILE).read_text().split() for name in ("sicher", "fort")]
    assert set(lines[0]) < set(lines[1])


def test_without_backups_nothing_is_noted(sqlite_store: Store, sqlite_database_url: str, tmp_path: Path) -> None:
    join(sqlite_store, ADA)
    erase(sqlite_database_url, tmp_path, ADA.key, MONDAY)
    assert not list(tmp_path.glob("erasure*"))


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    assert erasures.ensure_key(tmp_path) == erasures.ensure_key(tmp_path)
    assert stat.S_IMODE((tmp_path / erasures.KEY).stat().st_mode) == 0o600

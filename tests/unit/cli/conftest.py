"""The program with a database of its own, on a Monday morning."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import structlog

from bot.clock import write_clock_file
from domain.quiet import ZONE
from store.db import Store, sqlite_url
from tests.unit.cli.support import Bote

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
NOTICE = """\
---
titel: Neue Frist für Anträge
stufe: wichtig
regionen: landesweit
quelle: BAMF
---
Die Frist endet **bald**.
"""


@pytest.fixture
def bote(data_dir: Path, sqlite_database_url: str) -> Iterator[Bote]:
    """The program; its database is migrated and empty, its clock stands still."""
    assert sqlite_database_url == sqlite_url(data_dir / "verbundbote.sqlite3")
    clock = data_dir.parent / "clock"
    write_clock_file(clock, NOW)
    yield Bote({"BOTE_DATA_DIR": str(data_dir), "BOTE_TEST": "1", "BOTE_CLOCK_FILE": str(clock)})
    structlog.reset_defaults()


@pytest.fixture
def peopled(bote: Bote) -> Bote:
    """The program with invented people."""
    assert bote("seed", "--persons", "30", "--places", "12", "--seed", "3").code == 0
    return bote


@pytest.fixture
def notice_file(tmp_path: Path) -> str:
    """An important notice for everybody."""
    path = tmp_path / "meldung.md"
    path.write_text(NOTICE, encoding="utf-8")
    return str(path)


@pytest.fixture
def rows(bote: Bote) -> Iterator[Store]:
    """The database, to look into beside the program."""
    with Store(sqlite_url(Path(bote.environ["BOTE_DATA_DIR"]) / "verbundbote.sqlite3")) as store:
        yield store

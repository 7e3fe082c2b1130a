"""Backups: whole while somebody writes, nobody else's to read, and put back only where nothing is."""

import io
import json
import os
import sqlite3
import stat
import tarfile
from pathlib import Path

import pytest

from bot import erasures
from bot.cli import words_keeping as words
from channels.matrix import session as sessions
from channels.matrix.session import Session
from store.db import Store, sqlite_url
from store.locks import FileLock
from tests.postgres import PostgresServer
from tests.unit.cli.support import Bote

SESSION = Session("http://x", "@bote:x", "GERÄT", "geheimer-zugang", "geheimer-schlüssel")


@pytest.fixture
def data(bote: Bote) -> Path:
    """The data directory, with keys, a crypto store in use, an asset, and what belongs in no backup."""
    data = Path(bote.environ["BOTE_DATA_DIR"])
    sessions.make_folder(data / "matrix")
    sessions.save(data / "matrix", SESSION)
    with sqlite3.connect(sessions.make_crypto_store(data / "matrix")) as crypto:
        crypto.execute("CREATE TABLE keys (key TEXT)")
        crypto.execute("INSERT INTO keys VALUES ('k1')")
    crypto.close()
    for name in ("assets/ab/plakat.pdf", "memory/ost/out.jsonl", "locks/matrix.lock", "matrix/session.json.new"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(name)
    return data


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "sicher" / "heute.tar"


@pytest.fixture
def elsewhere(bote: Bote, tmp_path: Path) -> Bote:
    """The program with another data directory, in which nothing is."""
    return Bote({**bote.environ, "BOTE_DATA_DIR": str(tmp_path / "neu")})


def test_a_backup_comes_back_as_it_was(bote: Bote, elsewhere: Bote, data: Path, archive: Path, tmp_path: Path) -> None:
    assert bote("seed", "--persons", "30", "--places", "12", "--seed", "3").code == 0
    made = bote.value("backup", str(archive))
    assert (made["database"], made["note"]) == (True, None)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert os.listdir(archive.parent) == [archive.name]
    found = elsewhere.value("restore", str(archive), "--moved")
    assert (found["files"], found["unsure"], found["undecided"]) == (made["files"], 0, 0)
    new = tmp_path / "neu"
    files = {path.relative_to(new).as_posix(): path for path in new.rglob("*") if path.is_file()}
    assert {"matrix/session.json", "matrix/crypto.sqlite3", "assets/ab/plakat.pdf"} < set(files)
    assert not {"memory/ost/out.jsonl", "matrix/session.json.new"} & set(files)
    assert {stat.S_IMODE(path.stat().st_mode) for name, path in files.items() if name.startswith("matrix")} == {0o600}
    assert sessions.load(new / "matrix") == SESSION
    assert elsewhere.value("status") == bote.value("status")
    people = [tmp_path / name for name in ("alt.csv", "neu.csv")]
    for which, path in zip((bote, elsewhere), people, strict=True):
        assert which("export", str(path)).code == 0
    assert people[0].read_bytes() == people[1].read_bytes()
    assert data.exists()


@pytest.mark.usefixtures("data")
def test_who_makes_a_backup_is_told_how_long_it_may_be_kept(bote: Bote, archive: Path) -> None:
    assert "Löschen Sie sie nach 30 Tagen" in bote("backup", str(archive)).out


def test_a_backup_is_whole_while_somebody_writes(bote: Bote, data: Path, archive: Path, rows: Store) -> None:
    """What is not committed is not in it, neither of the database nor of a key store."""
    connection = sqlite3.connect(data / "verbundbote.sqlite3", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO organisation (name) VALUES ('halb')")
    assert bote("backup", str(archive)).code == 0
    connection.execute("COMMIT")
    connection.close()
    with tarfile.open(archive) as tar:
        tar.extract("database.sqlite3", archive.parent, filter="data")
    with Store(sqlite_url(archive.parent / "database.sqlite3")) as copy:
        assert _organisations(copy) == []
    assert _organisations(rows) == ["halb"]


def _organisations(store: Store) -> list[str]:
    with store.reader.connect() as connection:
        return list(connection.exec_driver_sql("SELECT name FROM organisation").scalars())


def test_after_a_restore_nothing_is_sent_that_may_have_been_sent_since(
    peopled: Bote, elsewhere: Bote, data: Path, archive: Path, notice_file: str, tmp_path: Path
) -> None:
    assert peopled("notice", "send", notice_file, "--yes").code == 0
    waiting = peopled.value("status")["deliveries"]["waiting"]
    assert peopled("backup", str(archive)).code == 0
    found = elsewhere.value("restore", str(archive))
    assert (found["unsure"], found["undecided"]) == (0, waiting)
    assert elsewhere("check").code == 0
    kept = sessions.load(tmp_path / "neu" / "matrix")
    assert kept is not None
    assert kept.restored
    assert data.exists()


def test_who_was_erased_after_the_backup_stays_erased(
    peopled: Bote, elsewhere: Bote, archive: Path, tmp_path: Path
) -> None:
    assert peopled("backup", str(archive)).code == 0
    key = peopled.value("person", "list")["persons"][0]["key"]
    assert peopled("person", "erase", key, "--yes").code == 0
    assert elsewhere.value("restore", str(archive))["erased"] == 1
    assert [one.value("status")["persons"] for one in (peopled, elsewhere)] == [29, 29]
    assert str(archive.parent) in (tmp_path / "neu" / erasures.FOLDERS).read_text()


def test_on_postgresql_the_keys_are_saved_and_pg_dump_is_named(
    bote: Bote, elsewhere: Bote, data: Path, archive: Path, postgres_database_url: str
) -> None:
    (data / "verbundbote.sqlite3").unlink()
    ran = bote("backup", str(archive), "--json", BOTE_DATABASE_URL=postgres_database_url)
    made = json.loads(ran.out)
    assert (ran.code, made["database"]) == (1, False)
    assert "pg_dump" in made["note"]
    ran = elsewhere("restore", str(archive), "--json")
    assert fault(ran.code, ran.err) == (4, "other_database")
    ran = elsewhere("restore", str(archive), "--json", BOTE_DATABASE_URL=postgres_database_url)
    assert (ran.code, json.loads(ran.out)["files"]) == (0, made["files"])


def test_on_postgresql_the_database_comes_first(
    bote: Bote, elsewhere: Bote, data: Path, archive: Path, postgres: PostgresServer, tmp_path: Path
) -> None:
    name = postgres.create()
    try:
        assert bote("backup", str(archive)).code == 0
        ran = elsewhere("restore", str(archive), "--json", BOTE_DATABASE_URL=postgres.url(name))
        assert fault(ran.code, ran.err) == (4, "other_database")
        (data / "verbundbote.sqlite3").unlink()
        keys = tmp_path / "keys.tar"
        assert bote("backup", str(keys), BOTE_DATABASE_URL=postgres.url(name)).code == 1
        ran = elsewhere("restore", str(keys), "--json", BOTE_DATABASE_URL=postgres.url(name))
        assert fault(ran.code, ran.err) == (4, "database_first")
    finally:
        postgres.drop(name)


# --- what is refused


def fault(ran_code: int, err: str) -> tuple[int, str]:
    return ran_code, json.loads(err)["error"]["code"]


@pytest.mark.parametrize("how", ["exists", "inside"])
def test_a_backup_replaces_nothing_and_does_not_lie_beside_what_it_saves(
    bote: Bote, data: Path, archive: Path, how: str
) -> None:
    where = archive if how == "exists" else data / "unten" / "b.tar"
    if how == "exists":
        archive.parent.mkdir()
        archive.write_text("meins")
    ran = bote("backup", str(where), "--json")
    assert fault(ran.code, ran.err) == (4, how)
    assert not archive.exists() or archive.read_text() == "meins"


def test_a_restore_goes_where_nothing_is_and_nobody_works(bote: Bote, data: Path, archive: Path) -> None:
    assert bote("backup", str(archive)).code == 0
    ran = bote("restore", str(archive), "--json")
    assert fault(ran.code, ran.err) == (4, "not_empty")
    lock = FileLock(data / "locks", "matrix")
    assert lock.try_acquire()
    ran = bote("restore", str(archive), "--json")
    lock.release()
    assert fault(ran.code, ran.err) == (4, "running")


def _tampered(archive: Path, how: str) -> None:
    """Make an archive what it must not be."""
    if how == "text":
        archive.write_text("Das ist keine Sicherung.")
        return
    if how == "cut":
        archive.write_bytes(archive.read_bytes()[:4096])
        return
    content = archive.read_bytes()
    if how == "changed":
        archive.write_bytes(content.replace(b"geheimer-zugang", b"anderer--zugang"))
    if how == "beyond":
        # The same length, so that only the name is wrong; its header's sum is made anew.
        _rename(archive, "data/assets/ab/plakat.pdf", "data/../../b/plakat.pdf__")
    if how == "newer":
        archive.write_bytes(content.replace(b'"format": 1,', b'"format": 9,'))


def _rename(archive: Path, old: str, new: str) -> None:
    whole = archive.with_suffix(".neu")
    with tarfile.open(archive) as source, tarfile.open(whole, "w") as target:
        for info in source:
            file = source.extractfile(info)
            assert file is not None
            content = file.read().replace(old.encode(), new.encode())
            info.name, info.size = info.name.replace(old, new), len(content)
            target.addfile(info, io.BytesIO(content))
    whole.replace(archive)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("text", "no_archive"),
        ("cut", "no_archive"),
        ("changed", "damaged"),
        ("beyond", "no_archive"),
        ("newer", "newer"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(
    bote: Bote, elsewhere: Bote, data: Path, archive: Path, tmp_path: Path, how: str, code: str
) -> None:
    assert data.exists()
    assert bote("backup", str(archive)).code == 0
    _tampered(archive, how)
    before = sorted(tmp_path.iterdir())
    ran = elsewhere("restore", str(archive), "--json")
    assert fault(ran.code, ran.err) == (4, code)
    assert sorted(tmp_path.iterdir()) == before


def test_a_restore_goes_into_an_empty_folder_that_is_there_and_puts_the_database_where_it_belongs(
    bote: Bote, data: Path, archive: Path, tmp_path: Path
) -> None:
    """A folder that is a disk of its own cannot be replaced."""
    assert data.exists()
    assert bote("backup", str(archive)).code == 0
    folder, database = tmp_path / "scheibe", tmp_path / "woanders" / "b.sqlite3"
    folder.mkdir()
    before = folder.stat().st_ino
    there = Bote({**bote.environ, "BOTE_DATA_DIR": str(folder), "BOTE_DATABASE_URL": sqlite_url(database)})
    assert there("restore", str(archive)).code == 0
    assert folder.stat().st_ino == before
    assert database.exists()
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".") or "sqlite" in path.name]
    assert there("status").code == 0


def test_where_nothing_is_there_is_nothing_to_save(elsewhere: Bote, archive: Path) -> None:
    ran = elsewhere("backup", str(archive))
    assert (ran.code, words.NOTHING_HERE in ran.err) == (3, True)
    ran = elsewhere("restore", str(archive))
    assert (ran.code, words.UNREADABLE in ran.err) == (3, True)


def test_no_secret_is_said(bote: Bote, data: Path, archive: Path) -> None:
    assert data.exists()
    ran = bote("backup", str(archive), "--json")
    assert "geheim" not in ran.out + ran.err

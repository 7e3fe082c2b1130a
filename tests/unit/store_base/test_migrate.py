"""Migrations: whole or not at all, exactly the tables of store/tables, one process at a time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from store import migrate as migration
from store import tables
from store.db import Store
from store.migrate import DatabaseIsNewerError, migrate, version_of
from store.migrations import HEAD, is_ours

_METADATA = tables.audit.metadata

#: What the database itself says about every table, index and constraint, to compare two databases by.
_DESCRIPTIONS = {
    "sqlite": """
        WITH ours AS (SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
            AND name <> 'alembic_version')
        SELECT t.name, json_array(c.name, c.type, c."notnull", c.dflt_value, c.pk) FROM ours t,
            pragma_table_info(t.name) c
        UNION ALL SELECT t.name, json_array(k."from", k."table", k."to", k.on_delete) FROM ours t,
            pragma_foreign_key_list(t.name) k
        UNION ALL SELECT t.name, json_array(i."unique", i.origin, i.partial,
            (SELECT group_concat(x.name) FROM pragma_index_info(i.name) x)) FROM ours t, pragma_index_list(t.name) i
        UNION ALL SELECT name, replace(sql, '"', '') FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
        UNION ALL SELECT name, 'autoincrement' FROM ours WHERE sql LIKE '%AUTOINCREMENT%'""",
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
          WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace
            AND conrelid::regclass::text <> 'alembic_version'
        UNION ALL SELECT table_name || '.' || column_name,
            concat_ws(' ', data_type, is_nullable, column_default, is_identity)
          FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
}


def described(engine: Engine) -> list[str]:
    """Return the database's own description of its tables; the order of columns is no part of it."""
    with engine.connect() as connection:
        rows = connection.execute(text(_DESCRIPTIONS[engine.dialect.name])).all()
    return sorted(f"{name}: {what}" for name, what in rows)


def test_head_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(migration.FOLDER)).get_heads() == [HEAD], "set HEAD in store/migrations/__init__.py"


def test_the_migrations_make_exactly_the_tables(
    bare_database_url: str, data_dir: Path, open_store: Callable[[str], Store]
) -> None:
    store = open_store(bare_database_url)
    migrate(store, data_dir)
    with store.reader.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"include_name": is_ours}), _METADATA
        )
    assert not differences, "write a revision: python -m store.migrations.write"
    migrated = described(store.reader)
    with store.writer.connect() as connection, connection.begin():
        _METADATA.drop_all(connection)
        _METADATA.create_all(connection)
    assert migrated == described(store.reader), "write a revision: python -m store.migrations.write"


def test_a_second_time_there_is_nothing_to_do(
    bare_database_url: str, data_dir: Path, open_store: Callable[[str], Store]
) -> None:
    store = open_store(bare_database_url)
    assert version_of(store) is None
    assert migrate(store, data_dir)
    assert version_of(store) == HEAD
    assert not migrate(store, data_dir)


def test_the_folder_of_a_new_file_is_made_and_only_ours(tmp_path: Path, open_store: Callable[[str], Store]) -> None:
    path = tmp_path / "new" / "bote.sqlite3"
    assert migrate(open_store(f"sqlite:///{path}"), tmp_path / "new")
    assert path.parent.stat().st_mode & 0o077 == 0


def test_finding_nothing_to_do_is_quick_and_does_without_alembic(
    sqlite_store: Store, sqlite_database_url: str, data_dir: Path
) -> None:
    version_of(sqlite_store)
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        assert not migrate(sqlite_store, data_dir)
        times.append(time.perf_counter() - begin)
    assert min(times) < 0.015
    code = (
        "import sys, pathlib; from store.db import Store; from store.migrate import migrate\n"
        "with Store(sys.argv[1]) as store: migrate(store, pathlib.Path(sys.argv[2]))\n"
        "print('alembic' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, sqlite_database_url, data_dir], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "False\n"


def test_a_newer_database_is_left_alone(store: Store, data_dir: Path) -> None:
    store.write_now(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")) and None)
    with pytest.raises(DatabaseIsNewerError, match=r"neueren Version.*9999"):
        migrate(store, data_dir)
    assert version_of(store) == "9999"


def test_a_failure_in_a_step_leaves_the_version_before(
    bare_database_url: str, data_dir: Path, open_store: Callable[[str], Store]
) -> None:
    def crash(point: str) -> None:
        raise RuntimeError(point)

    store = open_store(bare_database_url)
    with pytest.raises(RuntimeError, match=r"^migrate\.step$"):
        migrate(store, data_dir, crash)
    assert version_of(store) is None
    with store.reader.connect() as connection:
        assert inspect(connection).get_table_names() == []
    assert migrate(store, data_dir)


_KILLED = """
import sys, pathlib
from bot.crash import crash_function
from store.db import Store
from store.migrate import migrate
with Store(sys.argv[1]) as store:
    migrate(store, pathlib.Path(sys.argv[2]), crash_function("migrate.step", 1))
"""


def test_a_kill_in_a_step_leaves_the_version_before(
    bare_database_url: str, data_dir: Path, open_store: Callable[[str], Store]
) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, bare_database_url, data_dir], check=False)
    assert done.returncode == -signal.SIGKILL
    store = open_store(bare_database_url)
    assert version_of(store) is None
    assert migrate(store, data_dir)


def test_two_at_once_migrate_once(bare_database_url: str, data_dir: Path, open_store: Callable[[str], Store]) -> None:
    stores = [open_store(bare_database_url), open_store(bare_database_url)]
    passed: list[str] = []
    answers: list[bool] = []
    at_the_start = threading.Barrier(2)

    def run(store: Store) -> None:
        at_the_start.wait()
        answers.append(migrate(store, data_dir, passed.append))

    threads = [threading.Thread(target=run, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    assert passed == ["migrate.step"] * int(HEAD), "one for each revision"


def test_the_locks_of_migrations_are_kept_in_the_data_directory(
    tmp_path: Path, open_store: Callable[[str], Store]
) -> None:
    migrate(open_store(f"sqlite:///{tmp_path}/a.sqlite3"), tmp_path)
    assert os.listdir(tmp_path / "locks") == ["migrate.lock"]

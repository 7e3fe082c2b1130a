"""Databases and servers for tests.

A fresh database per test, on SQLite and on a real PostgreSQL; a real Synapse, with fresh users per test. Each server
starts when a test asks for it.
"""

import gc
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback

from content import feed_child
from store.db import Store, sqlite_url
from store.migrate import migrate
from tests.engines import Engines
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixUser
from tests.matrix.case import MatrixCase
from tests.matrix.member import Clients, Member, element_command
from tests.postgres import PostgresServer

#: Tests that wait or work for seconds.
_LONG = ("tests/acceptance/", "tests/contract/", "tests/matrix/", "tests/properties/")


@pytest.fixture(scope="session", autouse=True)
def engines() -> Iterator[None]:
    """Let what is compiled for one test serve the next ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.db.create_engine", Engines().create)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server; use database_url or bare_database_url for a database of it."""
    # A short path, because that of a socket may not be long; and not pytest's, which only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="bote-pg-"))
    try:
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated database without rows, to be copied."""
    name = postgres.create()
    with Store(postgres.url(name)) as store:
        migrate(store, tmp_path_factory.mktemp("migrated"))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without rows, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "template.sqlite3"
    with Store(sqlite_url(path)) as store:
        migrate(store, path.parent)
    return path


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The data directory of the test."""
    path = tmp_path / "data"
    path.mkdir()
    return path


@pytest.fixture
def postgres_database(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The name of a migrated database without rows on PostgreSQL."""
    name = postgres.lend(postgres_template)
    yield name
    postgres.give_back(name, postgres_template)


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, data_dir: Path) -> str:
    """A fresh migrated SQLite file in the data directory."""
    path = data_dir / "verbundbote.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return sqlite_url(path)


@pytest.fixture
def postgres_database_url(postgres: PostgresServer, postgres_database: str) -> str:
    """A migrated database without rows on PostgreSQL."""
    return postgres.url(postgres_database)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database without rows; the test runs once on each engine."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_database_url"))
    return str(request.getfixturevalue("postgres_database_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[str]:
    """A database that has no tables at all yet; the test runs once on each engine."""
    if request.param == "sqlite":
        yield sqlite_url(data_dir / "verbundbote.sqlite3")
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A migrated store without rows; the test runs once on each engine."""
    with Store(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_database_url: str) -> Iterator[Store]:
    """A migrated store without rows on SQLite, for tests to which the engine makes no difference."""
    with Store(sqlite_database_url) as opened:
        yield opened


@pytest.fixture
def postgres_store(postgres_database_url: str) -> Iterator[Store]:
    """A migrated store without rows on PostgreSQL, for what exists only there."""
    with Store(postgres_database_url) as opened:
        yield opened


@pytest.fixture
def open_store(request: pytest.FixtureRequest) -> Callable[[str], Store]:
    """A function that opens another store, which is closed at the end."""

    def opener(url: str) -> Store:
        opened = Store(url)
        request.addfinalizer(opened.close)
        return opened

    return opener


@pytest.fixture
def feeds_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read feeds in this process, for tests of something else: starting a child takes a quarter of a second."""

    async def answer(_child: object, frame: bytes, _limit: float) -> bytes:
        head, _, data = frame.partition(b"\n")
        return feed_child.answered(head, data)

    monkeypatch.setattr("content.feeds._Child.answer", answer)


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Let what is logged of a failure be plain: with every variable of every frame it takes a tenth of a second."""
    (printing,) = [one for one in structlog.get_config()["processors"] if isinstance(one, ConsoleRenderer)]
    printing.exception_formatter = plain_traceback


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each worker begin with long tests of one kind, whole modules of them: those share what is long to prepare.

    All that need Synapse are one worker's, so that there is one server; those that wait for other processes of ours are
    another's, so that somebody computes meanwhile. pytest-xdist gives each worker a part of the list, and who has done
    theirs the ends of others' parts. A long test that begins last would leave the other workers with nothing to do.
    """
    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    kinds: tuple[list[Path], ...] = ([], [], [])
    for path, tests in modules.items():
        if any(map(_needs_synapse, tests)):
            kinds[0].append(path)
        elif tests[0].nodeid.startswith(_LONG):
            kinds[1 if tests[0].nodeid.startswith("tests/acceptance/") else 2].append(path)
    shares: list[list[Path]] = [[] for _ in range(workers)]
    for number, paths in enumerate(kinds):
        shares[number % workers] += paths
    taken = set(itertools.chain(*shares))
    quick = iter([item for item in items if item.path not in taken])
    ends = _ends(len(items), workers)
    items.clear()
    for share, end in zip(shares, ends, strict=True):
        items += itertools.chain.from_iterable(modules[path] for path in share)
        items += itertools.islice(quick, max(end - len(items), 0))
    items += quick


def _needs_synapse(item: pytest.Item) -> bool:
    # The suite of contracts asks for the fixture of a network by its name.
    return "synapse" in getattr(item, "fixturenames", ()) or item.nodeid.startswith("tests/contract/")


def _ends(count: int, workers: int) -> list[int]:
    """Return where each worker's part of so many tests ends, as pytest-xdist divides them."""
    ends, end = [], 0
    for left in range(workers, 0, -1):
        end += (count - end) // left
        ends.append(end)
    return ends


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking through all tests and libraries again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what Synapse wrote to the report of a test that failed."""
    report = yield
    if report.failed:
        servers = [one for one in getattr(item, "funcargs", {}).values() if isinstance(one, SynapseServer)]
        report.sections += [(f"Synapse {server.port}", server.report()) for server in servers]
    return report


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SynapseServer]:
    """A real Synapse without limits, one for all tests of a process: leave its settings as they are."""
    with SynapseServer(tmp_path_factory.mktemp("synapse")) as server:
        yield server


@pytest.fixture
def own_synapse(tmp_path: Path) -> Iterator[SynapseServer]:
    """A real Synapse for this test alone, which may restart it, with other limits too. Starting takes a second."""
    with SynapseServer(tmp_path / "synapse") as server:
        yield server


@pytest.fixture
async def matrix_user(synapse: SynapseServer) -> AsyncIterator[Callable[[str], MatrixUser]]:
    """A function that makes a new user of the common Synapse, with a simple client; the name is made unique."""
    async with AsyncExitStack() as users:

        def make(name: str) -> MatrixUser:
            user = MatrixUser(synapse.url, synapse.new_account(name))
            users.push_async_callback(user.close)
            return user

        yield make


@pytest.fixture
async def element_user(synapse: SynapseServer) -> AsyncIterator[Callable[[str], Awaitable[ElementUser]]]:
    """A function that makes a new user of the common Synapse who encrypts; their keys can be found when it returns."""
    async with AsyncExitStack() as users:

        async def make(name: str) -> ElementUser:
            return await users.enter_async_context(ElementUser(synapse.url, synapse.new_account(name)))

        yield make


@pytest.fixture(scope="session")
def matrix_clients() -> Iterator[Clients]:
    """The process in which members' clients live."""
    clients = Clients()
    yield clients
    clients.close()


@pytest.fixture(scope="session")
def element_clients() -> Iterator[Clients]:
    """The process in which the clients of Element's own library live."""
    clients = Clients(element_command())
    yield clients
    clients.close()


@pytest.fixture
def matrix_case(synapse: SynapseServer, matrix_clients: Clients, tmp_path: Path) -> MatrixCase:
    """A bot and a member at Synapse, not connected yet."""
    member = Member(matrix_clients, synapse.url, synapse.new_account("ada"))
    return MatrixCase(synapse, tmp_path / "matrix", matrix_clients, synapse.new_account("bote"), member)

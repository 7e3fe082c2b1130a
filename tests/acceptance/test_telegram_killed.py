"""`bote run` is killed while it sends to many on Telegram: nothing lost, nothing double, and what is unsure is excused.

The judges are `bote check` and the journal of the Bot API server, which goes on while our process dies.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.checking import check
from channels.memory_journal import read_journal
from store.people import Where
from tests.acceptance.conftest import Templates
from tests.acceptance.installation import KILLED, MORNING, ROOT, Installation, Running, wait_until
from tests.acceptance.scenario import IN_FLIGHT, notice_file, send
from tests.fake_telegram.world import TOKEN
from tests.unit.relay.support import join, person, place

PERSONS, GROUPS = 400, 30
KILLS = 3
TRIALS = 12


@dataclass
class Network:
    """A Bot API server as a process of its own, which answers after a while."""

    url: str
    state: Path

    def arrived(self) -> int:
        """Return how many messages arrived."""
        return len(read_journal(self.state))


@contextmanager
def network(folder: Path, rate: str = "off", latency: float = 0.2) -> Iterator[Network]:
    """A server that runs until the block ends, and is ended by its own id."""
    words = ["--port", "0", "--state", str(folder), "--rate", rate, "--latency", str(latency), "--judge", "off"]
    command = [sys.executable, "-m", "tests.fake_telegram", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield Network(line.partition("BOTE_TELEGRAM_API_URL=")[2].split()[0].rstrip(";"), folder)
        finally:
            process.terminate()


def prepare(bote: Installation) -> None:
    """Let persons and groups join, and release a notice to all of them."""
    bote.set_clock(MORNING)
    bote.command("status")
    persons = [person(f"p{number}", Where("telegram", str(1000 + number))) for number in range(PERSONS)]
    groups = [place(f"g{number}", Where("telegram", str(-1000 - number))) for number in range(GROUPS)]
    with bote.open_store() as store:
        join(store, *persons, *groups)
    send(bote, "urgent.md", notice_file("Ab sofort keine Zulassungen", "eilt"))


@pytest.fixture(scope="module")
def prepared(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The notice waits, on SQLite, to be copied."""
    with templates.prepared(tmp_path_factory.mktemp("telegram"), prepare, on_postgres=False) as installation:
        yield installation


@pytest.fixture(scope="module")
def prepared_on_postgres(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The notice waits, on PostgreSQL, to be copied."""
    with templates.prepared(tmp_path_factory.mktemp("telegram-pg"), prepare, on_postgres=True) as installation:
        yield installation


def run(bote: Installation, telegram: Network, pace: str, **more: str) -> Running:
    """Start `bote run` on Telegram."""
    settings = {"telegram_token": TOKEN, "telegram_api_url": telegram.url, "pace": pace}
    return bote.run("--until-idle", networks=["telegram"], **settings, **more)


def assert_promises_kept(bote: Installation, telegram: Network) -> None:
    """Fail unless nothing is lost or double, and everything unsure was under way at a kill."""
    with bote.open_store() as store:
        found = check(store, telegram.state)
    assert {name: found[name] for name in ("lost", "double", "false") if found[name]} == {}
    assert found["checked"]["deliveries"] == PERSONS + GROUPS
    in_flight = [kill.in_flight.get("telegram", frozenset()) for kill in bote.kills]
    assert all(len(keys) <= IN_FLIGHT for keys in in_flight)
    unsure = {str(one["dispatch"]) for one in found["unsure"]}
    assert unsure <= frozenset().union(*in_flight)
    # In groups it is pinned, too: that is a line, but no second message.
    arrived = [line["chat"] for line in read_journal(telegram.state) if line["op"] == "send"]
    assert len(arrived) == len(set(arrived))
    assert PERSONS + GROUPS - len(unsure) <= len(arrived) <= PERSONS + GROUPS


def kill_and_finish(bote: Installation, telegram: Network, kills: list[int], pace: str) -> None:
    """Kill the process once so many messages more have arrived each time; then let it finish."""
    bote.set_clock(MORNING, 1.0)
    for more in kills:
        before, running = telegram.arrived(), run(bote, telegram, pace)
        wait_until(lambda: telegram.arrived() >= before + more or not running.is_alive, f"{more} more arrived")  # noqa: B023 - called at once
        assert running.is_alive, running.report()
        bote.kill(running)
        assert running.wait() == KILLED
    last = run(bote, telegram, pace)
    assert last.wait(120) == 0, last.report()
    assert_promises_kept(bote, telegram)


def test_killed_three_times_while_it_sends_to_many(
    templates: Templates, prepared: Installation, tmp_path: Path
) -> None:
    with templates.copied(prepared, tmp_path) as bote, network(tmp_path / "telegram") as telegram:
        kill_and_finish(bote, telegram, [40, 90, 70], "off")
        assert len(bote.kills) == KILLS
        # Otherwise this test has shown nothing: each kill met calls under way.
        assert all(kill.in_flight for kill in bote.kills)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(TRIALS))
def test_killed_at_any_moment_at_the_real_pace(
    seed: int, templates: Templates, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    where = request.getfixturevalue("prepared_on_postgres" if seed % 4 == 3 else "prepared")
    with templates.copied(where, tmp_path) as bote, network(tmp_path / "telegram", "real") as telegram:
        kill_and_finish(bote, telegram, [dice.randint(1, 120) for _ in range(KILLS)], "x1")

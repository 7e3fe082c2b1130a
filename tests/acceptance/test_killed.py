"""Killed at any point, any number of times: nothing is lost, nothing is done twice, and what is unsure is excused."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import deliveries
from tests.acceptance import scenario
from tests.acceptance.conftest import Templates
from tests.acceptance.installation import ACCOUNTS, KILLED, NETWORKS, Installation, Running, wait_until

#: Where `bote run` is killed, and at which passing; each lies in the midst of things.
RUN_POINTS = {
    "inbox.committed": 1,
    "cursor.before_commit": 1,
    "handler.before_commit": 3,
    "handler.committed": 2,
    "dispatch.claimed": 4,
    "dispatch.called": 17,
    "dispatch.answered": 9,
    "dispatch.recorded": 6,
    "digest.composed": 2,
    "part.between": 2,
}
#: Where a command of the Koordination is killed.
COMMAND_POINTS = ("freeze.before_commit", "freeze.committed")
#: Where the very first start is killed.
FIRST_START = "migrate.step"
ON_POSTGRES = ("inbox.committed", "handler.before_commit", "dispatch.answered")
TRIALS = 200


@pytest.fixture(scope="module")
def prepared(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The scenario on SQLite, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    with templates.prepared(folder, scenario.prepare, on_postgres=False) as installation:
        yield installation


@pytest.fixture(scope="module")
def prepared_on_postgres(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The scenario on PostgreSQL, to be copied."""
    folder = tmp_path_factory.mktemp("prepared-pg")
    with templates.prepared(folder, scenario.prepare, on_postgres=True) as installation:
        yield installation


@pytest.fixture
def trial(templates: Templates, prepared: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of the scenario on SQLite."""
    with templates.copied(prepared, tmp_path) as copy:
        copy.set_clock(scenario.BEGIN, scenario.RATE)
        yield copy


@pytest.fixture
def postgres_trial(templates: Templates, prepared_on_postgres: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of the scenario on PostgreSQL."""
    with templates.copied(prepared_on_postgres, tmp_path) as copy:
        copy.set_clock(scenario.BEGIN, scenario.RATE)
        yield copy


def assert_all_is_well(bote: Installation) -> None:
    """Let the process finish its work, and judge it."""
    scenario.finish(bote)
    scenario.assert_promises_kept(bote)
    scenario.assert_everybody_was_answered(bote, scenario.SAID)


def crash(bote: Installation, point: str, n: int) -> None:
    """Run until the process has killed itself at the n-th passing of a point."""
    killed = bote.run("--until-idle", crash_at=f"{point}:{n}")
    assert killed.wait() == KILLED
    bote.remember_kill()


def test_the_points_that_are_tested_are_all_there_are(sqlite_bote: Installation) -> None:
    listing = sqlite_bote.start("crash-points", "--json")
    assert listing.wait() == 0
    tested = {*RUN_POINTS, *COMMAND_POINTS, FIRST_START}
    assert {point["name"] for point in listing.told()["points"]} == tested


def test_without_any_kill_the_scenario_comes_to_its_end(trial: Installation) -> None:
    assert_all_is_well(trial)
    assert trial.arrived("ost") > 40
    assert trial.arrived("west") > 40


@pytest.mark.parametrize("point", RUN_POINTS)
def test_a_process_that_was_killed_goes_on_where_it_was(trial: Installation, point: str) -> None:
    crash(trial, point, RUN_POINTS[point])
    assert_all_is_well(trial)


@pytest.mark.parametrize("point", ON_POSTGRES)
def test_a_process_that_was_killed_goes_on_where_it_was_on_postgres(postgres_trial: Installation, point: str) -> None:
    crash(postgres_trial, point, RUN_POINTS[point])
    assert_all_is_well(postgres_trial)


@pytest.mark.parametrize("point", COMMAND_POINTS)
def test_a_command_that_was_killed_and_repeated_makes_one_notice(trial: Installation, point: str) -> None:
    words = ("notice", "send", scenario.write_file(trial, "extra.md", scenario.EXTRA), "--yes")
    assert trial.start(*words, crash_at=f"{point}:1").wait() == KILLED
    again = trial.command(*words)
    assert again["fresh"] is (point == "freeze.before_commit")
    assert [title for _, title, _ in trial.look(deliveries.heads)].count(again["title"]) == 1
    assert_all_is_well(trial)


def test_a_first_start_that_was_killed_leaves_what_the_next_one_brings_up(empty_bote: Installation) -> None:
    assert empty_bote.run("--until-idle", crash_at=f"{FIRST_START}:1").wait() == KILLED
    for name in NETWORKS:
        empty_bote.behave(name, keyed=name == "ost")
    empty_bote.command("seed", "--persons", "8", "--places", "2", "--networks", ",".join(ACCOUNTS), "--seed", "1")
    scenario.send(empty_bote, "first.md", scenario.FIRST)
    scenario.finish(empty_bote)
    scenario.assert_promises_kept(empty_bote)


# --- many trials: `pytest -m thorough -k "test_killed_anyhow and [17]"` repeats the one with seed 17


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(TRIALS))
def test_killed_anyhow_all_promises_are_kept(seed: int, request: pytest.FixtureRequest) -> None:
    dice = random.Random(seed)
    bote: Installation = request.getfixturevalue("postgres_trial" if dice.random() < 0.15 else "trial")
    for _ in range(dice.randint(1, 3)):
        kill_somehow(bote, dice)
        if dice.random() < 0.25:
            release_something(bote, dice)
    assert_all_is_well(bote)


def kill_somehow(bote: Installation, dice: random.Random) -> None:
    """Kill a run at a random passing of a random point, or from outside when so many calls have been made."""
    if dice.random() < 0.3:
        running, calls = bote.run("--until-idle"), _calls(bote) + dice.randrange(60)
        wait_until(lambda: not running.is_alive or _calls(bote) >= calls, f"{calls} calls were made")
        kill(bote, running)
        return
    point = dice.choice(sorted(RUN_POINTS))
    limit = 40 if point.startswith("dispatch.") else 8
    running = bote.run("--until-idle", crash_at=f"{point}:{dice.randint(1, limit)}")
    # A point that is passed too rarely lets the process come to its end; then there was no kill.
    if running.wait() == KILLED:
        bote.remember_kill()
    else:
        assert running.wait() == 0


def kill(bote: Installation, running: Running) -> None:
    """Kill a process from outside, unless it has come to its end."""
    if running.is_alive:
        bote.kill(running)
    if running.wait() != KILLED:
        assert running.wait() == 0


def release_something(bote: Installation, dice: random.Random) -> None:
    """Send or correct a notice between two kills, by a command that may be killed, and is repeated then."""
    if dice.random() < 0.5:
        words = ["notice", "send", scenario.write_file(bote, "extra.md", scenario.EXTRA), "--yes"]
    else:
        text = scenario.CORRECTED.replace("31.12.", f"{dice.randint(10, 30)}.12.")
        words = ["notice", "correct", "1", scenario.write_file(bote, "again.md", text), "--yes"]
    if dice.random() < 0.5:
        killed = bote.start(*words, crash_at=f"{dice.choice(COMMAND_POINTS)}:1")
        # The same notice a second time writes nothing, so passes no point.
        assert killed.wait() in (KILLED, 0)
    bote.command(*words)


def _calls(bote: Installation) -> int:
    return sum(len(bote.calls(name)) for name in ("ost", "west"))

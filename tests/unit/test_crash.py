"""Crash points: the process is gone at exactly the N-th passing of exactly one point."""

import signal
import subprocess
import sys

import pytest

from bot.crash import NAMES, POINTS, crash_function, nearest, nothing

_PASSES = """
import sys
from bot.crash import crash_function
crash = crash_function("dispatch.claimed", 3)
for point in ["dispatch.claimed", "dispatch.called", "dispatch.claimed", "dispatch.recorded", "dispatch.claimed", "x"]:
    print(point, flush=True)
    crash(point)
"""

_THREADS = """
import threading
from bot.crash import crash_function
crash, passed = crash_function("inbox.committed", 1000), []
def work():
    for _ in range(100):
        crash("inbox.committed")
        passed.append(1)
threads = [threading.Thread(target=work) for _ in range(9)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(passed), flush=True)
work()
print("still alive", flush=True)
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    """Run a program and return what became of it."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_process_dies_at_the_passing_that_was_named() -> None:
    done = run(_PASSES)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.split() == [
        "dispatch.claimed",
        "dispatch.called",
        "dispatch.claimed",
        "dispatch.recorded",
        "dispatch.claimed",
    ]


def test_passings_on_many_threads_are_counted_once_each() -> None:
    done = run(_THREADS)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == "900\n"


def test_every_point_has_a_name_of_its_own_and_a_meaning() -> None:
    assert len(NAMES) == len(POINTS)
    assert all(point.meaning for point in POINTS)
    for point in POINTS:
        nothing(point.name)


@pytest.mark.parametrize(("point", "n"), [("dispatch.clamed", 1), ("dispatch.claimed", 0)])
def test_a_point_that_does_not_exist_is_a_mistake(point: str, n: int) -> None:
    with pytest.raises(ValueError, match="no such crash point"):
        crash_function(point, n)


def test_the_nearest_name_is_found() -> None:
    assert nearest("dispatch.clamed") == "dispatch.claimed"
    assert nearest("migrate") == "migrate.step"
    assert nearest("") in NAMES

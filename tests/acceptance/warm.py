"""Processes of ours that start warm: forked from one that has loaded the program already.

Each is a process of its own with its own id, to be killed like any other; only the time to load Python and all
libraries is saved, more than half a second of a processor each. The demo and the tests of the terminal start cold.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple


class Files(NamedTuple):
    """Where a process reads and writes."""

    stdin: Path
    stdout: Path
    stderr: Path


_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.acceptance.warmed"])


def start(words: Sequence[str], environment: Mapping[str, str], folder: Path, files: Files) -> ForkServerProcess:
    """Start `bote` with these words, in this environment and no other."""
    process = _CONTEXT.Process(target=_become, args=(list(words), dict(environment), folder, files))
    process.start()
    return process


def _become(words: list[str], environment: dict[str, str], folder: Path, files: Files) -> None:
    """Be `python -m bot`: its streams, folder, environment and arguments."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, (path, flags) in enumerate(
        zip(files, (os.O_RDONLY, os.O_WRONLY | os.O_TRUNC, os.O_WRONLY | os.O_TRUNC), strict=True)
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate(("r", "w", "w"))
    )
    sys.argv = ["bote", *words]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)

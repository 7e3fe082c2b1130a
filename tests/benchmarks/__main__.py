"""`./run bench [spine] [telegram] [matrix] [polls] … [--json]`: all, or what is named. A table, no test."""

import logging
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot import bench, logs
from bot.bench import Measured
from bot.cli import printer
from bot.cli import results as r
from tests.benchmarks import feeds, matrix, polls, tagging, telegram
from tests.postgres import PostgresServer


def run(argv: list[str]) -> int:
    """Measure the parts that argv names, or all, print the table and return the exit code."""
    logs.configure(sys.stderr, logging.ERROR)
    named = [word for word in argv if word != "--json"]
    if unknown := sorted(set(named) - set(PARTS)):
        sys.stderr.write(f"Gemessen werden kann: {', '.join(PARTS)}. Unbekannt: {', '.join(unknown)}.\n")
        return 2
    lines = [line for name, part in PARTS.items() if not named or name in named for line in part()]
    printer.show(r.BenchResult, bench.as_result(lines), sys.stdout, as_json="--json" in argv)
    return 0


def _spine() -> list[Measured]:
    """Measure what `bote bench` does, with a real PostgreSQL beside SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="bote-pg-"))
    server = PostgresServer(folder, durable=True)
    try:
        return bench.run(server.url(server.create()))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


PARTS: dict[str, Callable[[], list[Measured]]] = {
    "spine": _spine,
    "telegram": telegram.measure,
    "matrix": matrix.measure,
    "polls": polls.measure,
    "feeds": feeds.measure,
    "tagging": tagging.measure,
}

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

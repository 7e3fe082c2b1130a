"""`./run bench`: what `bote bench` measures, with a real PostgreSQL beside SQLite."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bot.cli.main import main
from tests.postgres import PostgresServer


def run(argv: list[str]) -> int:
    """Measure on both databases and return the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="bote-pg-"))
    server = PostgresServer(folder, durable=True)
    try:
        postgres = ["--postgres", server.url(server.create())]
        return main(["bench", *postgres, *argv], os.environ, sys.stdout, sys.stderr)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

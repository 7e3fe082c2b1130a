"""The command is there; what it measures is for a quiet machine, and no test."""

from pathlib import Path

from bot import bench
from bot.cli.results import BenchResult
from tests.unit.cli.support import kind_of


def test_the_command_exists() -> None:
    assert kind_of(("bench",)) is BenchResult


def test_the_plain_script_sends_each_message_once(tmp_path: Path) -> None:
    assert bench._plain_script(tmp_path / "plain.sqlite3", tmp_path / "plain.jsonl", count=20) > 0
    assert len((tmp_path / "plain.jsonl").read_text().splitlines()) == 20

"""The demo waits for nothing that will not come."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import settings
from bot.app import open_house
from bot.demo import BEGIN, RATE, Demo, environment
from bot.words import demo as words
from store.seed import seed
from tests.unit.bot.support import tell


@pytest.fixture
def lines() -> list[str]:
    """What the demo tells."""
    return []


def _ignore(_text: str) -> None:
    """Show no progress."""


def _with_demo(folder: Path, lines: list[str], fn: Callable[[Demo], None]) -> None:
    environ = environment(folder)
    for name in ("ost", "west"):
        (folder / "memory" / name).mkdir(parents=True)
    (folder / "clock").write_text(BEGIN.isoformat() + "\n", encoding="utf-8")
    loaded = settings.load(environ)
    assert isinstance(loaded, settings.Settings)
    with open_house(loaded) as house:
        fn(Demo(house, folder, lines.append, _ignore))


def test_a_kill_waits_for_messages_only_as_long_as_something_is_due(tmp_path: Path, lines: list[str]) -> None:
    def look(demo: Demo) -> None:
        assert demo._has_come_so_far(20)
        demo.house.store.write_now(lambda s: seed(s, 3, 1, ("memory:ost",), 1, BEGIN))
        tell(demo.house.store, "Frist endet", at=BEGIN)
        assert not demo._has_come_so_far(20)
        assert demo._has_come_so_far(0)

    _with_demo(tmp_path, lines, look)


def test_the_clock_stands_until_it_is_set_to_go(tmp_path: Path, lines: list[str]) -> None:
    def look(demo: Demo) -> None:
        assert demo._now() == demo._now() == BEGIN
        demo._set_clock(BEGIN, RATE)
        first = demo._now()
        assert BEGIN <= first < demo._now()

    _with_demo(tmp_path, lines, look)


def test_a_source_that_is_not_there_is_told_and_skipped(tmp_path: Path, lines: list[str]) -> None:
    def look(demo: Demo) -> None:
        assert demo._collect(str(tmp_path / "fehlt.xml")) == (0, 0)

    _with_demo(tmp_path, lines, look)
    (line,) = lines
    assert line.startswith(words.FEED_FAULT.partition("{")[0])

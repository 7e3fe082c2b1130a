"""The clock file: what it says holds, a change holds at once, and a broken one does not stop what is running."""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot import clock as clock_module
from bot.clock import Clock, ClockFileError, FileClock, SystemClock, clock_for, write_clock_file

SUMMER = timezone(timedelta(hours=2))
AT = datetime(2026, 10, 24, 17, 59, 30, tzinfo=SUMMER)


class RealTime:
    """Real time, as the test wants it."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def time(self) -> float:
        """Return the present moment."""
        return self.seconds

    def time_ns(self) -> int:
        """Return it in nanoseconds."""
        return int(self.seconds * 1e9)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> RealTime:
    """Replace the real time that the clock looks at."""
    made = RealTime()
    monkeypatch.setattr(clock_module, "time", made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the clock file is."""
    return tmp_path / "clock"


def put(path: Path, line: str, since: float) -> None:
    """Write a line as a tester with an editor would."""
    path.write_text(line)
    os.utime(path, (since, since))


def test_the_system_clock_says_the_present_moment_in_utc() -> None:
    clock: Clock = SystemClock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC
    assert isinstance(clock_for(None), SystemClock)


def test_without_a_rate_it_stands_still(path: Path, real: RealTime) -> None:
    put(path, "2026-10-24T17:59:30+02:00\n", real.seconds)
    clock = clock_for(path)
    assert clock.now() == AT
    assert clock.now().tzinfo is UTC
    real.seconds += 1000
    assert clock.now() == AT


@pytest.mark.parametrize(("rate", "expected"), [("x60", 600), ("x1", 10), ("x0.5", 5), ("x0", 0)])
def test_with_a_rate_it_goes_on_since_the_file_was_written(
    path: Path, real: RealTime, rate: str, expected: float
) -> None:
    put(path, f"2026-10-24T17:59:30+02:00 {rate}", real.seconds - 4)
    clock = FileClock(path)
    real.seconds += 6
    assert clock.now() == AT + timedelta(seconds=expected)


def test_it_goes_on_across_the_end_of_summer_time(path: Path, real: RealTime) -> None:
    put(path, "2026-10-25T02:30:00+02:00 x3600", real.seconds)
    real.seconds += 1
    assert FileClock(path).now() == datetime.fromisoformat("2026-10-25T02:30:00+01:00")


def test_a_change_holds_at_once(path: Path, real: RealTime) -> None:
    write_clock_file(path, AT)
    clock = FileClock(path)
    assert clock.now() == AT
    later = AT + timedelta(days=1)
    real.seconds += 0.001
    write_clock_file(path, later, 2)
    assert clock.now() == later
    real.seconds += 3
    assert clock.now() == later + timedelta(seconds=6)


def test_the_file_is_read_once_as_long_as_it_stays_the_same(
    path: Path, real: RealTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clock_file(path, AT)
    clock = FileClock(path)
    monkeypatch.setattr(clock_module, "_read", None)
    assert clock.now() == AT


@pytest.mark.parametrize("line", ["", "nonsense", "2026-10-25T02:30:00", None])
def test_while_running_the_last_good_content_holds(path: Path, real: RealTime, line: str | None) -> None:
    write_clock_file(path, AT, 10)
    clock = FileClock(path)
    if line is None:
        path.unlink()
    else:
        put(path, line, real.seconds + 1)
    real.seconds += 2
    assert clock.now() == AT + timedelta(seconds=20)
    write_clock_file(path, AT)
    assert clock.now() == AT


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (None, "gibt es nicht"),
        ("", "nicht richtig geschrieben"),
        ("2026-10-24T17:59:30+02:00 60", "nicht richtig geschrieben"),
        ("2026-10-24T17:59:30+02:00 x-1", "nicht richtig geschrieben"),
        ("2026-13-24T17:59:30+02:00", "keine richtige Zeit"),
        ("2026-10-24T17:59:30", "ohne Zone"),
        ("\udcff", "lässt sich nicht lesen"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_at_the_start(path: Path, line: str | None, words: str) -> None:
    if line is not None:
        path.write_bytes(line.encode(errors="surrogateescape"))
    with pytest.raises(ClockFileError, match=f"Uhr-Datei {path} .*{words}.* x60"):
        FileClock(path)


@pytest.mark.parametrize(
    ("rate", "line"),
    [
        (None, "2026-10-24T17:59:30+02:00\n"),
        (60, "2026-10-24T17:59:30+02:00 x60\n"),
        (0.5, "2026-10-24T17:59:30+02:00 x0.5\n"),
        (0, "2026-10-24T17:59:30+02:00 x0\n"),
    ],
)
def test_what_is_written_is_one_line_and_nothing_is_left_beside_it(path: Path, rate: float | None, line: str) -> None:
    path.write_text("before")
    write_clock_file(path, AT, rate)
    assert path.read_text() == line
    assert os.listdir(path.parent) == [path.name]


def test_a_time_without_zone_is_not_written(path: Path) -> None:
    with pytest.raises(ValueError, match="offset"):
        write_clock_file(path, AT.replace(tzinfo=None))
    assert not path.exists()

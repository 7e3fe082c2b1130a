"""What time it is. With a clock file tests and the demo decide that; pacing and time-outs use real time even so."""

import contextlib
import os
import re
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

_LINE = re.compile(r"(?P<at>\S+)(?:\s+x(?P<rate>\d+(?:\.\d+)?))?")


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)


class ClockFileError(Exception):
    """Die Uhr-Datei lässt sich nicht lesen."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"Die Uhr-Datei {path} {why}. Sie enthält eine Zeile wie 2026-10-24T17:59:30+02:00 oder, für eine Uhr, "
            "die sechzigmal so schnell geht, 2026-10-24T17:59:30+02:00 x60."
        )
        self.path = path


class _Reading(NamedTuple):
    at: datetime
    rate: float
    since: float
    stamp: tuple[int, int, int]


class FileClock:
    """A clock that a file sets: its time when it was written, and from then on RATE times as fast (or standing still).

    Raises ClockFileError when the file cannot be used at the start; later the last good content stays in force. Whether
    the file has changed is asked at each call (some microseconds), so that a change holds at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reading = _read(path)
        self._seen = self._reading.stamp

    def now(self) -> datetime:
        """Return the present moment by the file, in UTC."""
        with contextlib.suppress(OSError, ClockFileError):
            stamp = _stamp(self._path.stat())
            if stamp != self._seen:
                self._seen = stamp
                self._reading = _read(self._path)
        reading = self._reading
        return reading.at + timedelta(seconds=reading.rate * (time.time() - reading.since))


def clock_for(path: Path | None) -> Clock:
    """Return the clock that BOTE_CLOCK_FILE names, or the computer's own."""
    return SystemClock() if path is None else FileClock(path)


def write_clock_file(path: Path, at: datetime, rate: float | None = None) -> None:
    """Set the clock: it is `at` now, and goes on at this rate (None: it stands still). A reader sees all or nothing."""
    if at.utcoffset() is None:
        raise ValueError("a clock file's time has an offset")
    line = at.isoformat() + ("" if rate is None else f" x{rate:f}".rstrip("0").rstrip("."))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(line + "\n")
        # The kernel's own stamp is some milliseconds coarse.
        now = time.time_ns()
        os.utime(name, ns=(now, now))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _stamp(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read(path: Path) -> _Reading:
    try:
        with path.open(encoding="utf-8") as file:
            stat = os.fstat(file.fileno())
            found = _LINE.fullmatch(file.read(200).strip())
    except FileNotFoundError:
        raise ClockFileError(path, "gibt es nicht") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ClockFileError(path, "lässt sich nicht lesen") from error
    if found is None:
        raise ClockFileError(path, "ist nicht richtig geschrieben")
    try:
        at = datetime.fromisoformat(found["at"])
    except ValueError:
        raise ClockFileError(path, "enthält keine richtige Zeit") from None
    if at.utcoffset() is None:
        raise ClockFileError(path, "enthält eine Zeit ohne Zone")
    return _Reading(at.astimezone(UTC), float(found["rate"] or 0), stat.st_mtime_ns / 1e9, _stamp(stat))

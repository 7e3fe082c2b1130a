"""The bytes of files: one folder, each under its sha256, readable only for us, on the disk before a row names it."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


def digest_of(path: Path) -> str:
    """Return the sha256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(folder: Path, source: Path, sha256: str) -> bool:
    """Copy a file into the folder, on to the disk; False when its bytes are not those any more. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / sha256
    try:
        # Young again, so that nobody clears it away before the row that names it is there.
        os.utime(target)
    except FileNotFoundError:
        return _copy(folder, source, sha256)
    return True


def keep_bytes(folder: Path, content: bytes, sha256: str) -> None:
    """Write bytes into the folder, on to the disk, unless they are there. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.utime(folder / sha256)
    except FileNotFoundError:
        _write(folder, BytesIO(content), sha256)


def clear(folder: Path, known: Callable[[Collection[str]], Collection[str]], older_than: timedelta) -> int:
    """Delete what is not known and was not touched for so long; return how many files. A missing folder has none."""
    border = time.time() - older_than.total_seconds()
    there = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    old = [path for path in there if path.stat().st_mtime < border]
    keeping = known([path.name for path in old]) if old else ()
    gone = [path for path in old if path.name not in keeping]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _copy(folder: Path, source: Path, sha256: str) -> bool:
    with source.open("rb") as given:
        return _write(folder, given, sha256)


def _write(folder: Path, given: BinaryIO, sha256: str) -> bool:
    handle, name = tempfile.mkstemp(dir=folder, suffix=".new")
    fresh = Path(name)
    digest = hashlib.sha256()
    try:
        with open(handle, "wb") as file:
            while chunk := given.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != sha256:
            return False
        fresh.replace(folder / sha256)
        _sync(folder)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def _sync(folder: Path) -> None:
    """Bring the folder itself on to the disk: a new name in it would not survive a loss of power else."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

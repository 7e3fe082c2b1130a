"""Backups: one archive of the database and of what else is in the data directory, made while the bot runs.

Every SQLite file is copied by SQLite itself, so that it is whole. Left out is what says nothing tomorrow: locks, the
memory networks, half-written files.
"""

import contextlib
import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

MANIFEST = "verbundbote.json"
DATABASE = "database.sqlite3"
_DATA = "data"
_FORMAT = 1
#: No archive says more about itself than this; a longer manifest is none of ours.
_LONGEST_MANIFEST = 16 << 20
_SQLITE = b"SQLite format 3\0"
_LEFT_OUT = frozenset({"locks", "memory"})
_HALF_WRITTEN = (".new", ".part", "-wal", "-shm", "-journal")
_BUSY_SECONDS = 30.0


class BackupError(Exception):
    """A backup cannot be made or read as things are. code: which fault it is, of those that the function names."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name there, its size, and its checksum."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. has_database: else it lies with PostgreSQL's own tools."""

    made_at: datetime
    has_database: bool
    members: tuple[Member, ...]


def make(archive: Path, data_dir: Path, database: Path | None, now: datetime) -> Manifest:
    """Write an archive that nobody else may read, and return what is in it. database: an SQLite file.

    Raises BackupError("exists", "inside"), OSError, sqlite3.Error; then there is no archive.
    """
    archive, data_dir = archive.resolve(), data_dir.resolve()
    if archive.exists():
        raise BackupError("exists")
    if archive.is_relative_to(data_dir):
        raise BackupError("inside")
    archive.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _folder_in(archive.parent) as folder:
        half = folder / "archive"
        with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            manifest = _write(file, _sources(data_dir, database), folder, now)
            file.flush()
            os.fsync(file.fileno())
        try:
            # Unlike a renaming, it never replaces what somebody else has put there meanwhile.
            os.link(half, archive)
        except FileExistsError:
            raise BackupError("exists") from None
    return manifest


def read_manifest(archive: Path) -> Manifest:
    """Return what an archive says of itself. Raises BackupError("no_archive", "newer"), OSError."""
    with _opened(archive) as tar:
        return _manifest(tar)


def unpack(
    archive: Path, data_dir: Path, database: Path | None, prepare: Callable[[Path, Path | None, Manifest], None]
) -> Manifest:
    """Write what is in an archive into an empty data directory, whole or not at all; return what was in it.

    database: where the database goes, if it is SQLite. prepare: is given the data directory and the database while
    nobody can find them yet, to make of them what may be started. Raises BackupError("no_archive", "newer", "damaged",
    "not_empty", "running"), OSError, and what prepare raises.
    """
    check_empty(data_dir, database)
    is_new = not data_dir.exists()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Inside, since that may be the only place to write to, and a disk of its own.
        with _folder_in(data_dir) as folder, _opened(archive) as tar:
            manifest = _manifest(tar)
            whole, file = folder / _DATA, folder / DATABASE
            whole.mkdir(mode=0o700)
            for member in manifest.members:
                _extract(tar, member, file if member.name == DATABASE else whole / _relative(member.name))
            prepare(whole, file if manifest.has_database else None, manifest)
            if manifest.has_database:
                _take_in_log(file)
            for path in whole.iterdir():
                path.rename(data_dir / path.name)
            if manifest.has_database and database is not None:
                # Last: without it nothing that was put there counts.
                database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.move(file, database)
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                data_dir.rmdir()
        raise
    return manifest


def check_empty(data_dir: Path, database: Path | None) -> None:
    """Raise BackupError unless nothing is there yet that a backup would replace: "running" or "not_empty"."""
    if any(_is_locked(path) for path in (data_dir / "locks").glob("*.lock")):
        raise BackupError("running")
    if (data_dir.exists() and any(data_dir.iterdir())) or (database is not None and database.exists()):
        raise BackupError("not_empty")


# --- writing


def _write(file: IO[bytes], sources: Iterator[tuple[str, Path]], folder: Path, now: datetime) -> Manifest:
    members = []
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in sources:
            copy = _copied(path, folder / "copy")
            members.append(_add(tar, name, copy, now))
            copy.unlink()
        manifest = Manifest(now, any(member.name == DATABASE for member in members), tuple(members))
        value = {"format": _FORMAT, **asdict(manifest), "made_at": now.isoformat()}
        text = json.dumps(value, indent=1).encode()
        tar.addfile(_info(MANIFEST, len(text), now), io.BytesIO(text))
    return manifest


def _sources(data_dir: Path, database: Path | None) -> Iterator[tuple[str, Path]]:
    """Yield what belongs into an archive, by its name there."""
    if database is not None:
        yield DATABASE, database
    for path in sorted(data_dir.rglob("*")):
        inside = path.relative_to(data_dir)
        is_ours = path.is_file() and not path.is_symlink() and (database is None or path != database.resolve())
        if is_ours and inside.parts[0] not in _LEFT_OUT and not path.name.endswith(_HALF_WRITTEN):
            yield f"{_DATA}/{inside.as_posix()}", path


def _copied(path: Path, copy: Path) -> Path:
    """Return a copy of a file that stays as it is while it is read; of a database, as it is at one moment."""
    with path.open("rb") as source:
        is_database = source.read(len(_SQLITE)) == _SQLITE
    if is_database:
        where = f"{path.resolve().as_uri()}?mode=rw"
        with contextlib.closing(sqlite3.connect(where, uri=True, timeout=_BUSY_SECONDS)) as opened:
            opened.execute("VACUUM INTO ?", (str(copy),))
    else:
        shutil.copyfile(path, copy)
    return copy


def _add(tar: tarfile.TarFile, name: str, path: Path, now: datetime) -> Member:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        file.seek(0)
        tar.addfile(_info(name, size, now), file)
    return Member(name, size, sha256)


def _info(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(now.timestamp())
    return info


# --- reading


@contextlib.contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(archive, mode="r:") as tar:
            yield tar
    except tarfile.TarError as error:
        raise BackupError("no_archive") from error


def _manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        info = tar.getmember(MANIFEST)
        file = tar.extractfile(info) if info.size <= _LONGEST_MANIFEST else None
        value = json.loads(file.read()) if file is not None else {}
        if value["format"] != _FORMAT:
            raise BackupError("newer")
        members = tuple(Member(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in value["members"])
        return Manifest(datetime.fromisoformat(value["made_at"]), value["has_database"] is True, members)
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError("no_archive") from error


def _relative(name: str) -> PurePosixPath:
    """Return where in the data directory a file belongs; an archive of ours names nothing beyond it."""
    path = PurePosixPath(name)
    if len(path.parts) < 2 or path.parts[0] != _DATA or ".." in path.parts or "\\" in name or "\0" in name:
        raise BackupError("no_archive")
    return PurePosixPath(*path.parts[1:])


def _extract(tar: tarfile.TarFile, member: Member, target: Path) -> None:
    try:
        info = tar.getmember(member.name)
    except KeyError as error:
        raise BackupError("damaged") from error
    source = tar.extractfile(info) if info.isreg() and info.size == member.size else None
    if source is None or hashlib.file_digest(source, "sha256").hexdigest() != member.sha256:  # type: ignore[arg-type]  # it is readable, and typed as less
        raise BackupError("damaged")
    source.seek(0)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())


def _take_in_log(database: Path) -> None:
    """Bring what was written into the one file that is moved."""
    with contextlib.closing(sqlite3.connect(database, timeout=_BUSY_SECONDS)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")


# --- both


@contextlib.contextmanager
def _folder_in(parent: Path) -> Iterator[Path]:
    """Give a folder for this user only, which is gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=".verbundbote.", suffix=".part", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

"""The list of the erased, beside the backups: whoever was erased after a backup is erased again after its restore.

It names nobody: each line is a time and a keyed hash of what the person was known by. The key is in the data directory
and so in every backup, never beside the list. The data directory also knows the folders in which backups were laid,
each with the lines that could not be written there yet: a disk may be away.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from sqlmodel import Session

from store import erasing

log = structlog.get_logger()

#: The list, in the folder of the backups.
FILE = "verbundbote-erased.txt"
KEY = "erasure.key"
#: The folders with backups, and what waits to be written there.
FOLDERS = "erasure.folders.json"


def ensure_key(data_dir: Path) -> bytes:
    """Return the key of the hashes, made when it is first asked for: before the first backup, so that each has it."""
    path = data_dir / KEY
    try:
        return path.read_bytes()
    except FileNotFoundError:
        key = secrets.token_bytes(32)
    _replace(path, key)
    return key


def remember(data_dir: Path, folder: Path) -> None:
    """Write down that backups lie in a folder, so that each erasure is noted there from now on."""
    known = _folders(data_dir)
    if str(folder) not in known:
        _save(data_dir, {**known, str(folder): []})


def note_everywhere(data_dir: Path, names: Iterable[str], at: datetime) -> None:
    """Add to the list in each folder with backups what somebody was known by (erasing.names_of).

    It is on the disk when this returns: there, or in the data directory until the folder can be written to.
    """
    known = _folders(data_dir)
    if not known:
        return
    key = ensure_key(data_dir)
    new = [f"{at.isoformat()} {_hash(key, name)}" for name in names]
    left = {folder: _append(Path(folder), [*waiting, *new]) for folder, waiting in known.items()}
    if left != known:
        _save(data_dir, left)


def repeat(session: Session, folder: Path, key: bytes, since: datetime, now: datetime) -> int:
    """Erase again who was erased since a moment, and return how many persons that were."""
    hashes = _read(folder, since)
    if not hashes:
        return 0
    again = [person for person, names in erasing.persons(session) if _is_listed(key, names, hashes)]
    for person in again:
        erasing.erase(session, person, now)
    return len(again)


def _append(folder: Path, lines: Sequence[str]) -> list[str]:
    """Add lines to the list in a folder, and return those that could not be written."""
    try:
        with os.fdopen(os.open(folder / FILE, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "wb") as file:
            # The first line break: behind a line that a loss of power cut.
            file.write("".join(("\n", *(f"{line}\n" for line in lines))).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.warning("erasures.folder_away", folder=str(folder), waiting=len(lines), error=error.strerror)
        return list(lines)
    return []


def _folders(data_dir: Path) -> dict[str, list[str]]:
    try:
        found: dict[str, list[str]] = json.loads((data_dir / FOLDERS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _save(data_dir: Path, folders: Mapping[str, Sequence[str]]) -> None:
    _replace(data_dir / FOLDERS, json.dumps(folders, ensure_ascii=False).encode())


def _replace(path: Path, content: bytes) -> None:
    """Write a file for this user only, whole or not at all."""
    half = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _read(folder: Path, since: datetime) -> frozenset[str]:
    """Return the hashes of who was erased from a moment on. A half last line, left by a loss of power, counts not."""
    try:
        lines = (folder / FILE).read_text(encoding="ascii", errors="replace").split("\n")[:-1]
    except FileNotFoundError:
        return frozenset()
    return frozenset(one for at, _, one in (line.partition(" ") for line in lines) if _is_since(at, since))


def _is_since(at: str, since: datetime) -> bool:
    try:
        return datetime.fromisoformat(at) >= since
    except (ValueError, TypeError):
        return False


def _is_listed(key: bytes, names: Sequence[str], hashes: frozenset[str]) -> bool:
    return any(_hash(key, name) in hashes for name in names)


def _hash(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()

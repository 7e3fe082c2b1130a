"""The list of the erased, beside the backups: whoever was erased after a backup is erased again after its restore.

It names nobody: each line is a time and a keyed hash of what the person was known by. The key is in the data directory
and so in every backup, never beside the list.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from store import erasing

#: The list, in the folder of the backups.
FILE = "verbundbote-erased.txt"
KEY = "erasure.key"


def ensure_key(data_dir: Path) -> bytes:
    """Return the key of the hashes, made when it is first asked for: before the first backup, so that each has it."""
    path = data_dir / KEY
    try:
        return path.read_bytes()
    except FileNotFoundError:
        key = secrets.token_bytes(32)
    half = path.with_name(f"{KEY}.new")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return key


def note(folder: Path, key: bytes, names: Iterable[str], at: datetime) -> None:
    """Add to the list what somebody was known by (erasing.names_of); it is on the disk when this returns."""
    lines = "".join(f"{at.isoformat()} {_hash(key, name)}\n" for name in names)
    with os.fdopen(os.open(folder / FILE, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "wb") as file:
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())


def repeat(session: Session, folder: Path, key: bytes, since: datetime, now: datetime) -> int:
    """Erase again who was erased after `since`, and return how many persons that were."""
    hashes = _read(folder, since)
    if not hashes:
        return 0
    again = [person for person, names in erasing.persons(session) if _is_listed(key, names, hashes)]
    for person in again:
        erasing.erase(session, person, now)
    return len(again)


def _read(folder: Path, since: datetime) -> frozenset[str]:
    """Return the hashes of who was erased after a moment. A half last line, left by a loss of power, counts not."""
    try:
        lines = (folder / FILE).read_text(encoding="ascii", errors="replace").split("\n")[:-1]
    except FileNotFoundError:
        return frozenset()
    return frozenset(one for at, _, one in (line.partition(" ") for line in lines) if _is_after(at, since))


def _is_after(at: str, since: datetime) -> bool:
    try:
        return datetime.fromisoformat(at) > since
    except (ValueError, TypeError):
        return False


def _is_listed(key: bytes, names: Sequence[str], hashes: frozenset[str]) -> bool:
    return any(_hash(key, name) in hashes for name in names)


def _hash(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()

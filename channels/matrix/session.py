"""Who we are on the homeserver: user, device, token and the secret of the crypto store, kept for this user only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FILE = "session.json"
CRYPTO = "crypto.sqlite3"


@dataclass(frozen=True, slots=True)
class Session:
    """One device of one user.

    began_at: the sync token of its first start; what came before is not for us. renewed_at: when its token was last
    replaced. lives: how often the server has forgotten the device, and with it the transaction ids of what it sent.
    restored: it comes from a backup, so that the server may hold keys of this device that nobody has any more.
    """

    homeserver: str
    user: str
    device: str
    token: str
    pickle_key: str
    began_at: str = ""
    renewed_at: float = 0.0
    lives: int = 0
    restored: bool = False

    @property
    def known_as(self) -> str:
        """The name of what the server recognises a repeat by."""
        return f"{self.device}.{self.lives}" if self.lives else self.device


def load(folder: Path) -> Session | None:
    """Return the session that is kept here, or None: there is none, or its crypto store is lost."""
    try:
        value = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    # A device whose keys are lost could never be written to again: it takes a new one.
    return Session(**value) if (folder / CRYPTO).exists() else None


def save(folder: Path, session: Session) -> None:
    """Keep a session, durably, before anything depends on it."""
    write_private(folder / FILE, json.dumps(asdict(session), indent=1).encode())


def note_restored(folder: Path) -> None:
    """Note that what is kept here comes from a backup."""
    kept = load(folder)
    if kept is not None:
        save(folder, replace(kept, restored=True))


def make_folder(folder: Path) -> None:
    """Make the folder that nobody else may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def make_crypto_store(folder: Path) -> Path:
    """Return the path of the crypto store, a new and empty file if need be; its library would let others read it."""
    store = folder / CRYPTO
    store.touch(mode=0o600)
    store.chmod(0o600)
    return store


def new_pickle_key() -> str:
    """Return a secret for a new crypto store."""
    return secrets.token_urlsafe(32)


def write_private(path: Path, content: bytes) -> None:
    """Write a file for this user only, so that after a loss of power either the old or the new one is there."""
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""What the doctor found, as values. No secret is among them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from channels.found import Matrix, Telegram


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file that holds a secret. name: the setting that names it, or what it is; mode: its permissions."""

    name: str
    path: Path
    mode: int


@dataclass(frozen=True, slots=True)
class Folder:
    """The data directory. free: bytes left there; mode: its permissions, None when it does not exist yet."""

    path: Path
    writable: bool
    free: int
    mode: int | None


@dataclass(frozen=True, slots=True)
class Database:
    """The database. version: None when it has no tables yet; wanted: that of this program."""

    reached: bool
    version: str | None = None
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that are read: how many, and the titles of those that fail or have fallen silent."""

    enabled: int = 0
    failing: Sequence[str] = ()
    silent: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was found. A network that is not set up is None; offsets: seconds by which a server's clock is
    ahead of ours, by network; heard_at: when each network last answered a bot at work.
    """

    now: datetime
    networks: Sequence[str]
    half_configured: Sequence[str]
    warnings: Sequence[str]
    test: bool
    operator_missing: Sequence[str]
    secrets: Sequence[SecretFile]
    folder: Folder
    database: Database
    telegram: Telegram | None = None
    matrix: Matrix | None = None
    offsets: dict[str, float] = field(default_factory=dict)
    heard_at: dict[str, datetime | None] = field(default_factory=dict)
    sources: Sources = Sources()

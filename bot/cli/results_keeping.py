"""What backup and restore answer."""

from datetime import datetime

from typing_extensions import TypedDict

from bot.cli.results import Schema


class BackupResult(TypedDict):
    """What an archive holds. database: false with PostgreSQL, whose own tools back it up; note says so."""

    schema: Schema
    file: str
    made_at: datetime
    database: bool
    files: int
    bytes: int
    note: str | None


class RestoreResult(TypedDict):
    """What was restored.

    unsure: remote calls that may have been made since; undecided: deliveries without any yet; erased: persons who were
    erased after the backup, and are erased again.
    """

    schema: Schema
    made_at: datetime
    database: bool
    files: int
    unsure: int
    undecided: int
    erased: int

"""What editors' conversations change, as values."""

from dataclasses import dataclass
from datetime import datetime

from store.notices import NewNotice, StoredNotice


@dataclass(frozen=True, slots=True)
class Release:
    """A notice goes out, or waits for a second pair of eyes where these are asked for.

    report_at: when its author is told how it went. release_at: when it goes out by itself; None: at once.
    """

    new: NewNotice
    report_at: datetime
    release_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    """A notice that waits for a second pair of eyes goes out. why: its author does it alone, for this reason."""

    notice: int
    title: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class GiveBack:
    """A notice that waits for a second pair of eyes does not go out."""

    notice: int
    title: str


@dataclass(frozen=True, slots=True)
class Halt:
    """What has not left yet of a notice stays here."""

    notice: int


@dataclass(frozen=True, slots=True)
class Revise:
    """A notice that is out gets its next revision. stored: as it is now."""

    stored: StoredNotice
    new: NewNotice


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A notice that is out is taken back."""

    stored: StoredNotice


Editing = Release | Approve | GiveBack | Halt | Revise | Withdraw

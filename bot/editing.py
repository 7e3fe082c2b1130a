"""What editors' conversations change, as values."""

from dataclasses import dataclass
from datetime import datetime

from store.notices import NewNotice


@dataclass(frozen=True, slots=True)
class Release:
    """A notice goes out. report_at: when its author is told how it went."""

    new: NewNotice
    report_at: datetime


@dataclass(frozen=True, slots=True)
class Halt:
    """What has not left yet of a notice stays here."""

    notice: int


Editing = Release | Halt

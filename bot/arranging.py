"""What conversations about the edition change, as values."""

from dataclasses import dataclass
from datetime import datetime

from store.editions import Choice, Item


@dataclass(frozen=True, slots=True)
class Arrange:
    """Notices stand elsewhere in the edition of a week, or wait for the next one."""

    slot: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class WriteEditorial:
    """The edition of a week begins with this text; "": with none of its own."""

    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class ReleaseEdition:
    """The edition of a week goes out with these items. report_at: when who released it is told how it went."""

    slot: str
    items: tuple[Item, ...]
    report_at: datetime


Arranging = Arrange | WriteEditorial | ReleaseEdition

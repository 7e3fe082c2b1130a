"""What editors' conversations change, as values."""

from dataclasses import dataclass
from datetime import datetime

from domain.asset import Attachment
from store.handed_in import GivenKind
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
class Agree:
    """A change of what is out, or an edition, is made that waits for a second pair of eyes. why: as of Approve."""

    proposal: int
    title: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decline:
    """Such a change is not made."""

    proposal: int
    title: str


@dataclass(frozen=True, slots=True)
class TakeNote:
    """Somebody took note of an urgent notice, of their own accord."""

    notice: int
    person: int


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


@dataclass(frozen=True, slots=True)
class HandIn:
    """A member hands a hint in, or asks the Koordination something. kind: of store.handed_in."""

    kind: GivenKind
    title: str
    text: str
    link: str
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a reviewed entry is about, and whether that was changed by hand."""

    topics: tuple[str, ...]
    regions: tuple[str, ...]
    by_hand: bool


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A reviewed entry goes out. report_at None: not now, but with the next edition."""

    entry: int
    new: NewNotice
    tagged: Tagged
    report_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectEntry:
    """What a source has changed since its entry was released becomes the next revision of its notice; or stays so."""

    entry: int
    goes_out: bool


@dataclass(frozen=True, slots=True)
class DiscardEntry:
    """A reviewed entry goes nowhere. into: the entry that says the same, 0 if there is none."""

    entry: int
    into: int = 0


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Somebody who asked is answered."""

    entry: int
    title: str
    answer: str


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """A source is paused or read again, or is official or not; None: that stays as it is."""

    source: int
    url: str
    enabled: bool | None
    official: bool | None


@dataclass(frozen=True, slots=True)
class AddSource:
    """A source that was tried is read from now on."""

    url: str
    title: str
    official: bool


Reviewing = AddSource | ChangeSource | ReleaseEntry | CorrectEntry | DiscardEntry | AnswerQuestion
Editing = Release | Approve | GiveBack | Agree | Decline | Halt | Revise | Withdraw

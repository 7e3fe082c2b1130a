"""What a command is given, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from content.blocks import Document, paragraph
from domain.asset import Attachment
from domain.message import Button
from domain.notice import Scope
from domain.rights import Asker, Right
from domain.slots import Calendar
from store.dialogs import Talker

_NOBODY = Talker("", "", "")


def _nothing(_point: str) -> None:
    """Pass a crash point without crashing."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the settings say that editors' conversations go by.

    public_only: accounts that internal notices must not go to. pace: how many times as fast as networks allow; None:
    no pacing. crash: called at named points (tests only). calendar: when digests go out. four_eyes: what goes to many
    needs a second person's yes. network_size: how many people the network has, about. assets: where the bytes of files
    are; None: nobody has any. public_url: where the world sees our web part; "" if nowhere.
    """

    public_only: frozenset[str] = frozenset()
    pace: float | None = 1.0
    crash: Callable[[str], None] = _nothing
    calendar: Calendar = field(default_factory=Calendar)
    four_eyes: bool = False
    network_size: int = 600
    assets: Path | None = None
    public_url: str = ""


_STRANGER = Asker()


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that somebody said to us. person: who, if they have joined; may_read: the scopes that they may see.

    serial: a number that no other message has. operator: what the settings say about who runs this, by name.
    """

    text: str
    payload: str
    now: datetime
    person: int | None
    may_read: tuple[Scope, ...]
    who: Talker = _NOBODY
    asker: Asker = _STRANGER
    serial: int = 0
    operator: Mapping[str, str] = field(default_factory=dict)
    office: Office = field(default_factory=Office)
    #: When it was said, if the network tells.
    said_at: datetime | None = None
    #: Where in the chat it was said, for networks that have threads.
    thread: str = ""
    #: What was sent with it, once it has been fetched; and whether the words are somebody else's, passed on.
    file: Attachment | None = None
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made for an answer. label: what people are told that it is."""

    name: str
    content: bytes
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: a document, which each network renders in its own form, and buttons; its files go behind it.

    again: files that a notice brought once; their bytes lie in the folder already.
    to: somebody else who is told because of what was asked, by the id of the person or place; they are written to
    where they prefer, with text only, and not in their quiet hours. None: who asked.
    """

    document: Document
    buttons: tuple[tuple[Button, ...], ...] = ()
    files: tuple[Made, ...] = ()
    again: tuple[Attachment, ...] = ()
    to: int | None = None


Answer = Callable[[Session, Asked], list[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody may ask for, who answers it, and who may.

    only_shows: it changes nothing, so it may be carried out however late it comes. for_strangers: the help names it
    only to who has not joined (True) or has (False); None: to both. instead: the word of the command that is told to
    who may not give this one, because it could be what they meant.
    """

    answer: Answer
    only_shows: bool = False
    #: It is carried out however late it comes: when it was said decides what it comes to.
    however_late: bool = False
    right: Right = field(default_factory=Right)
    for_strangers: bool | None = None
    instead: str = ""


def words_only(text: str) -> list[Reply]:
    """Return one answer of one paragraph, without buttons."""
    return [Reply(Document((paragraph(text),)))]

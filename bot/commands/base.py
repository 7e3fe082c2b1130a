"""What a command is given, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from content.blocks import Document
from domain.message import Button
from domain.notice import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that somebody said to us. person: who, if they have joined; may_read: the scopes that they may see."""

    text: str
    payload: str
    now: datetime
    person: int | None
    may_read: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: a document, which each network renders in its own form, and buttons."""

    document: Document
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody may ask for, and who answers it.

    only_shows: it changes nothing, so it may be carried out however late it comes.
    """

    answer: Callable[[Session, Asked], list[Reply]]
    only_shows: bool = False

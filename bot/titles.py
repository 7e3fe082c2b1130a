"""What a notice is called where it is spoken of: where internal things may not go, by its number only."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

from bot.commands.base import Asked
from content.words import internal_title
from domain.notice import Scope
from scheduler import letters
from store import notices
from store.editors import Running
from store.reports import Row
from store.waiting import Waiting

T = TypeVar("T", Row, Running, Waiting)


def closed(session: Session, asked: Asked, ids: Sequence[int]) -> frozenset[int]:
    """Return which of these notices may not be read in the chat that asks, so that not even their titles go there."""
    return frozenset() if Scope.INTERNAL in asked.may_read else notices.internal_among(session, ids)


def here(session: Session, asked: Asked, rows: Sequence[T]) -> list[T]:
    """Return rows with the titles that the chat that asks may see."""
    hidden = closed(session, asked, [one.id for one in rows])
    return [replace(one, title=internal_title(one.id)) if one.id in hidden else one for one in rows]


def in_letters(session: Session, notice: int, title: str) -> str:
    """Return what a notice is called in a letter, which may go to any network."""
    return letters.called(session, notice, title)

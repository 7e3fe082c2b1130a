"""`pause`, `weiter` and `abmelden`: as easily done as joining, and each can be taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import changing
from bot.changes import Leave, Pause
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import leaving as words
from content import dates, when
from content.blocks import Document, paragraph
from domain.message import Button
from domain.rights import Need, Right
from scheduler import keeping

NAME = "pause"
UNTIL = "until"
_NONE = "none"
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a pause is counted from."""

    now: datetime


def load(_session: Session, asked: Asked) -> Facts:
    """Fetch the present moment."""
    return Facts(asked.now)


def ask(_state: State, _facts: Facts) -> Question:
    """Return until when there is to be a pause."""
    weeks = tuple(Option(str(count), label) for count, label in words.WEEKS.items())
    return Question((paragraph(words.ASK_PAUSE),), (*weeks, Option(_NONE, words.NO_PAUSE, words.NO_PAUSE_WORDS)))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_NONE,):
        return Turn(None, says=(paragraph(words.NO_CHANGE),))
    if heard.chosen:
        until: datetime | None = facts.now + timedelta(weeks=int(heard.chosen[0]))
    else:
        until = when.read_day(heard.text, facts.now)
    if until is None or not facts.now < until <= facts.now + _LONGEST:
        return Turn(state, says=(paragraph(words.NOT_A_DAY),))
    return Turn(None, (Pause(until),), (paragraph(words.PAUSED.format(until=dates.day(until))),))


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.JOINED))


def go_on(session: Session, asked: Asked) -> list[Reply]:
    """End a pause, and tell what is still open of what was held back."""
    changing.carry_out(session, asked, Pause(None))
    missed = keeping.still_open(session, asked.person, asked.now, asked.may_read) if asked.person is not None else ()
    return [Reply(Document((paragraph(words.GOES_ON), *missed)))]


def leave(session: Session, asked: Asked) -> list[Reply]:
    """Let nothing go to somebody any more."""
    if not asked.asker.joined:
        return [Reply(Document((paragraph(words.LEFT_ALREADY),)), _buttons(words.BUTTON_JOIN, "1:anmelden"))]
    changing.carry_out(session, asked, Leave())
    return [Reply(Document((paragraph(words.LEFT),)), _buttons(words.BUTTON_ERASE, "1:loeschen"))]


def _buttons(label: str, payload: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button(label, payload),),)

"""The button "An die Frist erinnern" below a notice, and the same in words: `erinnern 12`."""

from functools import partial

from sqlmodel import Session

from bot.commands import general
from bot.commands.base import Asked, Command, Reply
from bot.words import remembering as words
from content import dates
from content.blocks import Document, paragraph
from domain import choosing
from domain.rights import Need, Right
from scheduler import deadlines
from store import notices, reminders, searching

RIGHT = Right(Need.JOINED)


def pressed(asked: Asked) -> Command | None:
    """Return what the button of a notice means, however old it is; None: it is another button."""
    mark, _, number = asked.payload.partition(":")
    if mark != deadlines.MARK or not choosing.is_number(number) or len(number) > 9:
        return None
    return Command(partial(_remind, int(number)), right=RIGHT)


def said(session: Session, asked: Asked) -> list[Reply]:
    """Remind somebody of the deadline of the notice that they name."""
    parts = asked.text.split()
    if len(parts) != 2 or not choosing.is_number(parts[1]) or len(parts[1]) > 9:
        return _say(words.WHICH, asked)
    return _remind(int(parts[1]), session, asked)


def _remind(number: int, session: Session, asked: Asked) -> list[Reply]:
    notice = notices.load(session, number)
    person = asked.person
    mine = person is not None and (
        reminders.has(session, number, person) or searching.is_there(session, number, asked.may_read)
    )
    if notice is None or person is None or not mine:
        return _say(words.NOT_THERE, asked)
    if notice.deadline is None:
        return _say(words.NO_DEADLINE, asked)
    at = deadlines.ask(session, notice, person, asked.now)
    if at is None:
        return _say(words.TOO_LATE.format(due=dates.due(notice.deadline)), asked)
    return _say(words.WILL.format(at=dates.moment(at), due=dates.due(notice.deadline)), asked)


def _say(text: str, asked: Asked) -> list[Reply]:
    return [Reply(Document((paragraph(text),)), general.buttons(asked))]

"""`umfrage 3 dazu …`, `… verlegen 2 auf …`, `… ohne 2`, `… bis …`: a running poll is changed by who runs it."""

import re
from datetime import date

from sqlmodel import Session

from bot import poll_draft
from bot.commands.base import Asked, Reply
from bot.words import polls as words
from content import dates, poll_words
from content.blocks import Document, paragraph
from domain import phrases
from domain.phrases import When
from domain.poll import MOST_OPTIONS, PollState
from domain.quiet import ZONE
from scheduler import repolling
from store.polls import StoredPoll

_ADD = re.compile(r"^(?:dazu|neu|plus|auch)[:\s]+(.+)$", re.IGNORECASE | re.DOTALL)
_MOVE = re.compile(r"^(?:verlegen|verschieben)\s+(\d{1,2})\s*(?:auf|:)?\s+(.+)$", re.IGNORECASE | re.DOTALL)
_DROP = re.compile(r"^(?:ohne|streichen)\s+(\d{1,2})$", re.IGNORECASE)
_END = re.compile(r"^bis\s+(?:zum\s+)?(.+)$", re.IGNORECASE)


def means_a_change(text: str) -> bool:
    """Return whether what stands behind the number of a poll changes it."""
    return any(one.match(text) for one in (_ADD, _MOVE, _DROP, _END))


def change(session: Session, asked: Asked, poll: StoredPoll, text: str) -> list[Reply]:
    """Change a poll as said, and say what that comes to."""
    if poll.state is PollState.DECIDED or (poll.state is not PollState.OPEN and not _END.match(text)):
        return _say(words.ALREADY_CLOSED.format(number=poll.id))
    today = asked.now.astimezone(ZONE).date()
    if match := _ADD.match(text):
        return _add(session, asked, poll, match[1], today)
    if match := _MOVE.match(text):
        return _move(session, asked, poll, int(match[1]), match[2], today)
    if match := _DROP.match(text):
        return _drop(session, poll, int(match[1]))
    match = _END.match(text)
    assert match is not None
    return _extend(session, asked, poll, match[1], today)


def _add(session: Session, asked: Asked, poll: StoredPoll, said: str, today: date) -> list[Reply]:
    clear, unclear = phrases.apart(phrases.read(said, today))
    if unclear or not clear:
        return _say(words.NOT_A_DATE.format(said=(unclear[0].said if unclear else said)[:60]))
    if len(poll.open_options) + len(clear) > MOST_OPTIONS:
        return _say(words.TOO_MANY.format(count=len(poll.open_options) + len(clear)))
    if len(clear) > 1:
        return _say(words.ONE_AT_A_TIME)
    asked_again = repolling.add(session, poll, clear[0], asked.now)
    return _say(words.CHANGED.format(what=poll_words.when(clear[0]), count=asked_again))


def _move(session: Session, asked: Asked, poll: StoredPoll, number: int, said: str, today: date) -> list[Reply]:
    option = poll.numbered(number)
    if option is None:
        return _say(words.UNKNOWN_NUMBER.format(numbers=number))
    found = phrases.read(said, today)
    if len(found) != 1 or not isinstance(found[0], When):
        return _say(words.NOT_A_DATE.format(said=said[:60]))
    asked_again = repolling.move(session, poll, option, found[0], asked.now)
    return _say(words.CHANGED.format(what=f"{number}) {poll_words.when(found[0])}", count=asked_again))


def _drop(session: Session, poll: StoredPoll, number: int) -> list[Reply]:
    option = poll.numbered(number)
    if option is None or len(poll.open_options) < 2:
        return _say(words.UNKNOWN_NUMBER.format(numbers=number) if option is None else words.LAST_ONE)
    repolling.drop(session, poll, option)
    return _say(words.DROPPED.format(number=number))


def _extend(session: Session, asked: Asked, poll: StoredPoll, said: str, today: date) -> list[Reply]:
    found = phrases.read_day(said, today)
    if not isinstance(found, When):
        return _say(words.END_NOT_UNDERSTOOD.format(said=said[:60]))
    moment = poll_draft.closing_moment(found)
    if moment <= asked.now:
        return _say(words.END_PAST.format(moment=dates.moment(moment)))
    repolling.extend(session, poll, moment, asked.now)
    return _say(words.NEW_END.format(number=poll.id, moment=dates.moment(moment)))


def _say(text: str) -> list[Reply]:
    return [Reply(Document((paragraph(text),)))]

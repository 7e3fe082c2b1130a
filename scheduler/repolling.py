"""A running poll is changed: a date more, another time, one less, another end. Only those concerned are asked again.

Every function takes the session of a write transaction; who calls it commits.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from content import poll_words
from content.blocks import Document, bold, paragraph
from domain.phrases import When
from domain.poll import Option
from domain.tally import Voter
from scheduler import polling
from store import notices, polls
from store.polls import StoredPoll


def add(session: Session, poll: StoredPoll, when: When, now: datetime) -> int:
    """Add a date; return how many had answered already and are asked about it."""

    def change() -> None:
        polls.add_option(session, poll.id, max(option.number for option in poll.options) + 1, when)

    return _changed(session, poll, change, poll_words.ADDED.format(date=poll_words.when(when)), now)


def move(session: Session, poll: StoredPoll, option: Option, when: When, now: datetime) -> int:
    """Move a date; return how many had answered to it and are asked again."""
    told = poll_words.MOVED.format(number=option.number, date=poll_words.when(when))
    return _changed(session, poll, lambda: polls.move_option(session, option.id, when), told, now)


def drop(session: Session, poll: StoredPoll, option: Option) -> None:
    """Take a date out; nobody has to answer anything for that."""
    polls.drop_option(session, option.id)
    polling.show_anew(session, poll, everybody=True)


def extend(session: Session, poll: StoredPoll, closes_at: datetime, now: datetime) -> None:
    """Give a poll another end, also to what waits to be sent of it; one that was closed is open again."""
    polls.extend(session, poll.id, closes_at)
    notices.set_end(session, poll.notice, closes_at)
    # They name the old end; those of the new one are written when it is their day.
    polling.call_off(session, poll.id, None, now)
    polling.show_anew(session, poll, everybody=True)


def _changed(session: Session, poll: StoredPoll, change: Callable[[], None], told: str, now: datetime) -> int:
    """Change a poll and write to those whose answers were complete before and are not any more."""
    before = {voter.key for voter in _lacking(session, poll)}
    change()
    polling.show_anew(session, poll, everybody=True)
    again = polls.load(session, poll.id)
    assert again is not None
    concerned = [voter.key for voter in _lacking(session, again) if voter.key not in before]
    title = poll_words.TITLE.format(number=poll.id, title=polling.full_title(session, poll))
    document = Document((paragraph(bold(title)), paragraph(told)))
    for key in concerned:
        person = polls.person_of(key)
        letter = polling.Letter(f"o{poll.id}-{again.rev}-{person}", document, poll.closes_at)
        polling.tell(session, person, letter, now)
    return len(concerned)


def _lacking(session: Session, poll: StoredPoll) -> tuple[Voter, ...]:
    tally = polls.tally(session, poll)
    return (*tally.silent, *tally.incomplete)

"""Reminds those who have not answered to a poll, and tells who asked which organisations are missing."""

from datetime import datetime

from sqlmodel import Session

from content import poll_document, poll_words
from content.blocks import Document, bold, paragraph
from content.dates import moment
from domain import nudges
from domain.quiet import ZONE
from domain.tally import Tally
from scheduler import polling, runners
from scheduler.holidays import quiet_days
from store import polls
from store.polls import StoredPoll


def nudge_due(session: Session, now: datetime) -> int:
    """Write the reminders that are due; return how many are new. Each has a key of its own: it is written once."""
    return sum(_nudge(session, poll, now) for poll in polls.alive(session) if poll.is_open)


def _nudge(session: Session, poll: StoredPoll, now: datetime) -> int:
    days = quiet_days(poll.created_at.astimezone(ZONE).year)
    stage = nudges.due(nudges.plan(poll.created_at, poll.closes_at, days), now, poll.closes_at)
    if stage is None:
        return 0
    tally = polls.tally(session, poll)
    missing = [voter.key for voter in (*tally.silent, *tally.incomplete)]
    # By the day, not by the stage: another end has stages of its own, and nobody is reminded twice on one day.
    day = f"{stage.at:%y%m%d}"
    written = 0
    for key in missing:
        person = int(key[1:])
        said = key in {voter.key for voter in tally.incomplete}
        letter = polling.Letter(f"n{poll.id}-{day}-{person}", _reminder(session, poll, partly=said), poll.closes_at)
        written += polling.tell(session, person, letter, now) is not None
    for person in runners.of(session, poll, now) if written else ():
        overview = polling.Letter(f"m{poll.id}-{day}-{person}", _overview(poll, tally), poll.closes_at)
        polling.tell(session, person, overview, now)
    return written


def _reminder(session: Session, poll: StoredPoll, *, partly: bool) -> Document:
    shown = polling.as_shown(session, poll, None)
    document = poll_document.document(shown)
    what = poll_words.NUDGE_PARTLY if partly else poll_words.NUDGE
    return Document((paragraph(what), *document.blocks))


def _overview(poll: StoredPoll, tally: Tally) -> Document:
    title = poll_words.NUDGED.format(number=poll.id, until=moment(poll.closes_at))
    answered = poll_words.ANSWERED.format(answered=tally.answered, voters=tally.voters)
    missing = poll_document.missing(tally.silent) if tally.silent else ""
    return Document((paragraph(bold(title)), paragraph(f"{answered} {missing}".strip())))

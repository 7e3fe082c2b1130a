"""Tells who runs a meeting that the time for wishes to its minutes is over, and how they become final."""

from datetime import datetime, timedelta

from sqlmodel import Session

from content import dates, invitation
from content import meeting_words as words
from content.blocks import Document, paragraph
from scheduler import runners, saying
from store import meetings, reference
from store import minutes as rows

#: How long after the end that is still worth telling.
LASTS = timedelta(days=14)


def tell_due(session: Session, now: datetime) -> int:
    """Tell of every end that has come, once; return how many people are told. It keeps quiet hours."""
    return sum(_tell(session, one, now) for one in rows.wished(session, now, LASTS))


def _tell(session: Session, one: rows.Wished, now: datetime) -> int:
    stored = meetings.load(session, one.meeting)
    if stored is None:
        return 0
    # A meeting that the operator made has nobody who invited to it; the draft was written by somebody all the same.
    told_to = runners.of_meeting(session, stored, now) or ((one.author,) if one.author is not None else ())
    told = words.WISHES_OVER.format(
        name=invitation.name(stored.meeting, reference.audience_names(session)),
        day=dates.day(stored.meeting.starts_at), until=dates.due(one.until), number=stored.id,
    )  # fmt: skip
    letter, until = Document((paragraph(told),)), one.until + LASTS
    count = 0
    for person in told_to:
        rows.note_told(session, one, person)
        key = f"mw{one.notice}-{int(one.until.timestamp())}-{person}"
        count += saying.say_to(session, key, person, letter, now, until=until)
    return count

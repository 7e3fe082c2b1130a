"""Reminders of deadlines: asked for with a button, sent once, and dropped where the notice or the deadline is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from content import dates, words
from content.blocks import Document, Paragraph, Run, bold
from content.foreign import disarmed_text
from domain import deadlines, quiet
from domain.message import Button
from domain.notice import NoticeState, Scope
from domain.quiet import ZONE
from domain.reminders import Planned, Row, Stage
from scheduler import saying
from scheduler.holidays import quiet_days
from store import notices
from store import reminders as rows
from store.notices import Buttons, StoredNotice

#: How the payload of the button begins; the notice's number follows.
MARK = "d1"


def buttons(notice: StoredNotice) -> Buttons:
    """Return the button that stands below a notice with a deadline."""
    if notice.deadline is None:
        return ()
    return ((Button(words.REMIND_ME, f"{MARK}:{notice.id}"),),)


def ask(session: Session, notice: StoredNotice, recipient: int, now: datetime) -> datetime | None:
    """Write down that somebody is reminded of a notice's deadline and return when; None: it is too late for that.

    Asked twice it is the same reminder.
    """
    if notice.state is not NoticeState.RELEASED or notice.deadline is None or notice.deadline <= now:
        return None
    hours = quiet.read_quiet(rows.quiet_of(session, recipient))
    assert hours is not None
    at = deadlines.remind_at(notice.deadline, now, hours, quiet_days(now.astimezone(ZONE).year))
    if at is not None:
        rows.write(session, rows.of_notice(notice.id), notice.rev, {recipient: [Planned(Stage.DEADLINE, at, at)]})
    return at


def moved(session: Session, notice: StoredNotice, now: datetime) -> None:
    """Let those who wait for a reminder have it for the notice as it is now: its deadline may be another one."""
    subject = rows.of_notice(notice.id)
    waiting = rows.waiting_for(session, subject)
    rows.cancel(session, subject)
    for recipient in waiting:
        ask(session, notice, recipient, now)


def write_due(session: Session, subject: str, recipient: int, waiting: Sequence[Row], now: datetime) -> int:
    """Write the reminder that is due for somebody, if it still makes sense; return how many that are."""
    overdue = [row.id for row in waiting if row.due_at <= now]
    notice = notices.load(session, int(subject.partition(":")[2]))
    due = None if notice is None or notice.state is not NoticeState.RELEASED else notice.deadline
    if notice is None or due is None or due <= now:
        rows.settle(session, overdue, rows.DROPPED)
        return 0
    rows.settle(session, overdue[1:], rows.DROPPED)
    rows.settle(session, overdue[:1], rows.SENT)
    # Somebody may be written to where nothing internal goes.
    title = "" if notice.addressed.scope is Scope.INTERNAL else disarmed_text(notice.title)
    lead = bold(words.REMINDER.format(due=dates.due(due)))
    told = Document((Paragraph((lead, Run("\n" + words.reminder_of(title, notice.id)))),))
    return int(saying.say_to(session, f"r{overdue[0]}", recipient, told, now, until=due))

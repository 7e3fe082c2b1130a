"""Meetings: invited to like to every notice, changed, cancelled, answered. Each function is one transaction's work.

Every function takes the session of a write transaction; who calls it commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from content import document, invitation
from domain import quiet, reminders, seats
from domain.audience import Addressed
from domain.meeting import Meeting, MeetingState, Mode, Reply
from domain.notice import Level, NoticeKind, Scope
from domain.quiet import ZONE, Quiet
from domain.recipient import RecipientKind
from domain.reminders import Planned, Stage
from domain.seats import Standing
from scheduler import deadlines, meeting_letters, polling, publishing
from scheduler.holidays import quiet_days
from scheduler.publishing import Publisher, Shown
from store import meetings, notices, polls, reference
from store import reminders as rows
from store.meetings import StoredMeeting
from store.notices import NewNotice

#: How long a change of what is over by then is still told.
_AFTERWARDS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Invited:
    """A meeting that is announced. fresh: False when this request had done it already."""

    meeting: int
    notice: int
    audience: int
    fresh: bool


def addressed(meeting: Meeting) -> Addressed:
    """Return whom an invitation is for. It is public: what is internal, the link, is never in it."""
    regions = frozenset(meeting.regions)
    topics, programmes = frozenset(meeting.topics), frozenset(meeting.programmes)
    return Addressed(
        Level.IMPORTANT, Scope.PUBLIC, not regions, regions, topics, programmes, meeting.role, invites=True
    )  # fmt: skip


def new_notice(session: Session, meeting: Meeting, request_key: str, author: str, by: Publisher) -> NewNotice:
    """Return what is to be written down for an invitation. Once the sign-up is over nobody is invited any more."""
    files = () if by.keeper is None else (by.keeper.attach(session, meeting, by.now),)
    names = reference.audience_names(session)
    shown = invitation.document(meeting, 0, names)
    starts, until = meeting.starts_at, meeting.sign_up_until
    return NewNotice(
        request_key, NoticeKind.INVITATION, invitation.title(meeting, names), addressed(meeting),
        document.text_of(shown), by.now, author, text_form="text", deadline=None if meeting.cancelled else until,
        starts_at=min(until or starts, starts), expires_at=_end(meeting),
        files=files,
    )  # fmt: skip


def _end(meeting: Meeting) -> datetime:
    """Return when a meeting is over, as far as that is known."""
    when = meeting.when
    if when.start is None:
        return meeting.starts_at + timedelta(days=1)
    return datetime.combine(when.day, when.end, ZONE) if when.end is not None else meeting.starts_at


def invite(
    session: Session, meeting: Meeting, request_key: str, author: str, by: Publisher,
    invited_by: int | None = None, poll: int | None = None,
) -> Invited:  # fmt: skip
    """Announce a meeting to those whom it is for, with reminders; the repeat of a request changes nothing."""
    names = reference.audience_names(session)
    meeting = replace(meeting, changed_at=by.now)

    def show(notice: int) -> Shown:
        number = meetings.create(session, meeting, notice, invited_by, by.now, poll)
        return Shown(invitation.document(meeting, number, names), invitation.buttons(meeting, number))

    published = publishing.publish(session, new_notice(session, meeting, request_key, author, by), by, show)
    stored = meetings.of_notice(session, published.notice)
    assert stored is not None
    if published.fresh:
        remind_of(session, stored, by.now)
    return Invited(stored.id, published.notice, published.audience, published.fresh)


# --- change and cancellation


def change(session: Session, old: StoredMeeting, new: Meeting, author: str, by: Publisher) -> list[str]:
    """Change a meeting; everybody who knows of it is told once what is new. Return that, a line for each.

    A link is only told to those who take part. Nothing at all changes nothing.
    """
    told = invitation.changes(old.meeting, new)
    if new == old.meeting:
        return []
    if told:
        new = replace(new, sequence=old.meeting.sequence + 1)
    new = replace(new, changed_at=by.now)
    meetings.change(session, old.id, new)
    stored = replace(old, meeting=new)
    if told:
        _tell(session, old, stored, told, author, by)
        rows.cancel(session, rows.of_meeting(old.id))
        remind_of(session, stored, by.now)
    if new.capacity != old.meeting.capacity:
        _move_up(session, stored, by.now)
    if new.link and new.link != old.meeting.link:
        tell_link(session, stored, by)
    return told


def cancel(session: Session, old: StoredMeeting, reason: str, author: str, by: Publisher) -> bool:
    """Cancel a meeting and tell everybody who knows of it, once; return whether it was still to take place."""
    if old.meeting.cancelled:
        return False
    sequence = old.meeting.sequence + 1
    new = replace(old.meeting, state=MeetingState.CANCELLED, sequence=sequence, changed_at=by.now)
    meetings.change(session, old.id, new)
    rows.cancel(session, rows.of_meeting(old.id))
    _tell(session, old, replace(old, meeting=new), [reason] if reason else [], author, by)
    return True


def _tell(
    session: Session, old: StoredMeeting, new: StoredMeeting, told: list[str], author: str, by: Publisher
) -> None:
    """Release the next revision of the invitation: an edit, and a message that says what is new."""
    notice = notices.load(session, new.notice)
    assert notice is not None
    names, meeting = reference.audience_names(session), new.meeting
    knew = meetings.knows(session, old) if meeting.cancelled else set(meetings.invited(session, old))
    # Also who hears of it late must hear: the end of the sign-up does not matter for that.
    until = max(old.meeting.starts_at, meeting.starts_at, by.now + _AFTERWARDS)
    base = new_notice(session, meeting, notice.request_key, author, by)
    revised = replace(base, addressed=notice.addressed, starts_at=until, expires_at=until)
    poll = polls.load(session, new.poll) if new.poll is not None else None
    if poll is not None:
        # Its messages have the buttons of the meeting.
        polling.show_anew(session, poll, everybody=True)
    shown = Shown(invitation.document(meeting, new.id, names, told), invitation.buttons(meeting, new.id))
    short = invitation.short(meeting, new.id, names, told)
    done = publishing.correct(session, notice, revised, by, shown, short)
    if meeting.cancelled:
        # Nobody hears that something does not take place of which they had not heard: not who joined since, nor those
        # whose invitation had not left yet.
        meetings.tell_only(session, new.notice, done.rev, knew)
    # Who knew of it and would not be invited any more, because they have moved to another region, say.
    left = knew - meetings.told(session, new.notice, done.rev)
    for recipient in sorted(left):
        if (to := meeting_letters.reach(session, recipient, by.now)) is not None:
            meeting_letters.write(session, f"m{new.id}-{meeting.sequence}-{recipient}", to, short, by.now, until)


def tell_link(session: Session, stored: StoredMeeting, by: Publisher) -> int:
    """Tell the link to those who take part and may have it: confirmed, and where internal things may go."""
    names, count = reference.audience_names(session), 0
    for said in meetings.said(session, stored.id):
        to = meeting_letters.reach(session, said.person, by.now)
        if said.reply is Reply.NO or said.waits is not None or to is None or not may_have_link(to, by.public_only):
            continue
        key = f"ml{stored.id}-{said.person}-{int(by.now.timestamp())}"
        letter = invitation.link_letter(stored.meeting, names)
        count += meeting_letters.write(session, key, to, letter, by.now, stored.meeting.starts_at)
    return count


def may_have_link(to: meeting_letters.Reached, public_only: frozenset[str]) -> bool:
    """Return whether what is internal may be written there."""
    return to.confirmed and to.preferred and to.account not in public_only


# --- answers and seats


def answer(
    session: Session, stored: StoredMeeting, person: int, reply: Reply, mode: Mode | None, now: datetime
) -> None:
    """Write down what somebody says to an invitation; who moves up by it is told."""
    before = meetings.standing(session, stored.id)
    places, moved = seats.settle(stored.meeting.capacity, before, Standing(person, reply))
    meetings.write_answer(session, stored.id, person, reply, mode, stored.meeting.sequence, now)
    meetings.seat(session, stored.id, places)
    if reply is Reply.NO:
        rows.cancel(session, rows.of_meeting(stored.id), person)
    elif not rows.revive(session, rows.of_meeting(stored.id), person, stored.meeting.sequence, now):
        _remind(session, stored, {person}, now)
    _tell_moved(session, stored, moved, now)


def _move_up(session: Session, stored: StoredMeeting, now: datetime) -> None:
    places, moved = seats.settle(stored.meeting.capacity, meetings.standing(session, stored.id))
    meetings.seat(session, stored.id, places)
    _tell_moved(session, stored, moved, now)


def _tell_moved(session: Session, stored: StoredMeeting, moved: list[int], now: datetime) -> None:
    letter = invitation.moved_up(stored.meeting, stored.id, reference.audience_names(session))
    for person in moved:
        if (to := meeting_letters.reach(session, person, now)) is not None:
            key = f"mu{stored.id}-{person}-{int(now.timestamp())}"
            meeting_letters.write(session, key, to, letter, now, stored.meeting.starts_at)


# --- reminders


def remind_of(session: Session, stored: StoredMeeting, now: datetime) -> int:
    """Write down when who knows of a meeting is reminded of it; those who declined never are."""
    return _remind(session, stored, None, now)


def _remind(session: Session, stored: StoredMeeting, only: set[int] | None, now: datetime) -> int:
    if stored.meeting.cancelled or stored.meeting.starts_at <= now:
        return 0
    declined = {one.person for one in meetings.said(session, stored.id) if one.reply is Reply.NO}
    plans: dict[str, list[Planned]] = {}
    wanted: dict[int, list[Planned]] = {}
    for recipient, (spec, kind) in meetings.invited(session, stored).items():
        if recipient in declined or (only is not None and recipient not in only):
            continue
        if spec not in plans:
            plans[spec] = _plan(stored.meeting, spec, now)
        of_place = kind is RecipientKind.PLACE
        wanted[recipient] = [one for one in plans[spec] if not of_place or one.stage is Stage.DAY]
    return rows.write(session, rows.of_meeting(stored.id), stored.meeting.sequence, wanted)


def _plan(meeting: Meeting, spec: str, now: datetime) -> list[Planned]:
    hours = quiet.read_quiet(spec)
    assert isinstance(hours, Quiet), spec
    days = quiet_days(now.astimezone(ZONE).year)
    return reminders.plan(meeting.when, meeting.sign_up_until, now, hours, days)


def remind_due(session: Session, public_only: frozenset[str], now: datetime) -> int:
    """Write the reminders that are due and still make sense, once each; return how many."""
    names, count = reference.audience_names(session), 0
    for subject, of_recipients in rows.due(session, now).items():
        if subject.startswith(rows.NOTICES):
            count += sum(deadlines.write_due(session, subject, *one, now) for one in of_recipients.items())
            continue
        stored = _subject(session, subject)
        if stored is None:
            continue
        said = {one.person: one for one in meetings.said(session, stored.id)}
        for recipient, waiting in of_recipients.items():
            meeting = stored.meeting
            due = reminders.due(waiting, now, meeting.starts_at, meeting.sign_up_until)
            one = said.get(recipient)
            stage = next((row.stage for row in waiting if row.id == due.send), None)
            no_use = one is not None and (one.reply is Reply.NO or stage is Stage.SIGN_UP)
            rows.settle(session, due.drop, rows.DROPPED)
            if due.send is None:
                continue
            rows.settle(session, [due.send], rows.DROPPED if no_use else rows.SENT)
            if not no_use:
                count += _write_reminder(session, stored, recipient, due.send, one, public_only, names, now)
    return count


def _subject(session: Session, subject: str) -> StoredMeeting | None:
    kind, _, number = subject.partition(":")
    return meetings.load(session, int(number)) if kind == "meeting" else None


def _write_reminder(
    session: Session, stored: StoredMeeting, recipient: int, row: int, said: meetings.Said | None,
    public_only: frozenset[str], names: Mapping[str, str], now: datetime,
) -> bool:  # fmt: skip
    to = meeting_letters.reach(session, recipient, now)
    if to is None:
        return False
    takes_part = said is not None and said.waits is None
    letter = invitation.reminder(
        stored.meeting, stored.id, names, (said.reply, said.mode, said.waits) if said is not None else None, now,
        link=takes_part and may_have_link(to, public_only), personal=to.is_person,
    )  # fmt: skip
    buttons = invitation.buttons(stored.meeting, stored.id) if said is None else ()
    return meeting_letters.write(session, f"r{row}", to, letter, now, stored.meeting.starts_at, buttons)

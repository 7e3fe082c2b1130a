"""What the conversations about meetings change, as values, and how that is carried out."""

import secrets
from dataclasses import dataclass, replace

from sqlmodel import Session

from bot import meeting_draft
from bot.commands.base import Asked
from bot.drafting import request_of
from bot.meeting_draft import MeetingDraft
from bot.poll_rights import runs as runs_poll
from bot.publishers import publisher_of
from domain.meeting import Meeting, MeetingKind
from domain.recipient import Role
from scheduler import convening
from scheduler import meetings as work
from scheduler.publishing import Publisher
from store import audit, meetings, polls
from store.editors import Editor
from store.meetings import StoredMeeting
from store.polls import StoredPoll


@dataclass(frozen=True, slots=True)
class Announce:
    """A meeting is announced."""

    draft: MeetingDraft


@dataclass(frozen=True, slots=True)
class ChangeMeeting:
    """A meeting changes; sequence: as it stood when that was decided."""

    meeting: int
    draft: MeetingDraft
    sequence: int


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """A meeting does not take place."""

    meeting: int
    reason: str


Convening = Announce | ChangeMeeting | CancelMeeting


def new_uid() -> str:
    """Return a name for a new meeting that no other one anywhere has (RFC 7986, 5.3)."""
    return f"{secrets.token_hex(16)}@verbundbote"


def runs(session: Session, editor: Editor | None, stored: StoredMeeting) -> bool:
    """Return whether somebody runs a meeting: who leads all its regions, who runs its poll, the Koordination.

    Each by the role that they have now: who invited and leads the region no longer runs it no longer.
    """
    if editor is None or editor.role is Role.MEMBER:
        return False
    if editor.role is Role.COORDINATION:
        return True
    regions = set(stored.meeting.regions)
    if regions and regions <= set(editor.leads):
        return True
    poll = polls.load(session, stored.poll) if stored.poll is not None else None
    return poll is not None and runs_poll(editor, poll)


def carry_out(session: Session, asked: Asked, editor: Editor, change: Convening) -> None:
    """Make a change for somebody; what they may not any more, or what has changed meanwhile, does nothing."""
    by = publisher_of(asked)
    if isinstance(change, Announce):
        _announce(session, asked, editor, change.draft, by)
        return
    stored = meetings.load(session, change.meeting)
    if stored is None or not runs(session, editor, stored):
        return
    if isinstance(change, CancelMeeting):
        if work.cancel(session, stored, change.reason, editor.key, by):
            _note(session, asked, editor, "meeting.cancelled", stored.id)
        return
    if stored.meeting.sequence == change.sequence and not stored.meeting.cancelled:
        work.change(session, stored, changed(stored.meeting, change.draft, by), editor.key, by)
        _note(session, asked, editor, "meeting.changed", stored.id)


def changed(old: Meeting, draft: MeetingDraft, by: Publisher) -> Meeting:
    """Return a meeting as a draft has it now. For whom it is stays."""
    new = draft.meeting(by.now)
    assert new is not None
    return replace(
        new, uid=old.uid, sequence=old.sequence, state=old.state, regions=old.regions, role=old.role, kind=old.kind,
        topics=old.topics, programmes=old.programmes, changed_at=old.changed_at,
    )  # fmt: skip


def _announce(session: Session, asked: Asked, editor: Editor, draft: MeetingDraft, by: Publisher) -> None:
    meeting = draft.meeting(asked.now)
    poll = polls.load(session, draft.poll) if draft.poll else None
    if meeting is None or not may_announce(editor, draft, poll):
        return
    named = replace(meeting, uid=new_uid())
    option = poll.option(draft.option) if poll is not None else None
    if poll is not None and option is not None:
        convened = convening.convene(session, poll, option, named, editor.key, by, editor.id)
        if convened is not None:
            note_convened(session, asked, editor, poll.id, convened)
        return
    done = work.invite(session, named, request_of(asked), editor.key, by, editor.id)
    if done.fresh:
        _note(session, asked, editor, "meeting.announced", done.meeting)


def may_announce(editor: Editor, draft: MeetingDraft, poll: StoredPoll | None) -> bool:
    """Return whether somebody may invite to this: these people at all, or by a poll that they run whom that asked."""
    if meeting_draft.may_invite(editor, draft):
        return True
    return poll is not None and runs_poll(editor, poll) and _asks_the_same(poll, draft)


def _asks_the_same(poll: StoredPoll, draft: MeetingDraft) -> bool:
    leads = draft.kind == MeetingKind.LEADS
    return (
        draft.regions == poll.regions
        and (draft.topics, draft.programmes) == (poll.topics, poll.programmes)
        and leads == (poll.role == Role.LEAD)
        and (leads or draft.statewide == poll.statewide)
    )


def note_convened(session: Session, asked: Asked, editor: Editor, poll: int, done: work.Invited) -> None:
    """Write into the audit that a poll was decided and its meeting announced, once."""
    if done.fresh:
        audit.note(session, f"person:{editor.key}", "poll.decided", f"poll:{poll}", asked.now)
        _note(session, asked, editor, "meeting.announced", done.meeting)


def _note(session: Session, asked: Asked, editor: Editor, action: str, meeting: int) -> None:
    audit.note(session, f"person:{editor.key}", action, f"meeting:{meeting}", asked.now)

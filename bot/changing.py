"""Carries out what conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot import arranged, catalogued, decided, edited, meeting_changes, poll_changes, resolving, reviewed, tended
from bot.arranging import Arrange, ReleaseEdition, WriteEditorial
from bot.cataloguing import Cataloguing
from bot.changes import Accept, Change, Erase, Join, Leave, Pause, Subscribe
from bot.commands.base import Asked
from bot.deciding import Deciding
from bot.editing import (
    AddSource,
    Agree,
    AnswerQuestion,
    Approve,
    ChangeSource,
    CorrectEntry,
    Decline,
    DiscardEntry,
    GiveBack,
    Halt,
    HandIn,
    Release,
    ReleaseEntry,
    Revise,
    TakeNote,
    Withdraw,
)
from bot.meeting_changes import Announce, CancelMeeting, ChangeMeeting
from bot.poll_changes import SendPoll
from bot.resolving import Resolve
from bot.tending import FallBack, HideName, Prefer, ShowName, Split
from store import acknowledging, audit, codes, editors, erasing, members


def carry_out(session: Session, asked: Asked, change: Change) -> None:
    """Make a change for whoever asked. What needs a member does nothing for somebody who is none any more."""
    if isinstance(change, Join):
        person = members.join(session, asked.who, change.chosen, change.wording, asked.now)
        audit.note(session, "member", "member.joined", "people", asked.now)
        _accept(session, asked, person, change.code)
        return
    if isinstance(change, TakeNote):
        acknowledging.note(session, change.notice, change.person, asked.now)
        return
    member = members.member_at(session, asked.who.account, asked.who.chat)
    if member is None:
        return
    if isinstance(change, Deciding):
        decided.carry_out(session, asked, member.id, change)
        return
    if isinstance(change, Cataloguing):
        catalogued.carry_out(session, asked, member.id, change)
        return
    match change:
        case Subscribe(chosen, wording):
            members.subscribe(session, member.id, chosen, wording, asked.now)
        case Accept(code):
            _accept(session, asked, member.id, code)
        case Pause(until):
            members.pause(session, member.id, until)
        case Leave():
            members.leave(session, member.id, asked.now)
            audit.note(session, "member", "member.left", "people", asked.now)
        case Release() | Approve() | GiveBack() | Agree() | Decline() | Halt() | Revise() | Withdraw():
            editor = editors.editor(session, member.id)
            if editor is not None:
                edited.carry_out(session, asked, editor, change)
        case Arrange() | WriteEditorial() | ReleaseEdition():
            editor = editors.editor(session, member.id)
            if editor is not None:
                arranged.carry_out(session, asked, editor, change)
        case SendPoll():
            editor = editors.editor(session, member.id)
            if editor is not None:
                poll_changes.carry_out(session, asked, editor, change)
        case Announce() | ChangeMeeting() | CancelMeeting():
            editor = editors.editor(session, member.id)
            if editor is not None:
                meeting_changes.carry_out(session, asked, editor, change)
        case Resolve():
            editor = editors.editor(session, member.id)
            if editor is not None:
                resolving.carry_out(session, asked, editor, change)
        case FallBack() | HideName() | Prefer() | ShowName() | Split():
            tended.carry_out(session, asked, member.id, change)
        case HandIn():
            reviewed.hand_in(session, asked, member.id, change)
        case AddSource() | ChangeSource() | ReleaseEntry() | CorrectEntry() | DiscardEntry() | AnswerQuestion():
            editor = editors.editor(session, member.id)
            if editor is not None:
                reviewed.carry_out(session, asked, editor, change)
        case Erase():
            erasing.erase(session, member.id, asked.now, asked_in=asked.serial)
            audit.note(session, "member", "member.erased", "people", asked.now)


def _accept(session: Session, asked: Asked, person: int, code: str) -> None:
    """Confirm a person by an invitation, if it is good still."""
    invitation = codes.find(session, code, asked.now) if code else None
    if invitation is not None and codes.use(session, invitation, asked.now):
        members.appoint(session, person, invitation.role, invitation.region, invitation.made_by, asked.now)
        audit.note(session, invitation.made_by, "member.invited", "people", asked.now, invitation.role.value)

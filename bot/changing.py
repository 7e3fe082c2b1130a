"""Carries out what conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot import arranged, catalogued, decided, edited, meeting_changes, poll_changes, resolving, reviewed, tended
from bot.arranging import Arranging
from bot.cataloguing import Cataloguing
from bot.changes import Accept, Change, Erase, Join, Leave, Pause, Subscribe
from bot.commands.base import Asked
from bot.deciding import Deciding
from bot.editing import Editing, HandIn, Reviewing, TakeNote
from bot.meeting_changes import Convening
from bot.poll_changes import Polling
from bot.resolving import Resolve
from bot.tending import Tending
from store import acknowledging, audit, codes, editors, erasing, members
from store.editors import Editor


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
    if isinstance(change, Editing | Reviewing | Arranging | Polling | Convening | Resolve):
        editor = editors.editor(session, member.id)
        if editor is not None:
            _by_editor(session, asked, editor, change)
        return
    _by_member(session, asked, member.id, change)


def _by_editor(
    session: Session,
    asked: Asked,
    editor: Editor,
    change: Editing | Reviewing | Arranging | Polling | Convening | Resolve,
) -> None:
    if isinstance(change, Arranging):
        arranged.carry_out(session, asked, editor, change)
    elif isinstance(change, Polling):
        poll_changes.carry_out(session, asked, editor, change)
    elif isinstance(change, Convening):
        meeting_changes.carry_out(session, asked, editor, change)
    elif isinstance(change, Resolve):
        resolving.carry_out(session, asked, editor, change)
    elif isinstance(change, Reviewing):
        reviewed.carry_out(session, asked, editor, change)
    else:
        edited.carry_out(session, asked, editor, change)


def _by_member(
    session: Session, asked: Asked, member: int,
    change: Deciding | Cataloguing | Tending | HandIn | Subscribe | Accept | Pause | Leave | Erase,
) -> None:  # fmt: skip
    match change:
        case Subscribe(chosen, wording):
            members.subscribe(session, member, chosen, wording, asked.now)
        case Accept(code):
            _accept(session, asked, member, code)
        case Pause(until):
            members.pause(session, member, until)
        case Leave():
            members.leave(session, member, asked.now)
            audit.note(session, "member", "member.left", "people", asked.now)
        case Erase():
            erasing.erase(session, member, asked.now, asked_in=asked.serial)
            audit.note(session, "member", "member.erased", "people", asked.now)
        case HandIn():
            reviewed.hand_in(session, asked, member, change)
        case _ if isinstance(change, Deciding):
            decided.carry_out(session, asked, member, change)
        case _ if isinstance(change, Cataloguing):
            catalogued.carry_out(session, asked, member, change)
        case _:
            tended.carry_out(session, asked, member, change)


def _accept(session: Session, asked: Asked, person: int, code: str) -> None:
    """Confirm a person by an invitation, if it is good still."""
    invitation = codes.find(session, code, asked.now) if code else None
    if invitation is not None and codes.use(session, invitation, asked.now):
        members.appoint(session, person, invitation.role, invitation.region, invitation.made_by, asked.now)
        audit.note(session, invitation.made_by, "member.invited", "people", asked.now, invitation.role.value)

"""Carries out what conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot.changes import Accept, CallMe, Change, Confirm, Erase, Join, Leave, Pause, Refuse, Subscribe, WorkFor
from bot.commands.base import Asked
from store import audit, codes, erasing, members, naming, roles


def carry_out(session: Session, asked: Asked, change: Change) -> None:
    """Make a change for whoever asked. What needs a member does nothing for somebody who is none any more."""
    if isinstance(change, Join):
        person = members.join(session, asked.who, change.chosen, change.wording, asked.now)
        audit.note(session, "member", "member.joined", "people", asked.now)
        _accept(session, asked, person, change.code)
        return
    member = members.member_at(session, asked.who.account, asked.who.chat)
    if member is None:
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
        case Confirm(people):
            for person in people:
                roles.confirm(session, person, member.id, asked.now)
        case Refuse(people):
            for person in people:
                roles.refuse(session, person, member.id, asked.now)
        case CallMe(name, wording):
            naming.call(session, member.id, name, wording, asked.now)
        case WorkFor(organisation, wording):
            naming.work_for(session, member.id, organisation, wording, asked.now)
        case Erase():
            erasing.erase(session, member.id, asked.now, asked_in=asked.serial)
            audit.note(session, "member", "member.erased", "people", asked.now)


def _accept(session: Session, asked: Asked, person: int, code: str) -> None:
    """Confirm a person by an invitation, if it is good still."""
    invitation = codes.find(session, code, asked.now) if code else None
    if invitation is not None and codes.use(session, invitation, asked.now):
        members.appoint(session, person, invitation.role, invitation.region, invitation.made_by, asked.now)
        audit.note(session, invitation.made_by, "member.invited", "people", asked.now, invitation.role.value)

"""Carries out what conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot.changes import Change, Erase, Join, Leave, Pause, Subscribe
from bot.commands.base import Asked
from store import audit, erasing, members


def carry_out(session: Session, asked: Asked, change: Change) -> None:
    """Make a change for whoever asked. What needs a member does nothing for somebody who is none any more."""
    if isinstance(change, Join):
        members.join(session, asked.who, change.chosen, change.wording, asked.now)
        audit.note(session, "member", "member.joined", "people", asked.now)
        return
    member = members.member_at(session, asked.who.account, asked.who.chat)
    if member is None:
        return
    match change:
        case Subscribe(chosen, wording):
            members.subscribe(session, member.id, chosen, wording, asked.now)
        case Pause(until):
            members.pause(session, member.id, until)
        case Leave():
            members.leave(session, member.id, asked.now)
            audit.note(session, "member", "member.left", "people", asked.now)
        case Erase():
            erasing.erase(session, member.id, asked.now, asked_in=asked.serial)
            audit.note(session, "member", "member.erased", "people", asked.now)

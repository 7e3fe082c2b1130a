"""Carries out what conversations about people change, in the transaction that answers."""

from sqlmodel import Session

from bot.commands.base import Asked
from bot.deciding import CallMe, Confirm, Deciding, Refuse, WorkFor
from store import naming, roles


def carry_out(session: Session, asked: Asked, member: int, change: Deciding) -> None:
    """Make a change for this member, who may: that was asked in the same transaction."""
    match change:
        case Confirm(people):
            for person in people:
                roles.confirm(session, person, member, asked.now)
        case Refuse(people):
            for person in people:
                roles.refuse(session, person, member, asked.now)
        case CallMe(name, wording):
            naming.call(session, member, name, wording, asked.now)
        case WorkFor(organisation, wording):
            naming.work_for(session, member, organisation, wording, asked.now)

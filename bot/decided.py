"""Carries out what conversations about people change, in the transaction that answers."""

from sqlmodel import Session

from bot.commands.base import Asked
from bot.deciding import Appoint, CallMe, Confirm, Deciding, MergeBodies, Refuse, Revoke, WorkFor
from store import audit, naming, roles


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
        case Appoint(person, appointment):
            roles.appoint(session, person, appointment, member, asked.now)
        case Revoke(person, region):
            roles.revoke(session, person, region, member, asked.now)
        case MergeBodies(wrong, right):
            naming.merge(session, wrong, right)
            audit.note(
                session, roles.key_of(session, member), "organisation.merged", f"organisation:{right}", asked.now
            )
        case WorkFor(organisation, wording):
            naming.work_for(session, member, organisation, wording, asked.now)

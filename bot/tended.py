"""Carries out what conversations change about a member's own addresses, in the transaction that answers."""

from sqlmodel import Session

from bot.commands.base import Asked
from bot.tending import FallBack, HideName, Prefer, ShowName, Split, Tending
from store import audit, linking, members, polls


def carry_out(session: Session, asked: Asked, member: int, change: Tending) -> None:
    """Make a change for this member."""
    match change:
        case FallBack(ok, wording):
            linking.fall_back(session, member, wording, asked.now, ok=ok)
        case ShowName(ok, wording):
            if ok:
                members.consent(session, member, members.SEEN_NAME, wording, asked.now)
            else:
                members.withdraw(session, member, asked.now, members.SEEN_NAME)
        case Prefer(address):
            linking.prefer(session, member, address)
        case HideName():
            members.withdraw(session, member, asked.now, polls.NAMES)
        case Split(address):
            if linking.split(session, member, address, asked.now) is not None:
                audit.note(session, "member", "member.unlinked", "people", asked.now)

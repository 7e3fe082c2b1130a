"""Carries out what conversations about people change, in the transaction that answers."""

from sqlmodel import Session

from bot.commands.base import Asked
from bot.deciding import (
    Appoint,
    CallMe,
    ChangePlace,
    Confirm,
    Deciding,
    EndPlace,
    Invite,
    MergeBodies,
    Refuse,
    RegisterPlace,
    Revoke,
    TakeBack,
    WorkFor,
)
from content.blocks import Document, paragraph
from scheduler import saying
from store import audit, codes, naming, places, roles
from store.places import Where


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
        case RegisterPlace(chat, state, posts):
            made = places.register(session, Where(asked.who.account, chat), state, member)
            _note(session, asked, member, "place.made", made.key)
            saying.say_to(session, f"place-{made.id}", made.id, Document((paragraph(posts),)), asked.now)
        case ChangePlace(place, state):
            places.write(session, place, state)
            _note(session, asked, member, "place.changed", places.key_of(session, place))
        case EndPlace(place):
            _note(session, asked, member, "place.ended", places.key_of(session, place))
            places.end(session, place, asked.now)
        case Invite(code, role, region, many, until, wording):
            key = roles.key_of(session, member)
            codes.keep(session, code, codes.New(role, region, key, until, many, wording), asked.now)
            kind = "sheet" if many else role.value
            audit.note(session, key, "person.invited", "people", asked.now, f"{kind} {region or ''}".strip())
        case TakeBack(code):
            codes.take_back(session, code, asked.now)
            audit.note(session, roles.key_of(session, member), "invitation.taken_back", "people", asked.now)
        case WorkFor(organisation, wording):
            naming.work_for(session, member, organisation, wording, asked.now)


def _note(session: Session, asked: Asked, member: int, action: str, place: str) -> None:
    audit.note(session, roles.key_of(session, member), action, f"place:{place}", asked.now)

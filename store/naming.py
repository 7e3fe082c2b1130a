"""What people are called and whom they work for: told by themselves, taken back at any time; spellings of one body."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlmodel import Session

from domain.recipient import PersonState
from store import members
from store import tables as t
from store.db import insert_new

#: The consents that are given by telling them.
NAME, ORGANISATION = "name", "organisation"
_p, _o = t.person.c, t.organisation.c


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody told of themselves; "" for nothing."""

    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation, and how many people work for it."""

    id: int
    name: str
    people: int


def called(session: Session, person: int) -> Called:
    """Return what somebody told of themselves."""
    query = select(_p.display_name, _o.name).outerjoin(t.organisation, _o.id == _p.organisation).where(_p.id == person)
    name, organisation = session.execute(query).one()
    return Called(name or "", organisation or "")


def ask_once(session: Session, person: int, wanted: Collection[str], now: datetime) -> tuple[str, ...]:
    """Note that somebody is asked for what is wanted of them (NAME, ORGANISATION), and return for what.

    Nobody is asked for what they told, or were asked for before.
    """
    return tuple(
        kind
        for kind, told, asked in (
            (NAME, _p.display_name, _p.asked_name_at),
            (ORGANISATION, _p.organisation, _p.asked_organisation_at),
        )
        if kind in wanted
        and session.execute(
            update(t.person)
            .where(_p.id == person, told.is_(None), asked.is_(None))
            .values({asked.name: now})
            .returning(_p.id)
        ).first()
        is not None
    )


def call(session: Session, person: int, name: str, wording: str, now: datetime) -> None:
    """Call somebody so from now on; "": by no name any more."""
    session.execute(update(t.person).where(_p.id == person).values(display_name=name or None))
    _agree(session, person, NAME, name, wording, now)


def work_for(session: Session, person: int, organisation: str, wording: str, now: datetime) -> None:
    """Let somebody work for an organisation of this name, which may be new; "": for none that we know of."""
    before = session.execute(select(_p.organisation).where(_p.id == person)).scalar_one()
    new: int | None = None
    if organisation:
        insert_new(session, t.organisation, [{"name": organisation}])
        row = session.execute(select(_o.id, _o.merged_into).where(_o.name == organisation)).one()
        new = row.merged_into or row.id
    session.execute(update(t.person).where(_p.id == person).values(organisation=new))
    _agree(session, person, ORGANISATION, organisation, wording, now)
    if before is not None and before != new:
        _drop_unused(session, before)


def bodies(session: Session) -> list[Body]:
    """Return the organisations for which somebody works, without spellings that were merged into others, by name."""
    query = (
        select(_o.id, _o.name, func.count(_p.id))
        .outerjoin(t.person, (_p.organisation == _o.id) & (_p.state != PersonState.ERASED.value))
        .where(_o.merged_into.is_(None))
        .group_by(_o.id, _o.name)
        .order_by(func.lower(_o.name), _o.id)
    )
    return [Body(*row) for row in session.execute(query)]


def merge(session: Session, wrong: int, right: int) -> int:
    """Make one spelling part of another, also when it is typed again; return how many people that moves."""
    assert wrong != right
    moved = session.execute(
        update(t.person).where(_p.organisation == wrong).values(organisation=right).returning(_p.id)
    ).all()
    session.execute(update(t.organisation).where(_o.merged_into == wrong).values(merged_into=right))
    session.execute(update(t.organisation).where(_o.id == wrong).values(merged_into=right))
    return len(moved)


def body_named(session: Session, name: str) -> int | None:
    """Return the id of an organisation that is spelled exactly so and was not merged into another."""
    return session.execute(select(_o.id).where(_o.name == name, _o.merged_into.is_(None))).scalar_one_or_none()


def _agree(session: Session, person: int, kind: str, value: str, wording: str, now: datetime) -> None:
    if value:
        members.consent(session, person, kind, wording, now)
    else:
        members.withdraw(session, person, now, kind)


def _drop_unused(session: Session, organisation: int) -> None:
    merged = t.organisation.alias("merged")
    used = exists().where(_p.organisation == organisation) | exists().where(merged.c.merged_into == organisation)
    used |= exists().where(t.ballot.c.organisation == organisation)
    session.execute(t.organisation.delete().where(_o.id == organisation, ~used))

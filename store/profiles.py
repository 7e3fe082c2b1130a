"""Recipients as the pure audience function sees them: few distinct profiles, each with the number who share it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select
from sqlmodel import Session

from domain.audience import Addressed, Profile
from domain.notice import Level, Scope
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, PersonState, RecipientKind, Rhythm, Role
from store import tables as t

_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """Which parts of a profile a decision looks at; those it does not look at are left empty, and not loaded."""

    regions: bool = True
    topics: bool = True
    programmes: bool = True
    leads: bool = True


EVERYTHING = Needs()
#: Kind, state, scope and rhythm are always there.
NOTHING = Needs(regions=False, topics=False, programmes=False, leads=False)


def needs_of(notice: Addressed) -> Needs:
    """Return what deciding about a notice looks at: a filter that it does not set decides nothing."""
    return Needs(not notice.statewide, bool(notice.topics), bool(notice.programmes), notice.role is not None)


def profiles(session: Session, now: datetime, needs: Needs = EVERYTHING) -> Iterator[tuple[Profile, list[int]]]:
    """Return each distinct profile with the ids of the recipients who have it."""
    grouped: dict[_Key, list[int]] = defaultdict(list)
    for recipient_id, key in _keys(session, now, needs):
        grouped[key].append(recipient_id)
    for key, ids in grouped.items():
        yield _profile(key), ids


def _keys(session: Session, now: datetime, needs: Needs) -> Iterator[tuple[int, _Key]]:
    regions = _codes(session, t.sub_region, "region") if needs.regions else {}
    topics = _codes(session, t.sub_topic, "topic") if needs.topics else {}
    programmes = _codes(session, t.sub_programme, "programme") if needs.programmes else {}
    leads = _codes(session, t.lead_region, "region", "person") if needs.leads else {}
    rhythms = _rhythms(session)
    r, p, pl = t.recipient.c, t.person.c, t.place.c
    statement = select(
        r.id,
        r.kind,
        r.statewide,
        r.urgent_ok,
        p.role,
        p.state,
        p.pause_until,
        p.confirmed_at,
        pl.scope,
        pl.audience_role,
    ).select_from(t.recipient.outerjoin(t.person, p.id == r.id).outerjoin(t.place, pl.id == r.id))
    for row in session.execute(statement).all():
        id_, kind, statewide, urgent_ok, role, state, pause_until, confirmed_at, scope, audience_role = row
        if kind == RecipientKind.PERSON:
            active = state == PersonState.ACTIVE or (
                state == PersonState.PAUSED and pause_until is not None and pause_until <= now
            )
            scope = Scope.INTERNAL if confirmed_at is not None else Scope.PUBLIC
        else:
            active, role = True, audience_role
        info, important = rhythms.get((id_, Level.INFO)), rhythms.get((id_, Level.IMPORTANT))
        yield id_, (
            kind, active, scope, statewide, regions.get(id_, ()), topics.get(id_, ()), programmes.get(id_, ()), role,
            leads.get(id_, ()), urgent_ok, info, important,
        )  # fmt: skip


def _profile(key: _Key) -> Profile:
    kind, active, scope, statewide, regions, topics, programmes, role, leads, urgent_ok, info, important = key
    return Profile(
        RecipientKind(kind),
        active,
        Scope(scope),
        statewide,
        frozenset(regions),
        frozenset(topics),
        frozenset(programmes),
        Role(role) if role else None,
        frozenset(leads),
        urgent_ok,
        Rhythm(info) if info else DEFAULT_INFO,
        Rhythm(important) if important else DEFAULT_IMPORTANT,
    )


def _codes(session: Session, table: Table, code: str, owner: str = "recipient") -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for id_, value in session.execute(
        select(table.c[owner], table.c[code]).order_by(table.c[owner], table.c[code])
    ).all():
        found[id_] = (*found.get(id_, ()), value)
    return found


def _rhythms(session: Session) -> dict[tuple[int, str], str]:
    c = t.rhythm.c
    return {(id_, level): value for id_, level, value in session.execute(select(c.recipient, c.level, c.value))}


def is_to_be_used() -> ColumnElement[bool]:
    """Return the condition that an address is the preferred one, or another one that may be used as well.

    A person must have agreed to that, or prefer none. The query joins recipient and address, and person outer. What is
    internal goes nowhere but where they prefer: who asks for that looks at it themselves.
    """
    r, a, p = t.recipient.c, t.address.c, t.person.c
    return or_(a.id == r.preferred_address, r.preferred_address.is_(None), p.id.is_(None), p.fallback_ok.is_(True))


def is_active(now: datetime) -> Any:
    """Return the SQL condition under which a row of recipient, person and place receives anything at `now`."""
    is_there = and_(t.person.c.state != PersonState.ERASED, ~is_away(now))
    return or_(t.recipient.c.kind == RecipientKind.PLACE, is_there)


def is_away(now: datetime) -> Any:
    """Return the SQL condition under which a person has left, or pauses at `now`."""
    p = t.person.c
    return and_(p.state == PersonState.PAUSED, or_(p.pause_until.is_(None), p.pause_until > now))

"""Who waits to be confirmed, who has which role and until when: read and changed for a few people at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.recipient import PersonState, Role
from store import audit, members, places
from store import tables as t
from store.db import upsert

_p, _led, _sub = t.person.c, t.lead_region.c, t.sub_region.c
#: Who is there: neither erased nor part of somebody else. Who has left is not among them, but may come back.
_HERE = (_p.state != PersonState.ERASED.value, _p.merged_into.is_(None))
_STAYS = or_(_p.state == PersonState.ACTIVE.value, _p.pause_until.is_not(None))


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, as others see them. regions: what they subscribed to; leads: region -> until when (None: no end).

    name, organisation: "" unless they told them.
    """

    id: int
    key: str
    role: Role
    confirmed: bool
    paused: bool
    name: str = ""
    organisation: str = ""
    regions: tuple[str, ...] = ()
    leads: tuple[tuple[str, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many people there are in a region: in all, and of them confirmed."""

    people: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role, of a Federführende for a region; until: it ends by itself then, None: it does not."""

    role: Role
    region: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is by roles that hold: who is not confirmed has none."""

    role: Role = Role.MEMBER
    leads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ended:
    """A role that has come to its end by itself."""

    person: int
    key: str
    region: str


def leads_of(session: Session, person: int, now: datetime) -> dict[str, datetime | None]:
    """Return the regions that a person leads now, each with until when (None: no end)."""
    query = select(_led.region, _led.until).where(_led.person == person, _holds(now)).order_by(_led.region)
    return {row.region: row.until for row in session.execute(query)}


def key_of(session: Session, person: int) -> str:
    """Return a person's key, which the audit names them by."""
    return str(session.execute(select(_p.key).where(_p.id == person)).scalar_one())


def waiting(session: Session, regions: Collection[str] | None, now: datetime) -> list[Somebody]:
    """Return who waits to be confirmed, longest first; in these regions, or everywhere (None)."""
    where = [_p.confirmed_at.is_(None), _p.refused_at.is_(None)]
    return _find(session, now, *where, *_within(regions))


def everybody(session: Session, now: datetime) -> list[Somebody]:
    """Return everybody who has joined and not left."""
    return _find(session, now)


def newly_waiting(session: Session, since: datetime, now: datetime) -> dict[str, int]:
    """Return how many people wait in each region where one of them has joined since a moment; who is for all: none."""
    c = t.consent.c
    joined = (c.kind == members.SERVICE, c.withdrawn_at.is_(None), c.given_at > since)
    fresh = set(session.execute(select(c.person).where(*joined)).scalars())
    found: dict[str, int] = defaultdict(int)
    people = waiting(session, None, now)
    wanted = {region for one in people if one.id in fresh for region in one.regions}
    for one in people:
        for region in wanted.intersection(one.regions):
            found[region] += 1
    return dict(sorted(found.items()))


def people_in(session: Session, regions: Collection[str], now: datetime) -> list[Somebody]:
    """Return who subscribed to one of these regions or leads one."""
    return _find(session, now, or_(*_within(regions), _leads_one_of(regions, now)))


def with_roles(session: Session, now: datetime) -> list[Somebody]:
    """Return who has a role that is more than a member's, and was confirmed."""
    found = _find(session, now, _p.role != Role.MEMBER.value, _p.confirmed_at.is_not(None))
    return sorted(found, key=lambda one: (list(Role).index(one.role), one.name, one.key))


def leading(session: Session, region: str, now: datetime) -> list[int]:
    """Return who leads a region without an end, by their ids."""
    return [one.id for one in _find(session, now, _leads_one_of([region], now)) if dict(one.leads).get(region) is None]


def counts(session: Session) -> dict[str, Count]:
    """Return how many people subscribed to each region; "" stands for who wants all of them."""
    confirmed = func.count(_p.confirmed_at)
    by_region = (
        select(_sub.region, func.count(), confirmed)
        .join(t.person, _p.id == _sub.recipient)
        .where(*_HERE, _STAYS)
        .group_by(_sub.region)
    )
    found = {region: Count(people, sure) for region, people, sure in session.execute(by_region)}
    statewide = (
        select(func.count(), confirmed)
        .select_from(t.person)
        .join(t.recipient, t.recipient.c.id == _p.id)
        .where(*_HERE, _STAYS, t.recipient.c.statewide.is_(True))
    )
    return {**found, "": Count(*session.execute(statewide).one())}


def confirm(session: Session, person: int, by: int, now: datetime) -> bool:
    """Confirm a person who waits, and return whether they did."""
    values = {"confirmed_at": now, "confirmed_by": key_of(session, by), "refused_at": None}
    return _decide(session, person, values, by, "person.confirmed", now)


def refuse(session: Session, person: int, by: int, now: datetime) -> bool:
    """Let a person wait no more, unconfirmed; return whether they waited."""
    return _decide(session, person, {"refused_at": now}, by, "person.refused", now)


def appoint(session: Session, person: int, appointment: Appointment, by: int, now: datetime) -> None:
    """Confirm a person and give them an appointment. Who leads a region without an end already keeps it so."""
    actor, region = key_of(session, by), appointment.region
    members.appoint(session, person, appointment.role, None, actor, now)
    if appointment.role is Role.LEAD and region is not None:
        there = select(_led.until).where(_led.person == person, _led.region == region)
        known = session.execute(there).one_or_none()
        if known is None or known.until is not None:
            upsert(session, t.lead_region, [{"person": person, "region": region, "until": appointment.until}])
    end = [f"until {appointment.until:%Y-%m-%d}"] if appointment.until else []
    detail = " ".join([appointment.role.value, *([region] if region else []), *end])
    _given(session, person, detail, actor, now)


def revoke(session: Session, person: int, region: str | None, by: int, now: datetime) -> None:
    """Take a region away from who leads it, or (None) the role of the Koordination. They stay confirmed members.

    Places that they made get no more than what is for everybody, where only that role allowed it.
    """
    if region is None:
        coordinates = (_p.id == person, _p.role == Role.COORDINATION.value)
        session.execute(update(t.person).where(*coordinates).values(role=Role.LEAD.value))
    else:
        session.execute(delete(t.lead_region).where(_led.person == person, _led.region == region))
    _step_down(session, [person])
    _taken(session, person, region, key_of(session, by), now)


def standing(session: Session) -> dict[int, Standing]:
    """Return the roles of everybody who has more than a member's."""
    led: dict[int, set[str]] = defaultdict(set)
    for person, region in session.execute(select(_led.person, _led.region)):
        led[person].add(region)
    query = select(_p.id, _p.role).where(_p.role != Role.MEMBER.value, _p.confirmed_at.is_not(None))
    return {row.id: Standing(Role(row.role), frozenset(led[row.id])) for row in session.execute(query)}


def note_changes(session: Session, before: Mapping[int, Standing], actor: str, now: datetime) -> None:
    """Let the same follow from roles that were changed otherwise as when they are given and taken one by one.

    before: what `standing` said.
    """
    after, nobody = standing(session), Standing()
    for person in sorted(before.keys() | after.keys()):
        was, has = before.get(person, nobody), after.get(person, nobody)
        if has.role is Role.COORDINATION and was.role is not has.role:
            _given(session, person, Role.COORDINATION.value, actor, now)
        for region in sorted(has.leads - was.leads):
            _given(session, person, f"{Role.LEAD.value} {region}", actor, now)
        if was.role is Role.COORDINATION and has.role is not was.role:
            _taken(session, person, None, actor, now)
        for region in sorted(was.leads - has.leads):
            _taken(session, person, region, actor, now)


def _given(session: Session, person: int, detail: str, actor: str, now: datetime) -> None:
    audit.note(session, actor, "role.given", f"person:{key_of(session, person)}", now, detail)


def _taken(session: Session, person: int, region: str | None, actor: str, now: datetime) -> None:
    """Note that a role is gone (None: that of the Koordination), and open the places that only it kept closed."""
    detail = region or Role.COORDINATION.value
    audit.note(session, actor, "role.taken", f"person:{key_of(session, person)}", now, detail)
    places.open_up(session, person, region, actor, now)


def end_due(session: Session, now: datetime) -> list[Ended]:
    """End the roles whose time is over, and return them. Cheap when there are none, so it may be asked each time."""
    over = _led.until <= now
    query = select(_led.person, _p.key, _led.region).join(t.person, _p.id == _led.person).where(over)
    ended = [Ended(*row) for row in session.execute(query.order_by(_led.person, _led.region))]
    if ended:
        session.execute(delete(t.lead_region).where(over))
        _step_down(session, [one.person for one in ended])
        for one in ended:
            audit.note(session, "timetable", "role.ended", f"person:{one.key}", now, one.region)
            places.open_up(session, one.person, one.region, "timetable", now)
    return ended


def _step_down(session: Session, people: Sequence[int]) -> None:
    """Make members of those of these people who lead nothing any more."""
    mine = (_p.id.in_(people), _p.role == Role.LEAD.value, _p.id.not_in(select(_led.person)))
    session.execute(update(t.person).where(*mine).values(role=Role.MEMBER.value))


def _decide(session: Session, person: int, values: dict[str, object], by: int, action: str, now: datetime) -> bool:
    waits = (_p.id == person, _p.confirmed_at.is_(None), _p.refused_at.is_(None), *_HERE)
    key = session.execute(update(t.person).where(*waits).values(values).returning(_p.key)).scalar_one_or_none()
    if key is None:
        return False
    audit.note(session, key_of(session, by), action, f"person:{key}", now)
    return True


def _find(session: Session, now: datetime, *where: ColumnElement[bool]) -> list[Somebody]:
    o = t.organisation.c
    query = (
        select(_p.id, _p.key, _p.role, _p.confirmed_at, _p.state, _p.pause_until, _p.display_name, o.name)
        .outerjoin(t.organisation, o.id == _p.organisation)
        .where(*_HERE, _STAYS, *where)
        .order_by(_p.id)
    )
    rows = session.execute(query).all()
    regions, leads = _regions(session, [row.id for row in rows]), _leads(session, [row.id for row in rows], now)
    return [
        Somebody(
            row.id, row.key, Role(row.role), row.confirmed_at is not None,
            row.state == PersonState.PAUSED.value and row.pause_until > now,
            row.display_name or "", row.name or "", tuple(regions[row.id]), tuple(leads[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def _regions(session: Session, people: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    wanted = set(people)
    if wanted:
        query = select(_sub.recipient, _sub.region).join(t.person, _p.id == _sub.recipient).order_by(_sub.region)
        for recipient, region in session.execute(query):
            if recipient in wanted:
                found[recipient].append(region)
    return found


def _leads(session: Session, people: Iterable[int], now: datetime) -> dict[int, list[tuple[str, datetime | None]]]:
    found: dict[int, list[tuple[str, datetime | None]]] = defaultdict(list)
    wanted = set(people)
    if wanted:
        query = select(_led.person, _led.region, _led.until).where(_holds(now)).order_by(_led.region)
        for person, region, until in session.execute(query):
            if person in wanted:
                found[person].append((region, until))
    return found


def _holds(now: datetime) -> ColumnElement[bool]:
    return or_(_led.until.is_(None), _led.until > now)


def _within(regions: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    if regions is None:
        return ()
    return (select(_sub.recipient).where(_sub.recipient == _p.id, _sub.region.in_(sorted(regions))).exists(),)


def _leads_one_of(regions: Collection[str], now: datetime) -> ColumnElement[bool]:
    mine = (_led.person == _p.id, _led.region.in_(sorted(regions)), _holds(now))
    return select(_led.person).where(*mine).exists()

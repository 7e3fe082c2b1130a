"""Places: made, looked up, changed and ended, one at a time."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain import placing
from domain.addressed import EventKind
from domain.notice import Scope
from domain.placing import PlaceState
from domain.quiet import DEFAULT_SPEC
from domain.recipient import RecipientKind, Role
from domain.rights import Asker
from domain.state import DeliveryState, DispatchState
from store import audit
from store import tables as t
from store.db import insert_new

#: Why a delivery did not go out.
ENDED = "place ended"
#: So long who brought us somewhere may say that it is a place; after that we have forgotten who it was.
BROUGHT_WITHIN = timedelta(days=1)
_pl, _a, _r = t.place.c, t.address.c, t.recipient.c


@dataclass(frozen=True, slots=True)
class Where:
    """A chat, or a thread of it, of an account."""

    account: str
    chat: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A place. registered_by: who made it, None if nobody did or they are gone."""

    id: int
    key: str
    state: PlaceState
    registered_by: int | None
    account: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A chat into which somebody brought us lately, and which is no place yet."""

    number: int
    chat: str
    at: datetime


def at(session: Session, where: Where) -> Known | None:
    """Return the place that a chat or thread is, or None."""
    here = (_a.account == where.account, _a.chat == where.chat, _a.thread == where.thread)
    found = _find(session, *here)
    return found[0] if found else None


def known(session: Session, regions: Iterable[str] | None, registrar: int) -> list[Known]:
    """Return the places of these regions (None: all), and those that somebody made."""
    if regions is None:
        return _find(session)
    inside = select(t.sub_region.c.recipient).where(t.sub_region.c.region.in_(sorted(regions)))
    return _find(session, or_(_pl.registered_by == registrar, _pl.id.in_(inside)))


def key_of(session: Session, place: int) -> str:
    """Return a place's key, which the audit names it by."""
    return str(session.execute(select(_pl.key).where(_pl.id == place)).scalar_one())


def register(session: Session, where: Where, state: PlaceState, by: int) -> Known:
    """Make a chat or thread a place."""
    insert_new(session, t.quiet_profile, [{"spec": DEFAULT_SPEC}])
    q = t.quiet_profile.c
    quiet = session.execute(select(q.id).where(q.spec == DEFAULT_SPEC)).scalar_one()
    new = insert(t.recipient).values(kind=RecipientKind.PLACE.value, quiet_profile=quiet, urgent_ok=True)
    id_ = int(session.execute(new.returning(_r.id)).scalar_one())
    key = f"o-{secrets.token_hex(6)}"
    session.execute(insert(t.place).values(id=id_, key=key, registered_by=by))
    row = {"account": where.account, "chat": where.chat, "thread": where.thread, "recipient": id_}
    address = session.execute(insert(t.address).values(row).returning(_a.id)).scalar_one()
    session.execute(update(t.recipient).where(_r.id == id_).values(preferred_address=address))
    write(session, id_, state)
    return Known(id_, key, state, by, where.account)


def write(session: Session, place: int, state: PlaceState) -> None:
    """Make a place what `state` says."""
    session.execute(update(t.recipient).where(_r.id == place).values(statewide=state.statewide))
    values = {
        "scope": state.scope.value,
        "audience_role": Role.LEAD.value if state.lead else None,
        "display_name": state.name or None,
    }
    session.execute(update(t.place).where(_pl.id == place).values(values))
    _put(session, t.sub_region, "region", place, state.regions)
    _put(session, t.sub_topic, "topic", place, state.topics)


def open_up(session: Session, person: int, region: str | None, actor: str, now: datetime) -> None:
    """Let the places that somebody made get only what is for everybody, where a role that has ended allowed more.

    region: which one they lead no more; None: they are of the Koordination no more. Call it when that is written.
    """
    inside = [one for one in _find(session, _pl.registered_by == person) if placing.is_inside(one.state)]
    concerned = [one for one in inside if region is None or region in one.state.regions]
    if not concerned:
        return
    p, led = t.person.c, t.lead_region.c
    row = session.execute(select(p.role, p.confirmed_at).where(p.id == person)).one()
    leads = frozenset(session.execute(select(led.region).where(led.person == person)).scalars())
    asker = Asker(joined=True, confirmed=row.confirmed_at is not None, role=Role(row.role), leads=leads)
    for one in concerned:
        if not placing.decides_whole(asker, one.state):
            write(session, one.id, placing.opened(one.state))
            audit.note(session, actor, "place.opened", f"place:{one.key}", now)


def end(session: Session, place: int, now: datetime) -> None:
    """End a place: what waits for it does not go out, and nothing is kept of it but what was sent, as numbers."""
    d, x = t.delivery.c, t.dispatch.c
    addresses = session.execute(select(_a.id).where(_a.recipient == place)).scalars().all()
    waiting = (d.recipient == place, d.state == DeliveryState.WAITING.value)
    session.execute(update(t.delivery).where(*waiting).values(state=DeliveryState.SKIPPED.value, reason=ENDED))
    queued = (x.address.in_(addresses), x.state == DispatchState.QUEUED.value)
    session.execute(update(t.dispatch).where(*queued).values(state=DispatchState.CANCELLED.value, finished_at=now))
    session.execute(delete(t.surface).where(t.surface.c.address.in_(addresses)))
    session.execute(delete(t.address).where(_a.recipient == place))
    for table in (t.sub_region, t.sub_topic, t.sub_programme, t.rhythm, t.reminder):
        session.execute(delete(table).where(table.c.recipient == place))
    session.execute(delete(t.place).where(_pl.id == place))
    session.execute(delete(t.recipient).where(_r.id == place))


def brought(session: Session, account: str, user: str, now: datetime) -> list[Arrival]:
    """Return the chats into which a user brought us lately and which are no places, the newest first."""
    i = t.inbox.c
    is_known = select(_a.id).where(_a.account == i.account, _a.chat == i.chat).exists()
    query = (
        select(i.id, i.chat, i.received_at)
        .where(i.account == account, i.user == user, i.kind == EventKind.JOIN.value, i.direct.is_(False))
        .where(i.chat != "", i.received_at > now - BROUGHT_WITHIN, ~is_known)
        .order_by(i.id.desc())
    )
    found: dict[str, Arrival] = {}
    for number, chat, received_at in session.execute(query):
        found.setdefault(chat, Arrival(number, chat, received_at))
    return list(found.values())


def _find(session: Session, *where: ColumnElement[bool]) -> list[Known]:
    query = (
        select(
            _pl.id, _pl.key, _pl.scope, _pl.audience_role, _pl.display_name, _pl.registered_by, _r.statewide, _a.account
        )
        .join(t.recipient, _r.id == _pl.id)
        .join(t.address, _a.recipient == _pl.id)
        .where(*where)
        .order_by(_pl.id)
    )
    return [_known(session, row) for row in session.execute(query).all()]


def _known(session: Session, row: Any) -> Known:
    state = PlaceState(
        _codes(session, t.sub_region, "region", row.id),
        row.statewide,
        _codes(session, t.sub_topic, "topic", row.id),
        Scope(row.scope),
        row.audience_role == Role.LEAD.value,
        row.display_name or "",
    )
    return Known(row.id, row.key, state, row.registered_by, row.account)


def _codes(session: Session, table: Table, column: str, place: int) -> frozenset[str]:
    return frozenset(session.execute(select(table.c[column]).where(table.c.recipient == place)).scalars())


def _put(session: Session, table: Table, column: str, place: int, codes: Iterable[str]) -> None:
    session.execute(delete(table).where(table.c.recipient == place))
    rows = [{"recipient": place, column: code} for code in sorted(codes)]
    if rows:
        session.execute(insert(table), rows)

"""Deliveries: which are due to become dispatches, where they go, who got what, and decisions about unsure ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain import retry
from domain.asset import File
from domain.lane import Lane
from domain.notice import Level, NoticeKind, Scope
from domain.recipient import AddressState, PersonState
from domain.revision import FILES, NATIVE_POLL
from domain.state import LEFT, DeliveryState, DispatchState, Op
from store import bodies
from store import tables as t
from store.freeze import NO_ADDRESS
from store.quick import Quick, among, room_for, spread

_d = t.delivery.c
#: Where the message that announces a correction stands among the parts: behind all of them, and none of them.
ANNOUNCEMENT = 1000
_gone = t.dispatch.alias("gone").c
_NOT_DONE = (DispatchState.FAILED, DispatchState.CANCELLED)
#: The reason of what waits after a restore, and may have been sent since the backup.
RESTORED = "restored"


#: The reason of a delivery whose person was away when it was to go.
NOT_RECEIVING = "not receiving"


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is to become dispatches now."""

    id: int
    notice: int
    rev: int
    recipient: int
    kind: NoticeKind
    level: Level
    scope: Scope
    lane: Lane
    account: str
    address: int | None
    not_before: datetime
    expires_at: datetime
    deadline: datetime | None
    edition: int | None
    replaces: int | None
    place_scope: Scope | None
    receives: bool
    address_state: str | None
    chat: str
    thread: str
    restored: bool


@dataclass(frozen=True, slots=True)
class Companion:
    """A delivery that travels in a digest."""

    id: int
    notice: int
    rev: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Renderings:
    """The ids of a revision's rendered texts and files, each in order; and the buttons of those that have some."""

    texts: tuple[int, ...] = ()
    files: tuple[int, ...] = ()
    buttons: Mapping[int, str] = field(default_factory=dict)
    #: A poll of the network's own; for networks that have none it is as if it were not there.
    polls: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OldFile:
    """A dispatch that brought a file, which is still there as far as we know."""

    id: int
    state: DispatchState
    seq: int
    file: File


@dataclass(frozen=True, slots=True)
class OldPart:
    """A dispatch of the delivery that a newer revision replaces."""

    id: int
    state: DispatchState
    remote_id: str | None
    in_digest: bool
    address: int | None


def due(
    session: Session, account: str, now: datetime, lanes: Sequence[Lane], limit: int, *, places: bool = False
) -> list[Due]:
    """Return unexpanded deliveries of an account that may leave now, the pressing lanes first; or only to places."""
    given = {"b_account": account, "b_now": now, "b_limit": limit, **spread("b_lane", [int(lane) for lane in lanes])}
    return [
        Due(
            id_, notice, rev, recipient, NoticeKind(kind), Level(level), Scope(scope), Lane(lane), account, address,
            not_before, expires_at, deadline, edition, replaces, Scope(place) if place else None,
            _receives(person, pause_until, now), state, chat or "", thread or "", reason == RESTORED,
        )
        for (id_, notice, rev, recipient, kind, level, scope, lane, address, not_before, expires_at, deadline, edition,
             replaces, place, person, pause_until, state, chat, thread, reason,
         ) in _due_in(room_for(lanes), places).rows(session, given)
    ]  # fmt: skip


_n, _a, _p, _pl = t.notice.c, t.address.c, t.person.c, t.place.c


@lru_cache(maxsize=4)
def _due_in(lanes: int, places: bool) -> Quick:
    found = (
        select(
            _d.id, _d.notice, _d.rev, _d.recipient, _n.kind, _n.level, _n.scope, _d.lane, _d.address, _d.not_before,
            _d.expires_at, _n.deadline, _d.edition, _d.replaces, _pl.scope, _p.state, _p.pause_until, _a.state, _a.chat,
            _a.thread, _d.reason,
        )
        .select_from(
            t.delivery.join(t.notice, _n.id == _d.notice)
            .outerjoin(t.address, _a.id == _d.address)
            .outerjoin(t.person, _p.id == _d.recipient)
            .outerjoin(t.place, _pl.id == _d.recipient)
        )
        .where(
            _d.account == bindparam("b_account"),
            t.IS_UNEXPANDED,
            among(_d.lane, "b_lane", lanes),
            _d.not_before <= bindparam("b_now", type_=_d.not_before.type),
        )
        .order_by(_d.lane, _d.not_before, _d.id)
        .limit(bindparam("b_limit", type_=Integer))
    )  # fmt: skip
    return Quick(found.where(_d.recipient.in_(select(_pl.id))) if places else found)


def _receives(person_state: str | None, pause_until: datetime | None, now: datetime) -> bool:
    if person_state == PersonState.PAUSED:
        return pause_until is not None and pause_until <= now
    return person_state != PersonState.ERASED


def renderings(session: Session, notice: int, rev: int, variant: str, form: str) -> Renderings:
    """Return a revision's rendered parts."""
    c = t.rendering.c
    statement = select(c.id, c.part, c.buttons).where(
        c.notice == notice, c.rev == rev, c.variant == variant, c.form == form
    )
    rows = session.execute(statement.order_by(c.part)).all()
    texts = tuple(row.id for row in rows if row.part < NATIVE_POLL)
    files = tuple(row.id for row in rows if row.part >= FILES)
    native = tuple(row.id for row in rows if NATIVE_POLL <= row.part < FILES)
    return Renderings(texts, files, {row.id: row.buttons for row in rows if row.buttons}, native)


def companions(session: Session, first: Due, now: datetime) -> list[Companion]:
    """Return everything that waits to travel to the same address in the same edition's digest, and is still of use."""
    statement = (
        select(_d.id, _d.notice, _d.rev, _d.expires_at)
        .where(_d.recipient == first.recipient, _d.edition == first.edition, _d.address == first.address)
        .where(t.IS_UNEXPANDED, _d.expires_at > now)
        .order_by(_d.id)
    )
    return [Companion(*row) for row in session.execute(statement)]


def older_parts(session: Session, delivery: int) -> list[OldPart]:
    """Return the messages that show an older revision of a delivery, in order, at the address that it took last.

    A revision in between may have deleted some before it failed: those are left out, or unsure where nobody knows.
    """
    link, x = t.delivery_dispatch.c, t.dispatch.c
    digest = session.execute(select(_d.digest).where(_d.id == delivery)).scalar()
    # What was called and then came to its end, because the process died, may have been done.
    called = and_(_gone.state == DispatchState.FAILED, _gone.error == retry.EXPIRED, _gone.tries > 0)
    may_be_deleted = _has_deletion(or_(_gone.state == DispatchState.UNSURE, called))
    state = case((and_(x.state == DispatchState.SENT, may_be_deleted), DispatchState.UNSURE.value), else_=x.state)
    statement = (
        select(x.id, state, x.remote_id, x.address)
        .join(t.delivery_dispatch, link.dispatch == x.id)
        .join(t.delivery, and_(_d.id == link.delivery, _d.address == x.address))
        .where(link.delivery == delivery, x.op.in_((Op.SEND, Op.EDIT)), x.seq < ANNOUNCEMENT)
        .where(~_has_deletion(_gone.state == DispatchState.SENT))
        .order_by(x.seq, x.id)
    )
    return [
        OldPart(id_, DispatchState(state), remote_id, digest is not None, address)
        for id_, state, remote_id, address in session.execute(statement)
    ]


def _has_deletion(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that there is a call that deletes a dispatch's message, of these (`_gone`)."""
    return exists().where(_gone.target == t.dispatch.c.id, _gone.op == Op.DELETE, which)


def older_files(session: Session, delivery: int | None) -> list[OldFile]:
    """Return the messages that brought the files of an older revision of a delivery, and were not deleted since.

    A revision that edited leaves those before it where they are, so that they are looked for there too.
    """
    link, x, r = t.delivery_dispatch.c, t.dispatch.c, t.rendering.c
    is_gone = _has_deletion(_gone.state.not_in(_NOT_DONE))
    found: list[OldFile] = []
    while delivery is not None:
        calls = (
            select(x.id, x.state, x.seq, x.op, r.body, is_gone.label("gone"))
            .join(t.delivery_dispatch, link.dispatch == x.id)
            .join(t.delivery, and_(_d.id == link.delivery, _d.address == x.address))
            .outerjoin(t.rendering, r.id == x.rendering)
            .where(link.delivery == delivery)
            .order_by(x.seq, x.id)
        )
        rows = session.execute(calls).all()
        for row in rows:
            file = bodies.load(row.body).file if row.op == Op.SEND and row.seq >= FILES and row.body else None
            if file is not None and not row.gone:
                found.append(OldFile(row.id, DispatchState(row.state), row.seq, file))
        edited = any(row.op == Op.EDIT for row in rows)
        delivery = session.execute(select(_d.replaces).where(_d.id == delivery)).scalar() if edited else None
    return sorted(found, key=lambda old: old.seq)


def new_digest(session: Session, recipient: int, slot: str) -> tuple[int, int]:
    """Return the recipient's digest of a slot and how often it has been composed, this time included."""
    g = t.digest.c
    found = session.execute(select(g.id, g.composed).where(g.recipient == recipient, g.slot == slot)).one_or_none()
    if found is None:
        row = t.Digest(recipient=recipient, slot=slot, composed=1)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id, 1
    session.execute(update(t.digest).where(g.id == found.id).values(composed=found.composed + 1))
    return int(found.id), int(found.composed) + 1


def mark_expanded(session: Session, pairs: Sequence[tuple[int, int]], now: datetime) -> None:
    """Note which dispatches fulfil which deliveries: (delivery, dispatch)."""
    if not pairs:
        return
    session.execute(insert(t.delivery_dispatch), [{"delivery": a, "dispatch": b} for a, b in pairs])
    ids = sorted({delivery for delivery, _ in pairs})
    session.execute(update(t.delivery).where(_d.id.in_(ids)).values(expanded_at=now))


def put_in_digest(session: Session, deliveries: Sequence[int], digest: int) -> None:
    """Note that these deliveries travel in this digest."""
    session.execute(update(t.delivery).where(_d.id.in_(deliveries)).values(digest=digest))


def settle(session: Session, delivery: int, state: DeliveryState, reason: str) -> None:
    """End a delivery that never became a dispatch."""
    session.execute(update(t.delivery).where(_d.id == delivery).values(state=state, reason=reason))


def strand(session: Session, delivery: int) -> None:
    """End a delivery whose address is somebody else's by now, and that can go to no other one."""
    values = {"address": None, "state": DeliveryState.FAILED, "reason": NO_ADDRESS}
    session.execute(update(t.delivery).where(_d.id == delivery).values(values))


def put_off(session: Session, delivery: int, until: datetime) -> None:
    """Look at a delivery again later: the revision before it is still under way."""
    session.execute(update(t.delivery).where(_d.id == delivery).values(not_before=until))


def other_address(
    session: Session, delivery: int, recipient: int, tried: int | None, scope: Scope, public_only: frozenset[str]
) -> tuple[int, str] | None:
    """Return (address, account) to use instead of one that is of no use, or None when none may be used.

    A person must have agreed to it, and nothing of the delivery may have left at the address before; internal
    notices never take another way than the one preferred now.
    """
    r, a, p = t.recipient.c, t.address.c, t.person.c
    row = session.execute(
        select(r.kind, r.preferred_address, p.fallback_ok).outerjoin(t.person, p.id == r.id).where(r.id == recipient)
    ).one()
    may_switch = scope is Scope.PUBLIC and (row.kind == "place" or bool(row.fallback_ok))
    link, x = t.delivery_dispatch.c, t.dispatch.c
    tried_before = exists().where(link.delivery == delivery, x.id == link.dispatch, x.address == a.id)
    usable = select(a.id, a.account).where(
        a.recipient == recipient, a.state == AddressState.OK, ~tried_before, ~stands_at_address(delivery)
    )
    if tried is not None:
        usable = usable.where(a.id != tried)
    if not may_switch:
        usable = usable.where(a.id == row.preferred_address)
    if scope is Scope.INTERNAL and public_only:
        usable = usable.where(a.account.not_in(sorted(public_only)))
    found = session.execute(usable.order_by(a.id != func.coalesce(row.preferred_address, 0), a.id)).first()
    return (found.id, found.account) if found is not None else None


def stands_at_address(delivery: int) -> Any:
    """Return the condition that at an address another delivery of the same revision stands, or will, or part of it.

    It came for somebody who was that address's person before two were made one, or one was made two.
    """
    mine, other = t.delivery.alias("mine"), t.delivery.alias("other")
    link, x = t.delivery_dispatch.alias("its"), t.dispatch.alias("call")
    out = exists().where(
        link.c.delivery == other.c.id, link.c.dispatch == x.c.id, x.c.address == t.address.c.id, t.may_be_out(x.c)
    )
    waits = and_(other.c.address == t.address.c.id, other.c.state == DeliveryState.WAITING)
    return exists().where(
        mine.c.id == delivery, other.c.notice == mine.c.notice, other.c.rev == mine.c.rev, other.c.id != delivery,
        or_(waits, out.correlate(other, t.address)),
    )  # fmt: skip


def reroute(session: Session, delivery: int, address: int, account: str) -> None:
    """Let a delivery take another address: it becomes dispatches anew, on the account of that address."""
    session.execute(
        update(t.delivery)
        .where(_d.id == delivery)
        .values(address=address, account=account, state=DeliveryState.WAITING, reason="", expanded_at=None)
    )


def fall_back(session: Session, dispatches: Sequence[int], public_only: frozenset[str]) -> int:
    """Send what failed with these dispatches to the recipient's other address, where that is allowed; return how many.

    The caller names only dispatches whose address is of no use any more. Nothing of the delivery may have left.
    """
    rerouted = 0
    if not dispatches:
        return 0
    for delivery, recipient, address, scope in _given_up(session, dispatches):
        found = other_address(session, delivery, recipient, address, scope, public_only)
        if found is not None:
            reroute(session, delivery, *found)
            rerouted += 1
    return rerouted


def _given_up(session: Session, dispatches: Sequence[int]) -> list[tuple[int, int, int | None, Scope]]:
    link, x, n = t.delivery_dispatch.c, t.dispatch.c, t.notice.c
    mine = exists().where(link.delivery == _d.id, link.dispatch.in_(dispatches))
    some_left = exists().where(link.delivery == _d.id, link.dispatch == x.id, x.state.in_(LEFT)).correlate(t.delivery)
    statement = (
        select(_d.id, _d.recipient, _d.address, n.scope)
        .join(t.notice, n.id == _d.notice)
        .where(mine, _d.state == DeliveryState.FAILED, ~some_left)
    )
    return [(id_, who, address, Scope(scope)) for id_, who, address, scope in session.execute(statement)]


def recompose(session: Session, expired: Sequence[int], now: datetime) -> None:
    """Let what is still of use of digests that expired, one item being too old, travel in new ones."""
    if not expired:
        return
    link, x = t.delivery_dispatch.c, t.dispatch.c
    left = exists().where(link.delivery == _d.id, link.dispatch == x.id, x.state.in_(LEFT)).correlate(t.delivery)
    mine = exists().where(link.delivery == _d.id, link.dispatch.in_(expired))
    failed = and_(_d.state == DeliveryState.FAILED, _d.digest.is_not(None), _d.expires_at > now)
    ids = list(session.execute(select(_d.id).where(mine, failed, ~left)).scalars())
    session.execute(delete(t.delivery_dispatch).where(link.delivery.in_(ids)))
    anew = {"state": DeliveryState.WAITING, "reason": "", "digest": None, "expanded_at": None}
    session.execute(update(t.delivery).where(_d.id.in_(ids)).values(anew))


# --- who got what


def listing(session: Session, notice: int | None) -> list[Any]:
    """Return one row per delivery: id, notice, rev, recipient (key), network, address, state, reason, because."""
    p, pl, a = t.person.c, t.place.c, t.address.c
    statement = (
        select(
            _d.id, _d.notice, _d.rev, func.coalesce(p.key, pl.key).label("recipient"), _d.account.label("network"),
            func.coalesce(a.chat, "").label("address"), _d.state, _d.reason, _d.because, _d.recipient.label("who"),
        )
        .select_from(
            t.delivery.outerjoin(t.person, p.id == _d.recipient)
            .outerjoin(t.place, pl.id == _d.recipient)
            .outerjoin(t.address, a.id == _d.address)
        )
        .order_by(_d.notice, _d.rev, _d.id)
    )  # fmt: skip
    if notice is not None:
        statement = statement.where(_d.notice == notice)
    return list(session.execute(statement).all())


def sums(session: Session, notice: int | None = None) -> dict[int, dict[str, int]]:
    """Return for each notice how many deliveries are in each state."""
    statement = select(_d.notice, _d.state, func.count()).group_by(_d.notice, _d.state)
    if notice is not None:
        statement = statement.where(_d.notice == notice)
    found: dict[int, dict[str, int]] = {}
    for id_, state, number in session.execute(statement):
        found.setdefault(id_, {})[state] = number
    return found


def waiting_count(session: Session, accounts: Sequence[str]) -> int:
    """Return how many deliveries of these accounts wait."""
    statement = select(func.count()).where(_d.account.in_(accounts), _d.state == DeliveryState.WAITING)
    return int(session.execute(statement).scalar_one())


def places_of(session: Session, delivery_rows: Sequence[int]) -> dict[int, list[str]]:
    """Return the regions of recipients, by the recipient's id, for a report per region."""
    c = t.sub_region.c
    found: dict[int, list[str]] = {}
    for who, code in session.execute(select(c.recipient, c.region).where(c.recipient.in_(delivery_rows))):
        found.setdefault(who, []).append(code)
    return found


def heads(session: Session) -> list[tuple[int, str, str]]:
    """Return (id, title, level) of every notice that was released, in order."""
    n, v = t.notice.c, t.notice_revision.c
    statement = (
        select(n.id, v.title, n.level)
        .join(t.notice_revision, and_(v.notice == n.id, v.rev == n.rev))
        .where(n.released_at.is_not(None))
        .order_by(n.id)
    )
    return [(id_, title, level) for id_, title, level in session.execute(statement)]

"""Freezing: who gets a notice is settled in one statement, and must be what the pure audience function says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Table, and_, case, column, exists, func, insert, literal, or_, select, true, values
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.audience import Addressed, Because, Profile, choose, choose_whole
from domain.lane import Lane
from domain.notice import Level, Scope
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, AddressState, RecipientKind, Rhythm, Role
from domain.state import DeliveryState
from store import tables as t
from store.db import whole_tables
from store.profiles import NOTHING, is_active, needs_of, profiles

NO_ADDRESS = "no_address"

#: Tells, for a quiet spec and whether urgent may break it, from when on and until when a delivery may be sent.
Slots = Callable[[str, bool], tuple[datetime, datetime]]
#: A pure function of domain.audience.
Chooses = Callable[[Addressed, Profile], Because | None]


class AudienceMismatchError(Exception):
    """Die eingefrorenen Zustellungen stimmen nicht mit der berechneten Zielgruppe überein. Nichts wurde freigegeben."""


@dataclass(frozen=True, slots=True)
class Freezing:
    """What is frozen: a notice revision for the recipients whom `where` and `because` describe.

    internal_accounts: the accounts that internal notices may go to, as a test on the account's name.
    edition: set when the deliveries travel in persons' digests of that edition.
    """

    notice: int
    rev: int
    lane: Lane
    because: Because
    where: ColumnElement[bool]
    scope: Scope
    public_only: frozenset[str]
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """So many recipients of a kind on an account; "" is none: they have no address that may be used.

    by_name: of them those who are known by a name only, so that a chat has to be opened first. quiet: the spec of
    their quiet hours; offhours: urgent notices may break these.
    """

    account: str
    kind: RecipientKind
    recipients: int
    by_name: int
    quiet: str
    offhours: bool


def because_of(notice: Addressed) -> Because:
    """Return the rule that every recipient of this notice at its release shares."""
    if notice.role is not None:
        return Because.ROLE
    if notice.invites:
        return Because.INVITED
    if notice.level is Level.URGENT:
        return Because.URGENT
    return Because.LANDESWEIT if notice.statewide else Because.REGION_TOPIC


def chosen_at_release(notice: Addressed, now: datetime) -> ColumnElement[bool]:
    """Return as SQL what domain.audience.choose says."""
    base = and_(is_active(now), _may_read(notice))
    if notice.role is not None:
        return and_(base, _has_role(notice, notice.role))
    base = and_(base, _in_region(notice), _shares(t.sub_programme, "programme", notice.programmes))
    if notice.invites:
        return and_(base, _shares(t.sub_topic, "topic", notice.topics))
    if notice.level is Level.URGENT:
        return and_(base, t.recipient.c.urgent_ok.is_(True))
    soon = _rhythm(notice.level).in_(sorted(notice.at_once))
    return and_(base, soon, _shares(t.sub_topic, "topic", notice.topics))


def chosen_in_edition(item: Addressed, now: datetime) -> ColumnElement[bool]:
    """Return as SQL what domain.audience.choose_in_edition says."""
    is_person = t.recipient.c.kind == RecipientKind.PERSON
    return and_(is_person, _rhythm(item.level) != Rhythm.NIE, _in_digest(item, now))


def chosen_daily(item: Addressed, now: datetime) -> ColumnElement[bool]:
    """Return as SQL what domain.audience.choose_daily says."""
    return and_(_rhythm(item.level) == Rhythm.TAEGLICH, _in_digest(item, now))


def chosen_ever(item: Addressed, now: datetime) -> ColumnElement[bool]:
    """Return as SQL who takes the item at all, whenever: whom a correction of it concerns if they have it."""
    return and_(_rhythm(item.level) != Rhythm.NIE, _in_digest(item, now))


def _in_digest(item: Addressed, now: datetime) -> ColumnElement[bool]:
    if item.role is not None:
        return literal(False)
    return and_(
        is_active(now),
        _may_read(item),
        _in_region(item),
        _shares(t.sub_programme, "programme", item.programmes),
        _shares(t.sub_topic, "topic", item.topics),
    )


def chosen_whole(scope: Scope) -> ColumnElement[bool]:
    """Return as SQL what domain.audience.choose_whole says."""
    readable = t.place.c.scope == Scope.INTERNAL if scope is Scope.INTERNAL else true()
    return and_(t.recipient.c.kind == RecipientKind.PLACE, readable, _rhythm(Level.INFO) == Rhythm.WOECHENTLICH)


def freeze(session: Session, what: Freezing, slots: Slots) -> int:
    """Write one delivery for each chosen recipient who has none of this revision yet; return how many."""
    r, d = t.recipient.c, t.delivery.c
    specs = _specs(session, slots)
    if specs is None:
        return 0
    found = t.address.alias("found")
    statement = (
        select(
            literal(what.notice), literal(what.rev), r.id, literal(what.because.value), literal(int(what.lane)),
            func.coalesce(found.c.account, ""), found.c.id, specs.c.not_before, specs.c.expires_at,
            case((found.c.id.is_(None), DeliveryState.FAILED.value), else_=DeliveryState.WAITING.value),
            case((found.c.id.is_(None), NO_ADDRESS), else_=""), literal(what.edition, Integer),
        )
        .select_from(
            _with_address(what, found).join(
                specs, and_(specs.c.quiet == r.quiet_profile, specs.c.offhours == _flag(r.urgent_offhours))
            )
        )
        .where(what.where)
        .where(~_has_already(what))
        .where(~shown_there(what.notice, what.rev))
    )  # fmt: skip
    names = [
        d.notice, d.rev, d.recipient, d.because, d.lane, d.account, d.address, d.not_before, d.expires_at, d.state,
        d.reason, d.edition,
    ]  # fmt: skip
    before = _written(session, what)
    with whole_tables(session):
        session.execute(insert(t.delivery).from_select(names, statement, include_defaults=False))
    # Not every driver counts the rows of an INSERT that begins with a common table expression.
    return _written(session, what) - before


def reach(session: Session, what: Freezing) -> list[Reach]:
    """Return how many recipients would be reached on which account, if this were frozen now, by their quiet hours."""
    found = t.address.alias("found")
    account = func.coalesce(found.c.account, "")
    by_name = func.count().filter(found.c.chat.startswith("@"))
    r, spec = t.recipient.c, t.quiet_profile.c.spec
    alike = (account, r.kind, spec, r.urgent_offhours)
    statement = (
        select(account, r.kind, func.count(), by_name, spec, r.urgent_offhours)
        .select_from(_with_address(what, found).join(t.quiet_profile, t.quiet_profile.c.id == r.quiet_profile))
        .where(what.where)
        .group_by(*alike)
        .order_by(*alike)
    )
    return [Reach(name, RecipientKind(kind), *rest) for name, kind, *rest in session.execute(statement)]


def count_at_release(session: Session, notice: Addressed, now: datetime) -> int:
    """Return how many recipients the pure function chooses at release."""
    return sum(
        len(ids) for profile, ids in profiles(session, now, needs_of(notice)) if choose(notice, profile) is not None
    )


def count_items(session: Session, item: Addressed, now: datetime, has_it: Iterable[int], chooses: Chooses) -> int:
    """Return how many recipients a pure function chooses for the item in a digest, less those who have it."""
    known = set(has_it)
    return sum(
        len(set(ids) - known)
        for profile, ids in profiles(session, now, needs_of(item))
        if chooses(item, profile) is not None
    )


def count_whole(session: Session, scope: Scope, now: datetime) -> int:
    """Return how many places the pure function chooses for the whole edition."""
    return sum(len(ids) for profile, ids in profiles(session, now, NOTHING) if choose_whole(scope, profile) is not None)


def _flag(value: Any) -> Any:
    return case((value.is_(True), 1), else_=0)


def _specs(session: Session, slots: Slots) -> Any:
    q = t.quiet_profile.c
    rows = [
        (id_, int(offhours), *slots(spec, offhours))
        for id_, spec in session.execute(select(q.id, q.spec))
        for offhours in (False, True)
    ]
    if not rows:
        return None  # nobody has joined yet, and VALUES without a row is no SQL
    moment = t.delivery.c.not_before.type
    names = (column("quiet", Integer), column("offhours", Integer), column("not_before", moment))
    return values(*names, column("expires_at", moment), name="specs").data(rows).cte("specs")


def _with_address(what: Freezing, found: Any) -> Any:
    """Return recipients, persons and places, each with the address that the notice would take, if there is one."""
    r, chosen = t.recipient.c, t.address.alias("preferred")
    return (
        t.recipient.outerjoin(t.person, t.person.c.id == r.id)
        .outerjoin(t.place, t.place.c.id == r.id)
        .outerjoin(chosen, and_(chosen.c.id == r.preferred_address, *_usable(chosen, what)))
        .outerjoin(found, found.c.id == func.coalesce(chosen.c.id, _any_address(what)))
    )


def _usable(address: Any, what: Freezing) -> list[ColumnElement[bool]]:
    usable = [address.c.state == AddressState.OK]
    if what.scope is Scope.INTERNAL and what.public_only:
        usable.append(address.c.account.not_in(sorted(what.public_only)))
    return usable


def _any_address(what: Freezing) -> Any:
    """Another address: when none is preferred, or when the person agreed to it, and never for internal notices."""
    other = t.address.alias("other")
    r = t.recipient.c
    allowed: ColumnElement[bool] = r.preferred_address.is_(None)
    if what.scope is Scope.PUBLIC:
        allowed = or_(allowed, r.kind == RecipientKind.PLACE, t.person.c.fallback_ok.is_(True))
    # "+ 0" keeps PostgreSQL from walking the whole primary key for each recipient to find the smallest id.
    first = select(func.min(other.c.id + 0)).where(other.c.recipient == r.id, *_usable(other, what)).scalar_subquery()
    return case((allowed, first), else_=None)


def _written(session: Session, what: Freezing) -> int:
    d = t.delivery.c
    statement = select(func.count()).where(d.notice == what.notice, d.rev == what.rev)
    return int(session.execute(statement).scalar_one())


def _has_already(what: Freezing) -> ColumnElement[bool]:
    d = t.delivery.alias("had")
    return exists().where(d.c.notice == what.notice, d.c.rev == what.rev, d.c.recipient == t.recipient.c.id)


def shown_there(notice: int, rev: int) -> ColumnElement[bool]:
    """Return the condition that a revision, or a part of it, stands already in a chat that is this recipient's by now.

    It came there for the person whose address that was; to read it twice would be no help to anybody.
    """
    d, a, link, x = t.delivery.alias("stands"), t.address.alias("there"), t.delivery_dispatch.c, t.dispatch.c
    came = d.c.state.in_((DeliveryState.SENT.value, DeliveryState.UNSURE.value, DeliveryState.WAITING.value))
    begun = exists().where(link.delivery == d.c.id, link.dispatch == x.id, x.address == a.c.id, t.may_be_out(x))
    # Not asked of each recipient by itself: the deliveries of a notice are looked through once, however many they are.
    standing = select(a.c.recipient).where(
        d.c.notice == notice, d.c.rev == rev, a.c.id == d.c.address, a.c.recipient.is_not(None),
        or_(came, begun.correlate(d, a)),
    )  # fmt: skip
    return t.recipient.c.id.in_(standing)


def _may_read(notice: Addressed) -> ColumnElement[bool]:
    if notice.scope is Scope.PUBLIC:
        return true()
    return or_(t.person.c.confirmed_at.is_not(None), t.place.c.scope == Scope.INTERNAL)


def _has_role(notice: Addressed, role: Role) -> ColumnElement[bool]:
    has = func.coalesce(t.person.c.role, t.place.c.audience_role) == role
    if notice.statewide or role is Role.COORDINATION:
        return has
    here = _in_region(notice)
    if role is Role.LEAD:
        led = _any_of(t.lead_region, "region", sorted(notice.regions), "person")
        here = case((t.recipient.c.kind == RecipientKind.PERSON, led), else_=here)
    return and_(has, here)


def _in_region(notice: Addressed) -> ColumnElement[bool]:
    if notice.statewide:
        return true()
    here = _any_of(t.sub_region, "region", sorted(notice.regions))
    return here if notice.invites else or_(t.recipient.c.statewide.is_(True), here)


def _shares(table: Table, code: str, wanted: frozenset[str]) -> ColumnElement[bool]:
    if not wanted:
        return true()
    chose_none = ~exists().where(table.c.recipient == t.recipient.c.id)
    return or_(chose_none, _any_of(table, code, sorted(wanted)))


def _any_of(table: Table, code: str, codes: list[str], owner: str = "recipient") -> ColumnElement[bool]:
    return exists().where(table.c[owner] == t.recipient.c.id, table.c[code].in_(codes))


def _rhythm(level: Level) -> Any:
    name = Level.IMPORTANT if level is Level.IMPORTANT else Level.INFO
    default = DEFAULT_IMPORTANT if name is Level.IMPORTANT else DEFAULT_INFO
    c = t.rhythm.c
    chosen = select(c.value).where(c.recipient == t.recipient.c.id, c.level == name).scalar_subquery()
    return func.coalesce(chosen, default.value)

"""One person: joining, what they subscribed to, pausing, leaving. Small statements, however many others there are."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, and_, delete, insert, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.notice import Level
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, PersonState, RecipientKind, Rhythm, Role
from domain.subscription import Subscription
from store import deliveries, notices, profiles
from store import tables as t
from store.db import insert_new, upsert
from store.dialogs import Talker

#: The consents that are given by joining, by asking for urgent notices, and for the second address.
SERVICE, URGENT, FALLBACK = "service", "urgent", "fallback"
#: That the Koordination may see the name of a Federführende who took note of an urgent notice.
SEEN_NAME = "seen_name"


@dataclass(frozen=True, slots=True)
class Member:
    """What is known of the person in a chat, as far as their rights go. left: they took their consent back."""

    id: int
    role: Role
    confirmed: bool
    state: PersonState
    pause_until: datetime | None

    @property
    def left(self) -> bool:
        """Whether they said that they want nothing any more."""
        return self.state is PersonState.PAUSED and self.pause_until is None


@dataclass(frozen=True, slots=True)
class Line:
    """A person in short."""

    key: str
    name: str
    role: str
    state: str
    confirmed: bool
    regions: tuple[str, ...]
    networks: tuple[str, ...]


def listing(session: Session) -> list[Line]:
    """Return everybody who has joined, by key, without the erased and those merged into others."""
    p, a, g = t.person.c, t.address.c, t.sub_region.c
    regions: dict[int, list[str]] = defaultdict(list)
    networks: dict[int, list[str]] = defaultdict(list)
    for recipient, region in session.execute(select(g.recipient, g.region).order_by(g.region)):
        regions[recipient].append(region)
    for recipient, account in session.execute(select(a.recipient, a.account).distinct().order_by(a.account)):
        networks[recipient].append(account)
    query = select(p.id, p.key, p.display_name, p.role, p.state, p.confirmed_at)
    here = query.where(p.state != PersonState.ERASED.value, p.merged_into.is_(None)).order_by(p.key)
    return [
        Line(
            row.key, row.display_name or "", row.role, row.state, row.confirmed_at is not None,
            tuple(regions[row.id]), tuple(networks[row.id]),
        )
        for row in session.execute(here)
    ]  # fmt: skip


def member_at(session: Session, account: str, chat: str) -> Member | None:
    """Return the person who is written to in this chat, or None if nobody is."""
    return _member(session, t.address.c.account == account, t.address.c.chat == chat)


def member_named(session: Session, account: str, user: str) -> Member | None:
    """Return the person whom an account's network knows by this name, wherever they speak; None if nobody is."""
    if not user:
        return None
    return _member(session, t.address.c.account == account, or_(t.address.c.user == user, t.address.c.chat == user))


def _member(session: Session, *where: ColumnElement[bool]) -> Member | None:
    a, p = t.address.c, t.person.c
    query = (
        select(p.id, p.role, p.confirmed_at, p.state, p.pause_until)
        .join(t.address, a.recipient == p.id)
        .where(*where, p.state != PersonState.ERASED.value)
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return Member(row.id, Role(row.role), row.confirmed_at is not None, PersonState(row.state), row.pause_until)


def known_as(session: Session, account: str, user: str) -> int | None:
    """Return the person who is this user of an account, wherever they speak there."""
    a, p = t.address.c, t.person.c
    mine = (a.account == account, or_(a.user == user, a.chat == user), p.state != PersonState.ERASED.value)
    left = and_(p.state == PersonState.PAUSED.value, p.pause_until.is_(None))
    return session.execute(select(p.id).join(t.address, a.recipient == p.id).where(*mine, ~left).limit(1)).scalar()


def join(session: Session, who: Talker, chosen: Subscription, wording: str, now: datetime) -> int:
    """Let somebody join, or come back, with what they chose; return their id. wording: what they agreed to.

    Whoever joins on their own is not confirmed; who comes back keeps what they were.
    """
    known = member_at(session, who.account, who.chat)
    person = known.id if known is not None else _new_person(session, who)
    session.execute(
        update(t.person).where(t.person.c.id == person).values(state=PersonState.ACTIVE.value, pause_until=None)
    )
    subscribe(session, person, chosen, wording, now)
    consent(session, person, SERVICE, wording, now)
    return person


def _new_person(session: Session, who: Talker) -> int:
    quiet = _quiet_profile(session, Subscription().quiet)
    new = insert(t.recipient).values(kind=RecipientKind.PERSON.value, quiet_profile=quiet)
    person = int(session.execute(new.returning(t.recipient.c.id)).scalar_one())
    # Says nothing about anybody, and nothing leads from it to them once they are erased.
    session.execute(insert(t.person).values(id=person, key=f"p-{secrets.token_hex(6)}"))
    at = insert(t.address).values(account=who.account, chat=who.chat, user=who.user, recipient=person)
    address = session.execute(at.returning(t.address.c.id)).scalar_one()
    session.execute(update(t.recipient).where(t.recipient.c.id == person).values(preferred_address=address))
    return person


def subscription(session: Session, person: int) -> Subscription:
    """Return what a person subscribed to."""
    r = t.recipient.c
    query = select(r.statewide, r.urgent_ok, r.urgent_offhours, t.quiet_profile.c.spec).join(t.quiet_profile)
    row = session.execute(query.where(r.id == person)).one()
    level, value = t.rhythm.c.level, t.rhythm.c.value
    rows = session.execute(select(level, value).where(t.rhythm.c.recipient == person))
    rhythms = {found_level: Rhythm(found) for found_level, found in rows}
    return Subscription(
        row.statewide,
        _codes(session, t.sub_region, "region", person),
        _codes(session, t.sub_topic, "topic", person),
        _codes(session, t.sub_programme, "programme", person),
        rhythms.get(Level.INFO.value, DEFAULT_INFO),
        rhythms.get(Level.IMPORTANT.value, DEFAULT_IMPORTANT),
        row.urgent_ok,
        row.urgent_offhours,
        row.spec,
    )


def subscribe(session: Session, person: int, chosen: Subscription, wording: str, now: datetime) -> None:
    """Make `chosen` what the person subscribed to; urgent notices are a consent of their own."""
    session.execute(
        update(t.recipient)
        .where(t.recipient.c.id == person)
        .values(
            statewide=chosen.statewide,
            urgent_ok=chosen.urgent,
            urgent_offhours=chosen.urgent and chosen.urgent_offhours,
            quiet_profile=_quiet_profile(session, chosen.quiet),
        )
    )
    _put(session, t.sub_region, "region", person, chosen.regions)
    _put(session, t.sub_topic, "topic", person, chosen.topics)
    _put(session, t.sub_programme, "programme", person, chosen.programmes)
    _put_rhythm(session, person, Level.INFO, chosen.rhythm_info, DEFAULT_INFO)
    _put_rhythm(session, person, Level.IMPORTANT, chosen.rhythm_important, DEFAULT_IMPORTANT)
    if chosen.urgent:
        consent(session, person, URGENT, wording, now)
    else:
        withdraw(session, person, now, URGENT)


def consent(session: Session, person: int, kind: str, wording: str, now: datetime) -> None:
    """Write down that somebody agrees to something in this wording; one to the same wording that holds stays."""
    c = t.consent.c
    mine = (c.person == person, c.kind == kind, c.withdrawn_at.is_(None))
    session.execute(update(t.consent).where(*mine, c.text_version != wording).values(withdrawn_at=now))
    if session.execute(select(c.id).where(*mine)).first() is None:
        session.execute(insert(t.consent).values(person=person, kind=kind, text_version=wording, given_at=now))


def withdraw(session: Session, person: int, now: datetime, *kinds: str) -> None:
    """Write down that somebody takes consents back; without kinds all of them."""
    c = t.consent.c
    mine = [c.person == person, c.withdrawn_at.is_(None), *([c.kind.in_(kinds)] if kinds else [])]
    session.execute(update(t.consent).where(*mine).values(withdrawn_at=now))


def appoint(session: Session, person: int, role: Role, region: str | None, by: str, now: datetime) -> None:
    """Confirm a person, and give them a role and, to a Federführende, a region; nobody's role becomes less by it."""
    p, rank = t.person.c, list(Role)
    row = session.execute(select(p.role, p.confirmed_at).where(p.id == person)).one()
    values: dict[str, object] = {"role": max(Role(row.role), role, key=rank.index).value}
    if row.confirmed_at is None:
        values |= {"confirmed_at": now, "confirmed_by": by, "refused_at": None}
    session.execute(update(t.person).where(p.id == person).values(values))
    if role is Role.LEAD and region is not None:
        upsert(session, t.lead_region, [{"person": person, "region": region, "until": None}])


def pause(session: Session, person: int, until: datetime | None) -> None:
    """Let nothing go to somebody until a moment; None: they get everything again."""
    state = PersonState.ACTIVE if until is None else PersonState.PAUSED
    session.execute(update(t.person).where(t.person.c.id == person).values(state=state.value, pause_until=until))
    if until is not None:
        _keep_back(session, person)


def leave(session: Session, person: int, now: datetime) -> None:
    """Let nothing go to somebody any more, and take all their consents back."""
    session.execute(
        update(t.person).where(t.person.c.id == person).values(state=PersonState.PAUSED.value, pause_until=None)
    )
    withdraw(session, person, now)
    _keep_back(session, person)


def _keep_back(session: Session, person: int) -> None:
    """Skip what of notices is queued for somebody, as the expander does with what is due while they are away."""
    d = t.delivery.c
    notices.skip(session, and_(d.recipient == person, d.expanded_at.is_not(None)), deliveries.NOT_RECEIVING)


def hold_back(session: Session, dispatches: Sequence[int], now: datetime) -> None:
    """Skip what came back unsent of notices for persons who have paused or left while it was under way."""
    if dispatches:
        d, link = t.delivery.c, t.delivery_dispatch.c
        for_them = select(d.recipient).join(t.delivery_dispatch, link.delivery == d.id)
        _keep_back_of(session, t.person.c.id.in_(for_them.where(link.dispatch.in_(dispatches))), now)


def rest(session: Session, person: int, now: datetime) -> None:
    """Skip what of notices is queued for somebody who is away: it was somebody else's until now."""
    _keep_back_of(session, t.person.c.id == person, now)


def _keep_back_of(session: Session, who: ColumnElement[bool], now: datetime) -> None:
    p = t.person.c
    query = select(p.id).where(who, profiles.is_away(now), p.merged_into.is_(None)).order_by(p.id)
    for person in list(session.execute(query).scalars()):
        _keep_back(session, person)


def left_before(session: Session, moment: datetime) -> list[int]:
    """Return who took their consent back before a moment and did not come again."""
    p, c = t.person.c, t.consent.c
    service = (c.person == p.id, c.kind == SERVICE)
    open_ = select(c.id).where(*service, c.withdrawn_at.is_(None) | (c.withdrawn_at >= moment)).exists()
    query = select(p.id).where(
        p.state == PersonState.PAUSED.value,
        p.pause_until.is_(None),
        p.merged_into.is_(None),
        select(c.id).where(*service).exists(),
        ~open_,
    )
    return list(session.execute(query.order_by(p.id)).scalars())


def _codes(session: Session, table: Table, column: str, person: int) -> tuple[str, ...]:
    code = table.c[column]
    return tuple(session.execute(select(code).where(table.c.recipient == person).order_by(code)).scalars())


def _put(session: Session, table: Table, column: str, person: int, codes: Iterable[str]) -> None:
    session.execute(delete(table).where(table.c.recipient == person))
    rows = [{"recipient": person, column: code} for code in sorted(set(codes))]
    if rows:
        session.execute(insert(table), rows)


def _put_rhythm(session: Session, person: int, level: Level, chosen: Rhythm, default: Rhythm) -> None:
    r = t.rhythm.c
    session.execute(delete(t.rhythm).where(r.recipient == person, r.level == level.value))
    if chosen is not default:
        session.execute(insert(t.rhythm).values(recipient=person, level=level.value, value=chosen.value))


def _quiet_profile(session: Session, spec: str) -> int:
    insert_new(session, t.quiet_profile, [{"spec": spec}])
    q = t.quiet_profile.c
    return int(session.execute(select(q.id).where(q.spec == spec)).scalar_one())

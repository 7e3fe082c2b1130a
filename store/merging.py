"""Two persons become one, and one address of a person becomes somebody of its own: what happens to their rows."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from domain.merging import Standing, keeps_second
from domain.notice import Scope
from domain.recipient import AddressState, PersonState, RecipientKind, Role
from domain.state import DeliveryState, DispatchState
from store import ballots, deliveries, members, notices, outbox, polls, surfaces
from store import tables as t

#: The reason of a delivery whose notice reached its person, or will, by the other one.
MERGED = "merged"
_d, _a, _p, _r = t.delivery.c, t.address.c, t.person.c, t.recipient.c
#: Consents that an address which stands for itself again does not take along: its name may be shown only if it says so.
_NOT_COPIED = (members.FALLBACK, members.SEEN_NAME, polls.NAMES)
_SUBSCRIPTION = (t.sub_region, t.sub_topic, t.sub_programme, t.rhythm)
#: Tables whose references to a person or recipient are seen to here by name. All others are carried over.
_OWN_WAY = frozenset({"recipient", "person", "place", "address", "consent", "digest", *(x.name for x in _SUBSCRIPTION)})


def survivor_of(session: Session, one: int, other: int) -> tuple[int, int]:
    """Return (who stays, who is merged into them): the older one stays, unless they have left."""
    older, younger = sorted((one, other))
    query = select(_p.id).where(_p.id.in_((older, younger)), _has_left())
    gone = set(session.execute(query).scalars())
    return (younger, older) if older in gone and younger not in gone else (older, younger)


def _has_left() -> Any:
    return and_(_p.state == PersonState.PAUSED.value, _p.pause_until.is_(None))


def merge(session: Session, survivor: int, other: int, now: datetime) -> None:
    """Make one person of two. Settings, consents and the preferred address are the survivor's, the rights both's.

    Of two deliveries of one notice revision the one that has come further is kept. Raise ValueError if either was
    erased: whoever was merged into nobody would be gone.
    """
    states = select(_p.id).where(_p.id.in_((survivor, other)), _p.state == PersonState.ERASED.value)
    if session.execute(states).first() is not None:
        raise ValueError("who was erased is merged with nobody")
    _join_rights(session, survivor, other)
    _join_authorship(session, survivor, other)
    _join_deliveries(session, survivor, other)
    session.execute(update(t.address).where(_a.recipient == other).values(recipient=survivor))
    _let_go_what_stands(session, survivor)
    session.execute(update(t.inbox).where(t.inbox.c.person == other).values(person=survivor))
    session.execute(update(t.person).where(_p.merged_into == other).values(merged_into=survivor))
    # Of two answers to one date the newer counts, not the survivor's.
    _join_votes(session, survivor, other)
    for table, column in _references():
        _carry_over(session, table, column, survivor, other)
    session.execute(delete(t.lead_region).where(t.lead_region.c.person == other))
    for table in _SUBSCRIPTION:
        session.execute(delete(table).where(table.c.recipient == other))
    members.withdraw(session, other, now)
    members.rest(session, survivor, now)
    reset: dict[str, Any] = {"statewide": False, "urgent_ok": False, "urgent_offhours": False}
    session.execute(update(t.recipient).where(_r.id == other).values(preferred_address=None, **reset))


def _join_rights(session: Session, survivor: int, other: int) -> None:
    """Both are the same human, and have shown it: what one was confirmed as, they are."""
    mine, theirs = (session.execute(select(t.person).where(_p.id == who)).one() for who in (survivor, other))
    confirmed = mine if mine.confirmed_at is not None else theirs
    values = {
        "role": max((Role(mine.role), Role(theirs.role)), key=list(Role).index).value,
        "confirmed_at": confirmed.confirmed_at,
        "confirmed_by": confirmed.confirmed_by,
        "display_name": mine.display_name or theirs.display_name,
        "organisation": mine.organisation or theirs.organisation,
        "asked_organisation_at": mine.asked_organisation_at or theirs.asked_organisation_at,
        "asked_name_at": mine.asked_name_at or theirs.asked_name_at,
    }
    session.execute(update(t.person).where(_p.id == survivor).values(values))
    nobody = {
        "role": Role.MEMBER.value, "confirmed_at": None, "confirmed_by": None, "display_name": None,
        "organisation": None, "state": PersonState.PAUSED.value, "pause_until": None, "fallback_ok": False,
        "merged_into": survivor, "asked_organisation_at": None, "asked_name_at": None,
    }  # fmt: skip
    session.execute(update(t.person).where(_p.id == other).values(nobody))


def _join_authorship(session: Session, survivor: int, other: int) -> None:
    """Let what either wrote, proposed, handed out and confirmed be the survivor's.

    Nobody is a second pair of eyes for themselves, and invitations are taken back by who made them. The audit stays as
    it was written: what is asked about somebody is asked of all their keys.
    """
    mine, theirs = (session.execute(select(_p.key).where(_p.id == who)).scalar_one() for who in (survivor, other))
    n = t.notice.c
    for table, column in (
        (t.notice, n.author), (t.notice, n.approver), (t.proposal, t.proposal.c.author), (t.code, t.code.c.made_by),
        (t.person, _p.confirmed_by),
    ):  # fmt: skip
        session.execute(update(table).where(column == theirs).values({column.name: mine}))


def _references() -> Iterator[tuple[Table, str]]:
    """Give (table, column) of everything that leads to a person or recipient and has no way of its own here."""
    for table in t.audit.metadata.sorted_tables:
        if table.name not in _OWN_WAY:
            for key in table.foreign_keys:
                if key.column.table.name in ("person", "recipient"):
                    yield table, key.parent.name
    yield t.place, "registered_by"


def _carry_over(session: Session, table: Table, column: str, survivor: int, other: int) -> None:
    """Let rows about one person be about the other; where the survivor has such a row already, it counts.

    Tables whose newest row should count instead (the answers to a poll) are seen to before this runs.
    """
    keys = list(table.primary_key)
    for row in session.execute(select(*keys).where(table.c[column] == other)).all():
        mine = [key == value for key, value in zip(keys, row, strict=True)]
        try:
            with session.begin_nested():
                session.execute(update(table).where(*mine).values({column: survivor}))
        except IntegrityError:
            session.execute(delete(table).where(*mine))


def _join_votes(session: Session, survivor: int, other: int) -> None:
    """One person has one vote; what is shown of the polls in which both were asked changes."""
    v = t.poll_voter.c
    asked = list(session.execute(select(v.poll).where(v.person == other).order_by(v.poll)).scalars())
    ballots.merge(session, survivor, other)
    for poll in asked:
        polls.touch(session, poll)
        surfaces.mark(session, polls.subject(poll), person=survivor)


# --- deliveries


def _rows(session: Session, recipient: int) -> dict[tuple[int, int], Any]:
    query = select(_d.id, _d.notice, _d.rev, _d.state, _leaves().label("has_left")).where(_d.recipient == recipient)
    return {(row.notice, row.rev): row for row in session.execute(query)}


def _leaves() -> Any:
    """Return the condition that some of a delivery has left, or may have."""
    link, x = t.delivery_dispatch.c, t.dispatch.c
    return exists().where(link.delivery == _d.id, link.dispatch == x.id, t.may_be_out(x)).correlate(t.delivery)


def _join_deliveries(session: Session, survivor: int, other: int) -> None:
    mine, theirs = _rows(session, survivor), _rows(session, other)
    alone = [row.id for key, row in theirs.items() if key not in mine]
    session.execute(update(t.delivery).where(_d.id.in_(alone)).values(recipient=survivor))
    _prefer(session, survivor, alone)
    losers = []
    for key in sorted(theirs.keys() & mine.keys()):
        first, second = mine[key], theirs[key]
        if keeps_second(_standing(first), _standing(second)):
            _swap(session, first.id, second.id, survivor, other)
            first, second = second, first
        losers.append(second.id)
    if losers:
        _let_go(session, losers)


def _standing(row: Any) -> Standing:
    return Standing(DeliveryState(row.state), bool(row.has_left))


def _swap(session: Session, first: int, second: int, survivor: int, other: int) -> None:
    """Let two deliveries of one revision change their recipients; at no moment have both the same."""
    for delivery, recipient in ((second, -second), (first, other), (second, survivor)):
        session.execute(update(t.delivery).where(_d.id == delivery).values(recipient=recipient))


def _prefer(session: Session, survivor: int, ids: Sequence[int]) -> None:
    """Let what has not become a message yet, and is public, go to the survivor's preferred address."""
    query = select(_a.id, _a.account).join(t.recipient, _r.preferred_address == _a.id)
    at = session.execute(query.where(_r.id == survivor, _a.state == AddressState.OK.value)).first()
    public = select(t.notice.c.id).where(t.notice.c.scope == Scope.PUBLIC.value)
    if at is not None:
        elsewhere = (~_stands_at([at.id]), ~_was_at(at.id))
        fresh = (_d.id.in_(ids), t.IS_UNEXPANDED, _d.replaces.is_(None), _d.notice.in_(public), *elsewhere)
        session.execute(update(t.delivery).where(*fresh).values(address=at.id, account=at.account))


def _let_go_what_stands(session: Session, person: int) -> None:
    """Let go no further what waits for somebody and stands in a chat of theirs.

    It came there for somebody from whom the chat was taken apart before.
    """
    theirs = select(_a.id).where(_a.recipient == person)
    waiting = (_d.recipient == person, _d.state == DeliveryState.WAITING.value, ~_leaves())
    ids = list(session.execute(select(_d.id).where(*waiting, _stands_at(theirs)).order_by(_d.id)).scalars())
    if ids:
        _let_go(session, ids)


def _stands_at(addresses: Any) -> Any:
    """Return the condition that another delivery of the same revision stands at one of these, or part of it."""
    other, link, x = t.delivery.alias("other"), t.delivery_dispatch.c, t.dispatch.c
    out = (link.delivery == other.c.id, link.dispatch == x.id, x.address.in_(addresses), t.may_be_out(x))
    same = (other.c.notice == _d.notice, other.c.rev == _d.rev, other.c.id != _d.id)
    return select(other.c.id).where(*same, *out).correlate(t.delivery).exists()


def _was_at(address: int) -> Any:
    """Return the condition that a delivery has had remote calls at this address, which were taken back."""
    link, x = t.delivery_dispatch.c, t.dispatch.c
    mine = (link.delivery == _d.id, link.dispatch == x.id, x.address == address)
    return exists().where(*mine).correlate(t.delivery)


def _let_go(session: Session, ids: Sequence[int]) -> None:
    """Let deliveries that another one stands for go no further than they have come."""
    notices.skip(session, _d.id.in_(ids), MERGED)
    link, x = t.delivery_dispatch.c, t.dispatch.c
    # Whatever their state is: one with a part under way counts as skipped already when that part comes back unsent.
    # A digest tells of others too; what has begun to leave of it goes on.
    calls = select(link.dispatch).join(t.delivery, _d.id == link.delivery).where(_d.id.in_(ids), _d.digest.is_(None))
    rest = update(t.dispatch).where(x.id.in_(calls), x.state == DispatchState.QUEUED.value).returning(x.id)
    values = {"state": DispatchState.CANCELLED.value, "error": MERGED}
    cancelled = list(session.execute(rest.values(values)).scalars())
    outbox.cancel_rest(session, cancelled)
    outbox.refresh(session, cancelled)


def come_back(session: Session, dispatches: Sequence[int]) -> None:
    """See to what came back unsent of persons who were merged or taken apart while it was under way.

    Of somebody who has become another one it is skipped: that one has the notice. At an address that is somebody
    else's by now it takes another way.
    """
    if not dispatches:
        return
    link = t.delivery_dispatch.c
    query = (
        select(_d.id, _d.recipient, _d.address, _p.merged_into)
        .join(t.delivery_dispatch, link.delivery == _d.id)
        .join(t.person, _p.id == _d.recipient)
        .join(t.address, _a.id == _d.address)
        .where(link.dispatch.in_(dispatches), _a.recipient != _d.recipient)
    )
    rows = session.execute(query.distinct()).all()
    merged = [row.id for row in rows if row.merged_into is not None]
    if merged:
        _let_go(session, merged)
    for person, address in sorted({(row.recipient, row.address) for row in rows if row.merged_into is None}):
        _readdress(session, person, address)


# --- taking apart


def split(session: Session, address: int, now: datetime) -> int:
    """Make the address of a person, who has another one too, a new person without history or role; return their id.

    They begin with the same subscription and consents. What waits for this address and has not begun to leave goes to
    the old person's other address.
    """
    person = session.execute(select(_a.recipient).where(_a.id == address)).scalar_one()
    new = _copy(session, person, address)
    _copy_consents(session, person, new, now)
    session.execute(update(t.address).where(_a.id == address).values(recipient=new))
    left = session.execute(
        select(_a.id, _a.state).where(_a.recipient == person).order_by(_a.state != AddressState.OK.value, _a.id)
    ).all()
    mine = (_r.id == person, _r.preferred_address == address)
    session.execute(update(t.recipient).where(*mine).values(preferred_address=left[0].id))
    if len(left) == 1:
        session.execute(update(t.person).where(_p.id == person).values(fallback_ok=False))
        members.withdraw(session, person, now, members.FALLBACK)
    _readdress(session, person, address)
    return new


def _copy(session: Session, person: int, address: int) -> int:
    row = session.execute(select(t.recipient).where(_r.id == person)).one()
    made = insert(t.recipient).values(
        kind=RecipientKind.PERSON.value, quiet_profile=row.quiet_profile, statewide=row.statewide,
        urgent_ok=row.urgent_ok, urgent_offhours=row.urgent_offhours, preferred_address=address,
    )  # fmt: skip
    new = int(session.execute(made.returning(_r.id)).scalar_one())
    state, until = session.execute(select(_p.state, _p.pause_until).where(_p.id == person)).one()
    key = f"p-{secrets.token_hex(6)}"
    session.execute(insert(t.person).values(id=new, key=key, state=state, pause_until=until))
    for table in _SUBSCRIPTION:
        others = [column for column in table.columns if column.name != "recipient"]
        for found in session.execute(select(*others).where(table.c.recipient == person)).mappings().all():
            session.execute(insert(table).values(recipient=new, **found))
    return new


def _copy_consents(session: Session, person: int, new: int, now: datetime) -> None:
    c = t.consent.c
    open_ = (c.person == person, c.withdrawn_at.is_(None), c.kind.not_in(_NOT_COPIED))
    for kind, wording in session.execute(select(c.kind, c.text_version).where(*open_)).all():
        members.consent(session, new, kind, wording, now)


def _readdress(session: Session, person: int, gone: int) -> None:
    """Let what waits for an address that is not the person's any more go to their other one, or fail.

    What is internal stays within its account: the other network may not carry it.
    """
    notices.unexpand(session, and_(_d.recipient == person, _d.address == gone))
    n = t.notice.c
    waiting = (_d.recipient == person, _d.address == gone, t.IS_UNEXPANDED)
    query = select(_d.id, _d.account, n.scope).join(t.notice, n.id == _d.notice).where(*waiting)
    for row in session.execute(query).all():
        found = _other(session, person, row.id, row.account if row.scope == Scope.INTERNAL else None)
        if found is None:
            deliveries.strand(session, row.id)
        else:
            deliveries.reroute(session, row.id, found.id, found.account)


def _other(session: Session, person: int, delivery: int, account: str | None) -> Any:
    """Return (id, account) of the address that takes a delivery, the preferred one first; None if none is of use."""
    link, x = t.delivery_dispatch.c, t.dispatch.c
    tried = exists().where(link.delivery == delivery, x.id == link.dispatch, x.address == _a.id)
    stands = deliveries.stands_at_address(delivery)
    usable = [_a.recipient == person, _a.state == AddressState.OK.value, ~tried, ~stands]
    if account is not None:
        usable.append(_a.account == account)
    query = select(_a.id, _a.account).join(t.recipient, _r.id == _a.recipient).where(*usable)
    return session.execute(query.order_by(_a.id != _r.preferred_address, _a.id)).first()

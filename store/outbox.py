"""The outbox: what waits to be called, what is claimed, and what came of it. Hot path: Core statements only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.lane import Lane
from domain.recipient import AddressState
from domain.retry import Again, Done, Elsewhere, Next
from domain.state import DispatchState, Op, Part, derive
from store import people
from store import tables as t
from store.quick import Quick, among, not_among, room_for, spread

_x = t.dispatch.c
_before, _aimed = t.dispatch.alias("before"), t.dispatch.alias("aimed")
_ARRIVED: ColumnElement[str] = literal_column("'sent'")
#: No earlier part, and no message that is to be changed, is still to arrive.
IS_UNHELD = and_(
    or_(_x.after.is_(None), exists().where(_before.c.id == _x.after, _before.c.state == _ARRIVED)),
    or_(_x.target.is_(None), exists().where(_aimed.c.id == _x.target, _aimed.c.state == _ARRIVED)),
)
#: Who is held for ever (by an unsure part, by a message that never arrived) is ended when it expires, like any other.
_READY = or_(IS_UNHELD, _x.expires_at <= bindparam("b_now", type_=_x.expires_at.type))
_SETTLED = (DispatchState.SENDING, DispatchState.UNSURE)
_SENT = DispatchState.SENT
#: So many are named in one statement at most.
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dispatch that is due, as far as the choice among them needs it."""

    id: int
    chat: str
    lane: Lane
    is_person: bool
    address_ok: bool
    quiet_spec: str | None
    urgent_offhours: bool
    expires_at: datetime
    possibly_sent: bool
    seq: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A dispatch that is ours to call now. tries is the id of this attempt; target_id the remote id to change."""

    id: int
    key: str
    address: int | None
    chat: str
    thread: str
    lane: Lane
    op: str
    seq: int
    rendering: int | None
    body: str | None
    buttons: str | None
    reply_to: str | None
    silent: bool
    on_unsure: str
    created_at: datetime
    deadline: datetime | None
    attempts: int
    tries: int
    repeats: int
    mark: str
    device: str
    target_id: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows for a claimed dispatch."""

    call: Claimed
    follows: Next


def candidates(
    session: Session, account: str, now: datetime, lanes: Iterable[Lane], busy: Sequence[str], limit: int
) -> list[Candidate]:
    """Return what is due, lane by lane in order, at most `limit` of each lane, for chats that are not busy."""
    wanted = tuple(sorted(lanes))
    if not wanted:
        return []
    given = {"b_account": account, "b_now": now, "b_limit": limit, **spread("b_busy", busy)}
    return _to_candidates(session, _candidates_in(wanted, room_for(busy)), given)


def for_places(session: Session, account: str, now: datetime, busy: Sequence[str], limit: int) -> list[Candidate]:
    """Return what is due for places, of every lane, at most `limit`, for chats that are not busy."""
    given = {"b_account": account, "b_now": now, "b_limit": limit, **spread("b_busy", busy)}
    return _to_candidates(session, _for_places(room_for(busy)), given)


def _to_candidates(session: Session, statement: Quick, given: dict[str, Any]) -> list[Candidate]:
    return [
        Candidate(id_, chat, Lane(lane), kind != "place", state in (None, AddressState.OK), spec, bool(offhours),
                  expires_at, bool(repeated), seq)
        for id_, chat, lane, kind, state, spec, offhours, expires_at, repeated, seq
        in statement.rows(session, given)
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _candidates_in(lanes: tuple[Lane, ...], busy: int) -> Quick:
    due = (_due(_x.lane == literal_column(str(int(lane))), busy) for lane in lanes)
    return Quick(_facts_of(union_all(*(select(one.subquery()) for one in due)).subquery()))


@lru_cache(maxsize=32)
def _for_places(busy: int) -> Quick:
    # A few hundred places at most, each looked up in the index of what waits for a chat: not a walk along the queue.
    a, place = t.address.c, t.place.c
    chats = select(a.chat).join(t.place, place.id == a.recipient).where(a.account == bindparam("b_account"))
    return Quick(_facts_of(_due(_x.chat.in_(chats), busy).subquery()))


def _facts_of(ids: Any) -> Any:
    r, a, q = t.recipient.c, t.address.c, t.quiet_profile.c
    return (
        select(
            _x.id, _x.chat, _x.lane, r.kind, a.state, q.spec, r.urgent_offhours, _x.expires_at, _x.repeated, _x.seq,
        )
        .select_from(
            t.dispatch.join(ids, ids.c.id == _x.id)
            .outerjoin(t.address, a.id == _x.address)
            .outerjoin(t.recipient, r.id == a.recipient)
            .outerjoin(t.quiet_profile, q.id == r.quiet_profile)
        )
        .order_by(_x.lane, _x.not_before, _x.id)
    )  # fmt: skip


def _due(which: ColumnElement[bool], busy: int) -> Any:
    return (
        select(_x.id)
        .where(
            _x.account == bindparam("b_account"),
            t.IS_QUEUED,
            which,
            _x.not_before <= bindparam("b_now", type_=_x.not_before.type),
            _READY,
            not_among(_x.chat, "b_busy", busy),
        )
        .order_by(_x.lane, _x.not_before, _x.id)
        .limit(bindparam("b_limit", type_=Integer))
    )


_CLAIMED = (
    _x.id, _x.key, _x.address, _x.chat, _x.thread, _x.lane, _x.op, _x.seq, _x.rendering, _x.body, _x.buttons,
    _x.reply_to, _x.silent, _x.on_unsure, _x.created_at, _x.deadline, _x.attempts, _x.tries, _x.repeated, _x.mark,
    _x.device,
)  # fmt: skip


@lru_cache(maxsize=8)
def _claiming(size: int) -> Quick:
    return Quick(
        update(t.dispatch)
        .where(among(_x.id, "b_id", size), t.IS_QUEUED)
        .values(
            state=DispatchState.SENDING.value, tries=_x.tries + 1, claimed_at=bindparam("b_now"),
            device=bindparam("b_device"),
        )
        .returning(*_CLAIMED)
    )  # fmt: skip


_CALLS = select(*_CLAIMED).where(_x.id.in_(bindparam("b_ids", expanding=True)))


def claim(session: Session, ids: Sequence[int], now: datetime, device: str) -> list[Claimed]:
    """Mark these dispatches as sending and return those that were still queued, in the order given."""
    if not ids:
        return []
    given = {"b_now": now, "b_device": device, **spread("b_id", ids)}
    rows = _claiming(room_for(ids)).rows(session, given)
    return _to_calls(session, sorted(rows, key=lambda row: ids.index(row[0])))


def left_open(session: Session, account: str, *, keyed: bool) -> list[Claimed]:
    """Return the dispatches whose answer a dead process never recorded; on a keyed network also the unsure ones."""
    open_ = _x.state.in_(_SETTLED) if keyed else t.IS_SENDING
    ids = session.execute(select(_x.id).where(_x.account == account, open_).order_by(_x.id)).scalars()
    rows = session.execute(_CALLS, {"b_ids": list(ids)})
    return _to_calls(session, sorted(rows, key=lambda row: int(row[0])))


def formers(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return for later parts the remote ids of the first part and of the one just before."""
    if not ids:
        return {}
    # A part may be held by the edit of an older one: that one is then what it follows on.
    held_by = func.coalesce(_x.after, _x.target)
    start = select(_x.id.label("part"), held_by.label("at"), literal_column("1").label("steps"))
    chain = start.where(_x.id.in_(ids), held_by.is_not(None)).cte("chain", recursive=True)
    further = select(chain.c.part, held_by, chain.c.steps + 1).join(t.dispatch, _x.id == chain.c.at)
    chain = chain.union_all(further.where(held_by.is_not(None)))
    query = select(chain.c.part, _x.remote_id).join(t.dispatch, _x.id == chain.c.at).order_by(chain.c.steps)
    found: dict[int, list[str]] = {}
    for part, remote_id in session.execute(query):
        found.setdefault(part, []).append(remote_id or "")
    return {part: (ids_[-1], ids_[0]) for part, ids_ in found.items() if ids_[-1] and ids_[0]}


def _to_calls(session: Session, rows: Sequence[Any]) -> list[Claimed]:
    targets = _target_ids(session, [row[0] for row in rows if row[6] != Op.SEND])
    return [_claimed(row, targets.get(row[0])) for row in rows]


def _claimed(row: Any, target_id: str | None) -> Claimed:
    (id_, key, address, chat, thread, lane, op, seq, rendering, body, buttons, reply_to, silent, on_unsure, created_at,
     deadline, attempts, tries, repeated, mark, device) = row  # fmt: skip
    return Claimed(
        id_, key, address, chat, thread, Lane(lane), op, seq, rendering, body, buttons, reply_to, silent, on_unsure,
        created_at, deadline, attempts, tries, len(repeated), mark, device, target_id,
    )  # fmt: skip


def _target_ids(session: Session, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    aimed = t.dispatch.alias("aimed")
    statement = select(_x.id, aimed.c.remote_id).join(aimed, aimed.c.id == _x.target).where(_x.id.in_(ids))
    return {id_: remote_id for id_, remote_id in session.execute(statement) if remote_id is not None}


def rendered(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the stored bodies of renderings by id."""
    c = t.rendering.c
    found = session.execute(select(c.id, c.body).where(c.id.in_(ids))) if ids else ()
    return {row.id: row.body for row in found}


# --- recording

_MINE = and_(
    _x.id == bindparam("b_id"), _x.tries == bindparam("b_tries"), or_(*(_x.state == state for state in _SETTLED))
)
_DONE = Quick(update(t.dispatch).where(_MINE).values(
    state=bindparam("b_state"), error=bindparam("b_error"), remote_id=bindparam("b_remote"),
    finished_at=bindparam("b_at"),
))  # fmt: skip


def _not_behind_its_end(moment: Any) -> ColumnElement[Any]:
    """Return this moment, or the end of the dispatch if that is sooner, so that its end is told when it comes."""
    return case((_x.expires_at < moment, _x.expires_at), else_=moment)


_AGAIN = update(t.dispatch).where(_MINE).values(
    state=DispatchState.QUEUED.value,
    not_before=_not_behind_its_end(bindparam("b_not_before", type_=_x.not_before.type)), error=bindparam("b_error"),
    attempts=_x.attempts + bindparam("b_counts"), repeated=bindparam("b_repeated"), mark=bindparam("b_mark"),
)  # fmt: skip


def record(session: Session, account: str, answers: Sequence[Answer], now: datetime) -> Sequence[Answer]:
    """Write down what came of calls, and return the answers that counted.

    A late answer still settles an unsure row, an outdated one changes nothing.
    """
    answers = _counting(session, answers)
    done = [(a.call, a.follows) for a in answers if isinstance(a.follows, Done)]
    if done:
        _DONE.many(session, [_done_row(call, follows, now) for call, follows in done])
    for answer in answers:
        if isinstance(answer.follows, Again):
            _record_again(session, answer.call, answer.follows)
        elif isinstance(answer.follows, Elsewhere):
            _record_elsewhere(session, account, answer.call, answer.follows, now)
    failed = [call.id for call, follows in done if follows.state is DispatchState.FAILED]
    gone = [call.address for call, follows in done if follows.recipient_gone and call.address is not None]
    if failed:
        cancel_rest(session, failed)
    if gone:
        session.execute(
            update(t.address)
            .where(t.address.c.id.in_(gone), t.address.c.state == AddressState.OK)
            .values(state=AddressState.GONE)
        )
    refresh(session, [answer.call.id for answer in answers])
    return answers


_BACK = update(t.dispatch).where(_MINE).values(state=DispatchState.QUEUED.value, tries=_x.tries - 1)


def give_back(session: Session, calls: Sequence[Claimed]) -> None:
    """Put claimed dispatches back that were never called, as if they had not been claimed.

    Another process may have settled them as unsure meanwhile; we know better.
    """
    session.connection().execute(_BACK, [{"b_id": call.id, "b_tries": call.tries} for call in calls])
    refresh(session, [call.id for call in calls])


def _counting(session: Session, answers: Sequence[Answer]) -> Sequence[Answer]:
    """Return the answers to attempts that are still the last ones; "sent" alone is guarded by its own statement."""
    doubtful = {a.call.id for a in answers if not (isinstance(a.follows, Done) and a.follows.state is _SENT)}
    if not doubtful:
        return answers
    rows = session.execute(select(_x.id, _x.tries).where(_x.id.in_(sorted(doubtful)), _x.state.in_(_SETTLED)))
    last = {row.id: row.tries for row in rows}
    return [a for a in answers if a.call.id not in doubtful or last.get(a.call.id) == a.call.tries]


def _done_row(call: Claimed, follows: Done, now: datetime) -> dict[str, Any]:
    return {
        "b_id": call.id,
        "b_tries": call.tries,
        "b_state": follows.state.value,
        "b_error": follows.error,
        "b_remote": follows.remote_id,
        "b_at": now,
    }


def _record_again(session: Session, call: Claimed, follows: Again) -> None:
    before = session.execute(select(_x.repeated).where(_x.id == call.id)).scalar_one()
    noted = [*before, call.tries] if follows.repeated else before
    session.execute(
        _AGAIN,
        [
            {
                "b_id": call.id,
                "b_tries": call.tries,
                "b_not_before": follows.not_before,
                "b_error": follows.reason,
                "b_counts": int(follows.counts),
                "b_repeated": noted,
                "b_mark": "repeat" if follows.marked else call.mark,
            }
        ],
    )


def _record_elsewhere(session: Session, account: str, call: Claimed, follows: Elsewhere, now: datetime) -> None:
    """Put a call back into the queue for the chat that took the place of its own; whatever waits moves with it."""
    session.execute(
        _AGAIN,
        [
            {
                "b_id": call.id,
                "b_tries": call.tries,
                "b_not_before": now,
                "b_error": "moved",
                "b_counts": 1,
                "b_repeated": session.execute(select(_x.repeated).where(_x.id == call.id)).scalar_one(),
                "b_mark": call.mark,
            }
        ],
    )
    move_chat(session, account, call.chat, follows.chat, opened=follows.opened)


def move_chat(session: Session, account: str, old_chat: str, new_chat: str, *, opened: bool = False) -> None:
    """Write a chat's new id down for its addresses and for everything that waits for it; once more does no harm.

    What is under way stays: the network's answer to it says the same. opened: the old id was the name of a user, by
    whom their person is known elsewhere too.
    """
    people.move_address(session, account, old_chat, new_chat)
    if opened:
        people.note_user(session, account, new_chat, old_chat)
    session.execute(
        update(t.dispatch).where(_x.account == account, _x.chat == old_chat, t.IS_QUEUED).values(chat=new_chat)
    )
    i = t.inbox.c
    session.execute(
        update(t.inbox).where(i.account == account, i.chat == old_chat, t.IS_UNHANDLED).values(chat=new_chat)
    )
    _join_addresses(session, account, old_chat, new_chat)


def meet(session: Session, account: str, chat: str, user: str) -> None:
    """Know who somebody is who speaks in a direct chat: by a name that is an address already, they get that person's.

    Until then such an address had no chat, or this chat no name, by which people are known in groups.
    """
    a = t.address.c
    if session.execute(select(a.id).where(a.account == account, a.chat == chat, a.thread == "")).first() is None:
        move_chat(session, account, user, chat, opened=True)
    else:
        people.note_user(session, account, chat, user)


def _join_addresses(session: Session, account: str, old_chat: str, new_chat: str) -> None:
    """Where the chat moved onto an address that the recipient had already, let that one stand for both."""
    old, new = t.address.alias("old"), t.address.alias("new")
    both = and_(new.c.account == old.c.account, new.c.thread == old.c.thread, new.c.recipient == old.c.recipient)
    pairs = select(old.c.id, new.c.id).join(new, both)
    for old_id, new_id in session.execute(
        pairs.where(old.c.account == account, old.c.chat == old_chat, new.c.chat == new_chat)
    ).all():
        session.execute(update(t.dispatch).where(_x.address == old_id).values(address=new_id))
        session.execute(update(t.delivery).where(_d.address == old_id).values(address=new_id))


def settle_unclaimed(session: Session, ends: Sequence[tuple[int, DispatchState, str]], now: datetime) -> None:
    """End queued dispatches without a call: expired, or their address is of no use any more."""
    if not ends:
        return
    statement = (
        update(t.dispatch)
        .where(_x.id == bindparam("b_id"), t.IS_QUEUED)
        .values(state=bindparam("b_state"), error=bindparam("b_error"), finished_at=bindparam("b_at"))
    )
    session.execute(
        statement, [{"b_id": id_, "b_state": s.value, "b_error": error, "b_at": now} for id_, s, error in ends]
    )
    cancel_rest(session, [id_ for id_, state, _ in ends if state is DispatchState.FAILED])
    refresh(session, [id_ for id_, _, _ in ends])


def postpone(session: Session, later: Sequence[tuple[int, datetime, datetime]]) -> None:
    """Give queued dispatches a later moment (id, not_before, expires_at), because quiet hours have begun.

    However late it gets, nothing is sent after its notice's own end.
    """
    if later:
        n = t.notice.c
        ends = (
            select(_link.dispatch, func.min(n.expires_at))
            .join(t.delivery, _d.id == _link.delivery)
            .join(t.notice, n.id == _d.notice)
            .where(_link.dispatch.in_([id_ for id_, _, _ in later]), n.expires_at.is_not(None))
            .group_by(_link.dispatch)
        )
        end = {row[0]: row[1] for row in session.execute(ends)}
        later = [(id_, at, min(until, end.get(id_, until))) for id_, at, until in later]
        later = [(id_, min(at, until), until) for id_, at, until in later]
        moments: dict[str, Any] = {"not_before": bindparam("b_at"), "expires_at": bindparam("b_until")}
        statement = update(t.dispatch).where(_x.id == bindparam("b_id")).values(moments)
        session.execute(statement, [{"b_id": id_, "b_at": at, "b_until": until} for id_, at, until in later])


def hold_chat(session: Session, account: str, chat: str, until: datetime) -> None:
    """Let nothing more go to a chat before `until`: the network said that it is too much."""
    session.execute(
        update(t.dispatch)
        .where(_x.account == account, _x.chat == chat, t.IS_QUEUED, _x.not_before < until)
        .values(not_before=_not_behind_its_end(bindparam("b_until", until, _x.not_before.type)))
    )


def cancel_rest(session: Session, failed: Sequence[int]) -> None:
    """Cancel what waits for a failed one: nobody wants the second half of a message, and there is nothing to change."""
    waiting = list(failed)
    while waiting:
        rest = session.execute(
            update(t.dispatch)
            .where(or_(_x.after.in_(waiting), _x.target.in_(waiting)), t.IS_QUEUED)
            .values(state=DispatchState.CANCELLED, error="earlier part failed")
            .returning(_x.id)
        )
        waiting = list(rest.scalars())


def refresh(session: Session, dispatches: Sequence[int]) -> None:
    """Derive the states of the deliveries that these dispatches belong to."""
    for first in range(0, len(dispatches), _AT_ONCE):
        _refresh(session, dispatches[first : first + _AT_ONCE])


def _refresh(session: Session, dispatches: Sequence[int]) -> None:
    parts: dict[int, list[Part]] = {}
    for delivery, state, error in _parts_of(room_for(dispatches)).rows(session, spread("b_id", dispatches)):
        parts.setdefault(delivery, []).append(Part(DispatchState(state), error))
    if parts:
        derived = [(id_, *derive(found)) for id_, found in parts.items()]
        _DERIVED.many(session, [{"b_id": id_, "b_state": state.value, "b_why": why} for id_, state, why in derived])


_link, _d = t.delivery_dispatch.c, t.delivery.c
_DERIVED = Quick(
    update(t.delivery).where(_d.id == bindparam("b_id")).values(state=bindparam("b_state"), reason=bindparam("b_why"))
)


@lru_cache(maxsize=64)
def _parts_of(size: int) -> Quick:
    touched = select(_link.delivery).where(among(_link.dispatch, "b_id", size))
    return Quick(
        select(_link.delivery, _x.state, _x.error)
        .join(t.dispatch, _x.id == _link.dispatch)
        .join(t.delivery, and_(_d.id == _link.delivery, _d.address == _x.address))
        .where(_link.delivery.in_(touched))
        .order_by(_link.delivery, _x.seq, _x.id)
    )


# --- writing dispatches down


_BY_KEY = select(_x.key, _x.id).where(_x.key.in_(bindparam("b_keys", expanding=True)))


def enqueue(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write dispatches down and return their ids in the order of the rows."""
    if not rows:
        return []
    session.execute(insert(t.dispatch), list(rows))
    # Looking the keys up is quicker than RETURNING in order, for which SQLite inserts row by row.
    keys = [row["key"] for row in rows]
    ids: dict[str, int] = {row.key: row.id for row in session.execute(_BY_KEY, {"b_keys": keys})}
    return [ids[key] for key in keys]


_HAS_DUE = (
    select(_x.id)
    .where(
        _x.account.in_(bindparam("b_accounts", expanding=True)),
        t.IS_QUEUED,
        _x.not_before <= bindparam("b_now", type_=_x.not_before.type),
        _READY,
    )
    .limit(1)
)
_HAS_DELIVERY = (
    select(_d.id)
    .where(
        _d.account.in_(bindparam("b_accounts", expanding=True)),
        t.IS_UNEXPANDED,
        _d.not_before <= bindparam("b_now", type_=_d.not_before.type),
    )
    .limit(1)
)


def has_due(session: Session, accounts: Sequence[str], now: datetime) -> bool:
    """Return whether a delivery or dispatch of these accounts is due and held by no earlier part."""
    given = {"b_accounts": list(accounts), "b_now": now}
    return any(session.execute(statement, given).first() is not None for statement in (_HAS_DUE, _HAS_DELIVERY))


@lru_cache(maxsize=1)
def _next() -> Quick:
    # Lane by lane, as the indexes have it: however much waits for later, only its first row is looked at.
    account: ColumnElement[str] = bindparam("b_account")
    now = bindparam("b_now", type_=_x.not_before.type)
    lanes: list[ColumnElement[int]] = [literal_column(str(int(lane))) for lane in Lane]
    later = [
        select(func.min(_x.not_before).label("at")).where(
            _x.account == account, _x.lane == lane, t.IS_QUEUED, _x.not_before > now
        )
        for lane in lanes
    ]
    later += [
        select(func.min(_d.not_before).label("at")).where(
            _d.account == account, _d.lane == lane, t.IS_UNEXPANDED, _d.not_before > now
        )
        for lane in lanes
    ]
    held = select(func.min(_x.expires_at).label("at")).where(
        _x.account == account, _x.lane.in_(lanes), t.IS_QUEUED, _x.not_before <= now
    )
    return Quick(select(func.min(union_all(held, *later).subquery().c.at)))


def next_after(session: Session, account: str, now: datetime) -> datetime | None:
    """Return when something of an account becomes due, if nothing is now and nobody writes anything; None: never."""
    ((at,),) = _next().rows(session, {"b_account": account, "b_now": now})
    return at  # type: ignore[no-any-return]  # a moment, or none


def is_open(session: Session, accounts: Sequence[str], now: datetime) -> bool:
    """Return whether these accounts have anything to do now: something due, or a call under way."""
    under_way = select(_x.id).where(_x.account.in_(accounts), t.IS_SENDING).limit(1)
    return session.execute(under_way).first() is not None or has_due(session, accounts, now)


def next_due_at(session: Session, accounts: Sequence[str]) -> datetime | None:
    """Return when the next dispatch or delivery of these accounts becomes due."""
    moment = case((IS_UNHELD, _x.not_before), else_=_x.expires_at)
    queued = select(func.min(moment)).where(_x.account.in_(accounts), t.IS_QUEUED)
    first = session.execute(queued).scalar()
    second = session.execute(select(func.min(_d.not_before)).where(_d.account.in_(accounts), t.IS_UNEXPANDED)).scalar()
    moments = [moment for moment in (first, second) if moment is not None]
    return min(moments) if moments else None

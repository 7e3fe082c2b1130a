"""Notices and their revisions: written down, released, stopped, corrected, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, literal, or_, select, union_all, update
from sqlmodel import Session

from domain.asset import Attachment
from domain.audience import Addressed
from domain.lane import Lane, lane_of
from domain.message import Body, Button
from domain.notice import INVITES, Level, NoticeKind, NoticeState, Scope
from domain.recipient import Role
from domain.revision import FILES, NATIVE_POLL
from domain.state import LEFT, DeliveryState, DispatchState, Op
from domain.unsure import OnUnsure
from store import assets, bodies, outbox, searching
from store import tables as t
from store.freeze import (
    AudienceMismatchError,
    Freezing,
    Slots,
    because_of,
    chosen_at_release,
    count_at_release,
    freeze,
)

#: Rendered parts by variant and form, as they are stored with a revision.
Buttons = Sequence[Sequence[Button]]
Rendered = Mapping[tuple[str, str], Sequence[Body]]
#: What the key of a message's deletion ends in, when its notice is withdrawn.
TAKEN_BACK = "-w"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice before it has a number. request_key: the repeat of a command makes no second one."""

    request_key: str
    kind: NoticeKind
    title: str
    addressed: Addressed
    document: str
    created_at: datetime
    author: str
    source: str = ""
    text_form: str = "markdown"
    deadline: datetime | None = None
    expires_at: datetime | None = None
    starts_at: datetime | None = None
    entry: int | None = None
    follows: int | None = None
    follow_up: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice and its current revision, as they are in the database."""

    id: int
    rev: int
    kind: NoticeKind
    state: NoticeState
    title: str
    source: str
    document: str
    text_form: str
    addressed: Addressed
    created_at: datetime
    released_at: datetime | None
    deadline: datetime | None
    expires_at: datetime | None
    starts_at: datetime | None
    request_key: str
    follow_up: str = ""
    audience: int | None = None
    files: tuple[Attachment, ...] = ()


def find_by_request(session: Session, request_key: str) -> int | None:
    """Return the id of the notice that this request made already."""
    return session.execute(select(t.notice.c.id).where(t.notice.c.request_key == request_key)).scalar_one_or_none()


def create(session: Session, new: NewNotice) -> int:
    """Write a notice down as an approved draft with its first revision; return its id."""
    facts = new.addressed
    row = t.Notice(
        kind=new.kind,
        level=facts.level,
        scope=facts.scope,
        state=NoticeState.APPROVED,
        statewide=facts.statewide,
        audience_role=facts.role,
        request_key=new.request_key,
        author=new.author,
        approver=new.author,
        created_at=new.created_at,
        deadline=new.deadline,
        expires_at=new.expires_at,
        starts_at=new.starts_at,
        entry=new.entry,
        follows=new.follows,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    _write_revision(session, row.id, 1, new)
    _write_filters(session, row.id, facts)
    return row.id


def load(session: Session, notice: int) -> StoredNotice | None:
    """Return a notice with its current revision, or None when there is none of that number."""
    n, v = t.notice.c, t.notice_revision.c
    statement = (
        select(
            n.id, n.rev, n.kind, n.state, v.title, v.source, v.document, v.text_form, n.level, n.scope, n.statewide,
            n.audience_role, n.created_at, n.released_at, n.deadline, n.expires_at, n.starts_at, n.request_key,
            v.follow_up, v.audience,
        )
        .join(t.notice_revision, and_(v.notice == n.id, v.rev == n.rev))
        .where(n.id == notice)
    )  # fmt: skip
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    chosen = filters(session, [notice])[notice]
    addressed = Addressed(
        Level(row.level),
        Scope(row.scope),
        row.statewide,
        frozenset(chosen.regions),
        frozenset(chosen.topics),
        frozenset(chosen.programmes),
        Role(row.audience_role) if row.audience_role else None,
        row.kind in INVITES,
    )
    return StoredNotice(
        row.id, row.rev, NoticeKind(row.kind), NoticeState(row.state), row.title, row.source, row.document,
        row.text_form, addressed, row.created_at, row.released_at, row.deadline, row.expires_at, row.starts_at,
        row.request_key, row.follow_up, row.audience, assets.files_of(session, row.id, row.rev),
    )  # fmt: skip


def internal_among(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Return which of these notices are internal."""
    statement = select(t.notice.c.id).where(t.notice.c.id.in_(ids), t.notice.c.scope == Scope.INTERNAL)
    return frozenset(session.execute(statement).scalars())


def store_rendering(session: Session, notice: int, rev: int, rendered: Rendered, buttons: Buttons = ()) -> None:
    """Store what a revision looks like: once for each variant, form and part. buttons: below the last whole text."""
    rows = []
    for (variant, form), parts in rendered.items():
        last = sum(body.file is None and body.poll is None for body in parts) - 1
        rows += [
            {
                "notice": notice, "rev": rev, "variant": variant, "form": form, "part": part, "body": bodies.dump(body),
                "buttons": bodies.dump_buttons(buttons) if variant == "whole" and part == last else None,
            }
            for part, body in _numbered(parts)
        ]  # fmt: skip
    session.execute(insert(t.rendering), rows)


def _numbered(parts: Sequence[Body]) -> list[tuple[int, Body]]:
    """Return parts with their numbers: texts, and files behind them."""
    texts = [body for body in parts if body.file is None and body.poll is None]
    polls = [body for body in parts if body.poll is not None]
    files = [body for body in parts if body.file is not None]
    return [*enumerate(texts), *enumerate(polls, NATIVE_POLL), *enumerate(files, FILES)]


def release(session: Session, notice: StoredNotice, slots: Slots, public_only: frozenset[str], now: datetime) -> int:
    """Freeze the audience of the current revision and release it; return how many deliveries there are.

    Raises AudienceMismatchError, and so changes nothing, when the statement and the pure function disagree.
    """
    facts = notice.addressed
    expected = count_at_release(session, facts, now)
    what = Freezing(
        notice.id,
        notice.rev,
        lane_of(notice.kind, facts.level),
        because_of(facts),
        chosen_at_release(facts, now),
        facts.scope,
        public_only,
    )
    frozen = freeze(session, what, slots)
    if frozen != expected:
        raise AudienceMismatchError(f"{AudienceMismatchError.__doc__} ({frozen} statt {expected})")
    mark_released(session, notice.id, notice.rev, frozen, now)
    return frozen


def mark_released(session: Session, notice: int, rev: int, audience: int, now: datetime) -> None:
    """Note that a revision's audience is frozen and the notice released."""
    v = t.notice_revision.c
    session.execute(
        update(t.notice_revision).where(v.notice == notice, v.rev == rev).values(audience=audience, frozen_at=now)
    )
    released_at = func.coalesce(t.notice.c.released_at, now)
    session.execute(
        update(t.notice).where(t.notice.c.id == notice).values(state=NoticeState.RELEASED, released_at=released_at)
    )


def stop(session: Session, notice: int, state: NoticeState = NoticeState.STOPPED) -> int:
    """Skip what has not left yet and return how many deliveries that are. What is under way goes on."""
    session.execute(update(t.notice).where(t.notice.c.id == notice).values(state=state))
    return _skip_waiting(session, notice, None, state.value)


def correct(session: Session, notice: StoredNotice, new: NewNotice) -> StoredNotice:
    """Write the next revision of a notice down, supersede what waits of the older one, and return the notice anew."""
    rev = notice.rev + 1
    _write_revision(session, notice.id, rev, new)
    for table in (t.notice_region, t.notice_topic, t.notice_programme):
        session.execute(delete(table).where(table.c.notice == notice.id))
    _write_filters(session, notice.id, new.addressed)
    session.execute(
        update(t.notice)
        .where(t.notice.c.id == notice.id)
        .values(
            rev=rev,
            level=new.addressed.level,
            scope=new.addressed.scope,
            statewide=new.addressed.statewide,
            deadline=new.deadline,
            expires_at=new.expires_at,
            starts_at=new.starts_at or notice.starts_at,
        )
    )
    _skip_waiting(session, notice.id, notice.rev, "superseded")
    again = load(session, notice.id)
    assert again is not None
    return again


def set_end(session: Session, notice: int, until: datetime) -> None:
    """Give a notice that is out another end (UTC), and let what waits of it to be sent live just as long."""
    n, d, x, link = t.notice.c, t.delivery.c, t.dispatch.c, t.delivery_dispatch.c
    session.execute(update(t.notice).where(n.id == notice).values(deadline=until, expires_at=until, starts_at=until))
    # What travels in a digest ends with that.
    of_it = (d.notice == notice, d.edition.is_(None), d.digest.is_(None))
    session.execute(update(t.delivery).where(*of_it, d.state == DeliveryState.WAITING.value).values(expires_at=until))
    sent_with = select(link.dispatch).join(t.delivery, d.id == link.delivery).where(*of_it)
    session.execute(update(t.dispatch).where(x.id.in_(sent_with), t.IS_QUEUED).values(expires_at=until))


def link_to_older(session: Session, notice: int, rev: int) -> None:
    """Tell the deliveries of a revision which delivery of an older one has left already, so that it is edited."""
    d, old = t.delivery.c, t.delivery.alias("old")
    left = (DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.WAITING)
    newest = (
        select(func.max(old.c.id))
        .where(old.c.notice == notice, old.c.rev < rev, old.c.recipient == d.recipient, old.c.state.in_(left))
        .scalar_subquery()
    )
    session.execute(update(t.delivery).where(d.notice == notice, d.rev == rev).values(replaces=newest))


def withdraw_sent(session: Session, notice: int, instead: Body, now: datetime, expires_at: datetime) -> int:
    """Queue the deletion of everything that was sent of a notice; return how many calls that are.

    The text of a digest is left alone, for it tells of others too; a file in it that is nobody else's goes.
    The rest of a message that has begun to leave stays here. Doing it twice is like doing it once.
    A message still under way is deleted once it has arrived: its deletion waits for it like a later part.
    Where the network cannot delete, the relay edits the message to show `instead`.
    """
    x, link, d = t.dispatch.c, t.delivery_dispatch.c, t.delivery.c
    _keep_back(session, notice)
    asked = t.dispatch.alias("asked")
    rows = session.execute(
        select(x.id, x.key, x.account, x.address, x.chat, x.thread)
        .join(t.delivery_dispatch, link.dispatch == x.id)
        .join(t.delivery, d.id == link.delivery)
        .where(_is_own(notice), x.op == Op.SEND, x.state.in_(LEFT), x.chat != "")
        .where(~exists().where(asked.c.key == x.key + TAKEN_BACK))
        # A correction has deleted it already.
        .where(~exists().where(asked.c.target == x.id, asked.c.op == Op.DELETE, asked.c.state.in_(LEFT)))
        .distinct()
    ).all()
    queued = [_withdrawal(row, instead, now, expires_at) for row in rows]
    if queued:
        session.execute(insert(t.dispatch), queued)
    return len(queued)


def _keep_back(session: Session, notice: int) -> None:
    """Cancel what of a withdrawn notice is queued still, the rest of messages that have begun to leave too."""
    x, link, d = t.dispatch.c, t.delivery_dispatch.c, t.delivery.c
    calls = t.delivery_dispatch.join(t.delivery, d.id == link.delivery).join(t.dispatch, x.id == link.dispatch)
    mine = select(link.dispatch).select_from(calls).where(_is_own(notice), x.state == DispatchState.QUEUED)
    rest = update(t.dispatch).where(x.id.in_(mine), x.state == DispatchState.QUEUED).returning(x.id)
    values = {"state": DispatchState.CANCELLED, "error": NoticeState.WITHDRAWN.value}
    cancelled = list(session.execute(rest.values(values)).scalars())
    outbox.cancel_rest(session, cancelled)
    outbox.refresh(session, cancelled)


def _is_own(notice: int) -> Any:
    """Return the condition that a dispatch of a delivery carries this notice and no other."""
    x, d = t.dispatch.c, t.delivery.c
    link, other = t.delivery_dispatch.alias("other_link"), t.delivery.alias("other")
    shared = exists().where(link.c.dispatch == x.id, other.c.id == link.c.delivery, other.c.notice != notice)
    return and_(d.notice == notice, or_(d.digest.is_(None), and_(x.seq >= FILES, ~shared)))


def _withdrawal(row: Any, instead: Body, now: datetime, expires_at: datetime) -> dict[str, Any]:
    return {
        "key": row.key + TAKEN_BACK, "account": row.account, "address": row.address, "chat": row.chat,
        "thread": row.thread, "lane": int(Lane.EDIT), "op": Op.DELETE, "target": row.id, "body": bodies.dump(instead),
        "on_unsure": OnUnsure.REPEAT, "created_at": now,
        "not_before": now, "expires_at": expires_at, "repeated": [],
    }  # fmt: skip


def skip_ended(session: Session, dispatches: Sequence[int]) -> None:
    """Skip what came back unsent of notices that were stopped, withdrawn or corrected while it was under way."""
    if not dispatches:
        return
    n, d, link = t.notice.c, t.delivery.c, t.delivery_dispatch.c
    ended = n.state.in_((NoticeState.STOPPED, NoticeState.WITHDRAWN))
    rows = session.execute(
        select(n.id, n.state, n.rev)
        .join(t.delivery, d.notice == n.id)
        .join(t.delivery_dispatch, link.delivery == d.id)
        .where(link.dispatch.in_(dispatches), or_(ended, d.rev < n.rev))
        .distinct()
    )
    for id_, state, rev in rows.all():
        if state == NoticeState.RELEASED:
            _skip_waiting(session, id_, rev - 1, "superseded")
        else:
            _skip_waiting(session, id_, None, state)
        if state == NoticeState.WITHDRAWN:
            _keep_back(session, id_)


def _skip_waiting(session: Session, notice: int, rev: int | None, reason: str) -> int:
    d = t.delivery.c
    return skip(session, d.notice == notice if rev is None else and_(d.notice == notice, d.rev <= rev), reason)


def skip(session: Session, which: Any, reason: str) -> int:
    """Skip those of some deliveries (a condition) that wait and of which nothing has left; return how many."""
    waiting = _unsent(which)
    _cancel(session, waiting, reason)
    result = session.execute(update(t.delivery).where(waiting).values(state=DeliveryState.SKIPPED, reason=reason))
    return int(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult


def unexpand(session: Session, which: Any) -> None:
    """Take the remote calls of such deliveries back, so that they can take another way; not of what may be out."""
    d, link, x = t.delivery.c, t.delivery_dispatch.c, t.dispatch.c
    repeats = exists().where(link.delivery == d.id, link.dispatch == x.id, t.may_be_out(x)).correlate(t.delivery)
    waiting = and_(_unsent(which), ~repeats)
    _cancel(session, waiting, "rerouted")
    session.execute(update(t.delivery).where(waiting).values(expanded_at=None))


def _unsent(which: Any) -> Any:
    d, link, x = t.delivery.c, t.delivery_dispatch.c, t.dispatch.c
    has_left = exists().where(link.delivery == d.id, link.dispatch == x.id, x.state.in_(LEFT)).correlate(t.delivery)
    return and_(which, d.state == DeliveryState.WAITING, ~has_left)


def _cancel(session: Session, waiting: Any, reason: str) -> None:
    d, link, x = t.delivery.c, t.delivery_dispatch.c, t.dispatch.c
    _undo_digests(session, waiting)
    mine = select(d.id).where(waiting)
    queued = select(link.dispatch).where(link.delivery.in_(mine))
    cancelled = session.execute(
        update(t.dispatch)
        .where(x.id.in_(queued), x.state == DispatchState.QUEUED)
        .values(state=DispatchState.CANCELLED, error=reason)
        .returning(x.id)
    )
    outbox.cancel_rest(session, list(cancelled.scalars()))


def _undo_digests(session: Session, waiting: Any) -> None:
    """Take digests that carry one of these deliveries apart again; they are composed anew without it.

    A digest may have gone to two addresses, internal items to one and public ones to the other: only what travels
    with one of these deliveries is undone.
    """
    d, link, x = t.delivery.c, t.delivery_dispatch.c, t.dispatch.c
    found = session.execute(select(d.digest, d.address).where(waiting, d.digest.is_not(None)).distinct()).all()
    for digest, address in found:
        members = select(d.id).where(d.digest == digest, d.address == address)
        calls = list(session.execute(select(link.dispatch).where(link.delivery.in_(members)).distinct()).scalars())
        session.execute(
            update(t.dispatch)
            .where(x.id.in_(calls), x.state == DispatchState.QUEUED)
            .values(state=DispatchState.CANCELLED, error="recomposed")
        )
        session.execute(delete(t.delivery_dispatch).where(link.delivery.in_(members)))
        session.execute(
            update(t.delivery)
            .where(d.digest == digest, d.address == address, d.state == DeliveryState.WAITING)
            .values(digest=None, expanded_at=None)
        )


def _write_revision(session: Session, notice: int, rev: int, new: NewNotice) -> None:
    session.add(
        t.NoticeRevision(
            notice=notice,
            rev=rev,
            title=new.title,
            source=new.source,
            document=new.document,
            text_form=new.text_form,
            follow_up=new.follow_up,
        )
    )
    session.flush()
    assets.write_files(session, notice, rev, new.files, new.created_at)


def _write_filters(session: Session, notice: int, facts: Addressed) -> None:
    for table, name, codes in (
        (t.notice_region, "region", facts.regions),
        (t.notice_topic, "topic", facts.topics),
        (t.notice_programme, "programme", facts.programmes),
    ):
        if codes:
            session.execute(insert(table), [{"notice": notice, name: code} for code in sorted(codes)])
    session.flush()


def latest(session: Session, scopes: Sequence[Scope], count: int) -> list[Any]:
    """Return the newest released notices of these scopes: rows of (id, title, level, released_at, deadline, source)."""
    n, v = t.notice.c, t.notice_revision.c
    statement = (
        select(n.id, v.title, n.level, n.released_at, n.deadline, v.source)
        .join(t.notice_revision, and_(v.notice == n.id, v.rev == n.rev))
        .where(searching.is_readable(scopes))
        .order_by(n.released_at.desc(), n.id.desc())
        .limit(count)
    )
    return list(session.execute(statement).all())


@dataclass(frozen=True, slots=True)
class Filters:
    """By what a notice chooses whom it is for: codes, in order."""

    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


def filters(session: Session, notices: Sequence[int]) -> dict[int, Filters]:
    """Return by what each of these notices chooses."""
    if not notices:
        return {}
    of_each = [
        select(literal(at).label("kind"), table.c.notice, table.c[column].label("code")).where(
            table.c.notice.in_(notices)
        )
        for at, (table, column) in enumerate(
            ((t.notice_region, "region"), (t.notice_topic, "topic"), (t.notice_programme, "programme"))
        )
    ]
    found: dict[int, tuple[list[str], list[str], list[str]]] = {notice: ([], [], []) for notice in notices}
    for kind, notice, code in session.execute(union_all(*of_each)):
        found[notice][kind].append(code)
    return {notice: Filters(*(tuple(sorted(codes)) for codes in kinds)) for notice, kinds in found.items()}

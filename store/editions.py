"""Editions: several notices in one issue. Places get it whole, persons as one digest of what concerns them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, insert, or_, select, true, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.audience import Because, choose, choose_daily, choose_in_edition
from domain.lane import Lane, lane_of
from domain.notice import Level, NoticeKind, NoticeState, Scope
from domain.recipient import RecipientKind, Rhythm
from domain.state import DeliveryState
from store import tables as t
from store.db import insert_new
from store.freeze import (
    AudienceMismatchError,
    Freezing,
    Slots,
    chosen_at_release,
    chosen_daily,
    chosen_ever,
    chosen_in_edition,
    chosen_whole,
    count_items,
    count_whole,
    freeze,
    shown_there,
)
from store.notices import StoredNotice, load, mark_released

#: How the request key of an edition begins; a daily digest has another one.
WEEKLY, DAILY = "edition:", "daily:"


@dataclass(frozen=True, slots=True)
class Item:
    """A notice in an edition, with the section it stands under."""

    notice: StoredNotice
    section: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the Koordination decided about a notice in the edition of a week: where it stands, or that it waits."""

    notice: int
    left_out: bool = False
    section: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The edition of a week as it is being made: its editorial, and what was decided about its notices."""

    slot: str
    editorial: str = ""
    choices: tuple[Choice, ...] = ()


def candidates(session: Session, now: datetime) -> list[StoredNotice]:
    """Return the released notices that no edition holds yet and that are still of use, the pressing ones first."""
    n = t.notice.c
    statement = (
        select(n.id)
        .where(n.state == NoticeState.RELEASED, n.kind == NoticeKind.FACHINFORMATION, n.audience_role.is_(None))
        .where(or_(n.expires_at.is_(None), n.expires_at > now), ~_in_an_edition())
        .order_by(n.released_at, n.id)
    )
    return _pressing_first(session, list(session.execute(statement).scalars()))


def held(session: Session, now: datetime) -> list[StoredNotice]:
    """Return the notices that wait for the next edition to be released with it, and are still of use."""
    n = t.notice.c
    statement = (
        select(n.id)
        .join(t.next_edition, t.next_edition.c.notice == n.id)
        .where(n.state == NoticeState.APPROVED, or_(n.expires_at.is_(None), n.expires_at > now))
        .order_by(n.id)
    )
    return _pressing_first(session, list(session.execute(statement).scalars()))


def put_into_next_edition(session: Session, notice: int, now: datetime) -> None:
    """Let a notice that is written down, and not released yet, go out with the next edition, and not before.

    If its deadline comes before that, the timetable releases it in time.
    """
    insert_new(session, t.next_edition, [{"notice": notice, "since": now}])


def _in_an_edition() -> ColumnElement[bool]:
    edition = t.notice.alias("edition")
    i = t.edition_item.c
    weekly = edition.c.request_key.startswith(WEEKLY, autoescape=True)
    return exists().where(i.notice == t.notice.c.id, edition.c.id == i.edition, weekly)


def _pressing_first(session: Session, ids: Sequence[int]) -> list[StoredNotice]:
    found = [notice for id_ in ids if (notice := load(session, id_)) is not None]
    order = {Level.URGENT: 0, Level.IMPORTANT: 1, Level.INFO: 2}
    return sorted(found, key=lambda notice: order[notice.addressed.level])


# --- the draft of an edition


def draft(session: Session, slot: str) -> Draft:
    """Return the edition of a week as it is being made; an empty draft if nobody has begun."""
    e, c = t.edition_draft.c, t.edition_choice.c
    editorial = session.execute(select(e.editorial).where(e.slot == slot)).scalar_one_or_none() or ""
    rows = session.execute(select(c.notice, c.left_out, c.section, c.position).where(c.slot == slot).order_by(c.notice))
    return Draft(slot, editorial, tuple(Choice(*row) for row in rows))


def begin_draft(session: Session, slot: str, now: datetime) -> bool:
    """Note that the edition of a week is being made; return whether it was not before."""
    return insert_new(session, t.edition_draft, [{"slot": slot, "drafted_at": now, "editorial": ""}]) > 0


def is_told(session: Session, slot: str) -> bool:
    """Return whether the Koordination knows that the edition of a week is drafted."""
    e = t.edition_draft.c
    return session.execute(select(e.slot).where(e.slot == slot, e.told_at.is_not(None))).first() is not None


def tell(session: Session, slot: str, now: datetime) -> bool:
    """Note that the Koordination is told of a draft; return whether it was not before."""
    begin_draft(session, slot, now)
    e = t.edition_draft.c
    untold = update(t.edition_draft).where(e.slot == slot, e.told_at.is_(None)).values(told_at=now)
    return bool(session.execute(untold).rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult


def write_editorial(session: Session, slot: str, text: str, now: datetime) -> None:
    """Write the editorial of a draft."""
    begin_draft(session, slot, now)
    session.execute(update(t.edition_draft).where(t.edition_draft.c.slot == slot).values(editorial=text))


def choose_for(session: Session, slot: str, choices: Sequence[Choice], now: datetime) -> None:
    """Note what was decided about notices of a draft, instead of what was decided about them before."""
    begin_draft(session, slot, now)
    c = t.edition_choice.c
    session.execute(delete(t.edition_choice).where(c.slot == slot, c.notice.in_([one.notice for one in choices])))
    rows = [
        {"slot": slot, "notice": one.notice, "left_out": one.left_out, "section": one.section, "position": one.position}
        for one in choices
    ]
    if rows:
        session.execute(insert(t.edition_choice), rows)


# --- its release


def release_edition(
    session: Session,
    edition: StoredNotice,
    items: Sequence[Item],
    slots: Slots,
    public_only: frozenset[str],
    now: datetime,
) -> dict[str, int]:
    """Freeze the whole edition for places and each item for persons; return the number of both.

    Raises AudienceMismatchError, and so changes nothing, when statement and pure function disagree.
    """
    scope = edition.addressed.scope
    places = freeze(session, _whole(edition, public_only), slots)
    _demand(places, count_whole(session, scope, now))
    persons = 0
    for position, item in enumerate(items):
        persons += _put_item(session, edition.id, item, position, slots, public_only, now, daily=False)
    mark_released(session, edition.id, edition.rev, places, now)
    return {"places": places, "items": persons}


def release_daily(
    session: Session, issue: StoredNotice, items: Sequence[Item], slots: Slots, public_only: frozenset[str],
    now: datetime,
) -> int:  # fmt: skip
    """Freeze each item for those who take the daily digest and have it not yet; return how many deliveries that are.

    Raises AudienceMismatchError like release_edition.
    """
    frozen = sum(
        _put_item(session, issue.id, item, position, slots, public_only, now, daily=True)
        for position, item in enumerate(items)
    )
    mark_released(session, issue.id, issue.rev, 0, now)
    return frozen


def daily_expected(session: Session, notice: StoredNotice, now: datetime) -> int:
    """Return how many would get a notice with the daily digest now."""
    return count_items(session, notice.addressed, now, _has_it(session, notice), choose_daily)


def has_daily_readers(session: Session) -> bool:
    """Return whether anybody takes the daily digest at all."""
    c = t.rhythm.c
    return session.execute(select(c.recipient).where(c.value == Rhythm.TAEGLICH).limit(1)).first() is not None


def hurry(session: Session, notice: StoredNotice, slots: Slots, public_only: frozenset[str], now: datetime) -> int:
    """Freeze a released notice, whose `at_once` has grown, for those who have it not yet; return how many those are."""
    facts = notice.addressed
    expected = count_items(session, facts, now, _has_it(session, notice), choose)
    frozen = freeze(session, _freezing(notice, chosen_at_release(facts, now), None, public_only), slots)
    _demand(frozen, expected)
    v = t.notice_revision.c
    mine = (v.notice == notice.id, v.rev == notice.rev)
    session.execute(update(t.notice_revision).where(*mine).values(audience=func.coalesce(v.audience, 0) + frozen))
    return frozen


def chosen_by_any(items: Sequence[Item], scope: Scope, now: datetime) -> ColumnElement[bool]:
    """Return as SQL who would get an edition of these items, whole or as a digest."""
    d = t.delivery.alias("has")
    persons = [
        and_(
            chosen_in_edition(one.notice.addressed, now),
            ~exists().where(d.c.notice == one.notice.id, d.c.rev == one.notice.rev, d.c.recipient == t.recipient.c.id),
            ~shown_there(one.notice.id, one.notice.rev),
        )
        for one in items
    ]
    return or_(chosen_whole(scope), *persons)


def carry_on(
    session: Session, notice: StoredNotice, older_rev: int, slots: Slots, public_only: frozenset[str], now: datetime
) -> int:
    """Freeze a corrected notice for those whom the older revision reached, or was to reach, with an edition.

    Whose digest was still waiting gets the new text in it; who had it gets the correction as a message of its own,
    whatever their rhythm is by now.
    """
    old = t.delivery.alias("older")
    of_old = and_(old.c.notice == notice.id, old.c.rev <= older_rev, old.c.recipient == t.recipient.c.id)
    superseded = and_(old.c.state == DeliveryState.SKIPPED, old.c.reason == "superseded")
    had = old.c.state.in_((DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.WAITING))
    reads = chosen_ever(notice.addressed, now)
    frozen = 0
    for edition in _editions_of(session, notice.id):
        mine = and_(reads, exists().where(of_old, old.c.edition == edition, superseded))
        frozen += freeze(session, replace(_freezing(notice, mine, edition, public_only), lane=Lane.BULK), slots)
    # Urgent ones come at once to nobody who did not tick that; only who met it in a digest is told there.
    anyhow = notice.addressed.level is not Level.URGENT
    mine = and_(reads, exists().where(of_old, or_(had, superseded), true() if anyhow else old.c.edition.is_not(None)))
    for where in (mine, _places_with_edition(notice)):
        frozen += freeze(session, _freezing(notice, where, None, public_only), slots)
    return frozen


def item_sections(session: Session, edition: int) -> dict[int, tuple[int, str]]:
    """Return position and section of each notice in an edition, by the notice's id."""
    c = t.edition_item.c
    rows = session.execute(select(c.notice, c.position, c.section).where(c.edition == edition))
    return {notice: (position, section) for notice, position, section in rows}


def _whole(edition: StoredNotice, public_only: frozenset[str]) -> Freezing:
    scope = edition.addressed.scope
    return Freezing(edition.id, edition.rev, Lane.BULK, Because.LANDESWEIT, chosen_whole(scope), scope, public_only)


def _put_item(
    session: Session, edition: int, item: Item, position: int, slots: Slots, public_only: frozenset[str],
    now: datetime, *, daily: bool,
) -> int:  # fmt: skip
    """Put a notice into an edition or a daily digest, and return how many get it there."""
    notice = item.notice
    chooses, chosen = (choose_daily, chosen_daily) if daily else (choose_in_edition, chosen_in_edition)
    expected = count_items(session, notice.addressed, now, _has_it(session, notice), chooses)
    what = replace(_freezing(notice, chosen(notice.addressed, now), edition, public_only), lane=Lane.BULK)
    frozen = freeze(session, what, _until(notice.expires_at, slots))
    _demand(frozen, expected)
    session.execute(
        insert(t.edition_item).values(
            edition=edition, notice=notice.id, rev=notice.rev, section=item.section, position=position,
            audience=frozen,
        )
    )  # fmt: skip
    return frozen


def _has_it(session: Session, notice: StoredNotice) -> Sequence[int]:
    d = t.delivery.c
    own = session.execute(select(d.recipient).where(d.notice == notice.id, d.rev == notice.rev)).scalars()
    there = select(t.recipient.c.id).where(shown_there(notice.id, notice.rev))
    return [*own, *session.execute(there).scalars()]


def _until(end: datetime | None, slots: Slots) -> Slots:
    """Return the slots of an edition for an item that has an end of its own."""

    def slot(spec: str, offhours: bool) -> tuple[datetime, datetime]:
        first, until = slots(spec, offhours)
        return first, until if end is None else min(until, end)

    return slot


def _freezing(
    notice: StoredNotice, where: ColumnElement[bool], edition: int | None, public_only: frozenset[str]
) -> Freezing:
    facts = notice.addressed
    because = Because.LANDESWEIT if facts.statewide else Because.REGION_TOPIC
    lane = lane_of(notice.kind, facts.level)
    return Freezing(notice.id, notice.rev, lane, because, where, facts.scope, public_only, edition)


def _places_with_edition(notice: StoredNotice) -> ColumnElement[bool]:
    d, i = t.delivery.alias("whole"), t.edition_item.c
    had = exists().where(
        i.notice == notice.id,
        d.c.notice == i.edition,
        d.c.recipient == t.recipient.c.id,
        d.c.state.in_((DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.WAITING)),
    )
    readable = t.place.c.scope == Scope.INTERNAL if notice.addressed.scope is Scope.INTERNAL else true()
    return and_(t.recipient.c.kind == RecipientKind.PLACE, had, readable)


def _editions_of(session: Session, notice: int) -> list[int]:
    c = t.edition_item.c
    return list(session.execute(select(c.edition).where(c.notice == notice)).scalars())


def _demand(frozen: int, expected: int) -> None:
    if frozen != expected:
        raise AudienceMismatchError(f"{AudienceMismatchError.__doc__} ({frozen} statt {expected})")

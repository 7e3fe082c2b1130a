"""Editions: several notices in one issue. Places get it whole, persons as one digest of what concerns them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, exists, insert, or_, select, true
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.audience import Because
from domain.lane import Lane, lane_of
from domain.notice import Level, NoticeKind, NoticeState, Scope
from domain.recipient import RecipientKind
from domain.state import DeliveryState
from store import tables as t
from store.freeze import (
    AudienceMismatchError,
    Freezing,
    Slots,
    chosen_weekly,
    chosen_whole,
    count_weekly,
    count_whole,
    freeze,
)
from store.notices import StoredNotice, load, mark_released


@dataclass(frozen=True, slots=True)
class Item:
    """A notice in an edition, with the section it stands under."""

    notice: StoredNotice
    section: str


def candidates(session: Session, now: datetime) -> list[StoredNotice]:
    """Return the released notices that no edition holds yet and that are still of use, the pressing ones first."""
    n = t.notice.c
    in_edition = exists().where(t.edition_item.c.notice == n.id)
    statement = (
        select(n.id)
        .where(n.state == NoticeState.RELEASED, n.kind == NoticeKind.FACHINFORMATION, n.audience_role.is_(None))
        .where(or_(n.expires_at.is_(None), n.expires_at > now), ~in_edition)
        .order_by(n.released_at, n.id)
    )
    found = [notice for id_ in session.execute(statement).scalars() if (notice := load(session, id_)) is not None]
    order = {Level.URGENT: 0, Level.IMPORTANT: 1, Level.INFO: 2}
    return sorted(found, key=lambda notice: order[notice.addressed.level])


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
        frozen = _freeze_item(session, edition.id, item.notice, slots, public_only, now)
        session.execute(
            insert(t.edition_item).values(
                edition=edition.id, notice=item.notice.id, rev=item.notice.rev, section=item.section,
                position=position, audience=frozen,
            )
        )  # fmt: skip
        persons += frozen
    mark_released(session, edition.id, edition.rev, places, now)
    return {"places": places, "items": persons}


def carry_on(
    session: Session, notice: StoredNotice, older_rev: int, slots: Slots, public_only: frozenset[str], now: datetime
) -> int:
    """Freeze a corrected notice for those whom the older revision reached, or was to reach, with an edition.

    Whose digest was still waiting gets the new text in it; who had it gets the correction as a message of its own.
    """
    old = t.delivery.alias("older")
    of_old = and_(old.c.notice == notice.id, old.c.rev == older_rev, old.c.recipient == t.recipient.c.id)
    superseded = and_(old.c.state == DeliveryState.SKIPPED, old.c.reason == "superseded")
    had = old.c.state.in_((DeliveryState.SENT, DeliveryState.UNSURE, DeliveryState.WAITING))
    weekly = chosen_weekly(notice.addressed, now)
    frozen = 0
    for edition in _editions_of(session, notice.id):
        mine = and_(weekly, exists().where(of_old, old.c.edition == edition, superseded))
        frozen += freeze(session, replace(_freezing(notice, mine, edition, public_only), lane=Lane.BULK), slots)
    mine = and_(weekly, exists().where(of_old, old.c.edition.is_not(None), had))
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


def _freeze_item(
    session: Session, edition: int, notice: StoredNotice, slots: Slots, public_only: frozenset[str], now: datetime
) -> int:
    d = t.delivery.c
    has_it = session.execute(select(d.recipient).where(d.notice == notice.id, d.rev == notice.rev)).scalars().all()
    expected = count_weekly(session, notice.addressed, now, has_it)
    where = chosen_weekly(notice.addressed, now)
    what = replace(_freezing(notice, where, edition, public_only), lane=Lane.BULK)
    frozen = freeze(session, what, _until(notice.expires_at, slots))
    _demand(frozen, expected)
    return frozen


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

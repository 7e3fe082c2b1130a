"""What comes by the calendar: the daily digest, the draft of the edition, and what cannot wait for either."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from content import dates, sections, words
from domain import expiry, slots
from domain.audience import Addressed
from domain.lane import Lane
from domain.message import Body, Button
from domain.notice import Level, NoticeKind, NoticeState, Scope
from domain.quiet import ZONE
from domain.state import Op
from domain.unsure import rule_for
from scheduler import publishing
from scheduler.holidays import quiet_days
from scheduler.publishing import Publisher
from store import bodies, editions, notices, outbox, people
from store.db import Store
from store.notices import NewNotice

log = structlog.get_logger()

#: A daily digest that could not be made for so long after its hour is made no more: the next one has it all.
_DAILY_LATEST = timedelta(hours=8)
#: Gives the command that shows the draft.
SHOW_DRAFT = "1:ausgabe"


async def run(store: Store, by: Publisher) -> None:
    """Do what the calendar asks for now; each part once, in a transaction of its own, and it looks before it writes."""
    if await store.read(lambda s: pressing(s, by)):
        await store.write(lambda s: hurry(s, by))
    if await store.read(lambda s: is_daily_due(s, by)):
        await store.write(lambda s: release_daily(s, by))
    if await store.read(lambda s: is_draft_due(s, by)):
        await store.write(lambda s: draft_edition(s, by))


# --- what cannot wait


def pressing(session: Session, by: Publisher) -> list[int]:
    """Return the notices that wait for a digest which comes too late for their deadline."""
    waiting = [*editions.candidates(session, by.now), *editions.held(session, by.now)]
    with_deadline = [one for one in waiting if one.deadline is not None and one.deadline > by.now]
    return [one.id for one in with_deadline if publishing.hurried(session, one, by).addressed.at_once != slots.AT_ONCE]


def hurry(session: Session, by: Publisher) -> int:
    """Send at once what cannot wait, to those who have it not yet; return how many deliveries that are."""
    frozen = 0
    for id_ in pressing(session, by):
        notice = notices.load(session, id_)
        assert notice is not None
        if notice.state is NoticeState.APPROVED:
            frozen += publishing.release(session, notice, by)
            continue
        times = publishing.slots_of(notice, by.now)
        frozen += editions.hurry(session, publishing.hurried(session, notice, by), times, by.public_only, by.now)
    by.crash("freeze.before_commit")
    return frozen


# --- the daily digest


def is_daily_due(session: Session, by: Publisher) -> bool:
    """Return whether today's digest is to be made now."""
    today, days = by.now.astimezone(ZONE).date(), quiet_days(by.now.astimezone(ZONE).year)
    if not slots.is_working_day(today, days):
        return False
    late = by.now - slots.daily_at(by.calendar, today)
    if not timedelta(0) <= late <= _DAILY_LATEST:
        return False
    done = notices.find_by_request(session, _daily_request(by.now)) is not None
    return not done and editions.has_daily_readers(session)


def release_daily(session: Session, by: Publisher) -> int:
    """Release today's digest, if it holds anything for anybody; return how many deliveries there are."""
    if not is_daily_due(session, by):
        return 0
    waiting = editions.candidates(session, by.now)
    items = [
        editions.Item(one, sections.section_of(one.addressed.level, one.addressed.topics, one.title))
        for one in waiting
        if editions.daily_expected(session, one, by.now)
    ]
    if not items:
        return 0
    items = sections.in_order(
        items, lambda one: sections.Standing(one.section, None, one.notice.deadline, one.notice.starts_at)
    )
    facts = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
    title = words.daily_title(dates.day(by.now))
    new = NewNotice(_daily_request(by.now), NoticeKind.EDITION, title, facts, "", by.now, "calendar", text_form="text")
    issue = notices.load(session, notices.create(session, new))
    assert issue is not None
    times = publishing.slots_of(issue, by.now)
    frozen = editions.release_daily(session, issue, items, times, by.public_only, by.now)
    by.crash("freeze.before_commit")
    log.info("daily digest", items=len(items), deliveries=frozen)
    return frozen


def _daily_request(now: datetime) -> str:
    return f"{editions.DAILY}{now.astimezone(ZONE).date().isoformat()}"


# --- the draft of the edition


def is_draft_due(session: Session, by: Publisher) -> bool:
    """Return whether the Koordination is to be told now that there is an edition to look through."""
    slot = slots.week_of(by.now)
    at = slots.edition_at(by.calendar, by.now, quiet_days(by.now.astimezone(ZONE).year))
    if by.now < at or editions.is_told(session, slot):
        return False
    released = notices.find_by_request(session, publishing.edition_request(slot)) is not None
    return not released and bool(publishing.plan_edition(session, by.now))


def draft_edition(session: Session, by: Publisher) -> int:
    """Note that the edition of this week is drafted, and tell the Koordination; return how many were told."""
    slot = slots.week_of(by.now)
    if not editions.tell(session, slot, by.now):
        return 0
    items = publishing.plan_edition(session, by.now)
    told = bodies.dump(Body(words.draft_ready(words.edition_title(slot), len(items))))
    buttons = bodies.dump_buttons(((Button(words.SHOW_DRAFT, SHOW_DRAFT),),))
    to = people.coordination(session)
    outbox.enqueue(session, [_message(one, slot, told, buttons, by.now) for one in to])
    return len(to)


def _message(
    to: people.CoordinationAddress, slot: str, body: str, buttons: str | None, now: datetime
) -> dict[str, object]:
    return {
        "key": f"draft-{slot}-{to.address}",
        "account": to.account,
        "address": to.address,
        "chat": to.chat,
        "thread": to.thread,
        "lane": int(Lane.NORMAL),
        "op": Op.SEND.value,
        "body": body,
        "buttons": buttons,
        "on_unsure": rule_for(Op.SEND, NoticeKind.REMINDER).value,
        "created_at": now,
        "not_before": now,
        "expires_at": now + expiry.BULK,
        "repeated": [],
    }

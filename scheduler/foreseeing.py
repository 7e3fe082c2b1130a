"""Who will have a notice when, if it is released now: from what the database and the budgets say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from channels.pacing import Network, network_of
from content import render
from content.blocks import Document
from domain import quiet
from domain.audience import Because
from domain.foretelling import Group, Outlook, foretell
from domain.lane import Lane, lane_of
from domain.pacing import Budget, Load
from domain.quiet import ZONE
from domain.recipient import RecipientKind
from domain.slots import Calendar
from scheduler.holidays import quiet_days
from scheduler.publishing import hurry, shown
from store import accounts
from store.editions import Item, chosen_by_any
from store.freeze import Freezing, Reach, because_of, chosen_at_release, reach
from store.notices import NewNotice


def outlook(
    session: Session,
    new: NewNotice,
    public_only: frozenset[str],
    now: datetime,
    pace: float | None = 1.0,
    calendar: Calendar | None = None,
) -> tuple[Outlook, Mapping[str, str]]:
    """Return who would have a notice when, and what people call the networks of the accounts in it.

    pace: how many times as fast as the networks allow; None: no pacing at all.
    """
    facts = hurry(session, new.addressed, new.deadline, now, calendar or Calendar())
    lane = lane_of(new.kind, new.addressed.level)
    where = chosen_at_release(facts, now)
    what = Freezing(0, 0, lane, because_of(facts), where, facts.scope, public_only)
    return _outlook(session, what, shown(session, new), len(new.files), new.deadline, now, pace)


def outlook_of_edition(
    session: Session,
    new: NewNotice,
    items: Sequence[Item],
    document: Document,
    public_only: frozenset[str],
    now: datetime,
    pace: float | None = 1.0,
) -> tuple[Outlook, Mapping[str, str]]:
    """Return the same for an edition of these items, which places get whole and persons as one digest each."""
    where = chosen_by_any(items, new.addressed.scope, now)
    what = Freezing(0, 0, Lane.BULK, Because.LANDESWEIT, where, new.addressed.scope, public_only)
    files = len({file.file for item in items for file in item.notice.files})
    return _outlook(session, what, document, files, None, now, pace)


def _outlook(
    session: Session,
    what: Freezing,
    document: Document,
    files: int,
    deadline: datetime | None,
    now: datetime,
    pace: float | None,
) -> tuple[Outlook, Mapping[str, str]]:
    found = reach(session, what)
    known = {one.account: _network(session, one.account) for one in found if one.account}
    parts = {name: len(render.render(document, one.form)) + files for name, one in known.items()}
    budgets: dict[str, Budget | None] = {
        name: one.budget.faster(pace) if pace is not None else None for name, one in known.items()
    }
    groups = [_group(one, what.lane, now) for one in found]
    return foretell(groups, budgets, parts, now, deadline), {name: one.name for name, one in known.items()}


def _network(session: Session, account: str) -> Network:
    return network_of(account, limited=accounts.known(session, account).limited)


def _group(one: Reach, lane: Lane, now: datetime) -> Group:
    is_person = one.kind is RecipientKind.PERSON
    load = Load(one.recipients * is_person, one.recipients * (not is_person), unopened=one.by_name)
    if not quiet.holds_for(lane, urgent_offhours=one.offhours):
        return Group(one.account, load, now)
    hours, days = quiet.read_quiet(one.quiet), quiet_days(now.astimezone(ZONE).year)
    assert hours is not None, one.quiet
    first = quiet.next_allowed(hours, now, days)
    until = quiet.next_quiet(hours, first, days)
    return Group(one.account, load, first, until, quiet.next_allowed(hours, until, days))

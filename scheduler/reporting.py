"""Who released something to many is told, after the time it takes, what became of it: per region, in one message."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from content import words
from content.foreign import disarmed_text
from domain.lane import Lane
from domain.message import Body
from domain.recipient import Role
from domain.state import DeliveryState, Op
from domain.unsure import OnUnsure
from store import acknowledging, bodies, editors, listings, notices, outbox, reference, reports
from store.db import Store
from store.editors import Report

#: A report that could not be sent for so long is none any more.
#: How often the job looks: at each full quarter of an hour.
QUARTER = timedelta(minutes=15)
_USEFUL = timedelta(days=1)
_STATES = (DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.UNSURE)


def next_look(done_at: datetime) -> datetime:
    """Return when a report comes of what is done at a moment: the next time that the job looks."""
    return done_at + QUARTER - timedelta(seconds=done_at.timestamp() % QUARTER.total_seconds())


async def tell_reports(store: Store, now: datetime, public_only: frozenset[str] = frozenset()) -> None:
    """Tell the reports that are due, each once. public_only: accounts that carry nothing internal, so no names."""
    if await store.read(lambda s: editors.due_reports(s, now)):
        await store.write(lambda s: note_reports(s, now, public_only))


def note_reports(session: Session, now: datetime, public_only: frozenset[str] = frozenset()) -> int:
    """Queue the reports that are due and note them as told, in this transaction; return how many."""
    due = editors.due_reports(session, now)
    for report in due:
        # Who agreed to be named has agreed to be named to the Koordination.
        with_names = report.role is Role.COORDINATION and report.account not in public_only
        outbox.enqueue(session, [_row(session, report, now, with_names=with_names)])
        editors.mark_told(session, report, now)
    return len(due)


def text_about(session: Session, notice: int, *, with_names: bool = False) -> str:
    """Return what became of a notice so far: in all, and by region. with_names: also which Federführende took note."""
    found = reports.about(session, notice)
    assert found is not None
    # A report may go to any network.
    hidden = bool(notices.internal_among(session, [notice]))
    title = words.internal_title(notice) if hidden else disarmed_text(found.title)
    names = {**reference.region_names(session), listings.STATEWIDE: words.STATEWIDE}
    lines = [f"{names[code]}: {states(found.regions[code])}" for code in names if code in found.regions]
    # What stands in several regions counts in each: the sum says how many there are.
    if noted := took_note(session, notice, names, with_names=with_names):
        lines += ["", *noted]
    return "\n".join([words.report_title(title), states(found.states), "", *lines])


def took_note(session: Session, notice: int, names: Mapping[str, str], *, with_names: bool) -> tuple[str, ...]:
    """Return the lines about who took note. with_names: also of those Federführende who agreed to it, by region."""
    counts = acknowledging.by_region(session, notice)
    shown = ", ".join(f"{names[code]} {counts[code]}" for code in names if code in counts)
    lines = [words.TOOK_NOTE.format(counts=shown)] if shown else []
    if with_names and (found := acknowledging.named(session, notice)):
        told = [_named(one, names) for one in found]
        lines.append(words.TOOK_NOTE_NAMES.format(names=", ".join(told)))
    return tuple(lines)


def _named(one: acknowledging.Named, names: Mapping[str, str]) -> str:
    where = ", ".join(name for code, name in names.items() if code in one.regions)
    return f"{disarmed_text(one.name)} ({where})" if where else disarmed_text(one.name)


def states(counts: Mapping[str, int]) -> str:
    """Return how many are in which state, in words."""
    told = [f"{counts.get(state.value, 0)} {words.DELIVERY_STATES[state]}" for state in _STATES]
    if skipped := counts.get(DeliveryState.SKIPPED.value, 0):
        told.append(f"{skipped} {words.DELIVERY_STATES[DeliveryState.SKIPPED]}")
    return ", ".join(told)


def _row(session: Session, report: Report, now: datetime, *, with_names: bool) -> dict[str, object]:
    return {
        "key": f"report-{report.notice}-{report.address}",
        "account": report.account,
        "address": report.address,
        "chat": report.chat,
        "thread": report.thread,
        # They asked for it at this time, so that quiet hours do not hold it.
        "lane": int(Lane.REPLY),
        "op": Op.SEND.value,
        "body": bodies.dump(Body(text_about(session, report.notice, with_names=with_names))),
        "on_unsure": OnUnsure.REPEAT_MARKED.value,
        "created_at": now,
        "not_before": now,
        "expires_at": now + _USEFUL,
        "repeated": [],
    }

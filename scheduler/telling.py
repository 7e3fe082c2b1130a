"""The Koordination is told, once, of a source that fails for long or says much less than it used to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session

from content import dates
from domain import expiry
from domain.health import Trouble, is_failing, is_silent, usual_gap
from domain.lane import Lane
from domain.message import Body
from domain.notice import NoticeKind
from domain.state import Op
from domain.unsure import rule_for
from store import bodies, outbox, people, sources
from store.db import Store
from store.people import CoordinationAddress
from store.sources import SourceRow

log = structlog.get_logger()

_HEADING = "Hinweis zu den Quellen des Informationsdienstes"
_CLOSING = "Welche Quellen es gibt und wie es ihnen geht, zeigt „quellen“."
#: Sources that one message names; the list has them all.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class _Case:
    """A source, and what is wrong with it now."""

    source: SourceRow
    trouble: Trouble | None


async def tell_of_trouble(store: Store, now: datetime) -> None:
    """Tell the Koordination of sources that are newly in trouble: one message for all of them; and note recoveries."""
    if await store.read(lambda s: sources.suspects(s, now)):
        await store.write(lambda s: note_trouble(s, now))


def note_trouble(session: Session, now: datetime) -> int:
    """Note whose trouble has begun or ended, and queue a message to each Koordination; return how many are new.

    Both are in this transaction: what is noted was told, what was told is never told again until it is over.
    """
    cases = [_Case(one, _trouble(session, one, now)) for one in sources.suspects(session, now)]
    for case in cases:
        if case.source.told and case.trouble != case.source.told:
            sources.mark_told(session, case.source.id, "", now)
    fresh = [case for case in cases if case.trouble is not None and case.trouble != case.source.told]
    for case in fresh:
        assert case.trouble is not None
        sources.mark_told(session, case.source.id, case.trouble, now, case.source.last_error)
        log.warning("source in trouble", source=case.source.url, trouble=case.trouble.value)
    if fresh:
        outbox.enqueue(session, _messages(fresh, people.coordination(session), now))
    return len(fresh)


def _trouble(session: Session, source: SourceRow, now: datetime) -> Trouble | None:
    if is_failing(now, source.fails, source.failing_since):
        return Trouble.FAILING
    if source.fails:
        # While it cannot be read, nobody knows whether it says anything; what was told before still holds.
        return Trouble(source.told) if source.told else None
    gap = usual_gap(sources.days_with_news(session, source.id))
    return Trouble.SILENT if is_silent(now, source.last_new_at, gap) else None


def _messages(
    cases: Sequence[_Case], addresses: Sequence[CoordinationAddress], now: datetime
) -> list[dict[str, object]]:
    body = bodies.dump(Body(text_about([case.source for case in cases], [_words(case) for case in cases])))
    incident = f"feeds-{cases[0].source.id}-{now:%Y%m%dT%H%M%S%f}"
    return [
        {
            "key": f"{incident}-{one.address}",
            "account": one.account,
            "address": one.address,
            "chat": one.chat,
            "thread": one.thread,
            "lane": int(Lane.NORMAL),
            "op": Op.SEND.value,
            "body": body,
            "on_unsure": rule_for(Op.SEND, NoticeKind.REMINDER).value,
            "created_at": now,
            "not_before": now,
            "expires_at": now + expiry.BULK,
            "repeated": [],
        }
        for one in addresses
    ]


def text_about(named: Sequence[SourceRow], words: Sequence[str]) -> str:
    """Return the message about sources in trouble. words: what is wrong with each."""
    lines = [
        f"– {source.title or source.url}: {said}" for source, said in zip(named[:_NAMED], words[:_NAMED], strict=True)
    ]
    if len(named) > _NAMED:
        lines.append(f"– und {len(named) - _NAMED} weitere")
    return "\n".join([_HEADING, "", *lines, "", _CLOSING])


def _words(case: _Case) -> str:
    source = case.source
    if case.trouble is Trouble.FAILING and source.failing_since is not None:
        return f"seit {dates.day(source.failing_since)} nicht zu lesen ({source.last_error})."
    assert source.last_new_at is not None
    return f"seit {dates.day(source.last_new_at)} keine neue Meldung; das ist viel länger als sonst."

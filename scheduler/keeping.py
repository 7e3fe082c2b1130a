"""Time passes: pauses end, people fall silent, and what was kept long enough is forgotten."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import Session

from content import dates
from content import service_words as words
from content.blocks import Block, Document, Paragraph, Run, bold, paragraph
from content.foreign import disarmed_text
from domain.message import Button
from domain.notice import Level, Scope
from scheduler.saying import say_to
from store import erasing, members, retention, terms
from store.db import Store
from store.terms import Term

log = structlog.get_logger()

#: How much of what is open is told at once.
_TOLD = 10
_STAY = ((Button(words.STAY, words.STAY_PAYLOAD),),)


async def forget(store: Store, now: datetime) -> None:
    """Forget what was kept long enough; ask the silent, once, and erase those who say nothing for a month more."""
    forgotten = await store.write(lambda s: retention.forget(s, now))
    erased = await store.write(lambda s: _erase_silent(s, now))
    asked = await store.write(lambda s: _ask_silent(s, now))
    log.info("forgotten", deliveries=forgotten.deliveries, dispatches=forgotten.dispatches, bodies=forgotten.bodies,
             parked=forgotten.parked, attendance=forgotten.attendance, asked=asked, erased=erased)  # fmt: skip


def _ask_silent(session: Session, now: datetime) -> int:
    asked = 0
    for person in retention.to_ask(session, now):
        text = Document((paragraph(words.STILL_THERE),))
        # Who cannot be written to was not asked.
        if say_to(session, retention.question(person, now), person, text, now, buttons=_STAY):
            retention.asked(session, person, now)
            asked += 1
    return asked


def _erase_silent(session: Session, now: datetime) -> int:
    gone = retention.to_erase(session, now)
    for person in gone:
        erasing.erase(session, person, now)
    return len(gone)


async def resume(store: Store, now: datetime) -> None:
    """End the pauses whose time is over, and tell each of these people in one message what is still open."""
    if await store.read(lambda s: retention.pauses_over(s, now)):
        await store.write(lambda s: end_pauses(s, now))


def end_pauses(session: Session, now: datetime) -> int:
    """Do it, and return how many those were."""
    over = retention.pauses_over(session, now)
    for person in over:
        members.pause(session, person, None)
        blocks = (paragraph(words.PAUSE_OVER), *still_open(session, person, now, (Scope.PUBLIC,)))
        say_to(session, f"pause-{person}-{now:%Y%m%dT%H%M%S}", person, Document(blocks), now)
    return len(over)


def still_open(session: Session, person: int, now: datetime, scopes: Sequence[Scope]) -> tuple[Block, ...]:
    """Return what is open of what did not reach somebody: deadlines to come, and what is urgent.

    scopes: what may be told where it is told.
    """
    chosen = members.subscription(session, person)
    found = terms.missed(session, person, scopes, chosen, now, _TOLD)
    if not found:
        return ()
    return (paragraph(words.STILL_OPEN), *map(_line, found), paragraph(words.AGAIN))


def _line(term: Term) -> Paragraph:
    if term.at is None:
        lead = words.URGENT
    else:
        lead = (words.BEGINS if term.begins else words.DEADLINE).format(at=dates.due(term.at))
    urgent = words.URGENT if term.level is Level.URGENT and term.at is not None else ""
    title = bold(disarmed_text(term.title))
    return Paragraph((Run(urgent + lead), title, Run(words.NUMBER.format(number=term.notice))))

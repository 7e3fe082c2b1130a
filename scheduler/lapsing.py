"""What nobody decides does not wait for ever: hints and questions, and what waits for a second pair of eyes.

Nothing goes silently: the Koordination hears two weeks before that hints will go, whoever gave or wrote something hears
that it is gone, and the audit says so too.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from content import dates
from content import service_words as words
from content.foreign import disarmed_text
from scheduler import letters, proposing
from store import audit, handed_in, notices, proposals, waiting
from store.db import Store
from store.handed_in import Undecided
from store.proposals import Proposal

#: How long a hint or a question, with its files, waits for a decision; and how long before its end that is told.
KEEP_UNDECIDED, TOLD_BEFORE = timedelta(days=90), timedelta(days=14)
#: How long something waits for a second pair of eyes.
KEEP_UNREAD = timedelta(days=14)
_JOB = "timetable"


async def lapse(store: Store, now: datetime) -> None:
    """Let go what waited too long, or for something that is not as it was."""
    await store.write(lambda s: lapse_hints(s, now))
    await store.write(lambda s: lapse_proposals(s, now))
    await store.write(lambda s: lapse_drafts(s, now))


def lapse_hints(session: Session, now: datetime) -> int:
    """Announce which hints and questions will go, discard those that were announced, and return how many went."""
    waits = handed_in.undecided(session, now - KEEP_UNDECIDED + TOLD_BEFORE)
    told = audit.moments(session, "entry.lapse_told", [f"entry:{one.entry}" for one in waits])
    fresh = [one for one in waits if f"entry:{one.entry}" not in told]
    if fresh:
        _announce(session, fresh, now)
    over = [one for one in waits if told.get(f"entry:{one.entry}", now) <= now - TOLD_BEFORE]
    for one in over:
        _discard(session, one, now)
    return len(over)


def _announce(session: Session, fresh: list[Undecided], now: datetime) -> None:
    for one in fresh:
        audit.note(session, _JOB, "entry.lapse_told", f"entry:{one.entry}", now)
    day = dates.day(now + TOLD_BEFORE)
    text = (words.HINT_LAPSES if len(fresh) == 1 else words.HINTS_LAPSE).format(count=len(fresh), day=day)
    koordination = waiting.may_approve(session, frozenset(), statewide=True, not_by="")
    letters.write(session, f"lapses-{fresh[-1].entry}", koordination, text, now)


def _discard(session: Session, one: Undecided, now: datetime) -> None:
    handed_in.let_lapse(session, one.entry)
    audit.note(session, _JOB, "entry.lapsed", f"entry:{one.entry}", now)
    title = disarmed_text(one.title)
    giver = waiting.written_to(session, one.key)
    if giver is not None and not one.answered:
        letters.write(session, f"lapsed-{one.entry}", [giver], words.GIVEN_LAPSED[one.kind].format(title=title), now)
    others = [
        other for other in waiting.may_approve(session, frozenset(), statewide=True, not_by=one.key)
        if not one.answered
    ]  # fmt: skip
    letters.write(session, f"lapsed-{one.entry}", others, words.LAPSED_UNDECIDED.format(title=title), now)


def lapse_proposals(session: Session, now: datetime) -> int:
    """Let go the changes and editions that nobody can agree to any more, or nobody did; return how many those were."""
    over = [(one, proposing.holds(session, one, now)) for one in proposals.waiting(session)]
    over = [(one, holds) for one, holds in over if not holds or one.created_at <= now - KEEP_UNREAD]
    for one, holds in over:
        proposals.take(session, one.id)
        audit.note(session, _JOB, "proposal.lapsed", _subject(one), now)
        told = words.PROPOSAL_UNREAD if holds else words.PROPOSAL_STALE
        title = letters.called(session, one.notice, one.title)
        _tell(session, f"lapsed-v{one.id}", one.author, told.format(title=title), now)
    return len(over)


def _subject(one: Proposal) -> str:
    return f"notice:{one.notice}" if one.notice is not None else f"edition:{one.data['slot']}"


def lapse_drafts(session: Session, now: datetime) -> int:
    """Give back the notices that nobody has approved in time; return how many those were."""
    over = waiting.unread(session, now - KEEP_UNREAD, now)
    for one in over:
        title = letters.called(session, one.id, one.title)
        notices.stop(session, one.id)
        audit.note(session, _JOB, "notice.lapsed", f"notice:{one.id}", now)
        _tell(session, f"lapsed-{one.id}", one.author, words.DRAFT_UNREAD.format(title=title), now)
        given = handed_in.giver_of(session, one.id)
        if given is not None:
            told = words.GIVEN_LAPSED[handed_in.GivenKind.HINT].format(title=disarmed_text(given.title))
            _tell(session, f"lapsed-g{given.entry}", given.key, told, now)
    return len(over)


def _tell(session: Session, key: str, person: str, text: str, now: datetime) -> None:
    to = waiting.written_to(session, person)
    if to is not None:
        letters.write(session, key, [to], text, now)

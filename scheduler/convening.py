"""What a poll comes to: it is closed, the invitation to the proposed date is offered, and sent when somebody says so.

Every function takes the session of a write transaction; who calls it commits.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from content import invitation, poll_document, poll_words
from content.blocks import Block, Document, Rule, paragraph
from content.counted import counted
from content.meeting_text import kind_of
from domain.meeting import Meeting, MeetingKind
from domain.poll import Option, begins_at
from domain.recipient import Role
from scheduler import meetings, polling, publishing, runners
from scheduler.meetings import Invited
from scheduler.polling import Letter
from scheduler.publishing import Publisher
from store import meetings as stored_meetings
from store import notices, polls, reference
from store.polls import StoredPoll

#: How long the result and the offer may wait for their reader.
_LASTS = timedelta(days=5)


def close(session: Session, poll: StoredPoll, now: datetime) -> bool:
    """Close a poll, propose a date, and tell who runs it, with the invitation ready; return whether it was open."""
    if not polls.close(session, poll.id, polling.proposed(session, poll), now):
        return False
    polling.call_off(session, poll.id, None, now)
    polling.show_anew(session, poll, everybody=True)
    closed = _load(session, poll.id)
    shown = polling.as_shown(session, closed, polls.tally(session, closed), in_full=True)
    document = poll_document.document(shown)
    if closed.proposed is None and closed.open_options:
        how = poll_words.NOTHING_TO_OFFER.format(number=closed.id, option=closed.open_options[0].number)
        document = Document((*document.blocks, paragraph(how)))
    for person in runners.of(session, closed, now):
        key = f"c{closed.id}-{poll.rev}-{person}"
        polling.tell(session, person, Letter(key, document, now + _LASTS, promised=True), now)
    offer(session, closed, now)
    return True


def close_due(session: Session, now: datetime) -> int:
    """Close every poll whose time is over, and offer what is proposed anew since; return how many were closed."""
    due = [_load(session, one) for one in polls.to_close(session, now)]
    closed = sum(close(session, poll, now) for poll in due)
    for one in polls.to_offer(session):
        offer(session, _load(session, one), now)
    return closed


def _load(session: Session, poll: int) -> StoredPoll:
    found = polls.load(session, poll)
    assert found is not None
    return found


def offer(session: Session, poll: StoredPoll, now: datetime) -> int | None:
    """Show who runs a closed poll the invitation to the proposed date; return the number that sends it, if any."""
    option = poll.option(poll.proposed)
    told_to = runners.of(session, poll, now)
    if option is None or not told_to or begins_at(option.when) <= now:
        return None
    number = polls.offer(session, poll.id, option)
    meeting = meeting_of(poll, option, now)
    reach = publishing.forecast(session, meetings.addressed(meeting), frozenset(), now)
    told = poll_words.OFFER.format(
        number=poll.id, persons=counted(poll_words.PERSONS, reach.persons),
        places=counted(poll_words.PLACES, reach.places),
    )  # fmt: skip
    shown = invitation.document(meeting, 0, reference.audience_names(session))
    how = poll_words.OFFER_HOW.format(number=poll.id, offer=number)
    blocks: tuple[Block, ...] = (paragraph(told), Rule(), *shown.blocks, Rule(), paragraph(how))
    for person in told_to:
        key = f"k{poll.id}-{number}-{person}"
        polling.tell(session, person, Letter(key, Document(blocks), now + _LASTS, promised=True), now)
    return number


def meeting_of(poll: StoredPoll, option: Option, now: datetime) -> Meeting:
    """Return the meeting that a date of a poll would be: for those whom it asked, with what is known of it so far."""
    leads = poll.role == Role.LEAD
    kind = MeetingKind.LEADS if leads else kind_of(poll.title)
    if kind is MeetingKind.LEADS and not leads:
        kind = MeetingKind.REGIONAL
    known = poll.invitation
    sign_up = datetime.fromisoformat(known["sign_up"]) if known.get("sign_up") else None
    if sign_up is not None and not now < sign_up < begins_at(option.when):
        sign_up = None
    return Meeting(
        "", poll.title, kind, option.when, now, place=str(known.get("place", "")), link=str(known.get("link", "")),
        hybrid=bool(known.get("hybrid")), hosts=str(known.get("hosts", "")), access=str(known.get("access", "")),
        sign_up_until=sign_up, capacity=known.get("seats") or None,
        regions=poll.regions, role=Role.LEAD if leads else None, agenda=tuple(known.get("agenda", ())),
        topics=poll.topics, programmes=poll.programmes,
    )  # fmt: skip


def convene(
    session: Session, poll: StoredPoll, option: Option, meeting: Meeting, author: str, by: Publisher,
    person: int | None = None,
) -> Invited | None:  # fmt: skip
    """Choose a date of a poll that is closed, and invite to it; the messages of the poll show the meeting from then on.

    None: the poll is open, another date was chosen, or this one is over, and nothing happens. When its meeting was
    cancelled, any of its dates may be chosen again, and another meeting takes the place of that one.
    """
    if begins_at(option.when) <= by.now:
        return None
    before = stored_meetings.of_poll(session, poll.id)
    cancelled = before is not None and before.meeting.cancelled
    if not _decide(session, poll, option, by.now, anew=cancelled):
        return None
    key = f"poll:{poll.id}:invitation"
    if before is not None and cancelled:
        stored_meetings.let_go(session, before.id)
        key += f":{before.id}"
    elif before is not None:
        known = notices.load(session, before.notice)
        assert known is not None
        key = known.request_key
    done = meetings.invite(session, meeting, key, author, by, person, poll.id)
    polling.show_anew(session, poll, everybody=True)
    return done


def _decide(session: Session, poll: StoredPoll, option: Option, now: datetime, *, anew: bool) -> bool:
    """Choose a date; return whether it is the chosen one now."""
    if polls.decide(session, poll.id, option.id, now):
        return True
    if anew:
        return polls.choose_again(session, poll.id, option.id, now)
    return _load(session, poll.id).result == option.id

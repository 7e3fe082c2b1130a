"""What the bot knows to be at a time already: meetings to come, and the dates that polls still ask about."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from content import invitation, poll_words
from domain.phrases import When
from domain.poll import PollState, begins_at
from domain.quiet import ZONE
from scheduler import polling
from store import meetings, polls, reference
from store.polls import StoredPoll


def known(session: Session, now: datetime, regions: Collection[str]) -> list[tuple[When, str]]:
    """Return when something is that concerns these regions (none: all of them), and what it is.

    What is for all, and the sessions of the Federführenden, concern every region. A poll that is decided is in its
    meeting, or its date alone; of one that is not, every date may still come.
    """
    names, today = reference.audience_names(session), now.astimezone(ZONE).date().isoformat()
    ahead = meetings.since(session, today)
    found = [
        (one.meeting.when, invitation.name(one.meeting, names))
        for one in ahead
        if not one.meeting.cancelled and _concerns(one.meeting.regions, regions)
    ]
    with_meeting = {one.poll for one in ahead}
    for poll in polls.newest(session, 100):
        if poll.id in with_meeting or not _concerns(poll.regions, regions):
            continue
        title, undecided = of_poll(session, poll), poll.state in (PollState.OPEN, PollState.CLOSED)
        found += [
            (option.when, title)
            for option in poll.open_options
            if begins_at(option.when) > now and (undecided or option.id == poll.result)
        ]
    return found


def of_poll(session: Session, poll: StoredPoll) -> str:
    """Return how the dates of a poll are told."""
    title = polling.full_title(session, poll)
    if poll.state is PollState.DECIDED:
        return title
    return poll_words.ASKED_ABOUT.format(number=poll.id, title=title)


def _concerns(one: Collection[str], other: Collection[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))

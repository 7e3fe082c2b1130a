"""Who is kept informed of a poll or a meeting, because they run it now."""

from datetime import datetime

from sqlmodel import Session

from domain.recipient import Role
from store import polls, roles
from store.meetings import StoredMeeting
from store.polls import StoredPoll
from store.roles import Somebody


def of(session: Session, poll: StoredPoll, now: datetime) -> tuple[int, ...]:
    """Return the persons who run a poll now; none only where there is no Koordination either.

    Who asked, while they may still ask its regions; who stands in for a Federführende there; whom they named to run it
    too, while they have a role. When nobody of them is left, it is the Koordination's.
    """
    people = roles.with_roles(session, now)
    found = tuple(one.id for one in people if _runs(one, poll))
    return found or tuple(one.id for one in people if one.role is Role.COORDINATION)


def of_meeting(session: Session, stored: StoredMeeting, now: datetime) -> tuple[int, ...]:
    """Return who is told of what is proposed for a meeting: who invited to it, while that is still theirs to do.

    Else who leads its regions, or runs the poll that it came from; when there is nobody, the Koordination.
    """
    if stored.invited_by is None:
        return ()
    poll = polls.load(session, stored.poll) if stored.poll is not None else None
    people, regions = roles.with_roles(session, now), set(stored.meeting.regions)
    able = [
        one
        for one in people
        if (one.role is Role.COORDINATION and one.id == stored.invited_by)
        or (one.role is not Role.MEMBER and regions and regions <= set(dict(one.leads)))
        or (poll is not None and _runs(one, poll))
    ]
    found = [one.id for one in able if one.id == stored.invited_by] or [one.id for one in able]
    return tuple(found) or tuple(one.id for one in people if one.role is Role.COORDINATION)


def _runs(one: Somebody, poll: StoredPoll) -> bool:
    leads = dict(one.leads)
    if one.role is Role.MEMBER or (one.role is Role.LEAD and not leads):
        return False
    if one.id in poll.organisers or (one.role is Role.COORDINATION and one.id == poll.asked_by):
        return True
    if not poll.regions or not set(poll.regions) <= set(leads):
        return False
    return one.id == poll.asked_by or any(leads[region] is not None for region in poll.regions)

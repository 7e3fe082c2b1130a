"""Meetings: written down, looked up, changed; and what people said to their invitations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update
from sqlmodel import Session

from domain.meeting import Meeting, MeetingKind, MeetingState, Mode, Reply
from domain.poll import read_when, stored_end, stored_start
from domain.recipient import RecipientKind, Role
from domain.seats import Standing
from domain.state import LEFT, DeliveryState
from store import notices
from store import tables as t
from store.db import upsert
from store.freeze import chosen_at_release
from store.notices import Filters

_m, _a, _g = t.meeting.c, t.attendance.c, t.agenda_item.c
AGREED, PROPOSED = "agreed", "proposed"
#: Why somebody is not told that a meeting does not take place.
NEVER_HEARD = "never heard of it"


@dataclass(frozen=True, slots=True)
class StoredMeeting:
    """A meeting and its number. notice: its invitation; invited_by: a person's id."""

    id: int
    notice: int
    meeting: Meeting
    invited_by: int | None = None
    poll: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said to an invitation."""

    person: int
    reply: Reply
    mode: Mode | None
    waits: int | None
    sequence: int
    at: datetime
    name: str = ""
    organisation: str = ""


def create(
    session: Session, meeting: Meeting, notice: int, invited_by: int | None, now: datetime, poll: int | None = None
) -> int:
    """Write a meeting down, and return its number. Its regions and role are those of its notice."""
    new = insert(t.meeting).values(
        uid=meeting.uid, notice=notice, poll=poll, invited_by=invited_by, created_at=now, **_values(meeting)
    )
    id_ = int(session.execute(new.returning(_m.id)).scalar_one())
    _write_agenda(session, id_, meeting.agenda)
    return id_


def change(session: Session, meeting: int, new: Meeting) -> None:
    """Write down how a meeting is now. Points that were proposed for its agenda stay proposed."""
    session.execute(update(t.meeting).where(_m.id == meeting).values(**_values(new)))
    session.execute(delete(t.agenda_item).where(_g.meeting == meeting, _g.state == AGREED))
    _write_agenda(session, meeting, new.agenda)


def _values(meeting: Meeting) -> dict[str, Any]:
    return {
        "sequence": meeting.sequence, "kind": meeting.kind.value, "title": meeting.title,
        "start_local": stored_start(meeting.when), "end_local": stored_end(meeting.when), "zone": "Europe/Berlin",
        "state": meeting.state.value, "place": meeting.place, "link": meeting.link, "hybrid": meeting.hybrid,
        "hosts": meeting.hosts, "access": meeting.access, "sign_up_until": meeting.sign_up_until,
        "capacity": meeting.capacity, "changed_at": meeting.changed_at,
    }  # fmt: skip


def _write_agenda(session: Session, meeting: int, items: Sequence[str]) -> None:
    rows = [
        {"meeting": meeting, "position": at, "text": text, "state": AGREED} for at, text in enumerate(items, 1)
    ]  # fmt: skip
    if rows:
        session.execute(insert(t.agenda_item), rows)


def load(session: Session, meeting: int) -> StoredMeeting | None:
    """Return a meeting, or None when there is none of that number."""
    found = _load(session, _m.id == meeting)
    return found[0] if found else None


def of_notice(session: Session, notice: int) -> StoredMeeting | None:
    """Return the meeting that a notice invites to."""
    found = _load(session, _m.notice == notice)
    return found[0] if found else None


def of_poll(session: Session, poll: int) -> StoredMeeting | None:
    """Return the meeting that a poll came to; one that was cancelled as long as no other one takes its place."""
    found = _load(session, _m.poll == poll)
    return found[0] if found else None


def let_go(session: Session, meeting: int) -> None:
    """Free the poll of a cancelled meeting for another invitation."""
    cancelled = (_m.id == meeting, _m.state == MeetingState.CANCELLED.value)
    session.execute(update(t.meeting).where(*cancelled).values(poll=None))


def everything(session: Session) -> list[StoredMeeting]:
    """Return all meetings, by their beginning."""
    return _load(session, _m.id.is_not(None))


def since(session: Session, day: str) -> list[StoredMeeting]:
    """Return the meetings that begin on or after a day in ISO form, by their beginning."""
    return _load(session, _m.start_local >= day)


def of_person(session: Session, person: int, day: str) -> list[StoredMeeting]:
    """Return those of them that a person is invited to or has answered to."""
    d = t.delivery.c
    invited = exists().where(d.notice == _m.notice, d.recipient == person)
    answered = exists().where(_a.meeting == _m.id, _a.person == person)
    return _load(session, and_(_m.start_local >= day, invited | answered))


def _load(session: Session, which: Any) -> list[StoredMeeting]:
    n = t.notice.c
    rows = session.execute(
        select(t.meeting, n.audience_role)
        .join(t.notice, n.id == _m.notice)
        .where(which)
        .order_by(_m.start_local, _m.id)
    ).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    agenda: dict[int, list[str]] = {}
    query = select(_g.meeting, _g.text).where(_g.meeting.in_(ids), _g.state == AGREED)
    for meeting, text in session.execute(query.order_by(_g.meeting, _g.position, _g.id)):
        agenda.setdefault(meeting, []).append(text)
    chosen = notices.filters(session, [row.notice for row in rows])
    return [_stored(row, agenda.get(row.id, ()), chosen[row.notice]) for row in rows]


def _stored(row: Any, agenda: Sequence[str], chosen: Filters) -> StoredMeeting:
    meeting = Meeting(
        row.uid, row.title, MeetingKind(row.kind), read_when(row.start_local, row.end_local), row.changed_at,
        row.sequence, MeetingState(row.state), row.place, row.link, row.hybrid, row.hosts, row.access,
        row.sign_up_until, row.capacity, chosen.regions, Role(row.audience_role) if row.audience_role else None,
        tuple(agenda), chosen.topics, chosen.programmes,
    )  # fmt: skip
    return StoredMeeting(row.id, row.notice, meeting, row.invited_by, row.poll)


# --- who is invited, and what they said


def is_invited(session: Session, meeting: StoredMeeting, person: int, now: datetime) -> bool:
    """Return whether somebody was invited, or would be if the invitation went out now."""
    d = t.delivery.c
    if session.execute(select(d.id).where(d.notice == meeting.notice, d.recipient == person).limit(1)).first():
        return True
    notice = notices.load(session, meeting.notice)
    assert notice is not None
    p, pl, r = t.person.c, t.place.c, t.recipient.c
    everybody = t.recipient.outerjoin(t.person, p.id == r.id).outerjoin(t.place, pl.id == r.id)
    query = select(r.id).select_from(everybody).where(chosen_at_release(notice.addressed, now), r.id == person)
    return session.execute(query).first() is not None


def said(session: Session, meeting: int) -> list[Said]:
    """Return what everybody said, in the order of their answers."""
    p, o = t.person.c, t.organisation.c
    query = (
        select(t.attendance, p.display_name, o.name)
        .join(t.person, p.id == _a.person)
        .outerjoin(t.organisation, o.id == p.organisation)
        .where(_a.meeting == meeting)
        .order_by(_a.answered_at, _a.person)
    )
    return [
        Said(
            row.person, Reply(row.value), Mode(row.mode) if row.mode else None, row.waitlist_position,
            row.meeting_sequence, row.answered_at, row.display_name or "", row.name or "",
        )
        for row in session.execute(query)
    ]  # fmt: skip


def said_by(session: Session, meeting: int, person: int) -> Said | None:
    """Return what somebody said, or None."""
    return next((one for one in said(session, meeting) if one.person == person), None)


def everything_of(session: Session, person: int) -> list[dict[str, Any]]:
    """Return what a person said to invitations, to be seen and taken along by them."""
    query = (
        select(_m.title, _m.start_local, t.attendance)
        .join(t.attendance, _a.meeting == _m.id)
        .where(_a.person == person)
        .order_by(_m.start_local, _m.id)
    )
    return [
        {
            "meeting": row.title,
            "start": row.start_local,
            "answer": row.value,
            "mode": row.mode,
            "waitlist_position": row.waitlist_position,
            "answered_at": row.answered_at,
        }
        for row in session.execute(query)
    ]


def called_by(session: Session, person: int) -> list[dict[str, Any]]:
    """Return to which meetings a person invited, to be seen and taken along by them."""
    query = select(_m.title.label("meeting"), _m.start_local.label("start")).where(_m.invited_by == person)
    return [dict(row) for row in session.execute(query.order_by(_m.start_local, _m.id)).mappings()]


def standing(session: Session, meeting: int) -> list[Standing]:
    """Return who has a seat and who waits."""
    return [Standing(one.person, one.reply, one.waits) for one in said(session, meeting)]


def write_answer(
    session: Session, meeting: int, person: int, reply: Reply, mode: Mode | None, sequence: int, now: datetime
) -> None:
    """Write down what somebody says; the place in the waiting list is written by `seat`."""
    row = {
        "meeting": meeting, "person": person, "value": reply.value, "mode": mode.value if mode else "",
        "meeting_sequence": sequence, "answered_at": now,
    }  # fmt: skip
    upsert(session, t.attendance, [row])


def seat(session: Session, meeting: int, places: Sequence[Standing]) -> None:
    """Write down who waits at which place."""
    for one in places:
        mine = (_a.meeting == meeting, _a.person == one.person)
        session.execute(update(t.attendance).where(*mine).values(waitlist_position=one.waits))


def invited(session: Session, meeting: StoredMeeting) -> Mapping[int, tuple[str, RecipientKind]]:
    """Return who was told of a meeting or has answered, each with their quiet hours and what they are."""
    d, r, q = t.delivery.c, t.recipient.c, t.quiet_profile.c
    told = exists().where(d.notice == meeting.notice, d.recipient == r.id, d.address.is_not(None))
    answered = exists().where(_a.meeting == meeting.id, _a.person == r.id)
    query = (
        select(r.id, q.spec, r.kind)
        .join(t.quiet_profile, q.id == r.quiet_profile)
        .where(told | answered)
        .order_by(r.id)
    )
    return {row.id: (row.spec, RecipientKind(row.kind)) for row in session.execute(query)}


def knows(session: Session, meeting: StoredMeeting) -> set[int]:
    """Return who has heard of a meeting: something of its invitation has left to them, or they have answered."""
    d, link, x = t.delivery.c, t.delivery_dispatch.c, t.dispatch.c
    has_left = exists().where(link.delivery == d.id, link.dispatch == x.id, x.state.in_(LEFT))
    # What was delivered long ago has lost its dispatches, and says that it was.
    came = or_(d.state.in_((DeliveryState.SENT.value, DeliveryState.UNSURE.value)), has_left)
    heard = select(d.recipient).where(d.notice == meeting.notice, came)
    answered = select(_a.person).where(_a.meeting == meeting.id)
    return {*session.execute(heard).scalars(), *session.execute(answered).scalars()}


def tell_only(session: Session, notice: int, rev: int, who: Collection[int]) -> None:
    """Let a revision of an invitation go to nobody but these."""
    d = t.delivery.c
    query = select(d.id, d.recipient).where(d.notice == notice, d.rev == rev, d.state == DeliveryState.WAITING.value)
    others = [row.id for row in session.execute(query) if row.recipient not in who]
    notices.skip(session, d.id.in_(others), NEVER_HEARD)


def told(session: Session, notice: int, rev: int) -> set[int]:
    """Return whom a revision of an invitation goes to."""
    d = t.delivery.c
    goes = (d.address.is_not(None), d.state != DeliveryState.SKIPPED.value)
    return set(session.execute(select(d.recipient).where(d.notice == notice, d.rev == rev, *goes)).scalars())


# --- what members propose for the agenda


def propose(session: Session, meeting: int, text: str, person: int) -> None:
    """Write down what somebody would like to talk about."""
    last = select(func.coalesce(func.max(_g.position), 0)).where(_g.meeting == meeting)
    position = 1 + int(session.execute(last).scalar_one())
    row = {"meeting": meeting, "position": position, "text": text, "state": PROPOSED, "proposed_by": person}
    session.execute(insert(t.agenda_item).values(row))


def proposed(session: Session, meeting: int) -> list[tuple[int, str]]:
    """Return what was proposed and not taken up yet: (id, text)."""
    query = select(_g.id, _g.text).where(_g.meeting == meeting, _g.state == PROPOSED).order_by(_g.position, _g.id)
    return [(row.id, row.text) for row in session.execute(query)]


def count_proposed(session: Session, meeting: int, person: int) -> int:
    """Return how many points somebody has proposed for a meeting."""
    mine = (_g.meeting == meeting, _g.proposed_by == person, _g.state == PROPOSED)
    return int(session.execute(select(func.count()).where(*mine)).scalar_one())


def proposals_of(session: Session, person: int) -> list[dict[str, Any]]:
    """Return what a person proposed for agendas, to be seen and taken along by them."""
    query = select(_m.title.label("meeting"), _g.text, _g.state).join(t.agenda_item, _g.meeting == _m.id)
    rows = session.execute(query.where(_g.proposed_by == person).order_by(_g.id))
    return [dict(row) for row in rows.mappings()]

"""Date polls: sent like every notice, answered, reminded of, closed, decided. Each function is one transaction's work.

Every function takes the session of a write transaction; who calls it commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select, true
from sqlmodel import Session

from content import audience_text, poll_document, poll_words, render
from content.blocks import Document
from domain.audience import Addressed
from domain.lane import Lane
from domain.meeting import Meeting
from domain.message import Button, Form
from domain.notice import Level, NoticeKind, Scope
from domain.phrases import When
from domain.poll import Answer, Option, PollState, Quorum, begins_at
from domain.recipient import AddressState, Role
from domain.state import DispatchState, Op
from domain.tally import Tally, proposal, ranking
from domain.unsure import OnUnsure
from scheduler import publishing
from scheduler.publishing import Publisher
from store import ballots, bodies, meetings, notices, outbox, polls, reference, surfaces
from store import tables as t
from store.ballots import NewBallot, Replaced
from store.freeze import chosen_at_release
from store.meetings import StoredMeeting
from store.notices import NewNotice
from store.polls import NewPoll, StoredPoll
from store.profiles import is_active, is_to_be_used

#: How long an answer to who asked may wait.
_ANSWERS_LAST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Draft:
    """A poll before it is sent. regions empty: for all; role: only for those who have it."""

    title: str
    dates: tuple[When, ...]
    closes_at: datetime
    regions: frozenset[str] = frozenset()
    role: Role | None = None
    topics: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    quorum: Quorum | None = None
    names: bool = False
    #: What is known of the meeting already, and who runs the poll too.
    invitation: Mapping[str, Any] = field(default_factory=dict)
    organisers: tuple[int, ...] = ()

    @property
    def addressed(self) -> Addressed:
        """Whom it is for."""
        return Addressed(
            Level.IMPORTANT, Scope.PUBLIC, not self.regions, self.regions, self.topics, self.programmes, self.role,
            invites=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentPoll:
    """A poll that is under way. fresh: False when this request had sent it already."""

    poll: int
    audience: int
    fresh: bool


def send(session: Session, draft: Draft, request_key: str, asked_by: int | None, by: Publisher) -> SentPoll:
    """Send a poll to those whom it is for; the repeat of a request changes nothing."""
    text = "\n".join(f"{number}. {poll_words.when(when)}" for number, when in enumerate(draft.dates, 1))
    new = NewNotice(
        request_key, NoticeKind.POLL, draft.title, draft.addressed, text, by.now, _author(session, asked_by),
        deadline=draft.closes_at, starts_at=draft.closes_at, expires_at=draft.closes_at,
    )  # fmt: skip

    def show(notice: int) -> publishing.Shown:
        polls.create(
            session,
            NewPoll(
                draft.title,
                notice,
                draft.dates,
                draft.closes_at,
                by.now,
                asked_by,
                draft.quorum,
                draft.names,
                draft.invitation,
            ),
        )
        found = _load_of(session, notice)
        shown = as_shown(session, found, None)
        native = poll_document.native(shown)
        return publishing.Shown(
            poll_document.document(shown), poll_document.buttons(shown), () if native is None else (native,)
        )

    published = publishing.publish(session, new, by, show)
    poll = _load_of(session, published.notice)
    if published.fresh:
        polls.ask_those_told(session, poll.id, published.notice)
        for person in draft.organisers:
            polls.add_organiser(session, poll.id, person)
    return SentPoll(poll.id, published.audience, published.fresh)


def _author(session: Session, person: int | None) -> str:
    if person is None:
        return "operator"
    p = t.person.c
    return str(session.execute(select(p.key).where(p.id == person)).scalar_one())


def _load_of(session: Session, notice: int) -> StoredPoll:
    found = polls.of_notice(session, notice)
    assert found is not None
    return found


# --- showing


def where(session: Session, poll: StoredPoll) -> str:
    """Return for whom a poll is, as its title says it: "Heide, Thema Sprache"."""
    return audience_text.told(
        poll.regions, poll.topics, poll.programmes, leads=poll.role == Role.LEAD,
        names=reference.audience_names(session), everywhere=poll_words.EVERYWHERE, body=poll_words.LEADS,
    )  # fmt: skip


def full_title(session: Session, poll: StoredPoll) -> str:
    """Return the title with where the poll is for: "Verbundtreffen, Oldenburger Land"."""
    return f"{poll.title}, {where(session, poll)}"


def as_shown(
    session: Session, poll: StoredPoll, tally: Tally | None, *, person: int | None = None, in_full: bool = False,
    named: bool = False,
) -> poll_document.Shown:  # fmt: skip
    """Return a poll as it is shown, to a person with their own answers; in_full: to who asked.

    named: with the names of persons, if the poll shows any: only for who may see them, where what is internal may go.
    """
    own = None
    if person is not None and polls.is_asked(session, poll.id, person):
        said = ballots.of_person(session, poll.id, person)
        own = {
            option.id: answer
            for option in poll.open_options
            if (found := said.get(option.id)) is not None and found[1] == option.rev
            for answer in [found[0]]
        }
    names = polls.names(session, poll.id) if named and in_full and poll.names else None
    return poll_document.Shown(
        poll.id, full_title(session, poll), poll.state, poll.open_options, poll.closes_at, poll.quorum, tally,
        poll.option(poll.result), own, in_full, names, *_meeting(session, poll),
    )  # fmt: skip


def _meeting(session: Session, poll: StoredPoll) -> tuple[Meeting | None, int]:
    found = meetings.of_poll(session, poll.id) if poll.state is PollState.DECIDED else None
    return (found.meeting, found.id) if found is not None else (None, 0)


# --- answering


class Verdict(StrEnum):
    """What became of a ballot."""

    COUNTED = "counted"
    #: This very event was counted before.
    REPEATED = "repeated"
    #: The poll is over.
    LATE = "late"
    #: They are none of those whom it asks.
    NOT_ASKED = "not asked"
    #: Every date that it names was moved or taken out meanwhile.
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a ballot: what was counted, what it replaced, which dates changed since, what is still missing."""

    verdict: Verdict
    poll: StoredPoll
    counted: tuple[tuple[Option, Answer | None], ...] = ()
    replaced: tuple[Replaced, ...] = ()
    stale: tuple[Option, ...] = ()
    gone: tuple[Option, ...] = ()
    missing: tuple[Option, ...] = ()
    #: What a poll that is over has come to.
    meeting: StoredMeeting | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody said. said_at: when, as far as it is known; revs: the revisions that they saw, else the present."""

    person: int
    answers: Mapping[int, Answer | None]
    key: str
    way: str
    account: str
    said_at: datetime
    revs: Mapping[int, int] | None = None


def cast(session: Session, poll: StoredPoll, ballot: Ballot, now: datetime) -> Cast:
    """Count a ballot if the poll is open for this person, and note what has to be shown anew."""
    if not _is_in_time(poll, ballot.said_at):
        return Cast(Verdict.LATE, poll, meeting=meetings.of_poll(session, poll.id))
    if not polls.is_asked(session, poll.id, ballot.person):
        if not _would_be_asked(session, poll, ballot.person, now):
            return Cast(Verdict.NOT_ASKED, poll)
        polls.ask_too(session, poll.id, ballot.person)
    revs = ballot.revs or {option.id: option.rev for option in poll.options}
    named = [option for option in poll.options if option.id in ballot.answers]
    good = [one for one in named if one.open and revs.get(one.id) == one.rev]
    stale = tuple(one for one in named if one.open and one not in good)
    gone = tuple(one for one in named if not one.open)
    if not good:
        return Cast(Verdict.STALE, poll, stale=stale, gone=gone)
    answers = {one.id: ballot.answers[one.id] for one in good}
    seen = {one.id: one.rev for one in good}
    new = NewBallot(poll.id, ballot.person, ballot.key, ballot.way, ballot.account, answers, seen, now)
    replaced = ballots.cast(session, new)
    if replaced is None:
        return Cast(Verdict.REPEATED, poll)
    show_anew(session, poll, person=ballot.person)
    missing = _missing(session, poll, ballot.person)
    if not missing:
        call_off(session, poll.id, ballot.person, now)
    if poll.state is PollState.CLOSED:
        polls.propose(session, poll.id, proposed(session, poll))
    counted = tuple((one, answers[one.id]) for one in good)
    return Cast(Verdict.COUNTED, poll, counted, tuple(replaced), stale, gone, missing)


def cast_for(
    session: Session, poll: StoredPoll, organisation: str, answers: Mapping[int, Answer], asker: int | None, key: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Enter what an organisation says that is not in the bot; return whether it was new."""
    body = ballots.organisation(session, organisation)
    revs = {option.id: option.rev for option in poll.options}
    new = NewBallot(poll.id, asker, key, "entered", "", answers, revs, now, body)
    if ballots.cast(session, new) is None:
        return False
    show_anew(session, poll)
    return True


def _is_in_time(poll: StoredPoll, said_at: datetime) -> bool:
    """Return whether something was said while the poll could be answered, whenever we heard of it.

    Once somebody has closed it before its time, it is closed: networks tell seconds, and those may be the same.
    """
    if poll.state is PollState.CLOSED and (poll.closed_at is None or poll.closed_at < poll.closes_at):
        return False
    return poll.state in (PollState.OPEN, PollState.CLOSED) and said_at < poll.closes_at


def _would_be_asked(session: Session, poll: StoredPoll, person: int, now: datetime) -> bool:
    """Return whether somebody who came later would be asked if the poll were sent now."""
    notice = notices.load(session, poll.notice)
    assert notice is not None
    p, pl = t.person.c, t.place.c
    everybody = t.recipient.outerjoin(t.person, p.id == t.recipient.c.id).outerjoin(t.place, pl.id == t.recipient.c.id)
    query = select(t.recipient.c.id).select_from(everybody).where(chosen_at_release(notice.addressed, now))
    return session.execute(query.where(t.recipient.c.id == person)).first() is not None


def _missing(session: Session, poll: StoredPoll, person: int) -> tuple[Option, ...]:
    said = ballots.of_person(session, poll.id, person)
    return tuple(
        one for one in poll.open_options if one.id not in said or said[one.id][0] is None or said[one.id][1] != one.rev
    )


def show_anew(session: Session, poll: StoredPoll, person: int | None = None, *, everybody: bool = False) -> None:
    """Note that what is shown of a poll is out of date: in the live messages, in a person's own, or in all of them."""
    polls.touch(session, poll.id)
    subject = polls.subject(poll.id)
    surfaces.attach(session, subject, poll.notice, person=person, everybody=everybody)
    if everybody:
        surfaces.attach_native(session, subject, poll.notice)
    surfaces.mark(session, subject, person=person, everybody=everybody)


# --- telling persons and who asked


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that one person is told. key: a second one under it is never written.

    promised: its day was announced to them when they asked for it, so it does not wait for their quiet hours to end.
    """

    key: str
    document: Document
    expires_at: datetime
    lane: Lane = Lane.NORMAL
    buttons: tuple[tuple[Button, ...], ...] = ()
    on_unsure: OnUnsure = OnUnsure.REPEAT_MARKED
    promised: bool = False


def tell(session: Session, person: int, letter: Letter, now: datetime) -> int | None:
    """Write something to a person at the address that they prefer; return the dispatch, None: there is none or was.

    Another address is used if they agreed to that. Who has left or pauses is written to only in answer to what they
    said themselves.
    """
    r, a, x = t.recipient.c, t.address.c, t.dispatch.c
    if session.execute(select(x.id).where(x.key == letter.key)).first() is not None:
        return None
    query = (
        select(a.id, a.account, a.chat, a.thread)
        .join(t.recipient, r.id == a.recipient)
        .outerjoin(t.person, t.person.c.id == r.id)
        .where(a.recipient == person, a.state == AddressState.OK, is_to_be_used())
        .where(true() if letter.lane is Lane.REPLY else is_active(now))
        .order_by(a.id != r.preferred_address, a.id)
    )
    to = session.execute(query.limit(1)).one_or_none()
    if to is None:
        return None
    # What is written ahead for any network is plain: that is a form of every one.
    body = render.render(letter.document, Form.PLAIN)[0]
    row = {
        "key": letter.key, "account": to.account, "address": to.id, "chat": to.chat, "thread": to.thread,
        "lane": int(Lane.REPLY if letter.promised else letter.lane), "op": Op.SEND.value, "body": bodies.dump(body),
        "buttons": bodies.dump_buttons(letter.buttons), "on_unsure": letter.on_unsure.value, "created_at": now,
        "not_before": now, "expires_at": letter.expires_at, "repeated": [],
    }  # fmt: skip
    (id_,) = outbox.enqueue(session, [row])
    return id_


def call_off(session: Session, poll: int, person: int | None, now: datetime) -> None:
    """Take back reminders that have not left: they answered, or (without a person) the poll is over."""
    x = t.dispatch.c
    stem = f"n{poll}-" + (f"%-{person}" if person is not None else "%")
    waiting = t.dispatch.update().where(x.key.like(stem), t.IS_QUEUED)
    session.execute(waiting.values(state=DispatchState.CANCELLED.value, finished_at=now))


def tell_asker(session: Session, poll: StoredPoll, now: datetime) -> None:
    """Write to who asked a message that follows the poll from now on."""
    if poll.asked_by is None:
        return
    shown = as_shown(session, poll, polls.tally(session, poll), in_full=True)
    key = f"p{poll.id}-{poll.asked_by}"
    letter = Letter(key, poll_document.document(shown), now + _ANSWERS_LAST, Lane.REPLY, on_unsure=OnUnsure.STAY)
    dispatch = tell(session, poll.asked_by, letter, now)
    if dispatch is not None:
        x = t.dispatch.c
        address = session.execute(select(x.address).where(x.id == dispatch)).scalar_one()
        surfaces.add(session, polls.subject(poll.id), address, dispatch, part=surfaces.FOR_ASKER, live=True)


# --- choosing


def proposed(session: Session, poll: StoredPoll) -> int | None:
    """Return the date that is proposed as answers stand, or None when nobody can come to any."""
    best = proposal(ranking(polls.tally(session, poll), poll.quorum))
    return best.option.id if best is not None else None


def decide(session: Session, poll: StoredPoll, option: Option, asker: int | None, by: Publisher) -> bool:
    """Choose a date without a meeting, and tell everybody who was asked and every place.

    Return whether that was so: a poll that is open or decided stays as it is, and a date that is over is not chosen.
    """
    if begins_at(option.when) <= by.now or not polls.decide(session, poll.id, option.id, by.now):
        return False
    call_off(session, poll.id, None, by.now)
    show_anew(session, poll, everybody=True)
    decided = polls.load(session, poll.id)
    before = notices.load(session, poll.notice)
    assert decided is not None
    assert before is not None
    shown = as_shown(session, decided, polls.tally(session, decided))
    new = NewNotice(
        f"poll:{poll.id}:result", NoticeKind.POLL, poll.title, before.addressed, poll_words.when(option.when), by.now,
        _author(session, asker), follows=poll.notice,
    )  # fmt: skip
    publishing.publish(session, new, by, lambda _notice: publishing.Shown(poll_document.result(shown)))
    return True

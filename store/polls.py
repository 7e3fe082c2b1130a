"""Polls: written down, looked up, changed. Whom a poll asks, and what stands of each, as the domain counts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, insert, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.phrases import When
from domain.poll import Answer, Option, PollState, Quorum, read_quorum, read_when, stored_end, stored_start
from domain.recipient import PersonState, RecipientKind
from domain.revision import NATIVE_POLL
from domain.state import Op
from domain.tally import Answers, Given, Tally, Voter, count
from store import bodies, notices
from store import tables as t
from store.db import insert_new

_p, _o, _v, _u, _f = t.poll.c, t.poll_option.c, t.poll_voter.c, t.poll_organiser.c, t.poll_offer.c
#: Previews in conversations have three digits at most; offers have more, so that none is taken for the other.
_FIRST_OFFER = 1000
#: Between two offers. Neither a wrong digit nor two that are swapped make one number of another: 37 divides no d * 10^n
#: and no 9 * d * 10^n.
_OFFERS_APART = 37
#: The states in which the dates of a poll may still be needed.
ALIVE = (PollState.OPEN.value, PollState.CLOSED.value)


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A poll before it has a number. notice: what it is sent with; asked_by: a person's id."""

    title: str
    notice: int
    dates: tuple[When, ...]
    closes_at: datetime
    created_at: datetime
    asked_by: int | None = None
    quorum: Quorum | None = None
    names: bool = False
    invitation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredPoll:
    """A poll and its dates. names: the names of who answers may be shown, not only their organisations.

    offer: the number that sends the invitation to the proposed date, None for none; invitation: what is known of
    that meeting; organisers: who was named to run it too.
    """

    id: int
    title: str
    notice: int
    state: PollState
    rev: int
    closes_at: datetime
    created_at: datetime
    closed_at: datetime | None
    asked_by: int | None
    quorum: Quorum | None
    names: bool
    proposed: int | None
    result: int | None
    statewide: bool
    regions: tuple[str, ...]
    role: str | None
    options: tuple[Option, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    offer: int | None = None
    invitation: Mapping[str, Any] = field(default_factory=dict)
    organisers: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it can be answered, as far as anybody has noted yet."""
        return self.state is PollState.OPEN

    @property
    def open_options(self) -> tuple[Option, ...]:
        """The dates that stand."""
        return tuple(option for option in self.options if option.open)

    def option(self, id_: int | None) -> Option | None:
        """Return the date with this id."""
        return next((option for option in self.options if option.id == id_), None)

    def numbered(self, number: int) -> Option | None:
        """Return the date that stands under this number."""
        return next((option for option in self.open_options if option.number == number), None)


def create(session: Session, new: NewPoll) -> int:
    """Write a poll and its dates down, and whom its notice was frozen for as those who are asked; return its id."""
    row = t.Poll(
        title=new.title, notice=new.notice, visibility="names" if new.names else "organisations",
        quorum=new.quorum.text if new.quorum else "", asked_by=new.asked_by, created_at=new.created_at,
        closes_at=new.closes_at, invitation=dict(new.invitation),
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    for number, when in enumerate(new.dates, 1):
        add_option(session, row.id, number, when)
    ask_those_told(session, row.id, new.notice)
    return row.id


def add_option(session: Session, poll: int, number: int, when: When) -> int:
    """Write one more date down, and return its id."""
    values = {"poll": poll, "number": number, "start_local": stored_start(when), "end_local": stored_end(when)}
    new = insert(t.poll_option).values(**values, rev=1, state="open").returning(_o.id)
    return int(session.execute(new).scalar_one())


def move_option(session: Session, option: int, when: When) -> None:
    """Move a date: what was said to it before does not count any more."""
    values = {"start_local": stored_start(when), "end_local": stored_end(when), "rev": _o.rev + 1}
    session.execute(update(t.poll_option).where(_o.id == option).values(values))


def drop_option(session: Session, option: int) -> None:
    """Take a date out; its number is not given to another one."""
    session.execute(update(t.poll_option).where(_o.id == option).values(state="dropped"))


def ask_those_told(session: Session, poll: int, notice: int) -> None:
    """Note as voters the persons whom a notice goes to."""
    d, r = t.delivery.c, t.recipient.c
    persons = (
        select(d.recipient)
        .join(t.recipient, r.id == d.recipient)
        .where(d.notice == notice, r.kind == RecipientKind.PERSON.value)
        .distinct()
    )
    rows = [{"poll": poll, "person": person, "required": False} for person in session.execute(persons).scalars()]
    insert_new(session, t.poll_voter, rows)


def load(session: Session, poll: int) -> StoredPoll | None:
    """Return a poll, or None when there is none of that number."""
    found = _load(session, _p.id == poll)
    return found[0] if found else None


def of_notice(session: Session, notice: int) -> StoredPoll | None:
    """Return the poll that a notice was sent with."""
    found = _load(session, _p.notice == notice)
    return found[0] if found else None


def open_for(session: Session, person: int) -> list[StoredPoll]:
    """Return the polls that a person is asked in and that nobody has closed yet, the newest first."""
    mine = exists().where(_v.poll == _p.id, _v.person == person)
    return _load(session, and_(_p.state == PollState.OPEN.value, mine))


def last_for(session: Session, person: int) -> StoredPoll | None:
    """Return the poll that a person was asked in last, open or not."""
    newest_ = select(_v.poll).where(_v.person == person).order_by(_v.poll.desc()).limit(1).scalar_subquery()
    found = _load(session, _p.id == newest_)
    return found[0] if found else None


def alive(session: Session) -> list[StoredPoll]:
    """Return every poll that is not decided or given up, the newest first."""
    return _load(session, _p.state.in_(ALIVE))


def newest(session: Session, count_: int) -> list[StoredPoll]:
    """Return the last polls, the newest first."""
    return _load(session, _p.id.is_not(None))[:count_]


def has_open(session: Session) -> bool:
    """Return whether any poll is open."""
    return session.execute(select(_p.id).where(_p.state == PollState.OPEN.value).limit(1)).first() is not None


def has_alive(session: Session) -> bool:
    """Return whether any poll is neither decided nor given up."""
    return session.execute(select(_p.id).where(_p.state.in_(ALIVE)).limit(1)).first() is not None


def to_close(session: Session, now: datetime) -> list[int]:
    """Return the polls whose time is over and that nobody has closed."""
    query = select(_p.id).where(_p.state == PollState.OPEN.value, _p.closes_at <= now).order_by(_p.id)
    return list(session.execute(query).scalars())


def _load(session: Session, which: Any) -> list[StoredPoll]:
    n = t.notice.c
    rows = session.execute(
        select(t.poll, n.statewide, n.audience_role)
        .join(t.notice, n.id == _p.notice)
        .where(which)
        .order_by(_p.id.desc())
    ).all()
    if not rows:
        return []
    options: dict[int, list[Option]] = {}
    ids = [row.id for row in rows]
    for row in session.execute(select(t.poll_option).where(_o.poll.in_(ids)).order_by(_o.number)):
        when = read_when(row.start_local, row.end_local)
        options.setdefault(row.poll, []).append(Option(row.id, row.number, when, row.rev, row.state == "open"))
    chosen = notices.filters(session, [row.notice for row in rows])
    organisers: dict[int, list[int]] = {}
    for poll, person in session.execute(select(_u.poll, _u.person).where(_u.poll.in_(ids)).order_by(_u.person)):
        organisers.setdefault(poll, []).append(person)
    return [
        StoredPoll(
            row.id, row.title, row.notice, PollState(row.state), row.rev, row.closes_at, row.created_at, row.closed_at,
            row.asked_by, read_quorum(row.quorum), row.visibility == "names", row.proposed, row.result, row.statewide,
            chosen[row.notice].regions, row.audience_role, tuple(options.get(row.id, ())),
            chosen[row.notice].topics, chosen[row.notice].programmes,
            _offer_number(row.offer) if row.offer is not None else None, row.invitation or {},
            tuple(organisers.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


# --- changing


def touch(session: Session, poll: int) -> int:
    """Note that what is shown of a poll has changed, and return its new revision."""
    changed = update(t.poll).where(_p.id == poll).values(rev=_p.rev + 1).returning(_p.rev)
    return int(session.execute(changed).scalar_one())


def close(session: Session, poll: int, proposed: int | None, now: datetime) -> bool:
    """Close a poll that is open, with what is proposed; return whether that was so."""
    values = {"state": PollState.CLOSED.value, "closed_at": now, "proposed": proposed, "rev": _p.rev + 1}
    return _changed(session, poll, (PollState.OPEN,), values)


def propose(session: Session, poll: int, proposed: int | None) -> None:
    """Note another proposal of a closed poll: a ballot came in that had been cast in time.

    What was offered for the old one does not hold any more.
    """
    other = _p.proposed.is_distinct_from(proposed)
    session.execute(update(t.poll).where(_p.id == poll, other).values(proposed=proposed, offer=None))


def to_offer(session: Session) -> list[int]:
    """Return the closed polls whose proposal nobody was offered to invite to yet."""
    is_new = (_p.state == PollState.CLOSED.value, _p.proposed.is_not(None), _p.offer.is_(None))
    return list(session.execute(select(_p.id).where(*is_new).order_by(_p.id)).scalars())


def offer(session: Session, poll: int, option: Option) -> int:
    """Note that the invitation to a date is offered; return the number that sends it, which no other offer ever has."""
    values = {"poll": poll, "option": option.id, "option_rev": option.rev}
    new = int(session.execute(insert(t.poll_offer).values(**values).returning(_f.id)).scalar_one())
    session.execute(update(t.poll).where(_p.id == poll).values(offer=new))
    return _offer_number(new)


def offered(session: Session, number: int) -> tuple[StoredPoll, Option] | None:
    """Return what one invites to with this number: a poll, and its date as it was shown.

    None: the number is none, another was offered since, or the date that it was shown with is not what is proposed now.
    """
    which, rest = divmod(number - _FIRST_OFFER, _OFFERS_APART)
    found = _load(session, _p.offer == which) if not rest else []
    shown = session.execute(select(_f.option, _f.option_rev).where(_f.id == which)).one_or_none()
    if not found or shown is None:
        return None
    option = found[0].option(shown.option)
    if option is None or not option.open or option.rev != shown.option_rev or found[0].proposed != option.id:
        return None
    return found[0], option


def _offer_number(offer_: int) -> int:
    return _FIRST_OFFER + offer_ * _OFFERS_APART


def tell_of_meeting(session: Session, poll: int, invitation: Mapping[str, Any]) -> None:
    """Note what is known of the meeting for which a poll looks for a date; what was offered does not hold any more."""
    values = {"invitation": dict(invitation), "offer": None, "rev": _p.rev + 1}
    session.execute(update(t.poll).where(_p.id == poll).values(values))


def add_organiser(session: Session, poll: int, person: int) -> None:
    """Let somebody run a poll together with who asked."""
    insert_new(session, t.poll_organiser, [{"poll": poll, "person": person}])


def remove_organiser(session: Session, poll: int, person: int) -> None:
    """Let somebody run a poll no longer."""
    session.execute(delete(t.poll_organiser).where(_u.poll == poll, _u.person == person))


def decide(session: Session, poll: int, option: int, now: datetime) -> bool:
    """Choose a date of a poll that is closed; return whether it was and nobody had chosen."""
    values = {"state": PollState.DECIDED.value, "result": option, "rev": _p.rev + 1, "closed_at": now}
    return _changed(session, poll, (PollState.CLOSED,), values)


def choose_again(session: Session, poll: int, option: int, now: datetime) -> bool:
    """Choose a date of a decided poll in the place of the one before; return whether it was decided."""
    values = {"result": option, "rev": _p.rev + 1, "closed_at": now}
    return _changed(session, poll, (PollState.DECIDED,), values)


def extend(session: Session, poll: int, closes_at: datetime) -> None:
    """Give a poll another end, and open it again if it was closed."""
    values = {"closes_at": closes_at, "state": PollState.OPEN.value, "closed_at": None, "offer": None}
    values |= {"rev": _p.rev + 1}
    session.execute(update(t.poll).where(_p.id == poll, _p.state.in_(ALIVE)).values(values))


def _changed(session: Session, poll: int, states: Sequence[PollState], values: dict[str, Any]) -> bool:
    statement = update(t.poll).where(_p.id == poll, _p.state.in_([state.value for state in states]))
    return session.execute(statement.values(values).returning(_p.id)).first() is not None


# --- who is asked, and what they said


def voters(session: Session, poll: int) -> list[Voter]:
    """Return whom a poll asks, with their organisations and regions, and the organisations that are answered for.

    Who has left is not asked any more.
    """
    p, o, s = t.person.c, t.organisation.c, t.sub_region.c
    rows = session.execute(
        select(p.id, o.name)
        .join(t.poll_voter, _v.person == p.id)
        .outerjoin(t.organisation, o.id == p.organisation)
        .where(_v.poll == poll, p.state != PersonState.ERASED.value)
        .where(or_(p.state != PersonState.PAUSED.value, p.pause_until.is_not(None)))
    ).all()
    regions: dict[int, set[str]] = {}
    for person, region in session.execute(
        select(s.recipient, s.region).join(t.poll_voter, _v.person == s.recipient).where(_v.poll == poll)
    ):
        regions.setdefault(person, set()).add(region)
    found = [Voter(person_key(row.id), row.name or "", frozenset(regions.get(row.id, ()))) for row in rows]
    a = t.organisation_answer.c
    entered = select(o.id, o.name).where(exists().where(a.organisation == o.id, a.poll == poll)).order_by(o.id)
    return [*found, *(Voter(body_key(row.id), row.name, entered=True) for row in session.execute(entered))]


def person_key(person: int) -> str:
    """Return by what a person's answers are kept apart from an organisation's."""
    return f"p{person}"


def person_of(key: str) -> int:
    """Return the person whose key this is."""
    return int(key.removeprefix("p"))


def body_key(organisation: int) -> str:
    """Return the same for an organisation that is answered for."""
    return f"o{organisation}"


def standing(session: Session, poll: int) -> Answers:
    """Return what stands, by voter and date."""
    found: dict[tuple[str, int], Given] = {}
    a, b = t.ballot_answer.c, t.organisation_answer.c
    for who, option, rev, value, ballot in session.execute(
        select(a.person, a.option, a.option_rev, a.value, a.ballot).where(a.poll == poll)
    ):
        found[person_key(who), option] = _given(rev, value, ballot)
    for who, option, rev, value, ballot in session.execute(
        select(b.organisation, b.option, b.option_rev, b.value, b.ballot).where(b.poll == poll)
    ):
        found[body_key(who), option] = _given(rev, value, ballot)
    return found


def _given(rev: int, value: str, ballot: int) -> Given:
    return Given(Answer(value) if value else None, rev, ballot)


def tally(session: Session, poll: StoredPoll) -> Tally:
    """Return what a poll comes to now."""
    return count(poll.options, voters(session, poll.id), standing(session, poll.id))


#: The consent to being named in polls that show names.
NAMES = "poll_names"


def shows_name(session: Session, person: int) -> bool:
    """Return whether somebody agreed to be named in polls that show names."""
    query = select(t.person.c.id).where(t.person.c.id == person, _agreed())
    return session.execute(query).first() is not None


def _agreed() -> ColumnElement[bool]:
    """Return as SQL that a person agreed to be named."""
    c = t.consent.c
    return exists().where(c.person == t.person.c.id, c.kind == NAMES, c.withdrawn_at.is_(None)).correlate(t.person)


def names(session: Session, poll: int) -> dict[str, str]:
    """Return the names of those who are asked and agreed to be named, by their keys as voters."""
    p = t.person.c
    query = select(p.id, p.display_name).join(t.poll_voter, _v.person == p.id).where(_v.poll == poll, _agreed())
    return {person_key(id_): name for id_, name in session.execute(query) if name}


def is_asked(session: Session, poll: int, person: int) -> bool:
    """Return whether a person is asked."""
    return session.execute(select(_v.person).where(_v.poll == poll, _v.person == person)).first() is not None


def ask_too(session: Session, poll: int, person: int) -> None:
    """Ask one more person."""
    insert_new(session, t.poll_voter, [{"poll": poll, "person": person, "required": False}])


def sent_with(session: Session, account: str, chat: str, remote_id: str) -> int | None:
    """Return the poll that a message of ours shows or asks about, by its id on the network."""
    x, link, d = t.dispatch.c, t.delivery_dispatch.c, t.delivery.c
    query = (
        select(_p.id)
        .join(t.delivery, d.notice == _p.notice)
        .join(t.delivery_dispatch, link.delivery == d.id)
        .join(t.dispatch, x.id == link.dispatch)
        .where(x.account == account, x.chat == chat, x.remote_id == remote_id)
    )
    found = session.execute(query.limit(1)).scalar_one_or_none()
    if found is not None:
        return int(found)
    s = t.surface.c
    shown = (
        select(s.subject)
        .join(t.dispatch, or_(x.id == s.dispatch, x.target == s.dispatch))
        .where(x.account == account, x.chat == chat, x.remote_id == remote_id, x.op == Op.SEND.value)
    )
    subject = session.execute(shown.limit(1)).scalar_one_or_none()
    return poll_of(subject) if subject else None


def native_ids(session: Session, account: str, chat: str, remote_id: str) -> tuple[str, ...]:
    """Return the ids of the answers of a network's own poll of ours; none for any other message."""
    x, r = t.dispatch.c, t.rendering.c
    query = (
        select(r.body)
        .join(t.dispatch, x.rendering == r.id)
        .where(x.account == account, x.chat == chat, x.remote_id == remote_id, x.seq == NATIVE_POLL)
    )
    stored = session.execute(query.limit(1)).scalar_one_or_none()
    asked = bodies.load(stored).poll if stored else None
    return tuple(id_ for id_, _ in asked.answers) if asked is not None else ()


def native_of(session: Session, dispatch: int) -> tuple[str, ...]:
    """Return the ids of the answers of the network's own poll that a dispatch has sent."""
    x, r = t.dispatch.c, t.rendering.c
    query = select(r.body).join(t.dispatch, x.rendering == r.id).where(x.id == dispatch)
    stored = session.execute(query).scalar_one_or_none()
    asked = bodies.load(stored).poll if stored else None
    return tuple(id_ for id_, _ in asked.answers) if asked is not None else ()


def subject(poll: int) -> str:
    """Return what the surfaces of a poll are found by."""
    return f"poll:{poll}"


def poll_of(subject_: str) -> int | None:
    """Return the poll whose surfaces have this subject."""
    kind, _, number = subject_.partition(":")
    return int(number) if kind == "poll" else None

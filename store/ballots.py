"""Ballots: what somebody said to a poll, and what stands of it. One person, one vote, over all their addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from domain.poll import Answer
from store import tables as t
from store.db import insert_new, upsert

_b = t.ballot.c


@dataclass(frozen=True, slots=True)
class NewBallot:
    """What was said at once. key: the event that it came with; revs: each date as it was seen.

    organisation: for whom the organiser says it; then person is the organiser.
    """

    poll: int
    person: int | None
    key: str
    way: str
    account: str
    answers: Mapping[int, Answer | None]
    revs: Mapping[int, int]
    cast_at: datetime
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stood before of a date: the answer, and when and on which account it was given."""

    option: int
    answer: Answer
    at: datetime
    account: str


def cast(session: Session, new: NewBallot) -> list[Replaced] | None:
    """Write a ballot down and let its answers stand; return what it replaced by something else.

    None: this very event was counted before, and nothing changes.
    """
    if session.execute(select(_b.id).where(_b.key == new.key)).first() is not None:
        return None
    row = {
        "poll": new.poll, "person": new.person, "organisation": new.organisation, "account": new.account,
        "way": new.way, "key": new.key, "cast_at": new.cast_at,
    }  # fmt: skip
    ballot = int(session.execute(insert(t.ballot).values(row).returning(_b.id)).scalar_one())
    table, who = _who(new)
    replaced = _standing(session, table, who, new)
    rows = [
        {
            "poll": new.poll, "option": option, **who, "option_rev": new.revs[option],
            "value": answer.value if answer is not None else "", "ballot": ballot,
        }
        for option, answer in new.answers.items()
    ]  # fmt: skip
    upsert(session, table, rows)
    return replaced


def _who(new: NewBallot) -> tuple[Any, dict[str, int]]:
    if new.organisation is not None:
        return t.organisation_answer, {"organisation": new.organisation}
    assert new.person is not None
    return t.ballot_answer, {"person": new.person}


def _standing(session: Session, table: Any, who: Mapping[str, int], new: NewBallot) -> list[Replaced]:
    ((name, id_),) = who.items()
    query = (
        select(table.c.option, table.c.value, table.c.option_rev, _b.cast_at, _b.account)
        .join(t.ballot, _b.id == table.c.ballot)
        .where(table.c.poll == new.poll, table.c[name] == id_, table.c.value != "")
        .order_by(table.c.option)
    )
    return [
        Replaced(row.option, Answer(row.value), row.cast_at, row.account)
        for row in session.execute(query)
        if row.option in new.answers and row.option_rev == new.revs[row.option]
        and new.answers[row.option] is not Answer(row.value)
    ]  # fmt: skip


def of_person(session: Session, poll: int, person: int) -> dict[int, tuple[Answer | None, int]]:
    """Return what a person said to each date, and to which revision of it."""
    a = t.ballot_answer.c
    query = select(a.option, a.value, a.option_rev).where(a.poll == poll, a.person == person)
    return {option: (Answer(value) if value else None, rev) for option, value, rev in session.execute(query)}


def everything_of(session: Session, person: int) -> list[dict[str, Any]]:
    """Return what is stored of a person in polls: in which they are asked, what they said to which date, when.

    organises: they asked it, or run it together with who did.
    """
    a, v, p, o, r = t.ballot_answer.c, t.poll_voter.c, t.poll.c, t.poll_option.c, t.poll_organiser.c
    rows = session.execute(
        select(a.poll, o.number, o.start_local, a.value, _b.cast_at, _b.account)
        .join(t.poll_option, o.id == a.option)
        .join(t.ballot, _b.id == a.ballot)
        .where(a.person == person)
        .order_by(a.poll, o.number)
    ).all()
    asked = select(v.poll).where(v.person == person)
    theirs = select(p.id).where(p.asked_by == person)
    runs = set(session.execute(theirs.union(select(r.poll).where(r.person == person))).scalars())
    query = select(p.id, p.title).where(p.id.in_(asked) | p.id.in_(runs)).order_by(p.id)
    return [
        {
            "poll": id_,
            "title": title,
            "organises": id_ in runs,
            "answers": [
                {"number": row.number, "date": row.start_local, "answer": row.value, "at": row.cast_at,
                 "network": row.account}
                for row in rows if row.poll == id_
            ],
        }
        for id_, title in session.execute(query)
    ]  # fmt: skip


def organisation(session: Session, name: str) -> int:
    """Return the id of an organisation of this name, which is written down if nobody knew it."""
    o = t.organisation.c
    insert_new(session, t.organisation, [{"name": name}])
    row = session.execute(select(o.id, o.merged_into).where(o.name == name)).one()
    return int(row.merged_into or row.id)


def merge(session: Session, kept: int, gone: int) -> None:
    """Let two persons who turned out to be one have one vote: of two answers to a date the newer counts."""
    a, v = t.ballot_answer.c, t.poll_voter.c
    mine = {
        (row.poll, row.option): row.ballot
        for row in session.execute(select(a.poll, a.option, a.ballot).where(a.person == kept))
    }
    for row in session.execute(select(t.ballot_answer).where(a.person == gone)).mappings().all():
        if row["ballot"] > mine.get((row["poll"], row["option"]), 0):
            upsert(session, t.ballot_answer, [{**row, "person": kept}])
    session.execute(delete(t.ballot_answer).where(a.person == gone))
    session.execute(update(t.ballot).where(_b.person == gone).values(person=kept))
    rows = session.execute(select(v.poll, v.required).where(v.person == gone)).all()
    insert_new(session, t.poll_voter, [{"poll": one.poll, "person": kept, "required": one.required} for one in rows])
    session.execute(delete(t.poll_voter).where(v.person == gone))
    u = t.poll_organiser.c
    run = list(session.execute(select(u.poll).where(u.person == gone)).scalars())
    insert_new(session, t.poll_organiser, [{"poll": poll, "person": kept} for poll in run])
    session.execute(delete(t.poll_organiser).where(u.person == gone))

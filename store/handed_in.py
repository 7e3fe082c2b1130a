"""Hints and questions of members: entries like those of feeds, with somebody who hears what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from store import tables as t
from store.db import upsert
from store.entries import EntryState

_e, _g, _c = t.entry.c, t.entry_giver.c, t.tag_correction.c


class GivenKind(StrEnum):
    """What somebody handed in."""

    #: Something that others should know, from a region to the land.
    HINT = "hint"
    #: Something that the Koordination is asked.
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Given:
    """An entry that somebody handed in. key: of whoever did. answered: a question that was."""

    entry: int
    kind: GivenKind
    key: str
    answered: bool


def hand_in(
    session: Session, kind: GivenKind, person: int, words: tuple[str, str, str], name: str, now: datetime
) -> int:
    """Write an entry down that waits for review; return its number. words: title, text and link; name: unique."""
    title, text, link = words
    row: dict[str, Any] = {
        "fingerprint": name, "hash": name, "changes": 0, "title": title, "summary": text, "link": link, "html": "",
        "first_seen_at": now, "published_at": now, "state": EntryState.OPEN.value, "tagged": "", "due_because": "",
    }  # fmt: skip
    entry = int(session.execute(insert(t.entry).values(**row).returning(_e.id)).scalar_one())
    session.execute(insert(t.entry_giver).values(entry=entry, kind=kind.value, person=person))
    return entry


def given(session: Session, entry: int) -> Given | None:
    """Return who handed an entry in, or None if it came from a feed."""
    p = t.person.c
    query = select(_g.kind, p.key, _g.answered_at).join(t.person, p.id == _g.person).where(_g.entry == entry)
    row = session.execute(query).one_or_none()
    return None if row is None else Given(entry, GivenKind(row.kind), row.key, row.answered_at is not None)


@dataclass(frozen=True, slots=True)
class Giver:
    """Who handed an entry in, by their key, and what it was called then."""

    entry: int
    key: str
    title: str


def giver_of(session: Session, notice: int) -> Giver | None:
    """Return who handed in the hint that became a notice, or None."""
    n, p = t.notice.c, t.person.c
    query = (
        select(_e.id, p.key, _e.title)
        .join(t.notice, n.entry == _e.id)
        .join(t.entry_giver, _g.entry == _e.id)
        .join(t.person, p.id == _g.person)
        .where(n.id == notice, _g.kind == GivenKind.HINT.value)
    )
    row = session.execute(query).first()
    return None if row is None else Giver(*row)


@dataclass(frozen=True, slots=True)
class Undecided:
    """Something that was handed in and is still open. key: of who gave it; answered: a question that was."""

    entry: int
    kind: GivenKind
    key: str
    title: str
    answered: bool


def undecided(session: Session, before: datetime) -> list[Undecided]:
    """Return what was handed in before a moment and waits for a decision, the oldest first."""
    p = t.person.c
    query = (
        select(_e.id, _g.kind, p.key, _e.title, _g.answered_at)
        .join(t.entry_giver, _g.entry == _e.id)
        .join(t.person, p.id == _g.person)
        .where(_e.state == EntryState.OPEN.value, _e.first_seen_at <= before)
        .order_by(_e.id)
    )
    return [
        Undecided(row.id, GivenKind(row.kind), row.key, row.title, row.answered_at is not None)
        for row in session.execute(query)
    ]


def let_lapse(session: Session, entry: int) -> None:
    """Discard what nobody decided, and forget its files."""
    session.execute(update(t.entry).where(_e.id == entry).values(state=EntryState.DISCARDED.value))
    session.execute(delete(t.entry_file).where(t.entry_file.c.entry == entry))


def mark_answered(session: Session, entry: int, now: datetime) -> None:
    """Note that a question was answered."""
    session.execute(update(t.entry_giver).where(_g.entry == entry).values(answered_at=now))


def merge(session: Session, entry: int, into: int) -> None:
    """Let two entries be one: sources and files of the first are the second's, and the first waits no longer."""
    x, f = t.entry_source.c, t.entry_file.c
    there = {row.asset: row.position for row in session.execute(select(f.asset, f.position).where(f.entry == into))}
    session.execute(delete(t.entry_file).where(f.entry == entry, f.asset.in_(list(there))))
    behind = f.position + max(there.values(), default=-1) + 1
    session.execute(update(t.entry_file).where(f.entry == entry).values(entry=into, position=behind))
    session.execute(update(t.entry_source).where(x.entry == entry).values(entry=into))
    session.execute(update(t.entry).where(_e.id == entry).values(state=EntryState.DISCARDED.value))


def note_correction(
    session: Session, entry: int, words: tuple[str, str], topics: list[str], regions: list[str], now: datetime
) -> None:
    """Write down what an entry is about as a person sees it."""
    title, summary = words
    row = {"entry": entry, "title": title, "summary": summary, "topics": topics, "regions": regions, "at": now}
    upsert(session, t.tag_correction, [row])


def corrections(session: Session) -> list[Any]:
    """Return the corrected tags, by entry: rows of (entry, title, summary, topics, regions)."""
    query = select(_c.entry, _c.title, _c.summary, _c.topics, _c.regions).order_by(_c.entry)
    return list(session.execute(query).all())

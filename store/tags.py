"""What entries were tagged with: topics, regions and a deadline, each with the words that say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, insert, select, text, update
from sqlmodel import Session

from store import tables as t

TOPIC, REGION = "topic", "region"


@dataclass(frozen=True, slots=True)
class TagRow:
    """A code that an entry was given, and why."""

    code: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueRow:
    """Until when something must be done: the last day, its time of day if one is named, and the words that say so."""

    day: date
    at: time | None
    because: str


@dataclass(frozen=True, slots=True)
class EntryTags:
    """The tags of an entry, the most important topic first."""

    topics: tuple[TagRow, ...] = ()
    regions: tuple[TagRow, ...] = ()
    deadline: DueRow | None = None


@dataclass(frozen=True, slots=True)
class Untagged:
    """An entry whose present words nobody has tagged yet. hash: of these words."""

    id: int
    hash: str
    title: str
    summary: str
    html: str
    seen_at: datetime


def untagged(session: Session, limit: int) -> list[Untagged]:
    """Return entries whose words are not tagged yet; seen_at: when they were published, as far as that is known."""
    e = t.entry.c
    columns = (e.id, e.hash, e.title, e.summary, e.html, e.published_at, e.first_seen_at)
    rows = session.execute(select(*columns).where(text(t.UNTAGGED)).order_by(e.id).limit(limit))
    return [
        Untagged(row.id, row.hash, row.title, row.summary, row.html, row.published_at or row.first_seen_at)
        for row in rows
    ]


def put(session: Session, entry: int, hash_: str, tags: EntryTags) -> None:
    """Write down the tags of an entry's words with this hash, in place of what it had."""
    session.execute(delete(t.entry_tag).where(t.entry_tag.c.entry == entry))
    rows = [
        {"entry": entry, "kind": kind, "code": one.code, "position": at, "because": list(one.because)}
        for kind, of_kind in ((TOPIC, tags.topics), (REGION, tags.regions))
        for at, one in enumerate(of_kind)
    ]
    if rows:
        session.execute(insert(t.entry_tag), rows)
    due = tags.deadline
    values = {
        "tagged": hash_,
        "due_day": due.day.isoformat() if due else None,
        "due_time": due.at.isoformat("minutes") if due and due.at else None,
        "due_because": due.because if due else "",
    }
    session.execute(update(t.entry).where(t.entry.c.id == entry).values(**values))


def of_entries(session: Session, entries: Sequence[int]) -> Mapping[int, EntryTags]:
    """Return the tags of each of these entries."""
    found: dict[int, dict[str, list[TagRow]]] = {entry: {TOPIC: [], REGION: []} for entry in entries}
    c, e = t.entry_tag.c, t.entry.c
    for row in session.execute(select(t.entry_tag).where(c.entry.in_(entries)).order_by(c.entry, c.kind, c.position)):
        found[row.entry][row.kind].append(TagRow(row.code, tuple(row.because)))
    due: dict[int, DueRow] = {}
    for row in session.execute(
        select(e.id, e.due_day, e.due_time, e.due_because).where(e.id.in_(entries), e.due_day.is_not(None))
    ):
        at = time.fromisoformat(row.due_time) if row.due_time else None
        due[row.id] = DueRow(date.fromisoformat(row.due_day), at, row.due_because)
    return {entry: EntryTags(tuple(tags[TOPIC]), tuple(tags[REGION]), due.get(entry)) for entry, tags in found.items()}


def forget(session: Session, entries: Iterable[int] | None = None) -> None:
    """Have entries tagged anew (all of them, or these), say because the keywords have changed."""
    statement = update(t.entry).values(tagged="")
    session.execute(statement if entries is None else statement.where(t.entry.c.id.in_(list(entries))))

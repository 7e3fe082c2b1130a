"""Entries: what feeds brought, whether it is new, and what becomes of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from domain.asking import next_check
from domain.notice import NoticeState
from store import audit, sources
from store import tables as t
from store.db import insert_new

#: Changes of one entry that are taken over; a page that shows the present time changes at each look.
MAX_CHANGES = 24
#: Entries that are found under one number of their sketches.
MOST_ALIKE = 8


class EntryState(StrEnum):
    """Where an entry stands."""

    #: New; waits for somebody to release or discard it.
    OPEN = "open"
    #: It was there when its source was read for the first time; nobody is told, but it may be released.
    SEEN = "seen"
    #: It has become a notice.
    RELEASED = "released"
    #: It has become a notice, and its source has changed it since: it waits for somebody to correct the notice or not.
    REVIEW = "review"
    #: Somebody decided that nobody needs it; it stays so, whatever its source makes of it.
    DISCARDED = "discarded"


_UNDECIDED = (EntryState.OPEN, EntryState.SEEN)
#: What waits for somebody.
TO_DECIDE = (EntryState.OPEN, EntryState.REVIEW)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as a source has it now. fingerprint: the same in every source; hash: the same as long as its words."""

    external_id: str
    fingerprint: str
    hash: str
    title: str
    link: str = ""
    summary: str = ""
    html: str = ""
    published_at: datetime | None = None
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """An entry that shares something of its sketch with what is looked for."""

    id: int
    fingerprint: str
    title: str
    summary: str
    published_at: datetime | None


#: Given entries that nobody knows by name, and the numbers of those that they cannot be: external ids of those that
#: are known after all -> their fingerprints.
Recognise = Callable[[Session, Sequence[NewEntry], set[int]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Validators:
    """What a source said about the version it sent, to be asked with the next time, and what it calls itself.

    fresh_for: it need not be asked before.
    """

    etag: str | None = None
    modified: str | None = None
    title: str = ""
    fresh_for: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a source's entries: new ones wait for a decision, seen ones were there before us."""

    new: int = 0
    changed: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it is in the database."""

    id: int
    title: str
    link: str
    summary: str
    html: str
    published_at: datetime | None
    first_seen_at: datetime
    state: EntryState
    changes: int


@dataclass(frozen=True, slots=True)
class EntryFault:
    """Why an entry was not released or discarded."""

    code: str
    message: str
    hint: str = ""


_e, _x, _k = t.entry.c, t.entry_source.c, t.entry_sketch.c
_COLUMNS = (
    _e.id, _e.title, _e.link, _e.summary, _e.html, _e.published_at, _e.first_seen_at, _e.state, _e.changes,
)  # fmt: skip


def save_collected(
    session: Session,
    source: int,
    entries: Sequence[NewEntry],
    validators: Validators,
    now: datetime,
    *,
    first_import: bool,
    recognise: Recognise | None = None,
) -> Saved | None:
    """Write down what a source brought, then its validators; return what is new, or None if the source is gone.

    Killed in between, neither is there, and the source is asked for the same version again. The first import of a
    source is silent: what it brings is marked as seen, never announced. recognise: says which entries are there
    already under other names.
    """
    if session.connection().execute(_LOCK_SOURCE, {"b_source": source}).first() is None:
        return None
    state = EntryState.SEEN if first_import else EntryState.OPEN
    saved, has_news = _save_entries(session, source, _once(entries), now, state, recognise)
    _save_validators(session, source, validators, now, has_news=first_import or has_news)
    return saved


_LOCK_SOURCE = select(t.source.c.id).where(t.source.c.id == bindparam("b_source")).with_for_update()
_ALIKE = (
    select(_k.value, _e.id, _e.fingerprint, _e.title, _e.summary, _e.published_at)
    .join(t.entry, _e.id == _k.entry)
    .where(
        _k.value.in_(bindparam("b_wanted", expanding=True)),
        _e.first_seen_at >= bindparam("b_since", type_=_e.first_seen_at.type),
    )
    .order_by(_e.id)
)


_COUNTED = select(_k.value, func.count()).where(_k.value.in_(bindparam("b_wanted", expanding=True))).group_by(_k.value)


def look_alikes(session: Session, values: Iterable[int], since: datetime) -> dict[int, list[Alike]]:
    """Return the entries first seen since then that have one of these numbers in their sketch, by number."""
    found: dict[int, list[Alike]] = {}
    given = {"b_wanted": sorted(set(values)), "b_since": since}
    for value, *facts in session.connection().execute(_ALIKE, given) if given["b_wanted"] else ():
        found.setdefault(value, []).append(Alike(*facts))
    return found


def list_entries(session: Session, states: Collection[EntryState] = (), limit: int = 500) -> list[EntryRow]:
    """Return the newest entries, of these states or of all.

    New is what we saw last: a source's own date may be missing or years old. Within one look at a source its dates
    count, then its order.
    """
    order = (_e.first_seen_at.desc(), _e.published_at.desc().nulls_last(), _e.id)
    statement = select(*_COLUMNS).order_by(*order).limit(limit)
    if states:
        statement = statement.where(_e.state.in_(states))
    return [_row(row) for row in session.execute(statement)]


def load(session: Session, entry: int) -> EntryRow | None:
    """Return an entry, or None when there is none of that number."""
    row = session.execute(select(*_COLUMNS).where(_e.id == entry)).one_or_none()
    return None if row is None else _row(row)


def mark_released(session: Session, entry: int) -> EntryFault | None:
    """Mark an entry as released, once; return why not."""
    return _decide(session, entry, EntryState.RELEASED)


def discard(session: Session, entry: int) -> EntryFault | None:
    """Mark an entry as discarded, once; return why not."""
    return _decide(session, entry, EntryState.DISCARDED)


def settle_review(session: Session, entry: int) -> bool:
    """Note that somebody has decided what a change of a released entry means; return False if nothing was to decide."""
    result: Any = session.execute(
        update(t.entry).where(_e.id == entry, _e.state == EntryState.REVIEW).values(state=EntryState.RELEASED.value)
    )
    return bool(result.rowcount)


def not_found(entry: int) -> EntryFault:
    """Return what to say when there is no entry of that number."""
    return EntryFault("not_found", f"Die Meldung {entry} gibt es nicht.", "Welche es gibt, zeigt: bote entry list")


def _decide(session: Session, entry: int, state: EntryState) -> EntryFault | None:
    # Compare and set: of two who decide at the same time one is told that it was decided already.
    result: Any = session.execute(
        update(t.entry).where(_e.id == entry, _e.state.in_(_UNDECIDED)).values(state=state.value)
    )
    if result.rowcount:
        return None
    found = session.execute(select(_e.state).where(_e.id == entry)).scalar_one_or_none()
    if found is None:
        return not_found(entry)
    words = {
        EntryState.RELEASED: "freigegeben",
        EntryState.REVIEW: "freigegeben",
        EntryState.DISCARDED: "verworfen",
    }
    if found == state:
        return EntryFault("already", f"Die Meldung {entry} ist bereits {words[state]}.")
    return EntryFault(str(found), f"Die Meldung {entry} ist schon {words[EntryState(found)]}.")


# --- What a source brought


def _once(entries: Iterable[NewEntry]) -> list[NewEntry]:
    """Return the entries with each external id once: the first one counts."""
    found: dict[str, NewEntry] = {}
    for entry in entries:
        found.setdefault(entry.external_id, entry)
    return list(found.values())


def _save_entries(
    session: Session,
    source: int,
    entries: Sequence[NewEntry],
    now: datetime,
    state: EntryState,
    recognise: Recognise | None,
) -> tuple[Saved, bool]:
    """Return what came of the entries, and whether there were any that this source did not have before."""
    if not entries:
        return Saved(), False
    ids = _known_by_source(session, source, entries)
    strangers = [entry for entry in entries if entry.external_id not in ids]
    known = _by_fingerprint(session, strangers)
    if recognise is not None and any(entry.fingerprint not in known for entry in strangers):
        strangers, known = _recognised(session, strangers, known, set(ids.values()), recognise)
    before = set(ids.values()) | set(known.values())
    mine = _of_source(session, source, known.values())
    unknown = [entry for entry in strangers if entry.fingerprint not in known]
    added = _insert(session, unknown, now, state)
    inserted = _by_fingerprint(session, unknown)
    _insert_sketches(session, unknown, inserted)
    ids |= {entry.external_id: (known | inserted)[entry.fingerprint] for entry in strangers}
    sources.link(session, source, [(entry.external_id, ids[entry.external_id]) for entry in strangers])
    changed = _take_changes(session, source, [(ids[entry.external_id], entry) for entry in entries], before, now)
    if state is EntryState.SEEN:
        return Saved(changed=changed, seen=added), bool(strangers)
    return Saved(added + _announce(session, set(known.values()) - mine), changed), bool(strangers)


def _recognised(
    session: Session,
    strangers: Sequence[NewEntry],
    known: Mapping[str, int],
    present: set[int],
    recognise: Recognise,
) -> tuple[list[NewEntry], dict[str, int]]:
    """Give entries that are in the database under other names the fingerprints that they have there.

    What stands in this feed already, under a name of its own, is another entry, however like it may be.
    """
    unknown = [entry for entry in strangers if entry.fingerprint not in known]
    taken = present | set(known.values())
    found = recognise(session, unknown, taken)
    again = [replace(entry, fingerprint=found.get(entry.external_id, entry.fingerprint)) for entry in strangers]
    return again, {**known, **_by_fingerprint(session, [entry for entry in again if entry.external_id in found])}


def _insert(session: Session, entries: Sequence[NewEntry], now: datetime, state: EntryState) -> int:
    rows: dict[str, dict[str, Any]] = {}
    for entry in entries:
        facts = {"fingerprint": entry.fingerprint, "hash": entry.hash, "changes": 0, "state": state.value}
        rows.setdefault(entry.fingerprint, {**facts, **_words(entry), "first_seen_at": now})
    return insert_new(session, t.entry, list(rows.values()))


def _insert_sketches(session: Session, entries: Sequence[NewEntry], ids: Mapping[str, int]) -> None:
    """Write down under which numbers these entries are found, but for numbers that so many have that they say nothing.

    The same text in many sources is one entry: what many entries share are the phrases of an office or a template.
    """
    values = {(value, ids[entry.fingerprint]) for entry in entries for value in entry.sketch}
    times: Counter[int] = Counter(
        dict(session.connection().execute(_COUNTED, {"b_wanted": sorted({v for v, _ in values})}).all())
    )
    rows = []
    for value, entry in sorted(values):
        times[value] += 1
        if times[value] <= MOST_ALIKE:
            rows.append({"value": value, "entry": entry})
    insert_new(session, t.entry_sketch, rows)


def _announce(session: Session, entries: set[int]) -> int:
    """Open what another source's first import has hidden and what is news in this one; return how many those are."""
    if not entries:
        return 0
    hidden = update(t.entry).where(_e.id.in_(entries), _e.state == EntryState.SEEN)
    result: Any = session.execute(hidden.values(state=EntryState.OPEN.value))
    return int(result.rowcount)


def _take_changes(
    session: Session, source: int, entries: Sequence[tuple[int, NewEntry]], before: set[int], now: datetime
) -> int:
    """Take over new words of entries that were known before; return how many have some.

    Of several sources of an entry only one is listened to, or two versions would take turns for ever. What has become
    a notice that stands goes to review: the entry has the new words then, the notice still the old ones.
    """
    candidates = {entry: new for entry, new in reversed(entries) if entry in before}
    if not candidates:
        return 0
    ours = _led_by(session, source, candidates)
    rows = session.execute(
        select(_e.id, _e.hash, _e.changes, _e.state).where(_e.id.in_(ours)).order_by(_e.id).with_for_update()
    ).all()
    changed = [row for row in rows if row.hash != candidates[row.id].hash and row.changes < MAX_CHANGES]
    standing = _with_a_standing_notice(session, [row.id for row in changed if row.state == EntryState.RELEASED])
    for row in changed:
        state = EntryState.REVIEW if row.id in standing else EntryState(row.state)
        words = _words(candidates[row.id]) if state in (*_UNDECIDED, EntryState.REVIEW) else {}
        values = {"hash": candidates[row.id].hash, "changes": row.changes + 1, "state": state.value, **words}
        session.execute(update(t.entry).where(_e.id == row.id).values(**values))
        if row.state == EntryState.RELEASED:
            audit.note(session, "timetable", "entry.changed", f"entry:{row.id}", now)
    return len(changed)


def _with_a_standing_notice(session: Session, entries: Sequence[int]) -> set[int]:
    n = t.notice.c
    statement = select(n.entry).where(n.entry.in_(entries), n.state == NoticeState.RELEASED)
    return set(session.execute(statement).scalars()) if entries else set()


def _led_by(session: Session, source: int, entries: Iterable[int]) -> list[int]:
    """Return those of the entries whose first source that is not paused is this one."""
    leader = func.min(_x.source)
    statement = (
        select(_x.entry)
        .join(t.source, t.source.c.id == _x.source)
        .where(_x.entry.in_(list(entries)), t.source.c.enabled | (t.source.c.id == source))
        .group_by(_x.entry)
        .having(leader == source)
    )
    return list(session.execute(statement).scalars())


# Asked once or twice for each feed: built once, and past the session, which has nothing of them to keep in mind.
_BY_SOURCE = select(_x.external_id, _x.entry).where(
    _x.source == bindparam("b_source"), _x.external_id.in_(bindparam("b_wanted", expanding=True))
)
_BY_FINGERPRINT = select(_e.fingerprint, _e.id).where(_e.fingerprint.in_(bindparam("b_wanted", expanding=True)))
_OF_SOURCE = select(_x.entry).where(
    _x.source == bindparam("b_source"), _x.entry.in_(bindparam("b_wanted", expanding=True))
)


def _known_by_source(session: Session, source: int, entries: Sequence[NewEntry]) -> dict[str, int]:
    given = {"b_source": source, "b_wanted": [entry.external_id for entry in entries]}
    return {row[0]: row[1] for row in session.connection().execute(_BY_SOURCE, given)}


def _by_fingerprint(session: Session, entries: Sequence[NewEntry]) -> dict[str, int]:
    if not entries:
        return {}
    given = {"b_wanted": [entry.fingerprint for entry in entries]}
    return {row[0]: row[1] for row in session.connection().execute(_BY_FINGERPRINT, given)}


def _of_source(session: Session, source: int, entries: Iterable[int]) -> set[int]:
    wanted = list(entries)
    given = {"b_source": source, "b_wanted": wanted}
    return {entry for (entry,) in session.connection().execute(_OF_SOURCE, given)} if wanted else set()


def _save_validators(session: Session, source: int, validators: Validators, now: datetime, *, has_news: bool) -> None:
    next_check_at = next_check(now, at_least=validators.fresh_for)
    values = {"etag": validators.etag, "modified": validators.modified, **sources.went_well(now, next_check_at)}
    if has_news:
        values["last_new_at"] = now
    if validators.title:
        values["title"] = validators.title
    session.execute(update(t.source).where(t.source.c.id == source).values(**values))


def _words(entry: NewEntry) -> dict[str, Any]:
    return {
        "title": entry.title, "link": entry.link, "summary": entry.summary, "html": entry.html,
        "published_at": entry.published_at,
    }  # fmt: skip


def _row(row: Any) -> EntryRow:
    return EntryRow(
        row.id, row.title, row.link, row.summary, row.html, row.published_at, row.first_seen_at, EntryState(row.state),
        row.changes,
    )  # fmt: skip

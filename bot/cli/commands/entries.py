"""entry …: what sources brought, on its way to becoming notices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import confirming, drafts, tag_hints, words
from bot.cli import results as r
from bot.cli.answering import answers
from bot.cli.commands.running import named
from bot.cli.context import ACTOR, Desk
from bot.cli.faults import CommandFault, ExitCode
from bot.cli.words import Help, LevelWord
from domain.notice import Level

if TYPE_CHECKING:
    from sqlmodel import Session

    from scheduler.publishing import Publisher
    from store.entries import EntryFault, EntryRow

_LEVELS = {LevelWord.INFO: Level.INFO, LevelWord.WICHTIG: Level.IMPORTANT, LevelWord.EILT: Level.URGENT}
_EXITS = {"not_found": ExitCode.NOT_FOUND, "unknown_topic": ExitCode.USAGE, "unknown_region": ExitCode.USAGE}


@answers(r.EntryList)
def listing(
    desk: Desk,
    show_all: Annotated[bool, typer.Option("--all", help=Help.ENTRY_ALL)] = False,
    limit: Annotated[int, typer.Option(min=1, help=Help.NOTICE_LIMIT)] = 100,
) -> r.EntryList:
    """List what waits for somebody to release or discard it."""
    from store import entries, tags

    states = () if show_all else entries.TO_DECIDE
    rows = desk.read(lambda session: entries.list_entries(session, states, limit))
    found = desk.read(lambda session: tags.of_entries(session, [row.id for row in rows]))
    return {
        "schema": 1,
        "entries": [
            {
                "id": row.id,
                "title": row.title,
                "link": row.link,
                "summary": row.summary,
                "published_at": row.published_at,
                "first_seen_at": row.first_seen_at,
                "state": row.state.value,
                "changes": row.changes,
                **tag_hints.of(found[row.id]),
            }
            for row in rows
        ],
    }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How entries are to be released. topics, regions: None for those that an entry was tagged with."""

    level: Level
    topics: tuple[str, ...] | None
    regions: tuple[str, ...] | None

    def of(self, session: "Session", entry: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the topics and regions of an entry; without any region it is for the whole of Lower Saxony."""
        from store import tags

        found = tags.of_entries(session, [entry])[entry]
        topics = tuple(one.code for one in found.topics) if self.topics is None else self.topics
        regions = tuple(one.code for one in found.regions) if self.regions is None else self.regions
        return topics, () if words.STATEWIDE in regions else regions


@answers(r.EntryReleased)
def release(
    desk: Desk,
    entry: Annotated[list[int], typer.Argument(metavar="NUMMER", help=Help.ENTRY_ID)],
    level: Annotated[LevelWord, typer.Option(metavar="STUFE", help=Help.ENTRY_LEVEL)] = LevelWord.INFO,
    topics: Annotated[str | None, typer.Option(metavar="THEMEN", help=Help.ENTRY_TOPICS)] = None,
    regions: Annotated[str | None, typer.Option(metavar="REGIONEN", help=Help.ENTRY_REGIONS)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=Help.DRY_RUN)] = False,
    yes: Annotated[bool, typer.Option("--yes", help=Help.YES)] = False,
    alone: Annotated[str, typer.Option("--alone", metavar="GRUND", help=Help.ALONE)] = "",
) -> r.EntryReleased:
    """Make notices of entries and release them, or corrections of their notices: all of them, or none."""
    wanted = _Wanted(
        _LEVELS[level],
        None if topics is None else tuple(named(topics)),
        None if regions is None else tuple(named(regions)),
    )
    numbers = list(dict.fromkeys(entry))
    previews = {number: _preview(desk, number, wanted) for number in numbers}
    open_ = {number: preview for number, preview in previews.items() if preview is not None}
    if not dry_run and open_:
        confirming.demand_second(desk, alone)
        confirming.demand_yes_or_terminal(desk, yes=yes)
        if not yes:
            for preview in open_.values():
                confirming.ask_about(desk, preview)
    write = _releasing(desk, numbers, wanted, dry_run=dry_run, alone=alone)
    if dry_run:
        released = desk.rehearse(write)
    else:
        released = desk.write(write)
        desk.crash("freeze.committed")
    for one in released:
        one["preview"] = previews[one["entry"]]
        if dry_run and one["fresh"]:
            one["notice"] = None
    return {"schema": 1, "released": released, "dry_run": dry_run}


def _releasing(
    desk: Desk, numbers: list[int], wanted: _Wanted, *, dry_run: bool, alone: str
) -> "Callable[[Session], list[r.EntryReleasedOne]]":
    by = desk.publisher(rehearsal=dry_run)

    def write(session: "Session") -> list[r.EntryReleasedOne]:
        done = [_release_one(desk, session, number, wanted, by) for number in numbers]
        for one in done:
            if one["fresh"]:
                confirming.note_alone(desk, session, "sent", f"entry:{one['entry']}", one["title"], alone)
        return done

    return write


def _release_one(desk: Desk, session: "Session", number: int, wanted: _Wanted, by: "Publisher") -> r.EntryReleasedOne:
    from scheduler import releasing
    from store import entries, notices
    from store.entries import EntryFault

    row = _load(session, number)
    if row.state is entries.EntryState.RELEASED:
        known = notices.find_by_request(session, _request(number))
        stored = notices.load(session, known) if known is not None else None
        audience = stored.audience or 0 if stored is not None else 0
        return _one(row, known, audience, fresh=False)
    if row.state is entries.EntryState.REVIEW:
        done = releasing.release_changed(session, number, ACTOR, by)
        if isinstance(done, EntryFault):
            raise _fault(done)
        desk.note(session, "entry.corrected", f"entry:{number}", f"notice={done.notice} rev={done.rev}")
        return _one(row, done.notice, done.audience, fresh=done.fresh)
    topics, regions = wanted.of(session, number)
    done = releasing.release_entry(session, number, wanted.level, topics, regions, ACTOR, by)
    if isinstance(done, EntryFault):
        raise _fault(done)
    desk.note(session, "entry.released", f"entry:{number}", f"notice={done.notice}")
    return _one(row, done.notice, done.audience, fresh=done.fresh)


def _one(row: "EntryRow", notice: int | None, audience: int, *, fresh: bool) -> r.EntryReleasedOne:
    return {
        "entry": row.id, "title": row.title, "notice": notice, "audience": audience, "fresh": fresh, "preview": None,
    }  # fmt: skip


def _preview(desk: Desk, number: int, wanted: _Wanted) -> r.Preview | None:
    """Return what would be sent for an entry; None when it was released before."""
    from scheduler import releasing
    from store.entries import EntryState

    row = desk.read(lambda session: _load(session, number))
    if row.state is EntryState.RELEASED:
        return None
    if row.state is EntryState.REVIEW:
        found = desk.read(lambda session: releasing.changed_notice(session, row, ACTOR, desk.now()))
        return None if found is None else drafts.preview(desk, found[1])
    topics, regions = desk.read(lambda session: wanted.of(session, number))
    known = drafts.vocabulary(desk)
    for code, codes, kind in (
        *((code, known.topics, "topic") for code in topics),
        *((code, known.regions, "region") for code in regions),
    ):
        if code not in codes:
            raise CommandFault(f"unknown_{kind}", words.unknown_code(kind, code), words.possible(codes))
    new = releasing.entry_notice(row, wanted.level, topics, regions, ACTOR, desk.now())
    return drafts.preview(desk, new)


@answers(r.EntryDiscarded)
def discard(
    desk: Desk, entry: Annotated[int, typer.Argument(metavar="NUMMER", help=Help.ENTRY_ID)]
) -> r.EntryDiscarded:
    """Decide that nobody needs an entry, or the change of one that was released."""
    from store import entries

    def write(session: "Session") -> tuple[bool, bool]:
        if _load(session, entry).state is entries.EntryState.DISCARDED:
            return False, False
        if entries.settle_review(session, entry):
            desk.note(session, "entry.kept", f"entry:{entry}")
            return True, True
        if fault := entries.discard(session, entry):
            raise _fault(fault)
        desk.note(session, "entry.discarded", f"entry:{entry}")
        return True, False

    fresh, kept = desk.write(write)
    return {"schema": 1, "entry": entry, "fresh": fresh, "kept": kept}


def _request(entry: int) -> str:
    return f"entry:{entry}"


def _load(session: "Session", number: int) -> "EntryRow":
    from store import entries

    row = entries.load(session, number)
    if row is None:
        raise _fault(entries.not_found(number))
    return row


def _fault(fault: "EntryFault") -> CommandFault:
    return CommandFault(fault.code, fault.message, fault.hint, _EXITS.get(fault.code, ExitCode.REFUSED))

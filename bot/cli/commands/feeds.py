"""feed …: sources of news."""

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results as r
from bot.cli import tag_hints, words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found
from bot.cli.words import Help

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from content.feeds import FeedEntry, FetchFault, ParseFault
    from content.tagging import Tagger
    from scheduler.collecting import Collected
    from store.sources import SourceRow

Which = Annotated[str, typer.Argument(metavar="QUELLE", help=Help.FEED_WHICH)]


@answers(r.FeedPreviewResult)
def preview(
    desk: Desk, source: Annotated[str, typer.Argument(metavar="DATEI|ADRESSE", help=Help.FEED_SOURCE)]
) -> r.FeedPreviewResult:
    """Read a feed and show what it says; nothing is stored."""
    from bot.app import feed_settings
    from content.feeds import FeedPreview, read_feed
    from scheduler.tagging import shipped_tagger

    desk.log(logging.WARNING)
    how = feed_settings(desk.settings)
    found = asyncio.run(read_feed(source, contact=how.contact, allow_private=how.allow_private, now=desk.now()))
    if not isinstance(found, FeedPreview):
        raise _unread(found)
    tagger = shipped_tagger()
    return {
        "schema": 1,
        "format": found.format,
        "title": found.title,
        "entries": [_entry(one, tagger, desk.now()) for one in found.entries],
        "warnings": list(found.warnings),
    }


#: What is wrong for good; anything else may be better later.
_EXITS = {
    "not_found": ExitCode.NOT_FOUND,
    "http_404": ExitCode.NOT_FOUND,
    "http_410": ExitCode.NOT_FOUND,
    "http_401": ExitCode.REFUSED,
    "http_403": ExitCode.REFUSED,
    "http_451": ExitCode.REFUSED,
    "private_address": ExitCode.REFUSED,
    "bad_url": ExitCode.USAGE,
    "empty": ExitCode.USAGE,
    "html_page": ExitCode.USAGE,
    "json_feed": ExitCode.USAGE,
    "no_feed": ExitCode.USAGE,
    "too_large": ExitCode.USAGE,
    "unreadable": ExitCode.USAGE,
}


def _unread(found: "FetchFault | ParseFault") -> CommandFault:
    status = getattr(found, "status", None)
    code = f"http_{status}" if status is not None else found.code
    return CommandFault(code, found.message, found.hint, _EXITS.get(code, ExitCode.TRY_LATER))


def _entry(entry: "FeedEntry", tagger: "Tagger", now: "datetime") -> r.FeedPreviewEntry:
    from scheduler import tagging

    tags = tagging.tag(tagger, entry.title, entry.summary, entry.html, entry.published or now)
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.link,
        "published": entry.published,
        "summary": entry.summary,
        **tag_hints.of(tags),
    }


# --- sources


@answers(r.FeedChanged)
def add(desk: Desk, url: Annotated[str, typer.Argument(metavar="ADRESSE", help=Help.FEED_URL)]) -> r.FeedChanged:
    """Take up a source."""
    from store import sources

    url = url.strip()
    if not url.casefold().startswith(("http://", "https://")):
        raise CommandFault("bad_url", words.bad_url(url), words.BAD_URL_HINT)

    def write(session: "Session") -> bool:
        added = sources.add(session, url, desk.now())
        if added.fresh:
            desk.note(session, "feed.added", f"feed:{added.id}")
        return added.fresh

    fresh = desk.write(write)
    return _changed(desk, find(desk, url), "added", fresh=fresh)


@answers(r.FeedList)
def listing(desk: Desk) -> r.FeedList:
    """List all sources."""
    from store import sources

    why = _evidence(desk)
    return {"schema": 1, "feeds": [_feed(one, why) for one in desk.read(sources.listing)]}


@answers(r.FeedProposed)
def start_list(desk: Desk) -> r.FeedProposed:
    """Take up what the start list has more, switched off."""
    from bot.opening import put_start_sources

    def write(session: "Session") -> int:
        fresh = put_start_sources(session)
        if fresh:
            desk.note(session, "feed.proposed", "feeds", f"count={fresh}")
        return fresh

    return {"schema": 1, "fresh": desk.write(write)}


@answers(r.FeedChanged)
def pause(
    desk: Desk, source: Which, resume: Annotated[bool, typer.Option("--resume", help=Help.FEED_RESUME)] = False
) -> r.FeedChanged:
    """Leave a source alone, or ask it again."""
    from store import sources

    before = find(desk, source)

    def write(session: "Session") -> None:
        if resume:
            sources.resume(session, before.url, desk.now())
        else:
            sources.pause(session, before.url)
        desk.note(session, "feed.resumed" if resume else "feed.paused", f"feed:{before.id}")

    fresh = before.enabled is not resume
    if fresh:
        desk.write(write)
    return _changed(desk, find(desk, before.url), "resumed" if resume else "paused", fresh=fresh)


@answers(r.FeedChanged)
def remove(desk: Desk, source: Which) -> r.FeedChanged:
    """Forget a source; what it brought stays."""
    from store import sources

    before = find(desk, source)
    gone = _changed(desk, before, "removed", fresh=True)

    def write(session: "Session") -> None:
        sources.remove(session, before.url)
        desk.note(session, "feed.removed", f"feed:{before.id}")

    desk.write(write)
    return gone


@answers(r.FeedCollected)
def collect(
    desk: Desk,
    source: Annotated[list[str] | None, typer.Argument(metavar="QUELLE", help=Help.FEED_COLLECT_WHICH)] = None,
    due: Annotated[bool, typer.Option("--due", help=Help.FEED_COLLECT_DUE)] = False,
    announce_first: Annotated[bool, typer.Option("--announce-first", help=Help.FEED_COLLECT_FIRST)] = False,
) -> r.FeedCollected:
    """Ask sources for what is new."""
    from bot.app import feed_settings
    from scheduler import collecting

    urls = [find(desk, one).url for one in source] if source else None
    work = collecting.collect(
        desk.store, desk.now(), settings=feed_settings(desk.settings), urls=urls, only_due=due,
        announce_first=announce_first,
    )  # fmt: skip
    found = asyncio.run(work)
    failed = sum(one.fault is not None for one in found)
    if failed:
        desk.exit_code = ExitCode.PARTLY
    return {
        "schema": 1,
        "sources": [_collected(one) for one in found],
        "new": sum(one.new for one in found),
        "changed": sum(one.changed for one in found),
        "failed": failed,
    }


def find(desk: Desk, which: str) -> "SourceRow":
    """Return the source with this number or address; raises CommandFault when there is none."""
    from store import sources

    which = which.strip()
    for one in desk.read(sources.listing):
        if which in (one.url, str(one.id)):
            return one
    raise not_found("feed_not_found", words.no_feed(which), words.NO_FEED_HINT)


def _collected(one: "Collected") -> r.FeedCollectedSource:
    fault = one.fault
    return {
        "url": one.url,
        "title": one.title,
        "new": one.new,
        "changed": one.changed,
        "seen": one.seen,
        "unchanged": one.unchanged,
        "first_import": one.first_import,
        "moved_to": one.moved_to,
        "error": None if fault is None else {"code": fault.code, "message": fault.message, "hint": fault.hint},
        "warnings": list(one.warnings),
    }


def _changed(desk: Desk, source: "SourceRow", what: str, *, fresh: bool) -> r.FeedChanged:
    return {"schema": 1, "feed": _feed(source, _evidence(desk)), "what": what, "fresh": fresh}


def _evidence(desk: Desk) -> dict[int, str]:
    from store import source_rules

    return desk.read(source_rules.evidence)


def _feed(source: "SourceRow", why: dict[int, str]) -> r.FeedValue:
    health, since = _health(source)
    told = why.get(source.id, "")
    if told and health == "paused" and source.last_ok_at is None and not source.fails:
        health = "untried"
    return {
        "id": source.id,
        "url": source.url,
        "title": source.title,
        "enabled": source.enabled,
        "next_check_at": source.next_check_at,
        "last_ok_at": source.last_ok_at,
        "fails": source.fails,
        "last_error": source.last_error,
        "health": health,
        "since": since,
        "evidence": told,
    }


def _health(source: "SourceRow") -> "tuple[str, datetime | None]":
    """Return how a source is, and since when; that it is silent, the timetable finds out and notes."""
    if not source.enabled:
        return "paused", None
    if source.fails:
        return "failing", source.failing_since
    if source.told == "silent":
        return "silent", source.last_new_at
    return "ok", None

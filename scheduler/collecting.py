"""Collecting: feeds are asked, what they bring is written down; and an entry becomes a notice."""

import asyncio
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
import structlog
from sqlmodel import Session

from content import document, feeds, links
from content.feeds import FeedEntry, FeedParser, FeedPreview, Fetched, FetchFault, NotModified, ParseFault
from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from scheduler import tagging
from scheduler.publishing import Published, Publisher, publish
from store import entries, notices, reference, sources
from store.db import Store
from store.entries import EntryFault, EntryRow, NewEntry, Saved, Validators
from store.notices import NewNotice
from store.sources import SourceRow

log = structlog.get_logger()

#: Seconds between two calls to one host.
HOST_PAUSE = 10.0
#: Hosts that are asked at the same time.
_HOSTS = 8
#: An entry whose text is longer than this is told by its first sentences and the link.
_LONGEST_TEXT = 1_500
#: Ids that mean the same in every feed; others, like "214", are only good within one.
_WORLDWIDE = ("http://", "https://", "tag:", "urn:")
#: Answers that mean us: asking again within the hour would be rude.
_HOPELESS = (401, 403, 410, 451)


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How feeds are asked. contact: an address or page of whoever runs this, told to each host.

    allow_private: also ask this machine and its network. host_pause: seconds, in real time. tagging: whether what is
    new gets its tags at once.
    """

    contact: str
    allow_private: bool = False
    host_pause: float = HOST_PAUSE
    tagging: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a source brought nothing, in German."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of asking one source. seen: entries of its first import, which are not announced.

    unchanged: it said itself that nothing is new since the last time (304).
    """

    url: str
    title: str = ""
    new: int = 0
    changed: int = 0
    seen: int = 0
    unchanged: bool = False
    first_import: bool = False
    fault: Fault | None = None
    warnings: tuple[str, ...] = ()


async def collect(
    store: Store,
    now: datetime,
    *,
    settings: FeedSettings,
    urls: Sequence[str] | None = None,
    only_due: bool = False,
    announce_first: bool = False,
) -> list[Collected]:
    """Ask sources for what is new, write it down, and return what came of each, in the order of the sources.

    urls: exactly these, paused ones too; else all that are not paused, or with only_due those whose time has come.
    announce_first: a source's first import is announced as well. One source that fails takes no other down.
    """
    chosen = await store.read(lambda s: _choose(s, now, urls, only_due=only_due))
    found: dict[str, Collected] = {}
    by_host: dict[str, list[SourceRow]] = {}
    for url, source in chosen.items():
        if source is None:
            found[url] = Collected(url, fault=_unknown(url))
        else:
            by_host.setdefault(_host(url), []).append(source)
    places = asyncio.Semaphore(_HOSTS)
    session = feeds.open_session(contact=settings.contact, allow_private=settings.allow_private)
    async with session, FeedParser() as parser, asyncio.TaskGroup() as group:
        collector = _Collector(store, now, settings, announce_first, session, parser)
        asked = [group.create_task(_ask_host(collector, of_host, places)) for of_host in by_host.values()]
    found |= {one.url: one for task in asked for one in task.result()}
    return [found[url] for url in chosen]


async def _ask_host(
    collector: "_Collector", of_host: Sequence[SourceRow], places: asyncio.Semaphore
) -> list[Collected]:
    found: list[Collected] = []
    async with places:
        for source in of_host:
            if found:
                await _pause(collector.settings.host_pause)
            found.append(await collector.ask(source))
    return found


@dataclass(frozen=True, slots=True)
class _Collector:
    """What asking one source needs."""

    store: Store
    now: datetime
    settings: FeedSettings
    announce_first: bool
    session: aiohttp.ClientSession
    parser: FeedParser

    async def ask(self, source: SourceRow) -> Collected:
        """Ask one source and write down what came of it."""
        wait: timedelta | None = None
        hopeless = False
        try:
            answer = await feeds.fetch(source.url, session=self.session, etag=source.etag, modified=source.modified)
            match answer:
                case NotModified():
                    await self.store.write(lambda s: sources.record_unchanged(s, source.id, self.now))
                    return Collected(source.url, source.title, unchanged=True)
                case Fetched():
                    outcome = await self._read(source, answer)
                case FetchFault():
                    wait, hopeless = answer.retry_after, answer.status in _HOPELESS
                    outcome = _of_fetch(answer)
        except Exception:
            # A fault of ours must not keep the other sources from being asked.
            log.exception("collecting failed", source=source.url)
            outcome = Fault("internal", "Beim Lesen der Quelle ist ein Fehler aufgetreten.", "Das Protokoll sagt mehr.")
        if isinstance(outcome, Collected):
            log.info("collected", source=source.url, new=outcome.new, changed=outcome.changed, seen=outcome.seen)
            return outcome
        fault = outcome
        log.warning("source failed", source=source.url, code=fault.code)
        await self.store.write(
            lambda s: sources.record_failure(s, source.id, fault.code, self.now, wait=wait, hopeless=hopeless)
        )
        return Collected(source.url, source.title, fault=fault)

    async def _read(self, source: SourceRow, answer: Fetched) -> Collected | Fault:
        preview = await self.parser.parse(answer.data, content_type=answer.content_type, url=answer.url, now=self.now)
        if isinstance(preview, ParseFault):
            return Fault(preview.code, preview.message, preview.hint)
        first = source.last_ok_at is None
        silent = first and not self.announce_first
        validators = Validators(answer.etag, answer.modified, preview.title)
        saved = await self.store.write(
            lambda s: save_preview(s, source.id, preview, validators, self.now, first_import=silent)
        )
        if saved is None:
            return _unknown(source.url)
        if self.settings.tagging:
            await tagging.tag_new(self.store)
        warnings = preview.warnings
        if answer.moved_to:
            warnings = (*warnings, f"Die Quelle ist umgezogen. Ihre neue Adresse ist {answer.moved_to}")
        return Collected(
            source.url, preview.title or source.title, saved.new, saved.changed, saved.seen,
            first_import=first, warnings=warnings,
        )  # fmt: skip


def save_preview(
    session: Session,
    source: int,
    preview: FeedPreview,
    validators: Validators,
    now: datetime,
    *,
    first_import: bool,
) -> Saved | None:
    """Write down a feed that was read already; return what is new, or None if the source is gone."""
    new = [_new_entry(entry, source) for entry in preview.entries]
    return entries.save_collected(session, source, new, validators, now, first_import=first_import)


def identity(entry: FeedEntry, source: int) -> str:
    """Return what makes entries of all sources the same.

    An id that is no address ("214") may mean something else in another feed, so its link says more exactly what is
    meant; without one, the id is only good within its source.
    """
    if entry.id.casefold().startswith(_WORLDWIDE):
        return feeds.fingerprint(entry)
    where = links.canonical(entry.link) if entry.link else f"source:{source}"
    return feeds.fingerprint(replace(entry, id=f"{entry.id} {where}"))


# --- An entry becomes a notice


def entry_notice(
    entry: EntryRow,
    level: Level,
    topics: Iterable[str],
    regions: Iterable[str],
    author: str,
    now: datetime,
) -> NewNotice:
    """Return what is to be written down for an entry. No regions: it is for the whole of Lower Saxony.

    A whole article is told by its first sentences and the link to it.
    """
    regions = frozenset(regions)
    addressed = Addressed(level, Scope.PUBLIC, not regions, regions, frozenset(topics))
    text = entry.html
    if not text or len(document.text_of(document.from_html(text))) > _LONGEST_TEXT:
        text = f"<p>{html.escape(entry.summary)}</p>" if entry.summary else ""
    return NewNotice(
        f"entry:{entry.id}", NoticeKind.FACHINFORMATION, entry.title, addressed, text, now, author, entry.link,
        text_form="html", entry=entry.id,
    )  # fmt: skip


def release_entry(
    session: Session,
    entry: int,
    level: Level,
    topics: Iterable[str],
    regions: Iterable[str],
    author: str,
    by: Publisher,
) -> Published | EntryFault:
    """Release an entry as a notice and mark it so, both in this transaction; or say why not, with nothing changed."""
    topics, regions = frozenset(topics), frozenset(regions)
    row = entries.load(session, entry)
    if row is None:
        return entries.not_found(entry)
    if fault := _unknown_code(session, topics, regions):
        return fault
    new = entry_notice(row, level, topics, regions, author, by.now)
    if fault := entries.mark_released(session, entry):
        notice = notices.find_by_request(session, new.request_key)
        return replace(fault, hint=f"Sie ist die Mitteilung {notice}.") if notice else fault
    return publish(session, new, by)


def _unknown_code(session: Session, topics: frozenset[str], regions: frozenset[str]) -> EntryFault | None:
    known = reference.known_codes(session)
    for code in sorted(topics - set(known.topics)):
        return EntryFault("unknown_topic", f"Das Thema „{code}“ gibt es nicht.", _among(known.topics))
    for code in sorted(regions - set(known.regions)):
        return EntryFault("unknown_region", f"Die Region „{code}“ gibt es nicht.", _among(known.regions))
    return None


def _among(codes: Iterable[str]) -> str:
    return f"Möglich sind: {', '.join(codes)}."


# --- Small helpers


def _choose(
    session: Session, now: datetime, urls: Sequence[str] | None, *, only_due: bool
) -> dict[str, SourceRow | None]:
    if urls is not None:
        return {url: sources.find(session, url) for url in urls}
    chosen = sources.due(session, now) if only_due else [one for one in sources.listing(session) if one.enabled]
    return {source.url: source for source in chosen}


def _new_entry(entry: FeedEntry, source: int) -> NewEntry:
    return NewEntry(
        entry.id, identity(entry, source), feeds.content_hash(entry), entry.title, entry.link, entry.summary,
        entry.html, entry.published,
    )  # fmt: skip


def _of_fetch(fault: FetchFault) -> Fault:
    code = f"http_{fault.status}" if fault.code == "http_status" else fault.code
    return Fault(code, fault.message, fault.hint)


def _unknown(url: str) -> Fault:
    return Fault("unknown_source", f"Die Quelle {url} gibt es nicht.", "Welche es gibt, zeigt: bote feed list")


async def _pause(seconds: float) -> None:
    await asyncio.sleep(seconds)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url

"""Collecting: feeds are asked, and what they bring is written down."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
import structlog
from sqlmodel import Session

from content import feeds, likeness, links
from content.feeds import FeedEntry, FeedParser, FeedPreview, Fetched, FetchFault, NotModified, ParseFault
from content.likeness import Text
from domain.asking import CHECK_EVERY, next_check
from scheduler import tagging, unseen
from scheduler.publishing import Publisher
from scheduler.telling import tell_of_trouble
from store import entries, sources
from store.db import Store
from store.entries import Alike, NewEntry, Recognise, Saved, Validators
from store.sources import SourceRow

log = structlog.get_logger()

#: Seconds between two calls to one host.
HOST_PAUSE = 10.0
#: Requests that are under way at the same time.
_REQUESTS = 16
#: Sources without news that are written down in one go.
_WRITTEN_AT_ONCE = 200
#: Seconds between moments at which sources with news are written down.
_IN_STEP = 0.1
#: Entries that are compared with a new one, those first that share most with it.
_COMPARED = 4
#: A number that divides by all small ones, so that shares of it can be added exactly.
_WEIGHT = 5040
#: Ids that mean the same in every feed; others, like "214", are only good within one.
_WORLDWIDE = ("http://", "https://", "tag:", "urn:")
#: Answers that mean us: asking again within the hour would be rude.
_HOPELESS = (401, 403, 410, 451)
_BUSY = "Der Rechner der Quelle hat um Geduld gebeten; sie wurde noch nicht abgerufen."


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

    unchanged: it said itself that nothing is new since the last time (304). moved_to: its new address, from now on.
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
    moved_to: str | None = None


_INTERNAL = Fault("internal", "Beim Lesen der Quelle ist ein Fehler aufgetreten.", "Das Protokoll sagt mehr.")


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
    A host's sources are asked one after the other with a pause; without a pause, several at a time.
    announce_first: a source's first import is announced as well. One source that fails takes no other down.
    """
    chosen = await store.read(lambda s: _choose(s, now, urls, only_due=only_due))
    session = feeds.open_session(contact=settings.contact, allow_private=settings.allow_private)
    async with session, FeedParser() as parser:
        collector = _Collector(store, now, settings, announce_first, session, parser)
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(collector.ask(url, source)) for url, source in chosen.items()]
        await collector.write_unchanged()
    if settings.tagging:
        by = Publisher(now)
        await tagging.tag_new(store, lambda s, entry, found: unseen.into_edition(s, entry, found, by))
    await tell_of_trouble(store, now)
    return [task.result() for task in asked]


class _Host:
    """A host that is asked one thing at a time, with a pause after each. wait: it has asked for patience."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.was_asked = False
        self.wait: timedelta | None = None


class _Collector:
    """Asks sources, and writes down what comes of it."""

    def __init__(
        self,
        store: Store,
        now: datetime,
        settings: FeedSettings,
        announce_first: bool,
        session: aiohttp.ClientSession,
        parser: FeedParser,
    ) -> None:
        self._store, self._now, self._settings, self._announce_first = store, now, settings, announce_first
        self._session, self._parser = session, parser
        self._hosts: dict[str, _Host] = {}
        self._places = asyncio.Semaphore(_REQUESTS)
        self._unchanged: list[tuple[int, datetime]] = []

    async def ask(self, url: str, source: SourceRow | None) -> Collected:
        """Ask one source and write down what came of it."""
        if source is None:
            return Collected(url, fault=_unknown(url))
        try:
            outcome = await self._ask(source)
        except Exception:
            # A fault of ours must not keep the other sources from being asked.
            log.exception("collecting failed", source=url)
            outcome = _Failed(_INTERNAL)
        if isinstance(outcome, Collected):
            log.info(
                "collected", source=url, new=outcome.new, changed=outcome.changed, seen=outcome.seen,
                unchanged=outcome.unchanged,
            )  # fmt: skip
            return outcome
        log.warning("source failed", source=url, new=0, code=outcome.fault.code)
        await self._write_failure(source, outcome)
        return Collected(url, source.title, fault=outcome.fault)

    async def _ask(self, source: SourceRow) -> "Collected | _Failed":
        answer = await self._fetch(source.url, source.etag, source.modified)
        match answer:
            case NotModified():
                return await self._note_unchanged(source, answer)
            case Fetched():
                return await self._read(source, answer)
            case FetchFault():
                return _of_fetch(answer)

    async def _fetch(
        self, url: str, etag: str | None = None, modified: str | None = None
    ) -> Fetched | NotModified | FetchFault:
        """Ask an address when its host's turn has come, unless the host has asked for patience in this round."""
        host = self._hosts.setdefault(_host(url), _Host())
        pause = self._settings.host_pause
        async with host.turn if pause else contextlib.nullcontext():
            if host.was_asked and pause and host.wait is None:
                await _pause(pause)
            host.was_asked = True
            async with self._places:
                if host.wait is not None:
                    return FetchFault("host_busy", _BUSY, "Der nächste Abruf kommt später.", retry_after=host.wait)
                answer = await feeds.fetch(url, session=self._session, etag=etag, modified=modified)
            if isinstance(answer, FetchFault) and _asks_for_patience(answer):
                host.wait = answer.retry_after or CHECK_EVERY
        return answer

    async def _note_unchanged(self, source: SourceRow, answer: NotModified) -> Collected:
        at = next_check(self._now, at_least=answer.fresh_for)
        warnings: tuple[str, ...] = ()
        moved = answer.moved_to if answer.moved_to != source.url else None
        if moved is None:
            self._unchanged.append((source.id, at))
            if len(self._unchanged) >= _WRITTEN_AT_ONCE:
                await self.write_unchanged()
        else:
            taken = await self._store.write(lambda s: self._unchanged_at(s, source.id, at, moved))
            warnings = (_moved(moved, taken),)
        return Collected(source.url, source.title, unchanged=True, warnings=warnings, moved_to=moved)

    def _unchanged_at(self, session: Session, source: int, at: datetime, url: str) -> int | None:
        sources.record_unchanged(session, [(source, at)], self._now)
        return sources.move(session, source, url, self._now)

    async def write_unchanged(self) -> None:
        """Write down which sources had nothing new: many in one go; one that is lost is only asked again."""
        asked, self._unchanged = self._unchanged, []
        if asked:
            await self._store.write(lambda s: sources.record_unchanged(s, asked, self._now))

    async def _read(self, source: SourceRow, answer: Fetched) -> "Collected | _Failed":
        preview = await self._parse(answer)
        if isinstance(preview, FeedPreview):
            return await self._save(source, answer, preview, answer.moved_to)
        if preview.alternate is None or preview.alternate in (source.url, answer.url):
            return _of_parse(preview)
        # A page that names its feed: that is tried once, and remembered if it is one.
        second = await self._fetch(preview.alternate)
        if not isinstance(second, Fetched):
            why = second.message if isinstance(second, FetchFault) else ""
            return _of_parse(preview, why)
        feed = await self._parse(second)
        if isinstance(feed, ParseFault):
            return _of_parse(preview, feed.message)
        return await self._save(source, second, feed, second.moved_to or preview.alternate)

    async def _parse(self, answer: Fetched) -> FeedPreview | ParseFault:
        return await self._parser.parse(answer.data, content_type=answer.content_type, url=answer.url, now=self._now)

    async def _save(
        self, source: SourceRow, answer: Fetched, preview: FeedPreview, moved: str | None
    ) -> "Collected | _Failed":
        first = source.last_ok_at is None
        silent = first and not self._announce_first
        validators = Validators(answer.etag, answer.modified, preview.title, answer.fresh_for)
        if moved == source.url:
            moved = None

        def write(session: Session) -> tuple[Saved, int | None] | None:
            saved = save_preview(session, source.id, preview, validators, self._now, first_import=silent)
            if saved is None:
                return None
            return saved, None if moved is None else sources.move(session, source.id, moved, self._now)

        # In step with the others, so that many are written with one commit: the disk is waited for once.
        await asyncio.sleep(_IN_STEP - asyncio.get_running_loop().time() % _IN_STEP)
        written = await self._store.write(write)
        if written is None:
            return _Failed(_unknown(source.url))
        saved, taken = written
        warnings = preview.warnings if moved is None else (*preview.warnings, _moved(moved, taken))
        return Collected(
            source.url, preview.title or source.title, saved.new, saved.changed, saved.seen,
            first_import=first, warnings=warnings, moved_to=moved,
        )  # fmt: skip

    async def _write_failure(self, source: SourceRow, failed: "_Failed") -> None:
        if failed.fault.code == "host_busy":
            at = self._now + (failed.wait or CHECK_EVERY)
            await self._store.write(lambda s: sources.postpone(s, source.id, at))
            return
        await self._store.write(
            lambda s: sources.record_failure(
                s, source.id, failed.fault.code, self._now, wait=failed.wait, hopeless=failed.hopeless
            )
        )


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why a source brought nothing, and what that means for the next time."""

    fault: Fault
    wait: timedelta | None = None
    hopeless: bool = False


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
    return entries.save_collected(
        session, source, new, validators, now, first_import=first_import, recognise=_recogniser(now)
    )


def _recogniser(now: datetime) -> Recognise:
    """Return what finds entries that are there already under another name: the same text, by its words."""

    def recognise(session: Session, unknown: Sequence[NewEntry], others: set[int]) -> dict[str, str]:
        values = {value for entry in unknown for value in entry.sketch}
        found: dict[str, str] = {}
        if not (alikes := entries.look_alikes(session, values, now - likeness.WINDOW)):
            return found
        taken = set(others)
        for entry in unknown:
            near: dict[int, Alike] = {}
            weight: Counter[int] = Counter()
            for value in entry.sketch:
                for one in alikes.get(value, ()):
                    near[one.id] = one
                    # What few have in common says more than what many have.
                    weight[one.id] += _WEIGHT // len(alikes[value])
            most = sorted(weight.keys() - taken, key=lambda id_: (-weight[id_], id_))[:_COMPARED]
            if (first := next((near[id_] for id_ in most if _is_same(entry, near[id_])), None)) is not None:
                found[entry.external_id] = first.fingerprint
                taken.add(first.id)
        return found

    return recognise


def _is_same(entry: NewEntry, other: Alike) -> bool:
    return likeness.is_same(
        Text(entry.title, entry.summary, entry.published_at), Text(other.title, other.summary, other.published_at)
    )


def identity(entry: FeedEntry, source: int) -> str:
    """Return what makes entries of all sources the same.

    An id that is no address ("214") may mean something else in another feed, so its link says more exactly what is
    meant; without one, the id is only good within its source.
    """
    if entry.id.casefold().startswith(_WORLDWIDE):
        return feeds.fingerprint(entry)
    where = links.canonical(entry.link) if entry.link else f"source:{source}"
    return feeds.fingerprint(replace(entry, id=f"{entry.id} {where}"))


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
        entry.html, entry.published, entry.sketch,
    )  # fmt: skip


def _of_fetch(fault: FetchFault) -> _Failed:
    code = f"http_{fault.status}" if fault.code == "http_status" else fault.code
    return _Failed(Fault(code, fault.message, fault.hint), fault.retry_after, fault.status in _HOPELESS)


def _of_parse(fault: ParseFault, why: str = "") -> _Failed:
    """why: what came of trying the feed that a page names."""
    tried = f" Er wurde versucht: {why}" if why else ""
    return _Failed(Fault(fault.code, fault.message, fault.hint + tried))


def _asks_for_patience(fault: FetchFault) -> bool:
    return fault.status == HTTPStatus.TOO_MANY_REQUESTS or (
        fault.status == HTTPStatus.SERVICE_UNAVAILABLE and fault.retry_after is not None
    )


def _moved(url: str, taken: int | None) -> str:
    if taken is None:
        return f"Die Quelle ist umgezogen und wird ab jetzt unter ihrer neuen Adresse abgerufen: {url}"
    return (
        f"Die Quelle ist umgezogen: {url} Diese Adresse wird schon als Quelle {taken} abgerufen; die alte ruht deshalb."
    )


def _unknown(url: str) -> Fault:
    return Fault("unknown_source", f"Die Quelle {url} gibt es nicht.", "Welche es gibt, zeigt: bote feed list")


async def _pause(seconds: float) -> None:
    await asyncio.sleep(seconds)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url

"""What is known of a feed: values that go from the child process to whoever asked."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from content import links


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. summary is plain text; html is as the feed had it, still to be sanitised.

    id: the feed's own id where it can be trusted, else the link, else the words.
    published: aware, never in the future, or None where the feed says nothing that can be believed.
    sketch: the numbers under which the same text in another source is found (content/likeness.py).
    """

    id: str
    title: str
    link: str
    published: datetime | None
    summary: str
    html: str
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """A feed that could be read. warnings: what is odd about it, one German sentence each."""

    format: str
    title: str
    entries: tuple[FeedEntry, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParseFault:
    """Data that is no feed. alternate: the address of a feed that an HTML page names."""

    code: str
    message: str
    hint: str
    alternate: str | None = None


UNREADABLE = ParseFault(
    "unreadable", "Die Quelle war nicht zu lesen.", "Geben Sie der Technik Bescheid, mit der Adresse der Quelle."
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered. moved_to: its new address, if it moved for good. fresh_for: not to be asked before."""

    data: bytes
    url: str
    content_type: str
    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None
    fresh_for: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing has changed since the validators that were sent along. moved_to, fresh_for: as when it is fetched."""

    url: str
    moved_to: str | None = None
    fresh_for: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class FetchFault:
    """Why nothing was fetched, in German, and when it may be tried again, if the server said so."""

    code: str
    message: str
    hint: str
    status: int | None = None
    retry_after: timedelta | None = None


def stable_id(guid: str, link: str, title: str, *, guid_is_unique: bool, link_is_unique: bool) -> str:
    """Return what an entry is recognised by: its guid if no other entry has it, else its link, else its words."""
    if guid and guid_is_unique:
        return links.clean(guid)
    if link and link_is_unique:
        return link
    return f"sha256:{_digest(link, title)}" if link or title else ""


def fingerprint(entry: FeedEntry) -> str:
    """Return what makes two entries of one source the same entry, whatever else about them has changed."""
    return _digest(links.canonical(entry.id))


def content_hash(entry: FeedEntry) -> str:
    """Return what makes a new revision of an entry: its words and its link. Dates and formatting do not."""
    return _digest(entry.title, links.canonical(entry.link), entry.summary)


def to_json(preview: FeedPreview | ParseFault) -> dict[str, Any]:
    """Return preview as JSON values; from_json reads them again."""
    if isinstance(preview, ParseFault):
        return asdict(preview)
    entries = [
        (one.id, one.title, one.link, one.published and one.published.isoformat(), one.summary, one.html, one.sketch)
        for one in preview.entries
    ]
    return {"format": preview.format, "title": preview.title, "entries": entries, "warnings": preview.warnings}


def from_json(values: dict[str, Any]) -> FeedPreview | ParseFault:
    """Return what to_json made JSON of."""
    if "code" in values:
        return ParseFault(**values)
    entries = (
        FeedEntry(id_, title, link, datetime.fromisoformat(at) if at else None, summary, html, tuple(sketch))
        for id_, title, link, at, summary, html, sketch in values["entries"]
    )
    return FeedPreview(values["format"], values["title"], tuple(entries), tuple(values["warnings"]))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()

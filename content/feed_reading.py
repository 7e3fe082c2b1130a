"""The bytes of a feed become a preview. Runs in a child process: a feed may be large, slow to read, or meant badly."""

import calendar
import html as entities
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from content import dates, feed_files, feed_plain, likeness, links
from content.feed_text import decode, plain_words, readable_html, title_text, with_ampersands
from content.feed_values import UNREADABLE, FeedEntry, FeedPreview, ParseFault, stable_id
from content.text import shorten

MAX_ENTRIES = 1_000
MAX_HTML = 100_000
MAX_SUMMARY = 1_000
MAX_TITLE = 300
#: Clocks differ; what lies further ahead than this is no date of publication.
AHEAD = timedelta(minutes=15)

_HTML_PAGE = re.compile(r"(?i)<!doctype\s+html|<html[\s>]")
_JSON_FEED = re.compile(r"\s*\{[^{]*jsonfeed\.org/version")
_LINK_TAG = re.compile(r"(?i)<link\b[^<>]{0,1000}>")
_ATTRIBUTE = re.compile(r"(?i)\b(rel|type|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_HREF = re.compile(r"(?i)(<(?:a\s[^<>]{0,500}?\bhref|img\s[^<>]{0,500}?\bsrc)\s*=\s*[\"'])([^\"'<>]{1,2048})")
#: Where an address was broken into lines; browsers pass over that.
_BREAKS = re.compile(r"\s*[\t\r\n]\s*")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")


def read(data: bytes, *, content_type: str = "", url: str = "", now: datetime) -> FeedPreview | ParseFault:
    """Return what the feed in data says, or why it is none. url: where it is from, for relative links."""
    if not data.strip():
        return ParseFault(
            "empty",
            "Die Adresse hat nichts geliefert.",
            "Prüfen Sie die Adresse oder versuchen Sie es später noch einmal.",
        )
    decoded = decode(data, content_type)
    parsed = _parsed_feed(decoded.text)
    if parsed is None:
        return UNREADABLE
    if not parsed.version and not parsed.entries:
        return _no_feed(decoded.text, url)
    base = _absolute(parsed.link, url) or url
    entries, warnings = _entries(parsed.entries[:MAX_ENTRIES], base, now)
    if len(parsed.entries) > MAX_ENTRIES:
        warnings.append(f"Die Quelle hat {len(parsed.entries)} Meldungen; gelesen wurden die ersten {MAX_ENTRIES}.")
    if decoded.lied:
        warnings.append("Die Quelle nennt eine falsche Zeichenkodierung; die Umlaute wurden trotzdem gelesen.")
    if not parsed.is_well_formed:
        warnings.append("Die Quelle ist nicht wohlgeformt; sie wurde gelesen, so gut es ging.")
    if not entries:
        warnings.append("Die Quelle enthält zurzeit keine Meldungen.")
    title = shorten(title_text(parsed.title), MAX_TITLE)
    return FeedPreview(parsed.version or "unknown", title, tuple(entries), tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A feed's elements, by feedparser's names. version: "" for what is perhaps no feed."""

    version: str
    title: str
    link: str
    entries: list[Any]
    is_well_formed: bool = True


def _parsed_feed(text: str) -> _Parsed | None:
    """Return a feed's elements; None for what feedparser breaks at, though it is made to read anything."""
    if (plain := feed_plain.read(text)) is not None:
        return _Parsed("rss20", plain.title, plain.link, plain.entries)
    text, has_bare_ampersands = with_ampersands(text)
    try:
        found: Any = feedparser.parse(
            io.BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:  # noqa: BLE001 - elements that end where none began make feedparser raise whatever it likes
        return None
    title, link = (str(found.feed.get(name) or "") for name in ("title", "link"))
    is_well_formed = not found.get("bozo") and not has_bare_ampersands
    return _Parsed(found.get("version") or "", title, link, found.entries, is_well_formed)


def _entries(raw: list[Any], base: str, now: datetime) -> tuple[list[FeedEntry], list[str]]:
    guids = Counter(_guid(entry) for entry in raw)
    addresses = [_link(entry, base) for entry in raw]
    often = Counter(addresses)
    entries = [
        _entry(entry, (base, link), now, guid_is_unique=guids[_guid(entry)] == 1, link_is_unique=often[link] == 1)
        for entry, link in zip(raw, addresses, strict=True)
    ]
    entries = list({entry.id: entry for entry in reversed(entries) if entry.id}.values())[::-1]
    return entries, _oddities(raw, guids, entries, now)


def _oddities(raw: list[Any], guids: Counter[str], entries: list[FeedEntry], now: datetime) -> list[str]:
    warnings = []
    if any(guid and times > 1 for guid, times in guids.items()):
        warnings.append("Mehrere Meldungen haben dieselbe Kennung (guid); sie werden am Link unterschieden.")
    if raw and not any(guids):
        warnings.append("Die Meldungen haben keine Kennung (guid); sie werden am Link unterschieden.")
    ahead = sum(1 for entry in raw if (date := _date(entry)) and date > now + AHEAD)
    undated = sum(1 for entry in entries if entry.published is None) - ahead
    if ahead > 0:
        warnings.append(f"{_count(ahead)} ein Datum in der Zukunft; es wird nicht verwendet.")
    if undated > 0:
        warnings.append(f"{_count(undated)} kein lesbares Datum; es zählt der Tag des Abrufs.")
    if len(entries) < len(raw):
        warnings.append(f"Ausgelassen, weil leer oder doppelt: {len(raw) - len(entries)}.")
    return warnings


def _count(number: int) -> str:
    return "1 Meldung hat" if number == 1 else f"{number} Meldungen haben"


def _entry(
    raw: Any, addresses: tuple[str, str], now: datetime, *, guid_is_unique: bool, link_is_unique: bool
) -> FeedEntry:
    base, link = addresses
    body, body_base = _body(raw)
    html = _with_whole_links(readable_html(body[:MAX_HTML]), _absolute(body_base, base) or base)
    summary = shorten(plain_words(html), MAX_SUMMARY)
    title = title_text(str(raw.get("title") or "")) or shorten(summary, 100)
    published = _date(raw)
    if published and published > now + AHEAD:
        published = None
    return FeedEntry(
        id=stable_id(_guid(raw), link, title, guid_is_unique=guid_is_unique, link_is_unique=link_is_unique),
        title=shorten(title, MAX_TITLE),
        link=link,
        published=published,
        summary=summary,
        html=html + feed_files.html(raw, base, beside=f"{html} {link}"),
        sketch=likeness.sketch(title, summary),
    )


def _guid(raw: Any) -> str:
    return str(raw.get("id") or "").strip()[: links.MAX_LENGTH]


def _link(raw: Any, url: str) -> str:
    """Return the entry's address, whole and clean, or "" where it has none that may be sent."""
    named = str(raw.get("link") or "").strip()
    if not named:
        alternates: Iterable[Any] = raw.get("links") or ()
        named = next((str(link.get("href", "")) for link in alternates if link.get("rel") == "alternate"), "")
    if not named and _guid(raw).startswith(("http://", "https://")):
        named = _guid(raw)
    named = named or feed_files.address(raw)
    named = _BREAKS.sub("", named).replace(" ", "%20")
    return links.clean(found) if (found := links.allowed(_absolute(named, url))) else ""


def _with_whole_links(html: str, base: str) -> str:
    """Return html with links and pictures that are relative to base written out."""
    return _HREF.sub(lambda match: match[1] + _absolute(match[2], base), html) if base else html


def _absolute(address: str, base: str) -> str:
    try:
        return urljoin(base, address) if base and address else address
    except ValueError:
        return ""


def _body(raw: Any) -> tuple[str, str]:
    """Return the longest of what an entry has for a body, and what its links are relative to, where it says so."""
    parts = [{"value": raw.get("summary"), **(raw.get("summary_detail") or {})}, *(raw.get("content") or ())]
    bodies = [(str(part.get("value") or ""), str(part.get("base") or "")) for part in parts]
    return max(bodies, key=lambda one: len(one[0]))


def _date(raw: Any) -> datetime | None:
    # feedparser's own dict answers "updated" with "published" and a warning.
    values = dict(raw)
    for key in ("published", "updated", "created"):
        named = str(values.get(key) or "")
        if not named:
            continue
        if found := dates.read_feed_date(named) or _parsed(values.get(f"{key}_parsed")):
            return found.astimezone(UTC)
    return None


def _parsed(parts: Any) -> datetime | None:
    """Return the time that feedparser has read, which is in UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (ValueError, TypeError, OverflowError):
        return None


def _no_feed(text: str, url: str) -> ParseFault:
    if _JSON_FEED.match(text[:5_000]):
        return ParseFault(
            "json_feed",
            "Das ist ein JSON-Feed. Gelesen werden nur RSS und Atom.",
            "Fast jede Seite mit einem JSON-Feed bietet auch RSS oder Atom an. Nehmen Sie dessen Adresse.",
        )
    if not _HTML_PAGE.search(text[:5_000]):
        return ParseFault(
            "no_feed",
            "Das ist kein Feed: weder RSS noch Atom.",
            "Prüfen Sie die Adresse. Oft steht der Feed auf der Seite unter „RSS“.",
        )
    alternate = _alternate(text[:200_000], url)
    hint = f"Die Seite nennt selbst einen Feed: {alternate}" if alternate else "Suchen Sie auf der Seite nach „RSS“."
    return ParseFault("html_page", "Das ist eine Internetseite und kein Feed.", hint, alternate)


def _alternate(page: str, url: str) -> str | None:
    """Return the address of the first feed that an HTML page names in its head."""
    for tag in _LINK_TAG.findall(page):
        values = {match[1].casefold(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(tag)}
        if "alternate" in values.get("rel", "").casefold().split() and values.get("type", "").casefold() in _FEED_TYPES:
            return links.allowed(_absolute(entities.unescape(values.get("href", "")), url))
    return None

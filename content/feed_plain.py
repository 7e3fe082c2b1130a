"""RSS 2.0 that is as it should be, read thirty times as quickly as feedparser does. Anything else is left to that.

Whatever is not known to mean the same to both makes it "anything else"; a test compares the two.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

from content import dates

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
_READ = {"title": "title", "link": "link", "guid": "id", "description": "summary", "pubDate": "published"}
_PASSED_OVER = {
    "author", "category", "comments", f"{_DC}creator", f"{_DC}subject",
    "{http://purl.org/rss/1.0/modules/slash/}comments", "{http://wellformedweb.org/CommentAPI/}commentRss",
}  # fmt: skip
_OF_THE_CHANNEL = {
    "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate", "category",
    "generator", "docs", "ttl", f"{_SYNDICATION}updatePeriod", f"{_SYNDICATION}updateFrequency",
}  # fmt: skip
#: Characters that feedparser mends in its own way.
_MENDED = re.compile("[\x80-\x9f]|[\xc2-\xf4][\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A feed as feedparser would give it, as far as we use that."""

    title: str
    link: str
    entries: list[dict[str, Any]]


def read(text: str) -> Plain | None:
    """Return what plain RSS 2.0 says; None if text is anything else, or says something that must be interpreted."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "xml:base" in text or _MENDED.search(text):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - see above
    except (ET.ParseError, ValueError):
        return None
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1 or root[0].tag != "channel":
        return None
    return _channel(root[0])


def _channel(channel: ET.Element) -> Plain | None:
    facts = {"title": "", "link": ""}
    seen: set[str] = set()
    entries: list[dict[str, Any]] = []
    for child in channel:
        tag = child.tag
        if tag == "item":
            entry = _item(child)
            if entry is None:
                return None
            entries.append(entry)
        elif tag in facts and tag not in seen and len(child) == 0 and not child.attrib:
            seen.add(tag)
            facts[tag] = (child.text or "").strip()
        elif not (tag in _OF_THE_CHANNEL or (tag == _ATOM_LINK and child.get("rel") in ("self", "hub"))):
            return None
    return Plain(facts["title"], facts["link"], entries)


def _item(item: ET.Element) -> dict[str, Any] | None:
    entry: dict[str, Any] = {}
    for child in item:
        tag = child.tag
        if tag in _PASSED_OVER:
            continue
        if tag == "enclosure":
            named = {"href": child.get("url", ""), "type": child.get("type", ""), "length": child.get("length", "")}
            entry.setdefault("enclosures", []).append(named)
            continue
        name = "content" if tag == _CONTENT else _READ.get(tag)
        if name is None or name in entry or len(child) or (child.attrib and tag != "guid"):
            return None
        said = (child.text or "").strip()
        entry[name] = [{"value": said}] if name == "content" else said
    if "link" not in entry and not entry.get("id", "http").startswith("http"):
        # An id that stands for the link, relative to something.
        return None
    published = entry.get("published")
    return None if published and dates.read_feed_date(published) is None else entry

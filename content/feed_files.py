"""Files that a feed's entry brings beside its text (enclosures): documents to read, or what it is all about."""

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from content import links, words
from content.text import one_line, shorten

#: A document that a feed says to be of this type, whatever its name ends with.
_PDF = "application/pdf"
#: Kinds of files that are no document: pictures stand beside every entry of some feeds.
_NO_DOCUMENTS = frozenset({"", "Bild", "Kalender", "Ton", "Video"})
MAX_FILES = 10
_MAX_NAME = 80


def html(raw: Any, base: str, *, beside: str) -> str:
    """Return links to an entry's documents that are not in what stands beside them, each with its kind and size."""
    written = []
    for file in _files(raw):
        url = _whole(str(file.get("href") or ""), base)
        kind = _kind(url, str(file.get("type") or ""))
        if kind in _NO_DOCUMENTS or not url or url in beside or escape(url) in beside:
            continue
        said = words.attachment(_name(file, url), kind, _size(file))
        written.append(f'<p>{words.ATTACHMENT}<a href="{escape(url)}">{escape(said)}</a></p>')
    return "".join(dict.fromkeys(written))


def address(raw: Any) -> str:
    """Return the address of what an entry without a link brings: its first file that is no picture; "" if none."""
    for file in _files(raw):
        url = str(file.get("href") or "").strip()
        if url and not str(file.get("type") or "").startswith("image/") and links.kind(url) != "Bild":
            return url
    return ""


def _files(raw: Any) -> Iterator[Any]:
    yield from (raw.get("enclosures") or ())[:MAX_FILES]


def _whole(url: str, base: str) -> str:
    try:
        url = urljoin(base, url.strip().replace(" ", "%20")) if base and url.strip() else url.strip()
    except ValueError:
        return ""
    return links.clean(found) if (found := links.allowed(url)) else ""


def _kind(url: str, media_type: str) -> str:
    return links.kind(url) or ("PDF" if media_type.strip().casefold() == _PDF else "")


def _name(file: Any, url: str) -> str:
    """Return what a file is called: its title, else its name without ending, else what it is."""
    said = one_line(str(file.get("title") or "")) or one_line(unquote(urlsplit(url).path.rpartition("/")[2]))
    stem, dot, ending = said.rpartition(".")
    said = stem if dot and stem and len(ending) < 6 else said
    return shorten(said, _MAX_NAME) or words.FILE


def _size(file: Any) -> int | None:
    """Return the bytes that a file has; None where the feed says none, or one digit, as those do that do not know."""
    length = str(file.get("length") or "").strip()
    return int(length) if length.isascii() and length.isdecimal() and 1 < len(length) < 12 else None

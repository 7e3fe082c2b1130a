"""Addresses of the web: which may become a link, how one is named in words, and when two are the same."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from content.text import one_line

MAX_LENGTH = 2048
_WEB = ("http", "https")
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_URL_IN_TEXT = re.compile(r"https?://[^\s<>\"“”„]+", re.IGNORECASE)

#: A name of at least two words, or an IPv6 address: others no network takes as a link.
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+\.?|[0-9a-f:.]*:[0-9a-f:.]*")
_ADDRESS = re.compile(r"(?i)(?:https?://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+/\S*)")
#: A host that is longer is shown by its end, which says whose it is.
MAX_HOST = 60
#: Files by their ending, as they are called in a message.
_FILES = {
    "csv": "CSV", "doc": "Word", "docx": "Word", "epub": "E-Book", "ics": "Kalender", "jpeg": "Bild", "jpg": "Bild",
    "mp3": "Ton", "mp4": "Video", "odp": "Präsentation", "ods": "Tabelle", "odt": "Text", "pdf": "PDF", "png": "Bild",
    "ppt": "PowerPoint", "pptx": "PowerPoint", "rtf": "Text", "xls": "Excel", "xlsx": "Excel", "zip": "ZIP",
}  # fmt: skip

#: Parameters that only follow a reader around: taken out of every address, also of those we send.
_TRACKING = re.compile(
    r"(?i)^(utm_\w+|fbclid|gclid|mc_cid|mc_eid|pk_\w+|mtm_\w+|at_medium|at_campaign|wt_\w+|_xccnotify)$"
)
#: Parameters that choose a view of the same page: left alone when sending, ignored when comparing.
_VIEW = re.compile(r"(?i)^(nn|_psmand|no_cache|chash)$")


def allowed(url: str) -> str | None:
    """Return url if it may become a link in a message (http, https, mailto with an address), or None."""
    url = url.strip()
    if not url or len(url) > MAX_LENGTH or _UNPRINTABLE.search(url) or "\\" in url:
        return None
    parts = _split(url)
    if parts is None:
        return None
    if parts.scheme == "mailto":
        return url if re.fullmatch(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+", unquote(parts.path)) else None
    host = parts.hostname or ""
    if parts.scheme not in _WEB or "@" in parts.netloc or parts.port == 0 or not _HOST.fullmatch(host):
        return None
    return url


def clean(url: str) -> str:
    """Return url as we send it: without session ids and tracking, scheme and host in small letters."""
    return _rewritten(url, lambda name: not _TRACKING.match(name))


@lru_cache(maxsize=1024)
def canonical(url: str) -> str:
    """Return what stands for the page behind url, to compare: like clean, without view parameters and https = http."""
    shorter = _rewritten(url, lambda name: not (_TRACKING.match(name) or _VIEW.match(name)))
    return re.sub(r"^https://", "http://", shorter).rstrip("/")


def name(url: str) -> str:
    """Return words that say where a link goes: the host, and the kind of file where it is one."""
    parts = _split(url)
    if parts is None:
        return url
    if parts.scheme == "mailto":
        return one_line(unquote(parts.path))
    host = (parts.hostname or url).removeprefix("www.")
    if len(host) > MAX_HOST:
        host = f"…{host[1 - MAX_HOST :]}"
    file = kind(url)
    return f"{host} ({file})" if file else host


def kind(url: str) -> str:
    """Return in a word which kind of file is behind url, e.g. "PDF"; "" where it is a page, or not to be known."""
    parts = _split(url)
    if parts is None or parts.scheme not in _WEB:
        return ""
    return file_kind(parts.path.rpartition("/")[2])


def file_kind(name: str) -> str:
    """Return in a word which kind of file has this name, e.g. "PDF"; "" where its ending does not say."""
    return _FILES.get(name.rpartition(".")[2].casefold(), "")


def is_address(text: str) -> bool:
    """Return True when text is nothing but an address of the web, with or without https://, cut short or not."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def first_in(text: str) -> tuple[str, str] | None:
    """Return the first web address that stands in text and the text without it, or None if there is none."""
    match = _URL_IN_TEXT.search(text)
    if match is None:
        return None
    url = match[0].rstrip(".,;:!?)")
    if allowed(url) is None:
        return None
    before, after = text[: match.start()], text[match.start() + len(url) :]
    if before.endswith(("(", "<")) and after.startswith((")", ">")):
        before, after = before[:-1], after[1:]
    return url, (before + after).strip(" \t\n.,;:–-")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _rewritten(url: str, keep: Callable[[str], bool]) -> str:
    parts = _split(url.strip())
    if parts is None or parts.scheme.casefold() not in _WEB or not parts.hostname:
        return url.strip()
    host = parts.hostname.rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    standard = {"http": 80, "https": 443}[parts.scheme]
    if parts.port not in (None, standard):
        host = f"{host}:{parts.port}"
    pairs = [pair for pair in parts.query.split("&") if pair and keep(pair.partition("=")[0])]
    return urlunsplit(
        (parts.scheme, host, _SESSION.sub("", parts.path) or "/", "&".join(pairs), parts.fragment)
    ).strip()

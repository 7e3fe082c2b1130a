"""Fetching from the web: at most so large, at most so long, only from public addresses, and saying who asks."""

import ipaddress
import socket
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp

from content.feed_values import Fetched, FetchFault, NotModified

MAX_SIZE = 5_000_000
TIMEOUT = 20.0
MAX_REDIRECTS = 5

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_FOR_GOOD = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """An address lies within a network that is not public."""


def open_session(*, contact: str, allow_private: bool = False) -> aiohttp.ClientSession:
    """Return the session that fetch uses; the caller closes it. contact: an address or page of whoever runs this.

    allow_private: also connect to this machine and its network; for tests, and for feeds of one's own.
    """
    connector = aiohttp.TCPConnector(socket_factory=_open_socket if allow_private else _open_public_socket, limit=20)
    return aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": f"Verbundbote/0.1 (+{contact})", "Accept": _ACCEPT},
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


async def fetch(
    url: str,
    *,
    session: aiohttp.ClientSession,
    etag: str | None = None,
    modified: str | None = None,
    max_size: int = MAX_SIZE,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - the limit is part of what is asked for
) -> Fetched | NotModified | FetchFault:
    """Return what url answers, or that nothing changed since etag and modified, or why there is no answer."""
    headers = {"If-None-Match": etag or "", "If-Modified-Since": modified or ""}
    headers = {name: value for name, value in headers.items() if value}
    try:
        limit = aiohttp.ClientTimeout(total=timeout)
        async with session.get(url, headers=headers, max_redirects=MAX_REDIRECTS, timeout=limit) as response:
            if response.status == HTTPStatus.NOT_MODIFIED:
                return NotModified(str(response.url))
            if response.status != HTTPStatus.OK:
                return _refused(response)
            data = await _body(response, max_size)
            return _fetched(response, data) if data is not None else _too_large(max_size)
    except PrivateAddressError:
        return _private()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return _failed(error)


async def _body(response: aiohttp.ClientResponse, max_size: int) -> bytes | None:
    """Return the body, unpacked, or None if it is larger than max_size."""
    chunks = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        chunks += chunk
        if len(chunks) > max_size:
            return None
    return bytes(chunks)


def _fetched(response: aiohttp.ClientResponse, data: bytes) -> Fetched:
    moved = bool(response.history) and all(step.status in _FOR_GOOD for step in response.history)
    return Fetched(
        data,
        str(response.url),
        response.headers.get("Content-Type", ""),
        response.headers.get("ETag"),
        response.headers.get("Last-Modified"),
        str(response.url) if moved else None,
    )


def _open_socket(info: Any) -> socket.socket:
    family, kind, protocol, _, _ = info
    return socket.socket(family, kind, protocol)


def _open_public_socket(info: Any) -> socket.socket:
    """Return a socket for an address that is about to be connected, if it is public.

    This is asked for every connection: after redirects, for literal addresses, and with what a name resolved to.
    """
    host = str(info[4][0])
    if not is_public(host):
        raise PrivateAddressError(host)
    return _open_socket(info)


def is_public(host: str) -> bool:
    """Return True when the IP address host can be reached by everybody. Addresses within addresses are looked into."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            inner = address.teredo[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _refused(response: aiohttp.ClientResponse) -> FetchFault:
    status = response.status
    hints = {
        403: "Die Quelle erlaubt den Abruf nicht. Fragen Sie dort nach oder nehmen Sie eine andere Adresse.",
        404: "Die Adresse stimmt nicht mehr. Suchen Sie auf der Seite der Quelle nach der neuen.",
        410: "Die Quelle wurde eingestellt. Entfernen Sie sie.",
        429: "Die Quelle bittet um Geduld. Der nächste Abruf kommt später.",
    }
    hint = hints.get(status, "Der Abruf wird später noch einmal versucht.")
    wait = _retry_after(response.headers.get("Retry-After", ""))
    return FetchFault("http_status", f"Die Quelle hat mit dem Fehler {status} geantwortet.", hint, status, wait)


def _retry_after(value: str) -> timedelta | None:
    """Return how long to wait: seconds or a date, at most a month."""
    if value.strip().isdecimal():
        return timedelta(seconds=min(int(value.strip()[:9]), 31 * 86_400))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    wait = until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)
    return min(max(wait, timedelta()), timedelta(days=31))


def _too_large(max_size: int) -> FetchFault:
    size = f"{max_size / 1_000_000:g}".replace(".", ",")
    return FetchFault(
        "too_large", f"Die Quelle ist größer als {size} MB.", "Suchen Sie eine Quelle mit weniger Meldungen."
    )


def _private() -> FetchFault:
    return FetchFault(
        "private_address",
        "Die Adresse führt in ein internes Netz und wird nicht abgerufen.",
        "Geben Sie eine Adresse an, die im Internet erreichbar ist.",
    )


def _failed(error: Exception) -> FetchFault:
    """Return what to say about a connection that failed."""
    if isinstance(error, aiohttp.ClientOSError) and _caused_by_private(error):
        return _private()
    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError() | ValueError():
            return FetchFault("bad_url", "Das ist keine Internetadresse.", "Sie beginnt mit https:// oder http://.")
        case TimeoutError():
            return FetchFault(
                "timeout",
                "Die Quelle hat nicht rechtzeitig geantwortet.",
                "Der Abruf wird später noch einmal versucht.",
            )
        case aiohttp.TooManyRedirects():
            return FetchFault("redirects", "Die Adresse leitet im Kreis weiter.", "Prüfen Sie die Adresse im Browser.")
        case _:
            return FetchFault("unreachable", "Die Quelle ist nicht erreichbar.", "Prüfen Sie die Adresse im Browser.")


def _caused_by_private(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, PrivateAddressError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False

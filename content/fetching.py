"""Fetching from the web: at most so large, at most so long, only from public addresses, and saying who asks."""

import ipaddress
import socket
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp.http_exceptions import DecompressSizeError

from content import links
from content.feed_values import Fetched, FetchFault, NotModified
from content.http_times import fresh_for, retry_after

MAX_SIZE = 5_000_000
TIMEOUT = 20.0
MAX_REDIRECTS = 5

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_FOR_GOOD = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_REDIRECTS = (*_FOR_GOOD, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
_WITH_A_BODY = (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)
_LONGEST_VALIDATOR = 1_000
_GZIP = b"\x1f\x8b\x08"
_LATER = "Der Abruf wird später noch einmal versucht."
_IN_BROWSER = "Prüfen Sie die Adresse im Browser."
_HINTS = {
    401: "Die Quelle verlangt eine Anmeldung. Suchen Sie eine, die öffentlich ist.",
    403: "Die Quelle erlaubt den Abruf nicht. Fragen Sie dort nach oder nehmen Sie eine andere Adresse.",
    404: "Die Adresse stimmt nicht mehr. Suchen Sie auf der Seite der Quelle nach der neuen.",
    410: "Die Quelle wurde eingestellt. Entfernen Sie sie.",
    429: "Die Quelle bittet um Geduld. Der nächste Abruf kommt später.",
    451: "Die Quelle darf den Inhalt nicht zeigen. Nehmen Sie eine andere Adresse.",
}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: All of IPv6 that is given out to the public. What else there is leads into networks, or to IPv4 in old ways.
_UNICAST = ipaddress.ip_network("2000::/3")


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
    """Return what url answers, or that nothing changed since etag and modified, or why there is no answer.

    Redirects are followed, each to a public address again; an https address may lead to an http one, but what is
    fetched so is never taken for its new address.
    """
    headers = {"If-None-Match": etag or "", "If-Modified-Since": modified or ""}
    headers = {name: value for name, value in headers.items() if value}
    try:
        limit = aiohttp.ClientTimeout(total=timeout)
        async with session.get(url, headers=headers, max_redirects=MAX_REDIRECTS, timeout=limit) as response:
            return await _answered(response, max_size, asked_for_changes=bool(headers))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return _failed(error, max_size)


async def _answered(
    response: aiohttp.ClientResponse, max_size: int, *, asked_for_changes: bool
) -> Fetched | NotModified | FetchFault:
    now = datetime.now(UTC)
    final = str(response.url)
    moved = moved_to([(one.status, str(one.url)) for one in response.history], final)
    if response.status == HTTPStatus.NOT_MODIFIED and asked_for_changes:
        return NotModified(final, moved, fresh_for(response.headers, now))
    if response.status not in _WITH_A_BODY:
        return _refused(response, now)
    data = await _body(response, max_size)
    if data is None:
        return _too_large(max_size)
    return Fetched(
        data,
        final,
        response.headers.get("Content-Type", ""),
        _short(response.headers.get("ETag")),
        _short(response.headers.get("Last-Modified")),
        moved,
        fresh_for(response.headers, now),
    )


async def _body(response: aiohttp.ClientResponse, max_size: int) -> bytes | None:
    """Return the body, unpacked, or None if it is larger than max_size."""
    chunks = bytearray()
    async for chunk in response.content.iter_any():
        chunks += chunk
        if len(chunks) > max_size:
            return None
    return _unzipped(bytes(chunks), max_size) if chunks.startswith(_GZIP) else bytes(chunks)


def _unzipped(data: bytes, max_size: int) -> bytes | None:
    """Return data that is packed although its header does not say so: a file *.gz, or twice packed."""
    try:
        found = zlib.decompressobj(wbits=31).decompress(data, max_size + 1)
    except zlib.error:
        return data
    return found if len(found) <= max_size else None


def moved_to(steps: Sequence[tuple[int, str]], final: str) -> str | None:
    """Return where an address has moved for good, given the redirects (status, from where) and where they ended.

    Only the permanent ones at the beginning count: what a temporary one leads to is not the new address. A move away
    from https is not believed.
    """
    if not steps:
        return None
    reached = [url for _, url in steps[1:]] + [final]
    found = None
    for (status, start), target in zip(steps, reached, strict=True):
        if status not in _FOR_GOOD or (start.startswith("https:") and not target.startswith("https:")):
            break
        found = target
    return links.allowed(found) if found and found != steps[0][1] else None


def _short(validator: str | None) -> str | None:
    """Return a validator that can be sent back; one of thousands of characters would be refused."""
    return validator if validator and len(validator) <= _LONGEST_VALIDATOR else None


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
        if address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast


def _refused(response: aiohttp.ClientResponse, now: datetime) -> FetchFault:
    status = response.status
    if status in _REDIRECTS:
        return _fault("redirects", "Die Adresse leitet weiter, sagt aber nicht wohin.", _IN_BROWSER)
    if status == HTTPStatus.NOT_MODIFIED:
        return _fault("unasked", "Die Quelle meldet „unverändert“, ohne dass danach gefragt war.", _LATER)
    wait = retry_after(response.headers, now)
    message = f"Die Quelle hat mit dem Fehler {status} geantwortet."
    if HTTPStatus.OK < status < HTTPStatus.MULTIPLE_CHOICES:
        message = f"Die Quelle hat keinen vollständigen Inhalt geliefert (Status {status})."
    return FetchFault("http_status", message, _HINTS.get(status, _LATER), status, wait)


def _too_large(max_size: int) -> FetchFault:
    size = f"{max_size / 1_000_000:g}".replace(".", ",")
    return _fault("too_large", f"Die Quelle ist größer als {size} MB.", "Suchen Sie eine Quelle mit weniger Meldungen.")


def _failed(error: Exception, max_size: int) -> FetchFault:
    """Return what to say about a connection that failed."""
    causes = list(_causes(error))
    if any(isinstance(cause, PrivateAddressError) for cause in causes):
        return _fault(
            "private_address",
            "Die Adresse führt in ein internes Netz und wird nicht abgerufen.",
            "Geben Sie eine Adresse an, die im Internet erreichbar ist.",
        )
    if any(isinstance(cause, DecompressSizeError) for cause in causes):
        return _too_large(max_size)
    match error:
        # First, for a certificate's error is a ValueError as well.
        case aiohttp.ClientSSLError():
            return _fault("tls", "Die sichere Verbindung zur Quelle kommt nicht zustande.", _IN_BROWSER)
        case aiohttp.InvalidUrlRedirectClientError() | aiohttp.NonHttpUrlRedirectClientError():
            return _fault("redirects", "Die Adresse leitet auf etwas weiter, das kein Feed sein kann.", _IN_BROWSER)
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError() | ValueError():
            return _fault("bad_url", "Das ist keine Internetadresse.", "Sie beginnt mit https:// oder http://.")
        case TimeoutError():
            return _fault("timeout", "Die Quelle hat nicht rechtzeitig geantwortet.", _LATER)
        case aiohttp.TooManyRedirects():
            return _fault("redirects", "Die Adresse leitet im Kreis weiter.", _IN_BROWSER)
        case aiohttp.ClientConnectorDNSError():
            return _fault("no_host", "Den Rechner der Quelle gibt es nicht (mehr).", _IN_BROWSER)
        case aiohttp.ClientPayloadError() | aiohttp.ClientResponseError():
            return _fault("broken_answer", "Die Antwort der Quelle ist unvollständig oder fehlerhaft.", _LATER)
        case _:
            return _fault("unreachable", "Die Quelle ist nicht erreichbar.", _IN_BROWSER)


def _fault(code: str, message: str, hint: str) -> FetchFault:
    return FetchFault(code, message, hint)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__

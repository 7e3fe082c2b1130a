"""Whom a PDF file names as its author, besides what its pages show. Pure.

Nothing is changed in it: it may be signed, and a document of an authority is passed on as it is. Whoever brings it is
told, and decides. Source: ISO 32000-1, 7.9.2 (strings), 7.5.7 (object streams), 14.3 (metadata)
"""

import html
import re
import zlib
from collections.abc import Iterator

_LITERAL = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"
_AUTHOR = re.compile(rb"/Author\s*(" + _LITERAL + rb"|<[0-9A-Fa-f\s]*>)", re.DOTALL)
_CREATOR = re.compile(rb"<dc:creator\b[^>]*>(.*?)</dc:creator>", re.DOTALL)
_ITEM = re.compile(rb"<rdf:li\b[^>]*>(.*?)</rdf:li>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: Streams in which it may stand packed, and where such a stream begins.
_PACKED = re.compile(rb"/(?:ObjStm|Metadata)\b")
_STREAM = re.compile(rb"stream\r?\n")
_WITHIN = 1_000
#: So much of so many of them is unpacked: a file of strangers may unpack to anything.
_MOST_STREAMS, _MOST_BYTES = 100, 1_000_000
#: It is looked for at the first few places, and not far behind them: else one could make it take for ever.
_MOST_PLACES, _FAR = 30, 2_000
_MOST, _LONGEST = 3, 80
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


def authors(data: bytes) -> tuple[str, ...]:
    """Return the names, the first few; none for a file that is encrypted, or no PDF."""
    if b"%PDF-" not in data[:1024] or b"/Encrypt" in data:
        return ()
    found: list[str] = []
    for part in (data, *_unpacked(data)):
        found += (_text(one[1]) for one in _at(part, b"/Author", _AUTHOR))
        for one in _at(part, b"<dc:creator", _CREATOR):
            items = [item[1] for item in _ITEM.finditer(one[1])] or [one[1]]
            found += (html.unescape(_TAG.sub("", item.decode(errors="replace"))) for item in items)
    shown = (" ".join("".join(char if char.isprintable() else " " for char in name).split()) for name in found)
    return tuple(dict.fromkeys(name[:_LONGEST] for name in shown if name))[:_MOST]


def _at(data: bytes, word: bytes, pattern: "re.Pattern[bytes]") -> Iterator["re.Match[bytes]"]:
    at = -1
    for _ in range(_MOST_PLACES):
        if (at := data.find(word, at + 1)) == -1:
            return
        if (found := pattern.match(data, at, at + _FAR)) is not None:
            yield found


def _unpacked(data: bytes) -> Iterator[bytes]:
    for number, one in enumerate(_PACKED.finditer(data)):
        if number == _MOST_STREAMS:
            return
        begin = _STREAM.search(data, one.end(), one.end() + _WITHIN)
        if begin is None:
            continue
        try:
            yield zlib.decompressobj().decompress(data[begin.end() :], _MOST_BYTES)
        except zlib.error:
            continue


def _text(said: bytes) -> str:
    """Return what a string of PDF says."""
    if said.startswith(b"<"):
        digits = b"".join(said[1:-1].split())
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = _ESCAPED.sub(_sign, said[1:-1])
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")


def _sign(found: "re.Match[bytes]") -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return _SIGNS.get(sign, sign)

"""Reads a PDF as a screen reader finds it: text in the order of the file, links, title, language, bookmarks.

Only what our files use, written from the standard and without the library that makes them.
Source: ISO 32000-1, 7.3 (objects), 9.4.3 (showing text), 9.10.3 (ToUnicode), 12.5.6.5 (links)
"""

import base64
import re
import zlib
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"
_SHOWN = re.compile(
    rb"/(?P<font>[\w+]+) [\d.]+ Tf|(?P<text>" + _STRING + rb") Tj|\[(?P<many>[^\]]*)\] TJ|(?P<line>T\*|(?:Td|Tm|ET)\b)",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass
class Pdf:
    """A file."""

    data: bytes
    objects: dict[int, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.objects = {int(number): body for number, body in _OBJECT.findall(self.data)}

    @property
    def catalog(self) -> bytes:
        """The root of the document."""
        return next(body for body in self.objects.values() if b"/Type /Catalog" in body)

    @property
    def language(self) -> str:
        """The language of the whole document."""
        found = re.search(rb"/Lang (" + _STRING + rb")", self.catalog)
        return _plain(found[1]) if found else ""

    @property
    def title(self) -> str:
        """The title, or "" if programs would show the name of the file instead."""
        shows = re.search(rb"/ViewerPreferences (\d+) 0 R", self.catalog)
        if shows is None or b"/DisplayDocTitle true" not in self.objects[int(shows[1])]:
            return ""
        info = next(body for body in self.objects.values() if b"/Producer" in body)
        found = re.search(rb"/Title (" + _STRING + rb")", info, re.DOTALL)
        return _plain(found[1]) if found else ""

    @property
    def bookmarks(self) -> list[str]:
        """The titles of the bookmarks, in the order of the file."""
        inside = [body for _, body in sorted(self.objects.items()) if b"/Dest" in body and b"/Title" in body]
        found = (re.search(rb"/Title (" + _STRING + rb")", body, re.DOTALL) for body in inside)
        return [_plain(one[1]) for one in found if one]

    @property
    def links(self) -> list[str]:
        """Where the links lead that can be followed."""
        inside = [body for body in self.objects.values() if b"/Subtype /Link" in body]
        found = (re.search(rb"/URI (" + _STRING + rb")", body, re.DOTALL) for body in inside)
        return [_plain(one[1]) for one in found if one]

    @property
    def text(self) -> str:
        """The words, page by page as they are shown, with one blank between them."""
        pages = [body for _, body in sorted(self.objects.items()) if re.search(rb"/Type /Page\b(?!s)", body)]
        return " ".join(" ".join(self._page(page) for page in pages).split())

    def _page(self, page: bytes) -> str:
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents is not None
        shown, font = "", ""
        for found in _SHOWN.finditer(self._stream(int(contents[1]))):
            if found["font"]:
                font = found["font"].decode()
            elif found["line"]:
                shown += " " * (found["line"] != b"Td")
            else:
                shown += "".join(
                    self._decoded(one, font) for one in re.findall(_STRING, found["text"] or found["many"])
                )
        return shown

    def _stream(self, number: int) -> bytes:
        body = self.objects[number]
        found = _STREAM.search(body)
        assert found is not None
        data = found[1]
        if b"/ASCII85Decode" in body:
            data = base64.a85decode(b"<~" + data.strip(), adobe=True)
        return zlib.decompress(data) if b"/FlateDecode" in body else data

    def _decoded(self, said: bytes, font: str) -> str:
        raw = _unescaped(said)
        signs = self._signs(font)
        return "".join(signs.get(code, "\ufffd") for code in raw) if signs else raw.decode("cp1252")

    def _signs(self, font: str) -> dict[int, str]:
        """Return which signs the codes of a font stand for, if the file says so."""
        at = re.search(rb"/" + re.escape(font.encode()) + rb" (\d+) 0 R", self.data)
        assert at is not None, font
        table = re.search(rb"/ToUnicode (\d+) 0 R", self.objects[int(at[1])])
        if table is None:
            return {}
        stream, found = self._stream(int(table[1])), dict[int, str]()
        for begin, end, target in re.findall(rb"<(\w+)> <(\w+)> (\[[^\]]*\]|<\w+>)", stream):
            targets = [int(one, 16) for one in re.findall(rb"<(\w+)>", target)]
            for place, code in enumerate(range(int(begin, 16), int(end, 16) + 1)):
                found[code] = chr(targets[place] if len(targets) > 1 else targets[0] + place)
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL):
            found |= {int(code, 16): chr(int(sign, 16)) for code, sign in re.findall(rb"<(\w+)> <(\w+)>", block)}
        return found


def _unescaped(said: bytes) -> bytes:
    def sign(found: "re.Match[bytes]") -> bytes:
        return bytes([int(found[1], 8) & 0xFF]) if found[1].isdigit() else _SIGNS.get(found[1], found[1])

    return _ESCAPED.sub(sign, said[1:-1])


def _plain(said: bytes) -> str:
    raw = _unescaped(said)
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be")
    # PDFDocEncoding, as far as it differs from Latin-1 in what German needs.
    special = {0x8C: "„", 0x8D: "“", 0x8E: "”", 0x85: "–", 0x84: "—", 0x80: "•", 0x83: "…", 0xA0: "€", 0x90: "’"}
    return "".join(special.get(code, chr(code)) for code in raw)

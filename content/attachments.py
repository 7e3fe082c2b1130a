"""What a file is, by its name and its first bytes: what it is called, and whether it is a picture. Pure."""

import mimetypes
import struct

from content.text import one_line
from domain.asset import File

#: So much of a file is needed to know what it is: the size of a picture may stand behind much else.
HEAD = 1 << 20
#: A name that is longer is shortened in front of its ending.
_MAX_NAME = 120
_UNKNOWN = "application/octet-stream"
#: Kinds that the list of the computer may not have.
_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "ics": "text/calendar",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
#: Start-of-frame markers: the segments of a JPEG that tell its size.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def look_at(name: str, head: bytes, size: int, sha256: str) -> File:
    """Return what a file is. name: its own, without folders; head: its first bytes, as many as HEAD.

    What it says it is by its ending counts, but what is shown as a picture is one.
    """
    name = _tidy(name)
    for kind, edges in (("image/png", _png_size(head)), ("image/jpeg", _jpeg_size(head))):
        if edges is not None and edges[0] and edges[1]:
            return File(sha256, name, kind, size, *edges)
    return File(sha256, name, mime_of(name), size)


def mime_of(name: str) -> str:
    """Return the media type of what is no picture, by the ending of its name."""
    ending = name.rpartition(".")[2].casefold()
    mime = _TYPES.get(ending) or mimetypes.guess_type(name, strict=False)[0] or _UNKNOWN
    return _UNKNOWN if mime in ("image/png", "image/jpeg") else mime


def _tidy(name: str) -> str:
    """Return a name that can be shown: one line, no longer than a line, its ending kept."""
    name = one_line(name).replace("/", "_")
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _MAX_NAME or not dot or len(ending) > 10:
        return name[:_MAX_NAME]
    return f"{stem[: _MAX_NAME - len(ending) - 2]}….{ending}"


def _png_size(head: bytes) -> tuple[int, int] | None:
    """Source: https://www.w3.org/TR/png-3/#11IHDR"""
    if not head.startswith(_PNG) or head[12:16] != b"IHDR" or len(head) < 24:
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    """Source: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B"""
    if not head.startswith(_JPEG):
        return None
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        # A marker may be filled up with any number of 0xFF; a few others have no length.
        alone = marker in (0x01, 0xFF) or 0xD0 <= marker <= 0xD9
        at += (1 if marker == 0xFF else 2) if alone else 2 + struct.unpack(">H", head[at + 2 : at + 4])[0]
    return None

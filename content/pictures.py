"""What a picture says besides what it shows: where and when it was taken, with what, by whom. Pure."""

import zlib
from io import BytesIO
from itertools import chain

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
#: The chunks that a PNG is shown by. Source: https://www.w3.org/TR/png-3/#4Concepts.FormatTypes
_SHOWN = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"}
)
_SOS, _EOI, _APP, _COM = 0xDA, 0xD9, range(0xE0, 0xF0), 0xFE
#: The segments of applications that a JPEG is shown by: its density, its colours (ICC), how its colours are stored.
_APPS_SHOWN = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_ORIENTATION = 0x0112


def bare(data: bytes) -> bytes:
    """Return a picture without anything but what it is shown by; any other file as it is.

    What lies behind a picture's end goes too: telephones put films there. The side that is up is kept.
    """
    if data.startswith(_PNG):
        return _bare_png(data)
    return _bare_jpeg(data) if data.startswith(_JPEG) else data


def _bare_png(data: bytes) -> bytes:
    said = _side_up(data)
    kept, at = [_PNG], len(_PNG)
    while at + 8 <= len(data):
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4])
        if kind in _SHOWN:
            kept.append(data[at:end])
        if kind == b"IHDR" and said:
            # Source: https://www.w3.org/TR/png-3/#eXIf
            kept.append(_chunk(b"eXIf", said.removeprefix(b"Exif\0\0")))
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _bare_jpeg(data: bytes) -> bytes:
    """Source: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B. What is no segment any more is left out."""
    kept, at = [data[:2], _upright(data)], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _EOI:
            kept.append(data[at : at + 2])
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == _SOS:
            end = _end_of_scan(data, end)
        if not _tells(marker, data[at + 4 : at + 20]):
            kept.append(data[at:end])
        at = end
    else:
        kept.append(data[at : at + 2] if data[at : at + 2] == b"\xff\xd9" else b"")
    return b"".join(kept)


def _tells(marker: int, begin: bytes) -> bool:
    if marker == _COM:
        return True
    return marker in _APP and not any(marker == shown and begin.startswith(name) for shown, name in _APPS_SHOWN)


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where a scan ends: at a marker that is neither a byte 0xFF of its own nor a restart."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] not in chain((0x00,), range(0xD0, 0xD8)):
            return at
        at += 2
    return len(data)


def _upright(data: bytes) -> bytes:
    """Return a segment that says nothing but which side is up, or nothing where that is plain."""
    said = _side_up(data)
    return b"\xff\xe1" + (len(said) + 2).to_bytes(2) + said if said else b""


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def _side_up(data: bytes) -> bytes:
    """Return EXIF that says nothing but which side is up, or nothing where that is plain."""
    # Loads for a good part of a second, which nobody waits for who has no picture.
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as picture:
            turned = picture.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""
    if turned not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    return exif.tobytes()

"""What a file is, by its name and its first bytes; and how it is told."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import attachments, compose, words
from domain.asset import Attachment, File

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"
#: A JPEG with a comment, filling and a table before the frame that tells its size.
JPEG = (
    b"\xff\xd8"
    b"\xff\xfe\0\x06Gru\xdf"
    b"\xff\xff\xff\xc4\0\x04ab"
    b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", 480, 640) + b"\x01\x01\x11\0\xff\xda"
)


def look(name: str, data: bytes) -> File:
    return attachments.look_at(name, data, len(data), "sha")


@pytest.mark.parametrize(
    ("name", "data", "mime", "edges"),
    [
        ("plan.png", PNG, "image/png", (640, 480)),
        ("foto.JPG", JPEG, "image/jpeg", (640, 480)),
        ("ohne-endung", JPEG, "image/jpeg", (640, 480)),
        ("erlass.pdf", b"%PDF-1.7", "application/pdf", (0, 0)),
        ("Liste.XLSX", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (0, 0)),
        ("termin.ics", b"BEGIN:VCALENDAR", "text/calendar", (0, 0)),
        ("bild.png", b"kein Bild", "application/octet-stream", (0, 0)),
        ("halb.png", PNG[:20], "application/octet-stream", (0, 0)),
        ("leer.png", PNG[:16] + bytes(8), "application/octet-stream", (0, 0)),
        ("halb.jpg", JPEG[:20], "application/octet-stream", (0, 0)),
        ("was.xyz123", b"?", "application/octet-stream", (0, 0)),
    ],
)
def test_a_file_is_what_it_says_and_a_picture_what_it_is(
    name: str, data: bytes, mime: str, edges: tuple[int, int]
) -> None:
    file = look(name, data)
    assert (file.mime, (file.width, file.height)) == (mime, edges)
    assert file.is_image == (edges != (0, 0))
    assert file.size == len(data)


@given(st.binary(max_size=60), st.sampled_from((b"", PNG[:8], PNG[:16], b"\xff\xd8\xff", JPEG[:17])), st.text())
def test_nothing_in_a_file_or_its_name_stops_us(data: bytes, start: bytes, name: str) -> None:
    file = look(name, start + data)
    assert bool(file.width) == bool(file.height)
    assert len(file.name) <= 120
    assert not set(file.name) & set("\n\r\0/")


def test_a_long_name_keeps_its_ending() -> None:
    name = look("Ä" * 300 + ".pdf", b"x").name
    assert len(name) == 120
    assert name.endswith("Ä….pdf")


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (1, "1\xa0Byte"),
        (999, "999\xa0Byte"),
        (1_000, "1\xa0KB"),
        (180_400, "180\xa0KB"),
        (999_499, "999\xa0KB"),
        (999_500, "1\xa0MB"),
        (1_240_000, "1,2\xa0MB"),
        (50_000_000, "50\xa0MB"),
    ],
)
def test_sizes_are_told_in_german(size: int, shown: str) -> None:
    assert words.file_size(size) == shown


@pytest.mark.parametrize(
    ("attachment", "shown"),
    [
        (Attachment(File("", "a.pdf", "", 180_000), "Rundschreiben 02/26"), "Rundschreiben 02/26 (PDF, 180\xa0KB)"),
        (Attachment(File("", "a.docx", "", 9_000)), "a.docx (Word, 9\xa0KB)"),
        (Attachment(File("", "foto.jpg", "", 9_000, 2, 2), "Der Eingang"), "Der Eingang (Bild, 9\xa0KB)"),
        (Attachment(File("", "archiv", "", 9_000)), "archiv (Datei, 9\xa0KB)"),
        (Attachment(File("", "nicht-da.pdf", "", 0)), "nicht-da.pdf (PDF)"),
    ],
)
def test_a_file_is_told_by_name_kind_and_size(attachment: Attachment, shown: str) -> None:
    body = compose.file_body(attachment)
    assert body.text == f"Anlage: {shown}"
    assert body.file is attachment.file

"""Whom a PDF names as its author is found wherever programs write it."""

import time
import zlib
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from content.pdf_authors import authors

_HEAD = b"%PDF-1.7\n"
_XMP = "<dc:creator><rdf:Seq><rdf:li>Mia &amp; Söhne</rdf:li><rdf:li>Bea</rdf:li></rdf:Seq></dc:creator>".encode()


def packed(kind: bytes, body: bytes) -> bytes:
    return b"<</Type /" + kind + b" /Filter /FlateDecode>>\nstream\r\n" + zlib.compress(body) + b"\nendstream"


def printed(author: str) -> bytes:
    """Return a real file of one page."""
    made = BytesIO()
    canvas = Canvas(made)
    canvas.setAuthor(author)
    canvas.drawString(10, 10, "Rundschreiben")
    canvas.save()
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (printed("Mia Müller"), ("Mia Müller",)),
        (_HEAD + rb"<</Author (Mia \(Celle\) M\374ller)>>", ("Mia (Celle) Müller",)),
        (_HEAD + b"<</Author (Mia (Celle))>>", ("Mia (Celle)",)),
        (_HEAD + b"<</Author <FEFF004D00690061>>>", ("Mia",)),
        (_HEAD + _XMP, ("Mia & Söhne", "Bea")),
        (_HEAD + packed(b"ObjStm", b"<</Author(Mia)>>"), ("Mia",)),
        (_HEAD + packed(b"Metadata", _XMP), ("Mia & Söhne", "Bea")),
        (_HEAD + b"<</Author (Mia)>>" + _XMP.replace(b"Bea", b"Mia"), ("Mia", "Mia & Söhne")),
        (_HEAD + b"<</Author ()>> <</Title (Mia)>>", ()),
        (_HEAD + b"<</Encrypt 5 0 R /Author (x)>>", ()),
        (b"\x89PNG /Author (Mia)", ()),
        (_HEAD + b"/Author (" + b"(" * 1000, ()),
        (_HEAD + b"<</Type /ObjStm>> stream\nkaputt", ()),
    ],
)  # fmt: skip
def test_whom_a_file_names(data: bytes, names: tuple[str, ...]) -> None:
    assert authors(data) == names


def test_a_hostile_file_takes_no_long_time() -> None:
    bomb = packed(b"ObjStm", b"/Author (" + b"\\(" * 3_000_000)
    began = time.process_time()
    assert authors(_HEAD + bomb * 200 + b"/Author (" * 500_000 + b"<dc:creator>" * 200_000) == ()
    assert time.process_time() - began < 10

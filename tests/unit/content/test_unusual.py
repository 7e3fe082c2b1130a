"""Feeds that are right but seldom: beside each what is to be made of it, with the HTML that a message is made from."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from content import document
from content.feed_reading import read
from content.feeds import FeedPreview
from content.render import render
from domain.message import Form
from tests.unit.content.support import DATA
from tests.unit.content.test_malformed import shown

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
FILES = sorted((DATA / "feeds" / "unusual").glob("*.xml"))
URL = "https://quelle.example/pfad/feed"
HEAD = "<rss version='2.0'><channel><title>Q</title><link>https://quelle.example/</link>{}</channel></rss>"


def with_html(file: Path) -> dict[str, Any]:
    found = read(file.read_bytes(), url=URL, now=NOW)
    said = shown(found)
    if isinstance(found, FeedPreview):
        for entry, one in zip(said["entries"], found.entries, strict=True):
            entry["html"] = one.html
    return said


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_an_unusual_feed_is_read_as_it_was_meant(file: Path) -> None:
    assert with_html(file) == json.loads(file.with_suffix(".json").read_text("utf-8"))


def html_of(item: str) -> str:
    found = read(HEAD.format(f"<item>{item}</item>").encode(), url=URL, now=NOW)
    assert isinstance(found, FeedPreview)
    return found.entries[0].html


@pytest.mark.parametrize(
    ("enclosure", "said"),
    [
        ('url="https://a.example/rs%2002.pdf" length="184320" type="application/pdf"', "rs 02 (PDF, 184 KB)"),
        ('url="/a/liste.docx" length="0"', "liste (Word)"),
        ('url="https://a.example/holen?nr=7" length="2000000" type="application/pdf"', "holen (PDF, 2 MB)"),
        ('url="https://a.example/a.pdf" length="-5"', "a (PDF)"),
    ],
)
def test_a_document_that_an_entry_brings_is_linked_with_its_kind_and_size(enclosure: str, said: str) -> None:
    html = html_of(f"<title>T</title><link>https://quelle.example/1</link><enclosure {enclosure}/>")
    (paragraph,) = document.from_html(html).blocks
    assert document.text_of(document.Document((paragraph,))) == f"Anlage: {said}"
    (part,) = render(document.from_html(html), Form.PLAIN)
    assert part.text.count("PDF" if "pdf" in enclosure else "Word") == 1


@pytest.mark.parametrize(
    "enclosure",
    [
        'url="https://a.example/bild.jpg" type="image/jpeg"',
        'url="https://a.example/12.mp3" type="audio/mpeg"',
        'url="javascript:alert(1)" type="application/pdf"',
        'url="" type="application/pdf"',
        'url="https://quelle.example/1.pdf" type="application/pdf"',
        'url="https://[kaputt" type="application/pdf"',
    ],
    ids=["picture", "sound", "script", "nothing", "the entry's own link", "broken"],
)
def test_other_files_are_not_linked(enclosure: str) -> None:
    assert html_of(f"<title>T</title><link>https://quelle.example/1.pdf</link><enclosure {enclosure}/>") == ""


def test_a_document_that_the_text_links_is_not_named_twice() -> None:
    link = "&lt;a href='https://a.example/x.pdf?a=1&amp;amp;b=2'&gt;x&lt;/a&gt;"
    enclosure = "<enclosure url='https://a.example/x.pdf?a=1&amp;b=2' type='application/pdf'/>"
    assert "Anlage" not in html_of(f"<title>T</title><description>{link}</description>{enclosure}")

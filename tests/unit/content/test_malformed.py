"""Feeds as they are in the wild: bytes as they came, and beside each what is to be made of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from content.feed_reading import read
from content.feeds import FeedPreview, ParseFault
from tests.unit.content.support import DATA

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FOLDER = DATA / "feeds" / "malformed"
FILES = sorted(FOLDER.glob("*.xml"))
URL = "https://basis.example/feed.xml"


def shown(found: FeedPreview | ParseFault) -> dict[str, Any]:
    """Return a preview as `bote feed preview` shows it, or why there is none."""
    if isinstance(found, ParseFault):
        return {"code": found.code, "message": found.message, "hint": found.hint, "alternate": found.alternate}
    entries = [
        {
            "id": one.id,
            "title": one.title,
            "link": one.link,
            "published": one.published and one.published.astimezone(UTC).isoformat(),
            "summary": one.summary,
        }
        for one in found.entries
    ]
    return {"format": found.format, "title": found.title, "entries": entries, "warnings": list(found.warnings)}


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_malformed_feed_is_read_as_it_was_meant(file: Path) -> None:
    found = read(file.read_bytes(), content_type="", url=URL, now=NOW)
    assert shown(found) == json.loads(file.with_suffix(".json").read_text("utf-8"))


def test_each_of_the_thirteen_malformations_has_its_files() -> None:
    assert {file.name[:2] for file in FILES} == {f"{number:02}" for number in range(1, 14)}
    assert {file.stem for file in FOLDER.iterdir()} == {file.stem for file in FILES}

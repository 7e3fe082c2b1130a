"""Feeds: what they say is read, whatever state they are in."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from content import feed_reading, feeds
from content.feed_values import from_json, stable_id, to_json
from content.feeds import FeedEntry, FeedParser, FeedPreview, Fetched, FetchFault, ParseFault
from tests.unit.content.support import DATA

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEEDS = DATA / "feeds"


def preview(name: str) -> FeedPreview:
    found = feed_reading.read((FEEDS / name).read_bytes(), url="https://basis.example/feed.xml", now=NOW)
    assert isinstance(found, FeedPreview)
    return found


@pytest_asyncio.fixture
async def parser() -> AsyncIterator[FeedParser]:
    async with FeedParser() as started:
        yield started


def test_an_rss_feed_is_read() -> None:
    found = preview("rss20_ministerium.xml")
    assert (found.format, found.title) == ("rss20", "Pressemitteilungen des Ministeriums")
    first = found.entries[0]
    assert first.id == "pm-2026-214"
    assert first.link == "https://www.ministerium.example/presse/beratungsstellen-2027.html?nn=435"
    assert first.published == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert first.summary == (
        "Die Richtlinie Migrationsberatung wird verlängert. Anträge nimmt das Landesamt bis zum 15.12.2026 an."
        " Beratung Koordination Richtlinie (PDF)"
    )
    assert '<a href="https://www.ministerium.example/presse/richtlinie.pdf">' in first.html


def test_dates_are_believed_only_where_they_can_be() -> None:
    found = preview("rss20_ministerium.xml")
    assert [entry.published for entry in found.entries[1:]] == [
        datetime(2026, 11, 19, 13, 0, tzinfo=UTC),
        datetime(2026, 11, 18, 10, 15, tzinfo=UTC),
        None,
    ]
    assert found.warnings == ("1 Meldung hat ein Datum in der Zukunft; es wird nicht verwendet.",)


def test_an_atom_feed_is_read() -> None:
    found = preview("atom_netzwerk.xml")
    assert (found.format, found.warnings) == ("atom10", ())
    (entry,) = found.entries
    assert entry.title == "Fachtag „Ankommen“ in Lüneburg"
    assert entry.link == "https://netzwerk.example/fachtag"
    assert entry.summary == "Anmeldung bis zum 04.12.2026. Der Ort ist barrierefrei."


def test_an_rdf_feed_is_read() -> None:
    found = preview("rdf_archiv.xml")
    assert found.format == "rss10"
    assert found.entries[0].published == datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b" \n", "empty"), (b"%PDF-1.7", "no_feed"), (b"{}", "no_feed")]
)
def test_data_that_is_no_feed_is_a_fault(data: bytes, code: str) -> None:
    found = feed_reading.read(data, now=NOW)
    assert isinstance(found, ParseFault)
    assert found.code == code


def test_the_same_feed_has_the_same_entries_and_revisions() -> None:
    (entry,) = preview("atom_netzwerk.xml").entries
    redated = replace(entry, published=NOW, html="<p>anders ausgezeichnet</p>")
    rewritten = replace(entry, title="Fachtag verschoben")
    assert feeds.fingerprint(entry) == feeds.fingerprint(redated) == feeds.fingerprint(rewritten)
    assert feeds.content_hash(entry) == feeds.content_hash(redated) != feeds.content_hash(rewritten)
    other = replace(entry, id="urn:uuid:2")
    assert feeds.fingerprint(other) != feeds.fingerprint(entry)


def test_a_session_id_makes_no_new_entry() -> None:
    entry = FeedEntry("https://amt.example/1.html;jsessionid=A_cid3", "T", "https://amt.example/1.html", None, "", "")
    assert feeds.fingerprint(entry) == feeds.fingerprint(replace(entry, id="http://amt.example/1.html?nn=3"))


@pytest.mark.parametrize(
    ("guid_is_unique", "link_is_unique", "expected"), [(True, True, "g"), (False, True, "l"), (False, False, "sha256:")]
)
def test_an_id_is_taken_from_what_is_unique(guid_is_unique: bool, link_is_unique: bool, expected: str) -> None:
    found = stable_id("g", "l", "t", guid_is_unique=guid_is_unique, link_is_unique=link_is_unique)
    assert found.startswith(expected)


def test_a_preview_survives_the_way_out_of_the_child() -> None:
    for name in ("rss20_ministerium.xml", "malformed/10-leer.xml"):
        assert from_json(to_json(preview(name))) == preview(name)
    fault = ParseFault("a", "b", "c")
    assert from_json(to_json(fault)) == fault


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    item = b"<rss version='2.0'><channel><item><title>%b</title><link>%b</link><pubDate>%b</pubDate></item>"
    for whole in (data, b"<rss version='2.0'>" + data, item % (data, data, data)):
        assert isinstance(feed_reading.read(whole, now=NOW), FeedPreview | ParseFault)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_feed_with_holes_is_still_read(data: st.DataObject) -> None:
    whole = (FEEDS / data.draw(st.sampled_from(["rss20_ministerium.xml", "atom_netzwerk.xml"]))).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    holed = whole[:start] + data.draw(st.binary(max_size=4)) + whole[start + data.draw(st.integers(0, 200)) :]
    assert isinstance(feed_reading.read(holed, now=NOW), FeedPreview | ParseFault)


async def test_one_child_reads_one_feed_after_the_other(parser: FeedParser) -> None:
    for name in ("rss20_ministerium.xml", "rdf_archiv.xml"):
        found = await parser.parse((FEEDS / name).read_bytes(), url="https://basis.example/feed.xml", now=NOW)
        assert found == preview(name)


async def test_several_may_ask_at_the_same_time(parser: FeedParser) -> None:
    names = ["rss20_ministerium.xml", "atom_netzwerk.xml", "malformed/10-leer.xml"]
    asked = (parser.parse((FEEDS / name).read_bytes(), url="https://basis.example/feed.xml", now=NOW) for name in names)
    assert await asyncio.gather(*asked) == [preview(name) for name in names]


async def test_a_child_that_takes_too_long_is_ended_and_the_next_feed_is_read(parser: FeedParser) -> None:
    data = (FEEDS / "malformed/10-leer.xml").read_bytes()
    found = await parser.parse(data, now=NOW, timeout=0.001)
    assert isinstance(found, ParseFault)
    assert found.code == "too_slow"
    assert isinstance(await parser.parse(data, now=NOW), FeedPreview)


async def test_a_child_that_dies_is_a_fault_and_the_next_feed_is_read(
    parser: FeedParser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "content"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "feed_child.py").write_text("raise SystemExit(1)")
    with monkeypatch.context() as patched:
        patched.setattr(feeds, "_ROOT", tmp_path)
        found = await parser.parse(b"<rss/>", now=NOW)
    assert isinstance(found, ParseFault)
    assert found.code == "unreadable"
    assert isinstance(await parser.parse((FEEDS / "malformed/10-leer.xml").read_bytes(), now=NOW), FeedPreview)


async def test_the_loop_goes_on_while_a_large_feed_is_read_from_any_directory(
    parser: FeedParser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    item = "<item><title>Titel {n}</title><link>https://a.example/{n}</link><description>Wort</description></item>"
    items = "".join(item.replace("{n}", str(number)) for number in range(1_500))
    reading = asyncio.create_task(
        parser.parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), now=NOW)
    )
    longest, before = 0.0, time.perf_counter()
    while not reading.done():
        await asyncio.sleep(0.005)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    found = await reading
    assert isinstance(found, FeedPreview)
    assert len(found.entries) == feed_reading.MAX_ENTRIES
    assert "1500 Meldungen" in " ".join(found.warnings)
    assert longest < 1.0


@pytest.mark.parametrize(
    ("content_type", "encoding", "declared"),
    [
        ("application/rss+xml; charset=ISO-8859-1", "utf-8", "utf-8"),
        ("application/rss+xml; charset=utf-8", "cp1252", "iso-8859-1"),
        ("text/xml; charset=utf-8", "cp1252", ""),
        ("text/plain; charset=gibt-es-nicht", "utf-8", ""),
        ("text/html; charset=iso-8859-1", "cp1252", ""),
    ],
)
def test_umlauts_are_right_when_header_and_declaration_contradict(
    content_type: str, encoding: str, declared: str
) -> None:
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    data = f"{head}<rss version='2.0'><channel><item><title>Größe – 20 €</title></item></channel></rss>"
    found = feed_reading.read(data.encode(encoding), content_type=content_type, now=NOW)
    assert isinstance(found, FeedPreview)
    assert found.entries[0].title == "Größe – 20 €"


async def test_a_feed_that_is_too_large_is_not_even_read() -> None:
    found = await feeds.parse(b" " * (feeds.MAX_SIZE + 1))
    assert isinstance(found, ParseFault)
    assert found.code == "too_large"


def test_a_source_is_an_address_or_a_file(tmp_path: Path) -> None:
    assert feeds.file_or_url(" https://a.example/feed ") == "https://a.example/feed"
    assert feeds.file_or_url("ordner/feed.xml") == Path("ordner/feed.xml")
    fetched = feeds.read_file(FEEDS / "malformed/10-leer.xml")
    assert isinstance(fetched, Fetched)
    missing = feeds.read_file(tmp_path / "fehlt.xml")
    assert isinstance(missing, FetchFault)
    assert missing.message == "Die Datei „fehlt.xml“ gibt es nicht."
    assert isinstance(feeds.read_file(tmp_path), FetchFault)


def test_a_day_ahead_is_not_believed_and_a_minute_is() -> None:
    item = "<rss version='2.0'><channel><item><title>A</title><pubDate>{}</pubDate></item></channel></rss>"
    for ahead, believed in ((timedelta(minutes=1), True), (timedelta(days=1), False)):
        data = item.format((NOW + ahead).isoformat()).encode()
        found = feed_reading.read(data, now=NOW)
        assert isinstance(found, FeedPreview)
        assert (found.entries[0].published is not None) is believed

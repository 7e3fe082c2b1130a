"""Feeds that are broken or meant badly: reading them gives a value, in time, and nothing in it is dangerous."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import feed_reading, links
from content.feed_reading import AHEAD, MAX_ENTRIES, MAX_SUMMARY, MAX_TITLE
from content.feed_values import from_json, to_json
from content.feeds import FeedParser, FeedPreview, ParseFault
from tests.unit.content.support import DATA

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FILES = sorted((DATA / "feeds").rglob("*.xml"))
URL = "https://basis.example/feed.xml"
#: What breaks feeds: parts of markup, of entities, of encodings, and what is no text at all.
SPLINTERS = [
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE x [", b"&#0;", b"&#xD800;", b"&#99999999;",
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"<item>", b"</item>", b"</channel>", b"<1536x1536>", b"<title/>",
    b"<link>javascript:x</link>", b"<pubDate>Fri, 31 Dec 9999 23:59:59 +0000</pubDate>", b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xae",
    b'<?xml version="1.0" encoding="utf-7"?>', b"<guid></guid>", b"&lt;script&gt;", b" xmlns='x' ",
]  # fmt: skip


#: Where, how much goes, and what comes in its place.
WOUNDS = st.tuples(st.integers(0, 4_000), st.integers(0, 60), st.sampled_from(SPLINTERS))


def read(data: bytes) -> FeedPreview | ParseFault:
    return feed_reading.read(data, url=URL, now=NOW)


def demand_sound(found: FeedPreview | ParseFault) -> None:
    """Fail if there is anything in what was read that must not be."""
    assert from_json(json.loads(json.dumps(to_json(found)))) == found
    if isinstance(found, ParseFault):
        assert found.message.endswith(".")
        assert found.alternate is None or links.allowed(found.alternate)
        return
    assert len(found.entries) <= MAX_ENTRIES
    assert len({entry.id for entry in found.entries}) == len(found.entries)
    for entry in found.entries:
        assert entry.id
        assert not entry.link or links.allowed(entry.link)
        assert entry.published is None or entry.published <= NOW + AHEAD
        assert len(entry.title) <= MAX_TITLE
        assert len(entry.summary) <= MAX_SUMMARY
        assert not any(char < " " or "\ud800" <= char <= "\udfff" for char in entry.title + entry.summary)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(SPLINTERS), max_size=40).map(b"".join)))
def test_any_bytes_give_a_value(data: bytes) -> None:
    demand_sound(read(data))
    demand_sound(read(b"<rss version='2.0'><channel><item>" + data + b"</item></channel></rss>"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.large_base_example])
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 60), st.sampled_from(SPLINTERS)), max_size=6),
)
def test_a_real_feed_with_splinters_in_it_gives_a_value(file: Path, wounds: list[tuple[int, int, bytes]]) -> None:
    data = file.read_bytes()
    for at, gone, splinter in wounds:
        at %= len(data) + 1
        data = data[:at] + splinter + data[at + gone :]
    demand_sound(read(data))


@pytest.mark.parametrize("number", ["99999999", "1114112", "xD800", "xFFFFFFFF", "x110000", "0", "x", "9" * 5000])
@pytest.mark.parametrize("end", [";", " "])
def test_a_number_that_no_character_has_says_nothing(number: str, end: str) -> None:
    wound = f"vor&#{number}{end}nach &#228;"
    data = (
        f"<rss version='2.0'><channel><item><title>{wound}</title><description>{wound}</description></item></channel>"
    )
    found = read(data.encode())
    assert isinstance(found, FeedPreview)
    (entry,) = found.entries
    assert entry.title.replace(" ", "") == "vornachä"


async def test_the_child_reads_what_is_read_here_whatever_it_is() -> None:
    wounded = [file.read_bytes()[number * 7 :] + b"\x00<![CDATA[" for number, file in enumerate(FILES[:12])]
    async with FeedParser() as parser:
        for data in [*wounded, *SPLINTERS]:
            assert await parser.parse(data, url=URL, now=NOW) == read(data)


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
ITEM = "<item><title>T{n}</title><guid>g{n}</guid><link>https://a.example/{n}</link></item>"
RSS = "<rss version='2.0'><channel><title>Q</title>{}</channel></rss>"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            f"<!DOCTYPE x [<!ENTITY l0 'ha'>{LAUGHS}]>" + RSS.format("<item><title>&l11;</title></item>"), id="laughs"
        ),
        pytest.param(
            f"<!DOCTYPE x [<!ENTITY a '{'a' * 50_000}'>]>"
            + RSS.format(f"<item><title>{'&a;' * 20_000}</title></item>"),
            id="quadratic blowup",
        ),
        pytest.param(RSS.format(f"<item><title>{'T' * 1_000_000}</title></item>"), id="title of a million"),
        pytest.param(RSS.format(f"<item><description>{'&lt;b&gt;' * 200_000}</description></item>"), id="open tags"),
        pytest.param(RSS.format("<a>" * 100_000), id="deep"),
        pytest.param(RSS.format(f"<item {'a=b ' * 200_000}></item>"), id="attributes"),
        pytest.param("<![CDATA[" * 300_000, id="unclosed CDATA"),
        pytest.param(RSS.format("&" * 1_000_000), id="ampersands"),
        pytest.param("<" * 1_000_000, id="brackets"),
        pytest.param("<!--" * 500_000, id="comments"),
        pytest.param("<html>" + "<link rel=alternate " * 100_000, id="links that never end"),
        pytest.param(RSS.format("".join(ITEM.replace("{n}", str(n)) for n in range(45_000))), id="45,000 entries"),
    ],
)
async def test_what_is_made_to_hurt_ends_in_time_and_the_next_feed_is_read(data: str) -> None:
    async with FeedParser(1) as parser:
        began = time.perf_counter()
        demand_sound(await parser.parse(data.encode(), url=URL, now=NOW, timeout=5))
        assert time.perf_counter() - began < 15
        after = await parser.parse(RSS.format(ITEM.replace("{n}", "1")).encode(), url=URL, now=NOW)
    assert isinstance(after, FeedPreview)
    assert [entry.title for entry in after.entries] == ["T1"]


def test_nothing_is_fetched_or_opened_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("GEHEIM")
    for what in (secret.as_uri(), "http://127.0.0.1:9/x", str(secret)):
        data = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{what}'>]>" + RSS.format("<item><title>Zeile &e;</title></item>")
        found = read(data.encode())
        assert "GEHEIM" not in json.dumps(to_json(found))


def test_a_date_far_ahead_is_never_believed() -> None:
    for ahead in (timedelta(hours=1), timedelta(days=9_000)):
        item = f"<item><title>A</title><pubDate>{(NOW + ahead).isoformat()}</pubDate></item>"
        found = read(RSS.format(item).encode())
        assert isinstance(found, FeedPreview)
        assert found.entries[0].published is None

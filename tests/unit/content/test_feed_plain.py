"""What the quick reader says is what feedparser says, or it says nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import document, feed_plain, feed_reading
from content.feed_text import _ENTITY, _unescaped, plain_words
from content.feed_values import FeedPreview, ParseFault
from content.text import one_line
from tests.unit.content.support import DATA

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FILES = sorted((DATA / "feeds").rglob("*.xml"))
TEXTS = [
    "", " ", "Wort", " Wörter  mit\n Umbruch ", "&amp;", "&lt;b&gt;fett&lt;/b&gt;", "<![CDATA[<p>Absatz & mehr</p>]]>",
    "&#228;", "&amp;#228;", "Ã¼ber", "\u0080", "Zeile<!-- Bemerkung -->weiter", "https://a.example/1?a=1&amp;b=2",
    "/relativ", "Fri, 20 Nov 2026 09:30:00 +0100", "demnächst", "<b>innen</b>", "U\u0308bung", "„Zitat“ – 20 €",
]  # fmt: skip
TAGS = [
    "title", "link", "guid", "description", "pubDate", "author", "category", "dc:creator", "dc:date", "dc:title",
    "content:encoded", "itunes:summary", "atom:link", "comments", "source", "updated", "summary", "id",
]  # fmt: skip
HEAD = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
)
ATTRIBUTES = ["", "", "", ' isPermaLink="false"', ' type="html"', ' href="https://b.example/"', ' xml:lang="de"']


def elements(tags: list[str], attributes: list[str]) -> st.SearchStrategy[str]:
    """Give some elements, each tag at most once."""
    one = st.tuples(st.sampled_from(tags), st.sampled_from(attributes), st.sampled_from(TEXTS))
    some = st.lists(one, max_size=6, unique_by=lambda found: found[0])
    return some.map(lambda found: "".join(f"<{tag}{more}>{text}</{tag}>" for tag, more, text in found))


#: Feeds that are almost always plain, and such that almost never are.
PLAIN = elements([tag for tag in TAGS[:11] if tag not in ("dc:date", "dc:title")], [""])
ODD = elements(TAGS, ATTRIBUTES)


def with_feedparser(text: str) -> FeedPreview | ParseFault:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_plain, "read", lambda _: None)
        return feed_reading.read(text.encode(), url="https://basis.example/feed", now=NOW)


def quickly(text: str) -> FeedPreview | ParseFault:
    return feed_reading.read(text.encode(), url="https://basis.example/feed", now=NOW)


@settings(max_examples=300, deadline=None)
@given(st.one_of(PLAIN, ODD), st.lists(st.one_of(PLAIN, PLAIN, ODD), max_size=3))
def test_both_readers_say_the_same(channel: str, items: list[str]) -> None:
    body = "".join(f"<item>{item}</item>" for item in items)
    text = f"{HEAD}<channel>{channel}{body}</channel></rss>"
    assert quickly(text) == with_feedparser(text)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_both_readers_say_the_same_of_real_feeds(file: Path) -> None:
    text = file.read_bytes().decode("utf-8", "replace")
    assert quickly(text) == with_feedparser(text)


PIECES = [
    "Wort", " ", "\n", "\u00a0", "\u00ad", "&amp;", "&lt;b&gt;", "&nbsp;", "&#8222;", "&auml;", "<", ">", "ä", "€",
    "🙂",
    "<p>", "</p>", "<br>", "<br/>", "<b>", "</b>", "<span class='x'>", "</span>", '<div id="y">', "</div>",
    "<P>", "\u200b", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<h2>", "</h2>",
    "<a href='https://a.example/x'>", "</a>",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_simple_texts_say_quickly_what_a_whole_document_says(text: str) -> None:
    whole = document.text_of(document.from_html(text))
    expected = one_line(_unescaped(whole)) if _ENTITY.search(whole) else whole
    # Around tags that close nothing there may be a space more.
    assert plain_words(text).replace(" ", "") == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Eins</p><p>zwei<br>drei</p>", "Eins zwei drei"), ("Wort<b>teil</b>", "Wortteil"), ("3 &lt; 5", "3 < 5"),
        ("<div class='a'>A</div>B", "A B"), ("1&nbsp;000", "1 000"),
        ("<h2>Kopf</h2><ul><li>A</li><li>B <a href='https://a.example/'>mehr</a></li></ul>", "Kopf A B mehr"),
        ("<p>A<script>x</script>B</p>", "AB"),
    ],
)  # fmt: skip
def test_words_stay_apart_where_a_reader_sees_them_apart(html: str, words: str) -> None:
    assert plain_words(html) == words


def test_plain_feeds_are_read_quickly_and_odd_ones_left_alone() -> None:
    item = "<item><title>A</title><link>https://a.example/</link><description>B</description></item>"
    assert feed_plain.read(f"{HEAD}<channel><title>T</title>{item}</channel></rss>") is not None
    for odd in (
        "<media:x/>",
        "<item><title>A</title><title>B</title></item>",
        "<!-- <!DOCTYPE -->",
        "<item>&nbsp;</item>",
    ):
        assert feed_plain.read(f"{HEAD}<channel><title>T</title>{odd}</channel></rss>") is None

"""What several tests of content need: their data, Documents made up by hypothesis, judges of what is rendered."""

from html.parser import HTMLParser
from pathlib import Path

from hypothesis import strategies as st

from content.document import Block, Bullets, Code, Document, Heading, Paragraph, Quote, Rule, Run, Style, Table
from content.text import clean
from domain.message import Body, utf16_length

DATA = Path(__file__).parents[2] / "data"

#: Source: https://spec.matrix.org/v1.18/client-server-api/#mroommessage-msgtypes
MATRIX_TAGS = frozenset({
    "a", "b", "blockquote", "br", "caption", "code", "del", "details", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "u", "ul",
})  # fmt: skip
MATRIX_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "code": {"class"}}


class MatrixJudge(HTMLParser):
    """Reads HTML strictly: each tag is allowed, and closed in its turn; no link stands in a link."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in MATRIX_TAGS
        assert {name for name, _ in attrs} <= MATRIX_ATTRIBUTES.get(tag, set())
        assert tag != "a" or "a" not in self.open
        for name, value in attrs:
            assert name != "href" or (value or "").startswith(("http://", "https://", "mailto:"))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("br", "hr")
        assert not attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def check_html(html: str) -> str:
    """Judge html as Matrix takes it, and return its text."""
    judge = MatrixJudge()
    judge.feed(html)
    judge.close()
    assert judge.open == []
    return "".join(judge.text)


def check_entities(body: Body) -> None:
    """Judge text and entities as Telegram takes them."""
    size = utf16_length(body.text)
    assert size <= 4096
    assert len(body.entities) <= 95
    assert body.text == body.text.strip()
    units = body.text.encode("utf-16-le")
    order = [(entity.offset, -entity.length) for entity in body.entities]
    assert order == sorted(order)
    ends: list[int] = []
    for entity in body.entities:
        end = entity.offset + entity.length
        assert 0 <= entity.offset < end <= size
        units[entity.offset * 2 : end * 2].decode("utf-16-le")
        ends = [outer for outer in ends if outer > entity.offset]
        assert all(end <= outer for outer in ends), "entities overlap"
        ends.append(end)
        assert (entity.url is not None) == (entity.type == "text_link")


def letters(text: str) -> str:
    """Return text without white space, bullets' numbers kept: what must survive any division."""
    return "".join(text.split())


CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]), st.sampled_from(list('ab .\n\u00a0äß<>&"*_[]()👩\u200d👦🇩🏽\ufe0f'))
)
_WORDS = st.text(CHARACTERS, min_size=1, max_size=30).map(clean).filter(lambda text: bool(text.strip()))
_URLS = st.sampled_from([None, None, 'https://a.example/x?a=1&b="2"', "mailto:rat@haus.example"])
_STYLES = st.frozensets(st.sampled_from(list(Style)), max_size=2)
RUNS = st.lists(st.builds(Run, _WORDS, _STYLES, _URLS), min_size=1, max_size=6).map(tuple)
_LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, RUNS, st.integers(1, 6)),
    st.builds(Paragraph, RUNS),
    st.builds(Code, _WORDS, st.sampled_from([None, "python"])),
    st.just(Rule()),
    st.builds(
        Table,
        st.lists(RUNS, max_size=3).map(tuple),
        st.lists(st.lists(RUNS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
    ),
)


def _around(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Quote, blocks),
        st.builds(Bullets, st.lists(blocks, min_size=1, max_size=3).map(tuple), st.booleans(), st.integers(0, 12)),
    )


BLOCKS = st.recursive(_LEAVES, _around, max_leaves=6)
DOCUMENTS = st.lists(BLOCKS, max_size=5).map(lambda blocks: Document(tuple(blocks)))

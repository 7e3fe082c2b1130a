"""What several tests of content need: their data, and Documents made up by hypothesis."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from content.document import Block, Bullets, Code, Document, Heading, Paragraph, Quote, Rule, Run, Style, Table
from content.text import clean

T = TypeVar("T")

DATA = Path(__file__).parents[2] / "data"


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


def in_time(read: Callable[[], T], seconds: float = 1.0) -> T:
    """Return what `read` returns; it takes no more seconds of CPU than these.

    It may try three times: in between, what other tests left behind may be cleared away.
    """
    took = []
    for _ in range(3):
        began = time.process_time()
        found = read()
        took.append(time.process_time() - began)
        if took[-1] < seconds:
            return found
    raise AssertionError(f"too slow: {took}")

"""Texts that are made to be slow: read, rendered and divided for every network within a time that nobody notices."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.builder import MAX_DEPTH
from content.document import Block, Bullets, Document, Quote, from_html, from_markdown
from content.render import render
from domain.message import Form
from tests.unit.content.support import in_time

_SIGNS = (
    "[", "]", "![", "](", "[a](", "[[", "(", ")", "<", ">", "> ", "- ", "* ", "1. ", "1) ", "`", "```\n", "~~~", "~~",
    "*", "**", "_", "*a ", "_b_", "\\", "\\[", "&", "&amp;", "&#x41;", "|", "|a", "|-", "| a |\n", "|-|-|\n", "#",
    "# a\n", "=\n", "a\n=\n", "-\n", "a\n-\n", "[a]: b\n", "[a]: <", "[^1]", "[^1]: a\n", "[^a]: [^a]\n", "\n", "\n\n",
    " ", "    ", "\t", "a", "ä", "😀", "<b>", "</b>", "<i><b>", "<!--", "<a ", "<http://a", "<a@", "https://", "www.",
    "https://a.de/", "@a", "#a", ": a\n", "a\n: b\n", "- [ ] a\n", "•\u00a0a\n", "\u0301", "\u200d", "\u202e", "'", '"',
)  # fmt: skip
_SHAPES = {
    "brackets open and closed": "[" * 19_000 + "]" * 19_000,
    "brackets in many paragraphs": ("[" * 50 + "\n\n") * 700,
    "links in links": "[a](" * 4_000 + ")" * 4_000,
    "images in images": "![" * 49 + "x" * 39_000,
    "emphasis of many lengths": "".join("*" * (n % 7 + 1) + "a" for n in range(500)) * 8,
    "emphasis that never closes": "*a **b " * 280 + "\n\n" + "_a __b " * 280,
    "code of many lengths": "".join("`" * n + " " for n in range(60)) * 20,
    "lists in lists": "\n".join("  " * n + "- x" for n in range(190)),
    "lists in lists, as deep as allowed": ("\n".join("  " * n + "- x" for n in range(20)) + "\n") * 60,
    "quotes in quotes": "\n".join("> " * n + "x" for n in range(190)),
    "quotes in quotes, as deep as allowed": ("> " * 12 + "x\n") * 1_500,
    "quotes and lists": ("> - " * 6 + "x\n") * 1_500,
    "a wide table": "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|x\n" * 5_000,
    "a table as wide as allowed": "|a" * 99 + "\n" + "|-" * 99 + "\n" + "|x\n" * 9_000,
    "a long table": "|a|b|\n|-|-|\n" + "|x|y|\n" * 6_000,
    "many definitions of one address": "[a]: x\n" * 3_000 + "[a]" * 6_000,
    "many addresses": "".join(f"[{n}]: x\n" for n in range(3_000)) + "".join(f"[{n}]" for n in range(900)),
    "many footnotes": "".join(f"[^{n}]\n" for n in range(1_500)) + "".join(f"\n[^{n}]: a\n" for n in range(1_500)),
    "footnotes that name one another": "".join(f"[^{n}]: [^{n + 1}] a\n\n" for n in range(2_000)) + "[^0]",
    "one long word": "a" * 40_000,
    "more than anybody writes": "Wort " * 20_000,
    "an address without an end": "https://a.de/" + "(" * 39_000,
    "addresses in brackets": "(https://a.de/)" * 2_600,
    "marks on one letter": "e" + "\u0301\u0323" * 19_000,
    "signs that belong together": "👩\u200d" * 13_000,
    "flags without a space": "🇩🇪" * 19_000,
    "dots that are no addresses": "a." * 19_000,
    "bold words": "**a** " * 330,
    "a title and a number of lines": "a\n" * 19_000 + "=",
    "html that nobody closes": "<b><i>" * 6_000,
    "an entity without an end": "&" + "a" * 39_000,
    "numbers of signs": "&#" + "9" * 39_000,
}


def depth_of(blocks: tuple[Block, ...]) -> int:
    """Return how deep quotes and lists stand in one another."""

    def inner(block: Block) -> Iterator[tuple[Block, ...]]:
        if isinstance(block, Quote):
            yield block.blocks
        if isinstance(block, Bullets):
            yield from block.items

    return max((1 + depth_of(found) for block in blocks for found in inner(block)), default=0)


def work(document: Document) -> None:
    for form in Form:
        render(document, form)
    assert depth_of(document.blocks) <= 2 * MAX_DEPTH


@pytest.mark.parametrize("sign", _SIGNS, ids=repr)
def test_a_run_of_one_sign_is_read_quickly(sign: str) -> None:
    for length in (39_900, 100_000):
        text = sign * (length // len(sign))
        in_time(lambda text=text: work(from_markdown(text)))  # type: ignore[misc]  # mypy knows no default in a lambda


@pytest.mark.parametrize("name", _SHAPES)
def test_a_hostile_text_is_read_quickly(name: str) -> None:
    in_time(lambda: work(from_markdown(_SHAPES[name])))
    in_time(lambda: work(from_html(f"<p>{_SHAPES[name]}</p>")))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(_SIGNS), min_size=1, max_size=6),
    st.integers(1, 12),
    st.sampled_from([500, 10_000, 39_900]),
)
def test_any_mixture_of_signs_is_read_quickly(signs: list[str], times: int, length: int) -> None:
    piece = "".join(sign * times for sign in signs)
    in_time(lambda: work(from_markdown((piece * (length // len(piece) + 1))[:length])))

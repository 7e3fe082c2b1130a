"""Made-up Documents before judges that are not ours: Telegram's own parser, and a strict reader of Matrix's list."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import foreign, links, telling
from content.blocks import plain_text
from content.document import Document, paragraph
from content.lines import Line, Look, lay_out
from content.render import render
from content.text import clean
from domain.message import Body, Entity, Form
from tests.judges import matrix, telegram
from tests.judges.documents import Maker, documents
from tests.judges.graphemes import signs

_SOUP = (
    *"@#$/＃.:-_()[]<>\"' \n", "@", "#", "/", "bamf_de", "hilfe", "EUR", "ä", "1", "\u0301", "\u200d",
    "\u00b7", "\u200c", "👍", "https://", "www.", ".de", "t.me/", "\u2060", "\u200b", "\u00a0", "é", "漢", "م",
)  # fmt: skip
_URL_SOUP = (
    *"abz09.-_/?#&=%:@[]()~!$'*+,;|^`{}<>\"ä漢", "a.de", "www.", "example", ".org", "//", "%20", "%zz", ":80",
    ":443", "xn--",
    "..", "?a=1", "#x", "jsessionid", ";", "1.2.3.4", "[::1]", "👍", "\u00ad", "\u0301",
)  # fmt: skip
#: Some of them only in long runs.
_SEEDS = [*range(8), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(8, 20))]
_EACH = 110
_MARK = re.compile(r"\s*\(Teil \d+ von \d+\)$")


def _said(parts: tuple[Body, ...]) -> list[str]:
    """Return what the parts say as signs without space, without the marks below the parts."""
    texts = (_MARK.sub("", part.text) if len(parts) > 1 else part.text for part in parts)
    return [sign for text in texts for sign in signs(text) if sign.strip()]


@pytest.mark.parametrize("seed", _SEEDS)
def test_telegram_reads_in_every_part_what_we_meant(seed: int) -> None:
    for document in documents(seed, _EACH):
        parts = render(document, Form.ENTITIES)
        for part in parts:
            telegram.judge(part)
        whole = [sign for line in lay_out(document) for sign in _signs_of(line)]
        found = iter(_said(parts))
        # Bullets and numbers come in between; every sign of the document is there, in order, none cut apart.
        assert all(sign in found for sign in whole)


def _signs_of(line: Line) -> list[str]:
    runs = line.runs if line.look is Look.CODE else telling.told(line.runs, to_mail=False)
    return [sign for sign in signs(plain_text(runs)) if sign.strip()]


@pytest.mark.parametrize("seed", _SEEDS)
def test_matrix_reads_in_every_part_only_what_its_list_allows(seed: int) -> None:
    for document in documents(seed, _EACH):
        for part in render(document, Form.HTML):
            matrix.judge(part)


_CALLS = ("Mention", "MentionName", "Hashtag", "Cashtag", "BotCommand")


@pytest.mark.parametrize("seed", _SEEDS)
def test_telegram_finds_nothing_to_press_in_what_others_wrote_but_addresses(seed: int) -> None:
    maker = Maker(seed)
    for _ in range(40):
        document = Document((paragraph(clean(maker.words(40))), *maker.document().blocks))
        for part in render(foreign.disarmed(document), Form.ENTITIES):
            _demand_quiet(part)


def _demand_quiet(part: Body) -> None:
    covered = [
        range(one.offset, one.offset + one.length) for one in part.entities if one.type in ("code", "pre", "text_link")
    ]
    for found in telegram.pressable(part.text):
        if any(found.offset in one for one in covered):
            continue
        assert found.kind not in _CALLS, found
        assert not found.text.startswith(("tg:", "ton:")), found


@settings(max_examples=600)
@given(
    st.lists(st.sampled_from(_URL_SOUP), min_size=1, max_size=8).map("".join),
    st.sampled_from(["https://", "HTTP://", ""]),
)
def test_telegram_takes_every_address_that_we_allow_as_it_is(rest: str, scheme: str) -> None:
    url = links.allowed(scheme + rest)
    if url and not url.startswith("mailto:"):
        telegram.judge(Body("x", (Entity("text_link", 0, 1, links.clean(url)),)))


@given(st.lists(st.sampled_from(_SOUP), max_size=12).map("".join))
def test_no_soup_of_signs_calls_anybody(text: str) -> None:
    for found in telegram.pressable(foreign.disarmed_text(text)):
        assert found.kind not in _CALLS, found

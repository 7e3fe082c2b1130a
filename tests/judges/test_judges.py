"""The judges find what is wrong."""

from html import escape

import pytest

from domain.message import Body, Entity
from tests.judges import matrix, telegram
from tests.judges.graphemes import signs

LINK = "https://a.example/x"


def test_telegram_takes_what_is_right() -> None:
    entities = (
        Entity("blockquote", 0, 6),
        Entity("text_link", 0, 6, LINK),
        Entity("bold", 3, 2),
        Entity("pre", 7, 2, language="c++"),
    )
    telegram.judge(Body("😀 abc\nxy", entities))


@pytest.mark.parametrize(
    "body",
    [
        Body("a ", ()),
        Body("", ()),
        Body("a" * 4097),
        Body("a" * 200, tuple(Entity("bold", 2 * n, 1) for n in range(96))),
        Body("😀 a", (Entity("bold", 1, 2),)),
        Body("abc", (Entity("bold", 0, 2), Entity("italic", 1, 2))),
        Body("abc", (Entity("bold", 2, 2),)),
        Body("abc", (Entity("bold", 0, 0),)),
        Body("a b", (Entity("text_link", 0, 1, "mailto:rat@haus.example"),)),
        Body("a b", (Entity("text_link", 0, 1, "https://a.example"),)),
        Body("a b", (Entity("text_link", 0, 1, "javascript:alert(1)"),)),
        Body("a b c", (Entity("code", 0, 5), Entity("bold", 2, 1))),
    ],
    ids=lambda body: str(body)[:60],
)
def test_telegram_finds_what_is_wrong(body: Body) -> None:
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        telegram.judge(body)


def test_matrix_takes_what_is_right() -> None:
    html = f'<p>a &amp; <a href="{LINK}">b</a></p><ol start="3"><li>c<ul><li>d</li></ul></li></ol><hr/>'
    read = matrix.judge(Body(f"a & b ({LINK})\n\n3. c\n   • d\n\n———", html=html))
    assert read.links == [("b", LINK)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a", "a</p>", "<p><strong>a</p></strong>", "<script>a</script>", "<font>a</font>", "<p>a & b</p>",
        "<p>a < b</p>",
        '<p onclick="x">a</p>', '<p><a href="javascript:x">a</a></p>', '<p><a href="/x">a</a></p>', "<p><a>a</a></p>",
        f'<p><a href="{LINK}">a<a href="{LINK}">b</a></a></p>', f'<p><a href="{LINK}"></a></p>', "<p><p>a</p></p>",
        "<li>a</li>", "<ul>a<p>b</p></ul>", '<ol start="x"><li>a</li></ol>', '<pre><code class="a">a</code></pre>',
        "<br>",
        "<P>a</P>", "<p class=a>a</p>", "<!-- a -->", "<blockquote>" * 101 + "</blockquote>" * 101, "<p>fehlt</p>",
    ],
)  # fmt: skip
def test_matrix_finds_what_is_wrong(html: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        matrix.judge(Body(f"a b {LINK}", html=html))


def test_matrix_finds_what_is_too_large() -> None:
    with pytest.raises(AssertionError):
        matrix.judge(Body("a " * 10_000, html=f"<p>{escape('a ' * 10_000)}</p>"))


def test_signs_are_what_a_reader_sees() -> None:
    whole = [
        "a",
        "é",
        "e\u0301\u0323",
        "👩🏽\u200d⚕\ufe0f",
        "🇩🇪",
        "🇺🇦",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e007f",
        "\n",
        "ب\u064b",
    ]
    assert signs("".join(whole)) == whole
    assert signs("🇩🇪🇺🇦") == ["🇩🇪", "🇺🇦"]

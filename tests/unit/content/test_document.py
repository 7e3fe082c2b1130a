"""Markdown and HTML become Documents: what may stay stays, what may not is text or gone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.builder import MAX_DEPTH
from content.document import (
    Bullets,
    Code,
    Document,
    Heading,
    Paragraph,
    Quote,
    Rule,
    Run,
    Style,
    Table,
    bold,
    from_html,
    from_markdown,
    from_text,
    paragraph,
    text_of,
)
from content.render import render
from domain.message import Form
from tests.unit.content.support import in_time
from tests.unit.content.test_hostile import depth_of


def runs_of(document: Document) -> list[Run]:
    return [run for block in document.blocks if isinstance(block, Heading | Paragraph) for run in block.runs]


def test_markdown_of_a_notice_becomes_blocks() -> None:
    document = from_markdown("# Titel\n\nEin *Wort* und **noch eins**.  \nNeue Zeile\n\n---\n\n> Zitat\n")
    assert document.blocks == (
        Heading((Run("Titel"),), 1),
        paragraph("Ein ", Run("Wort", frozenset({Style.ITALIC})), " und ", bold("noch eins"), ".\nNeue Zeile"),
        Rule(),
        Quote((paragraph("Zitat"),)),
    )


@pytest.mark.parametrize(
    "text",
    ["Punkte:\n- a\n- b\n  - c\n", "Punkte:\n\n* a\n* b\n    * c\n", "Punkte:\n\n+ a\n\n+ b\n\t- c\n"],
    ids=["right below, two spaces", "as the manual says", "loose, with a tab"],
)
def test_lists_may_be_written_as_people_write_them(text: str) -> None:
    inner = Bullets(((paragraph("c"),),))
    assert from_markdown(text).blocks == (
        paragraph("Punkte:"),
        Bullets(((paragraph("a"),), (paragraph("b"), inner))),
    )


def test_numbered_lists_keep_their_first_number() -> None:
    assert from_markdown("3. a\n4. b").blocks == (
        Bullets(((paragraph("a"),), (paragraph("b"),)), ordered=True, start=3),
    )


def test_code_keeps_its_lines_and_its_stars() -> None:
    assert from_markdown("```python\na = 1\n- **kein** Punkt\n```").blocks == (
        Code("a = 1\n- **kein** Punkt", "python"),
    )


def test_a_table_has_heads_and_rows() -> None:
    (table,) = from_markdown("| A | B |\n|---|---|\n| 1 | **2** |").blocks
    assert table == Table(((Run("A"),), (Run("B"),)), (((Run("1"),), (bold("2"),)),))


def test_a_footnote_is_a_number_and_a_text_at_the_end() -> None:
    assert text_of(from_markdown("Siehe dort.[^x]\n\n[^x]: Stand 2026.")) == "Siehe dort.[1] [1] Stand 2026."


def test_footnotes_are_numbered_as_they_are_referred_to() -> None:
    text = "A[^b] B[^a] C[^b] `[^a]` [^nichts]\n\n"
    notes = "[^a]: Eins **fett**\n    geht weiter\n[^b]: Zwei\n[^c]: Niemand nennt sie"
    assert from_markdown(text + notes).blocks == (
        paragraph("A[1] B[2] C[1] ", Run("[^a]", frozenset({Style.CODE})), " [^nichts]"),
        Rule(),
        paragraph("[1] Zwei"),
        paragraph("[2] Eins ", bold("fett"), " geht weiter"),
        paragraph("[3] Niemand nennt sie"),
    )


def test_tasks_say_in_words_whether_they_are_done() -> None:
    assert text_of(from_markdown("- [x] Erlass\n- [ ] Frist\n- [Name]")) == "Erledigt: Erlass Offen: Frist [Name]"


def test_a_term_stands_above_its_meaning() -> None:
    expected = (paragraph(bold("Duldung"), "\nAussetzung der Abschiebung"),)
    assert from_markdown("Duldung\n: Aussetzung der Abschiebung").blocks == expected
    assert from_html("<dl><dt>Duldung</dt><dd>Aussetzung der Abschiebung</dd></dl>").blocks == expected
    two = "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>"
    assert from_html(two).blocks == (paragraph(bold("a"), "\nb"), paragraph(bold("c"), "\nd"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1) a\n2) b", "1. a\n2. b"),
        ("• a\n• b", "• a\n• b"),
        ("1. a\n  - b\n  - c\n2. d", "1. a\n   • b\n   • c\n2. d"),
        ("- a\n     - b\n       weiter\n- c", "• a\n   • b weiter\n• c"),
        ("- a\n  1. b\n     - c", "• a\n   1. b\n      • c"),
        ("> a\n>\n> > b\n>\n> - c", "> a\n>\n> > b\n>\n> • c"),
        ("- a\n\n  ```\n  - b\n  ```\n- c", "• a\n   - b\n• c"),
        ("a\\\nb  \nc", "a\nb\nc"),
        ("~~weg~~ snake_case 2*3*4 \\*x\\*", "weg snake_case 2 3 4 *x*".replace("2 3 4", "234")),
        ("[r][1] [R] <https://a.example/x>\n\n[1]: https://b.example\n[r]: /x", "r (https://b.example/) R https://a.example/x"),
        ("Titel\n=====\n\nText", "Titel\n\nText"),
        ("<details><summary>x</summary>y</details>", "<details><summary>x</summary>y</details>"),
        ("|a|b|\n|-|-|\n|[l](https://x.example)|`c\\|d`|", "• a: l (https://x.example/)\n   b: c|d"),
        ("```\n  a\n\n\tb\n```", "  a\n\n    b"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_people_mean_it(text: str, expected: str) -> None:
    assert [body.text for body in render(from_markdown(text), Form.PLAIN)] == [expected.strip()]


def test_details_digits_and_quotes_of_a_feed_have_a_form() -> None:
    html = "<details><summary>Mehr</summary><p>25 m<sup>2</sup>, CO<sub>2</sub>, 1<sup>er</sup> <q>so</q></p></details>"
    assert from_html(html).blocks == (paragraph(bold("Mehr")), paragraph("25 m², CO₂, 1er „so“"))


def test_the_caption_of_a_table_stands_above_it() -> None:
    html = "<table><caption>Fristen</caption><tr><td>MBE</td><td>31.01.</td></tr></table>"
    assert from_html(html).blocks == (paragraph(bold("Fristen")), Table((), (((Run("MBE"),), (Run("31.01."),)),)))


def test_an_image_is_told_by_its_alternative_text() -> None:
    assert text_of(from_html('<p><img src="a.png" alt="Karte der Regionen"></p>')) == "[Bild: Karte der Regionen]"
    assert from_html('<p><img src="zaehlpixel.gif"></p>').blocks == ()


@pytest.mark.parametrize(
    "tag", ["<script>alert(1)</script>", "<Name>", '<a href="https://a.example">x</a>', "<div>x</div>"]
)
def test_html_in_markdown_outside_the_list_is_text(tag: str) -> None:
    assert text_of(from_markdown(f"Vorher {tag} nachher")) == f"Vorher {tag} nachher"
    assert text_of(from_markdown(f"{tag}\n\nText")).startswith(tag)


def test_simple_formatting_tags_work_in_markdown() -> None:
    assert from_markdown("a <b>fett</b> b").blocks == (paragraph("a ", bold("fett"), " b"),)


def test_scripts_of_a_feed_are_left_out_and_unknown_tags_leave_their_text() -> None:
    html = "<p>Vor<script>alert(1)</script><style>p{}</style><blink>her</blink></p><iframe>x</iframe><!-- y -->"
    assert from_html(html).blocks == (paragraph("Vorher"),)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "/relativ", "#oben", "tg://resolve?domain=x"]
)
def test_a_link_that_may_not_stay_leaves_its_text(href: str) -> None:
    assert from_html(f'<p>Zum <a href="{href}">Antrag</a></p>').blocks == (paragraph("Zum Antrag"),)
    assert all(run.url is None for run in runs_of(from_markdown(f"Zum [Antrag]({href})")))


def test_a_link_loses_what_follows_its_readers() -> None:
    (run,) = runs_of(from_html('<a href="https://a.example/x;jsessionid=1?utm_source=b&amp;id=2">x</a>'))
    assert run.url == "https://a.example/x?id=2"


def test_layout_is_no_content() -> None:
    html = "<div><div>eins</div>\n\n  <div> zwei   drei<br>\n vier </div></div>&nbsp;<p> </p>"
    assert from_html(html).blocks == (paragraph("eins"), paragraph("zwei drei\nvier"))


def test_stray_items_and_tables_in_tables_are_read() -> None:
    assert from_html("<li>a</li>").blocks == (paragraph("a"),)
    inner = Bullets(((paragraph("b"),),))
    assert from_html("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>").blocks == (
        Bullets(((paragraph("a"),), (inner,), (paragraph("c"),))),
    )
    assert from_html("<ul>lose<li>a</li></ul>").blocks == (Bullets(((paragraph("lose"),), (paragraph("a"),))),)
    table = "<table><tr><td>a<table><tr><td>b</td></tr></table></td><td><p>c</p><p>d</p></td></tr></table>"
    assert from_html(table).blocks == (Table((), (((Run("a b"),), (Run("c d"),)),)),)


def test_plain_text_means_nothing_but_itself() -> None:
    assert from_text("**a**\n<b>\n\n\n [x](y)").blocks == (paragraph("**a**\n<b>"), paragraph("[x](y)"))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 40_000, "<ul><li>" * 20_000, "<blockquote>" * 15_000, "<b><p>" * 30_000, "<table><tr><td>" * 13_000,
        "".join(f"<b id={n}><p>" for n in range(15_000)), "<div>" * 150 + "<p>x</p>" * 15_000,
        "".join(f"<code class=language-{n}><p>" for n in range(7_000)), "<a " * 60_000, "<!--" * 50_000,
        "".join(f"<a href=https://a.example/{n}><b>" for n in range(6_000)), "<" * 200_000, "</" * 90_000,
        "<pre>" * 30_000, "&#60;" * 40_000, "<br>" * 50_000, "a" * 300_000, "<i>x</i>y" * 20_000, "<h1>" * 40_000,
        "<b\t x='>'>" * 10_000, "".join(f"<ul><li><b>{n}" for n in range(10_000)), "<script" * 20_000,
        "".join(f"<b id={n}>" for n in range(190)) + "<p>x" * 15_000, "<a href=x><p>" * 10_000,
    ],
)  # fmt: skip
def test_hostile_html_is_read_quickly(html: str) -> None:
    document = in_time(lambda: from_html(html))
    assert depth_of(document.blocks) <= 2 * MAX_DEPTH


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>/=\"' abipul&;#x1\n")), max_size=200))
def test_any_html_becomes_a_document(html: str) -> None:
    for form in Form:
        render(from_html(html), form)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`[]()<>#-+1.!|\\&:\n\t~^="), max_size=300))
def test_any_markdown_becomes_a_document(text: str) -> None:
    for form in Form:
        render(from_markdown(text), form)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=100))
def test_words_without_signs_are_the_same_in_markdown(text: str) -> None:
    assert text_of(from_markdown(text)) == text_of(from_text(text))


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("[A](https://a.example/)[B](https://b.example/)", "A B"),
        ("[A](https://a.example/)[B](https://a.example/)", "A B"),
        ("[A](https://a.example/)**[B](https://b.example/)**", "A B"),
        ("[A](https://a.example/), [B](https://b.example/)", "A, B"),
        ("[Asyl](https://a.example/)verfahren", "Asylverfahren"),
        ("[A](javascript:a)[B](javascript:b)", "A B"),
        ("vor![Bild](https://a.example/a.png)nach", "vor [Bild: Bild] nach"),
        ("(![Bild](https://a.example/a.png)).", "([Bild: Bild])."),
        ("a[^1][^2]\n\n[^1]: b\n[^2]: c", "a[1][2] [1] b [2] c"),
    ],
)
def test_links_and_pictures_do_not_stick_to_what_is_beside_them(markdown: str, said: str) -> None:
    assert text_of(from_markdown(markdown)) == said


def test_soft_hyphens_are_taken_out_so_that_words_are_found() -> None:
    assert text_of(from_html("Teil&shy;nehmende, Unter\u00adricht")) == "Teilnehmende, Unterricht"


@pytest.mark.parametrize(("depth", "is_read"), [(12, True), (13, False), (120, False)])
def test_what_is_nested_deeper_than_anybody_writes_stays_as_it_was_typed(depth: int, is_read: bool) -> None:
    quotes = "> " * depth + "Wort"
    assert text_of(from_markdown(quotes)) == ("Wort" if is_read else quotes)
    items = "\n".join("  " * level + f"- w{level}" for level in range(depth))
    assert all(f"w{level}" in text_of(from_markdown(items)) for level in range(depth))

"""Documents made up from a seed: from Markdown, from HTML and from blocks, with all that makes rendering hard."""

import random
from collections.abc import Callable, Iterator

from content import foreign
from content.document import (
    Block,
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
    from_html,
    from_markdown,
    from_text,
)
from content.text import clean

_WORDS = (
    "Antrag", "Frist", "Rundschreiben", "Aufenthaltserlaubnis", "§ 44 Abs. 4 AufenthG", "und/oder", "m/w/d", "z. B.",
    "13.02.2026", "12 €",
    "Bundesverwaltungsgerichtsentscheidungssammlungsverzeichnis" * 3, "x" * 900, "10\u00a0Uhr", "Soft\u00adhyphen",
    "👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🇩🇪🇺🇦🇸🇾", "e\u0301\u0323", "✈\ufe0f",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "👩🏽\u200d⚕\ufe0f", "الإقامة", "שָׁלוֹם", "Зразок", "\u200fمرحبا\u200f", "𝔘𝔫𝔦", "1️⃣", "𠜎", "\ud83d",
    "\u202eumgedreht\u202c",
    "@bamf_de", "/hilfe", "#frist", "$EUR", "@room", "rat@haus.example", "bamf.de", "Antrag.in", "<b>", "&amp;", "a&b",
    "https://www.bamf.de/SharedDocs/a_b(c).pdf?x=1&y=2.", "www.nds.de", "http://x.notatld/@bamf_de",
    "tg://resolve?domain=x",
    "*", "**", "_", "`", "[", "]", "(", ")", "|", "\\", "~~", "—", "„Zitat“", "\u00a0", "\u2060", "\t", "…",
    "1.", "-", ">",
)  # fmt: skip
_URLS = (
    "https://www.bamf.example/rundschreiben-02-26.pdf", "https://a.example", 'https://a.example/x?a=1&b="2"&c=\'<ü>',
    "mailto:rat@haus.example", "https://matrix.to/#/@anna:hs.example", "javascript:alert(1)", "tg://user?id=1", "/nah",
    "", "http://localhost/x", "https://a.de?x=1", "HTTPS://WWW.Gross.DE", "https://xn--mller-kva.de/ä b",
)  # fmt: skip
_LABELS = (
    "hier",
    "mehr lesen",
    "Rundschreiben 02/26 (PDF, 180 KB)",
    "https://a.example/x",
    "Merk*blatt*",
    "",
    "@bamf",
    "🙂",
)


class Maker:
    """Makes up parts of texts, always the same ones for a seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def document(self) -> Document:
        """Return a Document made in one of the ways in which they are made."""
        made = self._dice.choice(
            (self._of_markdown, self._of_markdown, self._of_html, self._of_html, self._of_blocks)
        )()
        return foreign.disarmed(made) if self._dice.random() < 0.2 else made

    def _of_markdown(self) -> Document:
        pieces = [self._markdown_piece() for _ in range(self._few(12))]
        return from_markdown(self._dice.choice(("\n\n", "\n\n", "\n")).join(pieces))

    def _of_html(self) -> Document:
        return from_html("".join(self._html_piece(0) for _ in range(self._few(12))))

    def _of_blocks(self) -> Document:
        if self._dice.random() < 0.1:
            return from_text(self.words(60))
        return Document(tuple(self._block(0) for _ in range(self._few(8))))

    def words(self, most: int = 15) -> str:
        """Return some words; sometimes very many."""
        count = self._dice.randint(600, 1500) if self._dice.random() < 0.01 else self._few(most)
        return " ".join(self._dice.choice(_WORDS) for _ in range(count))

    def _few(self, most: int) -> int:
        return self._dice.randint(0, self._dice.randint(1, most))

    # --- Markdown

    def _markdown_piece(self) -> str:
        pick = self._dice.choice
        forms: tuple[Callable[[], str], ...] = (
            lambda: f"{'#' * pick(range(1, 8))} {self.words(6)}",
            self._marked_words,
            lambda: "\n".join(self._item() for _ in range(8)),
            lambda: "\n".join(f"{'> ' * pick(range(1, 4))}{self._marked_words()}" for _ in range(self._few(5))),
            lambda: f"```{pick(('', 'python', 'c++', 'x y'))}\n{self.words()}\n  {self.words()}\n```",
            lambda: f"| Kopf | {self._dice.choice('ab')} |\n|---|---|\n" + f"| {self._marked_words()} | x |\n" * 3,
            lambda: f"Text[^{pick('ab')}]\n\n[^{pick('ab')}]: {self.words()}",
            lambda: f"Begriff\n: {self.words()}",
            lambda: f"- [{pick(' x')}] {self.words()}",
            lambda: " ".join(f"**{number}**" for number in range(300)) if self._dice.random() < 0.1 else "---",
            lambda: pick(("<details><summary>x</summary>y</details>", "<script>alert(1)</script>", "<b>fett</b><i>")),
        )  # fmt: skip
        return pick(forms)()

    def _item(self) -> str:
        marker = self._dice.choice(("-", "*", "1.", "7)", "•"))
        return f"{'  ' * self._few(5)}{marker} {self.words()}"

    def _marked_words(self) -> str:
        marks = ("**{}**", "*{}*", "~~{}~~", "`{}`", "***{}***", "{}", "<b>{}</b>", "m<sup>{}</sup>", "{}  \n")
        pieces = []
        for _ in range(self._few(8)):
            if self._dice.random() < 0.3:
                image = self._dice.choice(("", "!"))
                pieces.append(f"{image}[{self._dice.choice(_LABELS)}]({self._dice.choice(_URLS)})")
            pieces.append(self._dice.choice(marks).format(self.words(5)))
        return " ".join(pieces)

    # --- HTML

    def _html_piece(self, depth: int) -> str:
        pick = self._dice.choice
        if depth > 3 or self._dice.random() < 0.4:
            link = f'<a href="{pick(_URLS)}">{pick(_LABELS)}</a>'
            image = f'<img src="{pick(_URLS)}" alt="{pick(_LABELS)}">'
            return pick(
                (self.words(), self.words(), link, image, "<br>", "<hr>", "&nbsp;", "<!-- x -->", "</p>", "</li>")
            )
        tag = pick((
            "p", "div", "b", "i", "em", "del", "code", "h1", "h4", "ul", "ol", "li", "blockquote", "pre", "table", "tr",
            "td", "th", "dl", "dt", "dd", "details", "summary", "sup", "sub", "q", "script", "span", "a", "ol start=7",
        ))  # fmt: skip
        inner = "".join(self._html_piece(depth + 1) for _ in range(self._few(5)))
        closing = "" if self._dice.random() < 0.1 else f"</{tag.split()[0]}>"
        return f"<{tag}>{inner}{closing}"

    # --- Blocks

    def _block(self, depth: int) -> Block:
        pick = self._dice.choice
        forms: tuple[Callable[[], Block], ...] = (
            lambda: Paragraph(self._runs()),
            lambda: Heading(self._runs(), pick(range(1, 7))),
            lambda: Code(clean(self.words()) or "x", pick((None, "python", "c++"))),
            Rule,
            lambda: Table(
                tuple(self._runs() for _ in range(self._few(4))),
                tuple(tuple(self._runs() for _ in range(self._few(4))) for _ in range(self._few(5))),
            ),
            lambda: Quote(self._inner(depth)),
            lambda: Bullets(
                tuple(self._inner(depth) for _ in range(self._few(4))), pick((True, False)), pick((0, 1, 9))
            ),
        )  # fmt: skip
        return pick(forms[: 5 if depth > 3 else 7])()

    def _inner(self, depth: int) -> tuple[Block, ...]:
        return tuple(self._block(depth + 1) for _ in range(self._few(3)))

    def _runs(self) -> tuple[Run, ...]:
        pick = self._dice.choice
        urls = ("https://a.example/x", "https://www.bamf.example/a.pdf", "mailto:rat@haus.example")
        return tuple(
            Run(
                clean(self.words(6)),
                frozenset(pick(tuple(Style)) for _ in range(self._few(3))),
                pick((None, None, *urls)),
            )
            for _ in range(self._few(6))
        )


def documents(seed: int, count: int) -> Iterator[Document]:
    """Return count Documents of a seed."""
    maker = Maker(seed)
    return (maker.document() for _ in range(count))

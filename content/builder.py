"""The one sanitising builder: any HTML becomes blocks. Nothing else makes blocks out of markup."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from content import links, words
from content.blocks import Block, Bullets, Code, Heading, Paragraph, Quote, Rule, Run, Style, Table, plain_text
from content.text import clean

#: Lists and quotes deeper than this are shown at this depth.
MAX_DEPTH = 6
MAX_COLUMNS = 20

STYLES = {
    "b": Style.BOLD, "strong": Style.BOLD, "th": Style.BOLD, "dt": Style.BOLD, "summary": Style.BOLD,
    "caption": Style.BOLD, "i": Style.ITALIC, "em": Style.ITALIC, "cite": Style.ITALIC, "del": Style.STRIKE,
    "s": Style.STRIKE, "strike": Style.STRIKE, "code": Style.CODE, "tt": Style.CODE, "kbd": Style.CODE,
    "samp": Style.CODE,
}  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: Tags that end a paragraph and begin another one, and mean nothing more.
BREAKING = frozenset({
    "address", "aside", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "header", "legend", "main", "nav", "p", "section", "article", "summary",
})  # fmt: skip
#: Digits set high or low are signs of their own everywhere: "m²", "H₂O".
_DIGITS = {"sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), "sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")}
_SPACE = re.compile(r"[ \t\n\r\f]+")
#: After these nothing needs a space.
_OPENING = (" ", "\n", "(", "[", "„", "»", "/", "-", "–")
_NUMBER = re.compile(r"[0-9]{1,6}")
_LANGUAGE = re.compile(r"language-([\w+#-]{1,20})")


def build(html: str) -> tuple[Block, ...]:
    """Return the blocks that well-formed HTML shows. Unknown tags are dropped, their text stays."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.finish()


@dataclass(slots=True)
class _Frame:
    """A block that is still open, and what has gathered in it."""

    tag: str
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    start: int = 1
    #: An item that was never opened: a list that stands in a list without one.
    implied: bool = False


@dataclass(slots=True)
class _TableDraft:
    """A table that is still open: tables within its cells are shown as text of the cell."""

    depth: int = 1
    rows: list[list[tuple[Run, ...]]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)


class _Builder(HTMLParser):
    """Reads tags one after the other; open blocks lie on a stack, so that no nesting is too deep to read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._frames = [_Frame("")]
        self._ignored: list[str] = []
        self._runs: list[Run] = []
        self._styles: list[tuple[str, Style]] = []
        self._url: str | None = None
        self._heading = 0
        self._shifted = ""
        #: What was read last is a term, and its meaning is to stand right below it.
        self._after_term = False
        #: The words for a picture, or a link, were read last: what follows is set apart from them.
        self._after_image = self._after_link = False
        self._table: _TableDraft | None = None
        self._code: list[str] | None = None
        self._language: str | None = None

    def finish(self) -> tuple[Block, ...]:
        """Return what was read, with everything closed that is still open."""
        self._end_pre()
        self._end_table(everything=True)
        self._flush()
        while len(self._frames) > 1:
            self._close_frame()
        return tuple(self._frames[0].blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in the beginning of an element."""
        values = {key: value or "" for key, value in attrs}
        if self._code is not None:
            self._start_in_code(tag, values)
        elif self._table is not None and tag in ("table", "tr", "td", "th", "thead", "tbody", "tfoot"):
            self._start_in_table(tag)
        elif tag in HEADINGS or tag in BREAKING or tag in ("ul", "ol", "li", "blockquote", "table", "pre", "hr"):
            self._start_block(tag, values)
        else:
            self._start_inline(tag, values)
        if tag in STYLES and self._code is None:
            self._styles.append((tag, STYLES[tag]))

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of an element."""
        if self._code is not None:
            if tag == "pre":
                self._end_pre()
            return
        if tag in STYLES:
            self._drop_style(tag)
        if tag == "a":
            self._url, self._after_link = None, True
        elif tag == "q":
            self._add("“")
        elif tag in _DIGITS:
            self._shifted = ""
        elif tag == "dt":
            self._after_term = bool(self._runs)
        elif self._table is not None and tag in ("table", "tr", "td", "th"):
            self._end_in_table(tag)
        elif tag in HEADINGS or tag in BREAKING:
            self._flush()
        elif tag in ("ul", "ol", "li", "blockquote"):
            self._end_frame(tag)

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._code is not None:
            self._code.append(data)
        else:
            text = _SPACE.sub(" ", clean(data))
            digits = _DIGITS.get(self._shifted)
            if self._after_image and text[:1].isalnum():
                text = f" {text}"
            self._after_image = self._after_link = False
            self._add(text.translate(digits) if digits and text.strip().isdecimal() else text)

    # Blocks

    def _start_block(self, tag: str, values: dict[str, str]) -> None:
        if tag == "dd" and self._after_term and self._table is None:
            self._add("\n")
        else:
            self._flush()
        self._after_term = False
        if tag in HEADINGS:
            self._heading = HEADINGS[tag]
        elif tag == "hr" and self._table is None:
            self._append(Rule())
        elif tag == "pre":
            self._code, self._language = [], None
        elif tag == "table":
            self._table = _TableDraft()
        elif tag in ("ul", "ol", "li", "blockquote"):
            self._open_frame(tag, values)

    def _open_frame(self, tag: str, values: dict[str, str]) -> None:
        if tag == "li" and self._frames[-1].implied:
            self._close_frame()
        too_deep = sum(1 for frame in self._frames if frame.tag in ("ul", "ol", "blockquote")) >= MAX_DEPTH
        in_list = self._frames[-1].tag in ("ul", "ol")
        if self._table is not None or (not in_list if tag == "li" else too_deep):
            self._ignored.append(tag)
            return
        if tag != "li" and in_list:
            self._frames.append(_Frame("li", implied=True))
        start = values.get("start", "1")
        self._frames.append(_Frame(tag, start=int(start) if _NUMBER.fullmatch(start) else 1))

    def _end_frame(self, tag: str) -> None:
        self._flush()
        if self._ignored and self._ignored[-1] == tag:
            self._ignored.pop()
            return
        if not any(frame.tag == tag for frame in self._frames):
            return
        while self._frames[-1].tag != tag:
            self._close_frame()
        self._close_frame()

    def _close_frame(self) -> None:
        frame = self._frames.pop()
        parent = self._frames[-1]
        blocks = tuple(frame.blocks)
        if frame.tag == "li":
            if blocks:
                parent.items.append(blocks)
        elif frame.tag == "blockquote":
            if blocks:
                parent.blocks.append(Quote(blocks))
        elif frame.items:
            parent.blocks.append(Bullets(tuple(frame.items), frame.tag == "ol", frame.start))

    def _append(self, block: Block) -> None:
        frame = self._frames[-1]
        if frame.tag in ("ul", "ol"):
            frame.items.append((block,))
        else:
            frame.blocks.append(block)

    def _flush(self) -> None:
        """End the paragraph or heading that is being gathered. Within a cell, blocks are only set apart."""
        if self._table is not None:
            self._add(" ")
            return
        runs = tidy(self._runs)
        self._runs = []
        if runs:
            self._append(Heading(runs, self._heading) if self._heading else Paragraph(runs))
        self._heading = 0
        self._after_term = False

    # Code

    def _start_in_code(self, tag: str, values: dict[str, str]) -> None:
        match = _LANGUAGE.search(values.get("class", ""))
        if tag == "code" and match:
            self._language = match[1]
        elif tag == "br" and self._code is not None:
            self._code.append("\n")

    def _end_pre(self) -> None:
        if self._code is None:
            return
        text = clean("".join(self._code)).strip("\n").rstrip()
        self._code = None
        if self._table is not None:
            self._add(f" {_SPACE.sub(' ', text)} ")
        elif text.strip():
            self._append(Code(text, self._language))

    # Tables

    def _start_in_table(self, tag: str) -> None:
        assert self._table is not None
        if tag == "table":
            self._table.depth += 1
        elif self._table.depth > 1:
            self._add(" ")
        elif tag == "tr":
            self._table.rows.append([])
            self._table.heads.append(True)
        elif tag in ("td", "th"):
            self._end_caption()
            if not self._table.rows:
                self._start_in_table("tr")
            self._table.heads[-1] = self._table.heads[-1] and tag == "th"

    def _end_caption(self) -> None:
        """Put what stands in a table but in no cell of it, like its caption, above it."""
        runs = tidy(self._runs)
        self._runs = []
        if runs:
            self._append(Paragraph(runs))

    def _end_in_table(self, tag: str) -> None:
        assert self._table is not None
        if tag == "table":
            self._end_table()
        elif tag in ("td", "th") and self._table.depth == 1 and self._table.rows:
            if len(self._table.rows[-1]) < MAX_COLUMNS:
                self._table.rows[-1].append(tidy(self._runs, strip_bold=tag == "th"))
            self._runs = []

    def _end_table(self, *, everything: bool = False) -> None:
        if self._table is None:
            return
        self._table.depth -= 1
        if self._table.depth and not everything:
            return
        draft, self._table = self._table, None
        rows = [(tuple(row), head) for row, head in zip(draft.rows, draft.heads, strict=True) if any(row)]
        has_head = len(rows) > 1 and rows[0][1]
        head = rows[0][0] if has_head else ()
        body = tuple(row for row, _ in rows[1 if has_head else 0 :])
        if body:
            self._append(Table(head, body))

    # Text

    def _start_inline(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._add("\n" if self._table is None else " ")
        elif tag == "a":
            if self._after_link and self._runs:
                # Two links right beside each other: pages set them apart by their look.
                self._add(" ")
            self._url = _link(values.get("href", ""))
        elif tag == "img":
            self._image(values)
        elif tag == "q":
            self._add("„")
        elif tag in _DIGITS:
            self._shifted = tag
        elif tag in ("td", "th", "tr"):
            self._add(" ")

    def _image(self, values: dict[str, str]) -> None:
        """An image is its alternative text, which leads to it; one that says nothing is an ornament, or counts us."""
        alt = _SPACE.sub(" ", clean(values.get("alt", ""))).strip()
        if alt:
            if self._runs and not self._runs[-1].text.endswith(_OPENING):
                self._add(" ")
            outer, self._url = self._url, self._url or _link(values.get("src", ""))
            self._add(words.image(alt))
            self._url = outer
            self._after_image = True

    def _drop_style(self, tag: str) -> None:
        for index in range(len(self._styles) - 1, -1, -1):
            if self._styles[index][0] == tag:
                del self._styles[index]
                return

    def _add(self, text: str) -> None:
        if text:
            self._runs.append(Run(text, frozenset(style for _, style in self._styles), self._url))


def _link(url: str) -> str | None:
    found = links.allowed(url)
    return links.clean(found) if found else None


def tidy(runs: list[Run], *, strip_bold: bool = False) -> tuple[Run, ...]:
    """Return runs joined where they look alike, with single spaces, none at a beginning or an end of a line."""
    joined: list[Run] = []
    last = "\n"
    for run in runs:
        text = _spaced(run.text, last)
        if not text:
            continue
        last = text[-1]
        styles = run.styles - {Style.BOLD} if strip_bold else run.styles
        if joined and (joined[-1].styles, joined[-1].url) == (styles, run.url):
            joined[-1] = Run(joined[-1].text + text, styles, run.url)
        else:
            joined.append(Run(text, styles, run.url))
    return _stripped(joined)


def _spaced(text: str, last: str) -> str:
    """Return text as it goes on after the character last: no second space, no space beside a line break."""
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    if last in " \n":
        text = text.lstrip(" ")
    return text


def _stripped(runs: list[Run]) -> tuple[Run, ...]:
    if not plain_text(runs).strip():
        return ()
    while runs and not runs[0].text.strip():
        del runs[0]
    while runs and not runs[-1].text.strip():
        del runs[-1]
    runs[0] = Run(runs[0].text.lstrip(), runs[0].styles, runs[0].url)
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].styles, runs[-1].url)
    return tuple(runs)

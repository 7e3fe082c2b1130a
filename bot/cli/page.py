"""A page of output for people: lines and tables, as wide as the terminal."""

import os
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from bot.cli import words

#: Where nobody looks at it directly, lines may be long; nothing is to be cut off.
_WIDE = 180
#: Rows that are shown; more is for --json.
MOST_ROWS = 200
#: Overrides of the direction of writing: they make a text look like another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Page:
    """Prints to one stream. What it is given is text, never markup, and cannot steer the terminal."""

    def __init__(self, stream: TextIO) -> None:
        is_terminal = stream.isatty()
        self._console = Console(
            file=stream,
            width=None if is_terminal else _WIDE,
            markup=False,
            emoji=False,
            highlight=False,
            no_color="NO_COLOR" in os.environ or not is_terminal,
        )

    def line(self, text: str = "") -> None:
        """Print a line."""
        self._console.print(harmless(text), soft_wrap=True)

    def facts(self, rows: Iterable[tuple[str, object]]) -> None:
        """Print what is known of one thing: a name and a value each."""
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 3, 0, 0))
        for name, value in rows:
            table.add_row(name, harmless(str(value)))
        self._console.print(table)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
        """Print rows under columns, the columns in `right` flush right; long lists are shortened."""
        rows = list(rows)
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in columns:
            table.add_column(column, justify="right" if column in right else "left", overflow="fold")
        for row in rows[:MOST_ROWS]:
            table.add_row(*(harmless(str(cell)) for cell in row))
        if rows:
            self._console.print(table)
        if len(rows) > MOST_ROWS:
            self.line(words.more_rows(len(rows) - MOST_ROWS))


def harmless(text: str) -> str:
    """Return text without characters that steer a terminal or turn its direction."""
    return "".join("�" if _steers(one) else one for one in text.replace("\t", "    "))


def _steers(character: str) -> bool:
    if character in _TURNING:
        return True
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cs")

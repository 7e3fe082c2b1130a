"""Who comes to a meeting: numbers for people, a table for programs, and a list to print and sign. Pure."""

import csv
import html
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content import meeting_words as words
from domain.meeting import TAKES_A_SEAT, Mode, Reply

#: What spreadsheets would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Lines on the printed list for those who come without having said so.
_SPARE = 8


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who answered. waits: their place in the waiting list; name: "" where it may not be seen."""

    reply: Reply
    mode: Mode | None = None
    waits: int | None = None
    organisation: str = ""
    name: str = ""

    @property
    def comes(self) -> bool:
        """Whether they, or somebody for them, take part."""
        return self.reply in TAKES_A_SEAT and self.waits is None


def summary(guests: Sequence[Guest], invited: int) -> list[str]:
    """Return the numbers, a line each: who comes and how, the other answers, and those who have not answered."""
    coming = [one for one in guests if one.comes]
    modes = Counter(one.mode for one in coming if one.mode is not None)
    told = words.COMING.format(count=len(coming))
    if modes:
        told += " (" + ", ".join(f"{modes[mode]} {words.MODES[mode]}" for mode in Mode if modes[mode]) + ")"
    counts = Counter(one.reply for one in guests)
    waiting = sum(one.waits is not None for one in guests)
    found = [told]
    if counts[Reply.DEPUTY]:
        found.append(words.DEPUTIES.format(count=counts[Reply.DEPUTY]))
    found += [words.MAYBES.format(count=counts[Reply.MAYBE]), words.NOES.format(count=counts[Reply.NO])]
    if waiting:
        found.append(words.WAITING.format(count=waiting))
    return [*found, words.SILENT.format(count=max(0, invited - len(guests)))]


def by_organisation(guests: Iterable[Guest]) -> list[tuple[str, int]]:
    """Return how many come of each organisation, the largest first; "" are those who named none."""
    counts = Counter(one.organisation for one in guests if one.comes)
    return sorted(counts.items(), key=lambda one: (one[0] == "", -one[1], one[0].casefold()))


def table(guests: Sequence[Guest], *, names: bool) -> bytes:
    """Return who answered what as CSV, as German spreadsheets read it: UTF-8 with a mark, semicolons."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    head = [words.COLUMN_ORGANISATION, words.COLUMN_ANSWER, words.COLUMN_MODE, words.COLUMN_WAITS]
    writer.writerow([words.COLUMN_NAME, *head] if names else head)
    for one in sorted(guests, key=lambda one: (one.organisation.casefold(), one.name.casefold())):
        mode = words.MODES[one.mode] if one.mode is not None else ""
        row = [_cell(one.organisation), words.REPLIES[one.reply], mode, str(one.waits or "")]
        writer.writerow([_cell(one.name), *row] if names else row)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula. Source: https://owasp.org/www-community/attacks/CSV_Injection"""
    return f"'{text}" if text.startswith(_FORMULA) else text


COLUMNS = (words.COLUMN_NAME, words.COLUMN_ORGANISATION, words.COLUMN_MODE, words.COLUMN_SIGNATURE)


def rows(guests: Sequence[Guest]) -> list[tuple[str, str, str, str]]:
    """Return the rows of a list to sign: who comes, by name, and empty ones for those who have not said so."""
    coming = sorted((one for one in guests if one.comes), key=lambda one: (one.name.casefold(), one.organisation))
    found = [(one.name, one.organisation, words.MODES[one.mode] if one.mode is not None else "", "") for one in coming]
    return [*found, *[("", "", "", "")] * _SPARE]


def printable(title: str, when: str, guests: Sequence[Guest]) -> bytes:
    """Return a list to print and sign, as an HTML page: for any letter of any name, and readable by screen readers."""
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in COLUMNS)
    return _PAGE.format(
        title=html.escape(f"{words.LIST_TITLE}: {title}"), when=html.escape(when), head=head,
        rows="\n".join(_row(row) for row in rows(guests)), note=html.escape(words.LIST_NOTE),
    ).encode()  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(one)}</td>" for one in cells) + "</tr>"


_PAGE = """<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 2cm; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #000; padding: 0.4em; text-align: left; height: 1.6em; }}
tr {{ break-inside: avoid; }}
thead {{ display: table-header-group; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{when}</p>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
<p>{note}</p>
</body>
</html>
"""

"""Paragraphs of laws as German texts cite them: "§§ 25a, 25b AufenthG", "Paragraf 44 Absatz 4", "§60a Abs. 2 S. 3"."""

import re
from dataclasses import dataclass

_LAWS = {
    "AufenthG": r"AufenthG(?:-E)?|Aufenthaltsgesetz(?:es)?",
    "AsylbLG": r"AsylbLG(?:-E)?|Asylbewerberleistungsgesetz(?:es)?",
    "AsylG": r"AsylG(?:-E)?|AsylVfG|Asylgesetz(?:es)?",
    "StAG": r"StAG(?:-E)?|Staatsangehörigkeitsgesetz(?:es)?",
    "FreizügG/EU": r"FreizügG(?:/EU)?|Freizügigkeitsgesetz(?:es)?(?:/EU)?",
    "AGG": r"AGG|Allgemeinen? Gleichbehandlungsgesetz(?:es)?",
    "IntV": r"IntV|Integrationskursverordnung",
    "DeuFöV": r"DeuFöV|DeuFoeV",
    "BeschV": r"BeschV|Beschäftigungsverordnung",
    "BQFG": r"BQFG",
    "BVFG": r"BVFG|Bundesvertriebenengesetz(?:es)?",
}
_OTHER = r"(?P<other>[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*[A-ZÄÖÜ]\w*|\w+gesetz(?:es|buch(?:es)?)?|\w+ordnung)"
_SGB = r"(?P<sgb>SGB|Sozialgesetzbuch(?:es)?)[\s-]*(?P<book>\d{1,2}|[XVI]{1,4})\b"
_LAW = "|".join(f"(?P<law{at}>{pattern})(?![\\w])" for at, pattern in enumerate(_LAWS.values()))
_NAMES = tuple(_LAWS)
_BOOKS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
_START = re.compile(r"§{1,2}|\bParagra(?:f|ph)(?:en|s)?\b", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,4}\s?[a-z](?![a-zäöü])|\d{1,4})")
_SECTION = re.compile(r"\s*,?\s*Abs(?:\.|atz|ätze)?\s*(\d+[a-z]?)", re.IGNORECASE)
_MORE_SECTIONS = re.compile(r"(?:\s*(?:,|und|oder|bis|-|–)\s*(?:Abs(?:\.|atz)\s*)?\d(?![\da-z])(?!\s*(?:Abs|,)))+")
_DETAIL = re.compile(
    r"\s*,?\s*(?:Abs(?:\.|atz|ätze)?|S\.|Satz|Nr\.|Nummer|Halbs(?:\.|atz)|HS|Alt\.|lit\.|Buchst(?:\.|abe))"
    r"\s*(?:\d+[a-z]?|[a-z]\)?)(?!\w)|\s*ff?\.(?!\w)",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"\s*(?:,|/|;|-|–|und|oder|bis|sowie|i\.\s?V\.\s?m\.|in Verbindung mit|iVm)\s*(?:§{1,2}\s*)?(?=\d)", re.IGNORECASE
)
_NAMED = re.compile(rf"\s*,?\s*(?:des|im|nach dem|der|vom)?\s*(?:neuen |geltenden )?(?:{_LAW}|{_SGB}|{_OTHER})")
_BEFORE = re.compile(rf"(?:{_LAW}|{_SGB})[\s,:(]*$")


@dataclass(frozen=True, slots=True)
class Citation:
    """One paragraph. law: "AufenthG", "SGB II", "" when none is named, "?" when it is one that nobody here knows.

    start, end: where the words stand that cite it and its neighbours.
    """

    number: str
    section: str
    law: str
    start: int
    end: int


def find(text: str) -> list[Citation]:
    """Return the paragraphs that a text cites, in order; those of a list share the law that follows it."""
    found: list[Citation] = []
    at = 0
    while match := _START.search(text, at):
        items, at = _items(text, match.end())
        if not items:
            at = match.end()
            continue
        law, at = _law(text, at, match.start())
        found += [Citation(number, section, law, match.start(), at) for number, section in items]
    return found


def _items(text: str, at: int) -> tuple[list[tuple[str, str]], int]:
    """Return the numbers of a list of paragraphs, each with its first Absatz, and where the list ends."""
    items: list[tuple[str, str]] = []
    while match := _NUMBER.match(text, at):
        number = match[1].replace(" ", "")
        at = match.end()
        section = _SECTION.match(text, at)
        while detail := _DETAIL.match(text, at):
            at = detail.end()
        if section and (more := _MORE_SECTIONS.match(text, at)):
            at = more.end()
        items.append((number, section[1] if section else ""))
        join = _JOIN.match(text, at)
        if join is None:
            break
        at = join.end()
    return items, at


def _law(text: str, at: int, start: int) -> tuple[str, int]:
    match = _NAMED.match(text, at)
    end = match.end() if match else at
    if match is None:
        match = _BEFORE.search(text, max(0, start - 40), start)
    if match is None:
        return "", at
    groups = match.groupdict()
    for number, name in enumerate(_NAMES):
        if groups[f"law{number}"]:
            return name, end
    if groups["sgb"]:
        book = groups["book"]
        return f"SGB {_BOOKS[int(book)] if book.isdigit() and int(book) < len(_BOOKS) else book}".strip(), end
    return "?", end

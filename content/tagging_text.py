"""Text made ready for tagging: one way of writing, cut into words, with the place where each stands."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Longer texts are judged by their beginning: what an article is about stands there.
LONGEST = 1_500

_GONE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CLEAN = str.maketrans(
    dict.fromkeys(_GONE) | dict.fromkeys("‐‑‒−", "-") | dict.fromkeys("\xa0\u2007\u2009\u202f\n\r\t", " ") | {"İ": "I"}
)
#: Looked for first: translating is slow, and most texts need none of it.
_ODD = re.compile(f"[{''.join(map(chr, _CLEAN))}]")
_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "–": "", "-": "", "*": "", ":": "", "_": "", "·": "", "/": ""}
)
#: A word with what joins compounds (also a dash between two letters) and with the forms "Migrant*innen", "Berater:in".
WORD = re.compile(r"[^\W_]+(?:(?:[-–]|[*:_·](?=[Ii]n)|/(?=EG\b|EU\b|GARP\b|55/EG\b))[^\W_]+)*")
_PARTS = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?][\"“”»)]*\s+(?=[\"„“»(]?[A-ZÄÖÜ§])")
_NO_END = re.compile(
    r"(?:\b(?:[A-Za-zÄÖÜäöü]|Abs|Nr|Art|bzw|ca|Dr|Prof|St|Str|Tel|vgl|Satz|usw|gem|Mio|Mrd|[IVX]+)|\d)$"
)
#: A first sentence is at least as long: what is shorter is a dateline or an abbreviation.
_SHORTEST_SENTENCE = 25


@dataclass(frozen=True, slots=True)
class Part:
    """A title or a text, made clean. sentences: where each of them but the last ends."""

    text: str
    words: tuple[re.Match[str], ...]
    sentences: tuple[int, ...]


def read(text: str) -> Part:
    """Return text cleaned and cut into words."""
    text = text[:LONGEST]
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if _ODD.search(text):
        text = text.translate(_CLEAN)
    return Part(text, tuple(WORD.finditer(text)), _ends(text))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Return a word in small letters, umlauts spelled out, without what joins its parts."""
    return word.lower().translate(_FOLD)


def parts(word: str) -> list[str]:
    """Return the parts of a word that hyphens join."""
    return _PARTS.findall(word)


def _ends(text: str) -> tuple[int, ...]:
    found = []
    for match in _SENTENCE_END.finditer(text, _SHORTEST_SENTENCE):
        start = match.start()
        if text[start] != "." or not _NO_END.search(text, max(0, start - 6), start):
            found.append(match.end())
    return tuple(found)

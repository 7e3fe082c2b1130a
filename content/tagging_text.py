"""Text made ready for tagging: one way of writing, and where its words and sentences end."""

import re
import unicodedata
from functools import lru_cache

#: Longer texts are judged by their beginning: what an article is about stands there.
LONGEST = 1_500

_GONE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
#: What can be printed and is odd all the same; nothing else of _CLEAN can be printed.
_ODD = "‐‑‒−İ"
_CLEAN = str.maketrans(
    dict.fromkeys(_GONE) | dict.fromkeys("‐‑‒−", "-") | dict.fromkeys("\xa0\u2007\u2009\u202f\n\r\t", " ") | {"İ": "I"}
)
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


def clean(text: str) -> str:
    """Return the beginning of a text, composed, without what is not seen, and with one kind of space."""
    text = text[:LONGEST]
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    # Looked for first: translating is slow, and most texts need none of it.
    return text if text.isprintable() and not any(sign in text for sign in _ODD) else text.translate(_CLEAN)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Return a word in small letters, umlauts spelled out, without what joins its parts."""
    return word.lower().translate(_FOLD)


def parts(word: str) -> list[str]:
    """Return the parts of a word that hyphens join."""
    return _PARTS.findall(word)


def sentences(text: str) -> tuple[int, ...]:
    """Return where each sentence but the last ends."""
    found = []
    for match in _SENTENCE_END.finditer(text, _SHORTEST_SENTENCE):
        start = match.start()
        if text[start] != "." or not _is_no_end(text[start - 7 : start]):
            found.append(match.end())
    return tuple(found)


@lru_cache(maxsize=5_000)
def _is_no_end(before: str) -> bool:
    """Return whether what stands before a full stop is a number or an abbreviation; of a longer one only the end."""
    return _NO_END.search(before, 1) is not None

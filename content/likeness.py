"""Whether two entries are the same text: the same press release in several sources, a little differently wrapped.

A sketch finds candidates in an index: a few numbers made of the words at the beginning, of which two texts that share
much have at least one in common, and one of all of it. The texts themselves decide.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nsmallest

from domain.folding import fold

#: Entries that came further apart are two, whatever they say.
WINDOW = timedelta(days=10)

#: A sketch is made of so many words and has so many numbers.
_SKETCHED = 60
_NUMBERS = 8
#: Characters in which so many words are found.
_BEGINNING = 700
#: Four words in a row make a number below a prime; its size keeps it within a signed integer of 64 bits.
_BASE, _PRIME = 1_000_003, (1 << 61) - 1
#: Below this a text is too short to be known by its words alone.
_SHORT = 25
#: Below this nothing in its midst may be said differently, and the titles must be alike.
_MEDIUM = 60
_FEWEST_TITLE_WORDS = 4
_MATCHED = 0.8
_SAID_DIFFERENTLY = 0.04
_LEFT_OUT = 0.15
#: Fewer words in a row than this are no place where two texts meet.
_RUN = 3

_WORD = re.compile(r"[^\W_]+")
_WITH_DIGIT = re.compile(r"[^\W\d]*\d\w*")
_PRESS_NUMBER = re.compile(
    r"(?:\b(?:presse|medien)(?:mitteilung|meldung|information|info)|\bp[mi]|\bots)\b(?: (?:nr|nummer))?(?: \d+)+ ?"
)
_DAY = re.compile(
    r"\b\d{1,2} (?:\d{1,2}|jan\w*|feb\w*|maerz|mrz|apr\w*|mai|jun\w*|jul\w*|aug\w*|sep\w*|okt\w*|nov\w*|dez\w*) "
    r"(?:20)?\d\d\b ?"
)


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of an entry. published: where its source says something that can be believed."""

    title: str
    body: str
    published: datetime | None = None


def sketch(title: str, body: str) -> tuple[int, ...]:
    """Return the numbers under which texts like this one are found; none if it is too short to be known again."""
    words = _words(body[:_BEGINNING])
    if len(words) < _SHORT:
        named = _words(title)
        return (zlib.crc32(" ".join(named).encode()),) if len(named) >= _FEWEST_TITLE_WORDS else ()
    numbers = [zlib.crc32(word.encode()) for word in words[:_SKETCHED]]
    shingles = {
        (((a * _BASE + b) * _BASE + c) * _BASE + d) % _PRIME
        for a, b, c, d in zip(numbers, numbers[1:], numbers[2:], numbers[3:], strict=False)
    }
    # The last one is of the whole beginning: found also where every phrase in it is one that many use.
    return (*nsmallest(_NUMBERS, shingles), zlib.crc32(" ".join(words).encode()))


def is_same(one: Text, other: Text) -> bool:
    """Return whether two entries are the same text.

    What stands around it may differ (a place, an agency's mark, a number of the press office), not what it says: other
    numbers in the same place make it the next of a series.
    """
    if one.published and other.published and abs(one.published - other.published) > WINDOW:
        return False
    titles = _words(one.title), _words(other.title)
    if _have_other_numbers(*titles):
        return False
    short, long = sorted((_words(one.body), _words(other.body)), key=len)
    if len(short) < _SHORT:
        return _is_same_short(one, other, titles, short, long)
    if len(short) < _MEDIUM and not _share_half(*titles):
        return False
    return _says_the_same(short, long)


def _is_same_short(
    one: Text, other: Text, titles: tuple[list[str], list[str]], short: Sequence[str], long: Sequence[str]
) -> bool:
    """Return whether two entries of which one says little are the same: title, day and what it says."""
    if titles[0] != titles[1] or len(titles[0]) < _FEWEST_TITLE_WORDS:
        return False
    if one.published is None or other.published is None or one.published.date() != other.published.date():
        return False
    return not short or list(short) == list(long[: len(short)])


def _says_the_same(short: list[str], long: list[str]) -> bool:
    blocks = [block for block in SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks() if block.size]
    matched = sum(block.size for block in blocks)
    if matched < _MATCHED * len(short):
        return False
    core = [block for block in blocks if block.size >= _RUN]
    if not core or _have_other_numbers(short[: core[0].a], long[: core[0].b]):
        return False
    differently = left_out = 0
    a, b = core[0].a, core[0].b
    for block in core:
        mine, theirs = short[a : block.a], long[b : block.b]
        if mine and theirs:
            if _have_other_numbers(mine, theirs):
                return False
            differently += max(len(mine), len(theirs))
        else:
            left_out += len(mine) + len(theirs)
        a, b = block.a + block.size, block.b + block.size
    allowed = 0 if len(short) < _MEDIUM else _SAID_DIFFERENTLY * len(short)
    return differently <= allowed and left_out <= _LEFT_OUT * len(short)


@lru_cache(maxsize=1024)
def _words(text: str) -> list[str]:
    """Return the words of a text, folded, without the press office's numbers and the days of publication.

    The list is the cache's own: nobody changes it. One text is compared with several, one after the other.
    """
    plain = " ".join(_WORD.findall(fold(text)))
    return _DAY.sub("", _PRESS_NUMBER.sub("", plain)).split()


def _have_other_numbers(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether both name numbers that the other one does not."""
    mine, theirs = _numbers(one), _numbers(other)
    return bool(mine - theirs) and bool(theirs - mine)


def _numbers(words: Sequence[str]) -> set[str]:
    return set(_WITH_DIGIT.findall(" ".join(words)))


def _share_half(one: Sequence[str], other: Sequence[str]) -> bool:
    mine, theirs = set(one), set(other)
    return 2 * len(mine & theirs) >= max(1, min(len(mine), len(theirs)))

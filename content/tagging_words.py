"""What each word of a text says, looked up once and then remembered: German texts repeat themselves."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from content import tagging_text
from content.tagging_learned import Learned
from content.tagging_rules import ENDINGS, Effect, Kind, Pattern, Phrase
from content.tagging_text import WORD, fold, parts

#: Pieces of text remembered, and how long they may be; then it starts anew, so that no feed can fill the memory.
_REMEMBERED, _LONGEST_PIECE = 50_000, 60
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word says: effects, each with its rule's words; phrases it may belong to; whether it may name a place.

    anchors: phrases that are looked for where it stands, if a partner is there too; partners: phrases that need it, or
    a word like it, besides; sure: phrases without a partner, since their other words are too short to be rare. Each
    is a number with the bits of the phrases' numbers: those are quickly compared.
    is_home: whether it tells of Germany; asked only where an entry begins with another state. learned, known: what it
    weighs for all topics together, and by how many features it is known (tagging_learned.py).
    """

    word: str
    folded: str
    effects: tuple[tuple[str, Effect], ...]
    anchors: int
    sure: int
    partners: int
    is_place: bool
    is_home: bool
    learned: int
    known: int
    #: Whether phrases are looked for where it stands; whether it says anything by itself.
    is_phrased: bool
    says: bool


class Part(NamedTuple):
    """A title or a text: its words, where each of them starts, and where each sentence but the last ends.

    telling: which of its words say anything.
    """

    text: str
    words: Sequence[Meaning]
    starts: Sequence[int]
    telling: Sequence[int]
    sentences: tuple[int, ...]

    def end(self, at: int) -> int:
        """Return where a word ends."""
        return self.starts[at] + len(self.words[at].word)


#: The words of a piece of text, each with where in it it stands.
_Words = tuple[tuple[Meaning, int], ...]


class _Pieces(dict[str, _Words]):
    """What stands between two spaces -> its words; a dict: one that is known costs no call."""

    def __init__(self, look_up: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, piece: str) -> _Words:
        found = tuple((self._look_up(match[0]), match.start()) for match in WORD.finditer(piece))
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[piece] = found
        return found


class Lexicon:
    """All single words of the rules, made ready to be found in the words of a text."""

    def __init__(
        self,
        words: Iterable[tuple[Pattern, Effect]],
        phrases: Sequence[Phrase],
        places: Iterable[str],
        learned: Learned,
    ) -> None:
        """phrases: their anchors are found here; places: folded first words of names."""
        self._learned = learned
        self._exact: dict[str, list[tuple[str, Effect]]] = {}
        self._grams: dict[str, list[tuple[Pattern, Effect]]] = {}
        self._whole: dict[str, list[tuple[Pattern, Effect]]] = {}
        self._anchors: dict[str, list[tuple[Pattern, int]]] = {}
        self._sure: dict[str, list[tuple[Pattern, int]]] = {}
        self._partners: dict[str, list[tuple[Pattern, int]]] = {}
        self._places = frozenset(places)
        self._pieces = _Pieces(self._look_up)
        for pattern, effect in words:
            if pattern.exact:
                self._exact.setdefault(pattern.text, []).append((pattern.text, effect))
            elif len(pattern.text) < _GRAM:
                self._whole.setdefault(pattern.text, []).append((pattern, effect))
            else:
                self._grams.setdefault(pattern.text[:_GRAM], []).append((pattern, effect))
        for number, phrase in enumerate(phrases):
            anchor = phrase.words[phrase.anchor]
            others = (word for at, word in enumerate(phrase.words) if at != phrase.anchor)
            partner = max(others, key=lambda word: len(word.text), default=None)
            if partner is None or len(partner.text) < _GRAM:
                _index(self._sure, anchor, number)
            else:
                _index(self._anchors, anchor, number)
                _index(self._partners, partner, number)

    def read(self, text: str) -> Part:
        """Return a text made clean, with what its words say."""
        text = tagging_text.clean(text)
        words: list[Meaning] = []
        starts: list[int] = []
        pieces, begin = self._pieces, 0
        for piece in text.split(" "):
            for one, offset in pieces[piece]:
                words.append(one)
                starts.append(begin + offset)
            begin += len(piece) + 1
        telling = [at for at, one in enumerate(words) if one.says]
        return Part(text, words, starts, telling, tagging_text.sentences(text))

    def _look_up(self, word: str) -> Meaning:
        folded = fold(word)
        pieces = [word, *parts(word)] if "-" in word or "–" in word or ":" in word else [word]
        effects = self._effects(folded)
        for piece in dict.fromkeys(pieces):
            effects += self._exact.get(piece, ())
            if piece.endswith("s") and len(piece) > 2:
                effects += self._exact.get(piece[:-1], ())
        is_name = word[0].isupper() or word[0].isdigit()
        is_place = is_name and any(fold(piece) in self._places for piece in pieces)
        indexes = (self._anchors, self._sure, self._partners)
        anchors, sure, partners = (_numbers(index, word, folded) for index in indexes)
        is_home = any(effect.kind is Kind.HOME for _, effect in effects)
        told = tuple(dict.fromkeys(one for one in effects if one[1].kind is not Kind.HOME))
        is_phrased = bool(anchors or sure)
        says = bool(told or is_phrased or is_place)
        learned, known = self._learned.word(folded)
        return Meaning(word, folded, told, anchors, sure, partners, is_place, is_home, learned, known, is_phrased, says)

    def _effects(self, folded: str) -> list[tuple[str, Effect]]:
        """Return the effects of all stems in a word; of those that overlap the longest says the topic."""
        found: list[tuple[int, int, str, Effect]] = []
        length = len(folded)
        for start in range(length - _GRAM + 1):
            for pattern, effect in self._grams.get(folded[start : start + _GRAM], ()):
                if folded.startswith(pattern.text, start) and _allowed(pattern, folded, start):
                    found.append((start, start + len(pattern.text), pattern.text, effect))
        for pattern, effect in self._whole.get(folded, ()):
            found.append((0, length, pattern.text, effect))
        return [(text, effect) for start, end, text, effect in found if not _covered(start, end, effect, found)]


def _index(index: dict[str, list[tuple[Pattern, int]]], word: Pattern, number: int) -> None:
    index.setdefault(word.text if word.exact else word.text[:_GRAM], []).append((word, number))


def _numbers(index: Mapping[str, list[tuple[Pattern, int]]], word: str, folded: str) -> int:
    """Return the phrases whose word of this index a word may be, as bits."""
    keys = {word, word.removesuffix("s"), *(folded[:length] for length in range(1, _GRAM + 1))}
    numbers = {n for key in keys for pattern, n in index.get(key, ()) if pattern.fits(word, folded)}
    return sum(1 << number for number in numbers)


def numbers_of(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, the smallest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _allowed(pattern: Pattern, folded: str, start: int) -> bool:
    if pattern.at_start and start:
        return False
    return not pattern.at_end or folded[start + len(pattern.text) :] in ENDINGS


def _covered(start: int, end: int, effect: Effect, found: Sequence[tuple[int, int, str, Effect]]) -> bool:
    """Return whether a longer stem that overlaps says it better: a false friend to all, a topic to others.

    Within one topic the one with more points does.
    """
    if effect.kind is Kind.FRIEND:
        return False
    length = end - start
    for other_start, other_end, _, other in found:
        if other_start >= end or other_end <= start:
            continue
        longer = other_end - other_start
        if other.kind is Kind.FRIEND and longer >= length:
            return True
        if other.kind is Kind.TOPIC and effect.kind is Kind.TOPIC:
            same = other.topic == effect.topic
            mine = (effect.points, length) if same else (0.0, length)
            theirs = (other.points, longer) if same else (0.0, longer)
            if theirs > mine:
                return True
    return False

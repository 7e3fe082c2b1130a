"""What each word of a text says, looked up once and then remembered: German texts repeat themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.tagging_rules import ENDINGS, Effect, Kind, Pattern, Phrase
from content.tagging_text import fold, parts

#: Words remembered; then it starts anew, so that no feed can fill the memory.
_REMEMBERED = 50_000
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word says: effects, each with its rule's words; phrases it may belong to; whether it may name a place.

    says: whether there is any of these. beginning: its first letters, folded, as phrases ask for them.
    """

    word: str
    folded: str
    beginning: str
    says: bool
    effects: tuple[tuple[str, Effect], ...]
    anchors: tuple[int, ...]
    is_place: bool


class _Memory(dict[str, Meaning]):
    """What was looked up before; a dict, so that a word that is known costs no call."""

    def __init__(self, look_up: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[word] = self._look_up(word)
        return found


class Lexicon:
    """All single words of the rules, made ready to be found in the words of a text."""

    def __init__(
        self, words: Iterable[tuple[Pattern, Effect]], phrases: Sequence[Phrase], places: Iterable[str]
    ) -> None:
        """phrases: their anchors are found here; places: folded first words of names."""
        self._exact: dict[str, list[tuple[str, Effect]]] = {}
        self._grams: dict[str, list[tuple[Pattern, Effect]]] = {}
        self._whole: dict[str, list[tuple[Pattern, Effect]]] = {}
        self._anchors: dict[str, list[tuple[Pattern, int]]] = {}
        self._places = frozenset(places)
        #: Word -> what it says; looked up when it is first asked for.
        self.meanings: Mapping[str, Meaning] = _Memory(self._look_up)
        #: Of each phrase, how its words begin: a text without one of these cannot have it; most texts have not.
        self.needed = tuple(
            frozenset(word.text[:_GRAM] for word in phrase.words if not word.exact and len(word.text) >= _GRAM)
            for phrase in phrases
        )
        for pattern, effect in words:
            if pattern.exact:
                self._exact.setdefault(pattern.text, []).append((pattern.text, effect))
            elif len(pattern.text) < _GRAM:
                self._whole.setdefault(pattern.text, []).append((pattern, effect))
            else:
                self._grams.setdefault(pattern.text[:_GRAM], []).append((pattern, effect))
        for number, phrase in enumerate(phrases):
            anchor = phrase.words[phrase.anchor]
            key = anchor.text if anchor.exact else anchor.text[:_GRAM]
            self._anchors.setdefault(key, []).append((anchor, number))

    def _look_up(self, word: str) -> Meaning:
        folded = fold(word)
        pieces = [word, *parts(word)] if "-" in word or "–" in word or ":" in word else [word]
        effects = self._effects(folded)
        for piece in dict.fromkeys(pieces):
            effects += self._exact.get(piece, ())
            if piece.endswith("s") and len(piece) > 2:
                effects += self._exact.get(piece[:-1], ())
        anchors = self._anchored(word, folded)
        is_place = any(fold(piece) in self._places for piece in pieces)
        says = bool(effects or anchors or is_place)
        return Meaning(word, folded, folded[:_GRAM], says, tuple(dict.fromkeys(effects)), anchors, is_place)

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

    def _anchored(self, word: str, folded: str) -> tuple[int, ...]:
        candidates = [*self._anchors.get(word, ()), *self._anchors.get(folded[:_GRAM], ())]
        if word.endswith("s"):
            candidates += self._anchors.get(word[:-1], ())
        return tuple(dict.fromkeys(number for pattern, number in candidates if pattern.fits(word, folded)))


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

"""What words weigh for topics, learned from the labelled sets: tagging_learned.csv, written by `./run learn`.

The rules say what a topic's words are; how much a word says beside others, and what the rest of a text adds, is
learned. A word is known by itself and by every five letters of it in a row, its beginning and end marked, so that
compounds and endings are known that stood in no set. The score of a topic is linear: every word has its share in it,
which can be shown.
"""

import math
import re
import string
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from operator import mul
from typing import NamedTuple

#: How much more a word weighs in the title and in the first sentence than in the rest.
IN_TITLE, IN_FIRST, IN_REST = 4, 3, 2
#: Weights are whole numbers of this fraction, and one number holds those of all topics side by side: adding up the
#: weights of a text's words is one addition a word.
_FRACTION = 100
_BITS = 32
_HALF = 1 << (_BITS - 1)
_LENGTH = 5
#: Topics by their places in the table.
_LETTERS = string.ascii_letters
_PAIR = re.compile(r"([a-zA-Z])(-?\d+)")
#: More points of the rules say no more.
_MOST_POINTS = 24.0


class Ruled(NamedTuple):
    """What the rules say of a topic in an entry, and of the entry.

    points, words: what its words say there, and how many they are; is_chosen: it has enough for the rules alone;
    is_early, is_titled: one of its words says it by itself in the title or the first sentence, or in the title.
    is_migration: there is a sign of migration work; is_against: one of another world; is_cut: the rules take the entry
    for one of another world; is_lone: a single word says anything at all, and around:
    the learned score of what stands around it; is_other: they chose some other topic. is_aside: it is a crime report,
    history or the like; is_text: there is enough to judge by what is learned alone.
    """

    points: float
    words: int
    is_chosen: bool
    is_early: bool
    is_titled: bool
    is_migration: bool
    is_against: bool
    is_cut: bool
    is_lone: bool
    around: float
    is_other: bool
    is_aside: bool
    is_text: bool

    @property
    def is_mention(self) -> bool:
        """Return whether one word says the topic, not in the title, and not enough for the rules."""
        return self.words == 1 and not self.is_titled and not self.is_chosen


def evidence(score: float, best_other: float, ruled: Ruled) -> tuple[float, ...]:
    """Return what speaks for a topic as numbers: its learned score, the best one of the others, and the rules' word."""
    chosen = float(ruled.is_chosen)
    #: No word of the rules, and no sign of migration work: then the score must say it all.
    is_bare = float(not (ruled.points or ruled.is_migration))
    return (
        1.0, score, chosen, score * chosen, min(ruled.points, _MOST_POINTS) / 6, float(not ruled.points),
        float(ruled.is_early), best_other, float(score >= best_other), float(ruled.is_migration),
        float(ruled.is_against), float(ruled.is_cut), float(ruled.is_other),
        float(ruled.is_lone), ruled.around * ruled.is_lone, float(ruled.words > 1), float(ruled.words > 2),
        float(ruled.is_titled), float(ruled.is_aside), float(ruled.is_aside) * chosen, float(ruled.is_text),
        is_bare, is_bare * score, float(ruled.is_lone and ruled.is_mention), score * ruled.is_migration,
    )  # fmt: skip


def features(folded: str) -> tuple[str, ...]:
    """Return by what a folded word is known: "=word", "^begi", "innen", "ende$"."""
    marked = f"^{folded}$"
    pieces = {marked[at : at + _LENGTH] for at in range(len(marked) - _LENGTH + 1)}
    return (f"={folded}", *sorted(pieces))


@dataclass(frozen=True, slots=True)
class Learned:
    """Learned weights. codes: the topics; bias: what each starts with; weights: of each feature, by topic.

    combine: how much each number of `evidence` counts; above zero in all a topic is more likely right than wrong.
    least: how far above that each topic must be to be given, because a wrong topic costs more than a missing one.
    """

    codes: tuple[str, ...]
    bias: tuple[float, ...]
    combine: tuple[float, ...]
    least: tuple[float, ...]
    weights: Mapping[str, int]

    def word(self, folded: str) -> tuple[int, int]:
        """Return what a word weighs for all topics together, and by how many features it is known."""
        known = [self.weights[one] for one in features(folded) if one in self.weights]
        return sum(known), len(known)

    def scores(self, total: int, square: int) -> list[float]:
        """Return the score of each topic. total: the words' weights times where they stand; square: of the length."""
        count = len(self.codes)
        packed = (total + _offset(count)).to_bytes(count * _BITS // 8, "little")
        factor = 1 / (_FRACTION * math.sqrt(square)) if square else 0.0
        sums = struct.unpack(f"<{count}I", packed)
        return [(one - _HALF) * factor + bias for one, bias in zip(sums, self.bias, strict=True)]

    def shares(self, words: Iterable[tuple[str, int]], at: int) -> list[tuple[int, str]]:
        """Return the words (each with its weights) that speak for the topic at this place, most telling first."""
        count = len(self.codes)
        found = []
        for word, weights in dict(words).items():
            packed = (weights + _offset(count)).to_bytes(count * _BITS // 8, "little")
            share = struct.unpack_from("<I", packed, at * _BITS // 8)[0] - _HALF
            if share > 0:
                found.append((share, word))
        return sorted(found, reverse=True)

    def says(self, numbers: Sequence[float]) -> float:
        """Return how likely a topic is right: above zero more likely than not (the logarithm of the odds)."""
        odds: float = sum(map(mul, self.combine, numbers))
        return odds


#: Nothing learned: the rules alone decide.
NOTHING = Learned((), (), (), (), {})


@lru_cache(maxsize=8)
def _offset(count: int) -> int:
    return sum(_HALF << (_BITS * at) for at in range(count))


def pack(weights: Mapping[int, int]) -> int:
    """Return whole weights by place of topic as one number."""
    return sum(weight << (_BITS * at) for at, weight in weights.items())


def load() -> Learned:
    """Return the table that is shipped."""
    return parse(resources.files("content").joinpath("tagging_learned.csv").read_text(encoding="utf-8"))


def parse(text: str) -> Learned:
    """Return a table from its text: four lines for all, then a line for each feature with "b12d-3": letter and weight.

    The letter is the topic's place: "a" the first.
    """
    lines = text.splitlines()
    codes, bias, combine, least = (line.split(";")[1:] for line in lines[:4])
    weights = {}
    for line in lines[4:]:
        feature, _, pairs = line.partition(";")
        weights[feature] = pack({_LETTERS.index(at): int(weight) for at, weight in _PAIR.findall(pairs)})
    biases, combined, leasts = (tuple(map(float, row)) for row in (bias, combine, least))
    return Learned(tuple(codes), biases, combined, leasts, weights)


def write(
    codes: Sequence[str],
    bias: Sequence[float],
    combine: Sequence[float],
    least: Sequence[float],
    weights: Mapping[str, Mapping[int, float]],
) -> str:
    """Return the text of a table; of weights only those that are not nothing once made whole."""
    lines = [
        ";".join(("topics", *codes)),
        ";".join(("bias", *(f"{one:.3f}" for one in bias))),
        ";".join(("combine", *(f"{one:.3f}" for one in combine))),
        ";".join(("least", *(f"{one:.3f}" for one in least))),
    ]
    for feature, by_topic in sorted(weights.items()):
        whole = {at: round(weight * _FRACTION) for at, weight in sorted(by_topic.items())}
        pairs = "".join(f"{_LETTERS[at]}{weight}" for at, weight in whole.items() if weight)
        if pairs:
            lines.append(f"{feature};{pairs}")
    return "\n".join(lines) + "\n"

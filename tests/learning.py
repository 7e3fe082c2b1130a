"""Learns what words weigh for topics from the labelled sets, and writes content/tagging_learned.csv: `./run learn`.

In three steps. First, for each topic, the weights of the words of an entry that come nearest to 1 where it has the
topic and to -1 where it has not, and are small (ridge regression: it carries to unseen authors better than a logistic
one). Then how much that score counts beside what the rules say, one logistic regression for all topics together, with
scores of entries by authors that the first step has not seen. Last, with the same entries, how sure it must be of each
topic. Plain Python, since nothing else here needs a library for numbers: it takes some minutes.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter, mul
from pathlib import Path

from content import places, start_data, tagging_learned
from content.tagging import Tagger
from content.tagging_learned import IN_FIRST, IN_REST, IN_TITLE, evidence
from content.tagging_text import WORD, clean, fold, sentences

#: The same words come again and again here.
features = lru_cache(maxsize=100_000)(tagging_learned.features)

_SETS = Path(__file__).parent / "data" / "tagging"
_TABLE = Path(__file__).parents[1] / "content" / "tagging_learned.csv"
#: A feature must stand in so many entries; smaller weights are not kept.
_SEEN, _LEAST = 6, 0.05
#: How small the first step keeps weights, what every entry has in common (squared), how long it tries, when it stops.
_RIDGE, _BIAS, _ROUNDS, _ENOUGH = 0.3, 0.05, 15, 0.05
#: What moves less is left as it is.
_STILL = 1e-3
#: Sets by the authors of another one, of whose entries they are the other part.
_SAME = {"tune_q": "tune_r", "tune_s": "tune_t", "tune_y": "tune_u", "tune_z": "tune_u"}
#: Sets whose authors gave a second topic only where it is a matter of its own: what is asked of every topic is measured
#: by these, since the others have more topics than who reads would miss. (tune_zc, tune_zd would be two more: the table
#: was measured without.)
_STRICT = frozenset({f"tune_{letter}" for letter in [*"hjklmprtuvwxyz", "za", "zb"]})
#: A topic is given where it is right so often; tried are these distances from even odds, the first one for all. A topic
#: has a few hundred examples: so many more are counted as right as the topics are together.
_PRECISE, _STEPS, _LENT = 0.96, tuple(step / 10 for step in range(31)), 200
#: More is asked of these: of authors left out they come to 0.07 less than the mark, the others to 0.02 less.
_HARD = {"arbeit": 0.98, "aufenthalt": 0.98, "unterbringung": 0.98}
#: The second step sees the authors in so many parts, each judged by what the others teach.
_PARTS = 4

Row = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Entry:
    """An entry with its labels, whose it is ("tune_r:s": set and author), and its features with their values."""

    author: str
    title: str
    summary: str
    topics: frozenset[str]
    row: Row


def read(paths: Sequence[Path]) -> list[Entry]:
    """Return all entries of these sets."""
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            row = values(one["title"], one["summary"])
            # Several authors may stand in one set: the beginning of an entry's id says whose it is.
            author = f"{_SAME.get(path.stem, path.stem)}:{one['id'].partition('-')[0]}"
            found.append(Entry(author, one["title"], one["summary"], frozenset(one["topics"]), row))
    return found


def values(title: str, summary: str) -> Row:
    """Return the features of an entry, each with how much it counts by where it stands; not yet scaled."""
    summary = clean(summary)
    border = next(iter(sentences(summary)), len(summary))
    counts: Counter[str] = Counter()
    for match in WORD.finditer(clean(title)):
        counts.update(dict.fromkeys(features(fold(match[0])), IN_TITLE))
    for match in WORD.finditer(summary):
        weight = IN_FIRST if match.start() < border else IN_REST
        counts.update(dict.fromkeys(features(fold(match[0])), weight))
    return tuple((feature, float(count)) for feature, count in counts.items())


def scaled(entries: Sequence[Entry], known: Collection[str]) -> list[Row]:
    """Return the rows as the tagger scales them: by the length of all words by which anything is known."""
    found = []
    for one in entries:
        kept = [(feature, value) for feature, value in one.row if feature in known]
        square = _square(one, known)
        factor = 1 / math.sqrt(square) if square else 0.0
        found.append(tuple((feature, value * factor) for feature, value in kept))
    return found


def _square(one: Entry, known: Collection[str]) -> float:
    summary = clean(one.summary)
    border = next(iter(sentences(summary)), len(summary))
    total = sum(IN_TITLE**2 * _known(match[0], known) for match in WORD.finditer(clean(one.title)))
    for match in WORD.finditer(summary):
        weight = IN_FIRST if match.start() < border else IN_REST
        total += weight**2 * _known(match[0], known)
    return total


def _known(word: str, known: Collection[str]) -> int:
    return sum(feature in known for feature in features(fold(word)))


class Regression:
    """Finds for labels of the same rows the weights that come nearest to them and are small, entry by entry.

    Each entry in turn moves the weights by what it lacks, as far as they are to stay small.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        """Number the features. Place 0 is the bias: a feature that every entry has."""
        self._names = sorted({feature for row in rows for feature, _ in row})
        number = {feature: at for at, feature in enumerate(self._names, 1)}
        self._common = math.sqrt(_BIAS)
        self._places = [(0, *(number[feature] for feature, _ in row)) for row in rows]
        self._values = [(self._common, *(value for _, value in row)) for row in rows]
        self._squares = [sum(value * value for value in of_row) + _RIDGE for of_row in self._values]
        # The bias once more at the end, where nothing reads it: for a single place there would be no tuple.
        self._weights_of = [itemgetter(*places_of, 0) for places_of in self._places]

    def weights(self, labels: Sequence[bool]) -> tuple[dict[str, float], float]:
        """Return what each feature weighs for a label, and the bias."""
        weights = [0.0] * (len(self._names) + 1)
        wanted = [1.0 if label else -1.0 for label in labels]
        duals = [0.0] * len(wanted)
        order = list(range(len(wanted)))
        chance = random.Random(7)
        for _ in range(_ROUNDS):
            chance.shuffle(order)
            largest = 0.0
            for index in order:
                of_row = self._values[index]
                reached = sum(map(mul, self._weights_of[index](weights), of_row))
                change = (wanted[index] - reached - _RIDGE * duals[index]) / self._squares[index]
                if abs(change) > _STILL:
                    duals[index] += change
                    largest = max(largest, abs(change))
                    for at, value in zip(self._places[index], of_row, strict=True):
                        weights[at] += change * value
            if largest < _ENOUGH:
                break
        return dict(zip(self._names, weights[1:], strict=True)), weights[0] * self._common


def first_step(entries: Sequence[Entry], codes: Sequence[str]) -> tuple[dict[str, dict[int, float]], list[float]]:
    """Return feature -> place of topic -> weight, and the bias of each topic, learned from these entries."""
    seen = Counter(feature for one in entries for feature, _ in one.row)
    known = {feature for feature, count in seen.items() if count >= _SEEN}
    rows = scaled(entries, known)
    found: dict[str, dict[int, float]] = {feature: {} for feature in known}
    biases = []
    regression = Regression(rows)
    for at, code in enumerate(codes):
        weights, bias = regression.weights([code in one.topics for one in entries])
        for feature, weight in weights.items():
            if abs(weight) >= _LEAST:
                found[feature][at] = weight
        biases.append(bias)
    return {feature: by_topic for feature, by_topic in found.items() if by_topic}, biases


def second_step(samples: Sequence[tuple[tuple[float, ...], bool]]) -> list[float]:
    """Return how much each number of the evidence counts: a regression by Newton's method, lightly held back."""
    count = len(samples[0][0])
    weights = [0.0] * count
    for _ in range(12):
        slope = [weight * 1.0 for weight in weights]
        curve = [[1.0 if a == b else 0.0 for b in range(count)] for a in range(count)]
        for numbers, label in samples:
            odds = sum([w * n for w, n in zip(weights, numbers, strict=True)])
            likely = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            error, spread = likely - label, likely * (1 - likely)
            for a, number in enumerate(numbers):
                if number:
                    slope[a] += error * number
                    of_a = curve[a]
                    scale = spread * number
                    for b in range(a, count):
                        of_a[b] += scale * numbers[b]
        for a in range(count):
            for b in range(a):
                curve[a][b] = curve[b][a]
        step = _solved(curve, slope)
        weights = [weight - change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-4:
            break
    return weights


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of linear equations, by elimination."""
    count = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for other in range(count):
            if other != at:
                factor = rows[other][at] / rows[at][at]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [rows[at][count] / rows[at][at] for at in range(count)]


def third_step(
    samples: Sequence[tuple[tuple[float, ...], bool]], combine: Sequence[float], codes: Sequence[str]
) -> list[float]:
    """Return how far above even odds each topic must be, so that of unseen authors it is right often enough."""
    judged = [
        (sum([weight * number for weight, number in zip(combine, numbers, strict=True)]), label)
        for numbers, label in samples
    ]
    rights = [_right(judged, least) for least in _STEPS]
    of_all = [hits / given if given else 1.0 for hits, given in rights]
    found = []
    for at, code in enumerate(codes):
        of_topic, asked = judged[at :: len(codes)], _HARD.get(code, _PRECISE)
        steps = ((least, _right(of_topic, least), lent) for least, lent in zip(_STEPS, of_all, strict=True))
        enough = (least for least, (hits, given), lent in steps if hits + _LENT * lent >= asked * (given + _LENT))
        found.append(next(enough, _STEPS[-1]))
    return found


def _right(judged: Sequence[tuple[float, bool]], least: float) -> tuple[int, int]:
    """Return how often a topic would be right and how often given, where so much above even odds is asked."""
    given = [label for odds, label in judged if odds > least]
    return sum(given), len(given)


def samples(
    entries: Sequence[Entry], codes: Sequence[str], weights: dict[str, dict[int, float]], bias: list[float]
) -> list[tuple[tuple[float, ...], bool]]:
    """Return the evidence for every topic in these entries, with whether it is right."""
    data = start_data.load()
    learned = tagging_learned.parse(tagging_learned.write(codes, bias, [0.0], [], weights))
    tagger = Tagger(data.topics, places.load(), learned)
    found = []
    for one in entries:
        scores, ruled = tagger.ruled(one.title, one.summary)
        ordered = sorted(scores, reverse=True)
        for code, score in zip(codes, scores, strict=True):
            other = ordered[1] if score == ordered[0] else ordered[0]
            found.append((evidence(score, other, ruled[code]), code in one.topics))
    return found


def learn(entries: Sequence[Entry], codes: Sequence[str]) -> str:
    """Return the table learned from these entries; authors must be several."""
    unseen: list[tuple[tuple[float, ...], bool]] = []
    strict: list[tuple[tuple[float, ...], bool]] = []
    authors = sorted({one.author for one in entries})
    for first in range(min(_PARTS, len(authors))):
        apart = authors[first::_PARTS]
        weights, bias = first_step([one for one in entries if one.author not in apart], codes)
        for author in apart:
            found = samples([one for one in entries if one.author == author], codes, weights, bias)
            unseen += found
            strict += found if author.partition(":")[0] in _STRICT else []
    weights, bias = first_step(entries, codes)
    combine = second_step(unseen)
    least = third_step(strict or unseen, combine, codes)
    return tagging_learned.write(codes, bias, combine, least, weights)


def main() -> None:
    """Learn from all sets that are tuned on, and write the table."""
    codes = [topic.code for topic in start_data.load().topics]
    table = learn(read(sorted(_SETS.glob("tune*.jsonl"))), codes)
    _TABLE.write_text(table, encoding="utf-8")
    print(f"{_TABLE.name}: {table.count(chr(10)) - 3} Merkmale")


if __name__ == "__main__":
    main()

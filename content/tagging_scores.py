"""Which topics have enough said for them: points counted, compared, and the best ones chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from content.tagging_rules import FAIR, STRONG, WEAK, Effect, Rules

#: Where a word stands: in the title, in the first sentence, in the rest of the lead, or further on.
TITLE, FIRST, LEAD, REST = 3, 2, 1, 0
#: How much more a word says in the title and in the lead than further on.
_WEIGHTS = {TITLE: 3, FIRST: 2, LEAD: 2, REST: 1}
MOST_TOPICS = 3
#: Points that a topic needs: a strong word in the title or the first sentence; without one, more of weaker ones.
THRESHOLD, _WITHOUT_CLEAR = 6.0, 7.5
#: Points that a topic often named in passing needs beside one of which more is said.
_BESIDE_ANOTHER = 12.0
_MOST_REASONS = 4


class Hit(NamedTuple):
    """A word or phrase that was found: what it means, its rule, where (TITLE to REST), and as it stands there."""

    effect: Effect
    key: str
    place: int
    said: str

    @property
    def worth(self) -> float:
        return self.effect.points * _WEIGHTS[self.place]

    @property
    def is_clear(self) -> bool:
        """Return whether it says its topic by itself."""
        return self.effect.points >= STRONG

    @property
    def is_cited(self) -> bool:
        """Return whether it is a paragraph in the title."""
        return self.place == TITLE and self.key.startswith("§")


class _Score:
    """What is said for a topic.

    is_firm: it has a word that is no mere name of people, an office or a place. keys, better: its words, and those of
    them that are not of every day. is_titled, is_early: one of them says it by itself, in the title, or there or in
    the first sentence. is_cited: a paragraph is cited, which nobody does in passing.
    """

    __slots__ = ("better", "hits", "is_cited", "is_early", "is_firm", "is_titled", "keys", "points")

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.points = 0.0
        self.is_firm = self.is_titled = self.is_early = self.is_cited = False
        self.keys: set[str] = set()
        self.better: set[str] = set()
        for (_, _, points, _, is_firm, _), key, place, _ in hits:
            self.points += points * _WEIGHTS[place]
            self.keys.add(key)
            if key[0] == "§" and place > REST:
                self.is_cited = True
            if points > WEAK:
                self.better.add(key)
            self.is_firm = self.is_firm or is_firm
            if points >= STRONG and place >= FIRST:
                self.is_early = True
                self.is_titled = self.is_titled or place == TITLE

    @property
    def is_backed(self) -> bool:
        """Return whether it may stand beside another topic: two words say it, or a clear one in the title."""
        return self.is_titled or self.is_cited or len(self.better) > 1

    @property
    def is_lone(self) -> bool:
        """Return whether a single word says it, and no paragraph does."""
        return len(self.keys) == 1 and not self.is_cited

    @property
    def is_meant(self) -> bool:
        """Return whether it is what happens, not where: a word in the title says it, or two clear ones anywhere."""
        if any(hit.place == TITLE and hit.effect.points > FAIR for hit in self.hits):
            return True
        return len({hit.key for hit in self.hits if hit.is_clear}) > 1


def choose(
    hits: Iterable[Hit],
    order: Mapping[str, int],
    *,
    is_migration: bool,
    is_doubtful: bool = False,
    is_elsewhere: bool = False,
    rules: Rules,
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the topics that have enough points, most first, each with the words that gave most of them.

    is_migration: the text shows a sign of migration work; without it, gated words say nothing.
    is_doubtful: it may be about another world; then one word alone does not do.
    is_elsewhere: another world is spoken of at all; then one word alone, however often it is said, does not do either.
    """
    scores = {topic: _Score(of_topic) for topic, of_topic in _by_topic(hits, is_migration=is_migration).items()}
    enough = {code: score for code, score in scores.items() if _is_enough(score)}
    chosen = [
        code
        for code in _best(enough)
        if (code not in rules.settings or scores[code].is_meant)
        and (not is_doubtful or scores[code].is_cited or len(scores[code].better) > 1)
    ]
    ordered = sorted(chosen, key=lambda code: (-scores[code].points, order[code]))
    ordered = _beside_each_other(ordered, scores, rules, is_elsewhere=is_elsewhere)
    return [(code, reasons(scores[code].hits)) for code in ordered[:MOST_TOPICS]]


def _beside_each_other(
    ordered: Sequence[str], scores: Mapping[str, _Score], rules: Rules, *, is_elsewhere: bool
) -> list[str]:
    """Return the topics, of which most is said first, without those that are named in passing.

    A topic that is often named so needs more than one word, unless that is in the title, and beside another subject it
    needs more points. "Fachtag" and the like say what kind of news it is: what stands beside them is the subject.
    """
    kept: list[str] = []
    for code in ordered:
        score = scores[code]
        is_passing = code in rules.passing
        has_subject = any(other not in rules.forms for other in kept)
        if score.is_lone and (is_elsewhere or (is_passing and not score.is_titled)):
            continue
        if code != ordered[0] and not score.is_backed:
            continue
        if not (is_passing and has_subject and score.points < _BESIDE_ANOTHER):
            kept.append(code)
    return kept


def _by_topic(hits: Iterable[Hit], *, is_migration: bool) -> dict[str, list[Hit]]:
    """Return the words of each topic that has points enough, whatever else it lacks: most have not."""
    found: dict[str, list[Hit]] = {}
    points: dict[str, float] = {}
    for hit in hits:
        effect = hit.effect
        if is_migration or not effect.gated:
            topic = effect.topic
            found.setdefault(topic, []).append(hit)
            points[topic] = points.get(topic, 0) + effect.points * _WEIGHTS[hit.place]
    return {topic: of_topic for topic, of_topic in found.items() if points[topic] >= THRESHOLD}


def _is_enough(score: _Score) -> bool:
    """Return whether enough is said: one word alone must be clear and stand in the title or the first sentence."""
    if score.is_early or score.is_cited:
        return score.points >= THRESHOLD
    return score.points >= _WITHOUT_CLEAR and bool(score.better) and len(score.keys) > 1


def _best(scores: Mapping[str, _Score]) -> list[str]:
    """Return the topics that stand beside each other: what is said in passing gives way to what the text is about."""
    if any(score.is_firm for score in scores.values()):
        # Names of groups and offices ("Asylsuchende", "Ausländerbehörde") say a topic only where nothing else does.
        scores = {code: score for code, score in scores.items() if score.is_firm}
    return list(scores)


def reasons(hits: Iterable[Hit]) -> tuple[str, ...]:
    ordered = sorted(hits, key=lambda hit: -hit.worth)
    return tuple(dict.fromkeys(where(hit.said, hit.place) for hit in ordered))[:_MOST_REASONS]


def by_topic(hits: Iterable[Hit], *, is_migration: bool) -> dict[str, list[Hit]]:
    """Return the words of each topic that count, enough or not: words that need a sign only where there is one."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        if is_migration or not hit.effect.gated:
            found.setdefault(hit.effect.topic, []).append(hit)
    return found


def where(said: str, place: int) -> str:
    """Return words as a reason, in German."""
    return f"Titel: „{said}“" if place == TITLE else f"„{said}“"

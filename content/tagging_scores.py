"""Which topics have enough said for them: points counted, compared, and the best ones chosen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from content.tagging_rules import FAIR, STRONG, WEAK, Effect

#: Where a word stands: in the title, in the first sentence, in the rest of the lead, or further on.
TITLE, FIRST, LEAD, REST = 3, 2, 1, 0
#: How much more a word says in the title and in the lead than further on.
_WEIGHTS = {TITLE: 3, FIRST: 2, LEAD: 2, REST: 1}
MOST_TOPICS = 3
#: Points that a topic needs: a strong word in the title or the first sentence; without one, more of weaker ones.
THRESHOLD, _WITHOUT_CLEAR = 6.0, 7.5
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


@dataclass(slots=True)
class _Score:
    points: float = 0.0
    #: Has a word that is no mere name of a group or office.
    is_firm: bool = False
    #: Its words, and those of them that are not of every day; one of them says it by itself,
    #: in the title, or there or in the first sentence.
    keys: set[str] = field(default_factory=set)
    better: set[str] = field(default_factory=set)
    is_titled: bool = False
    is_early: bool = False
    #: A paragraph is cited, which nobody does in passing.
    is_cited: bool = False
    hits: list[Hit] = field(default_factory=list)

    def add(self, hit: Hit) -> None:
        effect, key, place, _ = hit
        points = effect.points
        self.points += points * _WEIGHTS[place]
        self.hits.append(hit)
        self.keys.add(key)
        self.is_cited = self.is_cited or (key[0] == "§" and place > REST)
        if points > WEAK:
            self.better.add(key)
            if points > FAIR:
                self.is_firm = True
                if points >= STRONG and place >= FIRST:
                    self.is_early = True
                    self.is_titled = self.is_titled or place == TITLE

    @property
    def is_backed(self) -> bool:
        """Return whether it may stand beside another topic: two words say it, or a clear one in the title."""
        return self.is_titled or self.is_cited or len(self.better) > 1

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
    settings: Collection[str] = (),
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the topics that have enough points, most first, each with the words that gave most of them.

    is_migration: the text shows a sign of migration work; without it, gated words say nothing.
    is_doubtful: it may be about another world; then one word alone does not do.
    settings: topics whose words often name but the place where something else happens, such as schools.
    """
    scores: dict[str, _Score] = {}
    for hit in hits:
        if is_migration or not hit.effect.gated:
            topic = hit.effect.topic
            if topic not in scores:
                scores[topic] = _Score()
            scores[topic].add(hit)
    enough = {code: score for code, score in scores.items() if _is_enough(score)}
    chosen = [
        code
        for code in _best(enough)
        if (code not in settings or scores[code].is_meant)
        and (not is_doubtful or scores[code].is_cited or len(scores[code].better) > 1)
    ]
    ordered = sorted(chosen, key=lambda code: (-scores[code].points, order[code]))
    ordered = ordered[:1] + [code for code in ordered[1:] if scores[code].is_backed]
    return [(code, _reasons(scores[code].hits)) for code in ordered[:MOST_TOPICS]]


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


def _reasons(hits: Iterable[Hit]) -> tuple[str, ...]:
    ordered = sorted(hits, key=lambda hit: -hit.worth)
    return tuple(dict.fromkeys(where(hit.said, hit.place) for hit in ordered))[:_MOST_REASONS]


def where(said: str, place: int) -> str:
    """Return words as a reason, in German."""
    return f"Titel: „{said}“" if place == TITLE else f"„{said}“"

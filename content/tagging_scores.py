"""Which topics have enough said for them: points counted, compared, and the best ones chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from content.tagging_rules import FAIR, STRONG, WEAK, Effect

#: Where a word stands: in the title, in the first sentence, in the rest of the lead, or further on.
TITLE, FIRST, LEAD, REST = 3, 2, 1, 0
#: How much more a word says in the title and in the lead than further on.
_WEIGHTS = {TITLE: 3, FIRST: 2, LEAD: 2, REST: 1}
MOST_TOPICS = 3
#: Points that a topic needs: a strong word in the title or the first sentence, or weaker ones together.
THRESHOLD = 6.0
#: A topic that the title does not name needs this part of the points of the first topic.
SHARE = 0.2
#: Beside a topic that the title names, one of which there are only words of every day in the text needs more points.
BESIDE_TITLE = 9.0
_MOST_REASONS = 4
COUNTS=1
LONE=1


@dataclass(frozen=True, slots=True)
class Hit:
    """A word or phrase that was found: what it means, its rule, where (TITLE to REST), and as it stands there."""

    effect: Effect
    key: str
    place: int
    said: str

    @property
    def worth(self) -> float:
        return self.effect.points * _WEIGHTS[self.place]


@dataclass(slots=True)
class _Score:
    points: float = 0.0
    #: Has a word that is no mere name of a group or office; has one that needs no sign of migration work; in the title.
    is_firm: bool = False
    is_plain: bool = False
    in_title: bool = False
    #: Rules of its words that are no words of every day; one of them is strong in the title.
    keys: set[str] = field(default_factory=set)
    is_titled: bool = False
    hits: list[Hit] = field(default_factory=list)

    def add(self, hit: Hit) -> None:
        effect = hit.effect
        self.points += hit.worth
        self.hits.append(hit)
        if effect.points >= COUNTS:
            self.keys.add(hit.key)
        if effect.points >= STRONG and hit.place == TITLE:
            self.is_titled = True
        if effect.points > FAIR:
            self.is_firm = True
            self.is_plain = self.is_plain or not effect.gated
            self.in_title = self.in_title or hit.place == TITLE


def choose(hits: Iterable[Hit], order: Mapping[str, int], *, is_migration: bool) -> list[tuple[str, tuple[str, ...]]]:
    """Return the topics that have enough points, most first, each with the words that gave most of them.

    is_migration: the text shows a sign of migration work; without it, gated words say nothing.
    """
    scores: dict[str, _Score] = {}
    for hit in hits:
        if is_migration or not hit.effect.gated:
            scores.setdefault(hit.effect.topic, _Score()).add(hit)
    chosen = _best({code: score for code, score in scores.items() if _is_enough(score)})
    ordered = sorted(chosen, key=lambda code: (-scores[code].points, order[code]))
    return [(code, _reasons(scores[code].hits)) for code in ordered[:MOST_TOPICS]]


def _is_enough(score: _Score) -> bool:
    if score.points < THRESHOLD or not any(hit.effect.points > WEAK for hit in score.hits):
        return False
    if LONE and len(score.keys) < 2 and not score.is_titled:
        return LONE < 2 and any(hit.effect.points>=STRONG and hit.place==FIRST for hit in score.hits)
    return True


def _best(scores: Mapping[str, _Score]) -> list[str]:
    """Return the topics that stand beside each other: what is said in passing gives way to what the text is about."""
    if any(score.is_firm for score in scores.values()):
        # Names of groups and offices ("Asylsuchende", "Ausländerbehörde") say a topic only where nothing else does.
        scores = {code: score for code, score in scores.items() if score.is_firm}
    best = max((score.points for score in scores.values()), default=0.0)
    titled = any(score.in_title for score in scores.values())
    return [
        code
        for code, score in scores.items()
        if score.in_title
        or (score.points >= SHARE * best and (score.is_plain or not titled or score.points >= BESIDE_TITLE))
    ]


def _reasons(hits: Iterable[Hit]) -> tuple[str, ...]:
    ordered = sorted(hits, key=lambda hit: -hit.worth)
    return tuple(dict.fromkeys(where(hit.said, hit.place) for hit in ordered))[:_MOST_REASONS]


def where(said: str, place: int) -> str:
    """Return words as a reason, in German."""
    return f"Titel: „{said}“" if place == TITLE else f"„{said}“"

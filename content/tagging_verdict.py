"""What the rules alone say of an entry: their topics, all words that they found, and what world it is of."""

from collections.abc import Mapping
from typing import NamedTuple

from content.tagging_learned import Ruled
from content.tagging_scores import FIRST, TITLE, Hit
from content.tagging_words import Part

#: What stands around a word that is alone is of another world below this score.
_OTHER_WORLD = -0.85
#: A learned score above this one says enough by itself.
TELLING = 0.2
#: A text has at least so many different words.
_WORDS = 9
#: Of a part no more words are looked at: among so many there are as many different ones.
_SAME_WORDS = 20


class Parts(NamedTuple):
    """The parts of an entry, read."""

    title: Part
    text: Part


def is_text(parts: Parts) -> bool:
    """Return whether there is enough to judge by what is learned alone."""
    title, text = parts
    return len({one.folded for one in (*title.words[:_SAME_WORDS], *text.words[:_SAME_WORDS])}) >= _WORDS


class Verdict(NamedTuple):
    """What the rules alone say: the topics they choose with reasons, the words of all topics, the world it is of."""

    chosen: Mapping[str, tuple[str, ...]]
    hits: Mapping[str, list[Hit]]
    is_migration: bool
    is_against: bool
    is_cut: bool
    is_abroad: bool
    is_aside: bool
    is_lone: bool
    #: Where one word alone says anything: the learned score of each topic in what stands around it.
    around: Mapping[str, float]
    #: There is enough to judge by what is learned alone: a few words may be any figure of speech.
    is_text: bool

    def allows(self, ruled: Ruled, score: float) -> bool:
        """Return whether a topic may be, however sure it is: the rules know other worlds and mere figures of speech.

        score: its learned one. Where a word stands alone, or where there is none of the rules and no sign of migration
        work, it must say enough by itself; in the latter case in a text that is one, and that is of no other world.
        """
        if self.is_aside and not ruled.is_chosen:
            return False
        if self.is_lone and (ruled.is_mention or ruled.around < _OTHER_WORLD):
            return score > TELLING
        if ruled.points or self.is_migration:
            return True
        return score > TELLING and not self.is_cut and ruled.is_text

    def of(self, code: str) -> Ruled:
        """Return what they say of one topic."""
        points, early, keys = 0.0, -1, set()
        for hit in self.hits.get(code, ()):
            points += hit.worth
            keys.add(hit.key)
            if hit.place > early and hit.is_clear:
                early = hit.place
        return Ruled(
            points=points,
            words=len(keys),
            is_chosen=code in self.chosen,
            is_early=early >= FIRST,
            is_titled=early == TITLE,
            is_migration=self.is_migration,
            is_against=self.is_against,
            is_cut=self.is_cut,
            is_lone=self.is_lone,
            around=self.around.get(code, 0.0),
            is_other=len(self.chosen) > (code in self.chosen),
            is_aside=self.is_aside,
            is_text=self.is_text,
        )

"""What was found in an entry so far: words that say topics, and signs of what world it is about."""

from dataclasses import dataclass, field

from content.tagging_rules import STRONG, Effect, Kind
from content.tagging_scores import FIRST, TITLE, Hit, where

_NONE: frozenset[str] = frozenset()
#: Looked up once: an enum's member costs more than a name, and there are a dozen a text.
_TOPIC, _CLEAR, _FAINT, _STATEWIDE, _LAND, _ABROAD = (
    Kind.TOPIC, Kind.CLEAR, Kind.FAINT, Kind.STATEWIDE, Kind.LAND, Kind.ABROAD
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """What was found so far in an entry."""

    clear_topics: frozenset[str]
    #: A clear sign of migration work in the text; one in the title, which may be a figure of speech if the text is of
    #: another world; a faint one anywhere; a topic that is itself such a sign.
    clear: bool = False
    titled: bool = False
    faint: bool = False
    own: bool = False
    #: It names a region.
    regional: bool = False
    #: A sign stands in the title or the first sentence, where nothing stands in passing.
    is_prominent: bool = False
    #: By topic, words of the rule, and place: each counts once.
    hits: dict[tuple[str, str, int], Hit] = field(default_factory=dict)
    statewide: list[str] = field(default_factory=list)
    #: Where Lower Saxony itself is named.
    land: list[str] = field(default_factory=list)
    #: In the title or the first sentence.
    is_land_early: bool = False
    is_land_titled: bool = False
    #: The words that are signs of migration work; of all other kinds the words of the rules.
    _signs: set[str] = field(default_factory=set)
    _others: dict[Kind, set[str]] = field(default_factory=dict)

    def names(self, kind: Kind) -> set[str] | frozenset[str]:
        """Return the rules of a kind that were found; none for topics and signs of migration work."""
        return self._others.get(kind, _NONE)

    @property
    def is_migration(self) -> bool:
        """Return whether it is about migration work: one sign towards the end, and no other, is a mere mention."""
        if not self.is_prominent and len(self._signs) < 2:
            return self.own
        return self.clear or self.own or (self.faint and not self.names(Kind.AGAINST))

    @property
    def is_silent(self) -> bool:
        """Return whether nothing in it can say a topic: no sign of migration work, and no word that needs none."""
        if self._signs or self.own or self.clear:
            return False
        return all(hit.effect.gated for hit in self.hits.values())

    @property
    def is_abroad(self) -> bool:
        """Return whether it begins with another state."""
        return bool(self.names(Kind.ABROAD))

    @property
    def is_lone(self) -> bool:
        """Return whether one word says a topic, once, and nothing else says any: then it is a figure of speech."""
        return len({(key, place) for _, key, place in self.hits}) == 1 and not any(
            key[0] == "§" for _, key, _ in self.hits
        )

    def add(self, key: str, effect: Effect, place: int, said: str) -> None:
        """Take up what a word or phrase says. key: its rule; place: where it stands; said: as it stands there."""
        kind = effect.kind
        if kind is _TOPIC:
            self.hits.setdefault((effect.topic, key, place), Hit(effect, key, place, said))
            if effect.points >= STRONG and not effect.gated and effect.topic in self.clear_topics:
                self.own = True
        elif kind is _CLEAR or kind is _FAINT:
            self._signs.add(said)
            self.is_prominent = self.is_prominent or place >= FIRST
            if kind is _FAINT:
                self.faint = True
            else:
                self.titled = True
                self.clear = self.clear or place < TITLE
        elif kind is _STATEWIDE:
            self.statewide.append(said)
        elif kind is _LAND:
            self.land.append(where(said, place))
            self.is_land_early = self.is_land_early or place >= FIRST
            self.is_land_titled = self.is_land_titled or place == TITLE
        elif kind is not _ABROAD or place >= FIRST:
            self._others.setdefault(kind, set()).add(key)

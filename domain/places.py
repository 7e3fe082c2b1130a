"""Where somebody works: a county, a city, a region or the whole of Lower Saxony, found in what they wrote."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from domain import choosing


class Rank(IntEnum):
    """Of two places with one name, the lower rank is meant."""

    COUNTY = 0
    REGION = 1
    TOWN = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that can be named. region: the code of its Regionalverbund; "" for the whole of Lower Saxony."""

    key: str
    label: str
    region: str
    names: tuple[str, ...]
    rank: Rank = Rank.COUNTY


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: places; among: several places, one of which is meant; rest: the words that are no place."""

    places: tuple[Place, ...] = ()
    among: tuple[Place, ...] = ()
    rest: tuple[str, ...] = ()


#: The most words that a name has.
_LONGEST = 4
#: In how many words a place is looked for; more is no answer but a letter.
_MOST_WORDS = 40
#: Words that stand before a name and are none: alone they mean nothing.
KINDS = {
    "landkreis": ("Landkreis", "LK", "Kreis"),
    "stadt": ("Stadt", "kreisfreie Stadt"),
    "region": ("Region",),
}
Look = Callable[[str], Sequence[Place]]
_NO_NAMES = frozenset(choosing.plain(word) for words in KINDS.values() for word in words)


def names_of(name: str) -> tuple[str, ...]:
    """Return the ways in which people write a county's official name, like "Landkreis Nienburg (Weser)"."""
    kind, _, bare = name.partition(" ")
    short = bare.partition(" (")[0]
    forms = [bare, short, bare.replace("(", "").replace(")", ""), short.replace("-", " ")]
    prefixes = KINDS.get(choosing.plain(kind), (kind,))
    return tuple(dict.fromkeys([*forms, *(f"{prefix} {form}" for prefix in prefixes for form in forms)]))


class Gazetteer:
    """All places by their names, made once for many questions."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Take the places in; among those of equal rank a name may belong to several."""
        self.places = {place.key: place for place in places}
        self._exact: dict[str, list[Place]] = {}
        for place in sorted(self.places.values(), key=lambda one: one.rank):
            for name in {choosing.plain(name) for name in place.names}:
                known = self._exact.setdefault(name, [])
                if not known or known[0].rank == place.rank:
                    known.append(place)
        self._forgiving: Mapping[str, Sequence[str]] = {
            place.key: place.names for place in self.places.values() if place.rank is not Rank.TOWN
        }

    def find(self, words: Sequence[str]) -> Found:
        """Return the places that words name: the longest names first, typing errors only if nothing fits exactly."""
        rest = list(words[:_MOST_WORDS])
        found: list[Place] = []
        while (exact := self._longest(rest, self._named)) is not None:
            at, size, places = exact
            if len(places) > 1:
                return Found(tuple(found), tuple(places), tuple(rest[:at] + rest[at + size :]))
            found.append(places[0])
            del rest[at : at + size]
        if not found and (close := self._longest(rest, self._nearly)) is not None:
            at, size, places = close
            del rest[at : at + size]
            return Found((), tuple(places), tuple(rest)) if len(places) > 1 else Found(tuple(places), (), tuple(rest))
        return Found(tuple(dict.fromkeys(found)), (), tuple(rest))

    def _longest(self, words: Sequence[str], look: Look) -> tuple[int, int, Sequence[Place]] | None:
        for size in range(min(_LONGEST, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                if places := look(" ".join(words[at : at + size])):
                    return at, size, places
        return None

    def _named(self, text: str) -> Sequence[Place]:
        plain = choosing.plain(text)
        return () if plain in _NO_NAMES else self._exact.get(plain, ())

    def _nearly(self, text: str) -> Sequence[Place]:
        if choosing.plain(text) in _NO_NAMES:
            return ()
        return tuple(self.places[key] for key in choosing.close(text, self._forgiving))

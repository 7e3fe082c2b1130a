"""How well tags fit a labelled set: precision, recall and F1, for each code and over all of them (micro)."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what a person filed it under."""

    id: str
    title: str
    summary: str
    topics: frozenset[str]
    regions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """How often a code was right (hits), wrong (extra) or left out (missed); support: how often it was wanted."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def support(self) -> int:
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """Return the part of the given ones that is right; 1 where none was given."""
        given = self.hits + self.extra
        return self.hits / given if given else 1.0

    @property
    def recall(self) -> float:
        """Return the part of the wanted ones that was given; 1 where none was wanted."""
        return self.hits / self.support if self.support else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        whole = 2 * self.hits + self.extra + self.missed
        return 2 * self.hits / whole if whole else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.hits + other.hits, self.extra + other.extra, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class Quality:
    """The scores of topics or regions: over all, and for each code that was wanted or given."""

    all: Score
    per: Mapping[str, Score]


class SetFault(ValueError):  # noqa: N818 - a value for people, with the line it is about
    """A labelled set that cannot be read; the message is a German sentence."""


def read(text: str, topics: Collection[str], regions: Collection[str]) -> tuple[Labelled, ...]:
    """Return the lines of a labelled set (JSON, one object a line). Raises SetFault, naming the line."""
    found: list[Labelled] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip():
            found.append(_labelled(number, line, topics, regions))
    if not found:
        raise SetFault("Die Datei enthält keine Zeile.")
    return tuple(found)


def measure(
    labelled: Iterable[Labelled], tag: Callable[[str, str], tuple[Collection[str], Collection[str]]]
) -> tuple[Quality, Quality]:
    """Return the quality of topics and of regions. tag: title and summary -> codes of topics and of regions."""
    topics: dict[str, Score] = {}
    regions: dict[str, Score] = {}
    for one in labelled:
        given_topics, given_regions = tag(one.title, one.summary)
        _count(topics, one.topics, frozenset(given_topics))
        _count(regions, one.regions, frozenset(given_regions))
    return _quality(topics), _quality(regions)


def _count(scores: dict[str, Score], wanted: frozenset[str], given: frozenset[str]) -> None:
    for code in wanted | given:
        one = Score(int(code in wanted and code in given), int(code not in wanted), int(code not in given))
        scores[code] = scores.get(code, Score()) + one


def _quality(scores: Mapping[str, Score]) -> Quality:
    return Quality(sum(scores.values(), Score()), dict(sorted(scores.items())))


def _labelled(number: int, line: str, topics: Collection[str], regions: Collection[str]) -> Labelled:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise SetFault(f"Zeile {number} ist kein JSON.") from error
    if not isinstance(values, dict):
        raise SetFault(f"Zeile {number} ist kein Objekt mit title, summary, topics und regions.")
    texts = {name: values.get(name, "") for name in ("id", "title", "summary")}
    if not all(isinstance(one, str) for one in texts.values()) or not (texts["title"] or texts["summary"]):
        raise SetFault(
            f"Zeile {number}: id, title und summary müssen Text sein, und einer der beiden letzten nicht leer."
        )
    return Labelled(
        **texts,
        topics=_codes(number, "topics", values.get("topics"), topics),
        regions=_codes(number, "regions", values.get("regions"), regions),
    )


def _codes(number: int, name: str, value: Any, known: Collection[str]) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SetFault(f"Zeile {number}: {name} muss eine Liste von Kürzeln sein.")
    if unknown := [one for one in value if one not in known]:
        raise SetFault(f"Zeile {number}: Das Kürzel „{unknown[0]}“ in {name} gibt es nicht.")
    return frozenset(value)

"""What the Koordination changes in its lists of regions, counties, topics and keywords, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameRegion:
    """A region has this name, which is known to be right."""

    region: str
    name: str


@dataclass(frozen=True, slots=True)
class MoveCounty:
    """A county belongs to this region."""

    ags: str
    region: str


@dataclass(frozen=True, slots=True)
class AddTopic:
    """There is one topic more."""

    name: str


@dataclass(frozen=True, slots=True)
class NameTopic:
    """A topic has this name."""

    topic: str
    name: str


@dataclass(frozen=True, slots=True)
class PointTo:
    """A word points to a topic; counts False: it does not any more."""

    topic: str
    word: str
    counts: bool


Cataloguing = NameRegion | MoveCounty | AddTopic | NameTopic | PointTo

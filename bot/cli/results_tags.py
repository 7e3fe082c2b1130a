"""What tagging says: topics, regions and deadlines of entries, and how well it does."""

from typing import Literal

from typing_extensions import TypedDict


class TopicHint(TypedDict):
    """A topic, and the words that point to it."""

    topic: str
    because: list[str]


class RegionHint(TypedDict):
    """A region, and the words that point to it."""

    region: str
    because: list[str]


class DeadlineHint(TypedDict):
    """The last day on which something can be done, its time of day if one is named (ISO), and the words that say so."""

    day: str
    time: str | None
    because: str


class ScoreValue(TypedDict):
    """How well one code is given. support: how often it should have been."""

    precision: float
    recall: float
    f1: float
    support: int


class QualityValue(TypedDict):
    """How well codes are given: over all of them (micro), and for each."""

    precision: float
    recall: float
    f1: float
    support: int
    per: dict[str, ScoreValue]


class QualityPart(TypedDict):
    """The figures of one labelled set. tuned: whether the rules were made with it in view.

    milliseconds: of computing time an entry, once its words have been seen before.
    """

    name: str
    tuned: bool
    entries: int
    milliseconds: float
    topics: QualityValue
    regions: QualityValue


class QualityResult(TypedDict):
    """How well tagging does: over all parts together, and for each."""

    schema: Literal[1]
    entries: int
    topics: QualityValue
    regions: QualityValue
    parts: list[QualityPart]

"""What `region` and `topic` answer: the shape of their JSON, like results.py."""

from typing_extensions import TypedDict

from bot.cli.results import Schema


class CountyLine(TypedDict):
    """A county, by its official key (AGS)."""

    ags: str
    name: str


class RegionLine(TypedDict):
    """A region. confirmed: its name is known to be right."""

    code: str
    name: str
    confirmed: bool
    counties: list[CountyLine]


class RegionList(TypedDict):
    """The regions, in order."""

    schema: Schema
    regions: list[RegionLine]


class TopicLine(TypedDict):
    """A topic, and the words that point to it."""

    code: str
    name: str
    keywords: list[str]


class TopicList(TypedDict):
    """The topics, in order."""

    schema: Schema
    topics: list[TopicLine]


class Tended(TypedDict):
    """What was changed. changed: false if it was so already."""

    schema: Schema
    subject: str
    changed: bool

"""What the commands answer that report on what was told: the shape of their JSON, like results.py."""

from typing_extensions import TypedDict

from bot.cli.results import Schema, States


class ReasonValue(TypedDict):
    """Why so many did not get something."""

    state: str
    reason: str
    count: int


class NoticeReport(TypedDict):
    """What became of a notice, by state. regions: who is in several counts in each. files: what was written."""

    notice: int
    title: str
    states: States
    regions: dict[str, States]
    reasons: list[ReasonValue]
    alt: str
    files: list[str]


class KindCount(TypedDict):
    """So many notices of a kind and level."""

    kind: str
    level: str
    count: int


class YearReport(TypedDict):
    """A year: what was told and whom it reached. polls, meetings, attendance: null where nobody counts them."""

    year: int
    notices: list[KindCount]
    messages: int
    persons: int
    places: int
    regions: dict[str, int]
    programmes: dict[str, int]
    polls: dict[str, int] | None
    meetings: dict[str, int] | None
    attendance: dict[str, int] | None


NoticeExported = TypedDict(
    "NoticeExported",
    {"schema": Schema, "notice": int, "as": str, "file": str, "subject": str, "bytes": int},
)
NoticeExported.__doc__ = "A notice that was written down as a file."


class ReportResult(TypedDict):
    """A report on a notice, or on a year."""

    schema: Schema
    notice: NoticeReport | None
    year: YearReport | None

"""Tags of an entry in the form in which commands answer with them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from bot.cli import words
from bot.cli.results_tags import DeadlineHint, RegionHint, TopicHint

if TYPE_CHECKING:
    from store.tags import DueRow, EntryTags


class Hints(TypedDict):
    """What an entry is about, which regions it names, and until when something must be done."""

    topics: list[TopicHint]
    regions: list[RegionHint]
    deadline: DeadlineHint | None


def of(tags: "EntryTags") -> Hints:
    """Return tags as they stand in the answer of a command."""
    return {
        "topics": [{"topic": one.code, "because": list(one.because)} for one in tags.topics],
        "regions": [{"region": one.code, "because": list(one.because)} for one in tags.regions],
        "deadline": _deadline(tags.deadline),
    }


def topics(found: Sequence[TopicHint]) -> str:
    """Return topics for a table, each with its first reason."""
    return "\n".join(words.because(one["topic"], one["because"]) for one in found)


def regions(found: Sequence[RegionHint]) -> str:
    """Return regions for a table, each with its first reason."""
    return "\n".join(words.because(one["region"], one["because"]) for one in found)


def deadline(found: DeadlineHint | None) -> str:
    """Return a deadline for a table."""
    return words.german_deadline(found["day"], found["time"]) if found else ""


def _deadline(due: "DueRow | None") -> DeadlineHint | None:
    if due is None:
        return None
    time = due.at.isoformat("minutes") if due.at else None
    return {"day": due.day.isoformat(), "time": time, "because": due.because}

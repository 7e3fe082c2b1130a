"""What the commands about polls answer: the shape of their JSON, like results.py."""

from datetime import datetime

from typing_extensions import TypedDict

from bot.cli.results import Schema


class PollOption(TypedDict):
    """A date. start, end: local times, or a day that is meant as a whole; state: open or dropped.

    missing: how many have not answered to it; coming: the organisations that can come, if need be.
    """

    number: int
    start: str
    end: str
    state: str
    yes: int
    if_needed: int
    no: int
    missing: int
    coming: list[str]


class PollShown(TypedDict):
    """A poll as it stands. missing: organisations that have not answered; proposed, result: numbers of dates.

    because: why that date is proposed; image: where its picture was written to; alt: what that shows, in words.
    """

    schema: Schema
    poll: int
    title: str
    state: str
    closes_at: datetime
    regions: list[str]
    topics: list[str]
    programmes: list[str]
    quorum: str
    voters: int
    answered: int
    missing: list[str]
    options: list[PollOption]
    proposed: int | None
    result: int | None
    because: str
    image: str | None
    alt: str | None


class PollLine(TypedDict):
    """A poll in short."""

    poll: int
    title: str
    state: str
    closes_at: datetime
    voters: int
    answered: int


class PollList(TypedDict):
    """The last polls, the newest first."""

    schema: Schema
    polls: list[PollLine]


class PollCreated(TypedDict):
    """A poll that was sent, or with dry_run would be (then it has no number)."""

    schema: Schema
    poll: int | None
    title: str
    options: list[str]
    closes_at: datetime
    audience: int
    dry_run: bool


class PollVoted(TypedDict):
    """What became of an answer: counted, late, not_asked or stale; which numbers were counted."""

    schema: Schema
    poll: int
    verdict: str
    counted: list[int]


class PollDecided(TypedDict):
    """A poll whose date is chosen, or with dry_run would be. meeting: the one to which it invites; null: none."""

    schema: Schema
    poll: int
    option: int
    date: str
    meeting: int | None
    audience: int
    dry_run: bool


class PollClosed(TypedDict):
    """A poll that is over."""

    schema: Schema
    poll: int
    proposed: int | None
    because: str

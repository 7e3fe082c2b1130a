"""What the commands answer about meetings and reminders: the shape of their JSON, like results.py."""

from datetime import datetime

from typing_extensions import TypedDict

from bot.cli.results import Schema


class MeetingValue(TypedDict):
    """A meeting. start, end: local time, or a day when it is for all day; attendance: how many answered what."""

    id: int
    uid: str
    sequence: int
    state: str
    kind: str
    title: str
    start: str
    end: str
    starts_at: datetime
    place: str
    online: bool
    sign_up_until: datetime | None
    capacity: int | None
    regions: list[str]
    role: str | None
    agenda: list[str]
    notice: int
    invited: int
    attendance: dict[str, int]
    waiting: int


class MeetingList(TypedDict):
    """Meetings, by their beginning."""

    schema: Schema
    meetings: list[MeetingValue]


class MeetingDone(TypedDict):
    """A meeting that was made, changed or cancelled; what everybody who is invited is told of it."""

    schema: Schema
    meeting: MeetingValue
    changes: list[str]


class ReminderValue(TypedDict):
    """A reminder of somebody, by their key. subject: like "meeting:7"."""

    id: int
    subject: str
    stage: str
    recipient: str
    due_at: datetime
    state: str


class ReminderList(TypedDict):
    """Reminders, in the order in which they are due."""

    schema: Schema
    reminders: list[ReminderValue]

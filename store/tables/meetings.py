"""Meetings, who comes, what is spoken of, and reminders."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.tables.base import NEVER_REUSED

_WAITING = "state = 'waiting'"


class MeetingRow(SQLModel, table=True):
    """A meeting. uid: its name in calendars, for life; sequence: rises with every change; zone: of its local times.

    notice: the invitation, whose regions and role are the meeting's. invited_by: who made it; None: the operator.
    """

    __tablename__ = "meeting"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    notice: int = Field(foreign_key="notice.id", unique=True)
    sequence: int = 0
    kind: str
    title: str
    start_local: str
    end_local: str = ""
    zone: str = "Europe/Berlin"
    state: str = "confirmed"
    place: str = ""
    link: str = ""
    hybrid: bool = False
    hosts: str = ""
    access: str = ""
    sign_up_until: datetime | None = None
    capacity: int | None = None
    #: The poll whose date it has.
    poll: int | None = Field(default=None, unique=True)
    invited_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    changed_at: datetime


class Attendance(SQLModel, table=True):
    """What somebody said to an invitation. meeting_sequence: the meeting as they saw it."""

    __tablename__ = "attendance"
    meeting: int = Field(primary_key=True, foreign_key="meeting.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    value: str
    mode: str = ""
    waitlist_position: int | None = None
    meeting_sequence: int
    answered_at: datetime


class AgendaItem(SQLModel, table=True):
    """A point of an agenda. state: agreed, or proposed by somebody."""

    __tablename__ = "agenda_item"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    meeting: int = Field(foreign_key="meeting.id", index=True)
    position: int
    text: str
    state: str = "agreed"
    proposed_by: int | None = Field(default=None, foreign_key="person.id")


class Reminder(SQLModel, table=True):
    """Something that a recipient is to be reminded of. sequence: a moved meeting makes new ones.

    subject: like "meeting:7"; stage: domain.reminders.Stage; state: waiting, sent, dropped (it made no sense any more).
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("subject", "stage", "recipient", "sequence"),
        Index("ix_reminder_due", "due_at", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    stage: str
    recipient: int = Field(foreign_key="recipient.id", index=True)
    due_at: datetime
    sequence: int = 0
    state: str = "waiting"

"""Date polls, who may answer them, and the ballots."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from store.tables.base import NEVER_REUSED


class Poll(SQLModel, table=True):
    """A date poll. rev rises with whatever changes what is shown of it. quorum: domain.poll.Quorum.text, or empty.

    visibility: organisations or names. notice: what it was sent with. proposed, result: ids of options. offer: the
    poll_offer that the invitation to the proposed date is sent with, if any; invitation: what is known of that meeting.
    """

    __tablename__ = "poll"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    title: str
    notice: int = Field(foreign_key="notice.id", unique=True)
    state: str = "open"
    visibility: str = "organisations"
    rev: int = 1
    quorum: str = ""
    asked_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    proposed: int | None = None
    result: int | None = None
    offer: int | None = None
    invitation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class PollOffer(SQLModel, table=True):
    """An invitation that was shown to who runs a poll, to a date as it stood then. No two have the same id, ever."""

    __tablename__ = "poll_offer"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    poll: int = Field(foreign_key="poll.id", index=True)
    option: int = Field(foreign_key="poll_option.id")
    option_rev: int


class PollOrganiser(SQLModel, table=True):
    """Somebody who runs a poll together with who asked."""

    __tablename__ = "poll_organiser"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    person: int = Field(primary_key=True, foreign_key="person.id")


class PollOption(SQLModel, table=True):
    """A date of a poll, as local time. number: what people call it by; rev: rises when it is moved."""

    __tablename__ = "poll_option"
    __table_args__ = (UniqueConstraint("poll", "number"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    poll: int = Field(foreign_key="poll.id")
    number: int
    start_local: str
    end_local: str = ""
    rev: int = 1
    state: str = "open"


class PollVoter(SQLModel, table=True):
    """Somebody who is asked."""

    __tablename__ = "poll_voter"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    required: bool = False


class Ballot(SQLModel, table=True):
    """What somebody said at once. key: the event that it came in with, so that a repeat is none; way: how it was said.

    organisation: the organiser said it for this one.
    """

    __tablename__ = "ballot"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    poll: int = Field(foreign_key="poll.id", index=True)
    person: int | None = Field(default=None, foreign_key="person.id", index=True)
    organisation: int | None = Field(default=None, foreign_key="organisation.id")
    account: str = ""
    way: str
    key: str = Field(unique=True)
    cast_at: datetime


class BallotAnswer(SQLModel, table=True):
    """What stands of a person to a date. option_rev: the date as they saw it; value: "" if it was taken back."""

    __tablename__ = "ballot_answer"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    option: int = Field(primary_key=True, foreign_key="poll_option.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    option_rev: int
    value: str
    ballot: int


class OrganisationAnswer(SQLModel, table=True):
    """What the organiser said for an organisation that is not in the bot."""

    __tablename__ = "organisation_answer"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    option: int = Field(primary_key=True, foreign_key="poll_option.id")
    organisation: int = Field(primary_key=True, foreign_key="organisation.id")
    option_rev: int
    value: str
    ballot: int

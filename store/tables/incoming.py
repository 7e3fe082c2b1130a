"""What comes in, conversations, codes; accounts, jobs, and the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Column, Field, SQLModel

from store.tables.base import NEVER_REUSED

_UNHANDLED = "handled_at IS NULL AND parked IS NULL"


class Errand(SQLModel, table=True):
    """Something that must be fetched, outside of any transaction, before what was said can be answered.

    kind: of store.errands; data: what to fetch, and what was said with it. Done, the row becomes one of the inbox.
    """

    __tablename__ = "errand"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    chat: str
    thread: str = ""
    user: str = ""
    kind: str
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    not_before: datetime
    tries: int = 0


class Inbox(SQLModel, table=True):
    """One row per incoming event that is for us; emptied when answered, kept a while to recognise a repeat."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("account", "event_id"),
        Index(
            "ix_inbox_unhandled",
            "account",
            "id",
            sqlite_where=text(_UNHANDLED),
            postgresql_where=text(_UNHANDLED),
        ),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    account: str
    event_id: str
    chat: str
    thread: str = ""
    user: str = ""
    direct: bool = True
    person: int | None = None
    kind: str
    payload: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    #: When it was said, by our clock, if the network tells.
    said_at: datetime | None = None
    received_at: datetime
    handled_at: datetime | None = None
    tries: int = 0
    parked: str | None = None


class DialogRow(SQLModel, table=True):
    """Where somebody is in a conversation. version: compare-and-set, so that two handlers never both go on from it.

    Keyed by chat and user, not by address: who is about to join has none yet.
    """

    __tablename__ = "dialog"
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    name: str
    step: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    asked_at: datetime
    version: int = 1


class Stranger(SQLModel, table=True):
    """A direct chat that somebody without an address began; counted against floods, left when nothing is said."""

    __tablename__ = "stranger"
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    #: Where on the network they come from.
    server: str
    came_at: datetime


class Code(SQLModel, table=True):
    """A code that opens something once or for some time: an invitation, the linking of two addresses, a calendar.

    hash: of its words, which are nowhere. person: whose addresses or calendar. many: an invitation sheet, for many
    people and the role member only; used_at stays empty as long as it is valid. text_version: the wording of the
    consent that stands on what was printed of it, if anything was.
    """

    __tablename__ = "code"
    hash: str = Field(primary_key=True)
    purpose: str
    role: str | None = None
    region: str | None = Field(default=None, foreign_key="region.code")
    person: int | None = Field(default=None, foreign_key="person.id")
    many: bool = False
    made_by: str = ""
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    uses: int = 0
    tries: int = 0
    text_version: str | None = None


class LinkOffer(SQLModel, table=True):
    """Two chats that are to be one person's. account, chat, user: where the code was made, and is confirmed.

    other_…: where it was given; number: with which it is confirmed, given_at: since when that can be done.
    """

    __tablename__ = "link_offer"
    code: str = Field(primary_key=True, foreign_key="code.hash")
    person: int = Field(foreign_key="person.id")
    account: str
    chat: str
    user: str
    other_account: str = ""
    other_chat: str = ""
    other_user: str = ""
    number: int = 0
    given_at: datetime | None = None


class Guess(SQLModel, table=True):
    """How many wrong codes somebody has tried since when."""

    __tablename__ = "guess"
    account: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    tries: int
    since: datetime


class Cursor(SQLModel, table=True):
    """How far an account has read; written with the inbox rows. dropped: events that were not for us, only counted."""

    __tablename__ = "cursor"
    account: str = Field(primary_key=True)
    token: str
    dropped: int = 0


class ReportDue(SQLModel, table=True):
    """Somebody who is told, at this address, how a notice went."""

    __tablename__ = "report_due"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    address: int = Field(primary_key=True, foreign_key="address.id")
    due_at: datetime
    told_at: datetime | None = None


class Account(SQLModel, table=True):
    """What the process that works for an account has learned of it, for other processes and for the next one.

    limited: whether its server limits it (None: not known), and since when that is known. heard_at: when the network
    last answered that there is nothing new, or what.
    """

    __tablename__ = "account"
    account: str = Field(primary_key=True)
    limited: bool | None = None
    limited_since: datetime | None = None
    heard_at: datetime | None = None


class PaceRow(SQLModel, table=True):
    """Where a meter stands, in real time (seconds since the epoch). chat: "" all, "*bulk" bulk, else a chat."""

    __tablename__ = "pace"
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    next_at: float
    rate: float = 0.0
    rate_at: float = 0.0


class JobRun(SQLModel, table=True):
    """A slot of the timetable that has run: once, also after a takeover or when the clock steps back."""

    __tablename__ = "job_run"
    job: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True)
    started_at: datetime
    finished_at: datetime | None = None


class Audit(SQLModel, table=True):
    """Who did what to what."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""

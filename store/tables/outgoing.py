"""What goes out: deliveries, digests, dispatches, and what is kept up to date in a chat."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Column, Field, SQLModel

from store.tables.base import NEVER_REUSED

_UNEXPANDED = "state = 'waiting' AND expanded_at IS NULL"
_QUEUED = "state = 'queued'"
_SENDING = "state = 'sending'"
_DIRTY = "dirty"


class Delivery(SQLModel, table=True):
    """The promise: one notice revision for one recipient, and the rule that chose them.

    account: the account that carries it now (moves when another address of the person is used instead).
    edition: set when it travels inside the recipient's digest of that edition. replaces: the delivery of the older
    revision that has left already. expanded_at: its dispatches exist.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice", "rev", "recipient"),
        Index(
            "ix_delivery_unexpanded",
            "account",
            "lane",
            "not_before",
            "id",
            sqlite_where=text(_UNEXPANDED),
            postgresql_where=text(_UNEXPANDED),
        ),
        Index("ix_delivery_recipient", "recipient"),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    notice: int
    rev: int
    recipient: int
    because: str
    lane: int
    account: str = ""
    address: int | None = None
    not_before: datetime
    expires_at: datetime
    state: str = "waiting"
    reason: str = ""
    edition: int | None = None
    digest: int | None = None
    replaces: int | None = None
    expanded_at: datetime | None = None


class Reached(SQLModel, table=True):
    """Somebody is counted in the sums of a year: something reached them. What it was is forgotten by then."""

    __tablename__ = "reached"
    person: int = Field(primary_key=True, foreign_key="person.id")
    year: int = Field(primary_key=True)


class YearSum(SQLModel, table=True):
    """A sum of a year whose rows are forgotten. what: person, region, programme (whom it reached) or attendance."""

    __tablename__ = "year_sum"
    year: int = Field(primary_key=True)
    what: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    count: int = 0


class Digest(SQLModel, table=True):
    """Many deliveries to one recipient in one message; slot names the week, like 2026-W48, or the day, 2026-11-30."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("recipient", "slot"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    recipient: int = Field(foreign_key="recipient.id")
    slot: str
    #: How often it was composed; a stopped or corrected item makes it be composed again while it waits.
    composed: int = 0


class Dispatch(SQLModel, table=True):
    """One remote call. At most one per chat is in state sending, its threads included.

    target: the dispatch whose message it edits or deletes; it waits for that one like for `after`.
    tries counts calls and is the id of the running attempt; attempts counts those that were answers about this
    message. repeated: JSON list of tries that ended unsure and were repeated by rule or decision.
    mark: a heading that goes above the text when it is sent ("repeat").
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        Index(
            "ix_dispatch_queued",
            "account",
            "lane",
            "not_before",
            "id",
            sqlite_where=text(_QUEUED),
            postgresql_where=text(_QUEUED),
        ),
        Index(
            "uq_dispatch_in_flight",
            "account",
            "chat",
            unique=True,
            sqlite_where=text(_SENDING),
            postgresql_where=text(_SENDING),
        ),
        Index(
            "ix_dispatch_after",
            "after",
            sqlite_where=text("after IS NOT NULL"),
            postgresql_where=text("after IS NOT NULL"),
        ),
        Index(
            "ix_dispatch_target",
            "target",
            sqlite_where=text("target IS NOT NULL"),
            postgresql_where=text("target IS NOT NULL"),
        ),
        Index(
            "ix_dispatch_waiting_chat",
            "account",
            "chat",
            sqlite_where=text(_QUEUED),
            postgresql_where=text(_QUEUED),
        ),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    account: str
    address: int | None = None
    chat: str
    thread: str = ""
    lane: int
    op: str = "send"
    seq: int = 0
    after: int | None = None
    target: int | None = None
    rendering: int | None = None
    body: str | None = None
    buttons: str | None = None
    reply_to: str | None = None
    silent: bool = False
    on_unsure: str = "stay"
    state: str = "queued"
    created_at: datetime
    not_before: datetime
    expires_at: datetime
    deadline: datetime | None = None
    attempts: int = 0
    tries: int = 0
    repeated: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    mark: str = ""
    device: str = ""
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    remote_id: str | None = None
    error: str = ""


class DeliveryDispatch(SQLModel, table=True):
    """Which remote calls fulfil a delivery: several for a long notice, one for many in a digest."""

    __tablename__ = "delivery_dispatch"
    __table_args__ = (Index("ix_delivery_dispatch_dispatch", "dispatch"),)
    delivery: int = Field(primary_key=True)
    dispatch: int = Field(primary_key=True)


class Surface(SQLModel, table=True):
    """A message of ours that changes later, and what it shows now.

    dispatch: the one that sent it. live: it changes with every change of its subject, others when it is their turn.
    next_at: no edit of this chat before that. dirty: it does not show what it should.
    """

    __tablename__ = "surface"
    __table_args__ = (
        UniqueConstraint("subject", "address", "part"),
        Index("ix_surface_dirty", "next_at", sqlite_where=text(_DIRTY), postgresql_where=text(_DIRTY)),
        Index("ix_surface_address", "address"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    address: int = Field(foreign_key="address.id")
    part: int = 0
    dispatch: int | None = None
    remote_id: str | None = None
    shown_rev: int = 0
    render_hash: str = ""
    live: bool = False
    dirty: bool = False
    next_at: datetime | None = None

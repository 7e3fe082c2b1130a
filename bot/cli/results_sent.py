"""What the commands answer that show who got what: the shape of their JSON, like results.py."""

from datetime import datetime

from typing_extensions import TypedDict

from bot.cli.results import Schema, States


class DeliveryValue(TypedDict):
    """A promise: one notice revision for one recipient. because: the rule that chose them."""

    id: int
    notice: int
    rev: int
    recipient: str
    network: str
    address: str
    state: str
    reason: str
    because: str


class DeliveryList(TypedDict):
    """Deliveries, and how many are in which state."""

    schema: Schema
    deliveries: list[DeliveryValue]
    sums: States


class DeliveryResolved(TypedDict):
    """A delivery that somebody decided on, and its state now."""

    schema: Schema
    delivery: int
    state: str


class DispatchValue(TypedDict):
    """One remote call."""

    id: int
    key: str
    account: str
    chat: str
    lane: str
    op: str
    state: str
    not_before: datetime
    expires_at: datetime
    attempts: int
    tries: int
    remote_id: str | None
    error: str


class OutboxResult(TypedDict):
    """Remote calls, and how many are in which state."""

    schema: Schema
    dispatches: list[DispatchValue]
    sums: States


class InboxValue(TypedDict):
    """Something that came in and is not answered; parked: why it never will be by itself."""

    id: int
    account: str
    kind: str
    received_at: datetime
    tries: int
    parked: str | None


class InboxResult(TypedDict):
    """What is open or parked. dropped: how many events were not for us, and therefore never stored."""

    schema: Schema
    inbox: list[InboxValue]
    dropped: int


class SurfaceValue(TypedDict):
    """A message of ours that changes later.

    subject: what it shows, such as "poll:3"; live: it follows each change; dirty: it does not show yet what it should;
    next_at: not before then.
    """

    id: int
    subject: str
    part: int
    account: str
    chat: str
    remote_id: str | None
    shown_rev: int
    live: bool
    dirty: bool
    next_at: datetime | None


class SurfacesResult(TypedDict):
    """The messages that change later, by what they show."""

    schema: Schema
    surfaces: list[SurfaceValue]


class AuditValue(TypedDict):
    """Who did what to what."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


class AuditResult(TypedDict):
    """The newest first."""

    schema: Schema
    audit: list[AuditValue]

"""A meeting: what it is, when and where, and what people can say to an invitation. All times are local (Berlin)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.phrases import When
from domain.poll import begins_at
from domain.recipient import Role


class MeetingKind(StrEnum):
    """What comes together."""

    #: Everybody of one Regionalverbund, or of several.
    REGIONAL = "verbundtreffen"
    #: The Federführenden as a body.
    LEADS = "federfuehrende"
    #: Everybody of Lower Saxony.
    STATEWIDE = "landesweit"
    #: Has seats, and a list of those who wait for one.
    TRAINING = "fortbildung"


class MeetingState(StrEnum):
    """Whether it takes place."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Reply(StrEnum):
    """What somebody says to an invitation."""

    YES = "zusage"
    NO = "absage"
    MAYBE = "vielleicht"
    #: Somebody else of their organisation comes.
    DEPUTY = "vertretung"


#: Who says this takes a seat.
TAKES_A_SEAT = frozenset({Reply.YES, Reply.DEPUTY})


class Mode(StrEnum):
    """How somebody takes part."""

    ONSITE = "vor_ort"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it stands. uid: its name in calendars, for life; sequence: rises with every change.

    link: internal, and maybe not there yet; hybrid: one can take part online too, or only (no place). sign_up_until,
    changed_at: aware. regions empty: for all; role: for those who have it; topics, programmes: for those who chose one.
    """

    uid: str
    title: str
    kind: MeetingKind
    when: When
    changed_at: datetime
    sequence: int = 0
    state: MeetingState = MeetingState.CONFIRMED
    place: str = ""
    link: str = ""
    hybrid: bool = False
    hosts: str = ""
    access: str = ""
    sign_up_until: datetime | None = None
    capacity: int | None = None
    regions: tuple[str, ...] = ()
    role: Role | None = None
    agenda: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()

    @property
    def starts_at(self) -> datetime:
        """When it begins; one for all day begins with the day."""
        return begins_at(self.when)

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is MeetingState.CANCELLED

    @property
    def has_modes(self) -> bool:
        """Whether people can choose how they take part."""
        return self.hybrid and bool(self.place)

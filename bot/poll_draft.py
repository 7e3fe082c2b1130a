"""A date poll while it is being made, as the data of its conversation: what is known, and what has to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from bot import meeting_draft
from bot.meeting_draft import MeetingDraft
from domain.phrases import Doubt, Piece, Unclear, When
from domain.poll import CLOSING_TIME, Quorum, read_quorum, read_when, stored_end, stored_start
from domain.quiet import ZONE
from domain.recipient import Role
from scheduler.polling import Draft


@dataclass(frozen=True, slots=True)
class Plan:
    """A poll so far. regions None: nobody has said yet for whom it is; empty: for all. number: of the preview.

    meeting: what is known of the meeting already; organisers: who runs the poll too, by their ids.
    """

    title: str = ""
    pieces: tuple[Piece, ...] = ()
    closes_at: datetime | None = None
    regions: tuple[str, ...] | None = None
    leads: bool = False
    quorum: Quorum | None = None
    names: bool = False
    number: int = 0
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    meeting: MeetingDraft = field(default_factory=MeetingDraft)
    organisers: tuple[int, ...] = ()

    @property
    def unclear(self) -> tuple[int, Unclear] | None:
        """The first piece that has to be asked about, with its position."""
        return next(((at, piece) for at, piece in enumerate(self.pieces) if isinstance(piece, Unclear)), None)

    @property
    def dates(self) -> tuple[When, ...]:
        """The dates that are understood, in the order said."""
        return tuple(piece for piece in self.pieces if isinstance(piece, When))

    def draft(self) -> Draft | None:
        """Return what is to be sent, or None while something is missing."""
        if self.closes_at is None or self.regions is None or not self.dates or self.unclear or not self.title:
            return None
        role = Role.LEAD if self.leads else None
        return Draft(
            self.title, self.dates, self.closes_at, frozenset(self.regions), role, frozenset(self.topics),
            frozenset(self.programmes), self.quorum, self.names, invitation_of(self.meeting), self.organisers,
        )  # fmt: skip

    def with_piece(self, position: int, *pieces: Piece) -> "Plan":
        """Return the plan with other pieces in the place of one."""
        return replace(self, pieces=(*self.pieces[:position], *pieces, *self.pieces[position + 1 :]))

    def dump(self) -> dict[str, Any]:
        """Return the plan as JSON has it."""
        return {
            "title": self.title,
            "pieces": [_dump(piece) for piece in self.pieces],
            "closes_at": self.closes_at.isoformat() if self.closes_at is not None else "",
            "regions": list(self.regions) if self.regions is not None else None,
            "leads": self.leads,
            "quorum": self.quorum.text if self.quorum is not None else "",
            "names": self.names,
            "number": self.number,
            "topics": list(self.topics),
            "programmes": list(self.programmes),
            "meeting": self.meeting.dump(),
            "organisers": list(self.organisers),
        }


#: What is kept of a meeting with the poll that looks for its date.
_KEPT = ("place", "link", "hybrid", "hosts", "access", "sign_up", "agenda", "seats")


def invitation_of(draft: MeetingDraft) -> dict[str, Any]:
    """Return what is known of a meeting, as a poll keeps it."""
    return {name: value for name, value in draft.dump().items() if name in _KEPT}


def load(data: Mapping[str, Any]) -> Plan:
    """Return the plan that `dump` wrote down."""
    closes_at, regions = data.get("closes_at"), data.get("regions")
    return Plan(
        str(data.get("title", "")),
        tuple(_load(piece) for piece in data.get("pieces", ())),
        datetime.fromisoformat(closes_at) if closes_at else None,
        tuple(regions) if regions is not None else None,
        bool(data.get("leads")),
        read_quorum(str(data.get("quorum", ""))),
        bool(data.get("names")),
        int(data.get("number", 0)),
        tuple(data.get("topics", ())),
        tuple(data.get("programmes", ())),
        meeting_draft.load(data.get("meeting", {})),
        tuple(data.get("organisers", ())),
    )


def _dump(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, When):
        return {"start": stored_start(piece), "end": stored_end(piece)}
    when = _dump(piece.when) if piece.when is not None else None
    return {"why": piece.why.value, "said": piece.said, "days": [day.isoformat() for day in piece.days], "when": when}


def _load(stored: Mapping[str, Any]) -> Piece:
    if "why" not in stored:
        return read_when(stored["start"], stored["end"])
    when = stored.get("when")
    days = tuple(date.fromisoformat(day) for day in stored["days"])
    return Unclear(Doubt(stored["why"]), stored["said"], days, read_when(when["start"], when["end"]) if when else None)


def closing_moment(when: When) -> datetime:
    """Return the moment that a day named as the end of a poll stands for."""
    return datetime.combine(when.day, when.start or CLOSING_TIME, ZONE)


def moment_of(day: date, at: time = CLOSING_TIME) -> datetime:
    """Return a moment of local time."""
    return datetime.combine(day, at, ZONE)

"""Who may do what, and where: one function for all commands."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.recipient import Role


class Need(StrEnum):
    """Who may give a command."""

    #: Anybody who writes to the bot.
    NOTHING = "nothing"
    #: Who has joined.
    JOINED = "joined"
    #: Who was confirmed, by an invitation or by a Federführende.
    CONFIRMED = "confirmed"
    #: Federführende, and the Koordination.
    LEAD = "lead"
    #: The Koordination.
    COORDINATION = "coordination"


class Refusal(StrEnum):
    """Why somebody may not."""

    NOT_JOINED = "not joined"
    NOT_CONFIRMED = "not confirmed"
    NOT_LEAD = "not lead"
    NOT_COORDINATION = "not coordination"
    #: It is about the person, so it is none of a group's business.
    NOT_IN_A_GROUP = "not in a group"
    #: It is internal, and this network may not carry what is internal.
    NOT_ON_THIS_NETWORK = "not on this network"


@dataclass(frozen=True, slots=True)
class Right:
    """What a command asks for. in_groups: it may be given where others read; internal: its answers are."""

    need: Need = Need.NOTHING
    in_groups: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where. carries_internal: whether this network may carry what is internal.

    A role holds only for who is confirmed: nobody leads a region because a file or an old invitation says so.
    """

    joined: bool = False
    confirmed: bool = False
    role: Role = Role.MEMBER
    direct: bool = True
    carries_internal: bool = True
    #: The regions that they lead now, by their codes.
    leads: frozenset[str] = frozenset()


def is_leading(asker: Asker) -> bool:
    """Return whether somebody has more rights than a member."""
    return refusal(Right(Need.LEAD, in_groups=True), asker) is None


def oversees(asker: Asker, regions: Iterable[str]) -> bool:
    """Return whether somebody may decide about what belongs to these regions: who leads one, and the Koordination."""
    if not is_leading(asker):
        return False
    return asker.role is Role.COORDINATION or bool(asker.leads & set(regions))


def sees_names(asker: Asker, regions: Iterable[str]) -> bool:
    """Return whether somebody may see the names of those who belong to these regions: only who leads one.

    And only where what is internal may be read.
    """
    return is_leading(asker) and asker.carries_internal and bool(asker.leads & set(regions))


def refusal(right: Right, asker: Asker) -> Refusal | None:
    """Return why somebody may not do something here, or None if they may."""
    if not asker.direct and not right.in_groups:
        return Refusal.NOT_IN_A_GROUP
    lacking = _lacking(right.need, asker)
    if lacking is not None:
        return lacking
    return Refusal.NOT_ON_THIS_NETWORK if right.internal and not asker.carries_internal else None


def _lacking(need: Need, asker: Asker) -> Refusal | None:
    if need is Need.NOTHING:
        return None
    if not asker.joined:
        return Refusal.NOT_JOINED
    if need is Need.JOINED:
        return None
    if not asker.confirmed:
        return Refusal.NOT_CONFIRMED
    if need is Need.LEAD and asker.role is Role.MEMBER:
        return Refusal.NOT_LEAD
    if need is Need.COORDINATION and asker.role is not Role.COORDINATION:
        return Refusal.NOT_COORDINATION
    return None

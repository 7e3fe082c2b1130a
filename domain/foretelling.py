"""Who will have a notice when: what leaves before quiet time begins, what at the next office hour, what too late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.pacing import Budget, Load, seconds_for


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients on one account who are quiet at the same times.

    first: the first moment at which they may be sent to. until: when they become quiet after that (None: never), and
    again: when that ends.
    """

    account: str
    load: Load
    first: datetime
    until: datetime | None = None
    again: datetime | None = None

    @property
    def recipients(self) -> int:
        """How many they are."""
        return self.load.persons + self.load.places


@dataclass(frozen=True, slots=True)
class AtOnce:
    """What an account begins to send at once: to so many, in so many seconds."""

    account: str
    recipients: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Who will have it when. at_once: the quickest first; until: when most of those become quiet.

    later: how many at which moment, in order. late: how many of all get it only after the deadline. unreachable: who
    has no address that may be used; they are in no other number.
    """

    at_once: tuple[AtOnce, ...] = ()
    until: datetime | None = None
    later: tuple[tuple[datetime, int], ...] = ()
    late: int = 0
    unreachable: int = 0

    @property
    def audience(self) -> int:
        """How many there are in all."""
        sent = sum(one.recipients for one in self.at_once) + sum(count for _, count in self.later)
        return sent + self.unreachable

    @property
    def seconds(self) -> float:
        """How long what goes at once takes: the networks send beside each other."""
        return max((one.seconds for one in self.at_once), default=0.0)


def foretell(
    groups: Iterable[Group],
    budgets: Mapping[str, Budget | None],
    parts: Mapping[str, int],
    now: datetime,
    deadline: datetime | None,
) -> Outlook:
    """Return who will have a notice when, if it is released now. parts: of how many messages it is, by account.

    Who becomes quiet first is counted as sent to first; a network that is too slow for them leaves the rest for when
    they may be disturbed again.
    """
    waiting = sorted(groups, key=lambda group: (group.until is None, group.until or now))
    at_once: dict[str, Load] = {}
    later: dict[datetime, int] = {}
    horizons: dict[datetime | None, int] = {}
    unreachable = 0
    for group in waiting:
        if not group.account:
            unreachable += group.recipients
        elif group.first > now:
            later[group.first] = later.get(group.first, 0) + group.recipients
        else:
            before = at_once.get(group.account, Load(0, 0))
            whole = _together(before, group.load, parts.get(group.account, 1))
            fits = _fitting(group, before, whole, budgets.get(group.account), now)
            at_once[group.account] = whole if fits == group.recipients else _part_of(whole, group, fits)
            horizons[group.until] = horizons.get(group.until, 0) + fits
            if (rest := group.recipients - fits) and group.again is not None:
                later[group.again] = later.get(group.again, 0) + rest
    networks = [
        AtOnce(account, load.persons + load.places, seconds_for(load, budgets.get(account)))
        for account, load in at_once.items()
        if load.messages
    ]
    networks.sort(key=lambda one: (one.seconds, one.account))
    late = sum(count for moment, count in later.items() if deadline is not None and moment >= deadline)
    until = max(horizons, key=lambda moment: horizons[moment]) if horizons else None
    return Outlook(tuple(networks), until, tuple(sorted(later.items())), late, unreachable)


def _together(one: Load, other: Load, parts: int) -> Load:
    return Load(one.persons + other.persons, one.places + other.places, parts, one.unopened + other.unopened)


def _fitting(group: Group, before: Load, whole: Load, budget: Budget | None, now: datetime) -> int:
    """Return how many of a group are sent to before they become quiet."""
    if group.until is None or seconds_for(whole, budget) <= (group.until - now).total_seconds():
        return group.recipients
    low, high = 0, group.recipients
    while low < high:
        middle = (low + high + 1) // 2
        took = timedelta(seconds=seconds_for(_plus(before, middle, whole.parts), budget))
        low, high = (middle, high) if took <= group.until - now else (low, middle - 1)
    return low


def _plus(load: Load, more: int, parts: int) -> Load:
    return replace(load, persons=load.persons + more, parts=parts)


def _part_of(whole: Load, group: Group, fits: int) -> Load:
    """Return the load with only so many of the group in it; places go first."""
    places = min(group.load.places, fits)
    return replace(
        whole,
        persons=whole.persons - group.load.persons + fits - places,
        places=whole.places - group.load.places + places,
        unopened=min(whole.unopened, whole.persons),
    )

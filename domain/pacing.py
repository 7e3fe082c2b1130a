"""How fast an account may send: strict spacing, without bursts for bulk. In real time, in seconds since the epoch."""

from dataclasses import dataclass, replace

#: A loop that wakes a little late may catch up by this many seconds.
SLACK = 0.02
#: Spacing is this much wider than the rate says, so that catching up never puts a 28th message into a second of 27.
_STRETCH = 1.021
#: After a flood the bulk rate drops to this share, and comes back by one message a second each minute.
_AFTER_FLOOD = 0.7
_RECOVERY_PER_SECOND = 1 / 60
#: However often it was too many, bulk goes on at this rate.
_SLOWEST = 0.1


@dataclass(frozen=True, slots=True)
class Budget:
    """What a network lets an account send. All rates are messages a second, all intervals seconds.

    Source for the defaults: https://core.telegram.org/bots/faq (30/s in all, 1/s a chat, 20 a minute a group),
    with room to spare for bulk and groups. burst: so many may go at once after a rest. rooms_first: so little may be
    sent that places, which many read, go before persons. open_every: between two direct chats that are opened.
    """

    total_rate: float = 30.0
    bulk_rate: float = 27.0
    private_every: float = 1.0
    group_every: float = 60 / 18
    burst: int = 1
    rooms_first: bool = False
    open_every: float = 0.0

    def faster(self, factor: float) -> "Budget":
        """Return the same budget at `factor` times the speed (for tests and the demo)."""
        return replace(
            self,
            total_rate=self.total_rate * factor,
            bulk_rate=self.bulk_rate * factor,
            private_every=self.private_every / factor,
            group_every=self.group_every / factor,
            open_every=self.open_every / factor,
        )


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be sent: the same message, in so many parts, to persons and places.

    unopened: persons among them to whom a chat has to be opened first.
    """

    persons: int
    places: int
    parts: int = 1
    unopened: int = 0

    @property
    def messages(self) -> int:
        """How many messages that are."""
        return (self.persons + self.places) * self.parts


def seconds_for(load: Load, budget: Budget | None) -> float:
    """Return how long a load takes when nothing else is to be sent: the slowest of what it has to wait for."""
    if budget is None or not load.messages:
        return 0.0
    every = budget.group_every if load.places else budget.private_every
    return max(
        max(load.messages - budget.burst, 0) * _STRETCH / budget.bulk_rate,
        (load.parts - 1) * every * _STRETCH,
        max(load.unopened - budget.burst, 0) * budget.open_every,
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """Where one meter stands: not before `next_at`; `rate` is a lowered bulk rate, 0 when it is not lowered."""

    next_at: float = 0.0
    rate: float = 0.0
    rate_at: float = 0.0


def is_free(pace: Pace, now: float) -> bool:
    """Return whether this meter lets one message through at `now`."""
    return now >= pace.next_at


def take(pace: Pace, every: float, now: float, burst: int = 1) -> Pace:
    """Return the meter after one message at `now`; `every` is the spacing in seconds, which a burst may fall below."""
    earliest = now - SLACK - (burst - 1) * every * _STRETCH
    return replace(pace, next_at=max(pace.next_at, earliest) + every * _STRETCH)


def spacing(rate: float) -> float:
    """Return how many seconds lie between two messages at this rate."""
    return _STRETCH / rate


def bulk_every(pace: Pace, budget: Budget, now: float) -> float:
    """Return the spacing of bulk at `now`, lowered after a flood and coming back slowly."""
    return 1 / _bulk_rate(pace, budget, now)


def after_flood(pace: Pace, budget: Budget, now: float, wait: float) -> Pace:
    """Return the bulk meter after the network said "too many": pause for `wait` seconds, then 70 % of the rate.

    During the pause it only gets longer: calls that were in flight together tell of the same flood.
    """
    until = max(pace.next_at, now + wait)
    if pace.rate > 0 and now < pace.rate_at:
        return Pace(until, pace.rate, max(pace.rate_at, now + wait))
    return Pace(until, _AFTER_FLOOD * _bulk_rate(pace, budget, now), now + wait)


def _bulk_rate(pace: Pace, budget: Budget, now: float) -> float:
    if pace.rate <= 0:
        return budget.bulk_rate
    recovered = pace.rate + max(now - pace.rate_at, 0.0) * _RECOVERY_PER_SECOND
    return min(max(recovered, _SLOWEST), budget.bulk_rate)

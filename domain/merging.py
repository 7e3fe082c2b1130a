"""Two persons turn out to be one: which of two deliveries of the same notice is kept."""

from dataclasses import dataclass

from domain.state import DeliveryState

#: How far a delivery has come, if nothing of it has left.
_RANKS = {
    DeliveryState.SKIPPED: 0,
    DeliveryState.FAILED: 1,
    DeliveryState.WAITING: 2,
    DeliveryState.UNSURE: 4,
    DeliveryState.SENT: 5,
}
_UNDER_WAY = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a delivery stands. has_left: some part of it is, or may be, out already."""

    state: DeliveryState
    has_left: bool = False

    @property
    def rank(self) -> int:
        """How far it has come: the further one is kept."""
        return _UNDER_WAY if self.state is DeliveryState.WAITING and self.has_left else _RANKS[self.state]


def keeps_second(first: Standing, second: Standing) -> bool:
    """Return whether the second of two deliveries of one notice stands for both; the first does when both are even."""
    return second.rank > first.rank

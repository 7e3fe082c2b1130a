"""Seats of a meeting: who has one, who waits, and who moves up when one is free."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.meeting import TAKES_A_SEAT, Reply


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody said, and their place in the waiting list if they wait for a seat."""

    person: int
    reply: Reply
    waits: int | None = None

    @property
    def seated(self) -> bool:
        """Whether they have a seat."""
        return self.reply in TAKES_A_SEAT and self.waits is None


def settle(
    capacity: int | None, standing: Sequence[Standing], said: Standing | None = None
) -> tuple[list[Standing], list[int]]:
    """Return how everybody stands now, and who has moved up, in order. said: what somebody says newly, if anybody did.

    Who has a seat keeps it, also when there are fewer seats than before; who waits keeps their turn. The places of
    those who wait are 1, 2, 3 and so on.
    """
    before = {one.person: one for one in standing}
    now = dict(before)
    if said is not None:
        old = before.get(said.person)
        keeps = old is not None and old.reply in TAKES_A_SEAT and said.reply in TAKES_A_SEAT
        behind = 1 + max((one.waits or 0 for one in standing), default=0)
        now[said.person] = replace(said, waits=_wait(said, old if keeps else None, behind))
    seated = sum(one.seated for one in now.values())
    moved: list[int] = []
    place = 0
    for one in sorted((one for one in now.values() if one.waits is not None), key=lambda one: one.waits or 0):
        if capacity is None or seated < capacity:
            seated += 1
            now[one.person] = replace(one, waits=None)
            moved.append(one.person)
        else:
            place += 1
            now[one.person] = replace(one, waits=place)
    return list(now.values()), [one for one in moved if said is None or one != said.person]


def _wait(said: Standing, old: Standing | None, behind: int) -> int | None:
    """Return the place in the waiting list: their old one, or the last, from which they may move up at once."""
    if said.reply not in TAKES_A_SEAT:
        return None
    return old.waits if old is not None else behind

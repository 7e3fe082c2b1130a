"""One turn of the relay, decided: which of the due dispatches go now, which wait, which are too late. Pure."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain import expiry, quiet, retry
from domain.lane import Lane
from domain.pacing import Budget, Pace, bulk_every, is_free, spacing, take
from domain.state import DispatchState
from store.outbox import Candidate

#: Names of the two meters that concern a whole account; every other meter is named by its chat.
ALL = ""
#: Everything but answers: what goes to many never takes the last slots, so that an answer always finds one.
BULK = "*bulk"
#: So many seconds before the last booked slot is used up, the next ones are booked.
_LEAD = 0.03
#: So many calls begin together.
TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a turn is decided by. now: the clock's time; real: seconds since the epoch, for pacing.

    budget None: no pacing. holidays: quiet days as local dates. is_group: the channel's knowledge of its chats.
    ahead: calls may be booked for slots that come within so many seconds, so that several share a transaction.
    """

    now: datetime
    real: float
    budget: Budget | None
    holidays: AbstractSet[date]
    is_group: Callable[[str], bool] = field(default=lambda _chat: False)
    ahead: float = 0.0

    @property
    def horizon(self) -> float:
        """The last moment whose slots may be taken now, in real seconds."""
        return self.real + self.ahead


@dataclass(slots=True)
class Turn:
    """What is to be done: dispatches to call, to postpone, to end; and the meters that moved.

    starts: the slot of each call, in real seconds.
    """

    call: list[int] = field(default_factory=list)
    starts: dict[int, float] = field(default_factory=dict)
    later: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    ends: list[tuple[int, DispatchState, str]] = field(default_factory=list)
    address_gone: list[int] = field(default_factory=list)
    meters: dict[str, Pace] = field(default_factory=dict)
    starts_part: bool = False


def open_lanes(meters: Mapping[str, Pace], around: Surroundings) -> list[Lane]:
    """Return the lanes that have a slot within reach: what goes to many never takes more than its share."""
    if around.budget is None:
        return list(Lane)
    if not is_free(meters.get(ALL, Pace()), around.horizon):
        return []
    bulk = is_free(meters.get(BULK, Pace()), around.horizon)
    return list(Lane) if bulk else [Lane.REPLY]


def decide(due: Sequence[Candidate], free: int, meters: Mapping[str, Pace], around: Surroundings) -> Turn:
    """Return what to do with the due dispatches, when `free` calls may be made: at most one per chat."""
    turn = Turn()
    taken: set[str] = set()
    for one in due:
        if _ends(one, turn, around) or len(turn.call) >= free or one.chat in taken or _waits(one, turn, around):
            continue
        start = _take_slot(one, turn, meters, around)
        if start is None:
            continue
        taken.add(one.chat)
        turn.call.append(one.id)
        turn.starts[one.id] = start
        turn.starts_part |= one.seq > 0
    return turn


def puts_rooms_first(around: Surroundings, lanes: Sequence[Lane]) -> bool:
    """Return whether places go before persons: the account may send so little that persons take hours."""
    return around.budget is not None and around.budget.rooms_first and Lane.BULK in lanes


def rooms_first(due: Sequence[Candidate], places: Sequence[Candidate]) -> list[Candidate]:
    """Return what is due in the order of an account that may send little.

    Answers, then what is urgent, to places and to persons; then everything to places, each of which many read; then
    everything to persons.
    """

    def rank(one: Candidate) -> int:
        if one.lane is Lane.REPLY:
            return 0
        return (1 if one.lane is Lane.URGENT else 3) + one.is_person

    return sorted({one.id: one for one in [*places, *due]}.values(), key=rank)


def next_free(meters: Mapping[str, Pace], around: Surroundings, *, in_beats: bool = False) -> float:
    """Return in how many seconds to take the next slot of the account; 0 when nothing holds.

    What is booked ahead is let run out almost to its end, because then most slots are taken at once.
    """
    if around.budget is None:
        return 0.0
    now = around.real + min(_LEAD, around.ahead)
    waits = {name: meters[name].next_at - now for name in (ALL, BULK) if name in meters}
    if in_beats and 0 < (bulk := waits.get(BULK, 0.0)) <= around.ahead:
        # The account's own next slot comes sooner, but only answers take it, and who writes one rings.
        return bulk
    return min((wait for wait in waits.values() if wait > 0), default=0.0)


def beat(budget: Budget | None, ahead: float) -> float:
    """Return how many seconds apart calls begin, three together where each has a slot of its own; 0: one by one.

    Waking up costs more than a call. Three slots are the most that fit into a second of 27 a whole number of times.
    """
    if budget is None or budget.burst > 1:
        return 0.0
    seconds = TOGETHER * spacing(budget.bulk_rate)
    return seconds if seconds <= ahead else 0.0


def held_chats(meters: Mapping[str, Pace], around: Surroundings) -> dict[str, float]:
    """Return the chats that were written to so recently that they have to wait, and for how many seconds."""
    if around.budget is None:
        return {}
    first = max(around.real, meters[ALL].next_at if ALL in meters else 0.0)
    return {
        chat: pace.next_at - around.real
        for chat, pace in meters.items()
        if chat not in (ALL, BULK) and not is_free(pace, first)
    }


def still_holding(meters: Mapping[str, Pace], around: Surroundings) -> dict[str, Pace]:
    """Return the meters without those of chats that hold nothing any more: an account has many chats."""
    return {name: pace for name, pace in meters.items() if name in (ALL, BULK) or not is_free(pace, around.real)}


def delayed(meters: Mapping[str, Pace], by: float) -> dict[str, Pace]:
    """Return the meters after a call began so many seconds behind its slot: whatever follows moves along."""
    late = {name: replace(meters[name], next_at=meters[name].next_at + by) for name in (ALL, BULK) if name in meters}
    return {**meters, **late}


def is_in_time(one: Candidate, now: datetime, holidays: AbstractSet[date]) -> bool:
    """Return whether what was decided to go may still go now, a while later."""
    return one.expires_at > now and _quiet_hours(one, now, holidays) is None


def _ends(one: Candidate, turn: Turn, around: Surroundings) -> bool:
    if one.expires_at <= around.now:
        done = retry.expire(possibly_sent=one.possibly_sent)
        turn.ends.append((one.id, done.state, done.error))
        return True
    if not one.address_ok:
        state = DispatchState.UNSURE if one.possibly_sent else DispatchState.FAILED
        turn.ends.append((one.id, state, "address gone"))
        turn.address_gone.append(one.id)
        return True
    return False


def _waits(one: Candidate, turn: Turn, around: Surroundings) -> bool:
    hours = _quiet_hours(one, around.now, around.holidays)
    if hours is None:
        return False
    first = quiet.next_allowed(hours, around.now, around.holidays)
    # An urgent notice released just before a weekend must not expire during it.
    until = first + expiry.URGENT if one.lane is Lane.URGENT else one.expires_at
    turn.later.append((one.id, first, max(until, one.expires_at)))
    return True


def _quiet_hours(one: Candidate, now: datetime, holidays: AbstractSet[date]) -> quiet.Quiet | None:
    """Return the quiet hours that hold a dispatch back now, or None when none do."""
    if one.quiet_spec is None or not quiet.holds_for(one.lane, urgent_offhours=one.urgent_offhours):
        return None
    hours = quiet.read_quiet(one.quiet_spec)
    return hours if hours is not None and quiet.is_quiet(hours, now, holidays) else None


def _take_slot(one: Candidate, turn: Turn, meters: Mapping[str, Pace], around: Surroundings) -> float | None:
    """Take the next slot of every meter that concerns this dispatch and return when it is; None: not within reach."""
    if around.budget is None:
        return around.real
    wanted = {ALL: 1 / around.budget.total_rate}
    if one.lane is not Lane.REPLY:
        wanted[BULK] = bulk_every(meters.get(BULK, Pace()), around.budget, around.real)
    now = {name: turn.meters.get(name) or meters.get(name, Pace()) for name in (*wanted, one.chat)}
    start = max(around.real, *(now[name].next_at for name in wanted))
    if start > around.horizon or not is_free(now[one.chat], start):
        return None
    private = one.is_person and not around.is_group(one.chat)
    wanted[one.chat] = around.budget.private_every if private else around.budget.group_every
    bursts = {ALL: around.budget.burst, BULK: around.budget.burst}
    turn.meters.update({name: take(pace, wanted[name], start, bursts.get(name, 1)) for name, pace in now.items()})
    return start

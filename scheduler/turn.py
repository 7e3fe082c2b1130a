"""One turn of the relay, decided: which of the due dispatches go now, which wait, which are too late. Pure."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime

from domain import expiry, quiet, retry
from domain.lane import Lane
from domain.pacing import Budget, Pace, bulk_every, is_free, take
from domain.state import DispatchState
from store.outbox import Candidate

#: Names of the two meters that concern a whole account; every other meter is named by its chat.
ALL = ""
#: Everything but answers: what goes to many never takes the last slots, so that an answer always finds one.
BULK = "*bulk"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a turn is decided by. now: the clock's time; real: seconds since the epoch, for pacing.

    budget None: no pacing. holidays: quiet days as local dates. is_group: the channel's knowledge of its chats.
    """

    now: datetime
    real: float
    budget: Budget | None
    holidays: AbstractSet[date]
    is_group: Callable[[str], bool] = field(default=lambda _chat: False)


@dataclass(slots=True)
class Turn:
    """What is to be done: dispatches to call, to postpone, to end; and the meters that moved."""

    call: list[int] = field(default_factory=list)
    later: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    ends: list[tuple[int, DispatchState, str]] = field(default_factory=list)
    address_gone: list[int] = field(default_factory=list)
    meters: dict[str, Pace] = field(default_factory=dict)
    starts_part: bool = False


def open_lanes(meters: Mapping[str, Pace], around: Surroundings) -> list[Lane]:
    """Return the lanes that may send at this moment: what goes to many never takes more than its share."""
    if around.budget is None:
        return list(Lane)
    if not is_free(meters.get(ALL, Pace()), around.real):
        return []
    bulk = is_free(meters.get(BULK, Pace()), around.real)
    return list(Lane) if bulk else [Lane.REPLY]


def decide(due: Sequence[Candidate], free: int, meters: Mapping[str, Pace], around: Surroundings) -> Turn:
    """Return what to do with the due dispatches, when `free` calls may be made: at most one per chat."""
    turn = Turn()
    taken: set[str] = set()
    for one in due:
        if _ends(one, turn, around) or _waits(one, turn, around):
            continue
        if len(turn.call) >= free or one.chat in taken or not _may_send(one, turn, meters, around):
            continue
        taken.add(one.chat)
        turn.call.append(one.id)
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


def next_free(meters: Mapping[str, Pace], around: Surroundings) -> float:
    """Return in how many seconds the next account-wide meter lets something through; 0 when nothing holds."""
    if around.budget is None:
        return 0.0
    waits = [meters[name].next_at - around.real for name in (ALL, BULK) if name in meters]
    return max(0.0, min((wait for wait in waits if wait > 0), default=0.0))


def held_chats(meters: Mapping[str, Pace], around: Surroundings) -> list[str]:
    """Return the chats that were written to so recently that they have to wait."""
    if around.budget is None:
        return []
    return [chat for chat, pace in meters.items() if chat not in (ALL, BULK) and not is_free(pace, around.real)]


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
    if one.quiet_spec is None or not quiet.holds_for(one.lane, urgent_offhours=one.urgent_offhours):
        return False
    hours = quiet.read_quiet(one.quiet_spec)
    if hours is None or not quiet.is_quiet(hours, around.now, around.holidays):
        return False
    first = quiet.next_allowed(hours, around.now, around.holidays)
    # An urgent notice released just before a weekend must not expire during it.
    until = first + expiry.URGENT if one.lane is Lane.URGENT else one.expires_at
    turn.later.append((one.id, first, max(until, one.expires_at)))
    return True


def _may_send(one: Candidate, turn: Turn, meters: Mapping[str, Pace], around: Surroundings) -> bool:
    """Take a slot of every meter that concerns this dispatch, or of none."""
    if around.budget is None:
        return True
    wanted = {ALL: 1 / around.budget.total_rate}
    private = one.is_person and not around.is_group(one.chat)
    wanted[one.chat] = around.budget.private_every if private else around.budget.group_every
    if one.lane is not Lane.REPLY:
        wanted[BULK] = bulk_every(meters.get(BULK, Pace()), around.budget, around.real)
    now = {name: turn.meters.get(name) or meters.get(name, Pace()) for name in wanted}
    if not all(is_free(pace, around.real) for pace in now.values()):
        return False
    bursts = {ALL: around.budget.burst, BULK: around.budget.burst}
    turn.meters.update({name: take(pace, wanted[name], around.real, bursts.get(name, 1)) for name, pace in now.items()})
    return True

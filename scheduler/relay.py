"""The relay: slot -> quiet? -> claim -> call -> record, until stopped. One per account, and one process per account.

Recording what came back and claiming what goes next share one transaction, so that eight calls cost one commit. At a
network's pace, calls are booked for their slots a moment ahead, which makes one transaction of six there too.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog
from sqlmodel import Session

from channels.base import Channel, Look, Target
from content import compose
from domain.lane import Lane
from domain.message import Body, Former, Message, with_heading
from domain.outcome import GiveUp, Outcome, Sent, TryLater, Unsure
from domain.pacing import SLACK, Budget, Pace, after_flood
from domain.quiet import ZONE
from domain.retry import Again, Call, Done, Elsewhere, decide
from domain.state import DispatchState, Op
from domain.unsure import OnUnsure
from scheduler import attaching, turn
from scheduler.bell import Bell
from scheduler.expand import Expander
from scheduler.holidays import quiet_days
from scheduler.turn import Surroundings
from store import assets, bodies, deliveries, members, merging, notices, outbox, paces
from store.db import Store
from store.outbox import Answer, Claimed

log = structlog.get_logger()

#: Calls under way per account, booked ones included: what a kill can leave unsure at most.
IN_FLIGHT = 8
#: How many seconds ahead calls are booked, when there is a pace: seven at 27 a second. What is urgent waits no longer.
AHEAD = 0.31
#: Due dispatches that a turn looks at in each lane, beyond those that it may call: some of them may have to wait.
_LOOK_BEYOND = 4
#: Deliveries that become dispatches in one transaction.
_BATCH = 200
#: How often, in seconds, to look for urgent deliveries among bulk.
_GLANCE = 0.05
#: How often, in seconds, to look whether another process has written, when nothing is due.
_PEEK = 0.1
#: How often, in seconds, to look at what is due and has to wait.
_LOOK = 0.3
#: After so many seconds a booked call is asked once more whether it may go: the machine may have slept in between.
_FRESH = 1.0
#: For so many seconds calls begin one by one, once an answer was among them or the network took its time.
_SINGLY = 5.0
#: A network takes its time when an answer has not come after so many beats: with twice as many, the eight run out.
_PATIENCE = 1.5
#: A call that takes longer is unsure.
_CALL_TIMEOUT = 60.0
_CACHED = 512
#: Everything that overtakes bulk.
_PRESSING = [lane for lane in Lane if lane is not Lane.BULK]


@dataclass(slots=True)
class _Booked:
    """A claimed call that begins at `start`, in real seconds. decided_at: when it was decided, on the wall clock.

    That one alone goes on while a machine sleeps.
    """

    start: float
    call: Claimed
    message: Message
    decided: outbox.Candidate
    decided_at: float


@dataclass
class _Done:
    """What a turn did: calls to make, the meters that they moved, and how many deliveries it looked at."""

    claims: list[_Booked] = field(default_factory=list)
    meters: dict[str, Pace] = field(default_factory=dict)
    expanded: int = 0


@dataclass
class Relay:
    """Sends what is due on one channel. clock: the time that decides what is due, quiet or expired."""

    store: Store
    channel: Channel
    clock: Callable[[], datetime]
    budget: Budget | None
    public_only: frozenset[str] = frozenset()
    crash: Callable[[str], None] = field(default=lambda _point: None)
    #: Where the bytes of files are.
    assets: Path = Path("assets")
    in_flight: dict[asyncio.Task[Outcome], Claimed] = field(default_factory=dict)
    #: Claimed, to be called when their slots come.
    booked: deque[_Booked] = field(default_factory=deque)
    meters: dict[str, Pace] = field(default_factory=dict)
    #: Rung by whoever writes something down that is to be sent.
    bell: Bell = field(default_factory=Bell)
    _bodies: "OrderedDict[int, Body]" = field(default_factory=OrderedDict)
    _glanced: float = 0.0
    #: The database as it was at the last look, and when something is due, by our clock, if it stays so.
    _seen: int = 0
    _due_at: datetime | None = None
    #: The last turn found something to do, so there may be more.
    _busy: bool = False
    #: The next call waits for the end of one that is under way.
    _wants_room: bool = False
    _timer: asyncio.TimerHandle | None = None
    #: How far calls have moved behind their slots since the transaction under way began.
    _late: float = 0.0
    #: When calls began together last, in real seconds, and how far the first of them was behind its slot then.
    _began: float = 0.0
    _behind: float = 0.0
    #: Until then each call begins in its own slot.
    _singly_until: float = 0.0
    #: When the calls under way began, and some that have ended.
    _since: "deque[tuple[float, asyncio.Task[Outcome]]]" = field(default_factory=deque)
    #: Booked calls that are not to be made after all, and not given back yet.
    _recalled: list[Claimed] = field(default_factory=list)
    #: The bulk rate was lowered and not stored yet.
    _slowed: bool = False
    _began_at: float = field(default_factory=lambda: time.time() - time.monotonic())

    def __post_init__(self) -> None:
        self.account = self.channel.account
        self.expander = Expander(self.account, self.channel.capabilities, self.public_only, self.crash, self._may_pin)

    async def run(self, stop: asyncio.Event) -> None:
        """Settle what a dead process left, then send until `stop` is set; then wait for what is under way."""
        stored = await self.store.read(lambda s: paces.load(s, self.account, self._real()))
        self.meters = {chat: Pace(*pace) for chat, pace in stored.items()}
        await self.settle()
        try:
            async with self.bell.rung_by(stop):
                while not stop.is_set():
                    await self._turn()
                    await self._rest()
        finally:
            await self._drain()

    async def settle(self) -> None:
        """Decide on every dispatch whose call was under way when the process before us ended."""
        keyed = self.channel.capabilities.keyed
        left = await self.store.read(lambda s: outbox.left_open(s, self.account, keyed=keyed))
        answers = [await self._settle_one(call) for call in left]
        if answers:
            log.info("settled", account=self.account, calls=len(answers))
            await self.store.write(lambda s: self._record(s, [one for one in answers if one is not None]))

    async def _settle_one(self, call: Claimed) -> Answer | None:
        same_device = bool(call.device) and call.device == self.channel.device
        reason = "the process ended during the call"
        if self.channel.capabilities.keyed:
            found = await self._find(call)
            if isinstance(found, str):
                return self._answer(call, Sent(found), same_device)
            if found is Look.NOT_THERE and same_device:
                return self._answer(call, TryLater(reason), same_device)
        return self._answer(call, Unsure(reason), same_device)

    # --- one turn

    async def _turn(self) -> None:
        finished = [task for task in self.in_flight if task.done()]
        now = self.clock()
        answers = [self._outcome_of(task, now) for task in finished]
        recalled = list(self._recalled)
        self._due_at = now
        if not (finished or recalled):
            if self._free() <= 0:
                return
            self._seen = self.store.version()
            if not self._busy:
                self._due_at = await self.store.read(self._when_due)
                if self._waits_for_its_time():
                    return
        running = [call.chat for task, call in self.in_flight.items() if task not in finished]
        running += [one.call.chat for one in self.booked]
        self._late = 0.0
        done = await self.store.write(lambda s: self._transact(s, answers, recalled, running))
        self._busy = bool(done.claims or done.expanded)
        del self._recalled[: len(recalled)]
        for task in finished:
            del self.in_flight[task]
        if answers:
            self.crash("dispatch.recorded")
        if done.claims:
            self.crash("dispatch.claimed")
            self._book(done)
        if done.expanded:
            self.bell.ring()

    def _book(self, done: _Done) -> None:
        # While the transaction ran, an earlier call may have begun behind its slot.
        for one in done.claims:
            one.start += self._late
        meters = {**self.meters, **turn.delayed(done.meters, self._late)}
        self.meters = turn.still_holding(meters, self._surroundings())
        self.booked.extend(done.claims)
        if self._timer is None:
            self._next()

    def _next(self) -> None:
        """Begin the booked calls whose moment has come, and see to the next ones. Who is late makes the rest later."""
        self._timer = None
        now = self._real()
        in_beats = self._goes_in_beats(now)
        if not in_beats:
            # What a beat held back and what comes singly after it must not be too much in one second.
            self._move_rest(self._behind if now - self._began < 1 else 0.0)
            self._behind = 0.0
        if self.booked and now >= (begins := self._begins_at(now, in_beats=in_beats)):
            self._move_rest(now - begins - SLACK, self.booked[0])
            # A little lateness does not move the beats that follow, as it does not move slots.
            beat_at = max(begins, now - SLACK)
            most = turn.TOGETHER if in_beats else IN_FLIGHT
            while most and self.booked and self.booked[0].start <= now:
                one = self.booked.popleft()
                if not self._is_in_time(one):
                    self._recalled.append(one.call)
                    self.bell.ring()
                    continue
                most -= 1
                self._begin(one, now, beat_at if in_beats else None)
        if self.booked:
            wait = self._begins_at(now, in_beats=in_beats) - self._real()
            self._timer = asyncio.get_running_loop().call_later(max(wait, 0.0), self._next)

    def _goes_in_beats(self, now: float) -> bool:
        """Return whether calls begin together now: no answer is among them, and the network answers within a beat."""
        beat = turn.beat(self.budget, AHEAD)
        while self._since and self._since[0][1].done():
            self._since.popleft()
        # One that is late alone leaves the others room enough.
        is_slow = sum(now - at >= _PATIENCE * beat and not task.done() for at, task in self._since) > 1
        if is_slow or any(one.call.lane is Lane.REPLY for one in self.booked):
            self._singly_until = now + _SINGLY
        return self._is_in_beats()

    def _begins_at(self, now: float, *, in_beats: bool) -> float:
        """Return when the first booked call begins: in its slot, or with the next beat."""
        start = self.booked[0].start
        return max(start, min(self._began, now) + turn.beat(self.budget, AHEAD)) if in_beats else start

    def _move_rest(self, late: float, but: _Booked | None = None) -> None:
        """Let everything that is booked, and whatever follows it, begin so much later."""
        if self.budget is None or late <= 0:
            return
        for other in self.booked:
            if other is not but:
                other.start += late
        self._late += late
        self.meters = turn.delayed(self.meters, late)

    def _is_in_time(self, one: _Booked) -> bool:
        if time.time() - one.decided_at < _FRESH:
            return True
        now = self.clock()
        return turn.is_in_time(one.decided, now, quiet_days(now.astimezone(ZONE).year))

    def _begin(self, one: _Booked, now: float, beat_at: float | None) -> None:
        """Begin a call. beat_at: when those of its beat were to begin; None: it begins singly."""
        task = asyncio.create_task(self._call(one.call, one.message))
        self.in_flight[task] = one.call
        self._since.append((now, task))
        task.add_done_callback(self._ended)
        if beat_at is not None and beat_at != self._began:
            self._began, self._behind = beat_at, max(beat_at - one.start, 0.0)

    def _ended(self, task: "asyncio.Task[Outcome]") -> None:
        """Have an answer written down: at once where the next call waits for that, else with the next turn.

        Of calls that begin together the last answer is the moment for it: who is awake already books the next ones too.
        """
        if self._wants_room or self._is_all_answered():
            self.bell.ring()
        elif not task.cancelled() and task.exception() is None and isinstance(task.result(), TryLater):
            # It may be a flood, into which the booked calls would run too.
            self.bell.ring()

    def _is_in_beats(self) -> bool:
        return turn.beat(self.budget, AHEAD) > 0 and self._real() >= self._singly_until

    def _is_all_answered(self) -> bool:
        return len(self.booked) < turn.TOGETHER and self._is_in_beats() and all(task.done() for task in self.in_flight)

    def _recall(self) -> None:
        """Take back every call that has not begun."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._recalled.extend(one.call for one in self.booked)
        self.booked.clear()

    def _free(self) -> int:
        return IN_FLIGHT - len(self.in_flight) - len(self.booked)

    def _has_due(self, session: Session) -> bool:
        return outbox.has_due(session, [self.account], self.clock())

    def _when_due(self, session: Session) -> datetime | None:
        """Return when something is due if nobody writes anything: a moment that is over when something is now."""
        now = self.clock()
        return now if self._has_due(session) else outbox.next_after(session, self.account, now)

    def _transact(
        self, session: Session, answers: Sequence[Answer], recalled: Sequence[Claimed], running: Sequence[str]
    ) -> "_Done":
        """Record, expand, claim: everything that a turn writes, in one transaction."""
        around = self._surroundings()
        done = _Done()
        if answers:
            self._record(session, answers)
        self._give_back(session, recalled)
        if self._is_time_to_glance():
            done.expanded = self.expander.run(session, around.now, _PRESSING, _BATCH)
        free = IN_FLIGHT - len(running)
        lanes = turn.open_lanes(self.meters, around)
        if free > 0 and lanes:
            due = self._due(session, around, lanes, running)
            if due:
                self._claim(session, due, free, around, done)
            if not due and Lane.BULK in lanes:
                done.expanded += self.expander.run(session, around.now, list(Lane), _BATCH)
        return done

    def _due(
        self, session: Session, around: Surroundings, lanes: Sequence[Lane], running: Sequence[str]
    ) -> list[outbox.Candidate]:
        free = IN_FLIGHT - len(running)
        busy = [*running, *turn.held_chats(self.meters, around)]
        due = outbox.candidates(session, self.account, around.now, lanes, busy, free + _LOOK_BEYOND)
        if not turn.puts_rooms_first(around, lanes):
            return due
        # So little may be sent that looking for places, too, costs nothing.
        self.expander.run(session, around.now, list(Lane), _BATCH, places=True)
        places = outbox.for_places(session, self.account, around.now, busy, free + _LOOK_BEYOND)
        return turn.rooms_first(due, places)

    def _claim(
        self, session: Session, due: Sequence[outbox.Candidate], free: int, around: Surroundings, done: _Done
    ) -> None:
        decided = turn.decide(due, free, self.meters, around)
        outbox.postpone(session, decided.later)
        outbox.settle_unclaimed(session, decided.ends, around.now)
        deliveries.recompose(session, [id_ for id_, _, error in decided.ends if error == "expired"], around.now)
        deliveries.fall_back(session, decided.address_gone, self.public_only)
        calls = outbox.claim(session, decided.call, around.now, self.channel.device)
        paces.save(session, self.account, _plain(decided.meters))
        if decided.starts_part:
            self.crash("part.between")
        self._load_bodies(session, [call.rendering for call in calls if call.rendering is not None])
        formers = self._formers(session, calls)
        messages = [self._message(call, around.now, formers.get(call.id)) for call in calls]
        loaded = attaching.load(session, self.account, self.assets, messages)
        done.meters = decided.meters
        by_id, wall = {one.id: one for one in due}, time.time()
        done.claims = [
            _Booked(decided.starts[call.id], call, message, by_id[call.id], wall)
            for call, message in zip(calls, loaded, strict=True)
        ]

    def _give_back(self, session: Session, calls: Sequence[Claimed]) -> None:
        """Put claimed calls back into the queue that were never made."""
        if calls:
            outbox.give_back(session, calls)
            notices.skip_ended(session, [call.id for call in calls])
            merging.come_back(session, [call.id for call in calls])
            members.hold_back(session, [call.id for call in calls], self.clock())

    def _record(self, session: Session, answers: Sequence[Answer]) -> None:
        now = self.clock()
        uploads = [one.follows.upload for one in answers if isinstance(one.follows, Done) and one.follows.upload]
        assets.remember(session, self.account, uploads)
        answers = outbox.record(session, self.account, answers, now)
        gone = [one.call.id for one in answers if isinstance(one.follows, Done) and one.follows.recipient_gone]
        deliveries.fall_back(session, gone, self.public_only)
        back = [one.call.id for one in answers if isinstance(one.follows, Again | Elsewhere)]
        notices.skip_ended(session, [*back, *gone])
        merging.come_back(session, [*back, *gone])
        members.hold_back(session, [*back, *gone], now)
        if self._slowed:
            paces.save(session, self.account, _plain({turn.BULK: self.meters[turn.BULK]}))
            self._slowed = False
        for one in answers:
            if isinstance(one.follows, Again) and one.follows.holds_chat:
                outbox.hold_chat(session, self.account, one.call.chat, one.follows.not_before)

    # --- the call

    async def _call(self, call: Claimed, message: Message) -> Outcome:
        self.crash("dispatch.called")
        try:
            async with asyncio.timeout(_CALL_TIMEOUT + attaching.patience(message)):
                outcome = await self._dispatch(call, message)
        except TimeoutError:
            outcome = Unsure("no answer in time")
        except asyncio.CancelledError:
            raise
        except Exception:
            # A bug in a channel must not lose what may have been sent.
            log.exception("channel.bug", account=self.account, key=call.key)
            outcome = Unsure("fault in the channel")
        if isinstance(outcome, Unsure):
            outcome = await self._look(call, outcome)
        self.crash("dispatch.answered")
        return outcome

    async def _dispatch(self, call: Claimed, message: Message) -> Outcome:
        to, channel = Target(call.chat, call.thread), self.channel
        match Op(call.op):
            case Op.SEND:
                return await channel.send(to, message, key=call.key, attempt=call.tries)
            case Op.EDIT:
                return await channel.edit(to, call.target_id or "", message, key=call.key, attempt=call.tries)
            case Op.DELETE:
                return await self._take_back(to, call, message)
            case Op.PIN | Op.UNPIN if not call.target_id:
                # Somebody decided by hand that it arrived; what it is called there nobody knows.
                return GiveUp("the message has no id")
            case Op.PIN:
                return await channel.pin(to, call.target_id or "", key=call.key, attempt=call.tries)
            case Op.UNPIN:
                return await channel.unpin(to, call.target_id or "", key=call.key, attempt=call.tries)
            case Op.OPEN | Op.UPLOAD:
                return GiveUp("not supported")

    async def _take_back(self, to: Target, call: Claimed, message: Message) -> Outcome:
        """Delete where the network allows it, else edit the message to say that it was withdrawn."""
        target = call.target_id or ""
        if self.channel.capabilities.deletes:
            outcome = await self.channel.delete(to, target, key=call.key, attempt=call.tries)
            if not isinstance(outcome, GiveUp) or outcome.recipient_gone:
                return outcome
        return await self.channel.edit(to, target, message, key=call.key, attempt=call.tries)

    async def _look(self, call: Claimed, unsure: Unsure) -> Outcome:
        found = await self._find(call)
        if isinstance(found, str):
            return Sent(found)
        return TryLater(unsure.reason) if found is Look.NOT_THERE else unsure

    async def _find(self, call: Claimed) -> str | Look:
        try:
            if not self.channel.capabilities.keyed:
                return Look.CANNOT_LOOK
            async with asyncio.timeout(_CALL_TIMEOUT):
                return await self.channel.find(Target(call.chat, call.thread), call.key)
        except TimeoutError:
            return Look.CANNOT_LOOK
        except Exception:
            log.exception("channel.bug", account=self.account, key=call.key)
            return Look.CANNOT_LOOK

    def _outcome_of(self, task: "asyncio.Task[Outcome]", now: datetime) -> Answer:
        call = self.in_flight[task]
        outcome = task.result()
        if isinstance(outcome, TryLater) and outcome.wait is not None and self.budget is not None:
            self._slow_down(call, outcome)
        return self._answer(call, outcome, True, now)

    def _answer(self, call: Claimed, outcome: Outcome, same_device: bool, now: datetime | None = None) -> Answer:
        now = now or self.clock()
        keyed = self.channel.capabilities.keyed and same_device and self._knows_key(call)
        facts = Call(call.tries, call.attempts, OnUnsure(call.on_unsure), keyed, call.repeats, call.created_at)
        follows = decide(outcome, facts, now)
        if isinstance(follows, Done) and follows.state is not DispatchState.SENT:
            log.warning("dispatch.ended", account=self.account, key=call.key, state=follows.state, reason=follows.error)
        return Answer(call, follows)

    def _knows_key(self, call: Claimed) -> bool:
        """Return whether the network still recognises what may have been sent under this dispatch's key."""
        lasts = self.channel.capabilities.keys_last
        return lasts is None or self.clock() - call.created_at < lasts

    def _slow_down(self, call: Claimed, flood: TryLater) -> None:
        """Lower the bulk rate after the network said that the account sends too much."""
        if flood.whole_account and self.budget is not None and flood.wait is not None:
            bulk = self.meters.get(turn.BULK, Pace())
            lowered = after_flood(bulk, self.budget, self._real(), flood.wait.total_seconds())
            self.meters[turn.BULK] = lowered
            self._slowed = True
            self._recall()
            log.warning("flood", account=self.account, key=call.key, wait=flood.wait.total_seconds())

    # --- helpers

    async def _rest(self) -> None:
        """Sleep until there may be something to do: a slot, an answer, somebody who has written, or the stop."""
        self._wants_room = self.budget is None
        await (self._rest_between_slots() if self._busy else self._rest_until_something_is_due())
        self._wants_room = False

    async def _rest_between_slots(self) -> None:
        pause = min(turn.next_free(self.meters, self._surroundings(), in_beats=self._is_in_beats()), AHEAD)
        self._wants_room = self._wants_room or (pause <= 0 and self._free() <= 0)
        if self._wants_room and self._has_answer():
            return
        await self.bell.wait(_GLANCE if self._wants_room else pause)

    async def _rest_until_something_is_due(self) -> None:
        held = turn.held_chats(self.meters, self._surroundings())
        left = min(_LOOK, min(held.values(), default=_LOOK))
        while not self._has_answer() and (self._waits_for_its_time() or left > 0):
            if await self.bell.wait(min(left, _PEEK) if left > 0 else _PEEK) or not self.store.is_as(self._seen):
                return
            left -= _PEEK

    def _waits_for_its_time(self) -> bool:
        return self._due_at is None or self._due_at > self.clock()

    def _may_pin(self) -> bool:
        return self.budget is None or not self.budget.rooms_first

    def _has_answer(self) -> bool:
        return any(task.done() for task in self.in_flight)

    def _is_time_to_glance(self) -> bool:
        now = time.monotonic()
        if now - self._glanced < _GLANCE:
            return False
        self._glanced = now
        return True

    async def _drain(self) -> None:
        """Give back what is booked, wait for the calls under way, as long as a stop may take; the rest is unsure."""
        self._recall()
        if self.in_flight:
            await asyncio.wait(self.in_flight, timeout=DRAIN)
        for task in self.in_flight:
            if not task.done():
                task.cancel()
        await asyncio.gather(*self.in_flight, return_exceptions=True)
        # A call that failed has no answer, now or later: kept, it would end every turn to come. The start settles it.
        failed = [task for task in self.in_flight if not task.cancelled() and task.exception() is not None]
        for task in failed:
            del self.in_flight[task]
        answers = [
            self._answer(call, Unsure("stopped before the answer") if task.cancelled() else task.result(), True)
            for task, call in self.in_flight.items()
        ]
        self.in_flight.clear()
        recalled, self._recalled = self._recalled, []
        if answers or recalled:
            await self.store.write(lambda s: self._finish(s, answers, recalled))

    def _finish(self, session: Session, answers: Sequence[Answer], recalled: Sequence[Claimed]) -> None:
        self._record(session, answers)
        self._give_back(session, recalled)

    def _surroundings(self) -> Surroundings:
        now, is_group = self.clock(), self.channel.capabilities.is_group
        return Surroundings(now, self._real(), self.budget, quiet_days(now.astimezone(ZONE).year), is_group, AHEAD)

    def _real(self) -> float:
        """Return real time in seconds since the epoch, which never steps back while we run: the meters live by it."""
        return self._began_at + time.monotonic()

    def _load_bodies(self, session: Session, ids: Sequence[int]) -> None:
        missing = [id_ for id_ in ids if id_ not in self._bodies]
        for id_, body in outbox.rendered(session, missing).items():
            self._bodies[id_] = bodies.load(body)
        while len(self._bodies) > _CACHED:
            self._bodies.popitem(last=False)

    def _formers(self, session: Session, calls: Sequence[Claimed]) -> dict[int, Former]:
        """Return what later parts follow on, where the network keeps them together; an announcement stands alone."""
        if not self.channel.capabilities.joins_parts:
            return {}
        later = [call.id for call in calls if call.op == Op.SEND and 0 < call.seq < deliveries.ANNOUNCEMENT]
        return {id_: Former(*found) for id_, found in outbox.formers(session, later).items()}

    def _message(self, call: Claimed, now: datetime, former: Former | None) -> Message:
        body = self._bodies[call.rendering] if call.rendering is not None else bodies.load(call.body or '{"text":""}')
        if call.mark == "repeat":
            body = with_heading(body, compose.repeat_heading())
        if call.deadline is not None and now > call.deadline and call.seq == 0:
            body = with_heading(body, compose.late_heading(call.deadline))
        is_answer, buttons = call.lane is Lane.REPLY, bodies.load_buttons(call.buttons)
        return Message(body, buttons, call.reply_to, call.silent, is_answer, former=former)


#: A stop may take 20 seconds in all; the calls under way get most of them.
DRAIN = 15.0


def _plain(meters: dict[str, Pace]) -> dict[str, tuple[float, float, float]]:
    return {chat: (pace.next_at, pace.rate, pace.rate_at) for chat, pace in meters.items()}


def pace_of(factor: float | None, budget: Budget | None) -> Budget | None:
    """Return a channel's budget at `factor` times its speed; None (no pacing) when either is None."""
    return budget.faster(factor) if budget is not None and factor is not None else None

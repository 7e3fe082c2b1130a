"""The sync loop: what happened is handed over with the cursor behind it; only what is committed is behind us.

Source: https://spec.matrix.org/v1.16/client-server-api/#syncing
"""

import asyncio
import itertools
import json
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from channels.base import Receive
from channels.matrix import content as contents
from channels.matrix.crypto import ENCRYPTED, Crypto
from channels.matrix.direct import Invitations
from channels.matrix.events import Place, Read, read, sent_at, undecryptable, unreadable
from channels.matrix.http import CLIENT, CallError, Http, RefusedError, forgiving
from channels.matrix.jsons import Json, inner, listed, text
from channels.matrix.messages import Messages, TooFarError
from channels.matrix.pruning import Pruning
from channels.matrix.rooms import DIRECT, Room, Rooms
from domain.addressed import Event, EventKind
from domain.message import Button

log = structlog.get_logger()

T = TypeVar("T")

_POLL_SECONDS = 30
#: How much longer than that an answer may take; the first one of an account with many rooms takes its time.
_ANSWER_SECONDS = 60.0
#: A server that answers with trouble is left alone for longer and longer; one that is away is looked for again soon, so
#: that people do not wait for us when it is back.
_FIRST_PAUSE, _LONGEST_PAUSE, _LONGEST_AWAY = 1.0, 60.0, 4.0
#: What stands before a server answers so while the server is away: 502, 503, 504.
_AWAY = (502, 503, 504)
#: While we write to many, every message of ours comes back; fetched one by one they would cost the server as much as
#: the messages themselves. So the pause grows as long as nothing else comes; who writes to us meanwhile waits as long.
#: While people talk to us it grows less.
_ECHO_PAUSE, _LONGEST_ECHO_PAUSE, _LONGEST_WHILE_TALKING = 0.05, 0.8, 0.2
_TALKING_SECONDS = 10.0
_GAP_PAGES = 10
#: The token is refused, or there is none because a new login was cut off.
_NO_LOGIN = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")
#: Messages whose key has not come yet: so many wait for it.
_MOST_WAITING = 200
_FILTER = json.dumps(
    {"presence": {"not_types": ["*"]}, "room": {"timeline": {"limit": 100}, "ephemeral": {"not_types": ["*"]}}}
)
_STATE_FILTER = json.dumps(
    {"presence": {"not_types": ["*"]}, "room": {"timeline": {"limit": 1}, "ephemeral": {"not_types": ["*"]}}}
)


#: Synapse answers the very same question from memory for two minutes; so no two of ours are the same.
_questions = itertools.count(secrets.randbelow(100))


async def fetch(http: Http, since: str, seconds: int) -> Json:
    """Return what happened behind `since`, waiting for it at most so long. Raises CallError."""
    return await _sync(http, since, _FILTER, seconds * 1000 + next(_questions) % 100)


async def fetch_state(http: Http) -> Json:
    """Return everything as it is now. Raises CallError."""
    # It is answered at once, however long it might take.
    return await _sync(http, "", _STATE_FILTER, secrets.randbelow(1 << 20))


async def _sync(http: Http, since: str, which: str, timeout_ms: int) -> Json:
    query = {"filter": which, "timeout": str(timeout_ms)}
    if since:
        query["since"] = since
    return await http.get(f"{CLIENT}/sync", query, _POLL_SECONDS + _ANSWER_SECONDS)


#: What concerns us only where it is about a message of ours.
_NEEDS_OURS = (EventKind.REACTION, EventKind.POLL, EventKind.UNDECRYPTABLE)


@dataclass
class Receiver:
    """Listens for one account. began_at: the cursor of somebody who has none yet; names: what people call us."""

    http: Http
    crypto: Crypto
    rooms: Rooms
    messages: Messages
    invitations: Invitations
    began_at: str
    names: tuple[str, ...] = ()
    #: What to do when our token is refused; raises CallError where it is to be tried again.
    renew: Callable[[], Awaitable[None]] | None = None
    heard_at: datetime | None = None
    _listening: bool = False
    #: Where the last sync had nothing to tell, while listening.
    _quiet_at: str = ""
    _pause: float = _FIRST_PAUSE
    _pruning: Pruning = field(init=False)
    _undecrypted: dict[str, tuple[str, Json, datetime | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pruning = Pruning(self.crypto)

    def take_state(self, sync: Json) -> None:
        """Take what a sync of the whole state says of rooms, direct rooms and invitations."""
        self._take_account_data(sync)
        self.invitations.take(sync)
        for room, joined in inner(sync, "rooms", "join").items():
            state = [*listed(joined, "state", "events"), *listed(joined, "timeline", "events")]
            known = self.rooms.enter(room, state)
            if known.encrypted:
                self.crypto.track(known.members)

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what lies behind `cursor`, until cancelled. No failure ends it."""
        since, seconds, echo_pause, spoken_at = cursor or self.began_at, 0, _ECHO_PAUSE, float("-inf")
        self._listening, self._quiet_at, self._pause = True, "", _FIRST_PAUSE
        try:
            await self._settle()
            while True:
                sync = await self._until_done(lambda since=since, seconds=seconds: fetch(self.http, since, seconds))  # type: ignore[misc]  # bound at once
                self.heard_at = datetime.now(UTC)
                reached = text(sync, "next_batch") or since
                events = await self.take(sync, since)
                if events or reached != since:
                    await receive(events, reached)
                empty = not inner(sync, "rooms") and not listed(sync, "to_device", "events")
                seconds = _POLL_SECONDS if empty else 0
                self._quiet_at = reached if empty and not self.invitations.is_busy else ""
                since = reached
                await self._settle()
                if events:
                    spoken_at = time.monotonic()
                if brings_only_ours(sync, self.rooms.me):
                    await asyncio.sleep(echo_pause)
                    talking = time.monotonic() - spoken_at < _TALKING_SECONDS
                    echo_pause = min(echo_pause * 2, _LONGEST_WHILE_TALKING if talking else _LONGEST_ECHO_PAUSE)
                else:
                    echo_pause = _ECHO_PAUSE
        finally:
            self._listening = False

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something for us lies behind `cursor`: as listen found, else by asking."""
        if self._listening:
            return self._quiet_at != (cursor or self.began_at)
        sync = await fetch(self.http, cursor or self.began_at, 0)
        self.crypto.take_sync(sync)
        for room, joined in inner(sync, "rooms", "join").items():
            place = self._place(room)
            new = since_we_came(listed(joined, "timeline", "events"), place.me)
            if any(self._read(raw, place, None) for raw in new):
                return True
        return bool(inner(sync, "rooms", "invite"))

    async def take(self, sync: Json, since: str) -> list[Event]:
        """Return the events of a sync, after everything else that it says was taken."""
        self.crypto.take_sync(sync)
        self._take_account_data(sync)
        self.invitations.take(sync)
        # A key for what we could not read may have come.
        found: list[Read] = self._late() if listed(sync, "to_device", "events") else []
        for room, joined in inner(sync, "rooms", "join").items():
            timeline = await self._until_done(
                lambda room=room, joined=joined: self._timeline(room, inner(joined), since)  # type: ignore[misc]  # bound at once
            )
            found += self._take_room(room, inner(joined), timeline)
        for room, left in inner(sync, "rooms", "leave").items():
            found += self._take_left(room, inner(left), text(sync, "next_batch"))
        told = [await self._until_done(lambda one=one: self._look_up(one)) for one in found]  # type: ignore[misc]  # bound at once
        return [event for event in told if event is not None]

    # --- rooms

    def _take_account_data(self, sync: Json) -> None:
        for event in listed(sync, "account_data", "events"):
            if event.get("type") == DIRECT:
                self.rooms.take_direct(inner(event, "content"))

    async def _timeline(self, room: str, joined: Json, since: str) -> list[Json]:
        """Return a room's new events, those that the sync left out before them too."""
        shown = listed(joined, "timeline", "events")
        start = text(inner(joined, "timeline"), "prev_batch")
        if inner(joined, "timeline").get("limited") is not True or not start or not since:
            return shown
        if since_we_came(shown, self.rooms.me) is not shown:
            return shown
        try:
            before, whole = await self.messages.gap(room, start, since, _GAP_PAGES)
        except RefusedError as error:
            if not error.is_final:
                raise
            return shown
        if not whole:
            log.warning("matrix.gap_not_filled", pages=_GAP_PAGES)
        known = {text(raw, "event_id") for raw in shown}
        return [*(raw for raw in before if text(raw, "event_id") not in known), *shown]

    def _take_room(self, id_: str, joined: Json, timeline: Sequence[Json]) -> list[Read]:
        room = self.rooms.enter(id_, listed(joined, "state", "events"))
        new = since_we_came(timeline, self.rooms.me)
        found: list[Read] = []
        for raw in timeline[: len(timeline) - len(new)]:
            room.apply(raw)
        for raw in timeline:
            if raw.get("type") == "m.room.redaction":
                self.messages.forget(text(raw, "redacts") or text(inner(raw, "content"), "redacts"))
        for raw in new:
            # Who leaves is still the room's other person while we read of it; who comes is already.
            before, could_write = self._place(id_), room.may_write(self.rooms.me)
            room.apply(raw)
            after = self._place(id_)
            place = replace(after, peer=after.peer or before.peer)
            one = self._read(raw, place, sent_at(raw, datetime.now(UTC)))
            found += [one] if one is not None else []
            found += [Read(event) for event in self._changes(room, raw, place, could_write=could_write)]
        if room.encrypted:
            self.crypto.track(room.members)
        return found

    def _changes(self, room: Room, raw: Json, place: Place, *, could_write: bool) -> Iterator[Event]:
        """Yield what an event changes for those who write to a room: we were muted, or the room goes on elsewhere."""
        id_, sender, direct = text(raw, "event_id"), text(raw, "sender"), place.peer is not None
        match raw.get("type"):
            case "m.room.tombstone" if room.replaced_by:
                self.invitations.following[room.replaced_by] = sender.partition(":")[2]
            case "m.room.power_levels" if not room.replaced_by and could_write != room.may_write(place.me):
                kind = EventKind.LEAVE if could_write else EventKind.JOIN
                yield Event(id_, room.id, kind, sender, direct)
            case "m.room.member" if text(raw, "state_key") == place.me and room.members.get(place.me) == "join":
                old = self.rooms.replaced_by(room.id)
                # Anybody can say that their room follows on ours; ours has to say so too.
                if old is not None and old.id == room.predecessor:
                    yield Event(f"moved:{id_}", old.id, EventKind.MOVED, sender, direct, payload={"to": room.id})

    def _take_left(self, room: str, left: Json, batch: str) -> list[Read]:
        """Return that we are no longer in a room, unless we never were."""
        state = [*listed(left, "state", "events"), *listed(left, "timeline", "events")]
        mine = [raw for raw in state if raw.get("type") == "m.room.member" and raw.get("state_key") == self.rooms.me]
        last: Json = mine[-1] if mine else {}
        was_in = text(inner(last, "unsigned", "prev_content"), "membership") == "join"
        known = self.rooms.get(room)
        direct = (self.rooms.peer(known) if known else None) or self.rooms.noted_for(room)
        if known is None and not was_in:
            return []
        self.rooms.leave(room)
        self.crypto.forget(room)
        event_id = text(last, "event_id") or f"left:{room}:{batch}"
        return [Read(Event(event_id, room, EventKind.LEAVE, text(last, "sender"), bool(direct)))]

    def _place(self, id_: str) -> Place:
        room = self.rooms.get(id_)
        if room is None:
            return Place(self.rooms.me, id_, None, self.names)
        return Place(self.rooms.me, id_, self.rooms.peer(room), self.names, bool(room.made_for))

    def _read(self, raw: Json, place: Place, sent: datetime | None) -> Read | None:
        """Return what an event tells. One that breaks us is told as unreadable, and those behind it still come."""
        try:
            if raw.get("type") == ENCRYPTED and text(raw, "sender") == place.me:
                return None  # our own echo: there is nothing to decrypt it for
            plain = raw if raw.get("type") != ENCRYPTED else self.crypto.decrypt(raw, place.room)
            if plain is not None:
                one = read(plain, place)
                return replace(one, event=replace(one.event, sent_at=sent)) if one is not None else None
            event = undecryptable(raw, place)
            if event is not None and len(self._undecrypted) < _MOST_WAITING:
                self._undecrypted[text(raw, "event_id")] = (place.room, raw, sent)
        except Exception as error:
            log.exception("matrix.unreadable")
            event = unreadable(raw, place, f"our reading broke: {type(error).__name__}")
        about = str(event.payload.get("message", "")) if event is not None else ""
        return Read(event, about) if event is not None else None

    def _late(self) -> list[Read]:
        """Return what can be read now because its key came late."""
        found: list[Read] = []
        for event_id, (room, raw, sent) in list(self._undecrypted.items()):
            if self.crypto.decrypt(raw, room) is not None:
                del self._undecrypted[event_id]
                one = self._read(raw, self._place(room), sent)
                found += [one] if one is not None else []
        return found

    # --- what must be looked up

    async def _look_up(self, one: Read) -> Event | None:
        """Return the event, with the choice that a number or a sign means. Raises CallError."""
        event, room = one.event, one.event.chat
        offered: tuple[Button, ...] = ()
        try:
            if event.kind is EventKind.POLL and self.messages.is_ours(one.about):
                # Ticks are no numbers of choices: that it is ours is all that had to be known.
                return replace(event, to_us=not event.direct)
            if one.about:
                ours, offered = await self.messages.choices_of(room, one.about)
                if event.kind in _NEEDS_OURS and not ours:
                    return event if event.direct and event.kind is EventKind.UNDECRYPTABLE else None
                event = replace(event, to_us=event.to_us or (ours and not event.direct))
            elif one.number and event.direct:
                offered = await self.messages.choices_before(room, event.event_id)
        except TooFarError:
            return event
        except RefusedError as error:
            if not error.is_final:
                raise
            return event
        button = contents.chosen(offered, one.number)
        if button is None and event.kind is EventKind.REACTION:
            button = contents.confirmed(offered, str(event.payload["payload"]))
        if button is None:
            return event
        payload = {"payload": button.payload}
        if "message" in event.payload and event.kind is EventKind.TEXT:
            payload["message"] = event.payload["message"]
        return replace(event, kind=EventKind.BUTTON, payload={**payload})

    # --- patience

    async def _until_done(self, call: Callable[[], Awaitable[T]]) -> T:
        """Return what a call brings, however often it takes; between two tries the pause grows.

        Raises what `renew` raises beside CallError: then nobody will listen to us any more.
        """
        refused = False
        while True:
            try:
                if refused and self.renew is not None:
                    await self.renew()
                    refused = False
                done = await call()
            except CallError as error:
                if not refused and isinstance(error, RefusedError) and error.errcode in _NO_LOGIN:
                    refused = True
                    continue
                await self._rest(error)
            else:
                self._pause = _FIRST_PAUSE
                return done

    async def _rest(self, error: CallError) -> None:
        log.warning("matrix.not_synced", error=str(error), pause=self._pause)
        asked = error.retry_after.total_seconds() if isinstance(error, RefusedError) and error.retry_after else 0.0
        pause = max(asked, self._pause * random.uniform(0.5, 1.0))  # noqa: S311 - so that clients do not come in step
        self._pause = pause_after(self._pause, error)
        self._quiet_at = ""
        await asyncio.sleep(pause)

    async def _settle(self) -> None:
        """Do what a sync gave reason to; what fails is done after the next one."""
        with forgiving("matrix.keys_wait"):
            await self.crypto.housekeeping()
        await self.invitations.answer()
        await self.invitations.leave_silent()
        self._pruning.step({*(room.id for room in self.rooms), *self.invitations.waiting})


def pause_after(pause: float, error: CallError) -> float:
    """Return how many seconds to wait after the next failure, when one came after this pause."""
    away = not isinstance(error, RefusedError) or error.status in _AWAY
    return min(pause * 2, _LONGEST_AWAY if away else _LONGEST_PAUSE)


def brings_only_ours(sync: Json, me: str) -> bool:
    """Return whether a sync tells of nothing but what we wrote ourselves."""
    rooms = inner(sync, "rooms")
    if inner(rooms, "invite") or inner(rooms, "leave") or listed(sync, "to_device", "events"):
        return False
    told = [raw for joined in inner(rooms, "join").values() for raw in listed(joined, "timeline", "events")]
    return bool(told) and all(text(raw, "sender") == me for raw in told)


def since_we_came(timeline: Sequence[Json], me: str) -> Sequence[Json]:
    """Return the events from the invitation on, or from our coming; all of them when we were there before.

    What somebody wrote between inviting us and our coming was written to us.
    """
    invited: int | None = None
    start: int | None = None
    for index, raw in enumerate(timeline):
        if raw.get("type") != "m.room.member" or raw.get("state_key") != me:
            continue
        now = text(inner(raw, "content"), "membership")
        before = text(inner(raw, "unsigned", "prev_content"), "membership")
        if now == "invite":
            invited = index
        elif now == "join" and before != "join":
            start = index if invited is None else invited
    return timeline if start is None else timeline[start:]

"""Messages that change: each shows its subject as it is now, edited at once and then not too often.

The first change is shown at once (leading edit), what follows within the pause comes together after it (trailing edit).
When a chat may be edited again stands with its messages in the database, and so survives a restart.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from channels.base import Channel
from content import poll_document, poll_words, render
from content.document import Document
from domain import ballots, expiry
from domain.lane import Lane
from domain.message import Body, Button
from domain.poll import PollState
from domain.state import Op
from domain.tally import Tally
from domain.unsure import OnUnsure
from scheduler import polling, runners
from scheduler.bell import Bell
from store import bodies, outbox, polls, surfaces
from store.db import Store
from store.polls import StoredPoll
from store.surfaces import FOR_ASKER, NATIVE, Due

#: At most ten edits a minute in a chat, also when one leaves some seconds late and the next at once; one for the whole
#: account where its server lets it send little.
CHAT_PAUSE, ACCOUNT_PAUSE = timedelta(seconds=6.6), timedelta(minutes=1)
#: So many messages are edited in one transaction.
_AT_ONCE = 30
#: The last state of something is worth showing for longer.
_LAST_STATE = timedelta(days=1)
#: How often, in seconds, it is looked whether another process has written something, or set the clock.
_LOOK = 1.0
_Buttons = tuple[tuple[Button, ...], ...]


@dataclass
class Showing:
    """Keeps the messages of one account up to date."""

    channel: Channel
    bell: Bell = field(default_factory=Bell)

    def show(self, session: Session, now: datetime) -> int:
        """Turn what is out of date and may be edited now into edits; return how many messages were looked at."""
        limited = self.channel.capabilities.limited is True
        until = surfaces.pause_of_account(session, self.channel.account) if limited else None
        if until is not None and until > now:
            # Also what has come since the last edit keeps the pause.
            surfaces.hold(session, self.channel.account, None, until)
            return 0
        due = surfaces.due(session, self.channel.account, now, 1 if limited else _AT_ONCE)
        seen: dict[int, tuple[StoredPoll, Tally]] = {}
        for one in due:
            if self._show_one(session, one, now, seen):
                chat = None if limited else one.chat
                pause = ACCOUNT_PAUSE if limited else CHAT_PAUSE
                surfaces.hold(session, one.account, chat, now + pause)
        return len(due)

    def _show_one(self, session: Session, one: Due, now: datetime, seen: dict[int, tuple[StoredPoll, Tally]]) -> bool:
        """Let a message show its subject as it is now; return whether that takes an edit."""
        number = polls.poll_of(one.subject)
        if number is not None and number not in seen and (found := polls.load(session, number)) is not None:
            seen[number] = (found, polls.tally(session, found))
        if number is None or number not in seen:
            surfaces.shown(session, one.id, 0, one.hash)
            return False
        poll, tally = seen[number]
        if one.part == NATIVE:
            return self._end_native(session, one, now, poll, tally)
        person = one.person if one.part != FOR_ASKER else None
        # Who asked and may not any more sees what everybody sees.
        in_full = one.part == FOR_ASKER and one.person in runners.of(session, poll, now)
        shown = polling.as_shown(session, poll, tally, person=person, in_full=in_full)
        buttons = poll_document.buttons(shown) if one.part != FOR_ASKER else ()
        body = self._body(poll_document.document(shown))
        hash_ = hashlib.sha256(f"{bodies.dump(body)}{bodies.dump_buttons(buttons)}".encode()).hexdigest()[:16]
        surfaces.shown(session, one.id, poll.rev, hash_)
        if hash_ == one.hash:
            return False
        until = now + (expiry.EDIT if poll.state is PollState.OPEN else _LAST_STATE)
        dumped = bodies.dump(body), bodies.dump_buttons(buttons)
        if not surfaces.replace_queued(session, one.dispatch, *dumped, until):
            outbox.enqueue(session, [_row(one, f"s{one.id}-{poll.rev}-{hash_}", *dumped, now, until)])
        return True

    def _end_native(self, session: Session, one: Due, now: datetime, poll: StoredPoll, tally: Tally) -> bool:
        """End a poll of the network's own once ours is over, or has other dates than that, and say there why."""
        if poll.state is not PollState.OPEN:
            said = f"{poll_words.OVER} {poll_document.proposed(tally, poll.quorum)}"
        elif _is_stale(poll, polls.native_of(session, one.dispatch)):
            said = poll_words.NATIVE_STALE
        else:
            said = ""
        ends = bool(said) and one.hash != "over"
        surfaces.shown(session, one.id, poll.rev, "over" if said else one.hash)
        if ends:
            body = bodies.dump(Body(said, ends_poll=True))
            outbox.enqueue(session, [_row(one, f"s{one.id}-over", body, None, now, now + _LAST_STATE)])
        return ends

    def _body(self, document: Document) -> Body:
        return render.render(document, self.channel.capabilities.form)[0]

    async def run(
        self, store: Store, clock: Callable[[], datetime], stop: asyncio.Event, edited: Callable[[], None]
    ) -> None:
        """Keep them up to date until `stop` is set. edited: called when an edit waits to be made."""
        async with self.bell.rung_by(stop):
            while not stop.is_set():
                seen = store.version()
                at = await store.read(lambda s: surfaces.next_at(s, self.channel.account))
                if at is not None and at <= clock():
                    await store.write(lambda s: self.show(s, clock()))
                    edited()
                    continue
                while at is None or at > clock():
                    left = _LOOK if at is None else min(_LOOK, (at - clock()).total_seconds())
                    if await self.bell.wait(left) or not store.is_as(seen):
                        break


def _is_stale(poll: StoredPoll, shown: Sequence[str]) -> bool:
    """Return whether a poll of the network's own asks about other dates than ours does now."""
    return set(shown) != {id_ for option in poll.open_options for id_ in ballots.ticks(option)}


def _row(one: Due, key: str, body: str, buttons: str | None, now: datetime, until: datetime) -> dict[str, Any]:
    return {
        "key": key, "account": one.account, "address": one.address, "chat": one.chat, "thread": one.thread,
        "lane": int(Lane.EDIT), "op": Op.EDIT.value, "target": one.dispatch, "body": body, "buttons": buttons,
        "silent": True, "on_unsure": OnUnsure.REPEAT.value, "created_at": now, "not_before": now, "expires_at": until,
        "repeated": [],
    }  # fmt: skip

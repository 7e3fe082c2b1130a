"""Fetching updates: a batch is handed over, committed by the receiver, and only then confirmed by a higher offset.

The library's own poller confirms what it has not handled yet, and stops for ever at an update that it cannot parse.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from channels.base import Receive, RefusedError
from channels.telegram.api import Api
from channels.telegram.request import FloodError
from channels.telegram.updates import ALLOWED, Json, Me, pressed_ids, read
from domain.addressed import Event

log = structlog.get_logger()

_BATCH = 100
#: How long, in seconds, the server holds a call that has nothing to tell. Telegram allows up to 50.
_POLL_SECONDS = 25
#: How much longer than that an answer may take.
_ANSWER_SECONDS = 15.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
#: Acknowledgements of buttons under way at once.
_ACKNOWLEDGED_AT_ONCE = 3


def parse_batch(raw: object, me: Me) -> tuple[list[Json], list[Event], int | None]:
    """Return the updates of an answer, what they tell us, and the offset behind them (None when there is none).

    Source: https://core.telegram.org/bots/api#getupdates
    """
    found = [one for one in raw if isinstance(one, Mapping)] if isinstance(raw, Sequence) else []
    updates = [one for one in found if isinstance(one.get("update_id"), int)]
    events = [event for event in (read(one, me) for one in updates) if event is not None]
    offset = max((one["update_id"] + 1 for one in updates), default=None)
    return updates, events, offset


@dataclass
class Acknowledging:
    """Tells Telegram that a pressed button has arrived, so that it stops showing a clock; too late does no harm."""

    api: Api
    _running: set["asyncio.Task[None]"] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_ACKNOWLEDGED_AT_ONCE))

    def begin(self, updates: list[Json]) -> None:
        """Acknowledge the buttons among updates that are stored, beside everything else."""
        for id_ in pressed_ids(updates):
            task = asyncio.create_task(self._acknowledge(id_))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Give up what is not done yet."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _acknowledge(self, id_: str) -> None:
        try:
            async with self._slots:
                await self.api.call("answerCallbackQuery", callback_query_id=id_)
        except TelegramError as error:
            log.debug("telegram.not_acknowledged", reason=type(error).__name__)


@dataclass
class Poller:
    """Fetches updates for one token. after: called with the updates of each batch that is stored."""

    api: Api
    me: Callable[[], Me]
    after: Callable[[list[Json]], None]
    heard_at: datetime | None = None
    #: The offset at which the last call had nothing to tell, while listening.
    _empty_at: str | None = None
    _listening: bool = False
    _pause: float = _FIRST_PAUSE

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what lies behind `cursor`, the offset, until cancelled. Raises RefusedError for a refused token."""
        self._listening, self._empty_at, self._pause = True, None, _FIRST_PAUSE
        # The first call does not wait, so that at once it is known whether something lies there.
        seconds = 0
        try:
            while True:
                raw = await self._fetch(cursor, seconds)
                if raw is None:
                    continue
                updates, events, offset = parse_batch(raw, self.me())
                seconds = _POLL_SECONDS if offset is None else 0
                if offset is not None:
                    await receive(events, str(offset))
                    cursor = str(offset)
                    self.after(updates)
                elif raw:
                    await self._rest("telegram.strange_answer", "no update in it has a number")
                else:
                    self._empty_at = cursor or ""
        finally:
            self._listening = False

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something lies behind `cursor`: as the last call of listen found, else by asking.

        A second call beside listen would end the first one.
        """
        if self._listening:
            return self._empty_at != (cursor or "")
        return bool(await self.api.call("getUpdates", offset=_offset(cursor), limit=1, timeout=0))

    async def _fetch(self, cursor: str | None, seconds: int) -> Any:
        """Return the answer of one call, or None after a failure and the pause that it asks for."""
        try:
            raw = await self.api.call(
                "getUpdates",
                offset=_offset(cursor),
                limit=_BATCH,
                timeout=seconds,
                allowed_updates=ALLOWED,
                read_timeout=seconds + _ANSWER_SECONDS,
            )
        except FloodError as error:
            await asyncio.sleep(error.wait)
        except Conflict as error:
            # Each poller ends the other's calls: both work, badly, and nobody notices unless we say so.
            await self._rest("telegram.second_poller", error.message, alarm=True)
        except InvalidToken as error:
            log.critical("telegram.token_refused", reason=error.message[:200])
            raise RefusedError from None
        except TelegramError as error:
            await self._rest("telegram.not_polled", error.message)
        else:
            self._pause, self.heard_at = _FIRST_PAUSE, datetime.now(UTC)
            return raw
        return None

    async def _rest(self, what: str, why: str, *, alarm: bool = False) -> None:
        (log.critical if alarm else log.warning)(what, reason=why[:200], pause=self._pause)
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        await asyncio.sleep(pause)


def _offset(cursor: str | None) -> int | None:
    return int(cursor) if cursor else None

"""Updates: the queue, getUpdates with real offsets and conflicts, and the webhook.

Source: process_get_updates_query, do_get_updates and abort_long_poll of the official server.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.fake_telegram.errors import OTHER_POLLER, WEBHOOK_ACTIVE, WEBHOOK_SET, bad_request, conflict
from tests.fake_telegram.rates import Rates

Json = dict[str, Any]
LONGEST_POLL = 50
#: What nobody gets who did not ask for it.
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Updates:
    """The updates that nobody has confirmed yet, and who waits for them.

    rates: pauses of the server, of three seconds between conflicts and of half a second to three seconds between equal
    polls, are shortened like everything else. retry: after how many seconds a webhook is tried again.
    """

    def __init__(self, rates: Rates, retry: float = 1.0) -> None:
        self._rates = rates
        self._retry = retry
        self._queue: deque[Json] = deque()
        self._next_id = int(time.time())  # so that a restart gives out no id twice, at less than one a second
        self._allowed: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[None] | None = None
        self._last_poll: tuple[int, float] = (0, float("-inf"))
        self._next_conflict = float("-inf")
        self._news = asyncio.Event()
        self._pusher: asyncio.Task[None] | None = None
        self.webhook: Json = {}
        self.webhook_error = ""

    def push(self, update: Json) -> int:
        """Put an update into the queue, unless nobody asked for its kind; return its id, or 0."""
        kinds = update.keys() - {"update_id"}
        unwanted = kinds - self._allowed if self._allowed else kinds & _ONLY_ON_REQUEST
        if unwanted:
            return 0
        return self.push_raw(update)

    def push_raw(self, update: Json) -> int:
        """Put anything into the queue that can have an update_id."""
        number = self._next_id
        self._next_id += 1
        self._queue.append({"update_id": number, **update})
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        self._news.set()
        return number

    @property
    def pending(self) -> int:
        """How many are not confirmed."""
        return len(self._queue)

    @property
    def polling(self) -> bool:
        """Whether somebody waits for the next one."""
        return self._waiting is not None

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember the kinds of updates that are wanted, when a request says so; none means the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - the API's own
        """Return what is behind an offset, and confirm what is before it. Raises ApiError for a conflict."""
        if self.webhook:
            await self._pause_conflict()
            raise conflict(WEBHOOK_ACTIVE)
        now = time.monotonic()
        last_offset, last_at = self._last_poll
        if offset == last_offset and timeout < 3 and now < last_at + self._rates.shortened(3):
            timeout = self._rates.shortened(3)
        if offset == last_offset and now < last_at + self._rates.shortened(0.5):
            limit = 1
        self._last_poll = (offset, now)
        batch = self._take(offset, limit)
        if batch or timeout <= 0:
            return batch
        await self._wait(min(timeout, LONGEST_POLL))
        return self._take(max(offset, 0), limit)

    async def _wait(self, seconds: float) -> None:
        self._interrupt(OTHER_POLLER)
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(waiting, seconds)
        except InterruptedError as error:
            await self._pause_conflict()
            raise conflict(str(error)) from None
        finally:
            if self._waiting is waiting:
                self._waiting = None

    def _interrupt(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(InterruptedError(why))

    async def _pause_conflict(self) -> None:
        """Let a second conflict within three seconds wait, so that two pollers do not drive each other mad."""
        now, pause = time.monotonic(), self._rates.shortened(3)
        if now < self._next_conflict:
            await asyncio.sleep(pause)
        else:
            self._next_conflict = now + pause

    def _take(self, offset: int, limit: int) -> list[Json]:
        queue = self._queue
        if offset < 0:
            while len(queue) > -offset:
                queue.popleft()
        elif offset <= self._next_id + 10:  # further ahead it is taken for a mistake
            while queue and queue[0]["update_id"] < offset:
                queue.popleft()
        return [queue[index] for index in range(min(limit, len(queue)))]

    # --- the webhook

    async def set_webhook(self, params: Json) -> str:
        """Set, replace or take away the webhook; return what the server says about it. Raises ApiError."""
        url, secret = str(params.get("url") or ""), str(params.get("secret_token") or "")
        if url and (urlsplit(url).scheme != "https" and urlsplit(url).hostname not in _LOOPBACK):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not all(char.isascii() and (char.isalnum() or char in "_-") for char in secret):
            raise bad_request("secret token contains unallowed characters")
        if params.get("drop_pending_updates"):
            self._queue.clear()
        if url:
            self.allow(params.get("allowed_updates"))
            self._interrupt(WEBHOOK_SET)
        had, same = bool(self.webhook), self.webhook == {"url": url, "secret_token": secret}
        if same:
            return "Webhook is already set"
        await self._stop_pushing()
        self.webhook = {"url": url, "secret_token": secret} if url else {}
        if url:
            self._pusher = asyncio.create_task(self._push_on(url, secret))
            return "Webhook was set"
        return "Webhook was deleted" if had else "Webhook is already deleted"

    def webhook_info(self) -> Json:
        """Return a WebhookInfo object."""
        info = {"url": self.webhook.get("url", ""), "has_custom_certificate": False}
        info["pending_update_count"] = self.pending
        if self.webhook_error:
            info |= {"last_error_message": self.webhook_error, "last_error_date": int(time.time())}
        if self._allowed:
            info["allowed_updates"] = sorted(self._allowed)
        return info

    async def close(self) -> None:
        """Let nobody wait any longer."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        await self._stop_pushing()

    async def _stop_pushing(self) -> None:
        if self._pusher is not None:
            self._pusher.cancel()
            with suppress(asyncio.CancelledError):
                await self._pusher
        self._pusher = None

    async def _push_on(self, url: str, secret: str) -> None:
        """Post one update after the other until it is taken, each before the next."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            while True:
                if not self._queue:
                    self._news.clear()
                    await self._news.wait()
                update = self._queue[0]
                self.webhook_error = await _post(session, url, update)
                if self.webhook_error:
                    await asyncio.sleep(self._retry)
                elif self._queue and self._queue[0] is update:
                    self._queue.popleft()


async def _post(session: aiohttp.ClientSession, url: str, update: Json) -> str:
    """Return what went wrong, or nothing."""
    try:
        async with session.post(url, json=update) as response:
            if response.ok:
                return ""
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"

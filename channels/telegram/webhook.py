"""The webhook: Telegram calls us. An update is stored and committed before Telegram is told that it arrived."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram.error import TelegramError

from channels.base import Receive
from channels.telegram.api import Api
from channels.telegram.updates import ALLOWED, Json, Me, read, unreadable

log = structlog.get_logger()

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
#: More than Telegram ever sends in one update.
_LARGEST_BODY = 4 << 20
#: How long after a failure Telegram is asked again to call us.
_RETRY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Telegram is to call us: the address that the world sees, and where we listen behind it.

    also: lets the same server answer other things.
    """

    url: str
    host: str
    port: int
    also: Callable[[web.Application], None] | None = None

    @property
    def path(self) -> str:
        """The path of the address; a proxy in front must pass it on as it is."""
        return urlsplit(self.url).path or "/"


def secret_for(token: str, url: str) -> str:
    """Return what Telegram must say with each call: made from the token, so nothing has to be stored or set.

    256 bits as 64 hexadecimal digits; Telegram allows 1-256 of A-Z, a-z, 0-9, _ and -. The token cannot be found
    from it. Source: https://core.telegram.org/bots/api#setwebhook
    """
    return hmac.new(token.encode(), f"webhook {url}".encode(), hashlib.sha256).hexdigest()


@dataclass
class Webhook:
    """Receives the updates of one token. after: called with each update that is stored."""

    api: Api
    endpoint: Endpoint
    secret: str = field(repr=False)
    me: Callable[[], Me]
    after: Callable[[list[Json]], None]
    #: Where it listens, once it does; another than the endpoint's when that one is 0.
    port: int = 0
    is_set: bool = False
    _receive: Receive | None = None
    _cursor: int = 0
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Take what Telegram brings, until cancelled. The cursor moves on too, for a later return to polling."""
        self._receive, self._cursor = receive, int(cursor or 0)
        app = web.Application(client_max_size=_LARGEST_BODY)
        app.router.add_post(self.endpoint.path, self._take)
        if self.endpoint.also is not None:
            self.endpoint.also(app)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.endpoint.host, self.endpoint.port)
            await site.start()
            self.port = runner.addresses[0][1]
            await self._ask_to_be_called()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def has_unread(self, _cursor: str | None) -> bool:
        """Return whether an update is being stored; what Telegram still holds nobody can see from here.

        Before Telegram knows where to call, something may always be there.
        """
        return not self.is_set or self._one_by_one.locked()

    async def _ask_to_be_called(self) -> None:
        while True:
            try:
                # One call at a time keeps everybody's order.
                await self.api.call(
                    "setWebhook",
                    url=self.endpoint.url,
                    secret_token=self.secret,
                    max_connections=1,
                    allowed_updates=ALLOWED,
                )
            except TelegramError as error:
                log.critical("telegram.webhook_not_set", reason=type(error).__name__, pause=_RETRY_SECONDS)
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                self.is_set = True
                return

    async def _take(self, request: web.Request) -> web.Response:
        """Store one update and commit it, then answer 200; an exception answers 500, and Telegram brings it again."""
        said = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(said.encode(errors="surrogateescape"), self.secret.encode()):
            log.warning("telegram.webhook_refused")
            return web.Response(status=403)
        body = await request.read()
        async with self._one_by_one:
            await self._store(body)
        return web.Response()

    async def _store(self, body: bytes) -> None:
        assert self._receive is not None, "listen() comes first"
        update = _update(body)
        if update is None:
            # Refused it would come again and again, and hold up everything behind it.
            number = hashlib.sha256(body).hexdigest()[:16]
            await self._receive([unreadable(f"body-{number}", None, "no update")], str(self._cursor))
            return
        event = read(update, self.me())
        cursor = max(self._cursor, update["update_id"] + 1)
        await self._receive([event] if event is not None else [], str(cursor))
        self._cursor = cursor
        self.after([update])


def _update(body: bytes) -> Json | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) and isinstance(value.get("update_id"), int) else None

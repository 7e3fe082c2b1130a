"""The small web part: calendar feeds under secret addresses, and whether this process is well."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import web
from sqlmodel import Session

from content import calendar
from domain.quiet import ZONE
from store import calendars, reference
from store.calendars import Subscription
from store.db import Store

log = structlog.get_logger()

#: The same for what never was and what is no more: nobody learns which.
_NOT_FOUND = "Diesen Kalender gibt es nicht.\n"
_NAMES = {"mine": "Meine Termine (KMN)", "region": "Termine {name} (KMN)"}
#: Not kept by anybody on the way, not found by search engines.
_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}


@dataclass
class Web:
    """What answers over HTTP. operator: what the settings say about who runs this."""

    store: Store
    clock: Callable[[], datetime]
    operator: Mapping[str, str] = field(default_factory=dict)
    #: Where it listens, once it does; another than wanted when that is 0.
    port: int = 0
    listening: asyncio.Event = field(default_factory=asyncio.Event)

    def add_routes(self, app: web.Application) -> None:
        """Let an application answer for us; it may be one that answers other things too."""
        app.router.add_get("/healthz", self._health)
        app.router.add_get(calendar.path("{token}"), self._feed)

    async def serve(self, host: str, port: int, stop: asyncio.Event) -> None:
        """Listen until `stop` is set. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=1 << 10)
        self.add_routes(app)
        # Without an access log: addresses of calendars are secrets.
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            self.port = runner.addresses[0][1]
            self.listening.set()
            log.info("web.listening", host=host, port=self.port)
            await stop.wait()
        finally:
            self.listening.clear()
            await runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        await self.store.read(reference.region_codes)
        return web.Response(text="ok\n", headers=_HEADERS)

    async def _feed(self, request: web.Request) -> web.Response:
        now, token = self.clock(), request.match_info["token"]
        found = await self.store.read(lambda s: self._body(s, token, now))
        if found is None:
            return web.Response(status=404, text=_NOT_FOUND, headers=_HEADERS)
        body, changed_at = found
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {**_HEADERS, "ETag": tag}
        if tag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
            return web.Response(status=304, headers=headers)
        answer = web.Response(body=body, content_type=calendar.MIME, charset="utf-8", headers=headers)
        # Told, and never gone by: who declines has one meeting less, which makes nothing newer.
        answer.last_modified = changed_at
        return answer

    def _body(self, session: Session, token: str, now: datetime) -> tuple[bytes, datetime | None] | None:
        """Return a feed, and when something in it changed last; None: there is no such."""
        found = calendars.find(session, token, now)
        if found is None:
            return None
        since = (now - calendar.KEEP).astimezone(ZONE).date()
        shown = [one.meeting for one in calendars.shown(session, found, since)]
        name = _name(found, reference.audience_names(session))
        changed_at = max((one.changed_at for one in shown), default=None)
        return calendar.feed(shown, name, now, *calendar.organiser(self.operator)), changed_at


def _name(found: Subscription, names: Mapping[str, str]) -> str:
    if found.region is None:
        return _NAMES["mine"]
    return _NAMES["region"].format(name=names.get(found.region, found.region))

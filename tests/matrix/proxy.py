"""Something between the bot and the server that misbehaves as it is told to."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

Before = Callable[[], Awaitable[None]]


@dataclass
class Fault:
    """What happens to calls whose method and path fit.

    how: "lost_call" (it is cut before it arrives), "lost_answer" (it arrives, and the answer is lost), "silence" (it
    does not arrive, and nothing is answered), a status with an HTML page, or a status with this JSON.
    """

    pattern: str
    how: str | int | tuple[int, dict[str, Any]]
    times: int = 1 << 30


@dataclass
class Proxy:
    """A proxy on loopback for one server. calls: how often what was called."""

    server: str
    faults: list[Fault] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    async def start(self) -> None:
        """Listen on a free port."""
        self._over = asyncio.Event()
        self._session = aiohttp.ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=1 << 26)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stop listening."""
        self._over.set()
        await self._session.close()
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        called = f"{request.method} {request.raw_path.partition('?')[0]}"
        self.calls[called] += 1
        fault = next((one for one in self.faults if one.times > 0 and re.search(one.pattern, called)), None)
        if fault is not None:
            fault.times -= 1
            if fault.how == "silence":
                await self._over.wait()
            if fault.how == "lost_answer":
                await self._forward(request)
            if isinstance(fault.how, tuple):
                return web.json_response(fault.how[1], status=fault.how[0])
            if isinstance(fault.how, int):
                return web.Response(text="<html>trouble</html>", content_type="text/html", status=fault.how)
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        status, body = await self._forward(request)
        return web.Response(body=body, status=status, content_type="application/json")

    async def _forward(self, request: web.Request) -> tuple[int, bytes]:
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        url = URL(self.server + request.raw_path, encoded=True)
        async with self._session.request(request.method, url, headers=headers, data=await request.read()) as answer:
            return answer.status, await answer.read()

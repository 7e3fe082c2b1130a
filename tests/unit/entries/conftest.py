"""A feed server on this machine, and what stands for a feed in the database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
import pytest_asyncio
from aiohttp import web

from scheduler.collecting import FeedSettings
from store import sources
from store.db import Store
from store.entries import NewEntry

NOW = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Item:
    """An entry of a feed as its editor thinks of it."""

    guid: str
    title: str
    text: str = "Ein Satz dazu."
    link: str = ""


def rss(*items: Item, title: str = "Beispielquelle") -> str:
    """Return a feed of these items."""
    parts = [
        f"<item><title>{escape(one.title)}</title><guid isPermaLink='false'>{escape(one.guid)}</guid>"
        + (f"<link>{escape(one.link)}</link>" if one.link else "")
        + f"<description>{escape(one.text)}</description></item>"
        for one in items
    ]
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(parts)}</channel></rss>'


@dataclass
class FeedServer:
    """Answers with what a test puts into `pages`; everything else gets 404."""

    base: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, tuple[int, str]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hold: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, name: str) -> str:
        """Return the address of a page."""
        return f"{self.base}/{name}"

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request."""
        name = request.path.strip("/")
        self.asked.append(name)
        self.reached.set()
        if self.hold is not None:
            await self.hold.wait()
        if name in self.statuses:
            headers = self.headers.get(name, {"Retry-After": "7200"})
            return web.Response(status=self.statuses[name], headers=headers)
        if name in self.redirects:
            status, target = self.redirects[name]
            return web.Response(status=status, headers={"Location": target})
        if name not in self.pages:
            return web.Response(status=404)
        etag = self.etags.get(name)
        headers = {**self.headers.get(name, {}), **({"ETag": etag} if etag else {})}
        if etag and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(text=self.pages[name], content_type="application/rss+xml", headers=headers)


@pytest.fixture(autouse=True)
def parsing(feeds_read_here: None) -> None:
    """What is found in a feed counts here, not the child that reads it."""


@pytest_asyncio.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A real web server on a free port."""
    feeds = FeedServer()
    app = web.Application()
    app.router.add_get("/{name}", feeds.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    feeds.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield feeds
    await runner.cleanup()


@pytest.fixture
def settings() -> FeedSettings:
    """How the tests ask their own server."""
    return FeedSettings("https://verbund.example/kontakt", allow_private=True, host_pause=0)


async def add(store: Store, *urls: str) -> None:
    """Write sources down."""
    for url in urls:
        await store.write(lambda s, url=url: sources.add(s, url, NOW))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument


def entry(name: str, words: str = "", **more: str) -> NewEntry:
    """Return an entry as a source has it."""
    title = words or f"Meldung {name}"
    facts = {"external_id": name, "fingerprint": f"fp-{name}", "hash": f"h-{title}", "title": title, **more}
    return NewEntry(**facts)  # type: ignore[arg-type]  # facts are of several types

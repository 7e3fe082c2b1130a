"""A process that serves many feeds on loopback, with validators, as a good server does."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from aiohttp import web

ENTRIES = 20
_FIRST = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
_WORDS = (
    *("Beratung", "Antrag", "Frist", "Landkreis", "Kurs", "Behörde", "Unterlagen", "Bescheid", "Termin"),
    *("Förderung", "Träger", "Erlass", "Sprache", "Arbeit", "Familie", "Wohnung", "Schule", "Kommune"),
    *("Verfahren", "Hinweis", "Änderung", "Übergang", "Regelung", "Zuständigkeit", "Prüfung"),
)


def feed(number: int) -> bytes:
    """Return an RSS feed of 20 entries of about 90 words; no two feeds share an entry."""
    entries = "".join(_entry(number, index) for index in range(ENTRIES))
    head = f"<title>Quelle {number}</title><link>https://quelle-{number}.beispiel.invalid/</link>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()


def _entry(number: int, index: int) -> str:
    link = f"https://quelle-{number}.beispiel.invalid/meldung/{index}"
    # A step that has no divisor in common with the list, so that bodies differ in more than their numbers.
    words = (_WORDS[(number * 7 + index * 11 + place * (number % 23 + 1)) % len(_WORDS)] for place in range(85))
    body = escape(f"<p>Meldung {index} von Quelle {number}: {' '.join(words)}.</p><p><a href='{link}'>Mehr</a></p>")
    date = format_datetime(_FIRST + timedelta(hours=number % 700 + index))
    return (
        f"<item><title>{number}-{index}: {_WORDS[number % 25]} und {_WORDS[index % 25]}</title><link>{link}</link>"
        f"<guid>{link}</guid><pubDate>{date}</pubDate><description>{body}</description></item>"
    )


async def _serve(count: int) -> None:
    feeds = [feed(number) for number in range(count)]

    async def answer(request: web.Request) -> web.Response:
        etag = f'"{request.match_info["number"]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        body = feeds[int(request.match_info["number"])]
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})

    app = web.Application()
    app.router.add_get("/{number}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{site.name}\n")
    sys.stdout.flush()
    # Whoever started this process ends it by closing its input.
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))

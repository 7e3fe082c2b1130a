"""`kalender` at the counter: an address for calendar programs, which our own web part answers, until it is ended."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp
import pytest
import vobject

from bot.web import Web
from bot.words import calendars as words
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.meetings.support import invite, meeting

_PUBLIC = "https://bote.example/info/"


@pytest.fixture
async def web(room: Counter) -> AsyncIterator[Web]:
    """The counter's own web part, which the world sees at an address of its own."""
    room.router.office = replace(room.router.office, public_url=_PUBLIC)
    made, stop = Web(room.store, room.clock, {"controller": "Verein", "contact": "v@example.org"}), asyncio.Event()
    serving = asyncio.create_task(made.serve("127.0.0.1", 0, stop))
    await made.listening.wait()
    yield made
    stop.set()
    await serving


async def ask(desk: Counter, line: str, chat: str = "ada") -> str:
    """Return what somebody is answered."""
    (told,) = await desk.answer(said(f"k{desk.batches}", line, chat))
    return told.text


def addresses(told: str) -> tuple[str, str]:
    """Return the address for calendar programs and the one for all others that an answer shows."""
    (subscribed,), (link,) = re.findall(r"webcal://\S+", told), re.findall(r"https://\S+", told)
    return subscribed, link


async def fetch(web: Web, address: str) -> tuple[int, list[str]]:
    """Return the status of an address, as whoever forwards the world's requests to us asks it, and its meetings."""
    path = urlsplit(address).path.removeprefix(urlsplit(_PUBLIC).path.rstrip("/"))
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{web.port}{path}") as answer:
        read = vobject.readOne(await answer.text()) if answer.status == 200 else None
        return answer.status, [event.summary.value for event in getattr(read, "vevent_list", [])]


async def test_an_address_of_the_webcal_kind_leads_to_ones_own_meetings(room: Counter, web: Web) -> None:
    invite(room.store)
    invite(room.store, meeting(uid="other@x", title="Anderswo", regions=("hannover",)))
    told = await ask(room, "kalender")
    assert f"Kalender-Abo: {words.MINE}." in told
    subscribed, link = addresses(told)
    assert subscribed == "webcal" + link.removeprefix("https")
    assert link.startswith(f"{_PUBLIC}kalender/")
    assert link.endswith(".ics")
    status, titles = await fetch(web, subscribed)
    assert (status, len(titles)) == (200, 1)
    assert "Anderswo" not in titles[0]
    # The secret is shown once.
    assert "webcal" not in await ask(room, "kalender")


async def test_a_new_address_ends_the_old_one_and_a_region_has_its_own(room: Counter, web: Web) -> None:
    invite(room.store, meeting(uid="other@x", regions=("hannover",)))
    first, _ = addresses(await ask(room, "kalender"))
    second, _ = addresses(await ask(room, "kalender neu"))
    told = await ask(room, "kalender Hannover")
    assert "Termine der Region Hannover" in told
    third, _ = addresses(told)
    assert [await fetch(web, one) for one in (first, second)] == [(404, []), (200, [])]
    status, titles = await fetch(web, third)
    assert (status, len(titles)) == (200, 1)
    assert (await ask(room, "kalender")).count("– ") == 2


@pytest.mark.parametrize("by_button", [True, False])
async def test_ended_calendars_lead_to_nothing(room: Counter, web: Web, by_button: bool) -> None:
    told, *_ = await room.answer(said("e1", "kalender"))
    assert told.labels == (words.OFF_BUTTON[0],)
    subscribed, _ = addresses(told.text)
    end = pressed("e2", words.OFF_BUTTON[1], "ada") if by_button else said("e2", "kalender aus")
    (told,) = await room.answer(end)
    assert told.text == words.ENDED
    assert await fetch(web, subscribed) == (404, [])
    assert await ask(room, "kalender aus") == words.NONE


async def test_what_is_no_region_is_asked_and_strangers_are_told_how(room: Counter, web: Web) -> None:
    assert web.port
    assert await ask(room, "kalender Pizza") == words.UNKNOWN.format(said="Pizza")
    assert await ask(room, "kalender", "nobody") != words.NOT_SET_UP
    assert "webcal" not in await ask(room, "kalender", "nobody")


async def test_where_the_world_sees_no_web_part_there_is_no_address(room: Counter) -> None:
    assert await ask(room, "kalender") == words.NOT_SET_UP

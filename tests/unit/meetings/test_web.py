"""Calendar feeds over HTTP: secret addresses, the same answer for what never was and what is no more, and ETags."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
import vobject
from sqlalchemy import select

from bot.web import Web
from content.calendar import path
from domain.meeting import Reply
from scheduler import meetings as work
from scheduler.publishing import Publisher
from store import calendars, erasing
from store import tables as t
from store.db import Store
from tests.unit.meetings.support import advisor, fill, invite, load, meeting, person_id, write
from tests.unit.relay.support import MONDAY, Clock


@pytest.fixture
async def web(sqlite_store: Store) -> AsyncIterator[Web]:
    """A web part that listens."""
    fill(sqlite_store, advisor("ada", name="Ada Muster"), advisor("bea"))
    made, stop = Web(sqlite_store, Clock(), {"controller": "Verein", "contact": "v@example.org"}), asyncio.Event()
    serving = asyncio.create_task(made.serve("127.0.0.1", 0, stop))
    await made.listening.wait()
    yield made
    stop.set()
    await serving


async def get(web: Web, where: str, **headers: str) -> tuple[int, bytes, Any]:
    url = f"http://127.0.0.1:{web.port}{where}"
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers


def subscribe(web: Web, key: str = "ada", region: str | None = None) -> str:
    person = person_id(web.store, key)
    return path(write(web.store, lambda s: calendars.make(s, person, region, MONDAY)))


def uids(body: bytes) -> list[str]:
    return [event.uid.value for event in getattr(vobject.readOne(body.decode()), "vevent_list", [])]


async def test_a_persons_feed_has_what_they_are_invited_to_and_did_not_decline(web: Web) -> None:
    mine, other = invite(web.store), invite(web.store, meeting(uid="u2@x", regions=("hannover",)))
    feed = subscribe(web)
    status, body, headers = await get(web, feed)
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert uids(body) == [mine.meeting.uid]
    assert other.meeting.uid not in body.decode()
    ada = person_id(web.store, "ada")
    write(web.store, lambda s: work.answer(s, mine, ada, Reply.NO, None, MONDAY))
    assert uids((await get(web, feed))[1]) == []


async def test_a_regions_feed_has_no_names_and_no_links(web: Web) -> None:
    stored = invite(web.store, meeting(link="https://meet.example.org/x", hybrid=True))
    ada = person_id(web.store, "ada")
    write(web.store, lambda s: work.answer(s, stored, ada, Reply.YES, None, MONDAY))
    _, body, _ = await get(web, subscribe(web, region="heide"))
    assert uids(body) == [stored.meeting.uid]
    assert b"Muster" not in body
    assert b"meet.example" not in body


async def test_change_and_cancellation_are_in_the_feed_at_once(web: Web) -> None:
    stored, feed = invite(web.store), subscribe(web)
    _, before, headers = await get(web, feed)
    changed = replace(stored.meeting, place="Kreishaus")
    write(web.store, lambda s: work.change(s, stored, changed, "test", Publisher(MONDAY + timedelta(hours=1))))
    status, after, newer = await get(web, feed, **{"If-None-Match": headers["ETag"]})
    assert (status, b"Kreishaus" in after, b"SEQUENCE:1" in after) == (200, True, True)
    modified = [parsedate_to_datetime(one["Last-Modified"]) for one in (headers, newer)]
    assert modified == [MONDAY, MONDAY + timedelta(hours=1)]
    again = load(web.store, stored.id)
    write(web.store, lambda s: work.cancel(s, again, "", "test", Publisher(MONDAY + timedelta(hours=2))))
    _, gone, _ = await get(web, feed)
    event = vobject.readOne(gone.decode()).vevent
    assert (event.status.value, event.sequence.value, event.uid.value) == ("CANCELLED", "2", stored.meeting.uid)
    assert b"CONFIRMED" in before
    # A meeting less makes nothing newer, so that the moment alone decides nothing.
    ada = person_id(web.store, "ada")
    write(web.store, lambda s: work.answer(s, again, ada, Reply.NO, None, MONDAY))
    status, body, _ = await get(web, feed, **{"If-Modified-Since": newer["Last-Modified"]})
    assert (status, uids(body)) == (200, [])


async def test_what_has_not_changed_is_not_sent_again(web: Web) -> None:
    invite(web.store)
    feed = subscribe(web)
    _, _, headers = await get(web, feed)
    status, body, _ = await get(web, feed, **{"If-None-Match": f'"other", W/{headers["ETag"]}'})
    assert (status, body) == (304, b"")


async def test_unknown_and_revoked_look_alike(web: Web) -> None:
    feed = subscribe(web)
    ada = person_id(web.store, "ada")
    assert write(web.store, lambda s: calendars.revoke(s, ada)) == 1
    found = [await get(web, where) for where in (feed, path("unknown"), path("x" * 5000))]
    assert len({(status, body) for status, body, _ in found}) == 1
    assert found[0][0] == 404
    different = ("Date", "Content-Length")
    heads = [{name: value for name, value in head.items() if name not in different} for _, _, head in found]
    assert heads[0] == heads[1] == heads[2]


async def test_a_new_address_ends_the_old_one_of_the_same_kind_only(web: Web) -> None:
    old, region = subscribe(web), subscribe(web, region="heide")
    new = subscribe(web)
    assert [(await get(web, one))[0] for one in (old, region, new)] == [404, 200, 200]


async def test_who_is_erased_has_no_calendar(web: Web) -> None:
    feed, ada = subscribe(web), person_id(web.store, "ada")
    write(web.store, lambda s: erasing.erase(s, ada, MONDAY))
    assert (await get(web, feed))[0] == 404


def test_no_secret_is_stored(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"))
    ada = person_id(sqlite_store, "ada")
    token = write(sqlite_store, lambda s: calendars.make(s, ada, None, MONDAY))
    rows = sqlite_store.read_now(lambda s: list(s.execute(select(t.code))))
    assert len(rows) == 1
    assert token not in str(rows)


async def test_it_says_that_it_is_well(web: Web) -> None:
    assert (await get(web, "/healthz"))[:2] == (200, b"ok\n")
    assert (await get(web, "/"))[0] == 404

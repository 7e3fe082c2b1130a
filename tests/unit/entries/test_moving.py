"""Sources that move, pages instead of feeds, hosts that ask for patience, and answers that stay fresh."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.asking import CHECK_EVERY
from scheduler.collecting import FeedSettings, collect
from store import sources
from store import tables as t
from store.db import Store
from store.sources import SourceRow

from .conftest import HOUR, NOW, FeedServer, Item, add, rss

FIRST = Item("1", "Richtlinie verlängert", link="https://ministerium.example/1")
PAGE = '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="{}"></head></html>'


def rows(store: Store) -> list[SourceRow]:
    return store.read_now(sources.listing)


def audited(store: Store) -> list[tuple[str, str, str]]:
    a = t.audit.c
    return [tuple(row) for row in store.read_now(lambda s: s.execute(select(a.action, a.subject, a.detail)).all())]


@pytest.mark.parametrize("status", [301, 308])
async def test_a_source_that_moved_for_good_is_known_by_its_new_address(
    store: Store, server: FeedServer, settings: FeedSettings, status: int
) -> None:
    server.redirects["alt"], server.pages["neu"] = (status, "/neu"), rss(FIRST)
    await add(store, server.url("alt"))
    (found,) = await collect(store, NOW, settings=settings)
    assert (found.moved_to, found.seen) == (server.url("neu"), 1)
    assert server.url("neu") in " ".join(found.warnings)
    assert [row.url for row in rows(store)] == [server.url("neu")]
    assert audited(store) == [("feed.moved", "feed:1", server.url("neu"))]
    await collect(store, NOW + HOUR, settings=settings)
    assert server.asked == ["alt", "neu", "neu"]


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_source_that_is_elsewhere_for_a_while_keeps_its_address(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings, status: int
) -> None:
    server.redirects["alt"], server.pages["neu"] = (status, "/neu"), rss(FIRST)
    await add(sqlite_store, server.url("alt"))
    (found,) = await collect(sqlite_store, NOW, settings=settings)
    assert (found.moved_to, found.seen, audited(sqlite_store)) == (None, 1, [])
    assert [row.url for row in rows(sqlite_store)] == [server.url("alt")]


async def test_a_source_that_moved_and_is_unchanged_is_known_by_its_new_address(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = server.pages["b"] = rss(FIRST)
    server.etags["a"] = server.etags["b"] = '"v1"'
    await add(sqlite_store, server.url("a"))
    await collect(sqlite_store, NOW, settings=settings)
    server.redirects["a"] = (301, "/b")
    (found,) = await collect(sqlite_store, NOW + HOUR, settings=settings)
    assert (found.unchanged, found.moved_to) == (True, server.url("b"))
    (row,) = rows(sqlite_store)
    assert (row.url, row.etag, row.last_ok_at) == (server.url("b"), '"v1"', NOW + HOUR)


@pytest.mark.parametrize("there", ["kaputt", None])
async def test_a_move_to_something_that_is_no_feed_is_not_believed(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings, there: str | None
) -> None:
    server.redirects["a"] = (301, "/b")
    if there is not None:
        server.pages["b"] = there
    await add(sqlite_store, server.url("a"))
    (found,) = await collect(sqlite_store, NOW, settings=settings)
    assert found.fault is not None
    assert [row.url for row in rows(sqlite_store)] == [server.url("a")]


async def test_a_source_that_moved_to_another_ones_address_rests(
    store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = server.pages["b"] = rss(FIRST)
    await add(store, server.url("a"), server.url("b"))
    await collect(store, NOW, settings=settings)
    server.redirects["a"] = (301, "/b")
    moved, _ = await collect(store, NOW + HOUR, settings=settings)
    assert "wird schon als Quelle 2 abgerufen; die alte ruht deshalb." in " ".join(moved.warnings)
    assert [(row.url, row.enabled) for row in rows(store)] == [(server.url("a"), False), (server.url("b"), True)]
    assert audited(store) == [("feed.paused", "feed:1", "moved to feed:2")]


async def test_the_feed_that_a_page_names_is_tried_once_and_remembered(
    store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages |= {"hub": PAGE.format("/rss"), "rss": rss(FIRST)}
    await add(store, server.url("hub"))
    (found,) = await collect(store, NOW, settings=settings)
    assert (found.moved_to, found.seen, found.fault) == (server.url("rss"), 1, None)
    assert [row.url for row in rows(store)] == [server.url("rss")]
    await collect(store, NOW + HOUR, settings=settings)
    assert server.asked == ["hub", "rss", "rss"]


@pytest.mark.parametrize(
    ("pages", "asked", "said"),
    [
        ({"hub": PAGE.format("/rss"), "rss": PAGE.format("/rss2"), "rss2": rss()}, ["hub", "rss"], "kein Feed"),
        ({"hub": PAGE.format("/weg")}, ["hub", "weg"], "Fehler 404"),
        ({"hub": PAGE.format("/hub")}, ["hub"], "nennt selbst einen Feed"),
        ({"hub": "<html></html>"}, ["hub"], "Suchen Sie auf der Seite nach „RSS“."),
    ],
    ids=["a page again", "gone", "itself", "none"],
)
async def test_a_page_whose_feed_cannot_be_read_is_reported(
    sqlite_store: Store,
    server: FeedServer,
    settings: FeedSettings,
    pages: dict[str, str],
    asked: list[str],
    said: str,
) -> None:
    server.pages |= pages
    await add(sqlite_store, server.url("hub"))
    (found,) = await collect(sqlite_store, NOW, settings=settings)
    assert found.fault is not None
    assert found.fault.code == "html_page"
    assert said in found.fault.hint
    assert server.asked == asked
    assert [(row.url, row.last_error) for row in rows(sqlite_store)] == [(server.url("hub"), "html_page")]


@pytest.mark.parametrize("pause", [0, 0.001])
@pytest.mark.parametrize(
    ("status", "headers"), [(429, {}), (429, {"Retry-After": "7200"}), (503, {"Retry-After": "60"})]
)
async def test_a_host_that_asks_for_patience_is_left_alone_for_the_round(
    sqlite_store: Store,
    server: FeedServer,
    settings: FeedSettings,
    status: int,
    headers: dict[str, str],
    pause: float,
) -> None:
    names = [f"f{number}" for number in range(40)]
    server.statuses |= dict.fromkeys(names, status)
    server.headers |= dict.fromkeys(names, headers)
    await add(sqlite_store, *(server.url(name) for name in names))
    found = await collect(sqlite_store, NOW, settings=replace(settings, host_pause=pause))
    codes = [one.fault.code for one in found if one.fault is not None]
    assert len(codes) == 40
    assert codes.count(f"http_{status}") == len(server.asked) == (1 if pause else 16)
    wait = max(timedelta(seconds=int(headers.get("Retry-After", 0))) or CHECK_EVERY, timedelta(minutes=1))
    spared = [row for row in rows(sqlite_store) if not row.fails]
    assert {row.next_check_at for row in spared} == {NOW + wait}
    assert len(spared) == 40 - len(server.asked)


async def test_a_503_without_a_time_concerns_its_source_only(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.statuses["a"], server.headers["a"], server.pages["b"] = 503, {}, rss(FIRST)
    await add(sqlite_store, server.url("a"), server.url("b"))
    _, fine = await collect(sqlite_store, NOW, settings=replace(settings, host_pause=0.001))
    assert fine.seen == 1


async def test_an_answer_that_stays_fresh_is_not_asked_for_again(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"], server.etags["a"] = rss(FIRST), '"v1"'
    server.headers["a"] = {"Cache-Control": "max-age=18000"}
    await add(sqlite_store, server.url("a"))
    for round_ in range(2):
        at = NOW + round_ * 5 * HOUR
        assert len(await collect(sqlite_store, at, settings=settings, only_due=True)) == 1
        (row,) = rows(sqlite_store)
        assert row.next_check_at == at + 5 * HOUR

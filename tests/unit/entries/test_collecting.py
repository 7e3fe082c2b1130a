"""Collecting from a real web server on this machine."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest

from content.feeds import FeedEntry
from domain.asking import CHECK_EVERY
from scheduler import collecting
from scheduler.collecting import Collected, FeedSettings, collect, identity
from store import entries, sources
from store.db import Store

from .conftest import HOUR, NOW, FeedServer, Item, add, rss

FIRST = Item("1", "Richtlinie verlängert", link="https://ministerium.example/1")
SECOND = Item("2", "Neue Stelle", link="https://ministerium.example/2")


def facts(found: Collected) -> tuple[int, int, int, bool, str]:
    return found.new, found.changed, found.seen, found.unchanged, found.fault.code if found.fault else ""


def listed(store: Store) -> dict[str, str]:
    return store.read_now(lambda s: {row.title: row.state.value for row in entries.list_entries(s)})


def row_of(store: Store, url: str) -> sources.SourceRow:
    row = store.read_now(lambda s: sources.find(s, url))
    assert row is not None
    return row


async def test_the_first_import_is_silent_and_what_comes_then_is_new(
    store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = rss(FIRST)
    await add(store, server.url("a"))
    (first,) = await collect(store, NOW, settings=settings)
    assert (facts(first), first.first_import, first.title) == ((0, 0, 1, False, ""), True, "Beispielquelle")
    server.pages["a"] = rss(SECOND, FIRST)
    (second,) = await collect(store, NOW + HOUR, settings=settings)
    assert (facts(second), second.first_import) == ((1, 0, 0, False, ""), False)
    (third,) = await collect(store, NOW + 2 * HOUR, settings=settings)
    assert facts(third) == (0, 0, 0, False, "")
    assert listed(store) == {"Neue Stelle": "open", "Richtlinie verlängert": "seen"}


async def test_a_first_import_is_announced_when_somebody_asks_for_it(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = rss(FIRST, SECOND)
    await add(sqlite_store, server.url("a"))
    (found,) = await collect(sqlite_store, NOW, settings=settings, announce_first=True)
    assert facts(found) == (2, 0, 0, False, "")


async def test_a_source_that_says_it_is_unchanged_is_believed(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"], server.etags["a"] = rss(FIRST), '"v1"'
    await add(sqlite_store, server.url("a"))
    await collect(sqlite_store, NOW, settings=settings)
    (found,) = await collect(sqlite_store, NOW + HOUR, settings=settings)
    assert facts(found) == (0, 0, 0, True, "")
    row = row_of(sqlite_store, server.url("a"))
    assert (row.etag, row.last_ok_at, row.next_check_at) == ('"v1"', NOW + HOUR, NOW + HOUR + CHECK_EVERY)


async def test_a_changed_entry_is_reported(sqlite_store: Store, server: FeedServer, settings: FeedSettings) -> None:
    server.pages["a"] = rss(FIRST)
    await add(sqlite_store, server.url("a"))
    await collect(sqlite_store, NOW, settings=settings)
    server.pages["a"] = rss(replace(FIRST, title="Richtlinie bis 2028 verlängert"))
    (found,) = await collect(sqlite_store, NOW + HOUR, settings=settings)
    assert facts(found) == (0, 1, 0, False, "")
    assert listed(sqlite_store) == {"Richtlinie bis 2028 verlängert": "seen"}


async def test_one_failing_source_takes_no_other_down(store: Store, server: FeedServer, settings: FeedSettings) -> None:
    server.statuses["down"] = 500
    server.pages |= {"broken": "das ist <kein> Feed", "page": "<!doctype html><html></html>", "good": rss(FIRST)}
    names = ["down", "broken", "page", "gone", "good"]
    await add(store, *(server.url(name) for name in names), "http://127.0.0.1:1/feed", "kein-feed")
    found = await collect(store, NOW, settings=settings)
    assert [one.url for one in found[:5]] == [server.url(name) for name in names]
    assert [facts(one)[4] for one in found] == [
        "http_500", "no_feed", "html_page", "http_404", "", "unreachable", "bad_url",
    ]  # fmt: skip
    assert facts(found[4]) == (0, 0, 1, False, "")
    down = row_of(store, server.url("down"))
    assert (down.fails, down.last_error, down.next_check_at) == (1, "http_500", NOW + 2 * HOUR)
    assert row_of(store, server.url("good")).fails == 0


async def test_a_failure_keeps_the_validators_and_what_was_there(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"], server.etags["a"] = rss(FIRST), '"v1"'
    await add(sqlite_store, server.url("a"))
    await collect(sqlite_store, NOW, settings=settings)
    server.pages["a"], server.etags["a"] = "kaputt", '"v2"'
    (found,) = await collect(sqlite_store, NOW + HOUR, settings=settings)
    assert facts(found)[4] == "no_feed"
    assert row_of(sqlite_store, server.url("a")).etag == '"v1"'
    server.pages["a"] = rss(SECOND, FIRST)
    (found,) = await collect(sqlite_store, NOW + 2 * HOUR, settings=settings)
    assert facts(found) == (1, 0, 0, False, "")


async def test_a_source_that_refuses_us_is_left_alone_for_a_day(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.statuses["a"] = 403
    await add(sqlite_store, server.url("a"))
    await collect(sqlite_store, NOW, settings=settings)
    assert row_of(sqlite_store, server.url("a")).next_check_at == NOW + timedelta(days=1)


async def test_an_entry_in_two_feeds_is_one(store: Store, server: FeedServer, settings: FeedSettings) -> None:
    server.pages |= {"a": rss(), "b": rss()}
    await add(store, server.url("a"), server.url("b"))
    await collect(store, NOW, settings=settings)
    server.pages |= {"a": rss(FIRST), "b": rss(FIRST, SECOND)}
    found = await collect(store, NOW + HOUR, settings=settings)
    assert sum(one.new for one in found) == 2
    assert set(listed(store).values()) == {"open"}


async def test_the_same_short_id_in_two_feeds_is_two_entries(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages |= {"a": rss(), "b": rss()}
    await add(sqlite_store, server.url("a"), server.url("b"))
    await collect(sqlite_store, NOW, settings=settings)
    server.pages |= {"a": rss(FIRST), "b": rss(Item("1", "Etwas anderes", link="https://anderswo.example/1"))}
    found = await collect(sqlite_store, NOW + HOUR, settings=settings)
    assert [one.new for one in found] == [1, 1]
    assert sorted(listed(sqlite_store)) == ["Etwas anderes", "Richtlinie verlängert"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(("214", "https://a.example/x"), ("214", "http://a.example/x?utm_source=b"), True, id="link"),
        pytest.param(("214", "https://a.example/x"), ("214", "https://b.example/y"), False, id="other link"),
        pytest.param(("214", ""), ("214", ""), False, id="no link"),
        pytest.param(("https://a.example/x", ""), ("http://a.example/x", "https://a.example/y"), True, id="address"),
        pytest.param(("tag:a.example,2026:1", "https://a/x"), ("tag:a.example,2026:1", "https://b/y"), True, id="tag"),
    ],
)
def test_what_two_feeds_mean_by_an_id(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    found = [
        identity(FeedEntry(name, "Titel", link, None, "", ""), source)
        for source, (name, link) in enumerate((one, other), 1)
    ]
    assert (found[0] == found[1]) is same


async def test_only_what_is_due_is_asked_by_the_timetable(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = rss(FIRST)
    await add(sqlite_store, server.url("a"))
    assert len(await collect(sqlite_store, NOW, settings=settings, only_due=True)) == 1
    assert await collect(sqlite_store, NOW + timedelta(minutes=5), settings=settings, only_due=True) == []
    assert len(await collect(sqlite_store, NOW + timedelta(minutes=5), settings=settings)) == 1
    assert len(await collect(sqlite_store, NOW + 2 * HOUR, settings=settings, only_due=True)) == 1
    assert len(server.asked) == 3


async def test_a_source_may_be_named_even_when_it_is_paused_or_unknown(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = rss(FIRST)
    url = server.url("a")
    await add(sqlite_store, url)
    await sqlite_store.write(lambda s: sources.pause(s, url))
    assert await collect(sqlite_store, NOW, settings=settings) == []
    found = await collect(sqlite_store, NOW, settings=settings, urls=["https://fremd.example", url])
    assert [facts(one)[4] for one in found] == ["unknown_source", ""]


async def test_this_machine_is_not_asked_unless_that_is_allowed(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(sqlite_store, server.url("a"))
    (found,) = await collect(sqlite_store, NOW, settings=replace(settings, allow_private=False))
    assert facts(found)[4] == "private_address"
    assert server.asked == []


async def test_a_fault_of_ours_with_one_source_is_reported_and_the_others_go_on(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_once(*args: object, **more: object) -> object:
        monkeypatch.undo()
        raise RuntimeError("a bug")

    server.pages |= {"a": rss(FIRST), "b": rss(SECOND)}
    await add(sqlite_store, server.url("a"), server.url("b"))
    monkeypatch.setattr(collecting, "save_preview", fails_once)
    found = await collect(sqlite_store, NOW, settings=settings)
    assert sorted(facts(one) for one in found) == [(0, 0, 0, False, "internal"), (0, 0, 1, False, "")]
    again = await collect(sqlite_store, NOW + HOUR, settings=settings)
    assert sum(one.seen for one in again) == 1


async def test_one_host_is_asked_one_at_a_time_with_a_pause(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[tuple[float, int]] = []

    async def pause(seconds: float) -> None:
        pauses.append((seconds, len(server.asked)))

    server.pages |= {"a": rss(FIRST), "b": rss(SECOND), "c": rss()}
    await add(sqlite_store, *(server.url(name) for name in "abc"))
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "_pause", pause)
        await collect(sqlite_store, NOW, settings=replace(settings, host_pause=10))
    assert pauses == [(10, 1), (10, 2)]


async def test_ending_it_halfway_leaves_what_was_written(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages |= {"a": rss(FIRST)}
    await add(sqlite_store, server.url("a"))
    await collect(sqlite_store, NOW, settings=settings)
    server.hold = asyncio.Event()
    server.reached.clear()
    running = asyncio.create_task(collect(sqlite_store, NOW + HOUR, settings=settings))
    await server.reached.wait()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    server.hold.set()
    row = row_of(sqlite_store, server.url("a"))
    assert (row.last_ok_at, row.fails) == (NOW, 0)


async def test_without_sources_there_is_nothing_to_report(sqlite_store: Store, settings: FeedSettings) -> None:
    assert await collect(sqlite_store, NOW, settings=settings) == []

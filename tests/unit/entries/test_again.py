"""What comes a second time: in another source, in other words, under another name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from content.feeds import FeedPreview
from scheduler.collecting import FeedSettings, collect, save_preview
from store import entries, sources
from store import tables as t
from store.db import Store
from store.entries import Validators
from store.jobs import KEEP_SKETCHES, tidy
from tests.unit.content.support import DATA

from .conftest import HOUR, NOW, FeedServer, Item, add, rss

MALFORMED = DATA / "feeds" / "malformed"
TEXT = (
    "Die Beratungsstelle für Migration in {place} zieht um. Ab dem 1. Dezember finden Sie die Beraterinnen und Berater"
    " im Haus der Diakonie, gleich neben dem Bahnhof. Die Sprechzeiten bleiben unverändert, auch die Telefonnummern"
    " gelten weiter. Am Tag des Umzugs bleibt die Stelle geschlossen; in dringenden Fällen hilft das Sozialamt."
)


def counts(store: Store) -> tuple[int, int]:
    """Return how many entries there are, and how many times they stand in a source."""
    return store.read_now(
        lambda s: (
            s.execute(select(func.count()).select_from(t.entry)).scalar_one(),
            s.execute(select(func.count()).select_from(t.entry_source)).scalar_one(),
        )
    )


async def collected(store: Store, settings: FeedSettings, later: timedelta = timedelta()) -> list[tuple[int, int, int]]:
    return [(one.new, one.changed, one.seen) for one in await collect(store, NOW + later, settings=settings)]


async def test_the_same_text_in_three_sources_is_one_entry_with_three_sources(
    store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(store, *(server.url(letter) for letter in "abc"))
    server.pages |= {letter: rss() for letter in "abc"}
    await collected(store, settings)
    for number, letter in enumerate("abc", 1):
        server.pages[letter] = (MALFORMED / f"12-text-in-drei-quellen-{number}.xml").read_text("utf-8")
    assert sum(new for new, _, _ in await collected(store, settings, HOUR)) == 1
    assert counts(store) == (1, 3)
    assert await collected(store, settings, 2 * HOUR) == [(0, 0, 0)] * 3
    assert counts(store) == (1, 3)


async def test_a_first_import_knows_what_another_source_has_brought(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    server.pages["a"] = rss(Item("1", "Umzug", TEXT.format(place="Celle"), "https://a.example/1"))
    await add(sqlite_store, server.url("a"))
    await collected(sqlite_store, settings)
    server.pages["b"] = rss(Item("77", "Umzug in Celle", TEXT.format(place="Celle"), "https://b.example/77"))
    await add(sqlite_store, server.url("b"))
    assert (await collected(sqlite_store, settings, HOUR))[1] == (0, 0, 0)
    assert counts(sqlite_store) == (1, 2)


async def test_a_source_that_names_everything_anew_brings_nothing_new_but_other_links(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(sqlite_store, server.url("a"))
    places = ["Celle", "Stade", "Leer"]
    for hours, generation, expected in ((0, "alt", (0, 0, 3)), (1, "neu", (0, 3, 0))):
        base = f"https://a.example/{generation}"
        texts = [(place, TEXT.format(place=place)) for place in places]
        server.pages["a"] = rss(
            *(Item(f"{base}-{place}", f"Umzug in {place}", text, f"{base}/{place}") for place, text in texts)
        )
        assert await collected(sqlite_store, settings, hours * HOUR) == [expected]
    assert counts(sqlite_store) == (3, 6)


async def test_like_texts_in_one_feed_are_as_many_entries_as_it_has(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    text = TEXT.format(place="Celle")
    server.pages["a"] = rss(*(Item(f"{n}", "Umzug", text, f"https://a.example/{n}") for n in range(3)))
    await add(sqlite_store, server.url("a"))
    assert await collected(sqlite_store, settings) == [(0, 0, 3)]
    server.pages["a"] = rss(*(Item(f"{n}", "Umzug", text, f"https://a.example/{n}") for n in range(4)))
    assert await collected(sqlite_store, settings, HOUR) == [(1, 0, 0)]
    assert counts(sqlite_store) == (4, 4)


@pytest.mark.parametrize(("days", "number"), [(9, 1), (11, 2)])
async def test_the_same_text_long_after_is_news(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings, days: int, number: int
) -> None:
    await add(sqlite_store, server.url("a"), server.url("b"))
    server.pages |= {"a": rss(Item("1", "Umzug", TEXT.format(place="Celle"), "https://a.example/1")), "b": rss()}
    await collected(sqlite_store, settings)
    server.pages["b"] = rss(Item("2", "Umzug", TEXT.format(place="Celle"), "https://b.example/2"))
    await collected(sqlite_store, settings, timedelta(days=days))
    assert counts(sqlite_store) == (number, 2)


async def test_a_source_that_only_repeats_others_is_not_silent(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(sqlite_store, server.url("a"), server.url("b"))
    server.pages |= {"a": rss(), "b": rss()}
    await collected(sqlite_store, settings)
    server.pages["a"] = rss(Item("1", "Umzug", TEXT.format(place="Celle"), "https://a.example/1"))
    await collected(sqlite_store, settings, HOUR)
    server.pages["b"] = server.pages["a"]
    await collected(sqlite_store, settings, 2 * HOUR)
    assert [row.last_new_at for row in sqlite_store.read_now(sources.listing)] == [NOW + HOUR, NOW + 2 * HOUR]


async def test_the_published_sequences_are_taken_as_they_were_meant(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(sqlite_store, server.url("a"), server.url("b"))
    for number, expected in ((1, [(0, 0, 1), (0, 0, 0)]), (2, [(0, 1, 0), (1, 0, 0)])):
        server.pages["a"] = (MALFORMED / f"12-neu-veroeffentlicht-{number}.xml").read_text("utf-8")
        server.pages["b"] = (MALFORMED / f"13-erster-abruf-{number}.xml").read_text("utf-8")
        found = []
        for letter in "ab":
            (one,) = await collect(sqlite_store, NOW + number * HOUR, settings=settings, urls=[server.url(letter)])
            found.append((one.new, one.changed, one.seen))
        assert found == expected
    listed = sqlite_store.read_now(entries.list_entries)
    assert [(row.title, row.state, row.changes) for row in listed] == [
        ("Neue Stelle in Celle", "open", 0),
        ("Beratung wird deutlich ausgebaut (aktualisiert)", "seen", 1),
    ]


async def test_what_many_texts_share_finds_nothing_and_the_same_text_is_found_all_the_same(
    sqlite_store: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(sqlite_store, server.url("a"), server.url("b"))
    places = [f"{chr(65 + n)}dorf" for n in range(26)]
    items = [
        Item(place, f"Umzug in {place}", TEXT.format(place=place), f"https://a.example/{place}") for place in places
    ]
    server.pages |= {"a": rss(*items), "b": rss()}
    await collected(sqlite_store, settings)
    per_number = select(func.count()).select_from(t.entry_sketch).group_by(t.entry_sketch.c.value)
    assert max(sqlite_store.read_now(lambda s: s.execute(per_number).scalars().all())) == entries.MOST_ALIKE
    server.pages["b"] = rss(replace(items[20], guid="77", link="https://b.example/77"))
    # It was there before us in one source and is news in the other.
    assert await collected(sqlite_store, settings, HOUR) == [(0, 0, 0), (1, 0, 0)]
    assert counts(sqlite_store) == (26, 27)


def test_old_sketches_are_cleared_away(sqlite_store: Store) -> None:
    from content.feed_reading import read

    data = rss(Item("1", "Umzug", TEXT.format(place="Celle"))).encode()
    preview = read(data, now=NOW)
    assert isinstance(preview, FeedPreview)
    other = replace(preview, entries=(replace(preview.entries[0], id="2", title="Umzug nach Verden"),))
    sqlite_store.write_now(lambda s: sources.add(s, "https://a.example/feed", NOW))
    for at, brought in ((NOW, preview), (NOW + KEEP_SKETCHES, other)):
        sqlite_store.write_now(lambda s, at=at, b=brought: save_preview(s, 1, b, Validators(), at, first_import=False))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    later = NOW + KEEP_SKETCHES + HOUR
    assert sqlite_store.write_now(lambda s: tidy(s, later)).sketches == 9
    assert sqlite_store.write_now(lambda s: tidy(s, later)).sketches == 0

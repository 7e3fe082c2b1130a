"""Tags of entries: written once, anew after a change, and as if nothing had been after a crash."""

from datetime import date, time

import pytest

from content.tagging import Tagger
from scheduler import tagging
from store import sources, tags
from store.db import Store
from store.entries import NewEntry, Validators, save_collected
from store.tags import DueRow, EntryTags, TagRow

from .conftest import NOW, entry

_TAGS = EntryTags(
    (TagRow("sprache", ("Titel: „Sprachkurs“",)), TagRow("arbeit", ("„Beruf“", "„Betrieb“"))),
    (TagRow("heide", ("„Celle“",)),),
    DueRow(date(2026, 12, 1), time(12), "bis 1.12., 12 Uhr"),
)


def save(store: Store, *found: NewEntry) -> None:
    source = store.write_now(lambda s: sources.add(s, "https://a.example/feed", NOW)).id
    store.write_now(lambda s: save_collected(s, source, found, Validators(), NOW, first_import=False))


def untagged(store: Store) -> list[str]:
    return [one.title for one in store.read_now(lambda s: tags.untagged(s, 10))]


def tag_of(store: Store, number: int = 1) -> EntryTags:
    return store.read_now(lambda s: tags.of_entries(s, [number]))[number]


def put(store: Store, found: EntryTags, hash_: str = "h-Meldung 1") -> None:
    store.write_now(lambda s: tags.put(s, 1, hash_, found))


def test_tags_are_read_as_they_were_written(store: Store) -> None:
    save(store, entry("1"))
    assert (tag_of(store), untagged(store)) == (EntryTags(), ["Meldung 1"])
    put(store, _TAGS)
    assert (tag_of(store), untagged(store)) == (_TAGS, [])


def test_tagging_anew_leaves_nothing_of_what_was(store: Store) -> None:
    save(store, entry("1"))
    put(store, _TAGS)
    put(store, EntryTags((TagRow("asyl", ("„Asyl“",)),)))
    assert tag_of(store) == EntryTags((TagRow("asyl", ("„Asyl“",)),))
    put(store, EntryTags())
    assert tag_of(store) == EntryTags()


def test_an_entry_whose_words_change_meanwhile_is_tagged_again(store: Store) -> None:
    save(store, entry("1", "Neue Worte"))
    put(store, _TAGS, "h-Alte Worte")
    assert untagged(store) == ["Neue Worte"]


def test_forgetting_has_entries_tagged_anew(store: Store) -> None:
    save(store, entry("1"), entry("2"))
    for number in (1, 2):
        store.write_now(lambda s, number=number: tags.put(s, number, f"h-Meldung {number}", _TAGS))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    store.write_now(lambda s: tags.forget(s, [2]))
    assert untagged(store) == ["Meldung 2"]
    store.write_now(tags.forget)
    assert untagged(store) == ["Meldung 1", "Meldung 2"]
    assert tag_of(store) == _TAGS


async def test_words_that_change_bring_other_tags(store: Store) -> None:
    save(store, entry("1", "Neues aus Vechta"))
    assert await tagging.tag_new(store) == 1
    assert [one.code for one in tag_of(store).regions] == ["oldenburger-land"]
    save(store, entry("1", "Neues aus Celle"))
    assert await tagging.tag_new(store) == 1
    assert [one.code for one in tag_of(store).regions] == ["heide"]
    assert await tagging.tag_new(store) == 0


async def test_a_crash_in_between_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, *(entry(str(number), f"Celle, Teil {number}") for number in range(4)))
    monkeypatch.setattr(tagging, "_AT_ONCE", 2)
    tag = Tagger.tag
    left = 3

    def crashing(self: Tagger, title: str, text: str, *, published: date | None = None) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise RuntimeError("Absturz")
        return tag(self, title, text, published=published)

    monkeypatch.setattr(Tagger, "tag", crashing)
    with pytest.raises(RuntimeError, match="Absturz"):
        await tagging.tag_new(store)
    assert untagged(store) == ["Celle, Teil 2", "Celle, Teil 3"]
    monkeypatch.setattr(Tagger, "tag", tag)
    assert await tagging.tag_new(store) == 2
    assert untagged(store) == []
    assert {len(tag_of(store, number).regions) for number in (1, 2, 3, 4)} == {1}


def test_an_entry_without_words_has_no_tags(store: Store) -> None:
    tagger = store.read_now(tagging.tagger_of)
    assert tagging.tag(tagger, "", "", "", NOW) == EntryTags()

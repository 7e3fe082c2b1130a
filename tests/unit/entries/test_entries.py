"""Entries: what is new, what has changed, and what somebody decided."""

from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select, update
from sqlmodel import Session

from store import entries, sources
from store import tables as t
from store.db import Store
from store.entries import MAX_CHANGES, EntryState, NewEntry, Saved, Validators, save_collected

from .conftest import HOUR, NOW, entry


def source(store: Store, name: str = "a") -> int:
    return store.write_now(lambda s: sources.add(s, f"https://{name}.example/feed", NOW)).id


def save(store: Store, into: int, *found: NewEntry, first: bool = False, etag: str | None = None) -> Saved | None:
    return store.write_now(lambda s: save_collected(s, into, found, Validators(etag), NOW, first_import=first))


def states(store: Store) -> dict[str, str]:
    return store.read_now(lambda s: {row.title: row.state.value for row in entries.list_entries(s)})


def count(store: Store, table: Table) -> int:
    def counted(session: Session) -> int:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())

    return store.read_now(counted)


def id_of(store: Store, name: str) -> int:
    def found(session: Session) -> int:
        statement = select(t.entry.c.id).where(t.entry.c.fingerprint == f"fp-{name}")
        return int(session.execute(statement).scalar_one())

    return store.read_now(found)


def test_the_first_import_is_silent_and_the_next_one_is_not(store: Store) -> None:
    a = source(store)
    assert save(store, a, entry("1"), entry("2"), first=True) == Saved(seen=2)
    assert save(store, a, entry("3"), entry("1"), entry("2")) == Saved(new=1)
    assert states(store) == {"Meldung 1": "seen", "Meldung 2": "seen", "Meldung 3": "open"}


def test_nothing_new_is_nothing_new(store: Store) -> None:
    a = source(store)
    save(store, a, entry("1"))
    assert save(store, a, entry("1")) == Saved()
    assert save(store, a) == Saved()


def test_validators_come_with_the_entries(store: Store) -> None:
    a = source(store)
    validators = Validators('"v1"', "Fri, 20 Nov 2026 08:30:00 GMT", "Quelle A")
    store.write_now(lambda s: save_collected(s, a, [entry("1")], validators, NOW, first_import=False))
    row = store.read_now(sources.listing)[0]
    assert (row.etag, row.modified, row.title) == (validators.etag, validators.modified, validators.title)
    assert (row.last_ok_at, row.fails) == (NOW, 0)
    save(store, a, entry("1"))
    row = store.read_now(sources.listing)[0]
    assert (row.etag, row.title) == (None, "Quelle A")


@pytest.mark.parametrize("where", ["_save_validators", "_take_changes"])
def test_an_exception_on_the_way_leaves_neither_entries_nor_validators(
    store: Store, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def fail(session: Session, *_: object, **__: object) -> None:
        assert session.execute(select(func.count()).select_from(t.entry)).scalar_one() == 1
        raise RuntimeError("on the way")

    a = source(store)
    with monkeypatch.context() as patch:
        patch.setattr(entries, where, fail)
        with pytest.raises(RuntimeError, match="on the way"):
            save(store, a, entry("1"), etag='"v1"')
    assert (count(store, t.entry), count(store, t.entry_source)) == (0, 0)
    assert store.read_now(sources.listing)[0].etag is None
    assert save(store, a, entry("1"), etag='"v1"') == Saved(new=1)


def test_an_exception_after_the_validators_leaves_neither(store: Store) -> None:
    a = source(store)

    def fail(session: Session) -> None:
        save_collected(session, a, [entry("1")], Validators('"v1"'), NOW, first_import=False)
        raise RuntimeError("after it all")

    with pytest.raises(RuntimeError, match="after it all"):
        store.write_now(fail)
    assert count(store, t.entry) == 0
    assert store.read_now(sources.listing)[0].etag is None


def test_a_source_that_was_removed_meanwhile_takes_nothing(store: Store) -> None:
    assert save(store, 99, entry("1")) is None
    assert count(store, t.entry) == 0


def test_the_same_entry_of_two_sources_is_one(store: Store) -> None:
    a, b = source(store, "a"), source(store, "b")
    assert save(store, a, entry("1")) == Saved(new=1)
    assert save(store, b, entry("1", external_id="anders")) == Saved()
    assert (count(store, t.entry), count(store, t.entry_source)) == (1, 2)


def test_two_ids_of_one_entry_in_one_feed_are_one_entry(store: Store) -> None:
    a = source(store)
    twice = (entry("1"), entry("1", external_id="1?view=2"), entry("1"))
    assert save(store, a, *twice) == Saved(new=1)
    assert save(store, a, *twice) == Saved()
    assert (count(store, t.entry), count(store, t.entry_source)) == (1, 2)


def test_an_entry_is_recognised_by_its_id_when_its_link_changes(store: Store) -> None:
    a = source(store)
    save(store, a, entry("1"))
    assert save(store, a, entry("1", fingerprint="fp-other")) == Saved()
    assert count(store, t.entry) == 1


def test_what_one_source_hid_is_announced_when_another_brings_it_as_news(store: Store) -> None:
    a, b = source(store, "a"), source(store, "b")
    save(store, b, entry("0"), first=True)
    save(store, a, entry("1"), first=True)
    assert save(store, b, entry("1")) == Saved(new=1)
    assert states(store)["Meldung 1"] == "open"
    assert save(store, b, entry("1")) == Saved()


def test_what_two_first_imports_bring_stays_silent(store: Store) -> None:
    a, b = source(store, "a"), source(store, "b")
    save(store, a, entry("1"), first=True)
    assert save(store, b, entry("1"), first=True) == Saved()
    assert states(store) == {"Meldung 1": "seen"}


def test_a_source_that_names_its_old_entries_anew_announces_none_of_them(store: Store) -> None:
    a = source(store)
    save(store, a, entry("1"), entry("2"), first=True)
    renamed = (entry("1", external_id="https://1"), entry("2", external_id="https://2"))
    assert save(store, a, *renamed) == Saved()
    assert set(states(store).values()) == {"seen"}


def test_a_changed_entry_is_updated_while_nobody_has_decided(store: Store) -> None:
    a = source(store)
    save(store, a, entry("1"), entry("2"))
    assert save(store, a, entry("1", "Meldung 1 (Aktualisiert)"), entry("2")) == Saved(changed=1)
    row = store.read_now(lambda s: entries.load(s, id_of(store, "1")))
    assert row is not None
    assert (row.title, row.changes, row.state) == ("Meldung 1 (Aktualisiert)", 1, EntryState.OPEN)


def test_a_changed_entry_that_was_released_stays_and_is_noted(store: Store) -> None:
    a = source(store)
    save(store, a, entry("1"))
    number = id_of(store, "1")
    assert store.write_now(lambda s: entries.mark_released(s, number)) is None
    for _ in range(2):
        save(store, a, entry("1", "Anders"))
    row = store.read_now(lambda s: entries.load(s, number))
    assert row is not None
    assert (row.title, row.changes, row.state) == ("Meldung 1", 1, EntryState.RELEASED)
    noted = store.read_now(lambda s: s.execute(select(t.audit.c.action, t.audit.c.subject)).all())
    assert [tuple(one) for one in noted] == [("entry.changed", f"entry:{number}")]


def test_an_entry_that_always_changes_is_left_alone_after_a_while(sqlite_store: Store) -> None:
    a = source(sqlite_store)
    save(sqlite_store, a, entry("1"))
    found = [save(sqlite_store, a, entry("1", f"Es ist {n} Uhr")) for n in range(MAX_CHANGES + 3)]
    assert found == [Saved(changed=1)] * MAX_CHANGES + [Saved()] * 3


def test_two_versions_of_an_entry_do_not_take_turns(store: Store) -> None:
    a, b = source(store, "a"), source(store, "b")
    short, long = entry("1", "Kurz"), entry("1", "Lang")
    save(store, a, short)
    for _ in range(3):
        assert save(store, b, long) == Saved()
        assert save(store, a, short) == Saved()
    store.write_now(lambda s: sources.pause(s, "https://a.example/feed"))
    assert save(store, b, long) == Saved(changed=1)


def test_an_entry_is_decided_on_once(store: Store) -> None:
    a = source(store)
    save(store, a, entry("1"), entry("2"), first=True)
    one, two = id_of(store, "1"), id_of(store, "2")
    assert store.write_now(lambda s: entries.mark_released(s, one)) is None
    assert store.write_now(lambda s: entries.discard(s, two)) is None
    codes = [
        store.write_now(lambda s: fault.code if (fault := entries.mark_released(s, one)) else ""),
        store.write_now(lambda s: fault.code if (fault := entries.discard(s, one)) else ""),
        store.write_now(lambda s: fault.code if (fault := entries.discard(s, two)) else ""),
        store.write_now(lambda s: fault.code if (fault := entries.mark_released(s, two)) else ""),
        store.write_now(lambda s: fault.code if (fault := entries.discard(s, 999)) else ""),
    ]
    assert codes == ["already", "released", "already", "discarded", "not_found"]


def test_entries_are_listed_newest_first_and_by_state(store: Store) -> None:
    a = source(store)
    old = NOW - timedelta(days=400)
    dated = NewEntry("3", "fp-3", "h", "Meldung 3", published_at=NOW - HOUR)
    save(store, a, entry("1"), entry("2"), dated, first=True)
    save(store, a, entry("4"))
    store.write_now(lambda s: s.execute(update(t.entry).where(t.entry.c.state == "seen").values(first_seen_at=old)))
    assert list(states(store)) == ["Meldung 4", "Meldung 3", "Meldung 1", "Meldung 2"]
    seen = store.read_now(lambda s: entries.list_entries(s, [EntryState.SEEN], limit=2))
    assert [row.title for row in seen] == ["Meldung 3", "Meldung 1"]

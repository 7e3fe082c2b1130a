"""Sources: written down once, asked when it is time."""

from datetime import timedelta

import pytest

from domain.asking import CHECK_EVERY, LONGEST_WAIT, next_check
from store import sources
from store.db import Store
from store.entries import Validators, save_collected
from store.sources import SourceRow

from .conftest import HOUR, NOW, entry

URL = "https://quelle.example/feed"


def find(store: Store, url: str = URL) -> SourceRow:
    found = store.read_now(lambda s: sources.find(s, url))
    assert found is not None
    return found


def test_a_source_that_is_added_twice_is_there_once(store: Store) -> None:
    first = store.write_now(lambda s: sources.add(s, URL, NOW))
    again = store.write_now(lambda s: sources.add(s, URL, NOW + HOUR, title="Anders"))
    assert (first.fresh, again.fresh) == (True, False)
    assert again.id == first.id
    assert [(one.url, one.next_check_at) for one in store.read_now(sources.listing)] == [(URL, NOW)]


def test_a_new_source_is_due_at_once_and_a_paused_one_never(store: Store) -> None:
    store.write_now(lambda s: sources.add(s, URL, NOW))
    assert [one.url for one in store.read_now(lambda s: sources.due(s, NOW))] == [URL]
    assert store.write_now(lambda s: sources.pause(s, URL))
    assert store.read_now(lambda s: sources.due(s, NOW + timedelta(days=9))) == []
    assert store.write_now(lambda s: sources.resume(s, URL, NOW + HOUR))
    assert [one.url for one in store.read_now(lambda s: sources.due(s, NOW + HOUR))] == [URL]


def test_an_unknown_source_cannot_be_paused_resumed_or_removed(sqlite_store: Store) -> None:
    assert not sqlite_store.write_now(lambda s: sources.pause(s, URL))
    assert not sqlite_store.write_now(lambda s: sources.resume(s, URL, NOW))
    assert not sqlite_store.write_now(lambda s: sources.remove(s, URL))


def test_a_source_asked_late_in_its_slot_is_due_in_the_next_one(sqlite_store: Store) -> None:
    added = sqlite_store.write_now(lambda s: sources.add(s, URL, NOW))
    late = NOW + timedelta(minutes=9)
    sqlite_store.write_now(lambda s: sources.record_unchanged(s, [(added.id, next_check(late))], late))
    assert sqlite_store.read_now(lambda s: sources.due(s, late + timedelta(minutes=40))) == []
    assert len(sqlite_store.read_now(lambda s: sources.due(s, NOW + HOUR))) == 1


def test_a_failing_source_is_asked_less_and_less_but_once_a_day(store: Store) -> None:
    added = store.write_now(lambda s: sources.add(s, URL, NOW))
    waits = []
    for _ in range(9):
        store.write_now(lambda s: sources.record_failure(s, added.id, "timeout", NOW))
        next_check_at = find(store).next_check_at
        assert next_check_at is not None
        waits.append(next_check_at - NOW)
    assert waits[:6] == sorted(waits[:6])
    assert waits[0] < HOUR
    assert 0.8 * LONGEST_WAIT <= min(waits[6:]) < max(waits) <= LONGEST_WAIT
    assert (find(store).fails, find(store).last_error) == (9, "timeout")


@pytest.mark.parametrize(
    ("wait", "hopeless", "expected"),
    [
        pytest.param(timedelta(hours=5), False, timedelta(hours=5), id="the server asks for more patience"),
        pytest.param(timedelta(seconds=1), False, CHECK_EVERY, id="the server asks for less"),
        pytest.param(timedelta(0), False, CHECK_EVERY, id="the server asks for none"),
        pytest.param(None, True, LONGEST_WAIT, id="the server refuses us"),
    ],
)
def test_what_the_server_says_about_the_next_time_counts(
    sqlite_store: Store, wait: timedelta | None, hopeless: bool, expected: timedelta
) -> None:
    added = sqlite_store.write_now(lambda s: sources.add(s, URL, NOW))
    sqlite_store.write_now(lambda s: sources.record_failure(s, added.id, "http_429", NOW, wait=wait, hopeless=hopeless))
    assert find(sqlite_store).next_check_at == NOW + expected


def test_an_answer_ends_the_failures(store: Store) -> None:
    added = store.write_now(lambda s: sources.add(s, URL, NOW))
    store.write_now(lambda s: sources.record_failure(s, added.id, "timeout", NOW))
    store.write_now(lambda s: sources.record_unchanged(s, [(added.id, next_check(NOW + HOUR))], NOW + HOUR))
    row = find(store)
    assert (row.fails, row.last_error, row.last_ok_at) == (0, "", NOW + HOUR)


def test_a_removed_source_leaves_its_entries_and_starts_silently_when_it_comes_back(store: Store) -> None:
    added = store.write_now(lambda s: sources.add(s, URL, NOW))
    store.write_now(lambda s: save_collected(s, added.id, [entry("1")], Validators("e"), NOW, first_import=True))
    assert store.write_now(lambda s: sources.remove(s, URL))
    assert store.read_now(sources.listing) == []
    again = store.write_now(lambda s: sources.add(s, URL, NOW))
    assert again.fresh
    assert find(store).last_ok_at is None
    saved = store.write_now(lambda s: save_collected(s, again.id, [entry("1")], Validators(), NOW, first_import=True))
    assert saved is not None
    assert (saved.new, saved.seen) == (0, 0)

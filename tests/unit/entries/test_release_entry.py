"""An entry becomes a notice, in one transaction."""

import pytest
from sqlmodel import Session

from content import document, start_data
from domain.notice import Level, NoticeState
from scheduler.publishing import Published, Publisher
from scheduler.releasing import entry_notice, release_changed, release_entry
from store import entries, notices, sources
from store.db import Store
from store.entries import EntryFault, EntryRow, EntryState, Validators, save_collected
from store.reference import known_codes, put_reference
from store.seed import seed

from .conftest import NOW, entry

BY = Publisher(NOW)


@pytest.fixture
def filled(store: Store) -> Store:
    """A network of people, and one source with an entry."""
    data = start_data.load()
    store.write_now(lambda s: put_reference(s, data.regions, data.counties, data.topics, data.programmes))
    store.write_now(lambda s: seed(s, 12, 10, ["memory:ost"], 1, NOW))
    added = store.write_now(lambda s: sources.add(s, "https://a.example/feed", NOW))
    new = entry("1", link="https://a.example/1", summary="Ein Satz.", html="<p>Ein <b>Satz</b>.</p>")
    store.write_now(lambda s: save_collected(s, added.id, [new], Validators(), NOW, first_import=True))
    return store


def only(store: Store) -> EntryRow:
    (row,) = store.read_now(entries.list_entries)
    return row


def release(session: Session, number: int) -> Published | EntryFault:
    topic = next(iter(known_codes(session).topics))
    return release_entry(session, number, Level.INFO, [topic], ["heide"], "koordination", BY)


def test_releasing_an_entry_makes_a_notice_once(filled: Store) -> None:
    number = only(filled).id
    published = filled.write_now(lambda s: release(s, number))
    assert isinstance(published, Published)
    assert published.fresh
    assert only(filled).state is EntryState.RELEASED
    notice = filled.read_now(lambda s: notices.load(s, published.notice))
    assert notice is not None
    assert (notice.state, notice.title, notice.source) == (
        NoticeState.RELEASED, "Meldung 1", "https://a.example/feed – Auffassung der Quelle, https://a.example/1",
    )  # fmt: skip
    assert (notice.request_key, notice.text_form, notice.addressed.regions) == (
        f"entry:{number}", "html", frozenset({"heide"}),
    )  # fmt: skip
    again = filled.write_now(lambda s: release(s, number))
    assert isinstance(again, EntryFault)
    assert (again.code, str(published.notice) in again.hint) == ("already", True)


def test_a_notice_that_fails_leaves_the_entry_unreleased(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(point: str) -> None:
        raise RuntimeError(point)

    number = only(filled).id
    with pytest.raises(RuntimeError, match=r"freeze\.before_commit"):
        filled.write_now(
            lambda s: release_entry(s, number, Level.INFO, [], [], "koordination", Publisher(NOW, crash=crash))
        )
    assert only(filled).state is EntryState.SEEN
    assert filled.read_now(lambda s: notices.find_by_request(s, f"entry:{number}")) is None


@pytest.mark.parametrize(
    ("topics", "regions", "code"),
    [
        pytest.param(["gibtesnicht"], [], "unknown_topic", id="topic"),
        pytest.param([], ["bayern"], "unknown_region", id="region"),
    ],
)
def test_an_unknown_code_changes_nothing(filled: Store, topics: list[str], regions: list[str], code: str) -> None:
    number = only(filled).id
    fault = filled.write_now(lambda s: release_entry(s, number, Level.INFO, topics, regions, "x", BY))
    assert isinstance(fault, EntryFault)
    assert fault.code == code
    assert only(filled).state is EntryState.SEEN


def test_an_entry_that_is_not_there_or_discarded_is_not_released(filled: Store) -> None:
    number = only(filled).id
    filled.write_now(lambda s: entries.discard(s, number))
    found = [filled.write_now(lambda s, n=n: release(s, n)) for n in (number, 999)]  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    assert [one.code for one in found if isinstance(one, EntryFault)] == ["discarded", "not_found"]
    assert filled.read_now(lambda s: notices.find_by_request(s, f"entry:{number}")) is None


def row(summary: str, html: str) -> EntryRow:
    return EntryRow(7, "Titel", "https://a.example/7", summary, html, None, NOW, EntryState.OPEN, 0)


def test_an_entry_for_no_region_is_for_all_of_lower_saxony() -> None:
    new = entry_notice(row("", ""), Level.IMPORTANT, ["asyl"], [], "x", NOW)
    assert new.addressed.statewide
    assert not new.addressed.regions
    assert (new.entry, new.document) == (7, "")


@pytest.mark.parametrize(
    ("summary", "html", "expected"),
    [
        pytest.param("Kurz.", "<p><b>Kurz</b>.</p>", "Kurz.", id="a short text, as it is"),
        pytest.param("Anfang <i> …", f"<p>{'Wort ' * 2_000}</p>", "Anfang <i> …", id="a long one by its beginning"),
        pytest.param("*Nur* Text", "", "*Nur* Text", id="without HTML"),
    ],
)
def test_what_an_entry_tells(summary: str, html: str, expected: str) -> None:
    new = entry_notice(row(summary, html), Level.INFO, [], [], "x", NOW)
    assert document.text_of(document.from_html(new.document)) == expected


def change(store: Store, title: str, text: str = "Ein anderer Satz.") -> entries.Saved | None:
    """Let the source say something else."""
    new = entry("1", title, link="https://a.example/1", summary=text, html=f"<p>{text}</p>")
    return store.write_now(lambda s: save_collected(s, 1, [new], Validators(), NOW, first_import=False))


def test_a_released_entry_that_its_source_changes_goes_to_review(filled: Store) -> None:
    number = only(filled).id
    published = filled.write_now(lambda s: release(s, number))
    assert isinstance(published, Published)
    change(filled, "Meldung 1 (korrigiert)")
    row = only(filled)
    assert (row.state, row.title, row.changes) == (EntryState.REVIEW, "Meldung 1 (korrigiert)", 1)
    assert [one.id for one in filled.read_now(lambda s: entries.list_entries(s, entries.TO_DECIDE))] == [number]
    notice = filled.read_now(lambda s: notices.load(s, published.notice))
    assert notice is not None
    assert (notice.rev, notice.title) == (1, "Meldung 1")


def test_releasing_a_changed_entry_corrects_its_notice_for_the_same_audience(filled: Store) -> None:
    number = only(filled).id
    published = filled.write_now(lambda s: release(s, number))
    assert isinstance(published, Published)
    change(filled, "Meldung 1 (korrigiert)")
    corrected = filled.write_now(lambda s: release_changed(s, number, "koordination", BY))
    assert isinstance(corrected, Published)
    assert (corrected.notice, corrected.rev, corrected.audience) == (published.notice, 2, published.audience)
    notice = filled.read_now(lambda s: notices.load(s, published.notice))
    assert notice is not None
    assert (notice.title, notice.addressed.regions) == ("Meldung 1 (korrigiert)", frozenset({"heide"}))
    assert "anderer Satz" in notice.document
    assert only(filled).state is EntryState.RELEASED
    again = filled.write_now(lambda s: release_changed(s, number, "koordination", BY))
    assert isinstance(again, EntryFault)
    assert again.code == "unchanged"


def test_a_change_may_be_discarded_and_the_next_one_comes_again(filled: Store) -> None:
    number = only(filled).id
    filled.write_now(lambda s: release(s, number))
    change(filled, "Anders")
    assert filled.write_now(lambda s: entries.settle_review(s, number))
    assert not filled.write_now(lambda s: entries.settle_review(s, number))
    assert change(filled, "Anders") == entries.Saved()
    assert only(filled).state is EntryState.RELEASED
    change(filled, "Noch einmal anders")
    assert only(filled).state is EntryState.REVIEW


def test_the_change_of_a_withdrawn_notice_is_nobodys_work(filled: Store) -> None:
    number = only(filled).id
    published = filled.write_now(lambda s: release(s, number))
    assert isinstance(published, Published)
    change(filled, "Anders")
    filled.write_now(lambda s: notices.stop(s, published.notice, NoticeState.WITHDRAWN))
    refused = filled.write_now(lambda s: release_changed(s, number, "koordination", BY))
    assert isinstance(refused, EntryFault)
    assert (refused.code, only(filled).state) == ("ended", EntryState.REVIEW)
    filled.write_now(lambda s: entries.settle_review(s, number))
    change(filled, "Wieder anders")
    assert only(filled).state is EntryState.RELEASED


def test_what_was_discarded_stays_so_whatever_its_source_makes_of_it(filled: Store) -> None:
    number = only(filled).id
    filled.write_now(lambda s: entries.discard(s, number))
    change(filled, "Etwas ganz anderes", "Und auch im Text steht etwas ganz anderes.")
    assert (only(filled).state, only(filled).title, only(filled).changes) == (EntryState.DISCARDED, "Meldung 1", 1)

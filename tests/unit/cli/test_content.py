"""Feeds, entries and editions."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from content import start_sources
from store import sources
from store import tables as t
from store.db import Store
from tests.unit.cli.support import Bote
from tests.unit.cli.test_notices import everything

_FEEDS = Path(__file__).resolve().parents[2] / "data" / "feeds"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """A web server with the odd feeds."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(_FEEDS))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def reading(peopled: Bote, feeds_read_here: None) -> Bote:
    """The program, allowed to ask this machine for feeds."""
    return Bote({**peopled.environ, "BOTE_FEED_ALLOW_PRIVATE": "1", "BOTE_FEED_HOST_PAUSE": "0"})


def test_a_feed_is_shown_and_nothing_stored(bote: Bote, rows: Store) -> None:
    before = everything(rows)
    found = bote.value("feed", "preview", str(_FEEDS / "rss20_ministerium.xml"))
    assert (found["format"], len(found["entries"])) == ("rss20", 4)
    assert found["entries"][0]["published"].endswith("+01:00")
    assert everything(rows) == before
    assert "Tag der offenen Tür" in bote("feed", "preview", str(_FEEDS / "rss20_ministerium.xml")).out


@pytest.mark.parametrize(
    ("source", "code", "exit_code"),
    [
        (str(_FEEDS / "malformed" / "09-sammelseite.xml"), "html_page", 2),
        (str(_FEEDS / "unusual" / "json-feed.xml"), "json_feed", 2),
        ("nirgends.xml", "not_found", 3),
        ("http://127.0.0.1:1/feed", "private_address", 4),
    ],
)
def test_what_is_no_feed_is_told(bote: Bote, source: str, code: str, exit_code: int) -> None:
    assert bote.fault("feed", "preview", source, code=exit_code)["code"] == code


def test_a_feed_over_the_web_may_be_missing(reading: Bote, server: str) -> None:
    assert reading.fault("feed", "preview", f"{server}/weg.xml", code=3)["code"] == "http_404"
    assert reading.value("feed", "preview", f"{server}/atom_netzwerk.xml")["entries"]


def own(bote: Bote) -> list[dict[str, Any]]:
    """Return the sources that are not of the start list."""
    return [one for one in bote.value("feed", "list")["feeds"] if not one["evidence"]]


def test_a_new_database_begins_with_the_start_list_switched_off(bote: Bote) -> None:
    begun = bote.value("feed", "list")["feeds"]
    assert len(begun) == len(start_sources.load())
    assert {(one["enabled"], one["health"], one["next_check_at"]) for one in begun} == {(False, "untried", None)}
    shown = bote("feed", "list").out
    assert "aus, noch nie versucht" in shown
    assert begun[0]["evidence"] in " ".join(shown.split())
    # Collecting asks none of them: there is no network here, so one that was asked would have failed.
    assert bote.value("feed", "collect")["sources"] == []
    assert bote.value("feed", "collect", "--due")["sources"] == []


def test_what_was_removed_of_the_start_list_comes_back_by_command_only(bote: Bote) -> None:
    begun = bote.value("feed", "list")["feeds"]
    bote.value("feed", "remove", "1")
    assert len(bote.value("feed", "list")["feeds"]) == len(begun) - 1
    assert bote.value("feed", "start-list")["fresh"] == 1
    assert bote.value("feed", "start-list")["fresh"] == 0
    assert "0 Quellen, alle ausgeschaltet" in bote("feed", "start-list").out
    assert {one["url"] for one in bote.value("feed", "list")["feeds"]} == {one["url"] for one in begun}


def test_sources_are_added_paused_and_removed(bote: Bote) -> None:
    url = "https://beispiel.example/feed"
    assert bote.value("feed", "add", url)["fresh"] is True
    number = str(own(bote)[0]["id"])
    assert bote.value("feed", "add", url)["fresh"] is False
    assert bote.value("feed", "pause", number)["feed"]["enabled"] is False
    assert bote.value("feed", "pause", url)["fresh"] is False
    assert "ruht" in bote("feed", "list").out
    assert bote.value("feed", "pause", number, "--resume")["feed"]["enabled"] is True
    assert [one["url"] for one in own(bote)] == [url]
    assert bote.value("feed", "remove", number)["what"] == "removed"
    assert own(bote) == []
    assert bote.fault("feed", "remove", number, code=3)["code"] == "feed_not_found"
    assert bote.fault("feed", "add", "beispiel", code=2)["code"] == "bad_url"
    actions = [one["action"] for one in bote.value("audit")["audit"]]
    assert actions == ["feed.removed", "feed.resumed", "feed.paused", "feed.added"]


def test_what_a_source_brings_becomes_a_notice_once(reading: Bote, server: str, rows: Store) -> None:
    reading.value("feed", "add", f"{server}/rss20_ministerium.xml")
    collected = reading.value("feed", "collect", "--announce-first")
    assert (collected["new"], collected["failed"]) == (4, 0)
    entries = reading.value("entry", "list")["entries"]
    one, two = entries[0]["id"], entries[1]["id"]
    before = everything(rows)
    options = ("--level", "wichtig", "--topics", "sprache", "--regions", "heide,hannover")
    shown = reading.value("entry", "release", str(one), str(two), *options, "--dry-run")
    assert everything(rows) == before
    assert [entry["notice"] for entry in shown["released"]] == [None, None]
    assert reading.fault("entry", "release", str(one), *options, code=4)["code"] == "not_confirmed"
    done = reading.value("entry", "release", str(one), str(two), *options, "--yes")
    assert [(e["fresh"], e["audience"]) for e in done["released"]] == [
        (True, e["preview"]["audience"]) for e in shown["released"]
    ]
    again = reading.value("entry", "release", str(one), *options, "--yes")["released"][0]
    assert (again["fresh"], again["notice"]) == (False, done["released"][0]["notice"])
    assert reading.value("notice", "show", str(again["notice"]))["regions"] == ["hannover", "heide"]
    assert len(reading.value("entry", "list")["entries"]) == 2
    assert len(reading.value("entry", "list", "--all")["entries"]) == 4


def test_of_several_entries_all_are_released_or_none(reading: Bote, server: str, rows: Store) -> None:
    reading.value("feed", "add", f"{server}/rss20_ministerium.xml")
    reading.value("feed", "collect", "--announce-first")
    before = everything(rows)
    assert reading.fault("entry", "release", "1", "99", "--yes", code=3)["code"] == "not_found"
    assert reading.fault("entry", "release", "1", "--topics", "foo", "--yes", code=2)["code"] == "unknown_topic"
    assert reading.fault("entry", "release", "1", "--regions", "foo", "--yes", code=2)["code"] == "unknown_region"
    assert everything(rows) == before


def test_entries_are_tagged_when_they_are_collected(reading: Bote, server: str) -> None:
    shown = reading.value("feed", "preview", f"{server}/rss20_ministerium.xml")["entries"]
    reading.value("feed", "add", f"{server}/rss20_ministerium.xml")
    reading.value("feed", "collect", "--announce-first")
    entries = {one["title"]: one for one in reading.value("entry", "list")["entries"]}
    assert [one["topic"] for one in entries["Einbürgerung: Zahlen & Fakten für 2025"]["topics"]] == ["einbuergerung"]
    due = entries["Land fördert 112 Beratungsstellen auch 2027"]["deadline"]
    assert due == {"day": "2026-12-15", "time": None, "because": "bis zum 15.12.2026"}
    for one in shown:
        assert [entries[one["title"]][name] for name in ("topics", "regions", "deadline")] == [
            one["topics"], one["regions"], one["deadline"]
        ]  # fmt: skip


def test_an_entry_is_released_with_its_tags_unless_others_are_named(reading: Bote, server: str) -> None:
    reading.value("feed", "add", f"{server}/rss20_ministerium.xml")
    reading.value("feed", "collect", "--announce-first")
    (entry,) = [one for one in reading.value("entry", "list")["entries"] if one["title"].startswith("Einbürgerung")]
    notice = reading.value("entry", "release", str(entry["id"]), "--yes")["released"][0]["notice"]
    found = reading.value("notice", "show", str(notice))
    assert (found["topics"], found["statewide"]) == (["einbuergerung"], True)
    (other,) = [one for one in reading.value("entry", "list")["entries"] if one["title"].startswith("Land fördert")]
    options = ("--topics", "sprache", "--regions", "heide", "--yes")
    notice = reading.value("entry", "release", str(other["id"]), *options)["released"][0]["notice"]
    found = reading.value("notice", "show", str(notice))
    assert (found["topics"], found["regions"], found["statewide"]) == (["sprache"], ["heide"], False)


def test_the_quality_of_tagging_is_measured(bote: Bote, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    lines = [
        {"id": "1", "title": "Einbürgerungen in Vechta", "summary": "", "topics": ["einbuergerung"],
         "regions": ["oldenburger-land"]},
        {"id": "2", "title": "Neue Brücke", "summary": "", "topics": ["asyl"], "regions": []},
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = bote.value("feed", "quality", "--set", str(path))
    assert (found["topics"]["precision"], found["topics"]["recall"], found["topics"]["support"]) == (1.0, 0.5, 2)
    assert found["topics"]["per"]["asyl"] == {"precision": 1.0, "recall": 0.0, "f1": 0.0, "support": 1}
    assert found["regions"]["f1"] == 1.0
    assert [(one["name"], one["tuned"], one["entries"]) for one in found["parts"]] == [("set.jsonl", False, 2)]


def test_a_set_that_cannot_be_read_is_told_by_line(bote: Bote, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "1", "title": "a", "summary": "", "topics": ["foo"], "regions": []}', encoding="utf-8")
    fault = bote.fault("feed", "quality", "--set", str(path), code=2)
    assert (fault["code"], fault["message"]) == ("bad_set", "Zeile 1: Das Kürzel „foo“ in topics gibt es nicht.")
    assert bote.fault("feed", "quality", "--set", str(tmp_path / "weg.jsonl"), code=3)["code"] == "file_not_found"


def test_tagging_keeps_what_it_promises_on_its_own_sets(bote: Bote) -> None:
    """Topics 0.85, regions 0.90, and 0.90 of each topic's tags right, where ten examples say so.

    In a set that is tuned on, a topic has a dozen examples: there the figures of all sets together say it.
    """
    found = bote.value("feed", "quality")
    parts = found["parts"]
    assert {part["name"] for part in parts if not part["tuned"]} == {"held_out.jsonl"}
    for part in parts:
        assert part["topics"]["f1"] >= 0.85, part["name"]
        assert part["regions"]["f1"] >= 0.90, part["name"]
    (held_out,) = (part for part in parts if not part["tuned"])
    for part in (found, held_out):
        often = {code: one["precision"] for code, one in part["topics"]["per"].items() if one["support"] >= 10}
        assert len(often) >= 17
        assert {code for code, precision in often.items() if precision < 0.9} == set()


def test_an_entry_is_discarded_once(reading: Bote, server: str) -> None:
    reading.value("feed", "add", f"{server}/rss20_ministerium.xml")
    reading.value("feed", "collect", "--announce-first")
    assert reading.value("entry", "discard", "1")["fresh"] is True
    assert reading.value("entry", "discard", "1")["fresh"] is False
    assert reading.fault("entry", "release", "1", "--yes", code=4)["code"] == "discarded"
    assert reading.fault("entry", "discard", "99", code=3)["code"] == "not_found"


def test_a_source_that_fails_is_told_and_the_others_go_on(reading: Bote, server: str) -> None:
    for name in ("weg.xml", "atom_netzwerk.xml"):
        reading.value("feed", "add", f"{server}/{name}")
    ran = reading("feed", "collect", "--announce-first")
    assert ran.code == 1
    assert "nicht zu lesen" in ran.out
    found = reading.value("feed", "collect", f"{server}/atom_netzwerk.xml")
    assert (found["failed"], found["sources"][0]["title"] != "") == (0, True)
    assert "http_404" in reading("feed", "list").out


def test_a_source_without_news_is_shown_as_such(reading: Bote, server: str) -> None:
    reading.value("feed", "add", f"{server}/atom_netzwerk.xml")
    reading.value("feed", "collect")
    assert "0 neu." in reading("feed", "collect").out


def test_a_source_in_trouble_says_since_when(bote: Bote, rows: Store) -> None:
    for number in range(3):
        bote.value("feed", "add", f"https://beispiel.example/{number}")
    since = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
    first = own(bote)[0]["id"]
    rows.write_now(lambda s: sources.record_failure(s, first, "http_403", since))
    silent = update(t.source).where(t.source.c.id == first + 1).values(told="silent", last_new_at=since)
    rows.write_now(lambda s: s.execute(silent))
    feeds = own(bote)
    assert [one["health"] for one in feeds] == ["failing", "silent", "ok"]
    assert [one["since"] for one in feeds] == ["2026-11-23T09:07:00+01:00"] * 2 + [None]
    shown = bote("feed", "list").out
    assert all(word in shown for word in ("nicht zu lesen", "auffällig still", "in Ordnung"))


def test_a_changed_entry_corrects_its_notice_or_leaves_it(reading: Bote, server: str, rows: Store) -> None:
    reading.value("feed", "add", f"{server}/rss20_ministerium.xml")
    reading.value("feed", "collect", "--announce-first")
    reading.value("entry", "release", "1", "2", "--regions", "heide", "--yes")
    changed = update(t.entry).where(t.entry.c.id.in_([1, 2])).values(state="review", title="Neue Worte", html="")
    rows.write_now(lambda s: s.execute(changed))
    waiting = {one["id"]: one["state"] for one in reading.value("entry", "list")["entries"]}
    assert (waiting[1], waiting[2]) == ("review", "review")
    assert "seit der Freigabe geändert" in reading("entry", "list").out
    shown = reading.value("entry", "release", "1", "--dry-run")["released"][0]
    assert "Neue Worte" in shown["preview"]["texts"][0]
    notice = reading.value("entry", "release", "1", "--yes")["released"][0]["notice"]
    revised = reading.value("notice", "show", str(notice))
    assert (revised["notice"]["rev"], revised["notice"]["title"], revised["regions"]) == (2, "Neue Worte", ["heide"])
    assert reading.value("entry", "discard", "2") == {"schema": 1, "entry": 2, "fresh": True, "kept": True}
    assert reading.value("entry", "list", "--all")["entries"][0]["state"] != "review"


def test_an_edition_is_released_once_and_shown_before(peopled: Bote, rows: Store, notice_file: str) -> None:
    assert peopled.value("edition", "show")["items"] == []
    assert peopled.fault("edition", "release", "--yes", code=4)["code"] == "edition_empty"
    peopled.value("notice", "send", notice_file, "--yes")
    before = everything(rows)
    shown = peopled.value("edition", "show")
    assert everything(rows) == before
    assert (shown["slot"], shown["notice"], [one["notice"] for one in shown["items"]]) == ("2026-W48", None, [1])
    assert peopled.fault("edition", "release", code=4)["code"] == "not_confirmed"
    done = peopled.value("edition", "release", "--yes")
    assert (done["places"], done["digest_items"], done["fresh"]) == (shown["places"], shown["digest_items"], True)
    again = peopled.value("edition", "release", "--yes")
    assert {**again, "fresh": True} == done
    after = peopled.value("edition", "show")
    assert {**after, "notice": None} == shown
    assert peopled.fault("edition", "show", "--slot", "2026-48", code=2)["code"] == "bad_slot"
    assert peopled.fault("notice", "correct", str(done["notice"]), notice_file, "--yes", code=4)["code"] == "edition"


def test_an_edition_is_released_at_a_terminal_by_its_number(peopled: Bote, notice_file: str) -> None:
    peopled.value("notice", "send", notice_file, "--yes")
    asked = peopled("edition", "release", stdin="ja\n", terminal=True)
    assert asked.code == 4
    number = asked.out.rsplit("SENDEN ", 1)[1].strip()
    assert "ist freigegeben" in peopled("edition", "release", stdin=f"SENDEN {number}\n", terminal=True).out

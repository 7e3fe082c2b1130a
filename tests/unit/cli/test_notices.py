"""Releasing, correcting, stopping and withdrawing notices."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from bot.clock import write_clock_file
from store import accounts
from store import tables as t
from store.db import Store
from store.people_csv import COLUMNS
from tests.unit.cli.conftest import NOTICE, NOW
from tests.unit.cli.support import Bote


def everything(store: Store) -> dict[str, list[Any]]:
    """Return all rows of all tables."""

    def look(session: Session) -> dict[str, list[Any]]:
        return {
            name: [tuple(row) for row in session.execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
        }

    return store.read_now(look)


def _file(folder: Path, text: str, name: str = "andere.md") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_dry_run_shows_everything_and_changes_nothing(peopled: Bote, rows: Store, notice_file: str) -> None:
    before = everything(rows)
    shown = peopled.value("notice", "send", notice_file, "--dry-run")
    assert everything(rows) == before
    assert shown["notice"] is None
    preview = shown["preview"]
    assert preview["audience"] == preview["persons"] + preview["places"] == shown["audience"] > 0
    assert "Neue Frist für Anträge" in preview["texts"][0]
    sent = peopled.value("notice", "send", notice_file, "--yes")
    assert sent["audience"] == preview["audience"]
    assert sent["preview"] == preview
    text = peopled("notice", "send", _file(Path(notice_file).parent, NOTICE + "Neu."), "--dry-run").out
    assert "Nur eine Vorschau" in text


_RAUM_A, _RAUM_B = ("matrix", "!a:example.org", "place", "internal"), ("matrix", "!b:example.org", "place", "internal")
_GROUP = ("telegram", "-100", "place", "public")


def _people(folder: Path, *people: tuple[str, str, str, str]) -> str:
    """Write people of Heide who get everything at once: network, address, kind and scope of each."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for network, address, kind, scope in people:
        who = {"network": network, "address": address, "kind": kind, "scope": scope, "person": f"x{address}"}
        writer.writerow({**who, "quiet": "aus", "region": "heide", "rhythm_important": "sofort"})
    return _file(folder, out.getvalue(), "people.csv")


def test_a_preview_says_for_each_network_how_much_it_is_and_how_long_it_takes(
    bote: Bote, rows: Store, notice_file: str, tmp_path: Path
) -> None:
    persons = [("matrix", f"@p{number}:example.org", "person", "") for number in range(70)]
    assert bote("import", _people(tmp_path, *persons, _RAUM_A, _RAUM_B, _GROUP)).code == 0
    long = _file(tmp_path, NOTICE + "\n\n".join(["Wort " * 500] * 4))
    shown = bote.value("notice", "send", long, "--dry-run")["preview"]
    matrix, telegram = shown["networks"]
    assert (matrix["network"], matrix["persons"], matrix["places"], matrix["limited"]) == ("matrix", 70, 2, True)
    assert (telegram["network"], telegram["persons"], telegram["places"]) == ("telegram", 0, 1)
    assert (telegram["parts"], telegram["messages"]) == (4, 4)
    assert telegram["seconds"] in (10, 11)  # three more parts to a group, 18 a minute
    assert shown["seconds"] == matrix["seconds"] >= 60 * 62  # rooms to open: 60 of them after the first ten
    rows.write_now(lambda s: accounts.note_limited(s, "matrix", False, datetime.now(UTC)))
    freed = bote.value("urgent", "send", _urgent(tmp_path), "--dry-run")["preview"]["networks"][0]
    assert (freed["limited"], freed["persons"], freed["places"]) == (False, 0, 2)


def test_people_are_told_in_words_how_long_it_takes_where_the_server_has_limits(
    bote: Bote, notice_file: str, tmp_path: Path
) -> None:
    persons = [("matrix", f"!p{number}:example.org", "person", "") for number in range(70)]
    assert bote("import", _people(tmp_path, *persons, _RAUM_A, _RAUM_B, _GROUP)).code == 0
    told = bote("notice", "send", notice_file, "--dry-run").out
    assert "Matrix: 72 Nachrichten an 70 Personen und 2 Orte, etwa 6 Minuten." in told
    assert "Telegram: 1 Nachricht an 1 Ort, etwa 1 Sekunde." in told
    assert "lift-limit" in told


def test_who_cannot_be_reached_is_counted_in_the_preview(bote: Bote, notice_file: str, tmp_path: Path) -> None:
    assert bote("import", _people(tmp_path, _RAUM_A, ("telegram", "-100", "place", "internal"))).code == 0
    internal = _file(tmp_path, NOTICE.replace("stufe", "umfang: intern\nstufe"))
    shown = bote.value("notice", "send", internal, "--dry-run")["preview"]
    assert [one["network"] for one in shown["networks"]] == ["matrix"]
    assert shown["unreachable"] == 1
    assert "Ohne brauchbare Adresse, bekommen nichts: 1." in bote("notice", "send", internal, "--dry-run").out


def _urgent(folder: Path) -> str:
    return _file(folder, NOTICE.replace("wichtig", "eilt"), "eilt.md")


def test_sending_a_file_twice_makes_one_notice(peopled: Bote, notice_file: str) -> None:
    first = peopled.value("notice", "send", notice_file, "--yes")
    again = peopled.value("notice", "send", notice_file, "--yes")
    assert (first["fresh"], again["fresh"]) == (True, False)
    assert (again["notice"], again["audience"]) == (first["notice"], first["audience"])
    assert "war schon freigegeben" in peopled("notice", "send", notice_file).out
    assert len(peopled.value("notice", "list")["notices"]) == 1
    assert [one["action"] for one in peopled.value("audit")["audit"]].count("notice.released") == 1


def test_without_yes_or_a_terminal_nothing_is_sent(peopled: Bote, notice_file: str) -> None:
    assert peopled.fault("notice", "send", notice_file, code=4)["code"] == "not_confirmed"
    assert peopled.value("deliveries")["deliveries"] == []


def _number(bote: Bote, file: str) -> str:
    return str(bote.value("notice", "send", file, "--dry-run")["preview"]["number"])


def test_at_a_terminal_the_words_and_the_number_release_it(peopled: Bote, notice_file: str) -> None:
    number = _number(peopled, notice_file)
    for answer in ("ja", "SENDEN", f"senden {number}", "SENDEN 0", ""):
        refused = peopled("notice", "send", notice_file, stdin=f"{answer}\n", terminal=True)
        assert refused.code == 4
        assert "nichts verschickt" in refused.err
    ran = peopled("notice", "send", notice_file, stdin=f"SENDEN {number}\n", terminal=True)
    assert ran.code == 0
    assert "Neue Frist für Anträge" in ran.out
    assert "Empfänger:" in ran.out
    assert "ist freigegeben" in ran.out


def test_a_preview_of_yesterday_releases_nothing(peopled: Bote, notice_file: str, monkeypatch: Any) -> None:
    from tests.unit.cli import support

    class Slow(support.Terminal):
        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed has two of them
            write_clock_file(Path(peopled.environ["BOTE_CLOCK_FILE"]), NOW.replace(hour=10, minute=31))
            return super().readline(-1 if size is None else size)

    number = _number(peopled, notice_file)
    monkeypatch.setattr(support, "Terminal", Slow)
    ran = peopled("notice", "send", notice_file, stdin=f"SENDEN {number}\n", terminal=True)
    assert ran.code == 4
    assert "älter als 30 Minuten" in ran.err


@pytest.mark.parametrize(
    ("text", "code", "exit_code"),
    [
        (NOTICE.replace("stufe", "stuffe"), "unknown_key", 2),
        (NOTICE.replace("landesweit", "bayern"), "unknown_region", 2),
        ("nur Text", "missing_header", 2),
        (NOTICE.replace("quelle: BAMF", "gueltig_bis: 01.11.2026"), "expired", 4),
        (NOTICE.replace("quelle: BAMF", "art: ausgabe"), "edition_by_file", 4),
    ],
    ids=["unknown key", "unknown region", "no header", "expired", "edition"],
)
def test_a_file_that_cannot_be_sent_is_told(bote: Bote, tmp_path: Path, text: str, code: str, exit_code: int) -> None:
    file = _file(tmp_path, text)
    assert bote.fault("notice", "send", file, "--yes", code=exit_code)["code"] == code


def test_a_file_that_is_not_there_or_no_text_is_told(bote: Bote, tmp_path: Path) -> None:
    assert bote.fault("notice", "send", "nix.md", "--yes", code=3)["code"] == "file_not_found"
    (tmp_path / "latin.md").write_bytes("---\ntitel: Übung\n---\n".encode("latin-1"))
    assert bote.fault("notice", "send", str(tmp_path / "latin.md"), "--yes", code=2)["code"] == "not_utf8"


def test_urgent_send_makes_it_urgent_but_overrules_no_file(peopled: Bote, notice_file: str, tmp_path: Path) -> None:
    assert peopled.fault("urgent", "send", notice_file, "--yes", code=4)["code"] == "not_urgent"
    for number, text in enumerate((NOTICE.replace("stufe: wichtig\n", ""), NOTICE.replace("wichtig", "eilt"))):
        sent = peopled.value("urgent", "send", _file(tmp_path, text, f"{number}.md"), "--yes")
        assert (sent["level"], sent["fresh"]) == ("urgent", True)
    assert {one["because"] for one in peopled.value("deliveries", "1")["deliveries"]} == {"urgent"}


def test_a_correction_is_a_new_revision_once(peopled: Bote, notice_file: str, tmp_path: Path) -> None:
    peopled.value("notice", "send", notice_file, "--yes")
    better = _file(tmp_path, NOTICE.replace("bald", "am 1. Dezember"))
    assert peopled.fault("notice", "correct", "1", better, code=4)["code"] == "not_confirmed"
    assert peopled.value("notice", "correct", "1", better, "--dry-run")["rev"] is None
    done = peopled.value("notice", "correct", "1", better, "--yes")
    assert (done["notice"], done["rev"], done["fresh"]) == (1, 2, True)
    again = peopled.value("notice", "correct", "1", better, "--yes")
    assert (again["rev"], again["fresh"]) == (2, False)
    shown = peopled.value("notice", "show", "1")
    assert "am 1. Dezember" in shown["texts"][0]
    assert shown["notice"]["states"]["skipped"] == done["audience"]
    assert sum(shown["report"]["heide"].values()) > 0


def test_what_is_stopped_stays_so(peopled: Bote, notice_file: str) -> None:
    sent = peopled.value("notice", "send", notice_file, "--yes")
    stopped = peopled.value("notice", "stop", "1")
    assert (stopped["state"], stopped["skipped"], stopped["fresh"]) == ("stopped", sent["audience"], True)
    assert peopled.value("notice", "stop", "1")["fresh"] is False
    assert peopled.value("deliveries", "1")["sums"]["skipped"] == sent["audience"]
    assert peopled.fault("notice", "correct", "1", notice_file, "--yes", code=4)["code"] == "ended"
    assert peopled.fault("notice", "stop", "7", code=3)["code"] == "notice_not_found"


def test_withdrawing_needs_a_yes_and_happens_once(peopled: Bote, notice_file: str) -> None:
    peopled.value("notice", "send", notice_file, "--yes")
    peopled("run", "--networks", "memory:ost,memory:west", "--until-idle")
    assert peopled.fault("notice", "withdraw", "1", code=4)["code"] == "not_confirmed"
    done = peopled.value("notice", "withdraw", "1", "--yes")
    assert done["state"] == "withdrawn"
    assert done["taken_back"] > 0
    assert peopled.value("notice", "withdraw", "1", "--yes")["fresh"] is False
    actions = [one["action"] for one in peopled.value("audit")["audit"]]
    assert actions[:2] == ["notice.withdrawn", "notice.released"]


def test_internal_notices_keep_away_from_telegram_unless_allowed(bote: Bote, tmp_path: Path) -> None:
    bote("seed", "--persons", "25", "--places", "11", "--networks", "telegram,memory:ost")
    intern = NOTICE.replace("quelle: BAMF", "umfang: intern")
    bote.value("notice", "send", _file(tmp_path, intern, "eins.md"), "--yes")
    networks = {one["network"] for one in bote.value("deliveries", "1")["deliveries"] if one["state"] == "waiting"}
    assert networks == {"memory:ost"}
    allowed = Bote({**bote.environ, "BOTE_TELEGRAM_SCOPE": "all"})
    allowed.value("notice", "send", _file(tmp_path, intern + "Zwei.", "zwei.md"), "--yes")
    networks = {one["network"] for one in bote.value("deliveries", "2")["deliveries"] if one["state"] == "waiting"}
    assert networks == {"memory:ost", "telegram"}


@pytest.mark.parametrize("point", ["freeze.before_commit", "freeze.committed"])
def test_crash_points_are_passed_on(peopled: Bote, notice_file: str, point: str, monkeypatch: Any) -> None:
    passed: list[str] = []
    monkeypatch.setattr("bot.crash.nothing", passed.append)
    peopled.value("notice", "send", notice_file, "--dry-run")
    assert point not in passed
    peopled.value("notice", "send", notice_file, "--yes")
    assert passed.count(point) == 1


# --- rendering


def test_a_notice_is_rendered_for_each_network(bote: Bote, notice_file: str) -> None:
    (telegram,) = bote.value("render", notice_file, "--network", "telegram")["parts"]
    assert {one["type"] for one in telegram["entities"]} == {"bold"}
    (matrix,) = bote.value("render", notice_file, "--network", "matrix")["parts"]
    assert "<strong>bald</strong>" in matrix["formatted_body"]
    (plain,) = bote.value("render", notice_file, "--network", "plain")["parts"]
    assert plain["text"] == telegram["text"]
    assert "Neue Frist" in bote("render", notice_file, "--network", "matrix").out


def test_what_is_shown_before_is_what_is_sent(peopled: Bote, rows: Store, notice_file: str) -> None:
    folder = Path(notice_file).parent
    text = "# Kopf\n\n- [hier](https://a.example/x.pdf)[^1]\n\n| A | B |\n|---|---|\n| @eins | 2 |\n\n[^1]: Note\n\n"
    file = _file(folder, NOTICE + text + "Ein Satz mit vielen Wörtern. " * 300)
    preview = peopled.value("notice", "send", file, "--dry-run")["preview"]
    networks = ("plain", "telegram", "matrix")
    shown = {name: peopled.value("render", file, "--network", name)["parts"] for name in networks}
    assert preview["texts"] == [part["text"] for part in shown["plain"]]
    assert len(shown["telegram"]) == 3
    peopled.value("notice", "send", file, "--yes")
    stored = rows.read_now(lambda session: session.execute(t.rendering.select().order_by(t.rendering.c.part)).all())
    written = [(row.form, json.loads(row.body)) for row in stored]
    assert [body for form, body in written if form == "plain"] == shown["plain"]
    assert [{"entities": [], **body} for form, body in written if form == "entities"] == shown["telegram"]
    matrix = [{"body": body["text"], "formatted_body": body["html"]} for form, body in written if form == "html"]
    assert matrix == shown["matrix"]


def test_a_notice_for_nobody_is_said_to_reach_nobody(bote: Bote, notice_file: str) -> None:
    told = bote("notice", "send", notice_file, "--dry-run").out
    assert "Empfänger: niemand" in told
    assert "Prüfen Sie" in told
    assert "Sekunde" not in told


def test_who_gets_it_only_with_a_digest_is_counted_in_words(bote: Bote, tmp_path: Path) -> None:
    assert bote("import", _people(tmp_path, ("telegram", "5", "person", ""))).code == 0
    info = _file(tmp_path, NOTICE.replace("wichtig", "info"))
    shown = bote.value("notice", "send", info, "--dry-run")["preview"]
    assert (shown["audience"], shown["weekly"]) == (0, 1)
    told = bote("notice", "send", info, "--dry-run").out
    assert "Empfänger: jetzt niemand." in told
    assert "Mit ihrem nächsten Überblick: 1 weiterer Empfänger." in told

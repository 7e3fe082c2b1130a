"""Reports on a notice and on a year, at the command line."""

import email
import email.policy
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session

from bot.clock import write_clock_file
from domain.poll import PollState
from domain.quiet import ZONE
from store import tables as t
from store.db import Store
from tests.unit.cli.conftest import NOTICE, NOW
from tests.unit.cli.support import Bote
from tests.unit.cli.test_meetings import TEXT as MEETING
from tests.unit.cli.test_polls import TEXT as POLL


def test_a_report_tells_states_and_regions_and_writes_files(peopled: Bote, notice_file: str, tmp_path: Path) -> None:
    audience = peopled.value("notice", "send", notice_file, "--yes")["audience"]
    table, picture = tmp_path / "b.csv", tmp_path / "b.png"
    found = peopled.value("report", "1", "--csv", str(table), "--png", str(picture))["notice"]
    assert sum(found["states"].values()) == audience > 0
    assert found["files"] == [str(table), str(picture)]
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == audience + 1
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert found["alt"].startswith("Balkendiagramm „")


def test_a_year_has_its_figures(peopled: Bote, notice_file: str) -> None:
    peopled.value("notice", "send", notice_file, "--yes")
    found = peopled.value("report", "--year", "2026")["year"]
    assert [one["count"] for one in found["notices"]] == [1]
    assert found["polls"] == {}
    assert peopled.value("report", "--year", "2025")["year"]["notices"] == []


def _at(bote: Bote, year: int) -> None:
    """Let it be a working day of a year."""
    write_clock_file(Path(bote.environ["BOTE_CLOCK_FILE"]), datetime(year, 11, 23, 10, 0, tzinfo=ZONE))


def test_a_year_has_its_polls_meetings_and_answers_and_no_other_year_s(peopled: Bote, rows: Store) -> None:
    _at(peopled, 2025)
    peopled.value("poll", "create", POLL, "--all", "--yes")
    peopled.value("meeting", "create", MEETING, "--yes")
    _at(peopled, 2026)
    texts = [POLL.replace("Verbundtreffen", f"Verbundtreffen {number}") for number in range(4)]
    polls = [str(peopled.value("poll", "create", text, "--all", "--yes")["poll"]) for text in texts]
    for number in polls[1:3]:
        peopled.value("poll", "vote", number, "2 ja", "--organisation", "AWO Uelzen")
        peopled.value("poll", "close", number)
    held = peopled.value("poll", "decide", polls[2], "2", "--yes")["meeting"]
    given_up = update(t.poll).where(t.poll.c.id == int(polls[3])).values(state=PollState.CANCELLED.value)
    rows.write_now(lambda s: s.execute(given_up))
    off = peopled.value("meeting", "create", MEETING, "--region", "heide", "--yes")["meeting"]["id"]

    def answer(session: Session) -> None:
        persons = session.execute(select(t.person.c.id).order_by(t.person.c.id)).scalars().all()
        said = {1: ["zusage"] * 4, held: ["zusage", "zusage", "absage"], off: ["vielleicht"] * 5}
        for meeting, values in said.items():
            for person, value in zip(persons, values, strict=False):
                row = {"meeting": meeting, "person": person, "value": value, "meeting_sequence": 0}
                session.execute(t.attendance.insert().values(**row, answered_at=NOW))

    rows.write_now(answer)
    peopled.value("meeting", "cancel", str(off), "--reason", "Krankheit", "--yes")
    found = peopled.value("report", "--year", "2026")["year"]
    assert found["polls"] == {"open": 1, "closed": 1, "decided": 1, "cancelled": 1}
    assert found["meetings"] == {"verbundtreffen": 1, "cancelled": 1}
    assert found["attendance"] == {"zusage": 2, "absage": 1}
    before = peopled.value("report", "--year", "2025")["year"]
    assert (before["polls"], before["meetings"], before["attendance"]) == (
        {"open": 1}, {"verbundtreffen": 1}, {"zusage": 4}
    )  # fmt: skip
    assert peopled.value("report", "--year", "2024")["year"]["meetings"] == {}
    # People read it in German.
    shown = peopled("report", "--year", "2026").out
    for word in ("entschieden", "aufgegeben", "Verbundtreffen", "abgesagt", "Zusage"):
        assert word in shown
    assert "cancelled" not in shown


def test_a_year_tells_whom_polls_and_invitations_reached_by_region_and_programme(peopled: Bote, rows: Store) -> None:
    def reached() -> tuple[dict[str, int], dict[str, int]]:
        found = peopled.value("report", "--year", "2026")["year"]
        return found["regions"], found["programmes"]

    peopled.value("poll", "create", POLL, "--region", "heide", "--yes")
    assert reached() == ({}, {})
    rows.write_now(lambda s: s.execute(update(t.delivery).values(state="sent")))
    regions, programmes = reached()
    assert regions["heide"] == rows.read_now(lambda s: len(list(s.execute(select(t.delivery)))))
    d, p = t.delivery.c, t.sub_programme.c
    query = select(p.programme, func.count()).join(t.delivery, d.recipient == p.recipient).group_by(p.programme)
    assert programmes == {row[0]: row[1] for row in rows.read_now(lambda s: list(s.execute(query)))}
    assert programmes


def test_a_report_needs_a_notice_or_a_year(bote: Bote) -> None:
    for argv in ((), ("1", "--year", "2026"), ("--year", "2026", "--csv", "x.csv"), ("--year", "1")):
        assert bote("report", *argv).code == 2
    assert bote("report", "99").code == 3


@pytest.mark.parametrize(("form", "begins"), [("mail", b"Subject: "), ("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")])
def test_a_notice_is_exported(peopled: Bote, notice_file: str, tmp_path: Path, form: str, begins: bytes) -> None:
    peopled.value("notice", "send", notice_file, "--yes")
    file = tmp_path / "meldung"
    found = peopled.value("notice", "export", "1", "--as", form, "--to", str(file))
    assert file.read_bytes().startswith(begins)
    assert found["bytes"] == file.stat().st_size
    assert "Neue Frist für Anträge" in found["subject"]
    assert peopled("notice", "export", "9", "--as", form).code == 3


def test_the_draft_of_an_edition_is_changed_and_shown(peopled: Bote, notice_file: str) -> None:
    peopled.value("notice", "send", notice_file, "--yes")
    shown = peopled.value("edition", "draft", "--editorial", "Liebe Kolleginnen und Kollegen")
    assert (shown["editorial"], len(shown["items"])) == ("Liebe Kolleginnen und Kollegen", 1)
    assert "Liebe Kolleginnen und Kollegen" in shown["texts"][0]
    out = peopled.value("edition", "draft", "--leave-out", "1")
    assert (out["left_out"], out["items"]) == ([1], [])
    assert peopled.value("edition", "draft", "--take", "1")["left_out"] == []
    assert peopled("edition", "draft", "--leave-out", "9").code == 3
    peopled.value("edition", "release", "--yes")
    assert peopled("edition", "draft").code == 4


def _one_of_each(bote: Bote, file: str) -> dict[str, str]:
    """Release an edition, something urgent, an invitation and a poll; return a word of each by its notice's number."""
    Path(file).write_text(NOTICE.replace("wichtig", "eilt"), encoding="utf-8")
    numbers = {str(bote.value("urgent", "send", file, "--yes")["notice"]): "EILT"}
    numbers[str(bote.value("edition", "release", "--yes")["notice"])] = "Wochenüberblick"
    bote.value("meeting", "create", MEETING, "--yes")
    bote.value("poll", "create", POLL, "--all", "--yes")
    for one in bote.value("notice", "list")["notices"]:
        if one["kind"] in ("invitation", "poll"):
            numbers[str(one["id"])] = {"invitation": "Rathaus Lüneburg", "poll": "19.01.2077"}[one["kind"]]
    return numbers


@pytest.mark.parametrize("form", ["mail", "html", "pdf"])
def test_each_kind_is_a_ready_mail_a_page_and_a_file(
    peopled: Bote, notice_file: str, tmp_path: Path, form: str
) -> None:
    numbers = _one_of_each(peopled, notice_file)
    assert len(numbers) == 4
    for number, word in numbers.items():
        file = tmp_path / f"meldung{number}"
        found = peopled.value("notice", "export", number, "--as", form, "--to", str(file))
        data = file.read_bytes()
        if form == "pdf":
            assert data.startswith(b"%PDF-")
            assert found["subject"]
        elif form == "html":
            assert word in data.decode()
        else:
            mail = email.message_from_bytes(data, policy=email.policy.default)
            assert mail["Subject"] == found["subject"]
            for kind in ("plain", "html"):
                body = mail.get_body((kind,))
                assert body is not None
                assert word in f"{mail['Subject']} {body.get_content()}"

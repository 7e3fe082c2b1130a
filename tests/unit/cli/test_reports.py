"""Reports on a notice and on a year, at the command line."""

import email
import email.policy
from pathlib import Path

import pytest

from tests.unit.cli.conftest import NOTICE
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

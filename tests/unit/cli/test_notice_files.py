"""The files that a notice file names: shown, checked and kept before anything is released."""

import hashlib
import struct
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import attaching
from bot.cli.attaching import Found
from bot.cli.context import Desk
from channels.memory_journal import read_journal
from domain.asset import MAX_FILE
from store import assets
from store import tables as t
from store.db import Store
from tests.unit.cli.conftest import NOTICE
from tests.unit.cli.support import Bote
from tests.unit.cli.test_notices import everything

PDF = b"%PDF-1.7\n" + b"x" * 179_991
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
LINE = 'anlagen: erlass.pdf "Rundschreiben 02/26", plan.png "Lageplan"'


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A notice with a document and a picture beside it."""
    (tmp_path / "erlass.pdf").write_bytes(PDF)
    (tmp_path / "plan.png").write_bytes(PNG)
    path = tmp_path / "meldung.md"
    path.write_text(NOTICE.replace("quelle: BAMF", LINE), encoding="utf-8")
    return str(path)


def kept(bote: Bote) -> list[str]:
    folder = Path(bote.environ["BOTE_DATA_DIR"]) / "assets"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_dry_run_names_the_files_and_keeps_none(peopled: Bote, rows: Store, file: str) -> None:
    before = everything(rows)
    shown = peopled.value("notice", "send", file, "--dry-run")
    assert (everything(rows), kept(peopled)) == (before, [])
    preview = shown["preview"]
    assert preview["texts"][-2:] == [
        "Anlage: Rundschreiben 02/26 (PDF, 180\xa0KB)",
        "Anlage: Lageplan (Bild, 24\xa0Byte)",
    ]
    assert [(one["name"], one["mime"], one["size"]) for one in preview["files"]] == [
        ("erlass.pdf", "application/pdf", 180_000),
        ("plan.png", "image/png", 24),
    ]
    assert shown["warnings"] == []


def test_whom_a_pdf_names_as_its_author_is_told_before_it_goes(peopled: Bote, file: str) -> None:
    Path(file).with_name("erlass.pdf").write_bytes(PDF + b"<</Author (Mia Muster)>>")
    (warning,) = peopled.value("notice", "send", file, "--dry-run")["warnings"]
    assert "„erlass.pdf“" in warning
    assert "„Mia Muster“" in warning


def test_the_files_are_kept_with_the_notice(peopled: Bote, file: str) -> None:
    sent = peopled.value("notice", "send", file, "--yes")
    prints = [hashlib.sha256(data).hexdigest() for data in (PDF, PNG)]
    assert kept(peopled) == sorted(prints)
    shown = peopled.value("notice", "show", str(sent["notice"]))
    assert [one["sha256"] for one in shown["files"]] == prints
    assert shown["texts"][-1] == "Anlage: Lageplan (Bild, 24\xa0Byte)"
    assert not peopled.value("notice", "send", file, "--yes")["fresh"]


def test_other_bytes_make_another_notice_and_another_revision(peopled: Bote, file: str) -> None:
    first = peopled.value("notice", "send", file, "--yes")["notice"]
    assert not peopled.value("notice", "correct", str(first), file, "--yes")["fresh"]
    Path(file).with_name("erlass.pdf").write_bytes(PDF + b"y")
    corrected = peopled.value("notice", "correct", str(first), file, "--yes")
    assert (corrected["notice"], corrected["rev"], corrected["fresh"]) == (first, 2, True)
    assert len(kept(peopled)) == 3
    assert peopled.value("notice", "send", file, "--yes")["notice"] != first


@pytest.mark.parametrize(
    ("line", "code", "exit_code"),
    [
        ("anlagen: nicht-da.pdf", "attachment_not_found", 3),
        ("anlagen: erlass.pdf/nicht-da.pdf", "attachment_not_found", 3),
        ("anlagen: leer.pdf", "attachment_empty", 2),
        ("anlagen: ordner", "attachment_unreadable", 2),
        ("anlagen: riesig.zip", "attachment_too_large", 4),
    ],
)
def test_a_file_that_cannot_be_sent_is_refused_before_anything_is_kept(
    peopled: Bote, rows: Store, file: str, line: str, code: str, exit_code: int
) -> None:
    folder = Path(file).parent
    (folder / "leer.pdf").touch()
    (folder / "ordner").mkdir()
    with (folder / "riesig.zip").open("wb") as huge:
        huge.truncate(50_000_001)
    Path(file).write_text(NOTICE.replace("quelle: BAMF", line), encoding="utf-8")
    before = everything(rows)
    fault = peopled.fault("notice", "send", file, "--yes", code=exit_code)
    assert fault["code"] == code
    assert fault["hint"]
    assert (everything(rows), kept(peopled)) == (before, [])


def test_the_limit_of_a_network_that_is_used_counts(peopled: Bote, rows: Store, file: str) -> None:
    used = rows.read_now(lambda s: s.execute(select(t.address.c.account)).scalars().first())
    assert used
    rows.write_now(lambda s: assets.note_limit(s, used, 100_000))
    rows.write_now(lambda s: assets.note_limit(s, "matrix", 10))
    fault = peopled.fault("notice", "send", file, "--dry-run", code=4)
    assert fault["message"] == (f"Die Anlage „erlass.pdf“ ist 180\xa0KB groß; „{used}“ nimmt höchstens 100\xa0KB an.")
    rows.write_now(lambda s: assets.note_limit(s, used, 0))
    assert peopled("notice", "send", file, "--dry-run").code == 0


def test_a_file_that_changes_while_it_is_looked_at_is_not_sent(
    peopled: Bote, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(desk: Desk, found: Sequence[Found]) -> None:
        with Path(file).with_name("erlass.pdf").open("ab") as written:
            written.write(b"mehr")
        really(desk, found)

    really = attaching.keep
    monkeypatch.setattr(attaching, "keep", keep)
    assert peopled.fault("notice", "send", file, "--yes", code=4)["code"] == "attachment_changed"
    assert peopled.value("notice", "list")["notices"] == []


def test_render_shows_the_files_also_those_that_are_not_there(bote: Bote, file: str) -> None:
    Path(file).with_name("plan.png").unlink()
    for network, text in (("telegram", "text"), ("matrix", "body"), ("plain", "text")):
        *_, first, second = bote.value("render", file, "--network", network)["parts"]
        assert first[text] == "Anlage: Rundschreiben 02/26 (PDF, 180\xa0KB)"
        assert (first["file"]["name"], first["file"]["label"]) == ("erlass.pdf", "Rundschreiben 02/26")
        assert second[text] == "Anlage: Lageplan (Bild)"
        assert second["file"]["size"] == 0


def test_what_is_sent_arrives_with_its_bytes_and_is_uploaded_once(bote: Bote, rows: Store, file: str) -> None:
    """From the file beside the notice to the network and back to the check, by the program itself."""
    bote.value("seed", "--persons", "9", "--places", "0", "--networks", "memory:probe")
    for _ in range(2):
        bote.value("urgent", "send", urgent(file), "--yes")
        ran = bote("run", "--networks", "memory:probe", "--until-idle", BOTE_PACE="off")
        assert ran.code == 0, ran.err
    journal = Path(bote.environ["BOTE_DATA_DIR"]) / "memory"
    files = [one for line in read_journal(journal / "probe") for one in line.get("files", ())]
    assert Counter(one["sha256"] for one in files).keys() == {hashlib.sha256(data).hexdigest() for data in (PDF, PNG)}
    assert len([one for one in files if one["uploaded"]]) == 2
    assert len(files) > 4
    assert bote.value("check", "--journal", str(journal))["ok"]
    assert rows.read_now(assets.limits) == {"memory:probe": MAX_FILE}


def urgent(file: str) -> str:
    """Return another urgent notice with the same files."""
    path = Path(file)
    path.write_text(path.read_text(encoding="utf-8").replace("wichtig", "eilt") + "Neu.\n", encoding="utf-8")
    return file


def test_an_image_that_says_nothing_to_those_who_do_not_see_it_is_refused(peopled: Bote, tmp_path: Path) -> None:
    (tmp_path / "plan.png").write_bytes(PNG)
    file = tmp_path / "ohne.md"
    file.write_text("---\ntitel: Neu\nanlagen: plan.png\n---\nText.\n", encoding="utf-8")
    ran = peopled("notice", "send", str(file), "--dry-run")
    assert ran.code == 2
    assert "Das Bild „plan.png“ hat keine Beschreibung." in ran.err

"""seed, import and export."""

from pathlib import Path

from store.db import Store
from tests.unit.cli.support import Bote
from tests.unit.cli.test_notices import everything


def test_what_is_exported_can_be_imported_and_exported_the_same(peopled: Bote, tmp_path: Path) -> None:
    first, second = tmp_path / "eins.csv", tmp_path / "zwei.csv"
    exported = peopled.value("export", str(first))
    other = Bote({**peopled.environ, "BOTE_DATA_DIR": str(tmp_path / "anderswo")})
    written = other.value("import", str(first))
    assert (written["persons"], written["places"], written["new"]) == (30, 12, 42)
    assert written["new_addresses"] == exported["lines"]
    assert other.value("export", str(second))["lines"] == exported["lines"]
    assert first.read_bytes() == second.read_bytes()
    assert peopled("export", "-").out.encode() == first.read_bytes()
    assert first.stat().st_mode & 0o077 == 0


def test_an_import_from_the_input_is_like_one_from_a_file(peopled: Bote, tmp_path: Path) -> None:
    text = peopled("export", "-").out
    other = Bote({**peopled.environ, "BOTE_DATA_DIR": str(tmp_path / "anderswo")})
    assert other("import", "-", stdin=text).code == 0
    assert other("export", "-").out == text


def test_a_bad_line_is_named_and_nothing_is_taken(peopled: Bote, rows: Store, tmp_path: Path) -> None:
    lines = peopled("export", "-").out.splitlines()
    lines[1] = lines[1].replace("p0001", "p9999", 2)
    lines[5] = lines[5].replace("memory:", "memory :", 1)
    bad = tmp_path / "falsch.csv"
    bad.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = everything(rows)
    fault = peopled.fault("import", str(bad), code=2)
    assert "Zeile 6" in fault["message"]
    assert "nichts übernommen" in fault["hint"]
    assert everything(rows) == before


def test_seeding_twice_makes_nobody_new(bote: Bote) -> None:
    assert bote.value("seed", "--persons", "5", "--places", "1", "--networks", "memory:x")["new"] == 6
    assert bote.value("seed", "--persons", "5", "--places", "1", "--networks", "memory:x")["new"] == 0
    assert bote.fault("seed", "--networks", ",", code=2)["code"] == "no_networks"


def test_missing_files_and_folders_are_told(bote: Bote, tmp_path: Path) -> None:
    assert bote.fault("import", str(tmp_path / "nix.csv"), code=3)["code"] == "file_not_found"
    assert bote.fault("export", str(tmp_path / "kein" / "ordner.csv"), code=3)["code"] == "file_unwritable"
    assert bote.fault("import", str(tmp_path), code=2)["code"] == "file_unreadable"


def test_a_file_on_the_output_leaves_no_room_for_json(bote: Bote) -> None:
    ran = bote("export", "-", "--json")
    assert (ran.code, ran.out) == (2, "")


def test_imports_and_exports_are_noted_without_names(peopled: Bote, tmp_path: Path) -> None:
    file = tmp_path / "alle.csv"
    peopled("export", str(file))
    peopled("import", str(file))
    noted = peopled.value("audit")["audit"]
    about_all = [one["action"] for one in noted if one["action"] != "role.given"]
    assert about_all == ["people.imported", "people.exported", "people.seeded"]
    assert {one["actor"] for one in noted} == {"cli"}
    assert all("p00" not in one["detail"] for one in noted)

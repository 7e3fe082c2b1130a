"""From words to an exit code: help, wrong usage, settings, faults of ours."""

import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import main
from store import listings
from tests.unit.cli.support import Bote

_ROOT = Path(__file__).resolve().parents[3]


def _process(*argv: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    given = {key: value for key, value in os.environ.items() if not key.startswith("BOTE_")}
    command = [sys.executable, "-m", "bot", *argv]
    return subprocess.run(command, cwd=_ROOT, env={**given, **environ}, capture_output=True, text=True, check=False)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_is_german_and_quick() -> None:
    took = []
    for _ in range(3):
        # Time of a processor, which other tests beside this one do not prolong.
        began = _children_seconds()
        done = _process("--help")
        took.append(_children_seconds() - began)
    assert done.returncode == 0
    assert "Aufruf: bote BEFEHL" in done.stdout
    assert "Zeigt diese Hilfe." in done.stdout
    for english in ("Usage", "Options", "Commands", "Show this"):
        assert english not in done.stdout
    assert min(took) < 0.3


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, io; from bot.cli.main import main; main(['--help'], {}, io.StringIO(), io.StringIO());"
        "print([m for m in ('sqlalchemy','pydantic','aiohttp','structlog','rich','alembic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_process_ends_with_the_exit_code(tmp_path: Path) -> None:
    environ = {"BOTE_DATA_DIR": str(tmp_path / "neu")}
    assert _process("seed", "--persons", "3", "--places", "0", **environ).returncode == 0
    missing = _process("import", "nirgends.csv", "--json", **environ)
    assert missing.returncode == 3
    assert json.loads(missing.stderr)["error"]["code"] == "file_not_found"
    assert missing.stdout == ""


def test_no_words_at_all_show_the_help() -> None:
    out = io.StringIO()
    assert main([], {}, out, io.StringIO()) == 2
    assert "Befehle:" in out.getvalue()


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["urgend"], "Den Befehl „urgend“ gibt es nicht. Meinten Sie urgent?"),
        (["edition", "write"], "Den Befehl „write“ gibt es nicht."),
        (["notice", "send"], "Es fehlt: DATEI.md."),
        (["notice", "show", "x"], "Die Angabe für NUMMER passt nicht. Es muss eine Zahl sein."),
        (["notice", "list", "--limt", "3"], "Die Option --limt gibt es nicht. Meinten Sie --limit?"),
        (["render", "x.md", "--network", "fax"], "Möglich sind: telegram, matrix, plain."),
        (["outbox", "--state", "foo"], "Den Zustand „foo“ gibt es nicht."),
        (["inbox", "zuviel"], "Diese Angabe ist zu viel: zuviel"),
    ],
)
def test_wrong_usage_is_told_in_german(bote: Bote, argv: list[str], says: str) -> None:
    assert says in bote.fault(*argv, code=2)["message"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["notice"], "Es fehlt ein Befehl."),
        (["notice", "list", "--limit"], "Die Option --limit braucht einen Wert."),
        (["notice", "list", "--json=1"], "Die Option --json nimmt keinen Wert."),
    ],
)
def test_what_is_missing_is_told_in_german(bote: Bote, argv: list[str], says: str) -> None:
    ran = bote(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(says)


def test_a_wrong_setting_is_told(bote: Bote) -> None:
    ran = bote("status", "--json", BOTE_CRASH_AT="nirgends:1")
    assert ran.code == 5
    assert "BOTE_CRASH_AT" in json.loads(ran.err)["error"]["message"]


def test_a_clock_file_that_is_wrong_is_told(bote: Bote, tmp_path: Path) -> None:
    ran = bote("status", BOTE_CLOCK_FILE=str(tmp_path / "nirgends"))
    assert ran.code == 5
    assert "Die Uhr-Datei" in ran.err


def test_a_data_directory_that_cannot_be_used_is_told(bote: Bote, tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("")
    ran = bote("status", BOTE_DATA_DIR=str(tmp_path / "datei"))
    assert ran.code == 5
    assert "lässt sich nicht anlegen" in ran.err


def test_a_file_that_is_no_database_is_told(bote: Bote, data_dir: Path) -> None:
    for old in data_dir.glob("verbundbote.sqlite3*"):
        old.unlink()
    (data_dir / "verbundbote.sqlite3").write_text("Das ist keine Datenbank, sondern ein Text.\n" * 100)
    assert bote.fault("status", code=5)["code"] == "database_unusable"


def test_a_database_that_is_away_is_a_reason_to_try_later(bote: Bote) -> None:
    ran = bote("status", "--json", BOTE_DATABASE_URL="postgresql://nobody:geheimwort@127.0.0.1:1/weg")
    assert ran.code == 75
    assert "geheimwort" not in ran.err


@pytest.mark.parametrize("test", ["1", "0"])
def test_a_fault_of_ours_says_so_and_tells_no_secret(
    bote: Bote, data_dir: Path, monkeypatch: pytest.MonkeyPatch, test: str
) -> None:
    def broken(_session: object) -> None:
        raise RuntimeError("the number of Anna is 4711 and the token is 12:geheimwort")

    monkeypatch.setattr(listings, "accounts", broken)
    environ = {"BOTE_DATA_DIR": str(data_dir), "BOTE_TEST": test, "BOTE_TELEGRAM_TOKEN": "12:geheimwort"}
    out, err = io.StringIO(), io.StringIO()
    assert main(["status"], environ, out, err) == 70
    assert "Interner Fehler" in err.getvalue()
    assert "command.failed" in err.getvalue()
    assert "geheimwort" not in err.getvalue()
    assert ("Traceback" in err.getvalue()) is (test == "1")
    assert ("Anna" in err.getvalue()) is (test == "1")
    assert out.getvalue() == ""

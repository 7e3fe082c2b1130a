"""`bote doctor`, on a computer of its own: files, database, and networks that do not answer."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.doctor.looking import gather
from bot.settings import Settings
from store import accounts, sources
from store import tables as t
from store.db import Store, sqlite_url
from tests.fake_synapse.server import free_port
from tests.unit.cli.support import Bote

SECRET = "123456:sehr-geheim"


@pytest.fixture
def bote(data_dir: Path) -> Bote:
    """The program; its data directory is empty, its network is not there."""
    data_dir.chmod(0o700)
    token = data_dir.parent / "token"
    token.write_text(SECRET, encoding="utf-8")
    token.chmod(0o600)
    nowhere = f"http://127.0.0.1:{free_port()}"
    return Bote(
        {
            "BOTE_DATA_DIR": str(data_dir),
            "BOTE_TELEGRAM_TOKEN_FILE": str(token),
            "BOTE_TELEGRAM_API_URL": nowhere,
            "BOTE_OPERATOR_CONTROLLER": "Ministerium",
            "BOTE_OPERATOR_CONTACT": "bote@example.org",
            "BOTE_OPERATOR_LEGAL_BASIS": "Art. 6 Abs. 1 Buchst. e DSGVO",
            "BOTE_OPERATOR_DPO": "dsb@example.org",
            "BOTE_OPERATOR_AUTHORITY": "LfD Niedersachsen",
        }
    )


@pytest.fixture
def rows(data_dir: Path, sqlite_database_url: str) -> Iterator[Store]:
    """The database in the data directory, migrated."""
    assert sqlite_database_url == sqlite_url(data_dir / "verbundbote.sqlite3")
    with Store(sqlite_database_url) as store:
        yield store


def states(bote: Bote, code: int = 1) -> dict[str, str]:
    """Return the state of each check by name."""
    return {one["check"]: one["state"] for one in bote.value("doctor", code=code)["checks"]}


def test_before_the_first_start_only_the_network_is_red_and_nothing_is_made(bote: Bote, data_dir: Path) -> None:
    assert states(bote) == {
        "settings": "green", "secrets": "green", "data_dir": "green", "database": "yellow", "telegram.account": "red",
    }  # fmt: skip
    assert list(data_dir.iterdir()) == []


def test_every_line_says_in_words_how_it_is_and_what_to_do(bote: Bote) -> None:
    told = bote("doctor").out.splitlines()
    assert "rot   Telegram: Konto: Telegram ist nicht zu erreichen." in told
    assert any(line.startswith("grün  Geheimnisse:") for line in told)
    assert any(line.startswith("gelb  Datenbank:") for line in told)
    assert told[-1] == "Rot: 1, gelb: 1."


@pytest.mark.parametrize("name", ["CONTROLLER", "CONTACT", "LEGAL_BASIS", "DPO", "AUTHORITY"])
def test_what_who_joins_must_be_told_is_named_if_it_is_missing(bote: Bote, name: str) -> None:
    rest = {key: value for key, value in bote.environ.items() if key != f"BOTE_OPERATOR_{name}"}
    (told,) = [one for one in Bote(rest).value("doctor", code=1)["checks"] if one["check"] == "operator"]
    assert (told["state"], told["hint"]) == ("yellow", f"Setzen Sie BOTE_OPERATOR_{name}.")


def test_no_secret_is_shown(bote: Bote, data_dir: Path) -> None:
    password = {"BOTE_MATRIX_HOMESERVER": bote.environ["BOTE_TELEGRAM_API_URL"], "BOTE_MATRIX_USER": "@b:example.org"}
    ran = Bote({**bote.environ, **password, "BOTE_MATRIX_PASSWORD": "auch-geheim"})("doctor", "--json")
    assert ran.code == 1
    assert "geheim" not in ran.out + ran.err


def test_a_wrong_setting_is_a_red_line_and_not_configured(bote: Bote) -> None:
    checks = Bote({**bote.environ, "BOTE_WEB_LISTEN": "überall"}).value("doctor", code=5)["checks"]
    assert [(one["check"], one["state"]) for one in checks] == [("settings", "red")]
    assert "BOTE_WEB_LISTEN" in checks[0]["message"]


@pytest.mark.parametrize(
    "setting",
    [
        {"BOTE_MATRIX_USER": "@b:example.org"},
        {"BOTE_MATRIX_HOMESERVER": "https://example.org", "BOTE_MATRIX_USER": "@b:example.org"},
        {"BOTE_TELEGRAM_WEBHOOK_URL": "https://example.org/hook"},
    ],
)
def test_half_a_network_is_not_configured(bote: Bote, setting: dict[str, str]) -> None:
    environ = {**bote.environ, **setting}
    if "BOTE_TELEGRAM_WEBHOOK_URL" in setting:
        environ.pop("BOTE_TELEGRAM_TOKEN_FILE")
    assert states(Bote(environ), code=5)["settings"] == "red"


def test_a_secret_that_everybody_can_read_is_red(bote: Bote) -> None:
    path = Path(bote.environ["BOTE_TELEGRAM_TOKEN_FILE"])
    path.chmod(0o644)
    found = {one["check"]: one for one in bote.value("doctor", code=1)["checks"]}
    assert found["secrets"]["state"] == "red"
    assert f"chmod 600 {path}" in found["secrets"]["hint"]


def test_what_is_kept_of_matrix_is_looked_at_too(bote: Bote, data_dir: Path) -> None:
    (data_dir / "matrix").mkdir()
    (data_dir / "matrix" / "session.json").touch(0o604)
    (data_dir / "matrix" / "session.json").chmod(0o604)
    assert states(bote)["secrets"] == "red"


@pytest.mark.skipif(os.geteuid() == 0, reason="to root everything is writable")
def test_a_folder_that_cannot_be_written_is_red(bote: Bote, data_dir: Path) -> None:
    data_dir.chmod(0o500)
    assert states(bote)["data_dir"] == "red"


def test_a_data_directory_that_is_a_file_is_red(bote: Bote, data_dir: Path) -> None:
    file = data_dir / "file"
    file.touch()
    assert states(Bote({**bote.environ, "BOTE_DATA_DIR": str(file)}))["data_dir"] == "red"


def test_a_database_that_is_none_is_red(bote: Bote, data_dir: Path) -> None:
    (data_dir / "verbundbote.sqlite3").write_bytes(b"no database" * 100)
    assert states(bote)["database"] == "red"


def test_a_database_server_that_does_not_answer_is_red(bote: Bote) -> None:
    url = f"postgresql://bote:geheim@127.0.0.1:{free_port()}/bote"
    assert states(Bote({**bote.environ, "BOTE_DATABASE_URL": url}))["database"] == "red"


def _fail(store: Store, url: str) -> None:
    def write(session: Any) -> None:
        sources.add(session, url, datetime.now(UTC), "Amt")
        session.execute(t.source.update().values(fails=3))

    store.write_now(write)


def test_what_the_database_knows_of_accounts_and_sources_is_told(bote: Bote, rows: Store) -> None:
    _fail(rows, "https://example.org/feed")
    found = states(bote)
    assert (found["database"], found["telegram.heard"], found["sources"]) == ("green", "yellow", "yellow")
    at = datetime.now(UTC)
    rows.write_now(lambda s: accounts.note_heard(s, "telegram", at))
    assert states(bote)["telegram.heard"] == "green"
    rows.write_now(lambda s: accounts.note_heard(s, "telegram", at - timedelta(hours=1)))
    assert states(bote)["telegram.heard"] == "red"


def test_looking_leaves_the_clock_for_tests_alone(bote: Bote) -> None:
    assert states(Bote({**bote.environ, "BOTE_TEST": "1"}))["test"] == "yellow"


def test_with_a_webhook_nobody_waits_for_answers(bote: Bote, rows: Store) -> None:
    hook = {"BOTE_TELEGRAM_WEBHOOK_URL": "https://example.org/hook", "BOTE_WEB_LISTEN": "127.0.0.1:8080"}
    assert "telegram.heard" not in states(Bote({**bote.environ, **hook}))


def test_the_facts_of_a_network_that_is_not_set_up_are_none(data_dir: Path) -> None:
    facts = gather(Settings(data_dir=data_dir), {})
    assert (facts.telegram, facts.matrix, facts.offsets) == (None, None, {})

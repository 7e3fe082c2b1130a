"""The settings: checked once, refused with a German sentence, and never showing a secret."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import make_url

from bot.crash import nothing
from bot.settings import SECRETS, CrashAt, Listen, Settings, SettingsFault, load

SECRET = "g3heim-Wort"
TEST = {"BOTE_TEST": "1"}


def good(**environ: str) -> Settings:
    """Return the settings of an environment that is right."""
    settings = load(environ)
    assert isinstance(settings, Settings), settings
    return settings


def bad(**environ: str) -> SettingsFault:
    """Return what is wrong with an environment."""
    fault = load(environ)
    assert isinstance(fault, SettingsFault), fault
    return fault


def test_nothing_needs_to_be_set() -> None:
    settings = good(HOME="/x", BOTE_PACE="", BOTE_TELEGRAM_TOKEN=" ")
    assert settings.data_dir == Path("data")
    assert make_url(settings.store_url).database == "data/verbundbote.sqlite3"
    assert settings.telegram_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.telegram_scope == "public"
    assert settings.matrix_allowed_servers == ()
    assert (settings.pace, settings.crash_at, settings.clock_file, settings.feed_host_pause) == (1.0, None, None, None)
    assert settings.crash_function() is nothing
    assert settings.warnings == ()


def test_every_setting_is_read() -> None:
    settings = good(
        BOTE_DATA_DIR="/srv/bote",
        BOTE_DATABASE_URL="postgresql://u:p@h/d",
        BOTE_TELEGRAM_TOKEN="1:a",
        BOTE_TELEGRAM_API_URL="http://localhost:8081/",
        BOTE_TELEGRAM_WEBHOOK_URL="https://bote.example.org/tg",
        BOTE_TELEGRAM_SCOPE="all",
        BOTE_MATRIX_HOMESERVER="https://matrix.example.org",
        BOTE_MATRIX_USER="@bote:example.org",
        BOTE_MATRIX_PASSWORD="pw",
        BOTE_MATRIX_ACCESS_TOKEN="at",
        BOTE_MATRIX_RECOVERY_KEY="rk",
        BOTE_MATRIX_ALLOWED_SERVERS="example.org, example.net",
        BOTE_WEB_LISTEN="0.0.0.0:8080",
        BOTE_PUBLIC_URL="https://bote.example.org/",
        BOTE_OPERATOR_CONTROLLER="Verein e. V.",
        BOTE_OPERATOR_LEGAL_BASIS="Art. 6 Abs. 1 a DSGVO",
        BOTE_TEST="1",
        BOTE_CLOCK_FILE="/tmp/clock",
        BOTE_CRASH_AT="dispatch.claimed:3",
        BOTE_PACE="x100",
        BOTE_FEED_HOST_PAUSE="0",
        BOTE_FEED_ALLOW_PRIVATE="1",
    )
    assert settings.data_dir == Path("/srv/bote")
    assert settings.store_url == "postgresql://u:p@h/d"
    assert settings.telegram_token == SecretStr("1:a")
    assert settings.telegram_api_url == "http://localhost:8081"
    assert settings.telegram_webhook_url == "https://bote.example.org/tg"
    assert settings.telegram_scope == "all"
    assert settings.matrix_homeserver == "https://matrix.example.org"
    assert settings.matrix_user == "@bote:example.org"
    assert settings.matrix_recovery_key == SecretStr("rk")
    assert settings.matrix_allowed_servers == ("example.org", "example.net")
    assert settings.web_listen == Listen("0.0.0.0", 8080)
    assert settings.public_url == "https://bote.example.org"
    assert settings.operator_facts == {"controller": "Verein e. V.", "legal_basis": "Art. 6 Abs. 1 a DSGVO"}
    assert settings.clock_file == Path("/tmp/clock")
    assert settings.crash_at == CrashAt("dispatch.claimed", 3)
    assert settings.crash_function() is not nothing
    assert settings.pace == 100.0
    assert settings.feed_host_pause == 0.0
    assert settings.feed_allow_private is True
    assert [warning for warning in settings.warnings if "BOTE_TEST" in warning] == list(settings.warnings)


def test_settings_never_change() -> None:
    settings = good()
    with pytest.raises(ValidationError):
        settings.data_dir = Path("elsewhere")  # type: ignore[misc]  # what is forbidden is tried


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOTE_CLOCK_FILE", "/tmp/clock"),
        ("BOTE_CRASH_AT", "dispatch.claimed:3"),
        ("BOTE_PACE", "x100"),
        ("BOTE_FEED_HOST_PAUSE", "0"),
        ("BOTE_FEED_ALLOW_PRIVATE", "1"),
    ],
)
def test_what_is_for_tests_is_refused_otherwise(name: str, value: str) -> None:
    for environ in ({name: value}, {name: value, "BOTE_TEST": "0"}):
        fault = bad(**environ)
        assert fault.code == "test_only"
        assert fault.message == f"{name} ist nur für Tests da und wird im Betrieb nicht angenommen."
        assert "BOTE_TEST=1" in fault.hint
    good(**{name: value}, **TEST)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BOTE_DATABASE_URL", "nonsense", "keine Adresse einer Datenbank"),
        ("BOTE_DATABASE_URL", "sqlite://", "nennt keine Datei"),
        ("BOTE_TELEGRAM_SCOPE", "internal", "public oder all"),
        ("BOTE_TELEGRAM_API_URL", "api.telegram.org", "https://"),
        ("BOTE_TELEGRAM_WEBHOOK_URL", "http://bote.example.org", "https://"),
        ("BOTE_MATRIX_HOMESERVER", "https://h:port", "https://"),
        ("BOTE_MATRIX_USER", "bote", "@verbundbote:example.org"),
        ("BOTE_WEB_LISTEN", "localhost", "127.0.0.1:8080"),
        ("BOTE_WEB_LISTEN", "localhost:99999", "127.0.0.1:8080"),
        ("BOTE_PUBLIC_URL", "ftp://x", "https://"),
        ("BOTE_TEST", "yes", "1 oder 0"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(name: str, value: str, words: str) -> None:
    fault = bad(**{name: value})
    assert fault.code == "bad_value"
    assert fault.message.startswith(f"{name} ")
    assert words in fault.message


@pytest.mark.parametrize(
    ("value", "expected"),
    [("8080", ("127.0.0.1", 8080)), (":80", ("127.0.0.1", 80)), ("[::1]:0", ("::1", 0)), ("web:1", ("web", 1))],
)
def test_where_the_web_server_listens(value: str, expected: tuple[str, int]) -> None:
    assert good(BOTE_WEB_LISTEN=value).web_listen == expected


@pytest.mark.parametrize(("value", "expected"), [("x100", 100.0), ("x0.5", 0.5), ("off", None)])
def test_pace(value: str, expected: float | None) -> None:
    assert good(BOTE_PACE=value, **TEST).pace == expected


@pytest.mark.parametrize("value", ["100", "x", "x0", "x-1", "fast", "xinf"])
def test_a_wrong_pace(value: str) -> None:
    assert "x100" in bad(BOTE_PACE=value, **TEST).message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("dispatch.clamed:1", "am ähnlichsten ist dispatch.claimed"),
        ("dispatch:1", "am ähnlichsten ist dispatch."),
        ("dispatch.claimed", "wie dispatch.claimed:1"),
        ("dispatch.claimed:0", "wie dispatch.claimed:1"),
        ("dispatch.claimed:x", "wie dispatch.claimed:1"),
    ],
)
def test_a_wrong_crash_point(value: str, words: str) -> None:
    assert words in bad(BOTE_CRASH_AT=value, **TEST).message


def test_an_unknown_name_is_told_but_does_no_harm() -> None:
    settings = good(BOTE_TELEGRAM_TOKN=SECRET, BOTE_OPERATOR_ANYTHING="x")
    assert settings.warnings == (
        "Die Einstellung BOTE_TELEGRAM_TOKN gibt es nicht; am ähnlichsten ist BOTE_TELEGRAM_TOKEN.",
    )


@pytest.mark.parametrize("field", sorted(SECRETS))
def test_each_secret_may_stand_in_a_file(field: str, tmp_path: Path) -> None:
    name, value = f"BOTE_{field.upper()}", f"postgresql://u:{SECRET}@h/d"
    file = tmp_path / "secret"
    file.write_text(f"{value}\n")
    found = getattr(good(**{f"{name}_FILE": str(file)}), field)
    assert isinstance(found, SecretStr)
    assert found.get_secret_value() == value
    both = bad(**{f"{name}_FILE": str(file), name: value})
    assert both.code == "ambiguous"
    assert SECRET not in repr(both)
    file.write_text("\n")
    assert "ist leer" in bad(**{f"{name}_FILE": str(file)}).message
    file.unlink()
    assert "gibt es nicht" in bad(**{f"{name}_FILE": str(file)}).message


@pytest.mark.parametrize("field", sorted(SECRETS))
def test_no_secret_is_ever_shown(field: str) -> None:
    settings = good(**{f"BOTE_{field.upper()}": f"postgresql://u:{SECRET}@h/d"})
    for shown in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert SECRET not in shown


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}@h:port/d",
        f"postgresql//u:{SECRET}@h/d",
        f"mysql://u:{SECRET}@h/d",
        f"{SECRET}://h/d",
    ],
)
def test_a_database_url_that_cannot_be_used_does_not_show_its_password(url: str, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(url)
    for fault in (bad(BOTE_DATABASE_URL=url), bad(BOTE_DATABASE_URL_FILE=str(file))):
        assert fault.code == "bad_value"
        assert SECRET not in repr(fault)
        assert "postgresql://name:passwort@rechner/datenbank" in fault.hint


def test_the_data_directory_is_made_when_needed_and_only_ours(tmp_path: Path) -> None:
    settings = good(BOTE_DATA_DIR=str(tmp_path / "a" / "b"))
    assert not (tmp_path / "a").exists()
    assert settings.make_data_dir() == tmp_path / "a" / "b"
    assert settings.make_data_dir().stat().st_mode & 0o077 == 0


def test_importing_and_loading_needs_no_database() -> None:
    code = "import sys; from bot.settings import load; load({}); print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

"""The settings: the environment's BOTE_… as one value that never changes, checked once, at the start."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot import crash
from domain.slots import Calendar

PREFIX = "BOTE_"
_OPERATOR = "BOTE_OPERATOR_"
_FILE = "_FILE"

#: Secrets: never shown, and each may stand in a file that NAME_FILE names.
SECRETS = frozenset({"database_url", "telegram_token", "matrix_password", "matrix_access_token", "matrix_recovery_key"})
#: Only for tests and the demo: refused without BOTE_TEST=1.
TEST_ONLY = ("clock_file", "crash_at", "pace", "feed_host_pause", "feed_allow_private")


@dataclass(frozen=True)
class SettingsFault:
    """What is wrong with a setting, in words for the operator; never with the value of a secret."""

    code: str
    message: str
    hint: str = ""


class CrashAt(NamedTuple):
    """Kill the process at the n-th passing of a crash point."""

    point: str
    n: int


class Listen(NamedTuple):
    """Where the small web server listens."""

    host: str
    port: int


class _FaultError(ValueError):
    """A value that cannot be used; says what would be right, never what was found."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def _flag(value: str) -> bool:
    words = {"1": True, "ja": True, "0": False, "nein": False}
    if value.lower() not in words:
        raise _FaultError("muss 1 oder 0 sein")
    return words[value.lower()]


def _web_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _FaultError("muss eine Adresse sein, die mit https:// oder http:// anfängt")
    return value.rstrip("/")


def _secure_url(value: str) -> str:
    if not value.startswith("https://"):
        raise _FaultError("muss eine Adresse sein, die mit https:// anfängt")
    return _web_url(value)


def _database(value: str) -> str:
    # Only who sets it pays for the import, and needs it in a moment anyway.
    from sqlalchemy.exc import ArgumentError

    from store.db import normal_url

    try:
        url = normal_url(value)
    except (ArgumentError, ValueError):
        raise _FaultError(
            "ist keine Adresse einer Datenbank, die Verbundbote kennt",
            "Richtig ist zum Beispiel postgresql://name:passwort@rechner/datenbank oder sqlite:////pfad/zur/datei. "
            "Sonderzeichen im Passwort werden dabei als %XX geschrieben.",
        ) from None
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise _FaultError("nennt keine Datei", "Eine SQLite-Datenbank im Speicher ginge mit dem Programm verloren.")
    return value


def _matrix_user(value: str) -> str:
    if not re.fullmatch(r"@[^:\s]+:\S+", value):
        raise _FaultError("muss ein ganzer Matrix-Name sein wie @verbundbote:example.org")
    return value


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[,;\s]+", value) if name)


def _listen(value: str) -> Listen:
    found = re.fullmatch(r"(?:(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\s\[\]]*):)?(?P<port>\d{1,5})", value)
    if found is None or not 0 <= int(found["port"]) <= 65535:
        raise _FaultError("muss wie 127.0.0.1:8080 geschrieben sein")
    return Listen((found["host"] or "127.0.0.1").strip("[]"), int(found["port"]))


def _crash_at(value: str) -> CrashAt:
    point, _, n = value.partition(":")
    if point not in crash.NAMES:
        raise _FaultError(
            f"nennt keine Absturzstelle; am ähnlichsten ist {crash.nearest(point)}",
            "Welche es gibt, zeigt: bote crash-points",
        )
    if not re.fullmatch(r"[1-9]\d{0,8}", n):
        raise _FaultError(f"muss wie {point}:1 geschrieben sein (STELLE:ZAHL, gezählt ab 1)")
    return CrashAt(point, int(n))


def _pace(value: str) -> float | None:
    if value == "off":
        return None
    found = re.fullmatch(r"x(\d+(?:\.\d+)?)", value)
    if found is None or not float(found[1]):
        raise _FaultError("muss wie x100 geschrieben sein oder off heißen")
    return float(found[1])


def _seconds(value: str) -> float:
    if not re.fullmatch(r"\d+(?:\.\d+)?", value):
        raise _FaultError("muss eine Zahl von Sekunden sein")
    return float(value)


def _count(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,6}", value):
        raise _FaultError("muss eine Zahl sein wie 600")
    return int(value)


def _one_of(*words: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in words:
            raise _FaultError(f"muss {' oder '.join(words)} sein")
        return value

    return check


_WEEKDAYS = ("mo", "di", "mi", "do", "fr")


def _hour(value: str) -> int:
    if not re.fullmatch(r"\d{1,2}", value) or not 3 <= int(value) <= 23:
        raise _FaultError("muss eine volle Stunde von 3 bis 23 sein")
    return int(value)


_Flag = Annotated[bool, BeforeValidator(_flag)]
_WebUrl = Annotated[str, AfterValidator(_web_url)]


class Settings(BaseModel):
    """All settings. A field is called like its variable without BOTE_, in small letters; None is: not set."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    #: Where files are kept; made when first needed, by make_data_dir.
    data_dir: Path = Path("data")
    database_url: Annotated[SecretStr, BeforeValidator(_database)] | None = None

    telegram_token: SecretStr | None = None
    telegram_api_url: _WebUrl = "https://api.telegram.org"
    telegram_webhook_url: Annotated[str, AfterValidator(_secure_url)] | None = None
    #: Which notices Telegram may carry: only public ones, or internal ones too.
    telegram_scope: Annotated[Literal["public", "all"], BeforeValidator(_one_of("public", "all"))] = "public"

    matrix_homeserver: _WebUrl | None = None
    matrix_user: Annotated[str, AfterValidator(_matrix_user)] | None = None
    matrix_password: SecretStr | None = None
    matrix_access_token: SecretStr | None = None
    matrix_recovery_key: SecretStr | None = None
    #: Servers whose users may write to the bot; empty: every one.
    matrix_allowed_servers: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()

    #: What goes to many needs a second person's yes; polls and meetings, which are invitations, do not.
    four_eyes: _Flag = False
    #: How many people the network has, about: previews say how many of them are reached.
    network_size: Annotated[int, BeforeValidator(_count)] = 600

    #: When the edition is drafted (a weekday, and a full hour), and when the daily digest goes out.
    edition_day: Annotated[str, BeforeValidator(_one_of(*_WEEKDAYS))] = "do"
    edition_hour: Annotated[int, BeforeValidator(_hour)] = 10
    daily_hour: Annotated[int, BeforeValidator(_hour)] = 8

    web_listen: Annotated[Listen, BeforeValidator(_listen)] | None = None
    public_url: _WebUrl | None = None
    #: BOTE_OPERATOR_*: who is responsible, by the rest of the name in small letters (controller, legal_basis, …).
    operator: tuple[tuple[str, str], ...] = ()

    #: BOTE_TEST=1: the settings below are allowed.
    test: _Flag = False
    clock_file: Path | None = None
    crash_at: Annotated[CrashAt, BeforeValidator(_crash_at)] | None = None
    #: How many times as fast as the networks allow; None: no pacing at all.
    pace: Annotated[float | None, BeforeValidator(_pace)] = 1.0
    #: Seconds between two calls to one feed's host; None: the ordinary pause.
    feed_host_pause: Annotated[float, BeforeValidator(_seconds)] | None = None
    feed_allow_private: _Flag = False

    #: What is not wrong, but should be told to the operator.
    warnings: tuple[str, ...] = Field(default=(), repr=False)

    @property
    def store_url(self) -> str:
        """The database's URL with its password, for Store; by default an SQLite file in the data directory."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        from store.db import sqlite_url

        return sqlite_url(self.data_dir / "verbundbote.sqlite3")

    @property
    def calendar(self) -> Calendar:
        """When digests go out."""
        return Calendar(_WEEKDAYS.index(self.edition_day), self.edition_hour, self.daily_hour)

    @property
    def assets_dir(self) -> Path:
        """Where the bytes of attachments are."""
        return self.data_dir / "assets"

    @property
    def operator_facts(self) -> dict[str, str]:
        """What BOTE_OPERATOR_* say about the operator, by name."""
        return dict(self.operator)

    @property
    def public_only(self) -> frozenset[str]:
        """The accounts that internal notices must not reach."""
        return frozenset({"telegram"}) if self.telegram_scope == "public" else frozenset()

    def crash_function(self) -> Callable[[str], None]:
        """Return what every crash point is to call: nothing, unless BOTE_CRASH_AT names one."""
        return crash.nothing if self.crash_at is None else crash.crash_function(*self.crash_at)

    def make_data_dir(self) -> Path:
        """Make the data directory if it is missing, for this user only, and return it."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.data_dir


def load(environ: Mapping[str, str]) -> Settings | SettingsFault:
    """Return the settings of this environment, or the first thing that is wrong with it. Empty values are unset."""
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX) and value.strip()}
    try:
        values: dict[str, Any] = {**_plain(given), **_from_files(given)}
    except _FileFaultError as error:
        return error.fault
    values["operator"] = tuple(
        (name.removeprefix(_OPERATOR).lower(), given[name].strip()) for name in sorted(given) if _is_operator(name)
    )
    values["warnings"] = tuple(_unknown(given))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        return _fault(error)
    refused = [_variable(field) for field in TEST_ONLY if field in values]
    if refused and not settings.test:
        return SettingsFault(
            "test_only",
            f"{refused[0]} ist nur für Tests da und wird im Betrieb nicht angenommen.",
            f"Bitte entfernen Sie {refused[0]}. In einem Test gehört BOTE_TEST=1 dazu.",
        )
    if not settings.test:
        return settings
    warning = "BOTE_TEST=1 ist gesetzt: Uhr, Tempo und Abstürze lassen sich von außen steuern, nur für Tests."
    return settings.model_copy(update={"warnings": (*settings.warnings, warning)})


class _FileFaultError(Exception):
    def __init__(self, fault: SettingsFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


_FIELDS = frozenset(Settings.model_fields) - {"operator", "warnings"}


def _variable(field: str) -> str:
    return PREFIX + field.upper()


def _is_operator(name: str) -> bool:
    return name.startswith(_OPERATOR) and name != _OPERATOR


def _plain(given: Mapping[str, str]) -> dict[str, str]:
    return {field: given[_variable(field)].strip() for field in _FIELDS if _variable(field) in given}


def _from_files(given: Mapping[str, str]) -> dict[str, str]:
    return {field: _content(_variable(field), given) for field in sorted(SECRETS) if _variable(field) + _FILE in given}


def _content(variable: str, given: Mapping[str, str]) -> str:
    name, path = variable + _FILE, given[variable + _FILE].strip()
    if variable in given:
        raise _FileFaultError(
            SettingsFault(
                "ambiguous", f"{variable} und {name} sind beide gesetzt.", "Bitte setzen Sie nur eines davon."
            )
        )
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = "gibt es nicht" if isinstance(error, FileNotFoundError) else "lässt sich nicht lesen"
        fault = SettingsFault("secret_file", f"Die Datei {path} aus {name} {why}.", "Bitte prüfen Sie Pfad und Rechte.")
        raise _FileFaultError(fault) from None
    if not content:
        raise _FileFaultError(SettingsFault("secret_file", f"Die Datei {path} aus {name} ist leer."))
    return content


def _known() -> list[str]:
    return sorted([_variable(field) for field in _FIELDS] + [_variable(field) + _FILE for field in SECRETS])


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = _known()
    return [
        f"Die Einstellung {name} gibt es nicht; am ähnlichsten ist {_nearest(name, known)}."
        for name in sorted(given)
        if name not in known and not _is_operator(name)
    ]


def _nearest(name: str, known: list[str]) -> str:
    return difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]


def _fault(error: ValidationError) -> SettingsFault:
    # The first one in the order of the fields; include_input=False, because an input may be a secret.
    first = error.errors(include_url=False, include_input=False)[0]
    variable = _variable(str(first["loc"][0]))
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, _FaultError):
        return SettingsFault("bad_value", f"{variable} {cause}.", cause.hint)
    return SettingsFault("bad_value", f"{variable} hat keinen brauchbaren Wert.")

"""What the doctor says of what was found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.facts import Database, Facts, Folder, SecretFile, Sources
from bot.doctor.verdicts import Check, State, judge
from channels.found import Matrix, Reached, Telegram

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = Path("/srv/bote/data")
TELEGRAM = Telegram(Reached.YES, "verbund_bot")
MATRIX = Matrix(
    server_reached=True, reached=Reached.YES, user="@b:example.org", wanted_user="@b:example.org", device="D",
    kept_device="D", signed=True, keys_left=50, limited=False,
)  # fmt: skip
WELL = Facts(
    NOW,
    ["telegram", "matrix"],
    [],
    [],
    test=False,
    operator_missing=[],
    secrets=[SecretFile("BOTE_TELEGRAM_TOKEN_FILE", HERE / "token", 0o600)],
    folder=Folder(HERE, writable=True, free=1 << 34, mode=0o700),
    database=Database(reached=True, version="0002", wanted="0002"),
    telegram=TELEGRAM,
    matrix=MATRIX,
    offsets={"telegram": 0.3, "matrix": -0.4},
    heard_at={"telegram": NOW - timedelta(seconds=40), "matrix": NOW - timedelta(seconds=70)},
    sources=Sources(3),
)


def odd(facts: Facts) -> list[tuple[str, str]]:
    """Return what is not green, by name and state."""
    return [(one.name, one.state.value) for one in judge(facts) if one.state is not State.GREEN]


def about(facts: Facts, name: str) -> Check:
    """Return the check of this name that is not green."""
    (found,) = [one for one in judge(facts) if one.name == name and one.state is not State.GREEN]
    return found


def telegram(**other: object) -> Facts:
    return replace(WELL, telegram=replace(TELEGRAM, **other))  # type: ignore[arg-type]  # as the field has it


def matrix(**other: object) -> Facts:
    return replace(WELL, matrix=replace(MATRIX, **other))  # type: ignore[arg-type]  # as the field has it


def test_where_all_is_well_every_line_is_green() -> None:
    assert odd(WELL) == []
    assert len(judge(WELL)) == 16
    assert not any(one.hint for one in judge(WELL))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(replace(WELL, networks=[]), [("settings", "red")], id="no network"),
        pytest.param(replace(WELL, half_configured=["Es fehlt etwas."]), [("settings", "red")], id="half a network"),
        pytest.param(replace(WELL, warnings=["Gibt es nicht."]), [("settings", "yellow")], id="unknown setting"),
        pytest.param(replace(WELL, operator_missing=["contact"]), [("operator", "yellow")], id="nobody is responsible"),
        pytest.param(replace(WELL, test=True), [("test", "yellow")], id="settings for tests"),
        pytest.param(
            replace(WELL, secrets=[SecretFile("X", HERE, 0o640), SecretFile("Y", HERE, 0o644)]),
            [("secrets", "red")],
            id="one secret can be read by everybody, one by the group only",
        ),
        pytest.param(
            replace(WELL, folder=Folder(HERE, writable=False, free=1 << 34, mode=0o700)),
            [("data_dir", "red")],
            id="nothing can be kept",
        ),
        pytest.param(
            replace(WELL, folder=Folder(HERE, writable=True, free=1 << 34, mode=0o755)),
            [("data_dir", "yellow")],
            id="others may look in",
        ),
        pytest.param(
            replace(WELL, folder=Folder(HERE, writable=True, free=500 << 20, mode=None)),
            [("data_dir", "yellow")],
            id="little space",
        ),
        pytest.param(
            replace(WELL, folder=Folder(HERE, writable=True, free=50 << 20, mode=None)),
            [("data_dir", "red")],
            id="no space",
        ),
        pytest.param(replace(WELL, database=Database(reached=False)), [("database", "red")], id="no database"),
        pytest.param(
            replace(WELL, database=Database(reached=True, wanted="0002")), [("database", "yellow")], id="empty database"
        ),
        pytest.param(
            replace(WELL, database=Database(reached=True, version="0001", wanted="0002")),
            [("database", "yellow")],
            id="older database",
        ),
        pytest.param(
            replace(WELL, database=Database(reached=True, version="0003", wanted="0002")),
            [("database", "red")],
            id="newer database",
        ),
        pytest.param(telegram(reached=Reached.REFUSED), [("telegram.account", "red")], id="wrong token"),
        pytest.param(telegram(reached=Reached.NO), [("telegram.account", "red")], id="no Telegram"),
        pytest.param(
            telegram(webhook="https://old.example/"), [("telegram.updates", "yellow")], id="a webhook that nobody wants"
        ),
        pytest.param(
            telegram(wanted_webhook="https://b.example/"), [("telegram.updates", "yellow")], id="a webhook not yet set"
        ),
        pytest.param(
            telegram(webhook="https://b/", wanted_webhook="https://b/", webhook_error="SSL error"),
            [("telegram.updates", "red")],
            id="a webhook that fails",
        ),
        pytest.param(matrix(server_reached=False), [("matrix.server", "red")], id="no homeserver"),
        pytest.param(matrix(reached=Reached.NO), [("matrix.account", "red")], id="no answer about the account"),
        pytest.param(matrix(reached=Reached.REFUSED), [("matrix.account", "red")], id="refused access"),
        pytest.param(
            matrix(reached=Reached.NOT_TRIED, kept_device="", limited=None),
            [("matrix.account", "yellow"), ("matrix.limits", "red")],
            id="never started",
        ),
        pytest.param(matrix(user="@c:example.org"), [("matrix.account", "red")], id="somebody else"),
        pytest.param(matrix(device="E"), [("matrix.account", "red")], id="another device"),
        pytest.param(matrix(signed=False), [("matrix.signed", "red")], id="not signed"),
        pytest.param(matrix(signed=None, keys_left=None), [], id="not told"),
        pytest.param(matrix(keys_left=0), [("matrix.keys", "yellow")], id="no keys left"),
        pytest.param(matrix(limited=True), [("matrix.limits", "red")], id="limits"),
        pytest.param(matrix(limited=None), [("matrix.limits", "red")], id="limits perhaps"),
        pytest.param(replace(WELL, offsets={"matrix": 20.0}), [("clock", "yellow")], id="clock a little off"),
        pytest.param(replace(WELL, offsets={"matrix": -90.0}), [("clock", "red")], id="clock wrong"),
        pytest.param(replace(WELL, heard_at={"matrix": None}), [("matrix.heard", "yellow")], id="never at work"),
        pytest.param(
            replace(WELL, heard_at={"matrix": NOW - timedelta(hours=3)}), [("matrix.heard", "red")], id="not at work"
        ),
        pytest.param(
            replace(WELL, sources=Sources(3, ["A"], ["B"])),
            [("sources", "yellow"), ("sources", "yellow")],
            id="sources in trouble",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(facts: Facts, expected: list[tuple[str, str]]) -> None:
    assert odd(facts) == expected


def test_limits_say_how_they_are_lifted() -> None:
    assert "bote matrix lift-limit" in about(matrix(limited=True), "matrix.limits").hint


def test_only_settings_make_it_unconfigured() -> None:
    assert about(replace(WELL, networks=[]), "settings").setup
    assert not about(telegram(reached=Reached.REFUSED), "telegram.account").setup


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=3), "vor einigen Sekunden"),
        (timedelta(seconds=100), "vor einer Minute"),
        (timedelta(minutes=4), "vor 4 Minuten"),
        (timedelta(hours=30), "vor einem Tag"),
        (timedelta(seconds=-3), "vor einigen Sekunden"),
    ],
)
def test_ages_are_told_in_words(age: timedelta, said: str) -> None:
    told = judge(replace(WELL, heard_at={"matrix": NOW - age}))
    assert any(said in one.message for one in told if one.name == "matrix.heard")


def test_a_clock_is_said_to_be_slow_or_fast() -> None:
    assert "20 Sekunden nach" in about(replace(WELL, offsets={"matrix": 20.0}), "clock").message
    assert "20 Sekunden vor" in about(replace(WELL, offsets={"matrix": -20.0}), "clock").message

"""Where the web part listens: once, and not where Telegram's webhook does already."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import app
from bot.settings import Listen, Settings

HERE = Listen("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("webhook", "accounts", "expected"),
    [
        (None, ["telegram", "matrix"], HERE),
        ("https://bote.example.org/x", ["telegram"], None),
        ("https://bote.example.org/x", ["matrix"], HERE),
    ],
)
def test_there_is_one_who_listens(webhook: str | None, accounts: list[str], expected: Listen | None) -> None:
    settings = Settings(telegram_webhook_url=webhook).model_copy(update={"web_listen": HERE})
    services = [SimpleNamespace(channel=SimpleNamespace(account=name)) for name in accounts]
    assert app._listens(settings, cast("Any", services)) == expected

"""`bote doctor` and Telegram."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.fake_telegram.client import FakeTelegram
from tests.telegram.support import Desk

Json = dict[str, Any]


async def doctor(server: FakeTelegram, folder: Path, **more: str) -> dict[str, Json]:
    """Return what the command says, by the name of the check."""
    environ = {"BOTE_DATA_DIR": str(folder / "data"), "BOTE_TELEGRAM_TOKEN": server.token}
    out = io.StringIO()
    given = {**environ, "BOTE_TELEGRAM_API_URL": server.url, **more}
    await asyncio.to_thread(main, ["doctor", "--json"], given, out, io.StringIO(), io.StringIO())
    assert server.token not in out.getvalue()
    return {one["check"]: one for one in json.loads(out.getvalue())["checks"]}


async def test_an_account_that_polls_is_well(desk: Desk, tmp_path: Path) -> None:
    found = await doctor(desk.server, tmp_path)
    assert {name: one["state"] for name, one in found.items() if name.startswith(("telegram", "clock"))} == {
        "telegram.account": "green", "telegram.updates": "green", "telegram.heard": "yellow", "clock": "green",
    }  # fmt: skip


@pytest.mark.parametrize("token", ["987654321:another"])
async def test_a_wrong_token_is_told(server: FakeTelegram, tmp_path: Path, token: str) -> None:
    found = await doctor(server, tmp_path, BOTE_TELEGRAM_TOKEN=token)
    assert found["telegram.account"]["state"] == "red"
    assert "telegram.updates" not in found


async def test_a_webhook_that_is_not_set_yet_is_told(desk: Desk, tmp_path: Path) -> None:
    hook = {"BOTE_TELEGRAM_WEBHOOK_URL": "https://bote.example.org/hook", "BOTE_WEB_LISTEN": "127.0.0.1:8080"}
    found = await doctor(desk.server, tmp_path, **hook)
    assert found["telegram.updates"]["state"] == "yellow"

"""`bote doctor` and Matrix."""

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import Any

from bot.cli.main import main
from bot.crash import nothing
from bot.opening import open_store
from store import accounts
from store.db import sqlite_url
from tests.matrix.case import MatrixCase

Json = dict[str, Any]


async def doctor(case: MatrixCase, **more: str) -> dict[str, Json]:
    """Return what the command says, by the name of the check."""
    environ = {
        "BOTE_DATA_DIR": str(case.folder.parent),
        "BOTE_MATRIX_HOMESERVER": case.server.url,
        "BOTE_MATRIX_USER": case.bot.user_id,
        "BOTE_MATRIX_PASSWORD": case.bot.password,
        **more,
    }
    out = io.StringIO()
    await asyncio.to_thread(main, ["doctor", "--json"], environ, out, io.StringIO(), io.StringIO())
    assert case.bot.password not in out.getvalue()
    return {one["check"]: one for one in json.loads(out.getvalue())["checks"]}


def states(found: dict[str, Json]) -> dict[str, str]:
    return {name: one["state"] for name, one in found.items() if name.startswith(("matrix", "clock"))}


async def test_a_bot_that_was_started_is_well_but_for_the_limits(matrix_case: MatrixCase) -> None:
    before = await doctor(matrix_case)
    assert states(before)["matrix.account"] == "yellow"
    channel = await matrix_case.open_channel()
    keys = channel._at_work.http.token
    found = await doctor(matrix_case)
    assert states(found) == {
        "matrix.server": "green", "matrix.account": "green", "matrix.signed": "green", "matrix.keys": "green",
        "matrix.limits": "red", "clock": "green",
    }  # fmt: skip
    assert "bote matrix lift-limit" in found["matrix.limits"]["hint"]
    assert keys not in json.dumps(found)
    await channel.close()


async def test_limits_that_were_found_lifted_are_green(matrix_case: MatrixCase) -> None:
    await (await matrix_case.open_channel()).close()
    folder = matrix_case.folder.parent
    with open_store(sqlite_url(folder / "verbundbote.sqlite3"), folder, nothing) as store:
        store.write_now(lambda s: accounts.note_limited(s, "matrix", False, datetime.now(UTC)))
    assert states(await doctor(matrix_case))["matrix.limits"] == "green"


async def test_an_access_that_the_server_does_not_take_is_red(matrix_case: MatrixCase) -> None:
    found = await doctor(matrix_case, BOTE_MATRIX_ACCESS_TOKEN="syt_none")
    assert states(found)["matrix.account"] == "red"


async def test_somebody_elses_access_is_red(matrix_case: MatrixCase) -> None:
    found = await doctor(matrix_case, BOTE_MATRIX_ACCESS_TOKEN=matrix_case.member.account.access_token)
    assert matrix_case.member.user in found["matrix.account"]["message"]
    assert found["matrix.account"]["state"] == "red"

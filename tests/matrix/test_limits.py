"""The server's limits, and how they are lifted."""

import asyncio
import io
import json
from pathlib import Path

from bot.cli.main import main
from channels.matrix import channel as channels
from channels.matrix import limits
from tests.fake_synapse.config import SHARED_SECRET
from tests.matrix.case import MatrixCase


def lift(case: MatrixCase, *words: str) -> tuple[int, str, str]:
    """Run the command and return its exit code, output and errors."""
    environ = {
        "BOTE_DATA_DIR": str(case.folder.parent),
        "BOTE_MATRIX_HOMESERVER": case.server.url,
        "BOTE_MATRIX_USER": case.bot.user_id,
    }
    out, err = io.StringIO(), io.StringIO()
    code = main(["matrix", "lift-limit", *words, "--json"], environ, out, err, io.StringIO())
    return code, out.getvalue(), err.getvalue()


def test_an_administrators_token_lifts_the_limits(matrix_case: MatrixCase, tmp_path: Path) -> None:
    case = matrix_case
    case.server.limit_of(case.bot.user_id)
    token = tmp_path / "token"
    token.write_text(case.server.log_in("@verwaltung:localhost", SHARED_SECRET).access_token + "\n")
    code, out, _ = lift(case, "--admin-token-file", str(token))
    assert (code, json.loads(out)) == (0, {"schema": 1, "user": case.bot.user_id, "lifted": True})
    assert case.server.limit_of(case.bot.user_id) == {"messages_per_second": 0, "burst_count": 0}
    assert limits.is_lifted(case.folder, case.bot.user_id)
    assert not limits.is_lifted(case.folder, "@other:localhost")


async def test_the_bot_itself_may_not_and_says_who_can(matrix_case: MatrixCase) -> None:
    channel = await matrix_case.open_channel()
    assert channel.capabilities.budget == channels.LIMITED
    code, _, err = await _in_thread(matrix_case)
    assert code == 4
    assert "--admin-token-file" in err
    assert channel._at_work.http.token not in err
    await channel.close()


async def test_after_lifting_the_next_start_is_quicker(matrix_case: MatrixCase) -> None:
    channel = await matrix_case.open_channel()
    limits.note_lifted(matrix_case.folder, matrix_case.bot.user_id)
    channel = await matrix_case.reopen(channel)
    assert channel.capabilities.budget == channels.EXEMPT
    await channel.close()


def test_without_matrix_it_says_what_is_missing() -> None:
    out, err = io.StringIO(), io.StringIO()
    assert main(["matrix", "lift-limit"], {}, out, err, io.StringIO()) == 5
    assert "BOTE_MATRIX_HOMESERVER" in err.getvalue()


async def _in_thread(case: MatrixCase) -> tuple[int, str, str]:
    return await asyncio.to_thread(lift, case)

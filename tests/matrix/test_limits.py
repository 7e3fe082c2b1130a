"""The server's limits, and how they are lifted."""

import asyncio
import io
import json
from functools import partial
from pathlib import Path

from bot.cli.main import main
from channels import pacing
from channels.base import Target
from channels.matrix import limits
from channels.matrix.channel import MatrixChannel
from channels.matrix.http import Http, path
from channels.matrix.login import Access
from domain.message import Body, Message
from domain.outcome import Sent, TryLater
from store import accounts
from store.db import Store, sqlite_url
from tests.fake_synapse.config import SHARED_SECRET, Limits
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixUser
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
    with Store(sqlite_url(case.folder.parent / "verbundbote.sqlite3")) as store:
        assert store.read_now(lambda s: accounts.known(s, "matrix")).limited is False


async def test_the_bot_itself_may_not_and_says_who_can(matrix_case: MatrixCase) -> None:
    channel = await matrix_case.open_channel()
    assert channel.capabilities.budget == limits.PROBING
    code, _, err = await _in_thread(matrix_case)
    assert code == 4
    assert "--admin-token-file" in err
    assert channel._at_work.http.token not in err
    await channel.close()


async def test_what_was_learned_before_holds_from_the_start(matrix_case: MatrixCase) -> None:
    await (await matrix_case.open_channel()).close()
    case = matrix_case
    access = Access(case.server.url, case.bot.user_id, case.folder, password=case.bot.password)
    for limited, budget in ((True, pacing.MATRIX_LIMITED), (False, pacing.MATRIX_EXEMPT)):
        channel = MatrixChannel(access, recall=partial(_known, limited))
        await channel.start()
        assert channel.capabilities.budget == budget
        assert channel.capabilities.limited is limited
        await channel.close()


async def _known(limited: bool) -> bool | None:
    return limited


async def test_a_bot_that_is_an_administrator_asks(synapse: SynapseServer) -> None:
    bot = synapse.register("bote-admin", admin=True)
    http = Http(synapse.url, bot.access_token)
    try:
        assert await limits.ask(http, bot.user_id) is True
        synapse.set_limit(bot.user_id, per_second=0, burst=0)
        assert await limits.ask(http, bot.user_id) is False
        synapse.set_limit(bot.user_id, per_second=1, burst=5)
        assert await limits.ask(http, bot.user_id) is True
    finally:
        await http.close()


async def test_a_server_with_its_limits_teaches_them_and_nothing_is_lost(own_synapse: SynapseServer) -> None:
    own_synapse.restart(limits=Limits.DEFAULT)
    bot, member = own_synapse.new_account("bote"), own_synapse.new_account("ada")
    async with MatrixUser(own_synapse.url, member) as ada:
        room = await ada.create_room(bot.user_id, name="Region Heide")
        access = Access(own_synapse.url, bot.user_id, own_synapse.folder / "matrix", password=bot.password)
        channel = MatrixChannel(access)
        await channel.start()
        await channel._at_work.http.call("POST", path("join", room), {})
        to, message = Target(room), Message(Body("Guten Tag"))
        outcomes = [await channel.send(to, message, key=f"k{n}", attempt=1) for n in range(limits.PROBING.burst)]
        refused = [one for one in outcomes if isinstance(one, TryLater)]
        assert all(isinstance(one, Sent) for one in outcomes[:9])
        assert refused
        assert all(one.whole_account and one.wait is not None for one in refused)
        learned = channel.capabilities
        assert (learned.limited, learned.budget) == (True, pacing.MATRIX_LIMITED)
        own_synapse.set_limit(bot.user_id, per_second=0, burst=0)
        outcomes = [await channel.send(to, message, key=f"l{n}", attempt=1) for n in range(limits.PROBING.burst)]
        assert all(isinstance(one, Sent) for one in outcomes)
        learned = channel.capabilities
        assert (learned.limited, learned.budget) == (False, pacing.MATRIX_EXEMPT)
        await channel.close()


def test_without_matrix_it_says_what_is_missing() -> None:
    out, err = io.StringIO(), io.StringIO()
    assert main(["matrix", "lift-limit"], {}, out, err, io.StringIO()) == 5
    assert "BOTE_MATRIX_HOMESERVER" in err.getvalue()


async def _in_thread(case: MatrixCase) -> tuple[int, str, str]:
    return await asyncio.to_thread(lift, case)

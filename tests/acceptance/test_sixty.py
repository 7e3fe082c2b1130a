"""Sixty people join within ten minutes, as at a Verbundtreffen with a sheet on the wall: on Telegram, and on Matrix.

On a Matrix server that limits the bot as Synapse does by itself, one message is enough for whoever has read the sheet.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from channels.memory_journal import read_journal
from tests import scripts
from tests.acceptance.installation import MORNING, Installation, wait_until
from tests.acceptance.test_telegram_asked import do
from tests.acceptance.test_telegram_killed import network
from tests.fake_synapse.calls import Account
from tests.fake_synapse.config import Limits
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixUser
from tests.fake_telegram.world import TOKEN

#: With Synapse's own limits a join and an answer of ours take two of the messages that it allows: ten at once, then one
#: in five seconds. That is (60 * 2 - 10) * 5 = 550 seconds for sixty.
PEOPLE, SECONDS = 60, 600.0
Answers = Sequence[tuple[str, str]]
#: What somebody says, and by what they know that they were answered.
TWO_ANSWERS: Answers = (("Guten Tag", "Einverstanden?"), ("ja Heidekreis eilt", "Sie erhalten:"))
_OPERATOR = {f"operator_{name}": value for name, value in scripts.OPERATOR.items()}

pytestmark = pytest.mark.thorough


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people."""
    installation = Installation(tmp_path)
    installation.set_clock(MORNING, 1.0)
    yield installation
    installation.close()


def sheet(bote: Installation) -> str:
    """Print a sheet for the Heide, and return its code."""
    page = str(bote.folder / "aushang.html")
    made = bote.command("invite", "--role", "member", "--region", "heide", "--sheet", "--print", page, **_OPERATOR)
    return str(made["code"])


def joined(bote: Installation) -> int:
    """Return how many have joined."""
    return len(bote.command("person", "list")["persons"])


def test_sixty_join_on_telegram(bote: Installation, tmp_path: Path) -> None:
    sheet(bote)
    with network(tmp_path / "telegram", latency=0.0) as telegram:
        bote.run_ready(networks=["telegram"], telegram_token=TOKEN, telegram_api_url=telegram.url, **_OPERATOR)
        began, people = time.monotonic(), range(3000, 3000 + PEOPLE)
        for text in ("/start", "ja Heidekreis eilt"):
            for one in people:
                do(telegram, "say", chat=one, user=one, text=text)
        wait_until(lambda: joined(bote) == PEOPLE, "sixty have joined", SECONDS)

        def answered() -> bool:
            found = [line["chat"] for line in read_journal(telegram.state) if "Sie erhalten:" in line["text"]]
            return len(found) == len(set(found)) == PEOPLE

        wait_until(answered, "everybody is told what they get, once", SECONDS)
        assert time.monotonic() - began < SECONDS
        assert bote.running[-1].terminate() == 0


def test_sixty_join_on_matrix(bote: Installation, synapse: SynapseServer) -> None:
    bot = synapse.new_account("bote")
    sheet(bote)
    run_on_matrix(bote, synapse, bot)
    accounts = [synapse.new_account("gast") for _ in range(PEOPLE)]
    asyncio.run(_all_join(synapse, bot, accounts, TWO_ANSWERS))
    assert joined(bote) == PEOPLE
    assert bote.running[-1].terminate() == 0


def test_sixty_join_on_matrix_with_the_limits_that_it_comes_with(
    bote: Installation, own_synapse: SynapseServer
) -> None:
    bot = own_synapse.new_account("bote")
    accounts = [own_synapse.new_account("gast") for _ in range(PEOPLE)]
    own_synapse.restart(limits=Limits.DEFAULT)
    answers = ((f"Code {sheet(bote)} ja eilt", "Sie erhalten:"),)
    run_on_matrix(bote, own_synapse, bot)
    asyncio.run(_all_join(own_synapse, bot, accounts, answers))
    assert joined(bote) == PEOPLE
    assert bote.running[-1].terminate() == 0


def run_on_matrix(bote: Installation, synapse: SynapseServer, bot: Account) -> None:
    """Let the bot work on a Matrix server."""
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=synapse.url, matrix_user=bot.user_id, matrix_password=bot.password,
        **_OPERATOR,
    )  # fmt: skip


async def _all_join(synapse: SynapseServer, bot: Account, accounts: Sequence[Account], answers: Answers) -> None:
    """Let all join at once, and return when each has been told what they get; it must be in time."""
    joining = (_join(synapse, bot, account, answers) for account in accounts)
    await asyncio.wait_for(asyncio.gather(*joining), SECONDS)


async def _join(synapse: SynapseServer, bot: Account, account: Account, answers: Answers) -> None:
    """Let somebody open a room, join, and wait until they are told what they get."""
    async with MatrixUser(synapse.url, account) as user:
        room = await user.create_room(bot.user_id, direct=True)
        for text, told in answers:
            await user.say(room, text)
            while not [one for one in await user.messages(room) if told in str(one["content"].get("body", ""))]:
                await user.sync(2)

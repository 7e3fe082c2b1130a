"""Members do what is appended to a file, once, and say what they did not understand."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.journal import Journal
from tests.fake_synapse.members import Member
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.speaking import SAID, Speaking
from tests.fake_synapse.user import Json

NewElement = Callable[[str], Awaitable[ElementUser]]


async def test_members_say_react_and_leave(synapse: SynapseServer, element_user: NewElement, tmp_path: Path) -> None:
    bot, account = await element_user("bote"), synapse.new_account("anna")
    member = Member(synapse.url, account, tmp_path, Journal(tmp_path))
    complaints: asyncio.Queue[str] = asyncio.Queue()

    def say(*lines: Json | str) -> None:
        with (tmp_path / SAID).open("a", encoding="utf-8") as file:
            file.writelines(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)

    async with member.user:
        speaking = [Speaking(tmp_path, [member], bot.user_id, complaints.put_nowait) for _ in range(2)]
        work = asyncio.create_task(speaking[0].listen())
        say("kein JSON", {"user": "niemand", "kind": "text", "text": "?"}, {"user": account.user_id, "kind": "tanzen"})
        for _ in range(3):
            assert f"Diese Zeile in {SAID} ist nicht zu verstehen" in await complaints.get()
        say({"user": account.user_id, "kind": "text", "text": "Grüße"})
        room = await bot.wait_for_invite()
        await bot.join(room)
        assert (await bot.wait_for_text(room, "Grüße"))["encrypted"]
        sent = await bot.say(room, "Wie geht es?")
        say({"user": account.user_id, "kind": "reaction", "target": sent, "payload": "👍"})
        await bot.wait_for(room, lambda event: event["type"] == "m.reaction")
        await _end(work)
        work = asyncio.create_task(speaking[1].listen())
        say({"user": account.user_id, "kind": "leave"}, {"user": account.user_id, "kind": "text", "text": "Doch noch"})
        new = await bot.wait_for_invite()
        await bot.join(new)
        await bot.wait_for_text(new, "Doch noch")
        await _end(work)
    assert await bot.members(room) == {bot.user_id}
    assert [event["content"].get("body") for event in await bot.messages(room)].count("Grüße") == 1


async def _end(work: asyncio.Task[None]) -> None:
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work

"""What arrives: silent or not, without previews, in topics, edited, pinned, deleted; and what is told at the start."""

import json
import re
from typing import Any

import pytest

from bot import registry
from bot.words import telegram as words
from channels.base import Target
from channels.telegram.profile import Profile, set_profile
from channels.telegram.request import AiohttpRequest
from domain.audience import Addressed
from domain.message import Body, Button, Message
from domain.notice import Level, Scope
from domain.outcome import GiveUp, Sent
from tests.telegram.support import Desk
from tests.unit.relay.support import long_text

PERSON, GROUP = 5, -1005
TEXT = Message(Body("Siehe https://example.org"))


async def arrived(desk: Desk, op: str = "send") -> list[dict[str, Any]]:
    return [line for line in await desk.server.journal() if line["op"] == op]


@pytest.mark.parametrize(("level", "silent"), [(Level.INFO, True), (Level.IMPORTANT, False), (Level.URGENT, False)])
async def test_info_comes_silently_and_the_rest_with_a_sound(desk: Desk, level: Level, silent: bool) -> None:
    desk.join_person(PERSON)
    desk.house.tell(desk.house.new(facts=Addressed(level, Scope.PUBLIC, statewide=True)))
    await desk.work()
    (line,) = await arrived(desk)
    assert line["silent"] is silent


async def test_the_parts_of_a_long_notice_come_in_order(desk: Desk) -> None:
    desk.join_person(PERSON)
    desk.house.tell(desk.house.new(long_text(12)))
    await desk.work()
    lines = await arrived(desk)
    assert len(lines) > 2
    assert [line["key"] for line in lines] == [row.key for row in desk.house.dispatches()]
    assert [row.state for row in desk.house.deliveries()] == ["sent"]


async def test_links_show_no_preview_and_nothing_is_parsed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    async def note(_request: object, _path: str, _method: str, body: bytes, _limits: object) -> tuple[int, bytes]:
        asked.append(json.loads(body))
        return 200, b'{"ok":true,"result":{"message_id":1}}'

    monkeypatch.setattr(AiohttpRequest, "_exchange", note)
    assert await desk.channel.send(Target(str(PERSON)), TEXT, key="n", attempt=1) == Sent("1")
    assert await desk.channel.edit(Target(str(PERSON)), "1", TEXT, key="e", attempt=1) == Sent("1")
    assert len(asked) == 2
    for parameters in asked:
        assert parameters["link_preview_options"] == {"is_disabled": True}
        assert "parse_mode" not in parameters


async def test_each_call_says_whose_dispatch_it_is_and_which_attempt(desk: Desk) -> None:
    await desk.channel.send(Target(str(PERSON)), TEXT, key="d7-1-0", attempt=3)
    (line,) = await arrived(desk)
    assert (line["key"], line["attempt"]) == ("d7-1-0", 3)


async def test_pinning_and_deleting_depend_on_what_we_may(desk: Desk) -> None:
    to = Target(str(GROUP))
    sent = await desk.channel.send(to, TEXT, key="n", attempt=1)
    assert isinstance(sent, Sent)
    for call in (desk.channel.pin, desk.channel.delete, desk.channel.delete):
        assert await call(to, sent.remote_id, key="x", attempt=1) == sent
    await desk.server.behave({"*": ["noright"]})
    assert isinstance(await desk.channel.pin(to, sent.remote_id, key="x", attempt=1), GiveUp)


async def test_an_edit_takes_the_buttons_away(desk: Desk) -> None:
    to, button = Target(str(PERSON)), ((Button("Ja", "1:ja"),),)
    sent = await desk.channel.send(to, Message(Body("Ja?"), button), key="n", attempt=1)
    assert isinstance(sent, Sent)
    assert await desk.channel.edit(to, sent.remote_id, Message(Body("Ja!")), key="e", attempt=1) == sent
    (line,) = await arrived(desk, "edit")
    assert (line["text"], line["buttons"]) == ("Ja!", [])


async def test_a_half_surrogate_does_not_stop_a_message(desk: Desk) -> None:
    row = await desk.channel.send(Target(str(PERSON)), Message(Body("kaputt \ud83d!")), key="n", attempt=1)
    assert isinstance(row, Sent)


@pytest.mark.parametrize(("payload", "allowed"), [("1:" + "ä" * 31, True), ("1:" + "ä" * 31 + "x", False), ("", False)])
def test_a_payload_has_at_most_64_bytes(payload: str, allowed: bool) -> None:
    if allowed:
        assert Button("Weiter", payload).payload == payload
    else:
        with pytest.raises(ValueError, match="64 bytes"):
            Button("Weiter", payload)


# --- the profile


async def test_the_commands_and_descriptions_are_told_for_each_scope(desk: Desk) -> None:
    await set_profile(
        desk.channel._api, Profile(words.COMMANDS, words.COMMANDS[:1], words.DESCRIPTION, words.SHORT_DESCRIPTION)
    )
    profile = (await desk.server.state())["profile"]
    assert (profile["description"], profile["short_description"]) == (words.DESCRIPTION, words.SHORT_DESCRIPTION)
    told = {name: [one["command"] for one in value] for name, value in profile.items() if name.startswith("commands")}
    everywhere = [name for name, _ in words.COMMANDS]
    assert sorted(told.values()) == [everywhere[:1], everywhere[:1], everywhere]
    assert await desk.server.faults() == []


def test_every_command_of_the_menu_is_understood() -> None:
    assert words.COMMANDS
    for name, meaning in words.COMMANDS:
        assert name in registry.COMMANDS
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert len(meaning) <= 256
    assert len(words.DESCRIPTION) <= 512
    assert len(words.SHORT_DESCRIPTION) <= 120

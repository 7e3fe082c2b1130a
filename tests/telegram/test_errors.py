"""The table of errors, row by row, through HTTP: what becomes of the row, when it is tried again, what is logged."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from channels.base import RefusedError, Target
from domain.message import Body, Entity, Message
from domain.pacing import Budget
from scheduler import turn
from store import bodies
from tests.fake_telegram.client import FakeTelegram
from tests.telegram.support import Desk, opened

PERSON, GROUP = 5, -1005


@dataclass(frozen=True)
class Row:
    """What is observed after one call. again: seconds until it is tried again, None for never."""

    state: str
    error: str
    address: str = "ok"
    again: float | None = None
    attempts: int = 0
    logged: str = ""


TABLE = {
    "blocked": (PERSON, "blocked", Row("failed", "forbidden: bot was blocked by the user", "gone",
                                       logged="dispatch.ended")),
    "deactivated": (PERSON, "deactivated", Row("failed", "forbidden: user is deactivated", "gone")),
    "kicked": (GROUP, "kicked", Row("failed", "forbidden: bot was kicked from the group chat", "gone")),
    "not a member": (GROUP, "left", Row("failed", "forbidden: bot is not a member of the group chat", "gone")),
    "deleted": (GROUP, "deleted", Row("failed", "forbidden: the group chat was deleted", "gone")),
    "no right": (GROUP, "noright", Row("failed", "not enough rights to send text messages to the chat")),
    "chat not found": (PERSON, "gone", Row("queued", "chat not found", again=2, attempts=1)),
    "topic closed": (GROUP, "closed", Row("failed", "the topic is closed", "gone")),
    "flood of a person": (PERSON, "flood:7", Row("queued", "too many messages", again=7.5, logged="flood")),
    "flood of a group": (GROUP, "flood:7", Row("queued", "too many messages", again=7.5)),
    "a long flood": (PERSON, "flood:10072", Row("queued", "too many messages", again=10072.5, logged="flood")),
    "restart": (PERSON, "restart", Row("queued", "the server is restarting (500)", again=2)),
    "gateway": (PERSON, "gateway", Row("unsure", "the server failed (502)", logged="dispatch.ended")),
    "gateway, but sent": (PERSON, "gateway_sent", Row("unsure", "the server failed (502)")),
    "cut": (PERSON, "cut", Row("unsure", "the answer was lost (ServerDisconnectedError)")),
    "cut, but sent": (PERSON, "drop", Row("unsure", "the answer was lost (ServerDisconnectedError)")),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
async def test_each_error_has_its_row(desk: Desk, name: str) -> None:
    chat, word, expected = TABLE[name]
    desk.budget = Budget()
    (desk.join_person if chat > 0 else desk.join_place)(chat)
    await desk.server.behave({"*": [word]})
    with capture_logs() as logged:
        row = await desk.send(chat)
    waits = (row.not_before - desk.house.clock.now).total_seconds() if row.state == "queued" else None
    assert (row.state, row.error.lower(), waits, row.attempts) == (
        expected.state, expected.error.lower(), expected.again, expected.attempts,
    )  # fmt: skip
    assert desk.address(chat).state == expected.address
    if expected.logged:
        assert expected.logged in [line["event"] for line in logged]
    assert len(await desk.server.calls()) == 1


async def test_a_chat_that_is_not_found_is_given_up_the_second_time(desk: Desk) -> None:
    desk.join_person(PERSON)
    await desk.server.behave({"*": ["gone"]})
    row = await desk.send(PERSON)
    assert (row.state, desk.address(PERSON).state) == ("queued", "ok")
    desk.house.clock.move(seconds=2)
    await desk.work()
    assert (desk.dispatch(row.id).state, desk.address(PERSON).state) == ("failed", "gone")
    await desk.server.behave({"*": ["gone", "ok"]})
    desk.join_person(6)
    other = await desk.send(6)
    desk.house.clock.move(seconds=2)
    await desk.work()
    assert (desk.dispatch(other.id).state, desk.address(6).state) == ("sent", "ok")


async def test_a_flood_holds_whatever_else_waits_for_that_chat(desk: Desk) -> None:
    desk.join_place(GROUP)
    desk.join_person(PERSON)
    await desk.server.behave({"-*": ["flood:30", "ok"]})
    first, second, other = desk.queue(GROUP), desk.queue(GROUP), desk.queue(PERSON)
    await desk.work()
    then = desk.house.clock.now + timedelta(seconds=30.5)
    assert [desk.dispatch(id_).not_before for id_ in (first, second)] == [then, then]
    assert desk.dispatch(other).state == "sent"
    desk.house.clock.move(seconds=30.5)
    await desk.work()
    assert [desk.dispatch(id_).state for id_ in (first, second)] == ["sent", "sent"]


@pytest.mark.parametrize(("chat", "slower"), [(PERSON, True), (GROUP, False)], ids=["person", "group"])
async def test_only_the_flood_of_a_person_slows_everything_down(desk: Desk, chat: int, slower: bool) -> None:
    desk.budget = Budget()
    await desk.server.behave({"*": ["flood:5", "ok"]})
    await desk.send(chat)
    rate = desk.relay.meters[turn.BULK].rate
    assert rate == pytest.approx(0.7 * 27.0) if slower else rate == 0


async def test_a_group_that_became_a_supergroup_takes_everything_that_waits_along(desk: Desk) -> None:
    desk.join_place(-5)
    await desk.server.chat(-1006, type="supergroup")
    await desk.server.behave({"-5": ["migrated:-1006"]})
    later = desk.queue(-5, not_before=desk.house.clock.now + timedelta(hours=1))
    row = await desk.send(-5)
    assert (row.state, row.chat, desk.dispatch(later).chat) == ("sent", "-1006", "-1006")
    assert (desk.address(-5), desk.address(-1006).state) == (None, "ok")


async def test_a_topic_that_is_gone_is_told_and_the_message_goes_to_the_group(desk: Desk) -> None:
    await desk.server.chat(GROUP, type="supergroup", is_forum=True, topics=[7])
    with capture_logs() as logged:
        row = await desk.send(GROUP, thread="8")
        other = await desk.send(GROUP, thread="7")
    assert (row.state, other.state) == ("sent", "sent")
    assert [line["event"] for line in logged] == ["telegram.topic_gone"]
    assert [one.get("message_thread_id") for one in await desk.server.messages(GROUP)] == [None, 7]


async def test_the_general_topic_is_named_by_no_number(desk: Desk) -> None:
    await desk.server.chat(GROUP, type="supergroup", is_forum=True, topics=[7])
    assert (await desk.send(GROUP, thread="1")).state == "sent"
    assert (await desk.send(GROUP)).state == "sent"
    assert len(await desk.server.calls()) == 2


async def test_entities_that_the_server_refuses_are_left_out_and_told(desk: Desk) -> None:
    body = bodies.dump(Body("Fett und wichtig", (Entity("nonsense", 0, 4),)))
    with capture_logs() as logged:
        row = await desk.send(PERSON, body=body)
    assert row.state == "sent"
    assert [line["event"] for line in logged] == ["telegram.bad_entities"]
    (arrived,) = await desk.server.journal()
    assert (arrived["text"], arrived["entities"]) == ("Fett und wichtig", [])


@pytest.mark.parametrize("text", ["x" * 4097, ""], ids=["too long", "empty"])
async def test_a_text_of_a_wrong_length_is_given_up_and_told(desk: Desk, text: str) -> None:
    with capture_logs() as logged:
        row = await desk.send(PERSON, body=bodies.dump(Body(text)))
    assert row.state == "failed"
    assert "telegram.bad_length" in [line["event"] for line in logged]


async def test_nothing_is_given_up_while_the_token_is_refused(desk: Desk, server: FakeTelegram) -> None:
    desk.join_person(PERSON)
    async with opened(server) as channel:
        server = FakeTelegram(server.url, server.directory, server.session, "987654321:another")
        desk.channel = channel
        channel._request._address = lambda path: f"{server.base_url}{server.token}{path}"
        with capture_logs() as logged:
            row = await desk.send(PERSON)
    assert (row.state, row.error, row.attempts) == ("queued", "the token was refused", 0)
    assert row.not_before - desk.house.clock.now == timedelta(minutes=1)
    assert ("telegram.token_refused", "critical") in [(line["event"], line["log_level"]) for line in logged]
    assert desk.address(PERSON).state == "ok"


@pytest.mark.parametrize("by_a_call", [True, False])
async def test_a_token_that_is_refused_while_it_runs_ends_the_listening(server: FakeTelegram, by_a_call: bool) -> None:
    asked = asyncio.Event()

    async def receive(_events: object, _cursor: str) -> None:
        asked.set()

    async with opened(server) as channel:
        await server.say(PERSON, PERSON, "Hilfe")
        listening = asyncio.create_task(channel.listen(receive, None))
        await asyncio.wait_for(asked.wait(), 20)
        channel._request._address = lambda path: f"{server.base_url}987654321:another{path}"
        if by_a_call:
            await channel.send(Target(str(PERSON)), Message(Body("a")), key="n", attempt=1)
        else:
            # The call that waits is answered; the next one is refused.
            await server.say(PERSON, PERSON, "Hilfe")
        with pytest.raises(RefusedError):
            await asyncio.wait_for(listening, 20)


async def test_without_a_connection_nothing_was_sent_and_no_attempt_is_used_up(desk: Desk) -> None:
    async with opened(desk.server) as channel:
        desk.channel = channel
        channel._request._address = lambda path: f"http://127.0.0.1:1/bot{path}"
        row = await desk.send(PERSON)
    assert (row.state, row.attempts, row.repeated) == ("queued", 0, [])
    assert row.error == "no connection (ClientConnectorError)"
    assert row.not_before - desk.house.clock.now == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("word", "op", "state"),
    [("gone", "edit", "queued"), ("drop", "edit", "queued"), ("drop", "delete", "queued"), ("drop", "pin", "queued"),
     ("noright", "pin", "failed")],
)  # fmt: skip
async def test_what_may_be_repeated_is_repeated(desk: Desk, word: str, op: str, state: str) -> None:
    first = await desk.send(PERSON)
    await desk.server.behave({"*": [word]})
    row = await desk.send(PERSON, op=op, target=first.id, on_unsure="repeat")
    assert row.state == state


async def test_an_answer_without_a_message_is_unsure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def strange(*_args: object, **_more: object) -> tuple[int, bytes]:
        return 200, answers.pop(0)

    answers = [b"<html>Anmeldung im WLAN</html>", b'{"ok":true}', b'{"ok":true,"result":{}}', b"[]"]
    monkeypatch.setattr(desk.channel._request, "_exchange", strange)
    rows = [await desk.send(PERSON) for _ in range(4)]
    assert [row.state for row in rows] == ["unsure"] * 4

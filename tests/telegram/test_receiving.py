"""Receiving by asking: what is committed, what is confirmed, and what becomes of our rows."""

import asyncio

import pytest
from structlog.testing import capture_logs

from channels.base import Receive
from channels.telegram import receiving
from channels.telegram.api import Api
from domain.addressed import Event
from store import inbox
from tests.fake_telegram.client import FakeTelegram
from tests.telegram.support import Desk, opened, until

PERSON, GROUP, CHANNEL = 5, -1005, -1007


async def states(desk: Desk, count: int) -> list[str]:
    """Return what became of the inbox rows, in order, once there are so many."""
    rows = await desk.handled(count)
    return [row.parked or "handled" for row in rows]


async def test_rows_and_offset_are_one_transaction_and_only_then_confirmed(desk_on_both: Desk) -> None:
    desk = desk_on_both
    await desk.server.say(PERSON, PERSON, "Hilfe")
    seen: list[int] = []

    async def fail(_events: object, _cursor: str) -> None:
        seen.append((await desk.server.state())["pending"])
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await desk.channel.listen(fail, None)
    assert seen == [1]
    assert desk.inbox() == []
    async with desk.listening():
        assert await states(desk, 1) == ["handled"]
        await until(lambda: desk.store.read_now(lambda s: inbox.cursor_of(s, "telegram")) is not None, "it is stored")
    async with desk.listening():
        assert len(await desk.handled(1)) == 1
    await desk.channel.has_unread(desk.store.read_now(lambda s: inbox.cursor_of(s, "telegram")))
    assert (await desk.server.state())["pending"] == 0


async def test_what_the_library_cannot_parse_is_parked_and_blocks_nobody(desk: Desk) -> None:
    await desk.server.raw({"poll": {"id": "1"}})
    await desk.server.raw({"message": "Unsinn"})
    await desk.server.say(PERSON, PERSON, "Hilfe")
    async with desk.listening():
        assert await states(desk, 3) == ["the library raised TypeError", "message is missing", "handled"]
    assert [row.chat for row in desk.house.dispatches()] == [str(PERSON)]


async def test_in_a_group_only_what_is_addressed_to_us_is_stored(desk: Desk) -> None:
    for text in ("Kommt jemand mit?", "/hilfe", "Ich nicht", "@verbund_testbot aktuell", "@anderer_bote hilfe"):
        await desk.server.say(GROUP, 7, text)
    async with desk.listening():
        await desk.handled(2)
        await until(lambda: desk.store.read_now(inbox.dropped) == 3, "the rest is counted")
    answers = desk.house.dispatches()
    assert len(answers) == 2
    assert all(row.reply_to is not None and row.chat == str(GROUP) for row in answers)
    await desk.work()
    said = {str(one["message_id"]): one["text"] for one in await desk.server.messages(GROUP)}
    replies = [said[str(line["reply_to"])] for line in await desk.server.journal()]
    assert replies == ["/hilfe", "@verbund_testbot aktuell"]


async def test_a_pressed_button_is_answered_and_acknowledged(desk: Desk) -> None:
    first = await desk.send(PERSON)
    id_ = await desk.server.press(PERSON, PERSON, int(first.remote_id), "1:hilfe")
    late = await desk.server.press(PERSON, PERSON, int(first.remote_id), "1:aktuell", too_old=True)
    async with desk.listening():
        await desk.handled(2)
        for _ in range(200):
            if (await desk.server.answers()).get(id_) is not None:
                break
    assert id_ in await desk.server.answers()
    assert late not in await desk.server.answers()
    assert len(desk.house.dispatches()) == 3


# --- what changes our rows


async def test_blocking_and_unblocking_change_the_address_at_once(desk: Desk) -> None:
    desk.join_person(PERSON)
    await desk.server.block(PERSON)
    async with desk.listening():
        await desk.handled(1)
        assert desk.address(PERSON).state == "blocked"
        waiting = desk.queue(PERSON)
        await desk.work()
        assert (desk.dispatch(waiting).state, desk.dispatch(waiting).error) == ("failed", "address gone")
        await desk.server.unblock(PERSON)
        await desk.handled(2)
    assert desk.address(PERSON).state == "ok"
    assert (await desk.send(PERSON)).state == "sent"
    assert len(await desk.server.calls()) == 1


@pytest.mark.parametrize(
    ("chat", "kind", "status"), [(GROUP, "supergroup", "member"), (CHANNEL, "channel", "administrator")]
)
async def test_being_removed_and_added_changes_the_address_at_once(
    desk: Desk, chat: int, kind: str, status: str
) -> None:
    desk.join_place(chat)
    await desk.server.chat(chat, type=kind)
    await desk.server.remove(chat, 7)
    async with desk.listening():
        await desk.handled(1)
        assert desk.address(chat).state == "left"
        await desk.server.add_to_group(chat, 7, status)
        await desk.handled(2)
    assert desk.address(chat).state == "ok"
    assert (await desk.send(chat)).state == "sent"


async def test_being_added_to_a_group_that_nobody_registered_is_stored_and_not_answered(desk: Desk) -> None:
    await desk.server.add_to_group(GROUP, 7)
    async with desk.listening():
        (row,) = await desk.handled(1)
    assert (row.kind, row.chat, desk.house.dispatches(), desk.house.addresses()) == ("join", str(GROUP), [], [])


async def test_a_group_that_became_a_supergroup_takes_its_topics_and_what_waits_along(desk_on_both: Desk) -> None:
    desk = desk_on_both
    desk.join_place(-5)
    await desk.server.chat(-5, type="group")
    await desk.server.chat(-1006, type="supergroup")
    waiting = desk.queue(-5)
    await desk.server.say(-5, 7, "/hilfe")
    await desk.server.migrate(-5, -1006)
    async with desk.listening():
        await desk.handled(3)
    assert desk.address(-5) is None
    assert desk.address(-1006).state == "ok"
    assert {row.chat for row in desk.house.dispatches()} == {"-1006"}
    await desk.work()
    assert desk.dispatch(waiting).state == "sent"
    assert {call["chat"] for call in await desk.server.calls()} == {"-1006"}


async def test_a_closed_topic_is_left_alone_until_it_is_open_again(desk: Desk) -> None:
    desk.join_place(GROUP)
    desk.join_place(GROUP, 7)
    await desk.server.chat(GROUP, type="supergroup", topics=[7])
    await desk.server.set_topic(GROUP, 7, is_open=False)
    async with desk.listening():
        await desk.handled(1)
        assert (desk.address(GROUP).state, desk.address(GROUP, "7").state) == ("ok", "gone")
        await desk.server.set_topic(GROUP, 7, is_open=True)
        await desk.handled(2)
    assert desk.address(GROUP, "7").state == "ok"
    assert (await desk.send(GROUP, thread="7")).state == "sent"


# --- troubles


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the poller rest for moments only."""
    monkeypatch.setattr(receiving, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(receiving, "_LONGEST_PAUSE", 0.03)


@pytest.mark.usefixtures("hasty")
async def test_a_second_poller_is_an_alarm_and_nothing_is_lost(desk: Desk, server: FakeTelegram) -> None:
    with capture_logs() as logged:
        async with desk.listening(), opened(server) as second:
            polling = asyncio.create_task(second.listen(nothing(), None))

            def alarms() -> list[str]:
                return [line["log_level"] for line in logged if line["event"] == "telegram.second_poller"]

            await until(alarms, "somebody is told")
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await server.say(PERSON, PERSON, "Hilfe")
            await desk.handled(1)
    assert set(alarms()) == {"critical"}


def nothing() -> Receive:
    async def receive(_events: object, _cursor: str) -> None:
        await asyncio.Event().wait()

    return receive


@pytest.mark.usefixtures("hasty")
async def test_an_outage_is_waited_out(desk: Desk, server: FakeTelegram) -> None:
    with capture_logs() as logged:
        await server.say(PERSON, PERSON, "Hilfe")
        address = desk.channel._request._address
        desk.channel._request._address = lambda path: f"http://127.0.0.1:1{path}"
        async with desk.listening():
            await until(lambda: len(logged) > 3, "it is noticed")
            desk.channel._request._address = address
            await desk.handled(1)
    told = [(line["event"], line["pause"]) for line in logged]
    assert told[:4] == [("telegram.not_polled", pause) for pause in (0.01, 0.02, 0.03, 0.03)]


@pytest.mark.usefixtures("hasty")
async def test_an_answer_full_of_nonsense_is_no_endless_loop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[object] = [["Unsinn"], "Unsinn", {"a": 1}, [{"update_id": 3}]]
    got: list[tuple[list[Event], str]] = []

    async def call(_api: Api, _method: str, **_parameters: object) -> object:
        if answers:
            return answers.pop(0)
        await asyncio.Event().wait()
        return None

    async def receive(events: object, cursor: str) -> None:
        assert isinstance(events, list)
        got.append((events, cursor))

    monkeypatch.setattr(Api, "call", call)
    with capture_logs() as logged:
        task = asyncio.create_task(desk.channel.listen(receive, None))
        await until(lambda: got, "the good one is handed over")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert got == [([], "4")]
    assert [line["event"] for line in logged] == ["telegram.strange_answer"] * 3

"""Stopped and withdrawn: what has not left stays here, what has left is taken back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from channels.base import Capabilities
from domain.audience import Addressed
from domain.message import Form
from domain.notice import Level, NoticeKind, Scope
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from domain.recipient import Rhythm
from scheduler.relay import Relay
from store.people import Where
from tests.unit.relay.support import (
    OST,
    WEST,
    House,
    ScriptedChannel,
    begun,
    drive,
    join,
    long_text,
    person,
    turn,
    until_called,
)

INFO = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
WEEKLY: dict[str, Any] = {"rhythm_info": Rhythm.WOECHENTLICH}


async def under_way(
    house: House, channel: ScriptedChannel, text: str = "Kurz."
) -> tuple[Relay, asyncio.Future[Outcome]]:
    """Return a relay whose call to ada about notice 1 is under way, and the answer to come."""
    slow: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["ada"] = [slow]
    house.tell(house.new(text))
    relay = house.relay(channel)
    await turn(relay)
    await turn(relay)
    assert channel.chats()[0] == "ada"
    return relay, slow


# --- stopped


async def test_a_stopped_notice_goes_to_nobody_to_whom_it_has_not_left(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, *(person(f"p{number:02}") for number in range(20)))
    notice = house.tell().notice
    relay = house.relay(channel)
    await until_called(relay)
    assert house.stop(notice) == 12
    await drive(relay)
    assert len(channel.made) == 8
    states = list(house.states(notice).values())
    assert (states.count(("sent", "")), states.count(("skipped", "stopped"))) == (8, 12)


@pytest.mark.parametrize("answer", [TryLater("not now"), Moved("new")])
@pytest.mark.parametrize("end", ["stop", "withdraw"])
@pytest.mark.parametrize("parts", [1, 2])
async def test_what_comes_back_unsent_after_the_end_does_not_leave_again(
    house: House, channel: ScriptedChannel, answer: Outcome, end: str, parts: int
) -> None:
    join(house.store, person("ada"))
    relay, slow = await under_way(house, channel, long_text(parts))
    getattr(house, end)(1)
    slow.set_result(answer)
    await begun(relay)
    await drive(relay)
    house.clock.move(hours=2)
    await drive(relay)
    assert len(channel.made) == 1
    assert house.states(1)["ada"] == ("skipped", "stopped" if end == "stop" else "withdrawn")
    assert {row.state for row in house.dispatches()} == {"cancelled"}


@pytest.mark.parametrize("end", ["stop", "withdraw"])
async def test_what_comes_back_unsent_after_the_end_does_not_take_the_other_network(
    house: House, channel: ScriptedChannel, end: str
) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "ada-west"), fallback=True))
    relay, slow = await under_way(house, channel)
    getattr(house, end)(1)
    slow.set_result(GiveUp("blocked", recipient_gone=True))
    await begun(relay)
    await drive(relay)
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    assert not west.made
    assert house.states(1)["ada"] == ("skipped", "stopped" if end == "stop" else "withdrawn")


async def test_a_lost_invitation_is_not_repeated_after_its_end(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    channel.script["ada"] = [Unsure("no answer")]
    notice = house.tell(house.new(kind=NoticeKind.INVITATION)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.stop(notice)
    house.clock.move(minutes=1)
    await drive(relay)
    assert len(channel.made) == 1


# --- a digest that waits


async def test_a_waiting_digest_is_composed_anew_without_a_stopped_item(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", **WEEKLY), person("bea", **WEEKLY))
    first = house.tell(house.new("Erstens.", INFO)).notice
    second = house.tell(house.new("Zweitens.", INFO)).notice
    house.edition()
    channel.script["ada"] = [TryLater("down", timedelta(hours=1))]
    relay = house.relay(channel)
    await drive(relay)
    house.stop(first)
    house.clock.move(hours=1)
    await drive(relay)
    _, again = channel.texts("ada")
    assert "Zweitens." in again
    assert "Erstens." not in again
    assert house.states(first) == {"ada": ("skipped", "stopped"), "bea": ("sent", "")}
    assert house.states(second) == {"ada": ("sent", ""), "bea": ("sent", "")}


async def test_a_waiting_digest_of_which_nothing_is_left_is_not_sent(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", **WEEKLY))
    notice = house.tell(house.new("Erstens.", INFO)).notice
    house.edition()
    channel.script["ada"] = [TryLater("down", timedelta(hours=1))]
    relay = house.relay(channel)
    await drive(relay)
    house.stop(notice)
    house.clock.move(hours=1)
    await drive(relay)
    assert len(channel.made) == 1


async def test_digests_that_were_sent_are_left_alone(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", **WEEKLY))
    notice = house.tell(house.new("Erstens.", INFO)).notice
    house.edition()
    relay = house.relay(channel)
    await drive(relay)
    assert house.withdraw(notice) == (0, 0)
    await drive(relay)
    assert len(channel.made) == 1
    assert house.states(notice)["ada"] == ("sent", "")


# --- withdrawn


async def test_what_was_sent_is_deleted_part_by_part(house_on_both: House, channel: ScriptedChannel) -> None:
    house = house_on_both
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(2))).notice
    relay = house.relay(channel)
    await drive(relay)
    assert house.withdraw(notice) == (0, 2)
    await drive(relay)
    assert [(made.op, made.target) for made in channel.made[2:]] == [("delete", "m1"), ("delete", "m2")]


async def test_withdrawing_twice_is_like_withdrawing_once(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    house.withdraw(notice)
    assert house.withdraw(notice) == (0, 0)
    await drive(relay)
    assert [made.op for made in channel.made] == ["send", "delete"]


async def test_what_is_under_way_is_deleted_once_it_has_arrived(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    relay, slow = await under_way(house, channel)
    assert house.withdraw(1) == (0, 1)
    for _ in range(3):
        await turn(relay)
    assert len(channel.made) == 1
    slow.set_result(Sent("m1"))
    await drive(relay)
    assert [(made.op, made.target) for made in channel.made] == [("send", ""), ("delete", "m1")]


async def test_the_rest_of_a_message_that_has_begun_to_leave_stays_here(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    relay, slow = await under_way(house, channel, long_text(3))
    slow.set_result(Sent("m1"))
    await begun(relay)
    house.withdraw(1)
    await drive(relay)
    assert [(made.op, made.target) for made in channel.made] == [("send", ""), ("delete", "m1")]
    assert house.states(1)["ada"] == ("skipped", "withdrawn")


@pytest.mark.parametrize(
    ("can", "answers", "ops"),
    [
        pytest.param(Capabilities(Form.ENTITIES, deletes=False), [], ["edit"], id="a network without deletes"),
        pytest.param(Capabilities(Form.ENTITIES), [GiveUp("too old")], ["delete", "edit"], id="too old to be deleted"),
    ],
)
async def test_what_cannot_be_deleted_says_that_it_was_withdrawn(
    house: House, channel: ScriptedChannel, can: Capabilities, answers: list[Outcome], ops: list[str]
) -> None:
    join(house.store, person("ada"))
    channel.can = can
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    channel.script["ada"] = answers
    house.withdraw(notice)
    await drive(relay)
    assert [(made.op, made.target) for made in channel.made[1:]] == [(op, "m1") for op in ops]
    assert channel.made[-1].text.startswith("Zurückgezogen: Neuer Erlass")
    assert house.dispatches()[-1].state == "sent"


async def test_who_blocked_us_is_not_asked_to_edit_what_could_not_be_deleted(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    channel.script["ada"] = [GiveUp("blocked", recipient_gone=True)]
    house.withdraw(notice)
    await drive(relay)
    assert [made.op for made in channel.made] == ["send", "delete"]


async def test_a_correction_and_its_announcement_are_taken_back_too(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice)
    await drive(relay)
    house.withdraw(notice)
    await drive(relay)
    assert [(made.op, made.target) for made in channel.made[3:]] == [("delete", "m1"), ("delete", "m3")]


async def test_a_correction_that_waits_is_not_made_any_more(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice)
    house.withdraw(notice)
    await drive(relay)
    assert [(made.op, made.target) for made in channel.made[1:]] == [("delete", "m1")]

"""The relay as it lives: faults of a channel, headings, stops, and what it says about the time to come."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.outcome import Outcome, Sent, TryLater, Unsure
from domain.state import Op
from store import outbox
from tests.unit.relay.support import (
    OST,
    House,
    ScriptedChannel,
    begun,
    drive,
    join,
    long_text,
    person,
    turn,
)

URGENT = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)


@pytest.mark.parametrize("keyed", [False, True])
async def test_a_fault_of_the_channel_stops_nothing(house: House, keyed: bool) -> None:
    join(house.store, person("ada"), person("bea"))
    notice = house.tell().notice
    channel = ScriptedChannel(keyed=keyed, device="one" if keyed else "", script={"ada": [KeyError("odd")]})
    channel.there["d1-1-0"] = RuntimeError("odd again")
    relay = house.relay(channel)
    await drive(relay)
    expected = ("waiting", "") if keyed else ("unsure", "fault in the channel")
    assert house.states(notice) == {"ada": expected, "bea": ("sent", "")}
    house.tell()
    await drive(relay)
    assert channel.chats() == ["ada", "bea", "ada", "bea"]


async def test_one_chat_has_one_call_under_way_and_holds_no_other_up(house: House, channel: ScriptedChannel) -> None:
    slow: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["ada"] = [slow]
    house.queue("ada", 3)
    house.queue("bea", 3)
    relay = house.relay(channel)
    for _ in range(8):
        await turn(relay)
        await begun(relay)
    assert channel.chats() == ["ada", "bea", "bea", "bea"]
    slow.set_result(Sent("m1"))
    await drive(relay)
    assert channel.chats().count("ada") == 3


async def test_at_most_eight_calls_are_under_way(house: House, channel: ScriptedChannel) -> None:
    loop = asyncio.get_running_loop()
    answers: list[asyncio.Future[Outcome]] = [loop.create_future() for _ in range(12)]
    for number, answer in enumerate(answers):
        channel.script[f"c{number}"] = [answer]
        house.queue(f"c{number}")
    relay = house.relay(channel)
    for _ in range(5):
        await turn(relay)
    assert len(channel.made) == len(relay.in_flight) == 8
    answers[0].set_result(Sent("m1"))
    await begun(relay)
    for _ in range(3):
        await turn(relay)
    assert len(channel.made) == 9
    for answer in answers[1:]:
        answer.set_result(Sent("m2"))
    await drive(relay)
    assert len(channel.made) == 12


async def test_a_stop_waits_for_answers_and_records_what_is_unanswered_as_unsure(
    house: House, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.relay.DRAIN", 0.01)
    join(house.store, person("ada"), person("bea"), person("cem"))
    notice = house.tell().notice
    never: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    soon: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script = {"ada": [never], "bea": [soon]}
    stop = asyncio.Event()
    running = asyncio.create_task(house.relay(channel).run(stop))
    await channel.called(3)
    stop.set()
    soon.set_result(Sent("m2"))
    await running
    assert house.states(notice) == {
        "ada": ("unsure", "stopped before the answer"), "bea": ("sent", ""), "cem": ("sent", "")
    }  # fmt: skip


async def test_a_fault_of_the_database_loses_no_answer(
    house: House, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    broken = {"now": False}
    right = outbox.record

    def record(*given: object) -> object:
        if broken["now"]:
            broken["now"] = False
            raise RuntimeError("the disk is full")
        return right(*given)  # type: ignore[arg-type]  # given is what the real one is given

    monkeypatch.setattr(outbox, "record", record)
    broken["now"] = True
    with pytest.raises(RuntimeError, match="disk"):
        await house.relay(channel).run(asyncio.Event())
    assert house.states(notice)["ada"] == ("sent", "")


# --- headings


async def test_an_urgent_notice_past_its_deadline_says_so(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"), person("bea"))
    house.tell(house.new(long_text(2), URGENT, deadline=house.clock.now + timedelta(hours=1)))
    channel.script["ada"] = [TryLater("down", timedelta(hours=2))]
    relay = house.relay(channel)
    await drive(relay)
    house.clock.move(hours=2)
    await drive(relay)
    late = channel.texts("ada")
    assert [text.startswith("Frist abgelaufen am Mo., 23.11.2026\n\n") for text in late] == [False, True, False]
    assert not any("Frist abgelaufen" in text for text in channel.texts("bea"))


async def test_a_late_repeat_carries_both_headings(house: House, channel: ScriptedChannel) -> None:
    house.queue("ada", deadline=house.clock.now - timedelta(hours=1), on_unsure="repeat_marked")
    channel.script["ada"] = [Unsure("no answer")]
    relay = house.relay(channel)
    await drive(relay)
    house.clock.move(minutes=1)
    await drive(relay)
    heading = "Frist abgelaufen am Mo., 23.11.2026"
    assert channel.texts("ada") == [f"{heading}\n\nHallo", f"{heading}\n\n(Wiederholung)\n\nHallo"]


# --- the end of a notice


@pytest.mark.parametrize(("hours", "expected"), [(None, ("sent", "")), (20, ("failed", "expired")), (60, ("sent", ""))])
async def test_what_waits_for_the_morning_is_not_sent_after_the_notices_own_end(
    house: House, channel: ScriptedChannel, hours: int | None, expected: tuple[str, str]
) -> None:
    join(house.store, person("ada", quiet="18:00-07:00"))
    end = None if hours is None else house.clock.now + timedelta(hours=hours)
    notice = house.tell(house.new(facts=URGENT, expires_at=end)).notice
    channel.script["ada"] = [TryLater("down", timedelta(hours=10))]
    relay = house.relay(channel)
    for step in (0, 10, 12):
        house.clock.move(hours=step)
        await drive(relay)
    assert house.states(notice)["ada"] == expected
    assert len(channel.made) == (2 if expected[0] == "sent" else 1)


# --- what is to come


def test_held_parts_are_not_what_comes_next(house: House) -> None:
    house.queue("ada", state="unsure")
    house.queue("ada", after=1)
    until = house.clock.now + timedelta(days=3)
    house.queue("bea", not_before=until)
    assert house.store.read_now(lambda s: outbox.next_due_at(s, [OST])) == until
    assert not house.store.read_now(lambda s: outbox.is_open(s, [OST], house.clock.now))


def test_something_becomes_due_at_its_time_or_when_what_is_held_expires(house: House) -> None:
    now = house.clock.now

    def due_next() -> datetime | None:
        return house.store.read_now(lambda s: outbox.next_after(s, OST, now))

    assert due_next() is None
    house.queue("ada", state="sent")
    assert due_next() is None
    house.queue("bea", not_before=now + timedelta(days=3), lane=0)
    house.queue("bea", not_before=now + timedelta(days=2))
    assert due_next() == now + timedelta(days=2)
    (unsure,) = house.queue("cem", state="unsure")
    house.queue("cem", after=unsure, expires_at=now + timedelta(days=1))
    assert due_next() == now + timedelta(days=1)
    join(house.store, person("dua", quiet="18:00-07:00"))
    house.clock.move(hours=12)
    house.tell(house.new(facts=URGENT))
    house.clock.move(hours=-12)
    (delivery,) = house.deliveries()
    assert now < delivery.not_before < now + timedelta(days=1)
    assert due_next() == delivery.not_before


async def test_nobody_asks_the_database_while_nothing_is_due_and_nothing_was_written(
    house: House, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.relay._PEEK", 0.001)
    monkeypatch.setattr("scheduler.relay._LOOK", 0.003)
    house.queue("ada", not_before=house.clock.now + timedelta(hours=1))
    relay, looks, peeks = house.relay(channel), 0, 0
    when_due, is_as = relay._when_due, house.store.is_as
    peeked = asyncio.Event()

    def counted(session: Session) -> datetime | None:
        nonlocal looks
        looks += 1
        return when_due(session)

    def noted(version: int) -> bool:
        nonlocal peeks
        peeks += 1
        if peeks > 10:
            peeked.set()
        return is_as(version)

    monkeypatch.setattr(relay, "_when_due", counted)
    monkeypatch.setattr(house.store, "is_as", noted)
    stop = asyncio.Event()
    running = asyncio.create_task(relay.run(stop))
    await peeked.wait()
    assert (looks, channel.chats()) == (1, [])
    house.clock.move(hours=1)
    async with asyncio.timeout(30):
        while not channel.made:  # noqa: ASYNC110 - the channel rings for nobody
            await asyncio.sleep(0.001)
    stop.set()
    await running
    assert channel.chats() == ["ada"]


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
async def test_what_would_change_a_message_that_never_arrived_is_cancelled(
    house: House, channel: ScriptedChannel, op: Op
) -> None:
    house.queue("ada", expires_at=house.clock.now)
    house.queue("ada", op=op, target=1)
    await drive(house.relay(channel))
    assert channel.made == []
    assert [row.state for row in house.dispatches()] == ["failed", "cancelled"]

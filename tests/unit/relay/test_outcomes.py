"""What came back is recorded once, and what follows from it is done."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from domain.lane import Lane
from domain.message import Former
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from domain.retry import MAX_ATTEMPTS, Again, Done, Next
from domain.state import DispatchState
from store import members, outbox
from store.outbox import Answer, Claimed
from tests.unit.relay.support import (
    MONDAY,
    OST,
    House,
    ScriptedChannel,
    drive,
    join,
    long_text,
    person,
    turn,
    until_called,
)


async def test_a_notice_arrives_once_at_everybody(house_on_both: House, channel: ScriptedChannel) -> None:
    join(house_on_both.store, person("ada"), person("bea"))
    notice = house_on_both.tell().notice
    await drive(house_on_both.relay(channel))
    assert sorted(channel.chats()) == ["ada", "bea"]
    assert house_on_both.states(notice) == {"ada": ("sent", ""), "bea": ("sent", "")}


async def test_parts_go_one_after_the_other(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    house.tell(house.new(long_text(3)))
    relay = house.relay(channel)
    for part in range(1, 4):
        await turn(relay)
        assert len(channel.made) == part
    await drive(relay)
    assert [text.splitlines()[-1] for text in channel.texts("ada")] == [f"(Teil {n} von 3)" for n in (1, 2, 3)]


@pytest.mark.parametrize("joins", [True, False])
async def test_a_network_that_keeps_parts_together_is_told_which_they_are(
    house_on_both: House, channel: ScriptedChannel, joins: bool
) -> None:
    join(house_on_both.store, person("ada"))
    channel.can = replace(channel.can, joins_parts=joins)
    notice = house_on_both.tell(house_on_both.new(long_text(3))).notice
    await drive(house_on_both.relay(channel))
    # A longer text then: its further part follows on a part that was only edited.
    house_on_both.correct(notice, house_on_both.new(long_text(4)))
    await drive(house_on_both.relay(channel))
    sent = [made.former for made in channel.made if made.op == "send"]
    parts = [None, Former("m1", "m1"), Former("m1", "m2"), Former("m1", "m3"), None]
    assert sent == (parts if joins else [None] * 5)


@pytest.mark.parametrize("outcome", [GiveUp("too odd"), Unsure("no answer")])
async def test_a_part_that_did_not_arrive_holds_the_rest(
    house: House, channel: ScriptedChannel, outcome: Outcome
) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(3))).notice
    channel.script["ada"] = [Sent("m1"), outcome]
    await drive(house.relay(channel))
    assert len(channel.made) == 2
    failed = isinstance(outcome, GiveUp)
    states = [row.state for row in house.dispatches()]
    assert states == (["sent", "failed", "cancelled"] if failed else ["sent", "unsure", "queued"])
    assert house.states(notice)["ada"] == (("failed", "too odd") if failed else ("unsure", "no answer"))


async def test_a_part_that_expired_takes_the_rest_along(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(3))).notice
    channel.script["ada"] = [Sent("m1"), TryLater("too many", timedelta(days=7))]
    relay = house.relay(channel)
    await drive(relay)
    house.clock.move(days=8)
    await drive(relay)
    assert len(channel.made) == 2
    assert [row.state for row in house.dispatches()][:2] == ["sent", "failed"]
    assert house.dispatches(state="queued") == []
    assert house.states(notice)["ada"] == ("failed", "expired")


async def test_only_answers_about_the_message_itself_use_up_its_attempts(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    about_it = TryLater("not now", timedelta(seconds=30), counts=True)
    channel.script["ada"] = [TryLater("flood", timedelta(minutes=1)), TryLater("down"), about_it] * MAX_ATTEMPTS
    relay = house.relay(channel)
    for _ in range(3 * MAX_ATTEMPTS):
        await drive(relay)
        house.clock.move(minutes=16)
    assert len(channel.made) == 3 * MAX_ATTEMPTS
    assert house.states(notice)["ada"] == ("failed", "not now")
    await drive(relay)
    assert len(channel.made) == 3 * MAX_ATTEMPTS


async def test_a_chat_that_keeps_moving_is_given_up(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("c0"))
    notice = house.tell().notice
    channel.script = {f"c{number}": [Moved(f"c{number + 1}")] for number in range(20)}
    await drive(house.relay(channel))
    assert channel.chats() == [f"c{number}" for number in range(MAX_ATTEMPTS)]
    assert house.states(notice)["c0"] == ("failed", "moved too often")


async def test_a_named_wait_holds_everything_for_that_chat(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"), person("bea"))
    house.tell()
    house.tell()
    channel.script["ada"] = [TryLater("too many", timedelta(minutes=5))]
    relay = house.relay(channel)
    await drive(relay)
    assert sorted(channel.chats()) == ["ada", "bea", "bea"]
    house.clock.move(minutes=5)
    await drive(relay)
    assert channel.chats().count("ada") == 3


async def test_what_a_network_makes_wait_too_long_has_failed_as_soon_as_its_time_is_over(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada"))
    notices = [house.tell(house.new(expires_at=MONDAY + timedelta(hours=hours))).notice for hours in (3, 4)]
    channel.script["ada"] = [TryLater("too many", timedelta(days=2))]
    relay = house.relay(channel)
    await drive(relay)
    assert [house.states(notice)["ada"][0] for notice in notices] == ["waiting", "waiting"]
    for notice in notices:
        house.clock.now = next(row.expires_at for row in house.deliveries(notice=notice))
        await drive(relay)
        assert house.states(notice)["ada"] == ("failed", "expired")
    assert len(channel.made) == 1


# --- late and outdated answers


def called(house: House, text: str = "Kurz.") -> Claimed:
    """Return a call that is under way to ada; behind it wait the further parts of her notice."""
    join(house.store, person("ada"))
    house.tell(house.new(text))
    expander = house.relay(ScriptedChannel()).expander
    house.store.write_now(lambda s: expander.run(s, house.clock.now, list(Lane), 10))
    return claimed(house)


def claimed(house: House) -> Claimed:
    def claim(session: Session) -> list[Claimed]:
        (first,) = outbox.candidates(session, OST, house.clock.now, list(Lane), [], 1)
        return outbox.claim(session, [first.id], house.clock.now, "")

    (call,) = house.store.write_now(claim)
    return call


def record(house: House, call: Claimed, follows: Next) -> None:
    house.store.write_now(lambda s: outbox.record(s, OST, [Answer(call, follows)], house.clock.now))


UNSURE = Done(DispatchState.UNSURE, "no answer")


@pytest.mark.parametrize(
    ("late", "state"),
    [(Done(DispatchState.SENT, remote_id="m1"), "sent"), (Done(DispatchState.FAILED, "too odd"), "failed")],
)
def test_a_late_answer_settles_an_unsure_row(house_on_both: House, late: Done, state: str) -> None:
    call = called(house_on_both)
    record(house_on_both, call, UNSURE)
    assert house_on_both.states(1)["ada"] == ("unsure", "no answer")
    record(house_on_both, call, late)
    assert house_on_both.states(1)["ada"] == (state, late.error)


def test_a_late_answer_lets_the_parts_behind_it_go(house: House) -> None:
    call = called(house, long_text(2))
    record(house, call, UNSURE)
    assert not house.store.read_now(lambda s: outbox.has_due(s, [OST], house.clock.now))
    record(house, call, Done(DispatchState.SENT, remote_id="m1"))
    assert claimed(house).seq == 1


def test_a_late_answer_that_it_did_not_arrive_makes_the_delivery_wait_again(house: House) -> None:
    call = called(house)
    record(house, call, UNSURE)
    record(house, call, Again(house.clock.now, "later"))
    assert house.states(1)["ada"] == ("waiting", "")


@pytest.mark.parametrize(
    "outdated",
    [
        pytest.param(Done(DispatchState.SENT, remote_id="m1"), id="sent"),
        pytest.param(Done(DispatchState.FAILED, "too odd"), id="refused"),
        pytest.param(Done(DispatchState.FAILED, "blocked", recipient_gone=True), id="gone"),
        pytest.param(UNSURE, id="unsure"),
        pytest.param(Again(MONDAY + timedelta(days=1), "later", counts=True, repeated=True), id="later"),
    ],
)
@pytest.mark.parametrize("under_way", [False, True])
def test_the_answer_to_an_outdated_attempt_changes_nothing(house: House, outdated: Next, under_way: bool) -> None:
    first = called(house, long_text(2))
    record(house, first, Again(house.clock.now, "later"))
    if under_way:
        assert claimed(house).tries == 2
    before = house.dispatches(), house.deliveries(), house.addresses()
    record(house, first, outdated)
    assert (house.dispatches(), house.deliveries(), house.addresses()) == before


@pytest.mark.parametrize("meanwhile", ["queued", "under way"])
@pytest.mark.parametrize("until", [None, timedelta(days=1)], ids=["left", "paused"])
async def test_what_waits_to_be_tried_again_does_not_go_to_who_has_left_or_pauses(
    house: House, channel: ScriptedChannel, meanwhile: str, until: timedelta | None
) -> None:
    join(house.store, person("ada"), person("bea"))
    notice = house.tell().notice
    answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["ada"] = [answer]
    relay = house.relay(channel)
    await until_called(relay)
    ada = next(row.recipient for row in house.addresses() if row.chat == "ada")

    def go(session: Session) -> None:
        if until is None:
            members.leave(session, ada, house.clock.now)
        else:
            members.pause(session, ada, house.clock.now + until)

    if meanwhile == "under way":
        house.store.write_now(go)
    answer.set_result(TryLater("busy", timedelta(minutes=5)))
    await drive(relay)
    if meanwhile == "queued":
        house.store.write_now(go)
    house.clock.move(minutes=6)
    await drive(relay)
    assert channel.chats().count("ada") == 1
    assert house.states(notice) == {"ada": ("skipped", "not receiving"), "bea": ("sent", "")}

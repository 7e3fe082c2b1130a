"""After the process before us died, what it left under way is settled before anything else, by rule."""

from datetime import timedelta
from typing import Any

import pytest

from channels.base import Capabilities, Look
from domain.audience import Addressed
from domain.message import Form
from domain.notice import Level, NoticeKind, Scope
from domain.outcome import TryLater, Unsure
from domain.unsure import OnUnsure
from tests.unit.relay.support import House, ScriptedChannel, drive, drop, join, long_text, person, until_called

DEVICE = "device-1"


async def killed(house: House, channel: ScriptedChannel) -> None:
    """Begin to send what is due and die before any answer is recorded."""
    relay = house.relay(channel)
    await until_called(relay)
    await drop(relay)


async def restarted(house: House, channel: ScriptedChannel) -> None:
    """Start anew: settle what was left, then go on."""
    relay = house.relay(channel)
    await relay.settle()
    await drive(relay)


def keyed(device: str = DEVICE, **more: Any) -> ScriptedChannel:
    return ScriptedChannel(keyed=True, device=device, **more)


# --- a network that recognises keys


async def test_what_is_found_under_its_key_was_sent(house_on_both: House) -> None:
    join(house_on_both.store, person("ada"))
    notice = house_on_both.tell().notice
    await killed(house_on_both, keyed())
    after = keyed(there={"d1-1-0": "m7"})
    await restarted(house_on_both, after)
    assert after.made == []
    assert house_on_both.states(notice)["ada"] == ("sent", "")
    assert house_on_both.dispatches()[0].remote_id == "m7"


async def test_what_is_not_there_is_sent_again_under_the_same_key(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    await killed(house, keyed())
    after = keyed()
    await restarted(house, after)
    house.clock.move(minutes=1)
    await restarted(house, after)
    assert [(made.key, made.attempt) for made in after.made] == [("d1-1-0", 2)]
    assert house.states(notice)["ada"] == ("sent", "")
    assert house.dispatches()[0].repeated == []


async def test_what_another_device_sent_and_nobody_finds_stays_unsure(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    await killed(house, keyed())
    after = keyed("device-2")
    await restarted(house, after)
    assert after.made == []
    assert house.states(notice)["ada"][0] == "unsure"


async def test_what_another_device_sent_and_somebody_finds_was_sent(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    await killed(house, keyed())
    await restarted(house, keyed("device-2", there={"d1-1-0": "m7"}))
    assert house.states(notice)["ada"] == ("sent", "")


async def test_where_one_cannot_look_the_repeat_is_noted_and_never_becomes_a_failure(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    await killed(house, keyed())
    blind = keyed(there={"d1-1-0": Look.CANNOT_LOOK}, script={"ada": [TryLater("down")] * 9})
    await restarted(house, blind)
    assert house.dispatches()[0].repeated == [1]
    house.clock.move(days=8)
    await restarted(house, blind)
    assert house.states(notice)["ada"] == ("unsure", "expired")


@pytest.mark.parametrize(("hours", "calls"), [(22, 1), (24, 0)])
async def test_a_key_that_the_network_has_forgotten_is_no_reason_to_repeat(
    house: House, hours: float, calls: int
) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    await killed(house, keyed())
    house.clock.move(hours=hours)
    can = Capabilities(Form.ENTITIES, keys_last=timedelta(hours=23))
    blind = keyed(there={"d1-1-0": Look.CANNOT_LOOK}, can=can)
    await restarted(house, blind)
    house.clock.move(minutes=1)
    await restarted(house, blind)
    assert len(blind.made) == calls
    assert house.states(notice)["ada"][0] == ("sent" if calls else "unsure")


async def test_an_unsure_row_of_a_keyed_network_is_looked_up_again(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    await killed(house, keyed())
    await restarted(house, keyed("device-2"))
    await restarted(house, keyed("device-2", there={"d1-1-0": "m7"}))
    assert house.states(notice)["ada"] == ("sent", "")


async def test_a_lost_answer_is_looked_up_at_once(house: House) -> None:
    join(house.store, person("ada"), person("bea"))
    notice = house.tell().notice
    lost = Unsure("no answer")
    channel = keyed(script={"ada": [lost], "bea": [lost]}, there={"d1-1-0": "m1"})
    relay = house.relay(channel)
    await drive(relay)
    assert house.states(notice) == {"ada": ("sent", ""), "bea": ("waiting", "")}
    house.clock.move(minutes=1)
    await drive(relay)
    assert channel.chats() == ["ada", "bea", "bea"]
    assert house.states(notice)["bea"] == ("sent", "")


# --- a network that does not


NOTICE = Addressed(Level.IMPORTANT, Scope.PUBLIC, statewide=True)


@pytest.mark.parametrize(
    ("kind", "expected", "texts"),
    [
        (NoticeKind.FACHINFORMATION, "unsure", []),
        (NoticeKind.INVITATION, "sent", ["(Wiederholung)"]),
        (NoticeKind.REMINDER, "sent", ["(Wiederholung)"]),
    ],
)
async def test_whether_a_notice_is_repeated_depends_on_its_kind(
    house: House, kind: NoticeKind, expected: str, texts: list[str]
) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(facts=NOTICE, kind=kind)).notice
    await killed(house, ScriptedChannel())
    after = ScriptedChannel()
    await restarted(house, after)
    house.clock.move(minutes=1)
    await restarted(house, after)
    assert house.states(notice)["ada"][0] == expected
    assert [text.splitlines()[0] for text in after.texts("ada")] == texts
    assert house.dispatches()[0].repeated == ([1] if texts else [])


async def test_an_invitation_is_repeated_only_once(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(kind=NoticeKind.INVITATION)).notice
    channel = ScriptedChannel(script={"ada": [Unsure("no answer")] * 5})
    relay = house.relay(channel)
    for _ in range(4):
        await drive(relay)
        house.clock.move(minutes=1)
    assert len(channel.made) == 2
    assert house.states(notice)["ada"] == ("unsure", "no answer")


@pytest.mark.parametrize(
    ("minutes", "state", "calls"), [(5, "sent", 1), (9.9, "failed", 0), (10, "unsure", 0), (60, "unsure", 0)]
)
async def test_an_answer_is_repeated_once_while_it_is_young(
    house: House, minutes: float, state: str, calls: int
) -> None:
    house.queue("ada", lane=0, on_unsure=OnUnsure.REPEAT_YOUNG, expires_at=house.clock.now + timedelta(minutes=10))
    await killed(house, ScriptedChannel())
    house.clock.move(minutes=minutes)
    after = ScriptedChannel()
    await restarted(house, after)
    house.clock.move(seconds=10)
    await restarted(house, after)
    assert (house.dispatches()[0].state, len(after.made)) == (state.replace("failed", "unsure"), calls)


@pytest.mark.parametrize("op", ["edit", "delete", "pin"])
async def test_what_does_no_harm_is_repeated(house: House, op: str) -> None:
    house.queue("ada", state="sent", remote_id="m1")
    house.queue("ada", op=op, target=1, lane=2, on_unsure=OnUnsure.REPEAT)
    await killed(house, ScriptedChannel())
    after = ScriptedChannel()
    await restarted(house, after)
    house.clock.move(minutes=1)
    await restarted(house, after)
    assert [(made.op, made.target, made.attempt) for made in after.made] == [(op, "m1", 2)]
    assert house.dispatches()[1].state == "sent"


async def test_a_kill_leaves_at_most_eight_unsure(house: House) -> None:
    join(house.store, *(person(f"p{number}") for number in range(30)))
    notice = house.tell().notice
    await killed(house, ScriptedChannel())
    await restarted(house, ScriptedChannel())
    states = [state for state, _ in house.states(notice).values()]
    assert (states.count("unsure"), states.count("sent")) == (8, 22)


async def test_parts_behind_what_a_kill_left_wait_for_a_decision(house: House) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(3))).notice
    await killed(house, ScriptedChannel())
    after = ScriptedChannel()
    await restarted(house, after)
    assert after.made == []
    assert house.states(notice)["ada"] == ("unsure", "the process ended during the call")
    assert [row.state for row in house.dispatches()] == ["unsure", "queued", "queued"]


async def test_a_fault_while_looking_does_not_stop_the_relay(house: House) -> None:
    join(house.store, person("ada"), person("bea"))
    house.tell()
    await killed(house, keyed())
    after = keyed(there={"d1-1-0": RuntimeError("odd"), "d2-2-0": "m2"})
    await restarted(house, after)
    house.clock.move(minutes=1)
    await restarted(house, after)
    assert [row.state for row in house.dispatches()] == ["sent", "sent"]
    assert after.keys() == ["d1-1-0"]

"""Chats that moved, addresses that are gone, and when the other network is used instead."""

from typing import Any

import pytest

from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.outcome import GiveUp, Moved, Sent, TryLater, Unsure
from domain.recipient import AddressState
from store import people
from store.people import Where
from tests.unit.relay.support import (
    MONDAY,
    OST,
    WEST,
    House,
    ScriptedChannel,
    drive,
    join,
    long_text,
    person,
    place,
    turn,
)

GONE = GiveUp("blocked", recipient_gone=True)
INTERNAL = Addressed(Level.IMPORTANT, Scope.INTERNAL, statewide=True)
AT_BOTH = (Where(OST, "ada"), Where(WEST, "ada-west"))


# --- moved


async def test_a_chat_that_moved_is_written_down_for_everything_that_waits(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    join(house_on_both.store, place("g1", Where(OST, "old"), Where(OST, "old", "topic"), Where(WEST, "old")))
    first, second = house_on_both.tell(), house_on_both.tell()
    channel.script["old"] = [Moved("new")]
    relay = house_on_both.relay(channel)
    await turn(relay)
    await turn(relay)
    await turn(relay)
    assert [row.chat for row in house_on_both.addresses()] == ["new", "new", "old"]
    await drive(relay)
    assert channel.chats() == ["old", "new", "new"]
    assert house_on_both.states(first.notice)["g1"] == house_on_both.states(second.notice)["g1"] == ("sent", "")


async def test_an_address_and_what_waits_for_it_move_in_one_transaction(
    house: House, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house.store, place("g1", Where(OST, "old")))
    house.tell()
    house.tell()
    channel.script["old"] = [Moved("new")]
    relay = house.relay(channel)
    await turn(relay)
    before = house.addresses(), house.dispatches()

    def fail(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("store.outbox._join_addresses", fail)
    with pytest.raises(RuntimeError, match="disk"):
        await turn(relay)
    assert (house.addresses(), house.dispatches()) == before


async def test_a_chat_that_moved_onto_an_address_that_they_have_already_is_one_address(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    join(house_on_both.store, place("g1", Where(OST, "old"), Where(OST, "super")))
    notice = house_on_both.tell(house_on_both.new(long_text(2))).notice
    channel.script["old"] = [Sent("m1"), Moved("super")]
    await drive(house_on_both.relay(channel))
    assert channel.chats() == ["old", "old", "super"]
    assert house_on_both.states(notice)["g1"] == ("sent", "")
    assert [(row.chat, row.state, row.moved_to) for row in house_on_both.addresses()] == [
        ("old", "gone", "super"),
        ("super", "ok", None),
    ]
    later = house_on_both.tell().notice
    await drive(house_on_both.relay(channel))
    assert house_on_both.states(later)["g1"] == ("sent", "")


async def test_a_chat_that_moved_onto_somebody_elses_gets_nothing_twice(house: House, channel: ScriptedChannel) -> None:
    join(house.store, place("g1", Where(OST, "old")), place("g2", Where(OST, "super")))
    notice = house.tell().notice
    channel.script["old"] = [Moved("super")]
    await drive(house.relay(channel))
    assert sorted(channel.chats()) == ["old", "super"]
    assert house.states(notice) == {"g1": ("failed", "address gone"), "g2": ("sent", "")}


# --- gone


@pytest.mark.parametrize(
    ("details", "facts", "expected"),
    [
        pytest.param({"fallback": True}, None, ("sent", ""), id="they agreed"),
        pytest.param({"fallback": False}, None, ("failed", "blocked"), id="they did not agree"),
        pytest.param(
            {"fallback": True, "confirmed_at": MONDAY}, INTERNAL, ("failed", "blocked"), id="never for internal notices"
        ),
    ],
)
async def test_the_other_network_is_used_only_if_they_agreed_and_it_is_public(
    house_on_both: House, details: dict[str, Any], facts: Addressed | None, expected: tuple[str, str]
) -> None:
    house = house_on_both
    join(house.store, person("ada", *AT_BOTH, **details))
    notice = house.tell(house.new(facts=facts) if facts else None).notice
    ost, west = ScriptedChannel(OST, script={"ada": [GONE]}), ScriptedChannel(WEST)
    await drive(house.relay(ost))
    await drive(house.relay(west))
    assert house.states(notice)["ada"] == expected
    assert (ost.chats(), west.chats()) == (["ada"], ["ada-west"] if expected[0] == "sent" else [])
    assert house.addresses()[0].state == "gone"


async def test_a_place_too_gets_nothing_internal_at_another_address(house: House) -> None:
    join(house.store, place("g1", *AT_BOTH, scope=Scope.INTERNAL))
    notice = house.tell(house.new(facts=INTERNAL)).notice
    ost, west = ScriptedChannel(OST, script={"ada": [GONE]}), ScriptedChannel(WEST)
    await drive(house.relay(ost))
    await drive(house.relay(west))
    assert (house.states(notice)["g1"], west.made) == (("failed", "blocked"), [])


@pytest.mark.parametrize("first", [Sent("m1"), Unsure("no answer")])
async def test_nobody_gets_half_a_message_on_the_other_network(
    house: House, channel: ScriptedChannel, first: Sent | Unsure
) -> None:
    join(house.store, person("ada", *AT_BOTH, fallback=True))
    notice = house.tell(house.new(long_text(2))).notice
    channel.script["ada"] = [first, GONE]
    await drive(house.relay(channel))
    house.store.write_now(lambda s: people.set_address_state(s, OST, "ada", AddressState.BLOCKED))
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    assert west.made == []
    assert house.states(notice)["ada"][0] == ("failed" if isinstance(first, Sent) else "unsure")


@pytest.mark.parametrize("outcome", [GiveUp("too odd"), TryLater("down")])
async def test_what_is_not_the_recipients_end_is_no_reason_to_change_networks(
    house: House, channel: ScriptedChannel, outcome: Any
) -> None:
    join(house.store, person("ada", *AT_BOTH, fallback=True))
    house.tell()
    channel.script["ada"] = [outcome] * 20
    await drive(house.relay(channel))
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    assert west.made == []


async def test_everything_that_waits_for_a_chat_that_is_gone_takes_the_other_one(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", *AT_BOTH, fallback=True))
    told = [house.tell().notice for _ in range(3)]
    channel.script["ada"] = [GONE]
    await drive(house.relay(channel))
    told.append(house.tell().notice)
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    assert (channel.chats(), west.chats()) == (["ada"], ["ada-west"] * 4)
    assert [house.states(notice)["ada"][0] for notice in told] == ["sent"] * 4


async def test_who_is_gone_everywhere_is_asked_once_on_each_network(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", *AT_BOTH, fallback=True))
    notice = house.tell().notice
    channel.script["ada"] = [GONE] * 5
    west = ScriptedChannel(WEST, script={"ada-west": [GONE] * 5})
    for _ in range(3):
        await drive(house.relay(channel))
        await drive(house.relay(west))
    assert (len(channel.made), len(west.made)) == (1, 1)
    assert house.states(notice)["ada"] == ("failed", "blocked")


async def test_an_address_that_was_gone_when_it_was_due_is_never_called(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"), person("bea", *AT_BOTH[1:], Where(OST, "bea"), preferred=0, fallback=True))
    notice = house.tell().notice
    house.store.write_now(lambda s: people.set_address_state(s, OST, "ada", AddressState.LEFT))
    house.store.write_now(lambda s: people.set_address_state(s, WEST, "ada-west", AddressState.LEFT))
    await drive(house.relay(ScriptedChannel(WEST)))
    await drive(house.relay(channel))
    assert channel.chats() == ["bea"]
    assert house.states(notice) == {"ada": ("failed", "no_address"), "bea": ("sent", "")}


async def test_who_was_known_by_name_only_keeps_the_name_when_their_chat_is_opened(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("eva", Where(OST, "@eva:kmn.example")))
    house.tell()
    channel.script["@eva:kmn.example"] = [Moved("!raum", opened=True)]
    await drive(house.relay(channel))
    assert [(row.chat, row.user) for row in house.addresses()] == [("!raum", "@eva:kmn.example")]


async def test_a_chat_that_moved_is_nobodys_name(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("eva", Where(OST, "!alt")))
    house.tell()
    channel.script["!alt"] = [Moved("!neu")]
    await drive(house.relay(channel))
    assert [(row.chat, row.user) for row in house.addresses()] == [("!neu", None)]

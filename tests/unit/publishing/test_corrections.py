"""A corrected notice: nobody gets the old text any more, and who had it sees the new one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from channels.base import Capabilities
from domain.audience import Addressed
from domain.message import Form
from domain.notice import Level, Scope
from domain.outcome import GiveUp, Outcome, Sent, TryLater, Unsure
from domain.recipient import AddressState, Rhythm
from scheduler import publishing
from store import people
from store import tables as t
from store.notices import NewNotice
from store.people import Where
from tests.unit.relay.support import (
    OST,
    WEST,
    House,
    Made,
    ScriptedChannel,
    begun,
    drive,
    join,
    loaded,
    long_text,
    person,
    turn,
)

INFO = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
OLD, NEW = "Es gilt ab sofort.", "Es gilt erst ab Montag."


def said(channel: ScriptedChannel, chat: str = "ada") -> list[tuple[str, str, str]]:
    """Return (operation, message changed, first line of the text) of the calls to a chat."""
    mine: list[Made] = [made for made in channel.made if made.chat == chat]
    return [(made.op, made.target, made.text.partition("\n")[0]) for made in mine]


async def test_what_waits_is_superseded(house_on_both: House, channel: ScriptedChannel) -> None:
    house = house_on_both
    join(house.store, person("ada"))
    notice = house.tell().notice
    house.correct(notice)
    await drive(house.relay(channel))
    assert said(channel) == [("send", "", "Korrektur – Wichtig: Neuer Erlass")]
    assert NEW in channel.texts("ada")[0]
    assert house.states(notice) == {"ada": ("skipped", "superseded")}
    assert house.states(notice, 2) == {"ada": ("sent", "")}


async def test_what_is_queued_already_is_superseded_too(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"), person("bea"))
    slow: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["ada"] = [slow]
    house.queue("ada")
    relay = house.relay(channel)
    await turn(relay)
    notice = house.tell().notice
    await turn(relay)
    house.correct(notice)
    slow.set_result(Sent("m1"))
    await drive(relay)
    assert house.states(notice)["ada"] == ("skipped", "superseded")
    assert said(channel)[1:] == [("send", "", "Korrektur – Wichtig: Neuer Erlass")]


async def test_an_info_that_was_sent_is_edited_silently(house_on_both: House, channel: ScriptedChannel) -> None:
    house = house_on_both
    join(house.store, person("ada"))
    notice = house.tell(house.new(OLD, INFO)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW, INFO))
    await drive(relay)
    assert said(channel)[1:] == [("edit", "m1", "Korrektur: Neuer Erlass")]
    assert channel.made[1].silent
    assert house.states(notice) == house.states(notice, 2) == {"ada": ("sent", "")}


@pytest.mark.parametrize("level", [Level.IMPORTANT, Level.URGENT])
async def test_from_important_on_a_short_new_message_follows_the_edit(
    house: House, channel: ScriptedChannel, level: Level
) -> None:
    facts = replace(INFO, level=level)
    join(house.store, person("ada"))
    notice = house.tell(house.new(OLD, facts)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW, facts))
    await drive(relay)
    assert [(op, target) for op, target, _ in said(channel)[1:]] == [("edit", "m1"), ("send", "")]
    assert channel.texts("ada")[2].startswith("Korrektur: Neuer Erlass\n")
    assert not channel.made[2].silent


async def test_an_edit_is_silent_in_quiet_hours_and_its_announcement_waits(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", quiet="18:00-07:00"))
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice)
    await turn(relay)
    house.clock.move(hours=10)
    await drive(relay)
    assert [op for op, _, _ in said(channel)] == ["send", "edit"]
    house.clock.move(hours=12)
    await drive(relay)
    assert [op for op, _, _ in said(channel)] == ["send", "edit", "send"]


async def test_more_parts_are_further_messages(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(1), INFO)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(long_text(3), INFO))
    await drive(relay)
    assert [(op, target) for op, target, _ in said(channel)[1:]] == [("edit", "m1"), ("send", ""), ("send", "")]
    assert [text.splitlines()[-1] for text in channel.texts("ada")[1:]] == [f"(Teil {n} von 3)" for n in (1, 2, 3)]


async def test_parts_that_are_no_longer_needed_are_deleted(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(3), INFO)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW, INFO))
    await drive(relay)
    changes = [(op, target) for op, target, _ in said(channel)[3:]]
    assert changes == [("edit", "m1"), ("delete", "m2"), ("delete", "m3")]


@pytest.mark.parametrize(
    ("tries", "then"),
    [
        pytest.param(0, [("edit", "m1"), ("edit", "m3"), ("send", "")], id="the last part stands"),
        pytest.param(1, [("send", "")] * 3, id="nobody knows whether it stands"),
    ],
)
async def test_what_a_correction_deleted_before_it_failed_is_not_edited_by_the_next_one(
    house: House, channel: ScriptedChannel, tries: int, then: list[tuple[str, str]]
) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(3), INFO)).notice
    relay = house.relay(channel)
    await drive(relay)
    channel.script["ada"] = [Sent("m1"), Sent("m2"), TryLater("flood", timedelta(hours=2))]
    house.correct(notice, house.new(NEW, INFO))
    await drive(relay)
    house.clock.move(hours=2)
    await drive(relay)
    assert house.states(notice, 2) == {"ada": ("failed", "expired")}
    late = (t.dispatch.c.op == "delete", t.dispatch.c.state == "failed")
    house.store.write_now(lambda s: s.execute(update(t.dispatch).where(*late).values(tries=tries)))
    before = len(said(channel))
    house.correct(notice, house.new(long_text(3), INFO))
    await drive(relay)
    assert [(op, target) for op, target, _ in said(channel)[before:]] == then
    assert house.states(notice, 3) == {"ada": ("sent", "")}


async def test_a_second_correction_edits_the_same_message(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(OLD, INFO)).notice
    relay = house.relay(channel)
    for text in (NEW, "Es gilt gar nicht."):
        await drive(relay)
        house.correct(notice, house.new(text, INFO))
    await drive(relay)
    assert [(op, target) for op, target, _ in said(channel)] == [("send", ""), ("edit", "m1"), ("edit", "m1")]


async def test_the_announcement_of_a_correction_is_no_part_of_the_notice(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(OLD)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW))
    await drive(relay)
    house.correct(notice, house.new(long_text(2)))
    await drive(relay)
    changes = [(op, target) for op, target, _ in said(channel)[3:]]
    assert changes == [("edit", "m1"), ("send", ""), ("send", "")]
    assert channel.texts("ada")[-1].startswith("Korrektur: Neuer Erlass\n")


async def test_a_correction_waits_for_the_message_under_way(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    slow: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["ada"] = [slow]
    notice = house.tell(house.new(OLD, INFO)).notice
    relay = house.relay(channel)
    await turn(relay)
    await turn(relay)
    house.correct(notice, house.new(NEW, INFO))
    for _ in range(3):
        await turn(relay)
    assert len(channel.made) == 1
    slow.set_result(Sent("m1"))
    await drive(relay)
    house.clock.move(seconds=2)
    await drive(relay)
    assert [(op, target) for op, target, _ in said(channel)] == [("send", ""), ("edit", "m1")]


async def test_what_comes_back_unsent_after_a_correction_is_superseded(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    slow: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    channel.script["ada"] = [slow]
    notice = house.tell(house.new(OLD, INFO)).notice
    relay = house.relay(channel)
    await turn(relay)
    await turn(relay)
    house.correct(notice, house.new(NEW, INFO))
    slow.set_result(TryLater("not now"))
    await begun(relay)
    await drive(relay)
    house.clock.move(minutes=1)
    await drive(relay)
    assert [text.splitlines()[0] for text in channel.texts("ada")] == ["Neuer Erlass", "Korrektur: Neuer Erlass"]
    assert house.states(notice)["ada"] == ("skipped", "superseded")


@pytest.mark.parametrize(
    ("first", "can"),
    [
        pytest.param(Unsure("no answer"), Capabilities(Form.ENTITIES), id="nobody knows whether it arrived"),
        pytest.param(Sent("m1"), Capabilities(Form.ENTITIES, edits=False), id="a network without edits"),
        pytest.param(GiveUp("too odd"), Capabilities(Form.ENTITIES), id="it was refused"),
    ],
)
async def test_what_cannot_be_edited_is_sent_anew(
    house: House, channel: ScriptedChannel, first: Outcome, can: Capabilities
) -> None:
    join(house.store, person("ada"))
    channel.can = can
    channel.script["ada"] = [first]
    notice = house.tell(house.new(OLD, INFO)).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW, INFO))
    await drive(relay)
    assert said(channel)[1:] == [("send", "", "Korrektur: Neuer Erlass")]


async def test_after_a_change_of_networks_the_correction_edits_where_the_message_is(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "ada-west"), fallback=True))
    west = ScriptedChannel(WEST)
    channel.script["ada"] = [GiveUp("blocked", recipient_gone=True)]
    notice = house.tell(house.new(OLD, INFO)).notice
    await drive(house.relay(channel))
    await drive(house.relay(west))
    house.correct(notice, house.new(NEW, INFO))
    await drive(house.relay(west))
    assert said(west, "ada-west")[1:] == [("edit", "m1", "Korrektur: Neuer Erlass")]


async def test_a_message_on_the_other_network_is_never_edited_from_here(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "ada-west"), fallback=True))
    west = ScriptedChannel(WEST)
    notice = house.tell(house.new(OLD, INFO)).notice
    await drive(house.relay(channel))
    house.store.write_now(lambda s: people.set_address_state(s, OST, "ada", AddressState.BLOCKED))
    house.correct(notice, house.new(NEW, INFO))
    await drive(house.relay(west))
    assert said(west, "ada-west") == [("send", "", "Korrektur: Neuer Erlass")]


async def test_whom_a_correction_adds_gets_it_new_and_whom_it_leaves_out_keeps_what_they_have(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"), person("bea", urgent=False))
    notice = house.tell(house.new(OLD, replace(INFO, level=Level.URGENT))).notice
    relay = house.relay(channel)
    await drive(relay)
    assert channel.chats() == ["ada"]
    house.correct(notice, house.new(NEW, INFO))
    await drive(relay)
    assert said(channel, "bea") == [("send", "", "Korrektur: Neuer Erlass")]
    house.correct(notice, house.new(OLD, replace(INFO, level=Level.URGENT)))
    await drive(relay)
    assert len(said(channel, "bea")) == 1
    assert house.states(notice, 3).keys() == {"ada"}


# --- editions


async def test_who_had_it_in_a_digest_gets_the_correction_as_a_message_of_its_own(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", rhythm_info=Rhythm.WOECHENTLICH))
    notice = house.tell(house.new(OLD, INFO)).notice
    house.edition()
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW, INFO))
    await drive(relay)
    assert said(channel) == [("send", "", "Wochenüberblick 48/2026"), ("send", "", "Korrektur: Neuer Erlass")]


async def test_a_digest_that_still_waits_carries_the_corrected_text(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", rhythm_info=Rhythm.WOECHENTLICH))
    notice = house.tell(house.new(OLD, INFO)).notice
    house.tell(house.new("Etwas anderes.", INFO))
    channel.script["ada"] = [TryLater("down", timedelta(hours=1))]
    house.edition()
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(NEW, INFO))
    house.clock.move(hours=1)
    await drive(relay)
    _, text = channel.texts("ada")
    assert NEW in text
    assert "Etwas anderes." in text
    assert OLD not in text
    assert house.states(notice, 2)["ada"] == ("sent", "")


async def test_a_title_that_came_from_a_feed_calls_nobody_in_what_follows_either(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"))

    def of_a_feed(text: str) -> NewNotice:
        return replace(house.new(text, text_form="html"), title="Neues von @bamf")

    notice = house.tell(of_a_feed("<p>Alt.</p>")).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, of_a_feed("<p>Neu.</p>"))
    await drive(relay)
    house.store.write_now(lambda s: publishing.withdraw(s, loaded(s, notice), house.by))
    await drive(relay)
    first_lines = [line for _, _, line in said(channel) if "bamf" in line]
    assert len(first_lines) >= 3
    assert all("@\u2060bamf" in line for line in first_lines)

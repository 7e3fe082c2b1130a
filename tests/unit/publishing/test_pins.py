"""Urgent notices are pinned in places while they hold; whether that works says nothing about the notice."""

from datetime import timedelta

from channels.base import Capabilities
from channels.pacing import MATRIX_LIMITED
from content.words import FollowUp
from domain.audience import Addressed
from domain.message import Form
from domain.notice import Level, Scope
from domain.outcome import GiveUp, Sent, Unsure
from scheduler.collecting import FeedSettings
from scheduler.jobs import JobContext, release
from store import pins, resolving
from tests.unit.relay.support import House, ScriptedChannel, drive, drop, join, person, place, turn

URGENT = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)
PINS = Capabilities(Form.ENTITIES, pins=True)


def there(house: House) -> ScriptedChannel:
    """Let a person and a place join, and return a network that pins."""
    join(house.store, person("ada"), place("raum"))
    return ScriptedChannel(can=PINS)


def done(channel: ScriptedChannel, chat: str = "raum") -> list[tuple[str, str]]:
    """Return (operation, message) of the calls to a chat."""
    return [(made.op, made.target) for made in channel.made if made.chat == chat]


async def test_an_urgent_notice_is_pinned_in_places_only_and_the_first_part_of_it(house_on_both: House) -> None:
    house, channel = house_on_both, there(house_on_both)
    house.tell(house.new(facts=URGENT))
    house.tell()
    await drive(house.relay(channel))
    urgent = next(made for made in channel.made if made.chat == "raum" and "EILT" in made.text)
    number = channel.made.index(urgent) + 1
    assert [one for one in done(channel) if one[0] == "pin"] == [("pin", f"m{number}")]
    assert not [one for one in done(channel, "ada") if one[0] != "send"]


async def test_where_the_bot_may_not_pin_the_notice_has_arrived_all_the_same(house: House) -> None:
    channel = there(house)
    channel.script["raum"] = [Sent("m7"), GiveUp("not enough rights to manage pinned messages in the chat")]
    notice = house.tell(house.new(facts=URGENT)).notice
    await drive(house.relay(channel))
    assert done(channel) == [("send", ""), ("pin", "m7")]
    assert house.states(notice)["raum"] == ("sent", "")
    house.withdraw(notice)
    await drive(house.relay(channel))
    assert done(channel)[2:] == [("delete", "m7")]


async def test_where_little_may_be_sent_no_pin_takes_the_place_of_a_message(house: House) -> None:
    channel = there(house)
    house.tell(house.new(facts=URGENT))
    await drive(house.relay(channel, MATRIX_LIMITED))
    assert done(channel) == [("send", "")]


async def test_what_is_not_sent_is_not_pinned_and_what_is_sent_again_is(house: House) -> None:
    channel = there(house)
    channel.script["raum"] = [GiveUp("refused")]
    notice = house.tell(house.new(facts=URGENT)).notice
    await drive(house.relay(channel))
    assert done(channel) == [("send", "")]
    failed = house.deliveries(notice=notice, state="failed")[0].id
    assert house.store.write_now(lambda s: resolving.send_again(s, failed, house.clock.now)) is None
    await drive(house.relay(channel))
    assert [op for op, _ in done(channel)] == ["send", "send", "pin"]


async def test_what_is_done_or_taken_back_is_pinned_no_longer_once(house_on_both: House) -> None:
    house, channel = house_on_both, there(house_on_both)
    relay = house.relay(channel)
    first, second = (house.tell(house.new(facts=URGENT)).notice for _ in range(2))
    await drive(relay)
    pinned = [target for op, target in done(channel) if op == "pin"]
    house.correct(first, house.new("Noch etwas.", URGENT, follow_up=FollowUp.UPDATE.value))
    await drive(relay)
    assert not [one for one in done(channel) if one[0] == "unpin"], "what is updated stays where it is"
    house.correct(first, house.new("Alles gut.", URGENT, follow_up=FollowUp.DONE.value))
    house.withdraw(second)
    house.withdraw(second)
    await drive(relay)
    assert [target for op, target in done(channel) if op == "unpin"] == pinned
    assert [row.state for row in house.dispatches(op="unpin")] == ["sent", "sent"]


async def test_one_that_is_done_before_it_left_is_never_pinned(house: House) -> None:
    channel = there(house)
    notice = house.tell(house.new(facts=URGENT)).notice
    house.correct(notice, house.new("Alles gut.", URGENT, follow_up=FollowUp.DONE.value))
    await drive(house.relay(channel))
    assert [op for op, _ in done(channel)] == ["send"]


async def test_when_its_time_is_over_it_is_pinned_no_longer(house: House) -> None:
    channel = there(house)
    relay = house.relay(channel)
    house.tell(house.new(facts=URGENT, deadline=house.clock.now + timedelta(hours=5)))
    house.tell(house.new(facts=URGENT))
    await drive(relay)
    pinned = [target for op, target in done(channel) if op == "pin"]
    for days, down in ((1, pinned[:1]), (14, pinned)):
        house.clock.move(days=days)
        await release(JobContext(house.store, house.clock.now, FeedSettings("https://verbund.example/kontakt")))
        await drive(relay)
        assert [target for op, target in done(channel) if op == "unpin"] == down


async def test_what_expired_before_it_was_unpinned_is_asked_for_again(house: House) -> None:
    channel = there(house)
    relay = house.relay(channel)
    house.tell(house.new(facts=URGENT, deadline=house.clock.now + timedelta(hours=5)))
    await drive(relay)
    house.clock.move(days=1)
    for days in (3, 0):
        house.store.write_now(lambda s: pins.take_down_over(s, house.clock.now))
        house.clock.move(days=days)
        await drive(relay)
        assert len([op for op, _ in done(channel) if op == "unpin"]) == (not days)
    house.store.write_now(lambda s: pins.take_down_over(s, house.clock.now))
    assert [row.state for row in house.dispatches(op="unpin")] == ["sent"]


async def test_killed_while_it_pins_it_is_pinned_and_taken_back_behind_that(house: House) -> None:
    channel = there(house)
    channel.script["raum"] = [Sent("m7"), Unsure("the answer was lost")]
    notice = house.tell(house.new(facts=URGENT)).notice
    relay = house.relay(channel)
    while not any(made.op == "pin" for made in channel.made):
        await turn(relay)
    await drop(relay)
    house.withdraw(notice)
    relay = house.relay(channel)
    await relay.settle()
    house.clock.move(minutes=1)
    await drive(relay)
    assert [op for op, _ in done(channel)] == ["send", "pin", "delete", "pin", "unpin"]

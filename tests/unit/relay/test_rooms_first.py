"""An account that may send little writes to places first, because many read there."""

import pytest

from channels.pacing import MATRIX_LIMITED
from domain.audience import Addressed
from domain.lane import Lane
from domain.notice import Level, Scope
from domain.recipient import Rhythm
from scheduler.relay import Relay
from store.people import Listed
from tests.unit.relay.support import House, ScriptedChannel, drive, join, person, place, turn

URGENT = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)
INFO = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)


class Watch:
    """Real time that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The real time of the relay."""
    watch = Watch()
    monkeypatch.setattr(Relay, "_real", lambda _relay: watch())
    return watch


def network(persons: int, places: int) -> list[Listed]:
    """Return persons, and after them places, who get everything at once."""
    return [
        *(person(f"p{number}") for number in range(persons)),
        *(place(f"room{number}", rhythm_info=Rhythm.SOFORT) for number in range(places)),
    ]


async def after(relay: Relay, watch: Watch, seconds: float) -> list[str]:
    """Return the chats that were called by the end of so many seconds."""
    for _ in range(int(seconds * 4)):
        await turn(relay)
        watch.now += 0.25
        # What is booked begins by a timer of the event loop, whose time goes by itself.
        relay._next()
    channel = relay.channel
    assert isinstance(channel, ScriptedChannel)
    return channel.chats()


async def test_an_urgent_notice_reaches_every_room_within_the_first_ten(
    house: House, channel: ScriptedChannel, watch: Watch
) -> None:
    join(house.store, *network(30, 10))
    house.tell(house.new(facts=INFO))
    relay = house.relay(channel, MATRIX_LIMITED)
    house.tell(house.new(facts=URGENT))
    chats = await after(relay, watch, 2)
    assert sorted(chats) == sorted(f"room{number}" for number in range(10))


async def test_rooms_of_a_later_notice_overtake_the_persons_of_an_earlier_one(
    house_on_both: House, channel: ScriptedChannel, watch: Watch
) -> None:
    house = house_on_both
    join(house.store, *network(20, 3))
    house.tell(house.new(facts=INFO))
    relay = house.relay(channel, MATRIX_LIMITED)
    before = await after(relay, watch, 2)
    assert len(before) == 10
    assert set(before[:3]) == {"room0", "room1", "room2"}
    house.tell(house.new(facts=INFO))
    chats = (await after(relay, watch, 16.5))[10:]
    assert set(chats) == {"room0", "room1", "room2"}


async def test_urgent_messages_and_answers_to_persons_go_before_other_messages_to_rooms(
    house: House, channel: ScriptedChannel, watch: Watch
) -> None:
    join(house.store, *network(12, 12))
    house.tell(house.new(facts=URGENT))
    relay = house.relay(channel, MATRIX_LIMITED)
    house.tell(house.new(facts=INFO))
    house.queue("asks", lane=int(Lane.REPLY))
    chats = await after(relay, watch, 85)
    assert chats[0] == "asks"
    assert {name[:4] for name in chats[1:13]} == {"room"}
    assert all(name.startswith("p") for name in chats[13:25])


async def test_no_more_is_sent_than_the_server_allows(house: House, channel: ScriptedChannel, watch: Watch) -> None:
    join(house.store, *network(40, 5))
    house.tell(house.new(facts=INFO))
    relay = house.relay(channel, MATRIX_LIMITED)
    assert len(await after(relay, watch, 1)) == 10
    assert len(await after(relay, watch, 60)) in (20, 21, 22)


async def test_an_account_that_may_send_enough_keeps_the_order_of_its_lanes(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, *network(5, 2))
    house.tell(house.new(facts=INFO))
    await drive(house.relay(channel))
    assert channel.chats()[:5] == [f"p{number}" for number in range(5)]

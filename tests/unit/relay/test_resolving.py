"""What somebody decides on deliveries that did not arrive, or of which nobody knows."""

from datetime import timedelta
from typing import Any

import pytest

from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from domain.outcome import GiveUp, Sent, TryLater, Unsure
from domain.recipient import AddressState, Rhythm
from store import erasing, members, people, resolving
from store.people import Where
from store.resolving import Refused, Why
from tests.unit.relay.support import MONDAY, OST, WEST, House, ScriptedChannel, drive, join, long_text, person

URGENT = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)
INFO = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)


def again(house: House, delivery: int = 1) -> Refused | None:
    return house.store.write_now(lambda s: resolving.send_again(s, delivery, house.clock.now))


def arrived(house: House, delivery: int = 1) -> Refused | None:
    return house.store.write_now(lambda s: resolving.take_for_sent(s, delivery, house.clock.now))


async def test_a_decision_to_send_again_sends_every_part_that_did_not_arrive(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"))
    house.tell(house.new(long_text(3)))
    channel.script["ada"] = [Sent("m1"), Unsure("no answer")]
    relay = house.relay(channel)
    await drive(relay)
    house.clock.move(days=14)
    assert again(house) is None
    await drive(relay)
    assert [made.key.rsplit("-", 1)[1] for made in channel.made] == ["0", "1", "1", "2"]
    assert house.states(1)["ada"] == ("sent", "")
    assert [row.repeated for row in house.dispatches()] == [[], [1], []]


async def test_a_decision_that_it_was_sent_lets_the_rest_go(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    house.tell(house.new(long_text(2)))
    channel.script["ada"] = [Unsure("no answer")]
    relay = house.relay(channel)
    await drive(relay)
    assert arrived(house) is None
    await drive(relay)
    assert len(channel.made) == 2
    assert house.states(1)["ada"] == ("sent", "")


@pytest.mark.parametrize("end", ["stop", "withdraw", "correct"])
async def test_what_is_no_longer_to_be_sent_is_not_sent_again(house: House, channel: ScriptedChannel, end: str) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    channel.script["ada"] = [Unsure("no answer")]
    await drive(house.relay(channel))
    getattr(house, end)(notice)
    assert again(house) == Refused(Why.CORRECTED if end == "correct" else Why.ENDED)


async def test_to_who_was_erased_nothing_is_sent_again(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    house.tell()
    channel.script["ada"] = [Unsure("no answer")]
    await drive(house.relay(channel))
    ada = house.deliveries()[0].recipient
    house.store.write_now(lambda s: erasing.erase(s, ada, house.clock.now))
    assert again(house) == Refused(Why.NO_ADDRESS)
    assert arrived(house) is None


async def test_to_who_is_away_nothing_is_sent_again(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"), person("bea"))
    house.tell()
    channel.script |= {"ada": [Unsure("no answer")], "bea": [Unsure("no answer")]}
    relay = house.relay(channel)
    await drive(relay)
    ada, bea = house.deliveries()
    house.store.write_now(lambda s: members.leave(s, ada.recipient, house.clock.now))
    house.store.write_now(lambda s: members.pause(s, bea.recipient, house.clock.now + timedelta(days=1)))
    assert [again(house, one.id) for one in (ada, bea)] == [Refused(Why.AWAY)] * 2
    house.clock.move(days=1)
    assert [again(house, one.id) for one in (ada, bea)] == [Refused(Why.AWAY), None]
    await drive(relay)
    assert [made.chat for made in channel.made] == ["ada", "bea", "bea"]


async def test_a_decision_concerns_the_address_that_the_message_took_last(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "ada-west"), fallback=True))
    house.tell()
    channel.script["ada"] = [GiveUp("blocked", recipient_gone=True)]
    west = ScriptedChannel(WEST, script={"ada-west": [Unsure("no answer")]})
    await drive(house.relay(channel))
    await drive(house.relay(west))
    house.store.write_now(lambda s: people.set_address_state(s, OST, "ada", AddressState.OK))
    assert again(house) is None
    await drive(house.relay(channel))
    await drive(house.relay(west))
    assert (len(channel.made), len(west.made)) == (1, 2)


# --- late decisions


async def unsure(house: House, channel: ScriptedChannel, **new: Any) -> None:
    """Let nobody know whether ada got a notice."""
    join(house.store, person("ada"))
    channel.script["ada"] = [Unsure("no answer")]
    house.tell(house.new(**new))
    await drive(house.relay(channel))


@pytest.mark.parametrize(
    ("new", "lives"),
    [
        pytest.param({"facts": INFO}, timedelta(days=7), id="info"),
        pytest.param({"facts": URGENT}, timedelta(hours=48), id="urgent"),
        pytest.param({"facts": URGENT, "expires_at": MONDAY + timedelta(days=31)}, timedelta(days=1), id="its end"),
        pytest.param(
            {"kind": NoticeKind.INVITATION, "starts_at": MONDAY + timedelta(days=31)}, timedelta(days=1), id="sign-up"
        ),
    ],
)
async def test_what_is_sent_again_late_has_the_time_of_a_new_one_and_never_more_than_its_notice(
    house: House, channel: ScriptedChannel, new: dict[str, Any], lives: timedelta
) -> None:
    await unsure(house, channel, **new)
    house.clock.move(minutes=1)
    channel.script["ada"] = [Unsure("no answer")]
    await drive(house.relay(channel))  # invitations are repeated once by themselves
    house.clock.now = MONDAY + timedelta(days=30)
    assert again(house) is None
    (call,), (delivery,) = house.dispatches(), house.deliveries()
    assert call.expires_at == delivery.expires_at == house.clock.now + lives
    channel.script["ada"] = [TryLater("down")]
    await drive(house.relay(channel))
    house.clock.now = call.expires_at
    before = len(channel.made)
    await drive(house.relay(channel))
    assert len(channel.made) == before
    assert house.states(1)["ada"] == ("unsure", "expired")


@pytest.mark.parametrize("level", list(Level))
async def test_what_is_over_is_not_sent_again(house: House, channel: ScriptedChannel, level: Level) -> None:
    facts, end = Addressed(level, Scope.PUBLIC, statewide=True), house.clock.now + timedelta(hours=3)
    await unsure(house, channel, facts=facts, expires_at=end)
    house.clock.move(hours=9)
    before = house.dispatches(), house.deliveries()
    assert again(house) == Refused(Why.EXPIRED, end)
    assert (house.dispatches(), house.deliveries()) == before
    assert arrived(house) is None


async def test_what_expired_before_it_had_calls_can_be_sent_again(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    house.tell()
    house.clock.move(days=8)
    await drive(house.relay(channel))
    assert house.states(1)["ada"] == ("failed", "expired")
    assert again(house) is None
    await drive(house.relay(channel))
    assert channel.chats() == ["ada"]
    assert house.states(1)["ada"] == ("sent", "")
    assert again(house) == arrived(house) == Refused(Why.NOTHING_OPEN)


async def test_what_has_no_address_is_not_sent_again(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    house.store.write_now(lambda s: people.set_address_state(s, OST, "ada", AddressState.BLOCKED))
    house.tell()
    assert house.states(1)["ada"] == ("failed", "no_address")
    assert again(house) == Refused(Why.NO_ADDRESS)


async def test_a_late_change_lives_as_long_as_changes_do(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell().notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice)
    channel.script["ada"] = [GiveUp("too odd")]
    await drive(relay)
    corrected = house.deliveries(rev=2)[0]
    assert corrected.state == "failed"
    house.clock.move(days=1)
    assert again(house, corrected.id) is None
    ends = {row.op: row.expires_at - house.clock.now for row in house.dispatches(state="queued")}
    assert ends == {"edit": timedelta(hours=1), "send": timedelta(days=7)}
    await drive(relay)
    assert house.states(notice, 2)["ada"] == ("sent", "")


# --- digests


async def unsure_digest(house: House, channel: ScriptedChannel, **first: Any) -> None:
    """Let nobody know whether ada got a digest of two notices."""
    join(house.store, person("ada", rhythm_info=Rhythm.WOECHENTLICH))
    house.tell(house.new(facts=INFO, **first))
    house.tell(house.new("Und das.", facts=INFO))
    house.edition()
    channel.script["ada"] = [Unsure("no answer")]
    await drive(house.relay(channel))
    assert [row.state for row in house.deliveries()] == ["unsure", "unsure"]


async def test_a_digest_is_sent_again_as_a_whole(house: House, channel: ScriptedChannel) -> None:
    end = house.clock.now + timedelta(days=9)
    await unsure_digest(house, channel, expires_at=end)
    house.clock.move(days=8)
    assert again(house, 2) is None
    assert [row.expires_at for row in house.dispatches()] == [end]
    await drive(house.relay(channel))
    assert [(row.state, row.expires_at) for row in house.deliveries()] == [
        ("sent", end), ("sent", house.clock.now + timedelta(days=7)),
    ]  # fmt: skip
    assert channel.chats() == ["ada", "ada"]


@pytest.mark.parametrize("end", ["expire", "stop", "withdraw", "correct"])
async def test_a_digest_with_something_that_has_ended_is_not_sent_again(
    house: House, channel: ScriptedChannel, end: str
) -> None:
    await unsure_digest(house, channel, expires_at=house.clock.now + timedelta(hours=3))
    if end == "expire":
        house.clock.move(hours=9)
    else:
        getattr(house, end)(1)
    assert again(house, 2) == Refused(Why.STALE_DIGEST)
    (before,) = channel.texts("ada")
    await drive(house.relay(channel))
    # A correction of what may have arrived in a digest is a message of its own, as ever.
    assert channel.texts("ada").count(before) == 1
    assert arrived(house, 2) is None

"""After a restore nothing is sent twice: what may have been sent is looked for, or somebody decides."""

from datetime import timedelta

import pytest

from channels.base import Look
from domain.unsure import OnUnsure
from store import resolving, restored
from store.restored import Held
from tests.unit.relay.support import MONDAY, House, ScriptedChannel, drive, drop, join, long_text, person, until_called


def restore(house: House) -> Held:
    return house.store.write_now(lambda s: restored.hold(s, house.clock.now))


@pytest.mark.parametrize("keyed", [False, True])
async def test_a_delivery_that_had_no_calls_yet_is_unsure_until_somebody_decides(
    house_on_both: House, channel: ScriptedChannel, keyed: bool
) -> None:
    house, channel.keyed = house_on_both, keyed
    join(house.store, person("ada"), person("bea"))
    notice = house.tell().notice
    assert restore(house) == Held(0, 2)
    await drive(house.relay(channel))
    assert not channel.made
    assert house.states(notice) == {"ada": ("unsure", "restored"), "bea": ("unsure", "restored")}
    # Nobody says in which order an audience is frozen.
    ada, bea = sorted(house.dispatches(), key=lambda call: str(call.chat))
    # On a keyed network the next start looks for them.
    channel.there = {ada.key: "m7", bea.key: Look.NOT_THERE}
    await house.relay(channel).settle()
    assert house.states(notice)["ada"][0] == ("sent" if keyed else "unsure")
    assert house.states(notice)["bea"][0] == "unsure"
    (mine,) = [one for one in house.deliveries() if one.address == bea.address]
    assert house.store.write_now(lambda s: resolving.send_again(s, mine.id, MONDAY)) is None
    await drive(house.relay(channel))
    assert channel.chats() == ["bea"]
    assert house.states(notice)["bea"][0] == "sent"


async def test_parts_that_waited_are_unsure_and_what_is_due_later_goes_out(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(long_text(3))).notice
    relay = house.relay(channel)
    await until_called(relay)
    await drop(relay)
    assert len(channel.made) == 1
    (later,) = house.queue("bea", not_before=house.clock.now + timedelta(hours=1))
    assert restore(house).dispatches >= 2
    await drive(house.relay(channel))
    assert len(channel.made) == 1
    assert house.states(notice)["ada"][0] == "unsure"
    house.clock.move(hours=2)
    await drive(house.relay(channel))
    assert channel.chats() == ["ada", "bea"]
    assert [row.state for row in house.dispatches(id=later)] == ["sent"]


@pytest.mark.parametrize(
    ("rule", "minutes", "sent", "text"),
    [
        (OnUnsure.REPEAT, 60, True, "Hallo"),
        (OnUnsure.REPEAT_YOUNG, 5, True, "Hallo"),
        (OnUnsure.REPEAT_YOUNG, 60, False, ""),
        (OnUnsure.REPEAT_MARKED, 60, True, "(Wiederholung)\n\nHallo"),
        (OnUnsure.STAY, 0, False, ""),
    ],
)
async def test_what_may_be_repeated_by_its_rule_is_repeated(
    house: House, channel: ScriptedChannel, rule: OnUnsure, minutes: int, sent: bool, text: str
) -> None:
    (number,) = house.queue("ada", on_unsure=rule.value)
    house.clock.move(minutes=minutes)
    assert restore(house) == Held(0 if sent else 1, 0)
    await drive(house.relay(channel))
    assert channel.texts("ada") == ([text] if sent else [])
    (row,) = house.dispatches(id=number)
    # The lost call counts, so that the judge can tell it from the repeat.
    assert (row.state, row.tries, row.repeated) == (("sent", 2, [1]) if sent else ("unsure", 1, []))

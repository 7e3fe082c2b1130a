"""The button "An die Frist erinnern": once, rather earlier than later, and not for what is over."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.words import remembering as words
from domain.deadlines import remind_at
from domain.quiet import ZONE, read_quiet
from scheduler import meetings
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.relay.support import EVERYBODY, MONDAY, House, ScriptedChannel, drive, join, person

FRIDAY = datetime(2026, 11, 27, 12, 0, tzinfo=ZONE)


@pytest.fixture
def member(desk: Counter) -> Counter:
    """A member with a notice whose deadline is on Friday at noon."""
    join(desk.store, person("ada", quiet="18:00-07:00"))
    house = House(desk.store, desk.clock)
    house.tell(house.new(deadline=FRIDAY))
    return desk


def house(desk: Counter) -> House:
    return House(desk.store, desk.clock)


def due(desk: Counter, at: datetime) -> int:
    """Let it be that time, and return how many reminders are written."""
    desk.clock.now = at
    return desk.store.write_now(lambda s: meetings.remind_due(s, frozenset(), at))


async def test_the_button_stands_below_a_notice_with_a_deadline_and_works_however_old_it_is(member: Counter) -> None:
    channel = ScriptedChannel()
    await drive(house(member).relay(channel))
    assert [row.buttons for row in house(member).dispatches(chat="ada")] == ['[[["An die Frist erinnern", "d1:1"]]]']
    member.clock.move(days=2)
    (answer,) = await member.answer(pressed("p1", "d1:1"))
    assert (
        answer.text == "Gern. Ich erinnere Sie am Do., 26.11.2026, 09:00 Uhr. Die Frist ist Fr., 27.11.2026, 12:00 Uhr."
    )


async def test_it_is_sent_once(member: Counter) -> None:
    for event in ("p1", "p2"):
        await member.answer(pressed(event, "d1:1"))
    await member.text("erinnern 1")
    thursday = datetime(2026, 11, 26, 9, 0, tzinfo=ZONE)
    assert [due(member, thursday + timedelta(minutes=m)) for m in (-1, 0, 15)] == [0, 1, 0]
    channel = ScriptedChannel()
    await drive(house(member).relay(channel))
    assert channel.texts("ada")[-1] == (
        "Erinnerung: Frist Fr., 27.11.2026, 12:00 Uhr\nNeuer Erlass. Die ganze Meldung zeigt „nochmal 1“."
    )


async def test_what_was_due_while_nothing_ran_comes_if_it_still_makes_sense(member: Counter) -> None:
    await member.answer(pressed("p1", "d1:1"))
    assert due(member, FRIDAY - timedelta(hours=1)) == 1


async def test_past_the_deadline_nothing_comes(member: Counter) -> None:
    await member.answer(pressed("p1", "d1:1"))
    assert due(member, FRIDAY) == 0


async def test_of_a_withdrawn_notice_nothing_comes(member: Counter) -> None:
    await member.answer(pressed("p1", "d1:1"))
    house(member).withdraw(1)
    assert due(member, FRIDAY - timedelta(hours=1)) == 0


async def test_a_deadline_that_moves_takes_its_reminders_along(member: Counter) -> None:
    await member.answer(pressed("p1", "d1:1"))
    later = FRIDAY + timedelta(days=7)
    house(member).correct(1, house(member).new("Anders.", EVERYBODY, deadline=later))
    assert due(member, FRIDAY - timedelta(hours=1)) == 0
    assert due(member, later - timedelta(hours=20)) == 1


async def test_what_cannot_be_reminded_of_says_why(member: Counter) -> None:
    other = house(member)
    other.numbers = 9
    other.tell(other.new())
    assert await member.text("erinnern 2") == words.NO_DEADLINE
    assert await member.text("erinnern 99") == words.NOT_THERE
    assert await member.text("erinnern") == words.WHICH
    member.clock.now = FRIDAY - timedelta(minutes=20)
    assert await member.text("erinnern 1") == words.TOO_LATE.format(due="Fr., 27.11.2026, 12:00 Uhr")


async def test_a_stranger_is_reminded_of_nothing(member: Counter) -> None:
    (answer,) = await member.answer(said("x1", "erinnern 1", "eva"))
    assert "Gern" not in answer.text


@pytest.mark.parametrize(
    ("deadline", "now", "expected"),
    [
        pytest.param(FRIDAY, MONDAY, datetime(2026, 11, 26, 9, 0, tzinfo=ZONE), id="the morning before"),
        pytest.param(
            datetime(2026, 11, 30, 12, 0, tzinfo=ZONE), MONDAY, datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
            id="before the weekend",
        ),
        pytest.param(
            FRIDAY, datetime(2026, 11, 26, 10, 0, tzinfo=ZONE), datetime(2026, 11, 27, 10, 0, tzinfo=ZONE),
            id="two hours before, when the morning is over",
        ),
        pytest.param(FRIDAY, FRIDAY - timedelta(hours=1), None, id="too near"),
    ],
)  # fmt: skip
def test_when_somebody_is_reminded(deadline: datetime, now: datetime, expected: datetime | None) -> None:
    hours: Any = read_quiet("18:00-07:00")
    assert remind_at(deadline, now, hours, frozenset()) == expected

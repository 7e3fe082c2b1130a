"""Who may come, and whose silent room is left: what the database says of strangers."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.door import StoreDoor
from domain.addressed import Event, EventKind
from domain.strangers import AT_MOST
from store import inbox, jobs
from store import tables as t
from store.db import Store
from store.people import Where
from tests.unit.relay.support import Clock, join, person

ACCOUNT = "matrix"


@pytest.fixture
def clock() -> Clock:
    """A clock that stands until it is moved."""
    return Clock()


@pytest.fixture
def door(store: Store, clock: Clock) -> StoreDoor:
    """The door of an account."""
    return StoreDoor(store, ACCOUNT, clock)


async def come(door: StoreDoor, number: int, server: str = "x.org") -> bool:
    return await door.let_in([f"@u{number}:{server}"], f"!r{number}:{server}", server)


async def fill(door: StoreDoor) -> None:
    assert [await come(door, number) for number in range(AT_MOST + 1)] == [True] * AT_MOST + [False]


async def test_twenty_strangers_of_one_server_may_come_in_an_hour(store: Store, door: StoreDoor, clock: Clock) -> None:
    await fill(door)
    assert await come(door, 1), "who was let in already may try again"
    assert await come(door, 99, "y.org"), "another server is not concerned"
    assert not await come(StoreDoor(store, ACCOUNT, clock), 99), "a restart changes nothing"
    clock.move(minutes=61)
    assert await come(door, 99)


@pytest.mark.parametrize("where", [Where(ACCOUNT, "@u99:x.org"), Where(ACCOUNT, "!r99:x.org")])
async def test_who_has_an_address_is_no_stranger(store: Store, door: StoreDoor, where: Where) -> None:
    join(store, person("ada", where))
    await fill(door)
    assert await door.let_in(["@u99:x.org", "!r99:x.org"], "!new:x.org", "x.org")


@pytest.mark.parametrize(
    ("purpose", "hours", "used", "many", "open_"),
    [
        ("invite", 1, False, True, True),
        ("invite", 1, False, False, False),
        ("invite", -1, False, True, False),
        ("invite", 1, True, True, False),
        ("link", 1, False, True, False),
    ],
)
async def test_while_an_invitation_sheet_is_valid_everybody_may_come(
    store: Store, door: StoreDoor, clock: Clock, *, purpose: str, hours: int, used: bool, many: bool, open_: bool
) -> None:
    until, used_at = clock.now + timedelta(hours=hours), clock.now if used else None
    code = t.Code(hash="h", purpose=purpose, many=many, made_at=clock.now, expires_at=until, used_at=used_at)
    store.write_now(lambda s: s.add(code))
    assert [await come(door, number) for number in range(AT_MOST + 1)] == [True] * AT_MOST + [open_]


async def test_a_room_in_which_nothing_was_said_for_two_weeks_is_silent(
    store: Store, door: StoreDoor, clock: Clock
) -> None:
    for number in (1, 2, 3):
        assert await come(door, number)
    clock.move(days=1)
    for number, kind in ((2, EventKind.TEXT), (3, EventKind.JOIN)):
        event = Event(f"e{number}", f"!r{number}:x.org", kind, "@u", direct=True)
        store.write_now(lambda s, event=event: inbox.receive(s, ACCOUNT, [event], event.event_id, clock.now))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    store.write_now(lambda s: s.execute(update(t.inbox).values(handled_at=clock.now)))
    assert list(await door.silent()) == []
    clock.move(days=13, minutes=1)
    # What is cleared away at night must not make them silent who were not.
    store.write_now(lambda s: jobs.tidy(s, clock.now))
    assert list(await door.silent()) == ["!r1:x.org", "!r3:x.org"]
    assert list(await door.silent()) == [], "looked at now and then only"
    await door.forget("!r1:x.org")
    clock.move(days=1)
    assert list(await door.silent()) == ["!r2:x.org", "!r3:x.org"]

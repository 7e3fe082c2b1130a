"""Who is erased is nowhere in the database any more; what was sent stays countable, and nothing more is sent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot import erasures
from domain.addressed import Event, EventKind
from store import audit, erasing, inbox, people
from store import tables as t
from store.people import Agreed, Where
from tests.unit.relay.support import MONDAY, OST, House, ScriptedChannel, drive, join, person

ADA = (Where(OST, "dm-zitronenfalter"), Where("matrix", "!zitronenfalter:x"))
#: What of her must be nowhere afterwards.
TRACE = "zitronenfalter"


@pytest.fixture
async def ada(house_on_both: House, channel: ScriptedChannel) -> int:
    """Somebody who has left a trace wherever one can be left."""
    house = house_on_both
    agreed = (Agreed("privacy", "1", MONDAY),)
    join(house.store, person(f"p-{TRACE}", *ADA, name="Ada Zitronenfalter", consents=agreed), person("bea"))
    house.tell()
    await drive(house.relay(channel))
    house.tell()
    event = Event("e1", ADA[0].chat, EventKind.TEXT, TRACE, direct=True, payload={"text": f"Hier ist {TRACE}"})

    def leave_traces(session: Session) -> int:
        inbox.receive(session, OST, [event], "1", MONDAY)
        audit.note(session, f"p-{TRACE}", "notice.send", "n1", MONDAY, f"von {TRACE}")
        session.add(t.PaceRow(account=OST, chat=ADA[0].chat, next_at=0.0))
        session.add(t.Stranger(account="matrix", chat=ADA[1].chat, server="x", came_at=MONDAY))
        found = people.person_by_key(session, f"p-{TRACE}")
        assert found is not None
        return found

    return house.store.write_now(leave_traces)


def everything(session: Session) -> Iterator[str]:
    for table in t.audit.metadata.sorted_tables:
        for row in session.execute(select(table)):
            yield json.dumps([table.name, *map(str, row)], ensure_ascii=False).lower()


async def test_an_erased_person_is_nowhere_and_gets_nothing_more(
    house_on_both: House, channel: ScriptedChannel, ada: int
) -> None:
    house = house_on_both
    assert [row for row in house.store.read_now(lambda s: list(everything(s))) if TRACE in row]
    house.store.write_now(lambda s: erasing.erase(s, ada, MONDAY))
    assert [row for row in house.store.read_now(lambda s: list(everything(s))) if TRACE in row] == []
    calls = len(channel.made)
    await drive(house.relay(channel))
    assert channel.chats()[calls:] == ["bea"]
    assert [row.state for row in house.deliveries(recipient=ada)] == ["sent", "skipped"]
    house.store.write_now(lambda s: erasing.erase(s, ada, MONDAY))
    assert [id_ for id_, _ in house.store.read_now(erasing.persons)] == [
        house.store.read_now(lambda s: people.person_by_key(s, "bea"))
    ]


# --- the list beside the backups


@pytest.mark.parametrize(("hours", "erased"), [(-1, 0), (1, 1)])
async def test_who_was_erased_after_the_backup_is_erased_again(
    house_on_both: House, ada: int, tmp_path: Path, hours: int, erased: int
) -> None:
    house, backup_at = house_on_both, MONDAY
    key = erasures.ensure_key(tmp_path)
    house.clock.move(hours=hours)
    names = house.store.read_now(lambda s: erasing.names_of(s, ada))
    assert names == (f"key p-{TRACE}", f"chat matrix {ADA[1].chat}", f"chat {OST} {ADA[0].chat}")
    erasures.note(tmp_path, key, names[1:2], house.clock.now)
    text = (tmp_path / erasures.FILE).read_text()
    assert TRACE not in text
    # A line that a loss of power cut, and one that is none.
    (tmp_path / erasures.FILE).write_text(f"Unfug\n{text}{text[:40]}")

    def again() -> int:
        return house.store.write_now(lambda s: erasures.repeat(s, tmp_path, key, backup_at, house.clock.now))

    assert [again(), again()] == [erased, 0]
    assert house.store.read_now(people.person_count) == 2 - erased


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    assert erasures.ensure_key(tmp_path) == erasures.ensure_key(tmp_path)
    assert (tmp_path / erasures.KEY).stat().st_mode & 0o777 == 0o600

"""Two processes that answer one person at once, as when an account is taken over: each thing is done once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.opening import put_start_data
from channels.memory import MemoryChannel
from store import inbox
from store import tables as t
from store.db import Store
from tests import scripts
from tests.unit.bot.support import Counter, said
from tests.unit.relay.support import MONDAY, OST


@pytest.fixture
def two(store: Store, data_dir: Path) -> tuple[Counter, Counter]:
    """Two counters for one account and one database, on both engines."""
    put_start_data(store)
    counters = [
        Counter(store, MemoryChannel("ost", data_dir / "memory" / "ost", lambda: MONDAY)) for _ in range(2)
    ]  # fmt: skip
    for one in counters:
        one.router.operator = scripts.OPERATOR
    return counters[0], counters[1]


def waiting(desk: Counter) -> list[inbox.Row]:
    """Return what waits for an answer, as a handler has read it."""
    return desk.store.read_now(lambda s: inbox.unhandled(s, OST, 20))


def rows(desk: Counter, table: Any) -> list[Any]:
    """Return the rows of a table."""

    def read(session: Session) -> list[Any]:
        return list(session.execute(select(table)))

    return desk.store.read_now(read)


async def test_what_both_have_read_is_done_and_answered_once(two: tuple[Counter, Counter]) -> None:
    one, other = two
    await one.answer(said("a1", "anmelden"), said("a2", "ja Vechta"), said("a3", "hinweis"))
    before = len(one.answers())
    one.receive(said("a4", "Neuer Erlass zur Bezahlkarte, siehe Ministerialblatt."))
    read = waiting(one)
    await asyncio.gather(one.router.handle(*read), other.router.handle(*read))
    assert len(rows(one, t.entry_giver)) == 1
    assert len(one.answers()) == before + 1
    assert waiting(one) == []


async def test_the_second_handler_changes_nothing_long_after_the_first(two: tuple[Counter, Counter]) -> None:
    one, other = two
    one.receive(said("a1", "anmelden"))
    first = waiting(one)
    await one.router.handle(*first)
    one.receive(said("a2", "ja Vechta eilt"))
    second = waiting(one)
    await one.router.handle(*second)
    consents = rows(one, t.consent)
    # The keys of answers are no help any more once these are forgotten.
    one.store.write_now(lambda s: s.execute(t.dispatch.delete()))
    await other.router.handle(*first)
    await other.router.handle(*second)
    assert one.answers() == []
    assert rows(one, t.consent) == consents
    assert rows(one, t.dialog) == []


async def test_two_answers_to_one_question_at_once_are_taken_one_after_the_other(two: tuple[Counter, Counter]) -> None:
    one, other = two
    await one.answer(said("a1", "anmelden"))
    one.receive(said("a2", "ja Vechta"), said("a3", "ja Celle"))
    first, second = waiting(one)
    await asyncio.gather(one.router.handle(first), other.router.handle(second))
    assert len(rows(one, t.person)) == 1
    assert len(rows(one, t.sub_region)) == 1
    assert len([row for row in rows(one, t.consent) if row.kind == "service"]) == 1
    assert waiting(one) == []

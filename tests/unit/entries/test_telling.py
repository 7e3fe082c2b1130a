"""The Koordination is told of a source's trouble, once, until it is over."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from domain.recipient import AddressState, PersonState
from scheduler.collecting import FeedSettings, collect
from scheduler.telling import note_trouble
from store import sources
from store import tables as t
from store.bodies import load
from store.db import Store
from store.people import coordination

from .conftest import HOUR, NOW, FeedServer, Item, add, rss

DAY = timedelta(days=1)
URL = "https://amt.example/feed"


@pytest.fixture
def peopled(store: Store) -> Store:
    """Two of the Koordination, one of them unreachable, and a member."""

    def fill(session: Session) -> None:
        execute = session.execute
        execute(t.quiet_profile.insert().values(id=1, spec="18:00-07:00"))
        for number, (role, state) in enumerate(
            [("coordination", "ok"), ("coordination", "blocked"), ("member", "ok")], 1
        ):
            execute(
                t.recipient.insert().values(
                    id=number, kind="person", quiet_profile=1, statewide=False, urgent_ok=False, urgent_offhours=False
                )
            )
            execute(t.person.insert().values(id=number, key=f"p{number}", role=role, state="active", fallback_ok=False))
            execute(
                t.address.insert().values(
                    id=number, account="memory:ost", chat=f"c{number}", thread="", recipient=number, state=state
                )
            )
            execute(update(t.recipient).where(t.recipient.c.id == number).values(preferred_address=number))

    store.write_now(fill)
    return store


def messages(store: Store) -> list[tuple[str, str]]:
    x = t.dispatch.c
    found = store.read_now(lambda s: s.execute(select(x.chat, x.body).order_by(x.id)).all())
    return [(chat, load(body).text) for chat, body in found]


def actions(store: Store) -> list[str]:
    return list(store.read_now(lambda s: s.execute(select(t.audit.c.action).order_by(t.audit.c.id)).scalars()))


def fail(store: Store, times: int) -> None:
    """Let the first source fail once a day."""
    for day in range(times):
        at = NOW + day * DAY
        store.write_now(lambda s, at=at: sources.record_failure(s, 1, "http_403", at, hopeless=True))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument


def test_a_source_that_fails_for_days_is_told_once_to_those_who_can_be_reached(peopled: Store) -> None:
    peopled.write_now(lambda s: sources.add(s, URL, NOW, "Amt"))
    fail(peopled, 3)
    assert peopled.write_now(lambda s: note_trouble(s, NOW + 2 * DAY)) == 0
    fail(peopled, 4)
    for later in range(3, 9):
        peopled.write_now(lambda s, later=later: note_trouble(s, NOW + later * DAY))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    ((chat, text),) = messages(peopled)
    assert chat == "c1"
    assert "– Amt: seit Mo., 23.11.2026 nicht zu lesen (http_403)." in text
    assert actions(peopled) == ["feed.failing"]
    (row,) = peopled.read_now(sources.listing)
    assert (row.told, row.told_at) == ("failing", NOW + 3 * DAY)


def test_after_a_recovery_the_next_trouble_is_told_again(peopled: Store) -> None:
    peopled.write_now(lambda s: sources.add(s, URL, NOW))
    fail(peopled, 4)
    peopled.write_now(lambda s: note_trouble(s, NOW + 3 * DAY))
    again = NOW + 4 * DAY
    peopled.write_now(lambda s: sources.record_unchanged(s, [(1, again + HOUR)], again))
    assert peopled.write_now(lambda s: note_trouble(s, again)) == 0
    (row,) = peopled.read_now(sources.listing)
    assert (row.told, row.told_at, row.failing_since) == ("", None, None)
    for day in range(5, 9):
        at = NOW + day * DAY
        peopled.write_now(lambda s, at=at: sources.record_failure(s, 1, "timeout", at))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    peopled.write_now(lambda s: note_trouble(s, NOW + 8 * DAY))
    assert len(messages(peopled)) == 2
    assert actions(peopled) == ["feed.failing", "feed.recovered", "feed.failing"]


def test_many_sources_in_trouble_make_one_message(peopled: Store) -> None:
    for number in range(30):
        peopled.write_now(lambda s, number=number: sources.add(s, f"{URL}{number}", NOW))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
        for day in range(4):
            peopled.write_now(
                lambda s, number=number, day=day: sources.record_failure(s, number + 1, "timeout", NOW + day * DAY)  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
            )
    assert peopled.write_now(lambda s: note_trouble(s, NOW + 3 * DAY)) == 30
    ((_, text),) = messages(peopled)
    assert "– und 10 weitere" in text


async def test_a_source_that_is_much_more_silent_than_usual_is_told_and_recovers(
    peopled: Store, server: FeedServer, settings: FeedSettings
) -> None:
    await add(peopled, server.url("a"))
    items: list[Item] = []
    for day in range(8):
        items.insert(0, Item(f"https://amt.example/{day}", f"Meldung vom Tag {day}"))
        server.pages["a"] = rss(*items)
        await collect(peopled, NOW + day * DAY, settings=settings)
    last = NOW + 7 * DAY
    for quiet in (10 * DAY, 14 * DAY):
        await collect(peopled, last + quiet, settings=settings)
    assert messages(peopled) == []
    for quiet in (15 * DAY, 16 * DAY):
        await collect(peopled, last + quiet, settings=settings)
    ((_, text),) = messages(peopled)
    assert "– Beispielquelle: seit Mo., 30.11.2026 keine neue Meldung; das ist viel länger als sonst." in text
    server.pages["a"] = rss(Item("https://amt.example/neu", "Wieder da"), *items)
    await collect(peopled, last + 17 * DAY, settings=settings)
    assert actions(peopled) == ["feed.silent", "feed.recovered"]
    assert len(messages(peopled)) == 1


def test_a_source_without_a_known_rhythm_is_never_too_silent(peopled: Store) -> None:
    peopled.write_now(lambda s: sources.add(s, URL, NOW))
    peopled.write_now(lambda s: s.execute(update(t.source).values(last_new_at=NOW - 900 * DAY)))
    assert peopled.write_now(lambda s: note_trouble(s, NOW)) == 0


def test_a_paused_source_is_nobodys_trouble_and_begins_anew(peopled: Store) -> None:
    peopled.write_now(lambda s: sources.add(s, URL, NOW))
    fail(peopled, 4)
    peopled.write_now(lambda s: sources.pause(s, URL))
    assert peopled.write_now(lambda s: note_trouble(s, NOW + 9 * DAY)) == 0
    peopled.write_now(lambda s: sources.resume(s, URL, NOW + 9 * DAY))
    (row,) = peopled.read_now(sources.listing)
    assert (row.fails, row.failing_since, row.told) == (0, None, "")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("person", "state", PersonState.PAUSED), ("person", "role", "member"), ("address", "state", AddressState.GONE)],
)
def test_only_the_active_koordination_is_written_to(peopled: Store, table: str, column: str, value: str) -> None:
    assert [one.chat for one in peopled.read_now(coordination)] == ["c1"]
    changed = t.person if table == "person" else t.address
    peopled.write_now(lambda s: s.execute(update(changed).values({column: str(value)})))
    assert peopled.read_now(coordination) == []

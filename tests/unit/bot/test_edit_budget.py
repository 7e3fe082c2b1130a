"""Messages that show a poll under load and across a restart: edited at once, never too often, right in the end."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from domain.lane import Lane
from domain.phrases import When
from domain.poll import Answer
from scheduler import polling
from scheduler.expand import Expander
from scheduler.polling import Draft
from scheduler.publishing import Publisher
from scheduler.showing import Showing
from store import polls, surfaces
from store import tables as t
from store.people import Where
from store.polls import StoredPoll
from tests.unit.bot.support import Counter
from tests.unit.relay.support import OST, join, person, place

DATES = tuple(When(date(2027, 1, day), time(10), time(13)) for day in (19, 21))
CLOSES = datetime(2026, 12, 11, 17, tzinfo=UTC)
PERSONS, PLACES = 12, 34


@pytest.fixture
def sent(desk: Counter) -> StoredPoll:
    """A poll that has reached twelve persons and 34 groups."""
    people = [person(f"p{at}", Where(OST, f"p{at}")) for at in range(PERSONS)]
    groups = [place(f"g{at:02}", Where(OST, f"g{at:02}")) for at in range(PLACES)]
    join(desk.store, *people, *groups)
    by = Publisher(desk.clock.now)
    made = desk.store.write_now(lambda s: polling.send(s, Draft("Treffen", DATES, CLOSES), "k", None, by))
    expander = Expander(OST, desk.channel.capabilities, frozenset(), lambda _point: None)
    desk.store.write_now(lambda s: expander.run(s, desk.clock.now, list(Lane), 100))
    leave(desk)
    found = desk.store.read_now(lambda s: polls.load(s, made.poll))
    assert found is not None
    return found


def leave(desk: Counter) -> None:
    """Let everything that waits arrive at once."""
    x = t.dispatch
    arrived = x.update().where(x.c.state == "queued")
    values = {"state": "sent", "remote_id": x.c.key, "finished_at": desk.clock.now}
    desk.store.write_now(lambda s: s.execute(arrived.values(values)))


def vote(desk: Counter, poll: StoredPoll, who: str, answers: Sequence[Answer], key: str) -> None:
    """Let somebody answer to both dates."""
    id_ = desk.store.read_now(lambda s: s.execute(select(t.person.c.id).where(t.person.c.key == who)).scalar_one())
    said = {option.id: answer for option, answer in zip(poll.options, answers, strict=True)}
    ballot = polling.Ballot(int(id_), said, key, "words", OST, desk.clock.now)
    desk.store.write_now(lambda s: polling.cast(s, poll, ballot, desk.clock.now))


def show(desk: Counter, showing: Showing) -> None:
    """Let what may be edited now be edited, and arrive."""
    desk.store.write_now(lambda s: showing.show(s, desk.clock.now))
    leave(desk)


def edits(desk: Counter) -> list[tuple[str, datetime, str]]:
    """Return (chat, when, text) of every edit, in order."""
    return [(one.chat, one.row.created_at, one.text) for one in desk.answers() if one.row.op == "edit"]


def most_in_a_minute(times: Sequence[datetime]) -> int:
    """Return how many of these moments lie within one minute at most."""
    minute = timedelta(minutes=1)
    return max(sum(first <= one < first + minute for one in times) for first in times)


def counted(desk: Counter, poll: StoredPoll) -> str:
    """Return what the first date's line of the tally must say."""
    row = desk.store.read_now(lambda s: polls.tally(s, poll)).rows[0]
    return f"{len(row.yes)} ja · {len(row.if_needed)} zur Not · {len(row.no)} nein"


def storm(desk: Counter, poll: StoredPoll, seconds: int, showing: Showing, again: Any, seed: int) -> None:
    """Let three persons a second change their minds; half-way another process takes over, which knows only the rows."""
    chance = random.Random(seed)
    for second in range(seconds):
        for one in range(3):
            said = [chance.choice(list(Answer)) for _ in DATES]
            vote(desk, poll, f"p{chance.randrange(PERSONS)}", said, f"v{second}-{one}")
        if second == seconds // 2:
            showing = again()
        show(desk, showing)
        desk.clock.move(seconds=1)


def test_no_chat_is_edited_more_than_ten_times_a_minute_and_all_are_right_in_the_end(
    desk: Counter, sent: StoredPoll
) -> None:
    storm(desk, sent, 90, Showing(desk.channel), lambda: Showing(desk.channel), 7)
    made = edits(desk)
    by_chat: dict[str, list[datetime]] = {}
    for chat, at, _ in made:
        by_chat.setdefault(chat, []).append(at)
    assert max(most_in_a_minute(times) for times in by_chat.values()) <= 10
    # The first change is shown at once; 30 groups follow, the others are brought up to date at the end only.
    assert made[0][1] == by_chat["g00"][0] == sent.created_at
    assert sum(chat.startswith("g") for chat in by_chat) == surfaces.MOST_LIVE
    # A restart forgets no pause: no two edits of a chat are less than six seconds apart.
    for times in by_chat.values():
        assert all(later - earlier >= timedelta(seconds=6) for earlier, later in pairwise(times))
    # What came within a pause is shown after it, though nothing else happens.
    for _ in range(3):
        desk.clock.move(seconds=7)
        show(desk, Showing(desk.channel))
    last = {chat: text for chat, _, text in edits(desk)}
    assert all(counted(desk, sent) in last[f"g{at:02}"] for at in range(surfaces.MOST_LIVE))
    # A person's own message follows their own ballots, and all at the close; what would look the same is not sent.
    twice = []
    for _ in range(2):
        desk.store.write_now(lambda s: surfaces.mark(s, polls.subject(sent.id), everybody=True))
        for _ in range(3):
            desk.clock.move(minutes=1)
            show(desk, Showing(desk.channel))
        twice.append(edits(desk))
    assert twice[0] == twice[1]
    last = {chat: text for chat, _, text in twice[1]}
    assert all(counted(desk, sent) in text for text in last.values())


def test_where_the_server_limits_the_account_one_message_a_minute_is_edited_and_all_are_right_in_the_end(
    desk: Counter, sent: StoredPoll
) -> None:
    channel = desk.channel

    class Limited:
        account = channel.account
        capabilities = replace(channel.capabilities, limited=True)

    def limited() -> Showing:
        return Showing(Limited())  # type: ignore[arg-type]  # only these two are looked at

    storm(desk, sent, 130, limited(), limited, 8)
    times = [at for _, at, _ in edits(desk)]
    assert times[0] == sent.created_at
    assert most_in_a_minute(times) == 1
    for _ in range(PERSONS + PLACES):
        desk.clock.move(minutes=1)
        show(desk, limited())
    times = [at for _, at, _ in edits(desk)]
    assert most_in_a_minute(times) == 1
    last = {chat: text for chat, _, text in edits(desk)}
    assert all(counted(desk, sent) in last[f"g{at:02}"] for at in range(surfaces.MOST_LIVE))

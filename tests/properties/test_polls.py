"""The tally over the database is what a plain model says, whatever ballots come, by any way, with links and changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from domain.phrases import When
from domain.poll import Answer
from scheduler import polling
from scheduler.polling import Ballot, Draft, Verdict
from scheduler.publishing import Publisher
from store import merging, people_rows, polls
from store.db import Store
from store.people import People, Where
from tests.properties.test_freezing import with_codes
from tests.unit.relay.support import MONDAY, OST, WEST, person

WHO = ("ada", "bea", "cem")
DATES = tuple(When(date(2027, 1, day), time(10), time(13)) for day in (19, 21))
CLOSES = datetime(2026, 12, 11, 17, tzinfo=UTC)

SAYS = st.tuples(
    st.just("says"),
    st.sampled_from(WHO),
    st.dictionaries(st.integers(0, 1), st.sampled_from((*Answer, None)), min_size=1),
)
LINKS = st.tuples(st.just("links"), st.sampled_from(WHO), st.sampled_from(WHO))
MOVES = st.tuples(st.just("moves"), st.integers(0, 1), st.just(None))
REPEATS = st.tuples(st.just("repeats"), st.none(), st.none())


@pytest.fixture
def prepared(sqlite_store: Store) -> Store:
    """A database with the start data's codes."""
    return with_codes(sqlite_store)


class _TakenBackError(Exception):
    """What an example wrote is taken back."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(SAYS, SAYS, SAYS, LINKS, MOVES, REPEATS), max_size=14))
def test_the_tally_is_that_of_a_plain_model(prepared: Store, steps: list[tuple[str, object, object]]) -> None:
    def example(session: Session) -> None:
        run(session, steps)
        raise _TakenBackError

    with pytest.raises(_TakenBackError):
        prepared.write_now(example)


def run(session: Session, steps: list[tuple[str, object, object]]) -> None:
    """Let the steps happen, in the database and in the model, and compare."""
    listed = tuple(person(key, Where(OST if at % 2 else WEST, key)) for at, key in enumerate(WHO))
    people_rows.write_people(session, People(MONDAY, listed))
    sent = polling.send(session, Draft("Treffen", DATES, CLOSES), "k", None, Publisher(MONDAY))
    ids = {key: at for at, key in enumerate(WHO, 1)}
    model: dict[tuple[int, int], Answer | None] = {}
    order: dict[tuple[int, int], int] = {}
    last: tuple[str, Ballot] | None = None
    for number, (kind, one, other) in enumerate(steps, 1):
        poll = polls.load(session, sent.poll)
        assert poll is not None
        now = MONDAY + timedelta(minutes=number)
        if kind == "says":
            assert isinstance(other, dict)
            who, answers = ids[str(one)], {poll.options[at].id: answer for at, answer in other.items()}
            ballot = Ballot(who, answers, f"b{number}", "words", OST, now)
            assert polling.cast(session, poll, ballot, now).verdict is Verdict.COUNTED
            last = (str(one), ballot)
            for option, answer in answers.items():
                model[who, option], order[who, option] = answer, number
        elif kind == "repeats" and last is not None:
            again = polling.cast(session, poll, replace(last[1], person=ids[last[0]]), now)
            assert again.verdict is Verdict.REPEATED
        elif kind == "moves":
            assert isinstance(one, int)
            option_id = poll.options[one].id
            polls.move_option(session, option_id, replace(DATES[one], day=date(2027, 2, 1 + number)))
            model = {key: answer for key, answer in model.items() if key[1] != option_id}
        elif kind == "links" and ids[str(one)] != ids[str(other)]:
            kept, gone = merging.survivor_of(session, ids[str(one)], ids[str(other)])
            merging.merge(session, kept, gone, now)
            ids = {key: kept if id_ == gone else id_ for key, id_ in ids.items()}
            for option_id in [option.id for option in poll.options]:
                mine, theirs = (kept, option_id), (gone, option_id)
                if order.get(theirs, 0) > order.get(mine, 0):
                    order[mine] = order[theirs]
                    model[mine] = model.get(theirs)
                model.pop(theirs, None)
    poll = polls.load(session, sent.poll)
    assert poll is not None
    tally = polls.tally(session, poll)
    found = {
        (int(voter.key[1:]), row.option.id): answer
        for row in tally.rows
        for answer, voters in ((Answer.YES, row.yes), (Answer.IF_NEEDED, row.if_needed), (Answer.NO, row.no))
        for voter in voters
    }
    assert found == {key: answer for key, answer in model.items() if answer is not None}
    assert tally.voters == len(set(ids.values()))

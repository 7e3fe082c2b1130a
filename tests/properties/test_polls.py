"""The tally over the database is what a plain model says, whatever ballots come, by any way, with links and changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session

from bot.commands import voting
from bot.commands.base import Asked, Command
from domain import ballots
from domain.phrases import When
from domain.poll import Answer, Option
from domain.rights import Asker
from scheduler import polling, repolling
from scheduler.polling import Draft
from scheduler.publishing import Publisher
from store import linking, merging, people_rows, polls
from store import tables as t
from store.db import Store
from store.dialogs import Talker
from store.people import People, Where
from store.polls import StoredPoll
from tests.properties.test_freezing import with_codes
from tests.unit.relay.support import MONDAY, OST, WEST, person

#: Whose chat is on which network.
ACCOUNTS = {"ada": WEST, "bea": OST, "cem": WEST, "dua": OST}
BODIES = ("Jobcenter Vechta", "AWO Uelzen")
DATES = tuple(When(date(2027, 1, day), time(10), time(13)) for day in (19, 21, 26))
CLOSES = datetime(2026, 12, 11, 17, tzinfo=UTC)

WHO, NUMBER = st.sampled_from(tuple(ACCOUNTS)), st.integers(1, 4)
ANSWERS = st.dictionaries(NUMBER, st.sampled_from(tuple(Answer)), min_size=1)
#: seen: the dates as somebody's screen shows them, from the first ones on.
STEPS = st.one_of(
    st.tuples(st.just("words"), WHO, ANSWERS),
    st.tuples(st.just("button"), WHO, st.tuples(NUMBER, st.sampled_from(tuple(Answer)), st.booleans())),
    st.tuples(st.just("sign"), WHO, NUMBER),
    st.tuples(st.just("ticks"), WHO, st.sets(st.tuples(st.integers(0, 2), st.sampled_from("jz")))),
    st.tuples(st.just("entered"), st.sampled_from(BODIES), ANSWERS),
    st.tuples(st.just("links"), WHO, WHO),
    st.tuples(st.just("splits"), WHO, st.none()),
    st.tuples(st.just("moves"), NUMBER, st.none()),
    st.tuples(st.just("adds"), st.none(), st.none()),
    st.tuples(st.just("drops"), NUMBER, st.none()),
    st.tuples(st.just("repeats"), st.none(), st.none()),
)
Step = tuple[str, Any, Any]


#: Any walk on the other engine too is long.
_ENGINES = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)], indirect=True
)


@pytest.fixture
def prepared(store: Store) -> Store:
    """A database with the start data's codes."""
    return with_codes(store)


class _TakenBackError(Exception):
    """What an example wrote is taken back."""


@_ENGINES
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=16))
def test_the_tally_is_that_of_a_plain_model(prepared: Store, steps: list[Step]) -> None:
    def example(session: Session) -> None:
        run(session, steps)
        raise _TakenBackError

    with pytest.raises(_TakenBackError):
        prepared.write_now(example)


def test_each_way_and_each_change_is_counted_once(prepared: Store) -> None:
    """One walk that is sure to go every way, so that none of them is only there by chance."""
    yes, no = Answer.YES, Answer.NO
    steps: list[Step] = [
        ("words", "ada", {1: yes, 2: Answer.IF_NEEDED}),
        ("repeats", None, None),
        ("button", "bea", (1, yes, False)),
        ("sign", "cem", 2),
        ("ticks", "dua", {(0, "j"), (0, "z"), (2, "z")}),
        ("entered", BODIES[0], {1: yes, 3: no}),
        ("moves", 1, None),
        ("button", "bea", (1, no, True)),
        ("button", "bea", (1, no, False)),
        ("adds", None, None),
        ("words", "cem", {4: yes, 9: no}),
        ("links", "ada", "bea"),
        ("words", "bea", {2: no}),
        ("splits", "bea", None),
        ("words", "bea", {2: yes}),
        ("drops", 3, None),
        ("ticks", "ada", set()),
    ]

    def example(session: Session) -> None:
        model = run(session, steps)
        assert {yes, no} <= set(model.answers.values())
        raise _TakenBackError

    with pytest.raises(_TakenBackError):
        prepared.write_now(example)


@dataclass
class Model:
    """What is plainly so. options: number -> (revision, whether it stands); who: chat -> whose vote it is.

    answers, order: by holder and number; None: taken back.
    """

    options: dict[int, tuple[int, bool]] = field(default_factory=lambda: {1: (1, True), 2: (1, True), 3: (1, True)})
    who: dict[str, str] = field(default_factory=lambda: {key: key for key in ACCOUNTS})
    asked: set[str] = field(default_factory=lambda: set(ACCOUNTS))
    answers: dict[tuple[str, int], Answer | None] = field(default_factory=dict)
    order: dict[tuple[str, int], int] = field(default_factory=dict)

    def says(self, holder: str, at: int, answers: Mapping[int, Answer | None]) -> None:
        """Let somebody say something about dates that stand; the last word counts."""
        for number, answer in answers.items():
            self.answers[holder, number], self.order[holder, number] = answer, at

    def stands(self, number: int, rev: int | None = None) -> bool:
        """Return whether a date stands, in this revision if one is named."""
        known, there = self.options.get(number, (0, False))
        return there and rev in (None, known)

    def forget(self, number: int) -> None:
        """Let nothing that was said to a date count any more."""
        self.answers = {key: one for key, one in self.answers.items() if key[1] != number}

    def link(self, one: str, other: str) -> None:
        """Make one vote of two: the newer answer to each date counts."""
        kept, gone = self.who[one], self.who[other]
        self.who = {chat: kept if holder == gone else holder for chat, holder in self.who.items()}
        if gone in self.asked:
            self.asked = (self.asked - {gone}) | {kept}
        for (holder, number), answer in list(self.answers.items()):
            if holder == gone:
                mine, theirs = (kept, number), (gone, number)
                if mine not in self.answers or self.order[theirs] > self.order[mine]:
                    self.says(kept, self.order[theirs], {number: answer})
                del self.answers[theirs]

    def split(self, chat: str, at: int) -> None:
        """Let a chat be somebody of its own, who has said nothing yet."""
        self.who[chat] = f"{chat} since {at}"


def run(session: Session, steps: Sequence[Step]) -> Model:
    """Let the steps happen, in the database and in the model, and compare; return the model."""
    listed = tuple(person(key, Where(account, key)) for key, account in ACCOUNTS.items())
    people_rows.write_people(session, People(MONDAY, listed))
    sent = polling.send(session, Draft("Treffen", DATES, CLOSES), "k", None, Publisher(MONDAY))
    found = polls.load(session, sent.poll)
    assert found is not None
    first, model, last = found.options, Model(), None
    for at, (kind, who, what) in enumerate(steps, 1):
        poll = polls.load(session, sent.poll)
        assert poll is not None
        now = MONDAY + timedelta(minutes=at)
        if kind in _SAYS:
            event = _SAYS[kind](model, poll, first, at, who, what)
            if event is not None:
                _say(session, who, at, now, event)
                last = (who, at, event)
        elif kind == "repeats" and last is not None:
            _say(session, *last[:2], now, last[2])
        else:
            _change(session, model, poll, kind, who, what, at, now)
    _compare(session, sent.poll, model)
    return model


def _asked(session: Session, chat: str, serial: int, now: datetime) -> Asked:
    account, a = ACCOUNTS[chat], t.address.c
    holder = session.execute(select(a.recipient).where(a.account == account, a.chat == chat)).scalar_one()
    return Asked("", "", now, holder, (), Talker(account, chat, chat), Asker(joined=True), serial, said_at=now)


Event = Callable[[Session, Asked], object]


def _say(session: Session, chat: str, serial: int, now: datetime, event: Event) -> None:
    # An organisation is answered for by somebody; who that is changes nothing.
    event(session, _asked(session, chat if chat in ACCOUNTS else "ada", serial, now))


def _through(command: Command) -> Event:
    return command.answer


def _words(model: Model, poll: StoredPoll, _first: object, at: int, chat: str, answers: dict[int, Answer]) -> Event:
    spoken = {Answer.YES: "ja", Answer.IF_NEEDED: "zur Not", Answer.NO: "nein"}
    model.asked |= {model.who[chat]} if any(model.stands(number) for number in answers) else set()
    model.says(model.who[chat], at, {number: one for number, one in answers.items() if model.stands(number)})
    text = ", ".join(f"{number} {spoken[answer]}" for number, answer in answers.items())
    return _through(voting.of_text(poll, text))


def _button(
    model: Model, poll: StoredPoll, first: Sequence[Option], at: int, chat: str, what: tuple[int, Answer, bool]
) -> Event | None:
    number, answer, is_old = what
    shown = first if is_old else poll.options
    option = next((one for one in shown if one.number == number), None)
    if option is None:
        return None
    model.asked.add(model.who[chat])
    if model.stands(number, option.rev):
        model.says(model.who[chat], at, {number: answer})
    payload = ballots.payload(poll.id, option, answer)

    def press(session: Session, asked: Asked) -> None:
        command = voting.pressed(session, replace(asked, payload=payload))
        assert command is not None
        command.answer(session, asked)

    return press


def _sign(model: Model, poll: StoredPoll, _first: object, at: int, chat: str, number: int) -> Event:
    if model.stands(number):
        model.asked.add(model.who[chat])
        model.says(model.who[chat], at, {number: Answer.YES})
    return _through(voting.signed(poll, number))


def _ticks(
    model: Model, poll: StoredPoll, first: Sequence[Option], at: int, chat: str, ticked: set[tuple[int, str]]
) -> Event:
    """A response to a network's own poll, which shows the dates as they were sent."""
    said: dict[int, Answer | None] = {}
    for place, option in enumerate(first):
        letters = {letter for one, letter in ticked if one == place}
        answer = Answer.YES if "j" in letters else Answer.IF_NEEDED if letters else Answer.NO
        if model.stands(option.number, option.rev):
            said[option.number] = answer if ticked else None
    model.asked.add(model.who[chat])
    model.says(model.who[chat], at, said)
    ids = [ballots.ticks(first[place])["jz".index(letter)] for place, letter in ticked]
    return _through(voting.ticked(poll, ids, {option.id: option.rev for option in first}))


def _entered(
    model: Model, poll: StoredPoll, _first: object, at: int, body: str, answers: dict[int, Answer]
) -> Event | None:
    open_ = {option.id: answers[option.number] for option in poll.open_options if option.number in answers}
    if not open_:
        return None
    model.says(body, at, {number: one for number, one in answers.items() if model.stands(number)})

    def enter(session: Session, asked: Asked) -> None:
        polling.cast_for(session, poll, body, open_, asked.person, f"entered:{asked.serial}", asked.now)

    return enter


_SAYS: dict[str, Callable[..., Event | None]] = {
    "words": _words, "button": _button, "sign": _sign, "ticks": _ticks, "entered": _entered,
}  # fmt: skip


def _change(
    session: Session, model: Model, poll: StoredPoll, kind: str, who: Any, what: Any, at: int, now: datetime
) -> None:
    if kind == "links" and model.who[who] != model.who[what]:
        one, other = (_asked(session, chat, 0, now).person for chat in (who, what))
        assert one is not None
        assert other is not None
        kept, gone = merging.survivor_of(session, one, other)
        model.link(*((who, what) if kept == one else (what, who)))
        merging.merge(session, kept, gone, now)
    elif kind == "splits" and list(model.who.values()).count(model.who[who]) > 1:
        a = t.address.c
        address = session.execute(select(a.id).where(a.account == ACCOUNTS[who], a.chat == who)).scalar_one()
        member = _asked(session, who, 0, now).person
        assert member is not None
        model.split(who, at)
        assert linking.split(session, member, address, now) is not None
    elif kind in ("moves", "drops") and model.stands(who) and len(poll.open_options) > 1:
        option = poll.numbered(who)
        assert option is not None
        rev, _ = model.options[who]
        if kind == "moves":
            model.options[who] = (rev + 1, True)
            repolling.move(session, poll, option, replace(DATES[0], day=date(2027, 2, 1) + timedelta(days=at)), now)
        else:
            model.options[who] = (rev, False)
            repolling.drop(session, poll, option)
        model.forget(who)
    elif kind == "adds" and len(model.options) < 4:
        model.options[4] = (1, True)
        repolling.add(session, poll, replace(DATES[0], day=date(2027, 3, 1)), now)


def _compare(session: Session, number: int, model: Model) -> None:
    poll = polls.load(session, number)
    assert poll is not None
    tally = polls.tally(session, poll)
    a, o = t.address.c, t.organisation.c
    holders = {f"p{row.recipient}": model.who[row.chat] for row in session.execute(select(a.recipient, a.chat))}
    holders |= {f"o{id_}": name for id_, name in session.execute(select(o.id, o.name))}
    found = {
        (holders[voter.key], row.option.number): answer
        for row in tally.rows
        for answer, voters in ((Answer.YES, row.yes), (Answer.IF_NEEDED, row.if_needed), (Answer.NO, row.no))
        for voter in voters
    }
    assert found == {key: answer for key, answer in model.answers.items() if answer is not None}
    assert tally.voters == len(model.asked)
    assert [row.option.number for row in tally.rows] == [n for n, (_, there) in sorted(model.options.items()) if there]

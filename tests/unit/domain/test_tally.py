"""What a poll comes to: the last answer counts, in a plain model too; and how a date is proposed."""

from collections.abc import Mapping
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phrases import When
from domain.poll import Answer, Option, Quorum, Unit
from domain.tally import Answers, Ballot, Voter, cast, count, decided_by, merge, proposal, ranking

J, Z, N = Answer.YES, Answer.IF_NEEDED, Answer.NO
OPTIONS = tuple(Option(id_, id_, When(date(2027, 1, 18 + id_), time(10))) for id_ in (1, 2, 3))
PEOPLE = ("ada", "bea", "cem", "dua")

# --- the plain model: everything that happened, in order; what stands is looked up in it from behind

Step = tuple[str, str, int, Answer | None, str]
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("says"), st.sampled_from(PEOPLE), st.integers(1, 3), st.sampled_from((*Answer, None)), st.just("")
        ),
        st.tuples(st.just("moves"), st.just(""), st.integers(1, 3), st.none(), st.just("")),
        st.tuples(st.just("links"), st.sampled_from(PEOPLE), st.just(0), st.none(), st.sampled_from(PEOPLE)),
    ),
    max_size=25,
)


def in_the_model(happened: list[Step]) -> dict[tuple[str, int], Answer]:
    """Return what stands, by who somebody is in the end and the date."""
    who = dict(zip(PEOPLE, PEOPLE, strict=True))
    for kind, one, _, _, other in happened:
        if kind == "links" and who[one] != who[other]:
            gone = who[other]
            who = {name: who[one] if now == gone else now for name, now in who.items()}
    found: dict[tuple[str, int], Answer] = {}
    for person in set(who.values()):
        for option in (1, 2, 3):
            for kind, one, about, answer, _ in reversed(happened):
                if kind == "moves" and about == option:
                    break
                if kind == "says" and who[one] == person and about == option:
                    if answer is not None:
                        found[person, option] = answer
                    break
    return found


@given(steps)
def test_whatever_happens_in_whatever_order_the_last_answer_stands(happened: list[Step]) -> None:
    standing: Answers = {}
    revs = dict.fromkeys((1, 2, 3), 1)
    who = dict(zip(PEOPLE, PEOPLE, strict=True))
    for at, (kind, one, about, answer, other) in enumerate(happened, 1):
        if kind == "says":
            standing = cast(standing, Ballot(who[one], at, {about: answer}, revs))
        elif kind == "moves":
            revs[about] += 1
        elif who[one] != who[other]:
            kept, gone = who[one], who[other]
            standing = merge(standing, kept, gone)
            who = {name: kept if now == gone else now for name, now in who.items()}
    options = [Option(one.id, one.number, one.when, revs[one.id]) for one in OPTIONS]
    tally = count(options, [Voter(name) for name in set(who.values())], standing)
    found = {
        (voter.key, row.option.id): answer
        for row in tally.rows
        for answer, voters in ((J, row.yes), (Z, row.if_needed), (N, row.no))
        for voter in voters
    }
    assert found == in_the_model(happened)


@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(1, 3), st.sampled_from((*Answer, None))), max_size=12),
    st.data(),
)
def test_ballots_that_come_in_another_order_come_to_the_same(
    said: list[tuple[str, int, Answer | None]], data: st.DataObject
) -> None:
    ballots = [Ballot(who, at, {option: answer}, {option: 1}) for at, (who, option, answer) in enumerate(said, 1)]
    shuffled = data.draw(st.permutations([*ballots, *ballots]))
    expected: Answers = {}
    for ballot in ballots:
        expected = cast(expected, ballot)
    found: Answers = {}
    for ballot in shuffled:
        found = cast(found, ballot)
    assert found == expected


def test_what_was_taken_back_by_one_account_is_not_answered_by_an_older_word_of_another() -> None:
    standing = cast({}, Ballot("bea", 1, {1: J}, {1: 1}))
    standing = cast(standing, Ballot("ada", 2, {1: None}, {1: 1}))
    assert [one.key for one in count(OPTIONS, [Voter("ada")], merge(standing, "ada", "bea")).rows[0].missing] == ["ada"]


# --- counting


def given_(answers: Mapping[tuple[str, int], Answer], rev: int = 1) -> Answers:
    """Return answers as they stand after one ballot each."""
    standing: Answers = {}
    for at, ((voter, option), answer) in enumerate(answers.items(), 1):
        standing = cast(standing, Ballot(voter, at, {option: answer}, {option: rev}))
    return standing


def test_who_has_not_answered_is_missing_and_a_no_is_none() -> None:
    voters = [Voter(name) for name in PEOPLE]
    tally = count(OPTIONS, voters, given_({("ada", 1): J, ("ada", 2): N, ("ada", 3): N, ("bea", 1): Z}))
    first = tally.rows[0]
    assert [[one.key for one in group] for group in (first.yes, first.if_needed, first.no, first.missing)] == [
        ["ada"], ["bea"], [], ["cem", "dua"],
    ]  # fmt: skip
    assert [one.key for one in tally.silent] == ["cem", "dua"]
    assert [one.key for one in tally.incomplete] == ["bea"]
    assert tally.answered == 2


def test_a_moved_date_asks_only_those_who_answered_to_it() -> None:
    standing = given_({(name, option): J for name in PEOPLE for option in (1, 2, 3)})
    moved = [OPTIONS[0], Option(2, 2, OPTIONS[1].when, rev=2), OPTIONS[2]]
    tally = count(moved, [Voter(name) for name in PEOPLE], standing)
    assert [len(row.missing) for row in tally.rows] == [0, 4, 0]
    assert tally.silent == ()


def test_an_answer_for_an_organisation_counts_and_is_never_missing() -> None:
    voters = [Voter("ada"), Voter("org:Jobcenter", "Jobcenter", entered=True)]
    tally = count(OPTIONS, voters, given_({("org:Jobcenter", 1): J}))
    assert [one.key for one in tally.rows[0].yes] == ["org:Jobcenter"]
    assert [one.key for one in tally.rows[1].missing] == ["ada"]
    assert tally.voters == 1


# --- the proposal

FOUR = [
    Voter("ada", "Caritas", frozenset({"heide"})),
    Voter("bea", "Caritas", frozenset({"heide"})),
    Voter("cem", "AWO", frozenset({"hannover"})),
    Voter("dua", "DRK", frozenset({"hannover"})),
]


@pytest.mark.parametrize(
    ("answers", "quorum", "best", "because"),
    [
        ({("ada", 1): J, ("ada", 2): J, ("bea", 2): J}, None, 2, "yes"),
        ({("ada", 1): J, ("ada", 2): J, ("bea", 2): Z}, None, 2, "if_needed"),
        ({("ada", 2): J, ("ada", 3): J}, None, 2, "earlier"),
        ({("ada", 1): J, ("bea", 1): J, ("cem", 2): J, ("ada", 2): Z}, Quorum(2, Unit.ORGANISATIONS), 2, "quorum"),
        ({("ada", 1): J, ("bea", 1): J, ("cem", 2): J, ("dua", 2): Z}, Quorum(2, Unit.REGIONS), 1, "yes"),
        ({("ada", 1): Z, ("bea", 1): Z, ("cem", 3): J}, Quorum(2, Unit.PERSONS), 1, "quorum"),
    ],
    ids=["more yes", "more if need be", "earlier", "organisations", "no quorum anywhere", "persons"],
)
def test_the_announced_order(
    answers: dict[tuple[str, int], Answer], quorum: Quorum | None, best: int, because: str
) -> None:
    ranks = ranking(count(OPTIONS, FOUR, given_(answers)), quorum)
    found = proposal(ranks)
    assert found is not None
    assert (found.option.id, decided_by(ranks)) == (best, because)


def test_nothing_is_proposed_when_nobody_can_come() -> None:
    assert proposal(ranking(count(OPTIONS, FOUR, given_({("ada", 1): N})), None)) is None
    assert decided_by(ranking(count(OPTIONS[:1], FOUR, {}), None)) == ""


def test_a_date_that_was_dropped_is_not_counted() -> None:
    dropped = [*OPTIONS[:2], Option(3, 3, OPTIONS[2].when, open=False)]
    assert [row.option.id for row in count(dropped, FOUR, given_({("ada", 3): J})).rows] == [1, 2]

"""The judge finds every way in which a promise can be broken, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.judging import Arrival, Book, CallRow, Finding, Kind, Promise, Revision, Verdict, judge
from domain.state import DeliveryState, DispatchState, Part, derive

PROPERTY = settings(max_examples=150, deadline=None)

QUEUED, SENDING, SENT, FAILED, UNSURE, CANCELLED = DispatchState
EAST, WEST = "memory:ost", "memory:west"
NOTICE = 7


def promise(id_: int = 1, state: DeliveryState = DeliveryState.SENT, **changes: Any) -> Promise:
    """Return a delivery of notice 7 to recipient ID at address ID, expanded."""
    found = Promise(id_, NOTICE, 1, id_, EAST, id_, state, expanded=True)
    return found._replace(**changes)


def call(id_: int = 1, state: DispatchState = SENT, **changes: Any) -> CallRow:
    """Return the only part of delivery ID, called once."""
    tries = 0 if state in (QUEUED, CANCELLED) else 1
    found = CallRow(id_, f"d{id_}-{id_}-0", EAST, id_, f"c{id_}", "", "send", 0, state, tries, (), state is SENT)
    return found._replace(**changes)


def arrived(row: CallRow, **changes: Any) -> Arrival:
    """Return the arrival of a call in its current attempt."""
    return Arrival(row.account, row.key, row.chat, row.op, row.tries)._replace(**changes)


@dataclass(frozen=True)
class World:
    """Rows and journals. None: what fits the rest."""

    promises: Sequence[Promise] = ()
    calls: Sequence[CallRow] = ()
    arrivals: Sequence[Arrival] = ()
    links: Sequence[tuple[int, int]] | None = None
    keyed: Mapping[str, bool] | None = None
    revisions: Sequence[Revision] | None = None

    def verdict(self) -> Verdict:
        """Let the judge look at it. Unless it is said, deliveries and dispatches of one number belong together."""
        links = self.links
        if links is None:
            links = [(one.id, row.id) for one in self.promises for row in self.calls if one.id == row.id]
        revisions = self.revisions
        if revisions is None:
            count: dict[tuple[int, int], int] = {}
            for one in self.promises:
                count[one.notice, one.rev] = count.get((one.notice, one.rev), 0) + 1
            revisions = [Revision(notice, rev, number) for (notice, rev), number in count.items()]
        keyed = {EAST: False} if self.keyed is None else self.keyed
        return judge(Book(revisions, self.promises, self.calls, links), self.arrivals, keyed)


def one(state: DeliveryState, row: CallRow, *arrivals: Arrival, keyed: bool = False) -> World:
    """Return the world of one delivery with one call."""
    return World([promise(state=state)], [row], arrivals, keyed={EAST: keyed})


def kinds(verdict: Verdict) -> dict[str, int]:
    """Return how many findings of each kind there are."""
    found: dict[str, int] = {}
    for finding in verdict.findings:
        found[finding.kind.value] = found.get(finding.kind.value, 0) + 1
    return found


WAITING, DONE, GIVEN_UP, OPEN, SKIPPED = DeliveryState
OTHER_KEY = call(2, key="x", address=1, chat="c1")
TWICE = call(tries=2, repeated=(1,))
PART_2 = call(2, key="d1-1-1", address=1, chat="c1", seq=1)
EDIT = call(2, key="d1-1-0-edit", op="edit", address=1, chat="c1", target=1)
ELSEWHERE = EDIT._replace(account=WEST, address=2)
TWO_KINDS = {"unsure": 1, "double": 1}
BOTH_PARTS = [(1, 1), (1, 2)]
FALLBACK = call(2, key="d1-2-0", address=2, chat="c2", account=WEST)
BOTH_NETS = {EAST: False, WEST: False}
MOVED = promise(account=WEST, address=2)
DIGEST = call(key="g4-1-1-0")
AGAIN = call(2, key="g4-1-2-0", address=1, chat="c1")
SAME_CHAT = call(2, chat="c1")
PART_2_WAITS = PART_2._replace(state=QUEUED, tries=0)
FORUM = call(2, chat="c1", thread="2")

FINE = [
    pytest.param(World(), id="an idle database without notices"),
    pytest.param(World(revisions=[Revision(NOTICE, 1, 0)]), id="a notice for nobody"),
    pytest.param(one(DONE, call(), arrived(call())), id="sent and arrived"),
    pytest.param(one(DONE, call(), arrived(call()), keyed=True), id="sent and arrived on a keyed network"),
    pytest.param(one(WAITING, call(state=QUEUED)), id="queued and not arrived"),
    pytest.param(one(GIVEN_UP, call(state=FAILED)), id="failed and not arrived"),
    pytest.param(one(SKIPPED, call(state=CANCELLED)), id="stopped before it left"),
    pytest.param(one(DONE, call(tries=3), arrived(call(tries=3))), id="arrived in the third attempt, after two floods"),
    pytest.param(one(DONE, TWICE, arrived(TWICE)), id="repeated, the first attempt did not arrive"),
    pytest.param(one(DONE, TWICE, arrived(TWICE, attempt=1)), id="repeated, only the first attempt arrived"),
    pytest.param(
        one(DONE, TWICE, arrived(TWICE, attempt=1), arrived(TWICE)), id="a permitted repeat, both attempts arrived"
    ),
    pytest.param(
        one(DONE, TWICE, arrived(TWICE), arrived(TWICE, attempt=1)), id="a permitted repeat overtook the first attempt"
    ),
    pytest.param(
        one(WAITING, TWICE._replace(state=QUEUED), arrived(TWICE, attempt=1)), id="possibly sent and to be repeated"
    ),
    pytest.param(
        one(GIVEN_UP, TWICE._replace(state=FAILED), arrived(TWICE, attempt=1)), id="the repeat of what arrived failed"
    ),
    pytest.param(
        one(DONE, call(tries=2), arrived(call(), attempt=1), keyed=True), id="keyed: the repeat was known"
    ),
    pytest.param(
        one(DONE, call(op="edit", tries=2, repeated=(1,)), *[arrived(call(op="edit"), attempt=a) for a in (1, 2)]),
        id="an edit that was repeated",
    ),
    pytest.param(one(DONE, call(op="delete"), arrived(call(op="edit"))), id="withdrawn by editing"),
    pytest.param(
        World([promise()], [call(), EDIT], [arrived(call()), arrived(EDIT)]), id="an edit at the address of the message"
    ),
    pytest.param(one(DONE, call(op="open")), id="a chat that was open already"),
    pytest.param(World([], [call(key="answer")], [arrived(call(key="answer"))]), id="an answer that no delivery made"),
    pytest.param(
        World([promise(state=GIVEN_UP, address=None, account="", expanded=False)]), id="nobody has an address for it"
    ),
    pytest.param(World([promise(state=GIVEN_UP, expanded=False)]), id="expired before it became dispatches"),
    pytest.param(World([promise(state=SKIPPED, expanded=False)]), id="superseded before it became dispatches"),
    pytest.param(World([promise(state=WAITING, expanded=False)]), id="waits for the morning"),
    pytest.param(
        World([promise()], [call(), PART_2], [arrived(call()), arrived(PART_2)], BOTH_PARTS), id="two parts arrived"
    ),
    pytest.param(
        World([promise(state=WAITING)], [call(), PART_2_WAITS], [arrived(call())], BOTH_PARTS),
        id="the second part waits",
    ),
    pytest.param(
        World([promise(), promise(2, notice=8, address=1)], [call()], [arrived(call())], [(1, 1), (2, 1)]),
        id="a digest: two deliveries, one message",
    ),
    pytest.param(
        World([MOVED], [call(state=FAILED), FALLBACK], [arrived(FALLBACK)], BOTH_PARTS, BOTH_NETS),
        id="fallback after the first address gave up",
    ),
    pytest.param(
        World([MOVED._replace(state=WAITING, expanded=False)], [call(state=FAILED)], (), None, BOTH_NETS),
        id="fallback that has not become dispatches yet",
    ),
    pytest.param(
        World([promise(), promise(2)], [call(), FORUM], [arrived(call()), arrived(FORUM)]), id="two topics of one forum"
    ),
    pytest.param(
        World([promise(), promise(2, rev=2)], [call(), SAME_CHAT], [arrived(call()), arrived(SAME_CHAT)]),
        id="a correction as a message of its own",
    ),
    pytest.param(
        World([promise()], [DIGEST._replace(state=CANCELLED, tries=0), AGAIN], [arrived(AGAIN)], [(1, 2)]),
        id="a digest that was composed anew before it left",
    ),
    pytest.param(
        World([promise()], [call()], [arrived(call()), arrived(call(9), late=True)]), id="unknown when we looked"
    ),
    pytest.param(one(WAITING, call(state=QUEUED), arrived(call(), late=True)), id="queued when we looked"),
    pytest.param(one(DONE, call(), arrived(call(), late=True)), id="arrived after we counted"),
    pytest.param(World([promise()], [call()], keyed={}), id="without a journal the row is believed"),
    pytest.param(World([promise()], [call()], keyed={WEST: False}), id="the journal is that of another network"),
]  # fmt: skip


@pytest.mark.parametrize("world", FINE)
def test_what_is_in_order_is_not_blamed(world: World) -> None:
    assert world.verdict() == Verdict(())
    assert world.verdict().ok


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(one(OPEN, call(state=UNSURE)), id="unsure and not arrived"),
        pytest.param(one(OPEN, call(state=UNSURE), arrived(call())), id="unsure and arrived"),
        pytest.param(one(OPEN, call(state=UNSURE), arrived(call()), keyed=True), id="unsure on a keyed network"),
        pytest.param(
            one(OPEN, TWICE._replace(state=UNSURE), arrived(TWICE, attempt=1), arrived(TWICE)),
            id="the permitted repeat is unsure too",
        ),
        pytest.param(one(WAITING, call(state=SENDING)), id="killed before it arrived"),
        pytest.param(one(WAITING, call(state=SENDING), arrived(call())), id="killed after it arrived"),
        pytest.param(one(DONE, call(answered=False)), id="decided by hand that it was sent"),
        pytest.param(World([promise(state=OPEN)], [call(state=UNSURE)], keyed={}), id="unsure, without a journal"),
    ],
)
def test_what_is_unsure_is_told_and_no_fault(world: World) -> None:
    verdict = world.verdict()
    assert kinds(verdict) == {"unsure": 1}
    assert verdict.ok
    assert verdict.findings[0].why.endswith(".")


def test_an_unsure_message_is_told_with_what_the_journal_says() -> None:
    assert "Laut Journal ist sie nicht angekommen." in one(OPEN, call(state=UNSURE)).verdict().findings[0].why
    assert "Angekommen ist sie" in one(OPEN, call(state=UNSURE), arrived(call())).verdict().findings[0].why
    assert "läuft gerade oder endete" in one(WAITING, call(state=SENDING)).verdict().findings[0].why


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        pytest.param(World(revisions=[Revision(NOTICE, 1, 2)]), {"lost": 1}, id="no delivery at all"),
        pytest.param(
            World([promise()], [call()], [arrived(call())], revisions=[Revision(NOTICE, 1, 2)]),
            {"lost": 1},
            id="fewer deliveries than frozen",
        ),
        pytest.param(
            World([promise()], [call()], [arrived(call())], revisions=[Revision(NOTICE, 1, 0)]),
            {"double": 1},
            id="more deliveries than frozen",
        ),
        pytest.param(
            World([promise()], [call()], [arrived(call())], revisions=[]),
            {"double": 1},
            id="a delivery of no frozen notice",
        ),
        pytest.param(
            World([promise(), promise(2, recipient=1)], [call(), call(2)], [arrived(call()), arrived(call(2))]),
            {"double": 1},
            id="two deliveries for one recipient",
        ),
        pytest.param(World([promise(state=WAITING)]), {"lost": 1}, id="waits, but nothing would ever send it"),
        pytest.param(one(DONE, call()), {"lost": 1}, id="sent but not in the journal"),
        pytest.param(one(DONE, call(), keyed=True), {"lost": 1}, id="sent but not in the journal of a keyed network"),
        pytest.param(one(DONE, call(op="edit")), {"lost": 1}, id="an edit that is not in the journal"),
        pytest.param(one(DONE, call(op="delete")), {"lost": 1}, id="a deletion that is not in the journal"),
        pytest.param(one(DONE, call(op="pin")), {"lost": 1}, id="a pin that is not in the journal"),
        pytest.param(World((), [call(key="answer")]), {"lost": 1}, id="an answer that is not in the journal"),
        pytest.param(
            World([promise(), promise(2, notice=8, address=1)], [call()], (), [(1, 1), (2, 1)]),
            {"lost": 2},
            id="a lost digest loses both deliveries",
        ),
        pytest.param(
            World([promise()], [call(), PART_2], [arrived(call())], BOTH_PARTS),
            {"lost": 1},
            id="the second part is missing",
        ),
    ],
)
def test_what_is_lost_is_found(world: World, expected: dict[str, int]) -> None:
    verdict = world.verdict()
    assert kinds(verdict) == expected
    assert not verdict.ok


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        pytest.param(
            one(DONE, call(), arrived(call()), arrived(call())), {"double": 1}, id="one attempt arrived twice"
        ),
        pytest.param(
            one(DONE, call(tries=2), arrived(call(), attempt=1), arrived(call(), attempt=2)),
            {"false": 1, "double": 1},
            id="a repeat that nobody permitted",
        ),
        pytest.param(
            one(DONE, TWICE, *[arrived(TWICE, attempt=attempt) for attempt in (1, 1, 2)]),
            {"double": 1},
            id="the permitted repeat, and the first attempt twice",
        ),
        pytest.param(
            one(OPEN, call(state=UNSURE), arrived(call()), arrived(call())), TWO_KINDS, id="unsure, and twice"
        ),
        pytest.param(
            one(DONE, TWICE, arrived(TWICE, attempt=1), arrived(TWICE), keyed=True),
            {"double": 1},
            id="keyed: a repeat is never permitted to arrive again",
        ),
        pytest.param(
            World(
                [promise()], [call(), OTHER_KEY],
                [arrived(call()), arrived(OTHER_KEY)], BOTH_PARTS,
            ),
            {"double": 1},
            id="one part in two dispatches",
        ),
        pytest.param(
            World(
                [MOVED], [call(state=FAILED, tries=2, repeated=(1,)), FALLBACK],
                [arrived(call()), arrived(FALLBACK)], BOTH_PARTS, BOTH_NETS,
            ),
            {"double": 1},
            id="fallback although the first address had it",
        ),
        pytest.param(
            World(
                [promise(), promise(2)], [call(), SAME_CHAT], [arrived(call()), arrived(SAME_CHAT)]
            ),
            {"double": 1},
            id="two recipients in one chat",
        ),
        pytest.param(
            World([promise()], [DIGEST, AGAIN], [arrived(DIGEST), arrived(AGAIN)], [(1, 2)]),
            {"double": 1},
            id="a digest that was composed anew after it had left",
        ),
        pytest.param(
            World([promise(), promise(2)], [call(), SAME_CHAT], keyed={}),
            {"double": 1},
            id="two recipients in one chat, by the rows alone",
        ),
        pytest.param(
            World([promise()], [call()], [arrived(call()), arrived(call(), late=True)]),
            {"double": 1},
            id="sent, and once more after we looked",
        ),
    ],
)  # fmt: skip
def test_what_is_double_is_found(world: World, expected: dict[str, int]) -> None:
    verdict = world.verdict()
    assert kinds(verdict) == expected
    assert not verdict.ok


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        pytest.param(one(DONE, call(state=FAILED)), {"false": 1}, id="the delivery is sent, its part failed"),
        pytest.param(one(WAITING, call(), arrived(call())), {"false": 1}, id="the delivery waits, all parts are sent"),
        pytest.param(
            one(WAITING, call(state=UNSURE)), {"false": 1, "unsure": 1}, id="the delivery waits, a part is unsure"
        ),
        pytest.param(
            World([promise()], [call(), PART_2_WAITS], [arrived(call())], BOTH_PARTS),
            {"false": 1},
            id="the delivery is sent, the second part waits",
        ),
        pytest.param(World([promise()]), {"false": 1}, id="sent without a dispatch"),
        pytest.param(World([promise(state=OPEN)]), {"false": 1}, id="unsure without a dispatch"),
        pytest.param(
            World([MOVED], [call()], [arrived(call())], keyed=BOTH_NETS),
            {"false": 1},
            id="sent at another address only",
        ),
        pytest.param(one(WAITING, call(state=QUEUED), arrived(call())), {"false": 1}, id="queued, but it arrived"),
        pytest.param(one(GIVEN_UP, call(state=FAILED), arrived(call())), {"false": 1}, id="failed, but it arrived"),
        pytest.param(
            one(SKIPPED, call(state=CANCELLED), arrived(call())), {"false": 1}, id="cancelled, but it arrived"
        ),
        pytest.param(
            one(GIVEN_UP, TWICE._replace(state=FAILED), arrived(TWICE)),
            {"false": 1},
            id="the repeat failed, but it arrived",
        ),
        pytest.param(
            one(DONE, call(tries=2), arrived(call(), attempt=1)),
            {"false": 1},
            id="arrived in an attempt that was not noted",
        ),
        pytest.param(
            one(DONE, call(), arrived(call(), attempt=2)), {"false": 1}, id="arrived in an attempt that never was"
        ),
        pytest.param(
            one(DONE, call(), arrived(call(), attempt=2), keyed=True),
            {"false": 1},
            id="keyed: an attempt that never was",
        ),
        pytest.param(
            one(WAITING, call(state=QUEUED, tries=1), arrived(call(), attempt=1), keyed=True),
            {"false": 1},
            id="keyed: queued, but it arrived",
        ),
        pytest.param(one(DONE, call(), arrived(call(), chat="c9")), {"false": 1}, id="arrived in another chat"),
        pytest.param(one(DONE, call(), arrived(call(op="pin"))), {"false": 1}, id="arrived as something else"),
        pytest.param(
            World([promise()], [call(), ELSEWHERE], [arrived(call()), arrived(ELSEWHERE)], keyed=BOTH_NETS),
            {"false": 1},
            id="an edit of a message at another address",
        ),
        pytest.param(World((), (), [arrived(call())]), {"false": 1}, id="arrived without a dispatch"),
        pytest.param(
            World([promise()], [call()], [arrived(call(), account=WEST)], keyed=BOTH_NETS),
            {"false": 1, "lost": 1},
            id="arrived on the wrong network",
        ),
        pytest.param(
            World((), [DIGEST], [arrived(DIGEST)], ()), {"false": 1}, id="a digest arrived that no delivery knows"
        ),
        pytest.param(
            World([promise()], [call(state=QUEUED)], keyed={}), {"false": 1}, id="a contradiction, without a journal"
        ),
    ],
)
def test_what_is_false_is_found(world: World, expected: dict[str, int]) -> None:
    verdict = world.verdict()
    assert kinds(verdict) == expected
    assert not verdict.ok


def test_a_finding_names_what_it_is_about() -> None:
    (lost,) = one(DONE, call()).verdict().of(Kind.LOST)
    why = "Die Sendung gilt als angekommen, steht aber nicht im Journal."
    assert lost == Finding(Kind.LOST, why, notice=NOTICE, delivery=1, dispatch="d1-1-0", account=EAST)


# --- any consistent world, and one thing in it that is changed


@st.composite
def calls_(draw: st.DrawFn, id_: int, number: int, seq: int) -> tuple[CallRow, list[Arrival]]:
    """Return one part of delivery `number`, and what its network may have written down about it."""
    state = draw(st.sampled_from(DispatchState))
    repeated = draw(st.sampled_from([(), (1,), (1, 3)]))
    current = repeated[-1] + 1 if repeated else 1
    tries = 0 if state is CANCELLED or (state is QUEUED and not repeated) else current
    row = call(id_, state, key=f"d{number}-{number}-{seq}", address=number, chat=f"c{number}", seq=seq, tries=tries)
    row = row._replace(repeated=repeated if tries else ())
    attempts = [attempt for attempt in row.repeated if draw(st.booleans())]
    if state is SENT or (state in (SENDING, UNSURE) and draw(st.booleans())):
        attempts.append(tries)
    return row, [arrived(row, attempt=attempt) for attempt in attempts]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return a world in which everything is as it should be."""
    promises: list[Promise] = []
    rows: list[CallRow] = []
    arrivals: list[Arrival] = []
    links: list[tuple[int, int]] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        mine: list[CallRow] = []
        for seq in range(draw(st.integers(1, 3))):
            row, heard = draw(calls_(len(rows) + 1, number, seq))
            mine.append(row)
            rows.append(row)
            arrivals.extend(heard)
            links.append((number, row.id))
        state, _ = derive([Part(row.state) for row in mine])
        promises.append(promise(number, state))
    revisions = [Revision(NOTICE, 1, len(promises))]
    return World(promises, rows, draw(st.permutations(arrivals)), links, {EAST: False}, revisions)


@PROPERTY
@given(worlds())
def test_a_consistent_world_is_ok(world: World) -> None:
    verdict = world.verdict()
    assert verdict.ok
    open_ = sum(row.state in (UNSURE, SENDING) for row in world.calls)
    assert kinds(verdict) == ({"unsure": open_} if open_ else {})


@PROPERTY
@given(worlds(), st.data())
def test_a_dropped_arrival_is_noticed_unless_nobody_can_miss_it(world: World, data: st.DataObject) -> None:
    if not world.arrivals:
        return
    gone = data.draw(st.sampled_from(range(len(world.arrivals))))
    dropped, rest = world.arrivals[gone], [*world.arrivals[:gone], *world.arrivals[gone + 1 :]]
    (row,) = (row for row in world.calls if row.key == dropped.key)
    missed = row.state is SENT and all(arrival.key != row.key for arrival in rest)
    verdict = replace(world, arrivals=rest).verdict()
    assert [finding.dispatch for finding in verdict.of(Kind.LOST)] == ([row.key] if missed else [])
    assert verdict.ok is not missed


@PROPERTY
@given(worlds(), st.data())
def test_an_added_arrival_is_noticed_unless_its_attempt_was_recorded(world: World, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(list(world.calls)))
    attempt = data.draw(st.integers(1, 5))
    heard = [arrival.attempt for arrival in world.arrivals if arrival.key == row.key]
    recorded = attempt in row.repeated or (row.state in (SENT, SENDING, UNSURE) and attempt == row.tries)
    verdict = replace(world, arrivals=[*world.arrivals, arrived(row, attempt=attempt)]).verdict()
    assert verdict.ok is (recorded and attempt not in heard)
    assert bool(verdict.of(Kind.FALSE)) is not recorded
    assert {finding.dispatch for finding in verdict.findings if finding.kind is not Kind.UNSURE} <= {row.key}


@PROPERTY
@given(worlds(), st.data())
def test_a_flipped_state_of_a_delivery_is_noticed(world: World, data: st.DataObject) -> None:
    position = data.draw(st.sampled_from(range(len(world.promises))))
    was = world.promises[position]
    flipped = was._replace(
        state=data.draw(st.sampled_from([state for state in DeliveryState if state is not was.state]))
    )
    promises = [*world.promises[:position], flipped, *world.promises[position + 1 :]]
    verdict = replace(world, promises=promises).verdict()
    assert [finding.delivery for finding in verdict.of(Kind.FALSE)] == [was.id]


@PROPERTY
@given(worlds(), st.data())
def test_a_flipped_state_of_a_dispatch_is_noticed_when_it_hides_or_invents_an_arrival(
    world: World, data: st.DataObject
) -> None:
    position = data.draw(st.sampled_from(range(len(world.calls))))
    was = world.calls[position]
    state = data.draw(st.sampled_from([state for state in DispatchState if state is not was.state]))
    flipped = was._replace(state=state, answered=state is SENT)
    calls = [*world.calls[:position], flipped, *world.calls[position + 1 :]]
    # The deliveries follow, as a process that believes the wrong state would write them.
    parts = {p.id: [Part(row.state) for row in calls if row.address == p.id] for p in world.promises}
    promises = [p._replace(state=derive(parts[p.id])[0]) for p in world.promises]
    verdict = replace(world, calls=calls, promises=promises).verdict()
    heard = [arrival.attempt for arrival in world.arrivals if arrival.key == was.key]
    invented = state is SENT and not heard
    hidden = state in (QUEUED, FAILED, CANCELLED) and any(attempt not in was.repeated for attempt in heard)
    assert verdict.ok is not (invented or hidden)
    assert bool(verdict.of(Kind.LOST)) is invented
    assert bool(verdict.of(Kind.FALSE)) is hidden


@PROPERTY
@given(worlds(), st.data())
def test_a_dropped_delivery_is_noticed(world: World, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(list(world.promises)))
    left = [p for p in world.promises if p is not gone]
    assert [finding.notice for finding in replace(world, promises=left).verdict().of(Kind.LOST)] == [NOTICE]


@PROPERTY
@given(worlds(), st.data())
def test_a_dropped_dispatch_is_noticed_when_it_was_needed(world: World, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(list(world.calls)))
    calls = [row for row in world.calls if row is not gone]
    rest = [Part(row.state) for row in calls if row.address == gone.address]
    mine = next(p for p in world.promises if p.id == gone.address)
    heard = any(arrival.key == gone.key for arrival in world.arrivals)
    harmless = not heard and (derive(rest)[0] is mine.state if rest else mine.state in (GIVEN_UP, SKIPPED))
    assert replace(world, calls=calls).verdict().ok is harmless

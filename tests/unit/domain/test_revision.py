"""How a recipient of an older revision gets the newer one."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asset import File
from domain.notice import Level
from domain.revision import EditParts, Plan, SendAnew, Supersede, Wait, has_left, plan, plan_files
from domain.state import DispatchState

PROPERTY = settings(max_examples=150, deadline=None)

QUEUED, SENDING, SENT, FAILED, UNSURE, CANCELLED = DispatchState


@pytest.mark.parametrize(
    ("parts", "new_parts", "expected"),
    [
        pytest.param([], 1, Supersede(), id="nothing was made of it yet"),
        pytest.param([QUEUED], 1, Supersede(), id="it still waits"),
        pytest.param([QUEUED, QUEUED], 1, Supersede(), id="all of it still waits"),
        pytest.param([FAILED], 1, Supersede(), id="it never arrived"),
        pytest.param([FAILED, QUEUED], 1, Supersede(), id="its first part never arrived"),
        pytest.param([CANCELLED], 1, Supersede(), id="it was cancelled"),
        pytest.param([SENDING], 1, Wait(), id="it is under way"),
        pytest.param([SENT, SENDING], 1, Wait(), id="its second part is under way"),
        pytest.param([SENT, QUEUED], 1, Wait(), id="its second part follows"),
        pytest.param([SENT, SENDING, QUEUED], 1, Wait(), id="its second part is under way and a third follows"),
        pytest.param([SENT], 1, EditParts(1, 0, 0, announce=False), id="one part for one"),
        pytest.param([SENT, SENT], 2, EditParts(2, 0, 0, announce=False), id="two parts for two"),
        pytest.param([SENT, SENT, SENT], 1, EditParts(1, 2, 0, announce=False), id="it became shorter"),
        pytest.param([SENT], 3, EditParts(1, 0, 2, announce=False), id="it became longer"),
        pytest.param([UNSURE], 1, SendAnew(), id="nobody knows whether it arrived"),
        pytest.param([SENT, UNSURE], 2, SendAnew(), id="nobody knows whether its second part arrived"),
        pytest.param([SENT, UNSURE, QUEUED], 2, SendAnew(), id="an unsure part holds the rest for good"),
        pytest.param([UNSURE, QUEUED], 2, SendAnew(), id="an unsure first part holds the rest for good"),
        pytest.param([SENT, FAILED], 2, SendAnew(), id="its second part failed"),
        pytest.param([SENT, FAILED, QUEUED], 2, SendAnew(), id="a failed part holds the rest for good"),
        pytest.param([SENT, CANCELLED], 2, SendAnew(), id="it was stopped between two parts"),
        pytest.param([SENT, CANCELLED, QUEUED], 2, SendAnew(), id="it was stopped, and a part was left behind"),
    ],
)
def test_a_correction_follows_how_far_the_older_revision_came(
    parts: list[DispatchState], new_parts: int, expected: Plan
) -> None:
    assert plan(parts, new_parts, level=Level.INFO, in_digest=False, can_edit=True) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([SENT, SENT], EditParts(1, 0, 0, announce=False)),
        ([SENT, QUEUED], Wait()),
        ([SENT, SENDING], Wait()),
        ([UNSURE, QUEUED], SendAnew()),
        ([SENT, FAILED], SendAnew()),
    ],
)
def test_files_count_as_parts_but_no_text_takes_their_place(files: list[DispatchState], expected: Plan) -> None:
    assert plan([SENT], 1, files, level=Level.INFO, in_digest=False, can_edit=True) == expected


def test_files_that_stay_are_neither_deleted_nor_sent() -> None:
    a, b, c = (File(name, name, "", 1) for name in "abc")
    assert plan_files([a, b], [a, b]) == ([], [])
    assert plan_files([a, b], [b, c]) == ([0], [1])
    assert plan_files([], [a, b]) == ([], [0, 1])
    assert plan_files([a, b], []) == ([0, 1], [])


@pytest.mark.parametrize(
    ("level", "announce"),
    [
        pytest.param(Level.INFO, False, id="info silently"),
        pytest.param(Level.IMPORTANT, True, id="important with a word"),
        pytest.param(Level.URGENT, True, id="urgent with a word"),
    ],
)
def test_an_edit_is_announced_from_important_on(level: Level, *, announce: bool) -> None:
    assert plan([SENT], 1, level=level, in_digest=False, can_edit=True) == EditParts(1, 0, 0, announce=announce)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([QUEUED], Supersede(), id="the digest still waits"),
        pytest.param([FAILED], Supersede(), id="the digest never arrived"),
        pytest.param([SENDING], Wait(), id="the digest is under way: its answer may be that it goes out later"),
        pytest.param([SENT], SendAnew(), id="the digest was sent"),
        pytest.param([UNSURE], SendAnew(), id="nobody knows whether the digest arrived"),
    ],
)
def test_a_correction_of_what_was_in_a_digest_is_its_own_message(parts: list[DispatchState], expected: Plan) -> None:
    assert plan(parts, 1, level=Level.IMPORTANT, in_digest=True, can_edit=True) == expected


def test_where_nothing_can_be_edited_the_correction_is_its_own_message() -> None:
    assert plan([SENT], 1, level=Level.INFO, in_digest=False, can_edit=False) == SendAnew()
    assert plan([QUEUED], 1, level=Level.INFO, in_digest=False, can_edit=False) == Supersede()
    assert plan([SENDING], 1, level=Level.INFO, in_digest=False, can_edit=False) == Wait()


@pytest.mark.parametrize("state", DispatchState)
def test_what_may_have_arrived_counts_as_left(state: DispatchState) -> None:
    assert has_left([QUEUED, state]) == (state in (SENDING, SENT, UNSURE))


states = st.lists(st.sampled_from(DispatchState), max_size=5)
new_counts = st.integers(0, 6)


@PROPERTY
@given(states, new_counts, st.sampled_from(Level), st.booleans(), st.booleans())
def test_whatever_the_parts_the_plan_keeps_its_promises(
    parts: list[DispatchState], new_parts: int, level: Level, in_digest: bool, can_edit: bool
) -> None:
    found = plan(parts, new_parts, level=level, in_digest=in_digest, can_edit=can_edit)
    match found:
        case EditParts(edited, deleted, added):
            assert can_edit
            assert not in_digest
            assert set(parts) == {SENT}
            assert edited + deleted == len(parts)
            assert edited + added == new_parts
            assert min(edited, deleted, added) >= 0
            assert 0 in (deleted, added)
        case Supersede():
            assert not has_left(parts)
        case Wait():
            assert SENDING in parts or (QUEUED in parts and SENT in parts)
        case SendAnew():
            assert has_left(parts)
            assert SENDING not in parts


@pytest.mark.parametrize(("in_digest", "can_edit"), list(product([False, True], repeat=2)))
def test_nobody_waits_for_what_no_longer_moves(*, in_digest: bool, can_edit: bool) -> None:
    """Without a call under way only a queued part moves, and only while every part before it arrived."""
    for length in range(1, 5):
        for parts in product(DispatchState, repeat=length):
            first = next((state for state in parts if state is not SENT), SENT)
            moves = SENDING in parts or first is QUEUED
            found = plan(parts, 2, level=Level.INFO, in_digest=in_digest, can_edit=can_edit)
            assert not isinstance(found, Wait) or moves, parts

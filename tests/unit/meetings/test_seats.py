"""Seats and the list of those who wait for one."""

from hypothesis import given
from hypothesis import strategies as st

from domain.meeting import Reply
from domain.seats import Standing, settle


def say(
    standing: list[Standing], person: int, reply: Reply, capacity: int | None = 2
) -> tuple[list[Standing], list[int]]:
    return settle(capacity, standing, Standing(person, reply))


def test_who_comes_last_waits_and_moves_up_when_a_seat_is_free() -> None:
    now: list[Standing] = []
    for person in (1, 2, 3, 4):
        now, moved = say(now, person, Reply.YES)
        assert moved == []
    assert {one.person: one.waits for one in now} == {1: None, 2: None, 3: 1, 4: 2}
    now, moved = say(now, 1, Reply.NO)
    assert moved == [3]
    assert {one.person: one.waits for one in now} == {1: None, 2: None, 3: None, 4: 1}


def test_who_changes_between_coming_and_sending_somebody_keeps_their_seat_or_turn() -> None:
    now: list[Standing] = []
    for person in (1, 2, 3):
        now, _ = say(now, person, Reply.YES)
    for person in (1, 3):
        now, moved = say(now, person, Reply.DEPUTY)
        assert moved == []
    assert {one.person: one.waits for one in now} == {1: None, 2: None, 3: 1}


def test_more_seats_let_those_who_wait_move_up_and_fewer_take_nobodys() -> None:
    now: list[Standing] = []
    for person in (1, 2, 3, 4):
        now, _ = say(now, person, Reply.YES)
    more, moved = settle(3, now)
    assert moved == [3]
    fewer, moved = settle(1, more)
    assert (moved, {one.person: one.waits for one in fewer}) == ([], {1: None, 2: None, 3: None, 4: 1})


_SAID = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(Reply)), max_size=25)


@given(_SAID, st.none() | st.integers(0, 4))
def test_no_seat_is_given_twice_or_left_free_while_somebody_waits(
    said: list[tuple[int, Reply]], capacity: int | None
) -> None:
    now: list[Standing] = []
    for person, reply in said:
        now, _ = say(now, person, reply, capacity)
        seated = sum(one.seated for one in now)
        waiting = sorted(one.waits for one in now if one.waits is not None)
        assert waiting == list(range(1, len(waiting) + 1))
        assert capacity is None or seated <= capacity
        assert not waiting or seated == capacity

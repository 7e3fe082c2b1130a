"""What follows when it is not known whether a message arrived."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.notice import NoticeKind
from domain.state import Op
from domain.unsure import REPLY_IS_YOUNG, OnUnsure, Repeat, Stay, after_unsure, rule_for

PROPERTY = settings(max_examples=150, deadline=None)

YOUNG = timedelta(minutes=1)
OLD = timedelta(days=3)
ages = st.timedeltas(timedelta(0), timedelta(days=30))


@pytest.mark.parametrize(
    ("op", "kind", "expected"),
    [
        pytest.param(Op.SEND, None, OnUnsure.REPEAT_YOUNG, id="an answer to a command"),
        pytest.param(Op.SEND, NoticeKind.REMINDER, OnUnsure.REPEAT_MARKED, id="a reminder"),
        pytest.param(Op.SEND, NoticeKind.INVITATION, OnUnsure.REPEAT_MARKED, id="an invitation"),
        pytest.param(Op.SEND, NoticeKind.FACHINFORMATION, OnUnsure.STAY, id="a notice"),
        pytest.param(Op.SEND, NoticeKind.EDITION, OnUnsure.STAY, id="an edition or a digest"),
    ],
)
def test_the_rule_of_a_message_follows_its_kind(op: Op, kind: NoticeKind | None, expected: OnUnsure) -> None:
    assert rule_for(op, kind) is expected


@pytest.mark.parametrize("kind", [None, *NoticeKind])
@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE, Op.PIN, Op.UPLOAD, Op.OPEN])
def test_what_makes_no_second_message_may_always_be_repeated(op: Op, kind: NoticeKind | None) -> None:
    assert rule_for(op, kind) is OnUnsure.REPEAT


@pytest.mark.parametrize(
    ("rule", "repeats", "age", "expected"),
    [
        pytest.param(OnUnsure.REPEAT, 0, YOUNG, Repeat(), id="an edit"),
        pytest.param(OnUnsure.REPEAT, 99, OLD, Repeat(), id="an edit, however often and old"),
        pytest.param(OnUnsure.REPEAT_YOUNG, 0, timedelta(0), Repeat(), id="an answer of this moment"),
        pytest.param(
            OnUnsure.REPEAT_YOUNG, 0, REPLY_IS_YOUNG - timedelta(seconds=1), Repeat(), id="an answer just young enough"
        ),
        pytest.param(OnUnsure.REPEAT_YOUNG, 0, REPLY_IS_YOUNG, Stay(), id="an answer no younger than ten minutes"),
        pytest.param(OnUnsure.REPEAT_YOUNG, 0, OLD, Stay(), id="an old answer"),
        pytest.param(OnUnsure.REPEAT_YOUNG, 1, YOUNG, Stay(), id="an answer that was repeated once"),
        pytest.param(OnUnsure.REPEAT_MARKED, 0, YOUNG, Repeat(marked=True), id="a reminder"),
        pytest.param(OnUnsure.REPEAT_MARKED, 0, OLD, Repeat(marked=True), id="an old invitation"),
        pytest.param(OnUnsure.REPEAT_MARKED, 1, YOUNG, Stay(), id="a reminder that was repeated once"),
        pytest.param(OnUnsure.STAY, 0, YOUNG, Stay(), id="a notice"),
        pytest.param(OnUnsure.STAY, 1, YOUNG, Stay(), id="a notice that somebody had sent again"),
    ],
)
def test_each_rule_repeats_only_what_it_may(
    rule: OnUnsure, repeats: int, age: timedelta, expected: Repeat | Stay
) -> None:
    assert after_unsure(rule, same_message=False, repeats=repeats, age=age) == expected


@PROPERTY
@given(st.sampled_from(OnUnsure), st.integers(0, 1000), ages)
def test_a_network_that_knows_the_key_is_asked_again_and_nobody_reads_of_a_repeat(
    rule: OnUnsure, repeats: int, age: timedelta
) -> None:
    assert after_unsure(rule, same_message=True, repeats=repeats, age=age) == Repeat(marked=False)


@PROPERTY
@given(st.sampled_from(OnUnsure), st.integers(0, 1000), ages)
def test_without_a_key_no_message_is_ever_repeated_twice(rule: OnUnsure, repeats: int, age: timedelta) -> None:
    follows = after_unsure(rule, same_message=False, repeats=repeats, age=age)
    if rule is not OnUnsure.REPEAT and repeats > 0:
        assert follows == Stay()
    if rule is OnUnsure.STAY:
        assert follows == Stay()
    if isinstance(follows, Repeat):
        assert follows.marked == (rule is OnUnsure.REPEAT_MARKED)

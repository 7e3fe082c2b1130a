"""What goes first."""

import pytest

from domain.lane import Lane, lane_of
from domain.notice import Level, NoticeKind


@pytest.mark.parametrize(
    ("kind", "level", "expected"),
    [
        pytest.param(NoticeKind.FACHINFORMATION, Level.INFO, Lane.BULK, id="an info notice"),
        pytest.param(NoticeKind.EDITION, Level.INFO, Lane.BULK, id="an edition"),
        pytest.param(NoticeKind.FACHINFORMATION, Level.IMPORTANT, Lane.NORMAL, id="an important notice"),
        pytest.param(NoticeKind.EDITION, Level.IMPORTANT, Lane.NORMAL, id="an important edition"),
        pytest.param(NoticeKind.INVITATION, Level.INFO, Lane.NORMAL, id="an invitation"),
        pytest.param(NoticeKind.INVITATION, Level.IMPORTANT, Lane.NORMAL, id="an important invitation"),
        pytest.param(NoticeKind.REMINDER, Level.INFO, Lane.NORMAL, id="a reminder"),
        pytest.param(NoticeKind.REMINDER, Level.IMPORTANT, Lane.NORMAL, id="an important reminder"),
        *(pytest.param(kind, Level.URGENT, Lane.URGENT, id=f"an urgent {kind}") for kind in NoticeKind),
    ],
)
def test_a_notice_travels_in_the_lane_of_its_kind_and_level(kind: NoticeKind, level: Level, expected: Lane) -> None:
    assert lane_of(kind, level) is expected


def test_every_kind_and_level_has_a_lane_that_notices_may_use() -> None:
    used = {lane_of(kind, level) for kind in NoticeKind for level in Level}
    assert used == {Lane.URGENT, Lane.NORMAL, Lane.BULK}


def test_the_lanes_go_in_the_order_that_was_promised() -> None:
    assert sorted(Lane) == [Lane.REPLY, Lane.URGENT, Lane.EDIT, Lane.NORMAL, Lane.BULK]
    assert [int(lane) for lane in sorted(Lane)] == [0, 1, 2, 3, 4]

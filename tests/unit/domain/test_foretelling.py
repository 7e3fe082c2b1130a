"""Who will have it when: the numbers of a preview add up, and hold what a network can do."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.foretelling import Group, foretell
from domain.pacing import Budget, Load, seconds_for
from domain.quiet import ZONE, next_quiet, read_quiet

NOW = datetime(2026, 11, 27, 16, 20, tzinfo=ZONE)
SIX = datetime(2026, 11, 27, 18, 0, tzinfo=ZONE)
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=ZONE)
FAST, SLOW = Budget(bulk_rate=27.0), Budget(bulk_rate=0.2, burst=10)
BUDGETS = {"quick": FAST, "slow": SLOW}


def group(account: str, persons: int, *, quiet: bool = False, places: int = 0) -> Group:
    """Return people with office hours, or people who are quiet already."""
    return Group(account, Load(persons, places), MONDAY if quiet else NOW, SIX, MONDAY)


def test_the_measure_of_the_issue() -> None:
    groups = [group("quick", 210), group("slow", 240), group("quick", 84, quiet=True)]
    found = foretell(groups, BUDGETS, {}, NOW, datetime(2026, 12, 1, 12, 0, tzinfo=ZONE))
    assert [(one.account, one.recipients) for one in found.at_once] == [("quick", 210), ("slow", 240)]
    assert (found.until, found.later, found.late, found.audience) == (SIX, ((MONDAY, 84),), 0, 534)
    assert 19 * 60 < found.seconds < 21 * 60


def test_a_slow_network_leaves_the_rest_for_the_next_office_hour() -> None:
    found = foretell([group("slow", 2000)], BUDGETS, {}, NOW, SIX)
    (at_once,), ((moment, rest),) = found.at_once, found.later
    assert at_once.seconds <= (SIX - NOW).total_seconds() < seconds_for(Load(at_once.recipients + 1, 0), SLOW)
    assert (moment, at_once.recipients + rest, found.late) == (MONDAY, 2000, rest)


def test_who_has_no_address_is_counted_apart() -> None:
    found = foretell([group("", 3), group("quick", 1)], BUDGETS, {}, NOW, None)
    assert (found.unreachable, found.audience, found.at_once[0].recipients) == (3, 4, 1)


@given(
    st.lists(
        st.builds(
            group, st.sampled_from(["", "quick", "slow"]), st.integers(0, 3000), quiet=st.booleans(),
            places=st.integers(0, 40),
        ),
        max_size=6,
    ),
    st.integers(1, 3),
)  # fmt: skip
def test_nobody_is_lost_in_the_numbers(groups: list[Group], parts: int) -> None:
    found = foretell(groups, BUDGETS, {"quick": parts, "slow": parts}, NOW, MONDAY)
    assert found.audience == sum(one.recipients for one in groups)
    assert all(one.recipients >= 0 and one.seconds <= (SIX - NOW).total_seconds() for one in found.at_once)


@pytest.mark.parametrize(
    ("spec", "at", "expected"),
    [
        ("18:00-07:00", NOW, SIX),
        ("18:00-07:00", SIX, SIX),
        ("12:00-13:00", NOW, datetime(2026, 11, 28, tzinfo=ZONE)),
        ("12:00-13:00", NOW - timedelta(days=1), datetime(2026, 11, 27, 12, tzinfo=ZONE)),
        ("aus", NOW, datetime(2026, 11, 28, tzinfo=ZONE)),
        ("22:00-06:00", datetime(2026, 11, 23, 6, 0, tzinfo=ZONE), datetime(2026, 11, 23, 22, 0, tzinfo=ZONE)),
    ],
)
def test_when_it_becomes_quiet(spec: str, at: datetime, expected: datetime) -> None:
    hours = read_quiet(spec)
    assert hours is not None
    assert next_quiet(hours, at, frozenset()) == expected

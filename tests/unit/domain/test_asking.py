"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.asking import CHECK_EVERY, LONGEST_WAIT, next_check

NOW = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("more", "wait"),
    [
        ({}, CHECK_EVERY),
        ({"at_least": 3 * HOUR}, 3 * HOUR),
        ({"at_least": timedelta(minutes=1)}, CHECK_EVERY),
        ({"fails": 1}, CHECK_EVERY),
        ({"fails": 1, "at_least": 30 * HOUR}, 30 * HOUR),
        ({"fails": 1, "hopeless": True}, LONGEST_WAIT),
    ],
)
def test_the_wait_is_ours_or_what_the_server_asks_for(more: dict[str, timedelta], wait: timedelta) -> None:
    assert next_check(NOW, **more) - NOW == wait  # type: ignore[arg-type]  # the cases mix kinds of arguments


@pytest.mark.parametrize("fails", range(2, 20))
def test_each_failure_doubles_the_wait_up_to_a_day_with_jitter(fails: int) -> None:
    full = min(CHECK_EVERY * (1 << (fails - 1)), LONGEST_WAIT)
    waits = {next_check(NOW, fails=fails, seed=str(seed)) - NOW for seed in range(50)}
    assert 0.8 * full <= min(waits) < max(waits) <= full
    assert len(waits) > 40


def test_the_same_seed_gives_the_same_moment() -> None:
    assert next_check(NOW, fails=3, seed="a") == next_check(NOW, fails=3, seed="a") != next_check(NOW, fails=3)

"""Reminders under a clock file: right across both clock changes, and once after a time in which nothing ran."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.support import Bote


def set_clock(bote: Bote, to: str) -> None:
    Path(bote.environ["BOTE_CLOCK_FILE"]).write_text(to + "\n", encoding="utf-8")


def reminded(bote: Bote) -> list[Any]:
    """Return the letters that remind, as remote calls."""
    return [
        one for one in bote.value("outbox")["dispatches"] if one["key"].startswith("r") and one["key"][1:].isdigit()
    ]


@pytest.mark.parametrize(
    ("begins", "when", "day_before"),
    [
        pytest.param(
            "2026-10-12T09:00:00+02:00", "Di 27.10.2026 14-16 Uhr", "2026-10-26T14:00:00+01:00", id="25.10.2026"
        ),
        pytest.param(
            "2027-03-15T09:00:00+01:00", "Mi 31.3.2027 10-12 Uhr", "2027-03-30T10:00:00+02:00", id="28.03.2027"
        ),
    ],
)
def test_a_day_before_is_the_same_time_on_the_wall_clock(
    peopled: Bote, begins: str, when: str, day_before: str
) -> None:
    set_clock(peopled, begins)
    peopled.value("meeting", "create", f"Verbundtreffen: {when}, Rathaus", "--yes")
    moment = datetime.fromisoformat(day_before)
    set_clock(peopled, (moment - timedelta(minutes=6)).isoformat())
    peopled.value("tick", "--until", (moment - timedelta(minutes=1)).isoformat())
    assert reminded(peopled) == []
    peopled.value("tick", "--until", day_before)
    due = [one for one in peopled.value("reminders", "--all")["reminders"] if one["due_at"] == day_before]
    assert {(one["stage"], one["state"]) for one in due} == {("day", "sent")}
    assert len(reminded(peopled)) == len(due) > 0


def test_after_days_in_which_nothing_ran_each_is_reminded_once(peopled: Bote) -> None:
    set_clock(peopled, "2026-11-23T09:00:00+01:00")
    peopled.value("meeting", "create", "Verbundtreffen: Di 8.12.2026 10-12 Uhr, Rathaus", "--yes")
    set_clock(peopled, "2026-12-08T08:30:00+01:00")
    peopled.value("tick", "--until", "2026-12-08T08:40:00+01:00")
    first = reminded(peopled)
    assert first
    assert len({one["chat"] for one in first}) == len(first)
    peopled.value("tick", "--until", "2026-12-08T08:50:00+01:00")
    assert reminded(peopled) == first
    assert peopled.value("reminders")["reminders"] == []


def test_nobody_is_reminded_of_what_was_over_before_anything_ran(peopled: Bote) -> None:
    set_clock(peopled, "2026-11-23T09:00:00+01:00")
    peopled.value("meeting", "create", "Verbundtreffen: Di 8.12.2026 10-12 Uhr, Rathaus", "--yes")
    set_clock(peopled, "2026-12-08T10:00:00+01:00")
    peopled.value("tick", "--until", "2026-12-08T10:10:00+01:00")
    assert reminded(peopled) == []

"""The clock decides what is due, quiet or expired: judged at the moment of sending, by the clock file."""

import csv
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.quiet import ZONE
from store import tables as t
from store.people_csv import COLUMNS
from tests.acceptance import scenario
from tests.acceptance.installation import Installation, Json, wait_until

ACCOUNT = "memory:ost"
FRIDAY = datetime(2026, 11, 27, 18, 5, tzinfo=ZONE)
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=ZONE)
SECOND = timedelta(seconds=1)


def people(bote: Installation, **quiet: str) -> None:
    """Let there be persons in a region, by name; "offhours" as quiet hours is: urgent ones also outside of them."""
    path = bote.folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for name, hours in sorted(quiet.items()):
            offhours = hours == "offhours"
            row = {
                "network": ACCOUNT, "address": name, "kind": "person", "person": name, "preferred": "ja",
                "role": "member", "region": "hannover", "rhythm_important": "sofort", "rhythm_info": "sofort",
                "quiet": "18:00-07:00" if offhours else hours, "urgent": "ja",
                "urgent_offhours": "ja" if offhours else "nein", "state": "active",
                "consent": "service:1:2026-01-01T00:00:00Z;urgent:1:2026-01-01T00:00:00Z",
            }  # fmt: skip
            writer.writerow(row)
    bote.behave("ost", keyed=True)
    bote.command("import", str(path))


def until_idle(bote: Installation, at: datetime) -> Json:
    """Run at a moment until nothing is left to do, and return what was told."""
    bote.set_clock(at)
    running = bote.run("--until-idle", networks=[ACCOUNT])
    assert running.wait() == 0, running.report()
    return running.told()


def reached(bote: Installation) -> list[str]:
    """Return the chats that got something, in order."""
    return [line["chat"] for line in bote.journal("ost")]


def outcomes(bote: Installation) -> set[tuple[str, str]]:
    """Return the states and reasons of all deliveries."""
    c = t.delivery.c
    return bote.look(lambda s: {(state, reason) for state, reason in s.execute(select(c.state, c.reason))})


@pytest.mark.parametrize(
    ("released", "first"),
    [
        pytest.param(FRIDAY, MONDAY, id="a weekend"),
        pytest.param(
            datetime(2026, 10, 23, 18, 5, tzinfo=ZONE),
            datetime(2026, 10, 26, 7, 0, tzinfo=ZONE),
            id="a weekend with the change of the clocks",
        ),
        pytest.param(
            datetime(2026, 12, 24, 18, 5, tzinfo=ZONE),
            datetime(2026, 12, 28, 7, 0, tzinfo=ZONE),
            id="Christmas",
        ),
    ],
)
def test_what_is_released_after_office_hours_leaves_on_the_next_working_day(
    sqlite_bote: Installation, released: datetime, first: datetime
) -> None:
    sqlite_bote.set_clock(released)
    people(sqlite_bote, ada="18:00-07:00")
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    told = until_idle(sqlite_bote, released)
    assert told["waiting"] == 1
    assert datetime.fromisoformat(told["next_at"]) == first
    assert until_idle(sqlite_bote, first - SECOND)["waiting"] == 1
    assert reached(sqlite_bote) == []
    assert until_idle(sqlite_bote, first) == {"schema": 1, "waiting": 0, "next_at": None}
    assert reached(sqlite_bote) == ["ada"]


def test_an_urgent_notice_disturbs_only_those_who_asked_for_it(bote: Installation) -> None:
    bote.set_clock(FRIDAY)
    people(bote, ada="18:00-07:00", eva="offhours")
    scenario.send(bote, "urgent.md", scenario.notice_file("Ab sofort keine Zulassungen", "eilt"))
    told = until_idle(bote, FRIDAY)
    assert reached(bote) == ["eva"]
    assert datetime.fromisoformat(told["next_at"]) == MONDAY
    until_idle(bote, MONDAY)
    assert reached(bote) == ["eva", "ada"]


def test_quiet_hours_that_begin_after_the_release_are_kept_too(bote: Installation) -> None:
    bote.set_clock(FRIDAY - timedelta(minutes=10))
    people(bote, ada="18:00-07:00", eva="20:00-06:00")
    scenario.send(bote, "first.md", scenario.FIRST)
    told = until_idle(bote, FRIDAY)
    assert reached(bote) == ["eva"]
    assert datetime.fromisoformat(told["next_at"]) == MONDAY


def test_a_process_that_runs_notices_that_the_clock_was_moved(sqlite_bote: Installation) -> None:
    sqlite_bote.set_clock(FRIDAY)
    people(sqlite_bote, ada="18:00-07:00")
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    running = sqlite_bote.run_ready(networks=[ACCOUNT])
    # An answer is never held back: when it is there, the notice could have been, too.
    sqlite_bote.say("ost", "o1", "ada", "Hilfe")
    wait_until(lambda: sqlite_bote.arrived("ost") == 1, "the answer is there")
    sqlite_bote.set_clock(MONDAY)
    wait_until(lambda: sqlite_bote.arrived("ost") == 2, "the notice is there")
    assert running.terminate() == 0
    answer, notice = sqlite_bote.journal("ost")
    assert "Hilfe" in answer["text"]
    assert datetime.fromisoformat(notice["at"]) == MONDAY


def test_a_clock_with_a_rate_runs(sqlite_bote: Installation) -> None:
    sqlite_bote.set_clock(FRIDAY)
    people(sqlite_bote, ada="18:00-07:00")
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    sqlite_bote.set_clock(MONDAY - timedelta(minutes=1), 30.0)
    running = sqlite_bote.run_ready(networks=[ACCOUNT])
    wait_until(lambda: sqlite_bote.arrived("ost"), "the notice is there", 20.0)
    assert running.terminate() == 0
    (line,) = sqlite_bote.journal("ost")
    assert MONDAY <= datetime.fromisoformat(line["at"]) < MONDAY + timedelta(minutes=1)


def test_what_has_expired_never_goes(bote: Installation) -> None:
    bote.set_clock(FRIDAY)
    people(bote, ada="18:00-07:00")
    scenario.send(bote, "first.md", scenario.FIRST)
    scenario.send(bote, "urgent.md", scenario.notice_file("Ab sofort keine Zulassungen", "eilt"))
    told = until_idle(bote, MONDAY + timedelta(days=7))
    assert told == {"schema": 1, "waiting": 0, "next_at": None}
    assert bote.calls("ost") == []
    assert outcomes(bote) == {("failed", "expired")}


def test_what_is_valid_until_a_day_does_not_go_after_it(sqlite_bote: Installation) -> None:
    sqlite_bote.set_clock(FRIDAY)
    people(sqlite_bote, ada="18:00-07:00")
    text = scenario.FIRST.replace("regionen:", "gueltig_bis: 29.11.2026\nregionen:")
    scenario.send(sqlite_bote, "first.md", text)
    assert until_idle(sqlite_bote, MONDAY)["waiting"] == 0
    assert sqlite_bote.calls("ost") == []
    assert outcomes(sqlite_bote) == {("failed", "expired")}


def test_an_urgent_notice_outlives_the_weekend_but_not_two_days_more(sqlite_bote: Installation) -> None:
    sqlite_bote.set_clock(FRIDAY)
    people(sqlite_bote, ada="18:00-07:00")
    scenario.send(sqlite_bote, "urgent.md", scenario.notice_file("Ab sofort keine Zulassungen", "eilt"))
    assert until_idle(sqlite_bote, MONDAY + timedelta(hours=26))["waiting"] == 0
    assert reached(sqlite_bote) == ["ada"]

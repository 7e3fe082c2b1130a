"""The clock decides what is due, quiet or expired: judged at the moment of sending, by the clock file."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.quiet import ZONE
from store import tables as t
from tests.acceptance import scenario
from tests.acceptance.conftest import Templates
from tests.acceptance.installation import Installation, Json, wait_until

ACCOUNT = "memory:ost"
FRIDAY = datetime(2026, 11, 27, 18, 5, tzinfo=ZONE)
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=ZONE)
SECOND = timedelta(seconds=1)
URGENT = scenario.notice_file("Ab sofort keine Zulassungen", "eilt")


#: Everybody's quiet hours, and whether urgent notices may break them.
PEOPLE = {"ada": ("18:00-07:00", "nein"), "eva": ("18:00-07:00", "ja"), "ida": ("20:00-06:00", "nein")}


def with_people(bote: Installation) -> None:
    """Let there be three persons in a region."""
    bote.set_clock(datetime(2026, 1, 2, 12, 0, tzinfo=ZONE))
    bote.behave("ost", keyed=True)
    bote.add_people(
        {
            "network": ACCOUNT, "address": name, "kind": "person", "person": name, "preferred": "ja",
            "role": "member", "region": "hannover", "quiet": hours, "urgent": "ja", "urgent_offhours": offhours,
            "state": "active", "consent": "service:1:2026-01-01T00:00:00Z;urgent:1:2026-01-01T00:00:00Z",
        }
        for name, (hours, offhours) in PEOPLE.items()
    )  # fmt: skip


@pytest.fixture(scope="module")
def office(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Three persons on SQLite, to be copied."""
    with templates.prepared(tmp_path_factory.mktemp("office"), with_people, on_postgres=False) as installation:
        yield installation


@pytest.fixture
def bote(templates: Templates, office: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Three persons on SQLite, on a Friday after office hours."""
    with templates.copied(office, tmp_path) as copy:
        copy.set_clock(FRIDAY)
        yield copy


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
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            datetime(2027, 3, 25, 18, 5, tzinfo=ZONE),
            datetime(2027, 3, 30, 7, 0, tzinfo=ZONE),
            id="Easter, when the clocks change too",
            marks=pytest.mark.thorough,
        ),
    ],
)
def test_what_is_released_after_office_hours_leaves_on_the_next_working_day(
    bote: Installation, released: datetime, first: datetime
) -> None:
    bote.set_clock(released)
    scenario.send(bote, "first.md", scenario.FIRST)
    told = until_idle(bote, released)
    assert reached(bote) == ["ida"]
    # Whose quiet hours end at six has it already; the others get it to the second.
    assert (told["waiting"], datetime.fromisoformat(told["next_at"])) == (2, first)
    assert until_idle(bote, first - SECOND)["waiting"] == 2
    assert reached(bote) == ["ida"]
    assert until_idle(bote, first) == {"schema": 1, "waiting": 0, "next_at": None}
    assert reached(bote) == ["ida", "ada", "eva"]


def test_an_urgent_notice_disturbs_only_those_who_asked_for_it(bote: Installation) -> None:
    bote.set_clock(FRIDAY + timedelta(hours=3))
    scenario.send(bote, "urgent.md", URGENT)
    told = until_idle(bote, FRIDAY + timedelta(hours=3))
    assert reached(bote) == ["eva"]
    assert datetime.fromisoformat(told["next_at"]) == MONDAY - timedelta(hours=1)
    assert until_idle(bote, MONDAY)["waiting"] == 0
    assert reached(bote)[0] == "eva"
    assert sorted(reached(bote)) == ["ada", "eva", "ida"]


def test_quiet_hours_that_begin_after_the_release_are_kept_too(bote: Installation) -> None:
    bote.set_clock(FRIDAY - timedelta(minutes=10))
    scenario.send(bote, "first.md", scenario.FIRST)
    told = until_idle(bote, FRIDAY)
    assert reached(bote) == ["ida"]
    assert datetime.fromisoformat(told["next_at"]) == MONDAY


def test_a_process_that_runs_notices_that_the_clock_was_moved(bote: Installation) -> None:
    scenario.send(bote, "first.md", scenario.FIRST)
    running = bote.run_ready(networks=[ACCOUNT])
    wait_until(lambda: reached(bote) == ["ida"], "the one whose quiet hours begin later has it")
    # An answer is never held back; when it is there, the notice could have been, too.
    bote.say("ost", "o1", "ada", "Hilfe")
    wait_until(lambda: reached(bote) == ["ida", "ada"], "the answer is there")
    bote.set_clock(MONDAY)
    wait_until(lambda: bote.arrived("ost") == 4, "the notice is there")
    assert running.terminate() == 0
    _, answer, *notices = bote.journal("ost")
    assert "Hilfe" in answer["text"]
    assert [datetime.fromisoformat(line["at"]) for line in notices] == [MONDAY, MONDAY]


def test_a_clock_with_a_rate_runs(bote: Installation) -> None:
    scenario.send(bote, "first.md", scenario.FIRST)
    running = bote.run_ready(networks=[ACCOUNT])
    bote.set_clock(MONDAY - timedelta(minutes=1), 30.0)
    wait_until(lambda: bote.arrived("ost") == 3, "the notice is there")
    assert running.terminate() == 0
    _, *others = [datetime.fromisoformat(line["at"]) for line in bote.journal("ost")]
    # Ten minutes are twenty seconds: even a busy machine looks in between.
    assert all(MONDAY <= at < MONDAY + timedelta(minutes=10) for at in others)


def test_what_has_expired_never_goes(bote: Installation) -> None:
    scenario.send(bote, "first.md", scenario.FIRST)
    scenario.send(bote, "urgent.md", URGENT)
    told = until_idle(bote, MONDAY + timedelta(days=8))
    assert told == {"schema": 1, "waiting": 0, "next_at": None}
    assert bote.calls("ost") == []
    assert outcomes(bote) == {("failed", "expired")}


def test_what_could_not_be_sent_in_time_never_goes(bote: Installation) -> None:
    bote.set_clock(MONDAY)
    bote.behave("ost", keyed=True, chats={"*": ["down"]})
    scenario.send(bote, "first.md", scenario.FIRST)
    assert until_idle(bote, MONDAY)["waiting"] == 3
    bote.behave("ost", keyed=True)
    assert until_idle(bote, MONDAY + timedelta(days=7))["waiting"] == 0
    assert reached(bote) == []
    assert outcomes(bote) == {("failed", "expired")}


def test_what_is_valid_until_a_day_does_not_go_after_it(bote: Installation) -> None:
    scenario.send(bote, "first.md", scenario.FIRST.replace("regionen:", "gueltig_bis: 29.11.2026\nregionen:"))
    assert until_idle(bote, MONDAY)["waiting"] == 0
    assert bote.calls("ost") == []
    assert outcomes(bote) == {("failed", "expired")}


def test_an_urgent_notice_outlives_the_weekend(bote: Installation) -> None:
    bote.set_clock(FRIDAY + timedelta(hours=3))
    scenario.send(bote, "urgent.md", URGENT)
    assert until_idle(bote, MONDAY + timedelta(hours=26))["waiting"] == 0
    # Who could have had it at once, two days before the weekend was over, is not to get it now.
    assert sorted(reached(bote)) == ["ada", "ida"]
    assert outcomes(bote) == {("sent", ""), ("failed", "expired")}

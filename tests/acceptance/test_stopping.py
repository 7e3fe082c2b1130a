"""Stopping, and what goes on when something does not work: drain, standby, until idle, parts that fail."""

import signal
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from domain.quiet import ZONE
from domain.state import DispatchState
from store import inbox
from store import tables as t
from tests.acceptance import scenario
from tests.acceptance.installation import ACCOUNTS, KILLED, MORNING, Installation, wait_until

OST, WEST = ACCOUNTS
#: What the contract allows a stop to take, and what a busy machine adds.
STOP_SECONDS = 20.0 + 3.0
EVENING = datetime(2026, 11, 26, 19, 0, tzinfo=ZONE)


def behave(bote: Installation, chats: dict[str, list[str]] | None = None) -> None:
    """Let one network be keyed and the other not."""
    bote.behave("ost", keyed=True, chats=chats)
    bote.behave("west", keyed=False, chats=chats)


def calls_made(bote: Installation) -> int:
    """Return how many calls were made to both networks."""
    return len(bote.calls("ost")) + len(bote.calls("west"))


def states(session: Session, account: str) -> set[str]:
    """Return the states of an account's dispatches."""
    c = t.dispatch.c
    return set(session.execute(select(c.state).where(c.account == account)).scalars())


# --- the drain


def test_a_stop_waits_for_the_answers_of_the_calls_under_way(bote: Installation) -> None:
    behave(bote, {"*": ["slow:1"]})
    scenario.send(bote, "first.md", scenario.FIRST)
    running = bote.run_ready()
    wait_until(lambda: calls_made(bote) >= 4, "calls are under way")
    assert running.terminate() == 0
    made = calls_made(bote)
    assert made == bote.arrived(), "each call was answered"
    assert all("sending" not in bote.look(lambda s, name=name: states(s, name)) for name in ACCOUNTS)  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    checked = bote.check()
    assert checked["ok"], checked
    assert checked["unsure"] == []


@pytest.mark.thorough
def test_a_call_that_takes_longer_than_the_drain_is_unsure_unless_a_key_tells(bote: Installation) -> None:
    behave(bote, {"*": ["slow:60"]})
    scenario.send(bote, "first.md", scenario.FIRST)
    running = bote.run_ready()
    wait_until(lambda: bote.calls("ost") and bote.calls("west"), "calls are under way")
    began = time.monotonic()
    running.signal(signal.SIGTERM)
    assert running.wait(STOP_SECONDS) == 0
    assert time.monotonic() - began < STOP_SECONDS
    cut_off = {name: {call["key"] for call in bote.calls(name)} for name in ("ost", "west")}
    assert bote.arrived() == 0
    assert {one["dispatch"] for one in bote.check()["unsure"]} == cut_off["west"]
    behave(bote)
    # What is repeated is so after a pause.
    bote.set_clock(bote.now() + timedelta(minutes=1))
    assert bote.run("--until-idle").wait() == 0
    checked = bote.check()
    assert checked["ok"], checked
    assert {one["dispatch"] for one in checked["unsure"]} == cut_off["west"]
    arrived = [line["key"] for name in ("ost", "west") for line in bote.journal(name)]
    assert len(arrived) == len(set(arrived))
    assert cut_off["ost"] <= set(arrived)
    assert cut_off["west"].isdisjoint(arrived)


def test_a_call_whose_answer_came_after_the_kill_is_found_by_its_key(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    killed = sqlite_bote.run("--until-idle", networks=[OST], crash_at="dispatch.answered:3")
    assert killed.wait() == KILLED
    arrived = {line["key"] for line in sqlite_bote.journal("ost")}
    assert arrived
    assert sqlite_bote.run("--until-idle", networks=[OST]).wait() == 0
    # What had not arrived goes again, after a pause.
    sqlite_bote.set_clock(sqlite_bote.now() + timedelta(minutes=1))
    assert sqlite_bote.run("--until-idle", networks=[OST]).wait() == 0
    called = [line["key"] for line in sqlite_bote.calls("ost")]
    assert {key for key in called if called.count(key) > 1}.isdisjoint(arrived)
    assert sqlite_bote.look(lambda s: states(s, OST)) == {DispatchState.SENT}


def test_a_standby_ends_at_once(sqlite_bote: Installation) -> None:
    sqlite_bote.run_ready()
    second = sqlite_bote.run()
    wait_until(lambda: all(second.says(account) for account in ACCOUNTS), "it stands by")
    began = time.monotonic()
    assert second.terminate() == 0
    assert time.monotonic() - began < 5.0


def test_an_interrupt_stops_it_like_the_other_signal(sqlite_bote: Installation) -> None:
    running = sqlite_bote.run_ready()
    running.signal(signal.SIGINT)
    assert running.wait(STOP_SECONDS) == 0


# --- until idle


def test_until_idle_tells_what_waits_and_when_it_is_due(sqlite_bote: Installation) -> None:
    sqlite_bote.set_clock(EVENING)
    behave(sqlite_bote)
    released = scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    running = sqlite_bote.run("--until-idle")
    assert running.wait() == 0
    told = running.told()
    assert told["waiting"] > 0
    assert told["waiting"] + sqlite_bote.arrived() == released["audience"]
    due = datetime.fromisoformat(told["next_at"]).astimezone(ZONE)
    # The quiet hours of some begin later, of others they end earlier.
    assert EVENING < due <= datetime(2026, 11, 27, 8, 0, tzinfo=ZONE)


def test_until_idle_and_a_signal_is_a_stop_too(sqlite_bote: Installation) -> None:
    behave(sqlite_bote, {"*": ["slow:1"]})
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    running = sqlite_bote.run("--until-idle")
    wait_until(lambda: calls_made(sqlite_bote) > 0, "a call is under way")
    assert running.terminate() == 0
    assert running.stdout == ""


def test_until_idle_stops_by_a_signal_while_a_network_cannot_be_started(sqlite_bote: Installation) -> None:
    sqlite_bote.network("ost").joinpath("behaviour.json").write_text('{"chats": {"*": ["what"]}}')
    running = sqlite_bote.run("--until-idle")
    wait_until(lambda: running.says("part.failed"), "it has failed to start")
    assert running.terminate(5.0) == 0


# --- parts that fail


def test_a_network_that_cannot_be_started_starts_later_and_holds_no_other_up(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    whole = sqlite_bote.network("ost") / "behaviour.json"
    good = whole.read_text()
    whole.write_text('{"keyed": true, "chats": {"*": ["what"]}}')
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    running = sqlite_bote.run()
    wait_until(lambda: running.says("part.failed") and sqlite_bote.arrived("west"), "the other one works")
    assert sqlite_bote.arrived("ost") == 0
    whole.write_text(good)
    wait_until(lambda: sqlite_bote.look(scenario.open_work) == 0, "the first one works too")
    assert running.terminate() == 0
    assert sqlite_bote.check()["ok"]
    assert sqlite_bote.check()["unsure"] == []


def test_a_network_that_breaks_while_it_works_goes_on_when_it_is_whole_again(sqlite_bote: Installation) -> None:
    behave(sqlite_bote, {"*": ["slow:0.2"]})
    whole = sqlite_bote.network("ost") / "behaviour.json"
    good = whole.read_text()
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    running = sqlite_bote.run()
    wait_until(lambda: sqlite_bote.calls("ost"), "it is at work")
    whole.write_text('{"keyed": true, "chats": {"*": ["what"]}}')
    wait_until(lambda: running.says("part.failed") and running.says("part=memory:ost.relay"), "it has failed")
    sqlite_bote.say("west", "w1", "p0002", "Hilfe")
    wait_until(lambda: any(line["key"].startswith("i") for line in sqlite_bote.journal("west")), "the other one works")
    whole.write_text(good)
    wait_until(lambda: sqlite_bote.look(scenario.open_work) == 0, "the first one works again")
    assert running.terminate() == 0
    checked = sqlite_bote.check()
    assert checked["ok"], checked
    assert checked["unsure"] == []
    scenario.assert_nothing_twice_where_keyed(sqlite_bote)


def test_a_network_that_breaks_before_it_is_called_goes_on_when_it_is_whole_again(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    running = sqlite_bote.run_ready()
    sqlite_bote.say("ost", "o1", "p0001", "Hilfe")
    wait_until(lambda: sqlite_bote.arrived("ost") and sqlite_bote.look(scenario.open_work) == 0, "it has worked")
    whole = sqlite_bote.network("ost") / "behaviour.json"
    good = whole.read_text()
    whole.write_text('{"keyed": true, "chats": {"*": ["what"]}}')
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    wait_until(lambda: running.says("part=memory:ost.relay"), "it has failed")
    whole.write_text(good)
    # What was not called is tried again after a pause, by the clock.
    sqlite_bote.set_clock(MORNING, 60.0)
    wait_until(lambda: sqlite_bote.look(scenario.open_work) == 0, "it works again", 20.0)
    assert running.terminate() == 0
    checked = sqlite_bote.check()
    assert checked["ok"], checked
    assert checked["unsure"] == []


def test_an_unreadable_inbox_is_tried_again_and_holds_no_other_up(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    obstacle = sqlite_bote.network("ost") / "in.jsonl"
    obstacle.mkdir()
    running = sqlite_bote.run_ready()
    wait_until(lambda: running.says("part=memory:ost.listen"), "it has failed to read")
    sqlite_bote.say("west", "w1", "p0002", "Hilfe")
    wait_until(lambda: sqlite_bote.arrived("west") == 1, "the other one answers")
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    wait_until(lambda: sqlite_bote.look(scenario.open_work) == 0, "everything is sent, there too")
    obstacle.rmdir()
    sqlite_bote.say("ost", "o1", "p0001", "Hilfe")
    wait_until(lambda: any(line["key"].startswith("i") for line in sqlite_bote.journal("ost")), "it answers again")
    assert running.terminate() == 0


def test_until_idle_waits_for_an_inbox_that_cannot_be_read_yet(sqlite_bote: Installation) -> None:
    obstacle = sqlite_bote.network("ost") / "in.jsonl"
    obstacle.mkdir()
    running = sqlite_bote.run("--until-idle")
    wait_until(lambda: running.says("part=memory:ost.listen"), "it has failed to read")
    obstacle.rmdir()
    sqlite_bote.say("ost", "o1", "p0001", "Hilfe")
    assert running.wait() == 0
    assert sqlite_bote.arrived("ost") == 1


def test_an_event_that_cannot_be_read_is_parked_and_blocks_nobody(sqlite_bote: Installation) -> None:
    with (sqlite_bote.network("ost") / "in.jsonl").open("a") as file:
        file.write('no JSON at all\n{"id": "o1", "chat": "p0001", "kind": "dance", "direct": true}\n')
    sqlite_bote.say("ost", "o2", "p0001", "Hilfe")
    running = sqlite_bote.run("--until-idle")
    assert running.wait() == 0
    assert len(sqlite_bote.journal("ost")) == 1
    parked = [row.parked for row in sqlite_bote.look(inbox.listing)]
    assert len(parked) == 2
    assert all(parked)


def test_the_clock_of_the_ready_file_is_the_first_moment_of_service(sqlite_bote: Installation) -> None:
    running = sqlite_bote.run_ready()
    assert running.says("ready")
    sqlite_bote.say("west", "w1", "p0002", "Hilfe")
    wait_until(lambda: sqlite_bote.arrived("west") == 1, "it answers")
    assert sqlite_bote.now() == MORNING
    assert running.terminate() == 0

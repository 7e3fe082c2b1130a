"""Exactly one process works for an account: a second one stands by and takes over, several share one database."""

import time

from bot.app import STANDBY
from bot.cli.faults import ExitCode
from tests.acceptance import scenario
from tests.acceptance.installation import ACCOUNTS, MORNING, Installation, Running, wait_until

OST, WEST = ACCOUNTS


def behave(bote: Installation, chats: dict[str, list[str]] | None = None) -> None:
    """Let one network be keyed and the other not."""
    bote.behave("ost", keyed=True, chats=chats)
    bote.behave("west", keyed=False, chats=chats)


def stand_by(bote: Installation) -> Running:
    """Start a second process and return it once it has said for each account that it stands by."""
    second = bote.run()
    for account in ACCOUNTS:
        wait_until(lambda account=account: second.says(STANDBY.format(account=account)), "it says that it stands by")  # type: ignore[misc]  # bound at once
    return second


def test_a_standby_takes_over_within_a_second_or_so_and_sends_nothing_twice(bote: Installation) -> None:
    behave(bote, {"*": ["slow:0.05"]})
    # What had not arrived at the kill goes again after a pause, by the clock.
    bote.set_clock(MORNING, 20.0)
    first = bote.run_ready()
    second = stand_by(bote)
    assert bote.calls("ost") == bote.calls("west") == []
    scenario.send(bote, "first.md", scenario.FIRST)
    wait_until(lambda: min(bote.arrived("ost"), bote.arrived("west")) >= 2, "both networks are at work")
    first.kill()
    killed_at = time.monotonic()
    wait_until(lambda: all(second.says(f"account.taken account={account}") for account in ACCOUNTS), "it took over")
    # An idle machine needs a fifth of a second.
    assert time.monotonic() - killed_at < 4.0
    bote.say("ost", "o1", "p0001", "Hilfe")
    wait_until(lambda: waiting(bote) == 0, "everything is sent")
    wait_until(lambda: any(line["chat"] == "p0001" and "Hilfe" in line["text"] for line in bote.journal("ost")), "help")
    assert second.terminate() == 0
    checked = bote.check()
    assert checked["ok"], checked
    assert {one["network"] for one in checked["unsure"]} <= {WEST}
    assert len(checked["unsure"]) <= scenario.IN_FLIGHT
    scenario.assert_nothing_twice_where_keyed(bote)


def test_a_second_one_that_is_to_run_until_idle_leaves_at_once(sqlite_bote: Installation) -> None:
    sqlite_bote.run_ready()
    second = sqlite_bote.run("--until-idle")
    assert second.wait() == ExitCode.TRY_LATER
    assert second.stdout == ""
    assert OST in second.stderr
    assert "anderen Prozess" in second.stderr


def test_a_second_one_that_serves_only_one_of_the_accounts_leaves_too(sqlite_bote: Installation) -> None:
    sqlite_bote.run_ready(networks=[OST])
    assert sqlite_bote.run("--until-idle").wait() == ExitCode.TRY_LATER


def test_two_processes_with_different_accounts_work_side_by_side(bote: Installation) -> None:
    behave(bote)
    runs = [bote.run_ready(networks=[account]) for account in ACCOUNTS]
    scenario.send(bote, "first.md", scenario.FIRST)
    for name in ("ost", "west"):
        bote.say(name, "x1", f"frage-{name}", "Aktuell")
    wait_until(lambda: waiting(bote) == 0, "everything is sent")
    wait_until(lambda: all(answers(bote, name) for name in ("ost", "west")), "both have answered")
    assert [one.terminate() for one in runs] == [0, 0]
    checked = bote.check()
    assert checked["ok"], checked
    assert checked["unsure"] == []


def test_one_account_comes_to_its_end_while_another_process_serves_the_other(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    first = sqlite_bote.run_ready(networks=[OST])
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    second = sqlite_bote.run("--until-idle", networks=[WEST])
    assert second.wait() == 0, second.report()
    assert second.told()["waiting"] == 0
    wait_until(lambda: waiting(sqlite_bote) == 0, "everything is sent")
    assert first.terminate() == 0
    assert sqlite_bote.check()["unsure"] == []


def test_each_account_is_taken_over_by_itself(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    west = sqlite_bote.run_ready(networks=[WEST])
    ost = sqlite_bote.run_ready(networks=[OST])
    both = stand_by(sqlite_bote)
    ost.kill()
    wait_until(lambda: both.says(f"account.taken account={OST}"), "it took over the one")
    assert not both.says(f"account.taken account={WEST}")
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    wait_until(lambda: waiting(sqlite_bote) == 0, "everything is sent")
    assert [west.terminate(), both.terminate()] == [0, 0]
    assert sqlite_bote.check()["unsure"] == []


def test_three_writers_on_one_sqlite_file_never_find_it_locked(sqlite_bote: Installation) -> None:
    behave(sqlite_bote)
    runs = [sqlite_bote.run_ready(networks=[account]) for account in ACCOUNTS]
    for number in range(4):
        for name in ("ost", "west"):
            sqlite_bote.say(name, f"x{number}", f"frage-{number}", "Aktuell")
        path = scenario.write_file(sqlite_bote, f"n{number}.md", scenario.notice_file(f"Neues {number}", "wichtig"))
        assert sqlite_bote.start("notice", "send", path, "--yes").wait() == 0
    wait_until(lambda: waiting(sqlite_bote) == 0, "everything is sent")
    assert [one.terminate() for one in runs] == [0, 0]
    for one in sqlite_bote.running:
        assert "locked" not in one.stderr
        assert "part.failed" not in one.stderr
    checked = sqlite_bote.check()
    assert checked["ok"], checked
    assert checked["unsure"] == []
    assert [len(answers(sqlite_bote, name)) for name in ("ost", "west")] == [4, 4]


def waiting(bote: Installation) -> int:
    """Return how many deliveries and answers are still to be made."""
    return bote.look(scenario.open_work)


def answers(bote: Installation, name: str) -> list[str]:
    """Return the keys of the answers that arrived in a network."""
    return [line["key"] for line in bote.journal(name) if line["key"].startswith("i")]

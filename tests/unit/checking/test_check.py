"""`bote check` on a real database that real relays sent from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from bot import checking
from bot.checking import CheckResult, check, find_journals
from bot.cli.faults import CommandFault, ExitCode
from channels.memory import MemoryChannel
from channels.memory_journal import JOURNAL
from domain.judging import Book
from domain.lane import Lane
from domain.recipient import Rhythm
from scheduler.expand import Expander
from store import notices, outbox, resolving
from store import tables as t
from store.check import load_book
from tests.unit.checking.conftest import House, person

_KINDS = ("lost", "double", "false", "unsure")


def counts(result: CheckResult) -> dict[str, int]:
    """Return how many findings of each kind there are."""
    found = dict(zip(_KINDS, map(len, (result[kind] for kind in _KINDS)), strict=True))  # type: ignore[literal-required]  # the keys are those of the TypedDict
    return {kind: number for kind, number in found.items() if number}


async def busy_week(house: House) -> None:
    """Let three people on two networks get an edition, a notice in two parts, and the correction of another."""
    house.behave("west", keyed=True, c=["lost_answer", "ok"], p=["lost_call", "ok"])
    house.people(person("a"), person("b", "west"), person("c", "west"), person("w", rhythm_info=Rhythm.WOECHENTLICH))
    first = house.tell("Erster Erlass")
    house.tell("Langer Erlass", text="Ein längerer Satz mit vielen Wörtern.\n\n" * 150)
    await house.send()
    house.edition()
    await house.send()
    house.correct(first.notice, "Berichtigter Erlass")
    await house.send()


def test_an_empty_house_is_ok(house: House) -> None:
    result = check(house.store, None)
    assert result["ok"]
    assert not result["journal"]
    assert result["note"].startswith("Ohne Journal")
    assert result["schema"] == 1


async def test_a_busy_week_is_ok(house: House) -> None:
    await busy_week(house)
    result = house.check()
    assert counts(result) == {}
    assert result["ok"]
    assert result["journal"]
    assert result["note"] == ""
    checked = result["checked"]
    assert checked["networks"] == ["memory:ost", "memory:west"]
    assert checked["revisions"] == 4
    assert checked["deliveries"] == 3 + 3 + 2 + 4
    assert checked["arrivals"] == len(house.journal("ost")) + len(house.journal("west")) >= 14
    assert {line["op"] for line in house.journal("west")} == {"send", "edit"}
    assert counts(check(house.store, None)) == {}


async def test_a_folder_may_say_whose_journal_it_holds(sqlite_house: House) -> None:
    house = sqlite_house
    house.people(person("a"))
    house.tell()
    await house.send()
    folder = house.folder / "server"
    folder.mkdir()
    (folder / "account").write_text("memory:ost\n")
    journal = (house.memory / "ost" / JOURNAL).rename(folder / JOURNAL)
    result = check(house.store, folder)
    assert (counts(result), result["checked"]["networks"]) == ({}, ["memory:ost"])
    journal.write_bytes(b"")
    assert counts(check(house.store, folder)) == {"lost": 1}


async def test_what_a_network_refuses_or_hides_is_no_fault(sqlite_house: House) -> None:
    house = sqlite_house
    house.behave("ost", a=["refused"], b=["lost_answer"], c=["lost_call"], d=["gone"], e=["moved:e2", "ok"])
    house.people(*(person(key) for key in "abce"), person("d", "ost", "west", fallback=True))
    house.tell()
    await house.send()
    result = house.check()
    assert counts(result) == {"unsure": 2}
    assert result["ok"]
    assert sorted("Angekommen ist sie" in one["why"] for one in result["unsure"]) == [False, True]
    assert [line["chat"] for line in house.journal("west")] == ["d"]


async def test_decisions_about_unsure_ones_are_no_fault(sqlite_house: House) -> None:
    house = sqlite_house
    house.behave("ost", a=["lost_answer", "ok"], b=["lost_call"])
    house.people(person("a"), person("b"))
    house.tell()
    await house.send()
    again, by_hand = (one["delivery"] for one in house.check()["unsure"])
    assert again is not None
    assert by_hand is not None
    assert house.store.write_now(lambda s: resolving.send_again(s, again, house.now)) is None
    assert house.store.write_now(lambda s: resolving.take_for_sent(s, by_hand, house.now)) is None
    await house.send()
    result = house.check()
    assert result["ok"]
    assert [one["delivery"] for one in result["unsure"]] == [by_hand]
    assert [line["attempt"] for line in house.journal()] == [1, 2]


async def test_a_withdrawn_and_a_stopped_notice_are_no_fault(sqlite_house: House) -> None:
    house = sqlite_house
    house.people(person("a"), person("b"), person("w", rhythm_info=Rhythm.WOECHENTLICH))
    gone, kept = house.tell("Zurückgezogen"), house.tell("Bleibt")
    house.edition()
    house.store.write_now(lambda s: notices.stop(s, kept.notice))
    await house.send()
    house.withdraw(gone.notice)
    await house.send()
    assert counts(house.check()) == {}
    assert [line["op"] for line in house.journal()].count("delete") == 2


async def test_a_call_under_way_is_told_and_settled_by_the_next_start(house: House) -> None:
    house.behave("ost", keyed=True)
    house.people(person("a"))
    house.tell()
    await house.send()
    house.tell("Zweiter Erlass")
    house.store.write_now(lambda s: claim_one(s, house))
    result = house.check()
    assert counts(result) == {"unsure": 1}
    assert result["ok"]
    assert "läuft gerade oder endete unerwartet" in result["unsure"][0]["why"]
    await house.send()
    assert counts(house.check()) == {}
    assert len(house.journal()) == 2


def claim_one(session: Session, house: House) -> None:
    """Let a process claim what is to be sent, and die."""
    channel = MemoryChannel("ost", house.memory / "ost", lambda: house.now)
    expander = Expander(channel.account, channel.capabilities, frozenset(), lambda _point: None)
    expander.run(session, house.now, list(Lane), 10)
    due = outbox.candidates(session, "memory:ost", house.now, list(Lane), [], 10)
    outbox.claim(session, [one.id for one in due], house.now, (house.memory / "ost" / "device").read_text())


# --- tampering: what the database or a journal is made to say


def of_first(session: Session) -> int:
    """Return the dispatch of the first delivery, which goes to memory:ost."""
    link = t.delivery_dispatch.c
    return int(session.execute(select(link.dispatch).where(link.delivery == 1)).scalar_one())


def set_dispatch(**values: Any) -> Callable[[Session], object]:
    """Return what changes the first dispatch."""

    def run(session: Session) -> None:
        session.execute(update(t.dispatch).where(t.dispatch.c.id == of_first(session)).values(**values))

    return run


def set_first_delivery(**values: Any) -> Callable[[Session], object]:
    """Return what changes the first delivery."""

    def run(session: Session) -> None:
        session.execute(update(t.delivery).where(t.delivery.c.id == 1).values(**values))

    return run


def drop_delivery(session: Session) -> None:
    """Forget the first delivery."""
    session.execute(delete(t.delivery).where(t.delivery.c.id == 1))


def copy_delivery(session: Session) -> None:
    """Promise the first notice to one recipient more."""
    c = t.delivery.c
    row = session.execute(select(t.delivery).where(c.id == 1)).mappings().one()
    values = {**row, "id": 999, "recipient": 999, "state": "failed", "reason": "x", "address": None}
    session.execute(insert(t.delivery).values(values))


def drop_links(session: Session) -> None:
    """Forget which dispatches fulfil the first delivery."""
    session.execute(delete(t.delivery_dispatch).where(t.delivery_dispatch.c.delivery == 1))


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(drop_delivery, {"lost": 1}, id="a delivery is gone"),
        pytest.param(copy_delivery, {"double": 1}, id="a delivery too many"),
        pytest.param(drop_links, {"false": 1}, id="a delivery without its dispatches"),
        pytest.param(set_first_delivery(state="waiting"), {"false": 1}, id="a delivery that waits although it is sent"),
        pytest.param(
            set_first_delivery(state="skipped"), {"false": 1}, id="a delivery that is skipped although it is sent"
        ),
        pytest.param(set_first_delivery(address=2), {"false": 1}, id="a delivery at another address"),
        pytest.param(set_dispatch(state="failed"), {"false": 2}, id="a failed dispatch that arrived"),
        pytest.param(set_dispatch(state="queued"), {"false": 2}, id="a queued dispatch that arrived"),
        pytest.param(set_dispatch(tries=2), {"false": 1}, id="an attempt that was not noted"),
        pytest.param(set_dispatch(tries=2, repeated=[1]), {}, id="an attempt that was noted"),
        pytest.param(set_dispatch(key="other"), {"false": 1, "lost": 1}, id="another key"),
        pytest.param(set_dispatch(account="memory:west"), {"false": 1, "lost": 1}, id="another network"),
        pytest.param(set_dispatch(chat="elsewhere"), {"false": 1}, id="another chat"),
        pytest.param(
            set_dispatch(state="unsure"), {"false": 1, "unsure": 1}, id="an unsure dispatch of a sent delivery"
        ),
    ],
)
async def test_rows_that_do_not_fit_are_found(
    sqlite_house: House, tamper: Callable[[Session], object], expected: dict[str, int]
) -> None:
    house = sqlite_house
    house.people(person("a"), person("b"), person("c", "west"))
    house.tell()
    await house.send()
    assert counts(house.check()) == {}
    house.store.write_now(tamper)
    result = house.check()
    assert counts(result) == expected
    assert result["ok"] is (expected.keys() <= {"unsure"})


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(lambda lines: lines[1:], {"lost": 1}, id="one line is gone"),
        pytest.param(lambda _lines: [], {"lost": 3}, id="all lines are gone"),
        pytest.param(lambda lines: [*lines, lines[0]], {"double": 1}, id="one line twice"),
        pytest.param(
            lambda lines: [*lines, {**lines[0], "attempt": 2}], {"double": 1, "false": 1}, id="one more attempt"
        ),
        pytest.param(lambda lines: [*lines, {**lines[0], "key": "x"}], {"false": 1}, id="a line without a dispatch"),
        pytest.param(lambda lines: [*lines, {"seq": 9}], {"false": 1}, id="a line without anything"),
        pytest.param(lambda lines: [{**lines[0], "chat": "z"}, *lines[1:]], {"false": 1}, id="another chat"),
        pytest.param(lambda lines: lines[::-1], {}, id="another order"),
    ],
)
async def test_journals_that_do_not_fit_are_found(
    sqlite_house: House, tamper: Callable[[list[Any]], list[Any]], expected: dict[str, int]
) -> None:
    house = sqlite_house
    house.people(person("a"), person("b"), person("c"))
    house.tell()
    await house.send()
    house.rewrite(tamper(house.journal()))
    assert counts(house.check()) == expected
    assert counts(check(house.store, None)) == {}


# --- where the journals are


async def test_a_network_whose_journal_is_gone_has_lost_everything(sqlite_house: House) -> None:
    house = sqlite_house
    house.people(person("a"), person("b", "west"))
    house.tell()
    await house.send()
    (house.memory / "west" / JOURNAL).unlink()
    result = house.check()
    assert counts(result) == {"lost": 1}
    assert result["lost"][0]["network"] == "memory:west"
    assert result["lost"][0]["delivery"] == 2


async def test_a_single_journal_judges_only_its_own_network(sqlite_house: House) -> None:
    house = sqlite_house
    house.people(person("a"), person("b", "west"))
    house.tell()
    await house.send()
    (house.memory / "west" / JOURNAL).unlink()
    result = check(house.store, house.memory / "ost")
    assert result["ok"]
    assert result["checked"]["networks"] == ["memory:ost"]
    assert result["note"] == "Ohne Journal, also nur in sich, wurde geprüft: memory:west."
    house.rewrite([])
    assert counts(check(house.store, house.memory / "ost")) == {"lost": 1}


async def test_a_single_journal_of_another_name_is_known_by_its_keys(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    house.people(person("a"), person("b"))
    house.tell()
    await house.send()
    elsewhere = (house.memory / "ost").rename(tmp_path / "state")
    result = check(house.store, elsewhere)
    assert result["checked"]["networks"] == ["memory:ost", "memory:state"]
    assert result["ok"]
    lines = (elsewhere / JOURNAL).read_text().splitlines(keepends=True)
    (elsewhere / JOURNAL).write_text(lines[0])
    assert counts(check(house.store, elsewhere)) == {"lost": 1}


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_a_journal_is_refused(sqlite_house: House, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandFault, match="liegt kein Journal") as caught:
        check(sqlite_house.store, tmp_path / name)
    assert caught.value.exit_code is ExitCode.NOT_FOUND


async def test_what_arrives_during_the_check_is_not_blamed(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = sqlite_house
    house.people(person("a"))
    house.tell()
    await house.send()
    lines = house.journal()
    house.tell("Kommt gerade an")

    def load_then_arrive(session: Session) -> Book:
        book = load_book(session)
        house.rewrite([*lines, {**lines[0], "key": "d2-1-0"}])
        return book

    monkeypatch.setattr(checking, "load_book", load_then_arrive)
    assert counts(house.check()) == {}
    assert [journal.lines for journal in find_journals(house.memory)] == [2, 0]

"""Who got what: deliveries, outbox, inbox, audit, status, check, run and tick."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from bot.cli.commands.looking import _refusal
from bot.cli.faults import ExitCode
from bot.crash import POINTS
from domain.quiet import ZONE
from store import surfaces
from store import tables as t
from store.db import Store
from store.resolving import Refused, Why
from tests.unit.cli.conftest import NOW
from tests.unit.cli.support import Bote

RUN = ("run", "--networks", "memory:ost,memory:west", "--until-idle")


@pytest.fixture
def sent(peopled: Bote, notice_file: str) -> Bote:
    """The program after it has sent a notice."""
    peopled.value("notice", "send", notice_file, "--yes")
    ran = peopled(*RUN)
    assert ran.code == 0
    assert json.loads(ran.out)["schema"] == 1
    return peopled


def test_what_was_sent_is_listed_with_reasons(sent: Bote) -> None:
    found = sent.value("deliveries", "1")
    assert found["sums"]["sent"] > 0
    assert set(found["sums"]) == {"waiting", "sent", "failed", "unsure", "skipped"}
    assert sum(found["sums"].values()) == len(found["deliveries"])
    assert {one["because"] for one in found["deliveries"]} == {"landesweit"}
    assert sent.value("deliveries") == sent.value("deliveries", "list", "1") == found
    assert "gesendet" in sent("deliveries").out
    assert sent.fault("deliveries", "9", code=3)["code"] == "notice_not_found"


def test_remote_calls_are_listed_by_state(sent: Bote) -> None:
    everything = sent.value("outbox")
    assert everything["sums"]["sent"] == len(sent.value("outbox", "--state", "sent")["dispatches"]) > 0
    assert sent.value("outbox", "--state", "unsure,failed")["dispatches"] == []
    # The daily digest for those who want one goes out too, and its items in it.
    assert {one["lane"] for one in everything["dispatches"]} == {"normal", "bulk"}
    assert "Neue Frist" not in sent("outbox", "--json").out


def test_what_is_open_is_listed(sent: Bote, rows: Store) -> None:
    inbox = {"account": "memory:ost", "event_id": "1", "chat": "p0001", "kind": "text", "received_at": NOW, "tries": 3}
    inbox |= {"parked": "handler failed", "payload": {"text": "geheim"}, "thread": "", "user": "p0001", "direct": True}
    rows.write_now(lambda session: session.execute(t.inbox.insert().values(**inbox)))
    (one,) = sent.value("inbox")["inbox"]
    assert (one["kind"], one["parked"]) == ("text", "handler failed")
    assert "geheim" not in sent("inbox", "--json").out
    assert "handler failed" in sent("inbox").out


def test_messages_that_change_later_are_listed(sent: Bote, rows: Store) -> None:
    assert sent.value("surfaces") == {"schema": 1, "surfaces": []}
    assert "ändern" in sent("surfaces").out
    (address, account, chat) = rows.read_now(
        lambda s: tuple(s.execute(select(t.address.c.id, t.address.c.account, t.address.c.chat).limit(1)).one())
    )
    rows.write_now(lambda s: surfaces.add(s, "poll:3", address, 1, live=True))
    (one,) = sent.value("surfaces")["surfaces"]
    assert (one["subject"], one["account"], one["chat"]) == ("poll:3", account, chat)
    assert (one["live"], one["dirty"], one["next_at"]) == (True, False, None)
    assert "poll:3" in sent("surfaces").out


def test_the_status_counts(sent: Bote) -> None:
    found = sent.value("status")
    assert (found["persons"], found["places"], found["notices"]) == (30, 12, {"released": 2})
    assert [one["account"] for one in found["accounts"]] == ["memory:ost", "memory:west"]
    assert datetime.fromisoformat(found["now"]) == NOW
    assert found["now"].endswith("+01:00")
    assert "Personen" in sent("status").out


def test_check_is_content_and_says_when_not(sent: Bote, rows: Store, data_dir: Path) -> None:
    found = sent.value("check", "--journal", str(data_dir / "memory"))
    assert (found["ok"], found["journal"]) == (True, True)
    assert "In Ordnung" in sent("check").out
    (data_dir / "memory" / "ost" / "out.jsonl").write_text("")
    lost = sent.value("check", "--journal", str(data_dir / "memory"), code=1)
    assert lost["ok"] is False
    assert lost["lost"]
    assert "Nicht in Ordnung" in sent("check", "--journal", str(data_dir / "memory")).out
    assert sent.fault("check", "--journal", str(data_dir / "weg"), code=3)["code"] == "no_journal"


def _make_unsure(rows: Store) -> int:
    def change(session: object) -> int:
        from sqlmodel import Session

        assert isinstance(session, Session)
        persons = t.delivery.c.recipient.in_(select(t.person.c.id))
        mine = t.delivery_dispatch.join(t.delivery, t.delivery.c.id == t.delivery_dispatch.c.delivery)
        link = session.execute(select(t.delivery_dispatch).select_from(mine).where(persons).limit(1)).one()
        session.execute(update(t.dispatch).where(t.dispatch.c.id == link.dispatch).values(state="unsure"))
        session.execute(update(t.delivery).where(t.delivery.c.id == link.delivery).values(state="unsure"))
        return int(link.delivery)

    return rows.write_now(change)


def test_an_unsure_delivery_is_decided_on_once(sent: Bote, rows: Store) -> None:
    unsure = str(_make_unsure(rows))
    assert sent.value("deliveries", "resolve", unsure, "--as", "sent")["state"] == "sent"
    assert sent.fault("deliveries", "resolve", unsure, "--as", "again", code=4)["code"] == "nothing_to_resolve"
    assert sent.fault("deliveries", "resolve", "999", "--as", "again", code=3)["code"] == "delivery_not_found"
    assert sent.value("audit")["audit"][0]["action"] == "delivery.resolved_sent"


def test_an_unsure_delivery_can_be_sent_again_until_its_notice_ends(sent: Bote, rows: Store) -> None:
    unsure = str(_make_unsure(rows))
    assert sent.value("deliveries", "resolve", unsure, "--as", "again")["state"] == "waiting"
    assert sent(*RUN).code == 0
    again = str(_make_unsure(rows))
    end = NOW - timedelta(hours=1)
    rows.write_now(lambda session: session.execute(update(t.notice).values(expires_at=end)))
    told = sent.fault("deliveries", "resolve", again, "--as", "again", code=4)
    assert (told["code"], "galt nur bis" in told["message"], "--as sent" in told["hint"]) == ("expired", True, True)
    sent.value("notice", "stop", "1")
    assert sent.fault("deliveries", "resolve", again, "--as", "again", code=4)["code"] == "ended"


@pytest.mark.parametrize("why", list(Why))
def test_every_refusal_of_a_decision_is_told_in_words(why: Why) -> None:
    row = SimpleNamespace(id=7, notice=3, state="failed", notice_state="stopped")
    told = _refusal(row, Refused(why, NOW))
    assert told.exit_code == ExitCode.REFUSED
    assert "7" in told.message or "3" in told.message


def test_what_was_for_an_erased_person_is_not_sent_again(sent: Bote, rows: Store) -> None:
    unsure = _make_unsure(rows)
    recipient = select(t.delivery.c.recipient).where(t.delivery.c.id == unsure).scalar_subquery()
    key = rows.read_now(lambda s: s.execute(select(t.person.c.key).where(t.person.c.id == recipient)).scalar_one())
    assert sent.value("person", "erase", key, "--yes")["erased"]
    told = sent.fault("deliveries", "resolve", str(unsure), "--as", "again", code=4)
    assert (told["code"], "--as sent" in told["hint"]) == ("erased", True)
    assert sent.value("deliveries", "resolve", str(unsure), "--as", "sent")["state"] == "sent"
    assert sent("check").code == 0


def test_crash_points_are_listed(bote: Bote) -> None:
    names = [one["name"] for one in bote.value("crash-points")["points"]]
    assert names == [point.name for point in POINTS]
    assert "freeze.committed" in bote("crash-points").out


def test_run_needs_a_network(bote: Bote) -> None:
    assert bote.fault("run", "--until-idle", code=5)["code"] == "no_networks"
    assert bote("run", "--networks", "fax").code == 5


def test_tick_runs_jobs_and_sets_the_clock(bote: Bote) -> None:
    until = "2026-11-23T12:30:00+01:00"
    found = bote.value("tick", "--until", until)
    assert [one["job"] for one in found["jobs"]].count("collect") >= 2
    assert found["now"] == until
    assert datetime.fromisoformat(bote.value("status")["now"]) == datetime(2026, 11, 23, 12, 30, tzinfo=ZONE)
    assert bote.value("tick", "--until", until)["jobs"] == []
    assert bote.fault("tick", "--until", "2026-11-23T09:00:00+01:00", code=2)["code"] == "in_the_past"
    assert bote.fault("tick", "--until", "morgen", code=2)["code"] == "bad_time"
    assert bote.fault("tick", "--until", "2026-11-24T09:00:00", code=2)["code"] == "bad_time"


def test_tick_needs_a_clock_file(bote: Bote) -> None:
    ran = bote("tick", "--until", "2026-11-23T12:30:00+01:00", BOTE_CLOCK_FILE="")
    assert ran.code == 5
    assert "Uhr-Datei" in ran.err

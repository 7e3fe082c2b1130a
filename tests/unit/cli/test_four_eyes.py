"""On the command line nothing goes out alone either, where two are asked for, but for a reason that is kept."""

from dataclasses import replace
from pathlib import Path

from domain.recipient import Role
from store import audit
from store import tables as t
from store.db import Store
from tests.unit.cli.conftest import NOTICE
from tests.unit.cli.support import Bote
from tests.unit.relay.support import MONDAY, join, person


def test_a_broadcast_is_refused_without_a_second_person_and_done_with_the_reason_of_an_emergency(
    bote: Bote, rows: Store, notice_file: str
) -> None:
    two = replace(bote, environ={**bote.environ, "BOTE_FOUR_EYES": "1"})
    join(rows, person("cora", role=Role.COORDINATION, confirmed_at=MONDAY), person("mia"))
    assert two.fault("notice", "send", notice_file, "--yes", code=4)["code"] == "four_eyes"
    assert two.value("notice", "send", notice_file, "--dry-run")["dry_run"]
    assert two.value("notice", "send", notice_file, "--yes", "--alone", "Die Vertretung ist krank.")["audience"] == 2
    other = Path(notice_file).with_name("neu.md")
    other.write_text(NOTICE.replace("bald", "morgen"), encoding="utf-8")
    assert two.fault("notice", "correct", "1", str(other), "--yes", code=4)["code"] == "four_eyes"
    assert two.fault("notice", "withdraw", "1", "--yes", code=4)["code"] == "four_eyes"
    assert two.value("notice", "withdraw", "1", "--yes", "--alone", "Falsche Zahl.")["state"] == "withdrawn"
    found = [
        row.detail for row in rows.read_now(lambda s: audit.listing(s, 9)) if row.action == "notice.released_alone"
    ]
    assert found == ["Falsche Zahl.", "Die Vertretung ist krank."]
    letters = rows.read_now(lambda s: [row.key for row in s.execute(t.dispatch.select()) if "alone" in row.key])
    assert len(letters) == 2

"""People write on Telegram while `bote run` is killed: no command is lost, and none is carried out twice."""

import json
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from channels.memory_journal import read_journal
from store import inbox
from tests.acceptance.installation import KILLED, MORNING, Installation
from tests.acceptance.test_telegram_killed import Network, network, run
from tests.fake_telegram.world import TOKEN

POINTS = ("inbox.committed", "cursor.before_commit", "handler.before_commit", "handler.committed")
PERSONS = 12


def do(telegram: Network, what: str, **body: Any) -> None:
    """Be a user."""
    request = urllib.request.Request(f"{telegram.url}/ctl/{what}", json.dumps(body).encode(), method="POST")
    urllib.request.urlopen(request).close()


@pytest.fixture
def bote(tmp_path: Path) -> Installation:
    """An installation that was never started, on a Friday morning."""
    installation = Installation(tmp_path)
    installation.set_clock(MORNING)
    return installation


@pytest.mark.parametrize("point", POINTS)
def test_every_command_is_answered_once(bote: Installation, tmp_path: Path, point: str) -> None:
    with network(tmp_path / "telegram", latency=0.0) as telegram:
        for number in range(PERSONS):
            do(telegram, "say", chat=1000 + number, user=1000 + number, text="Hilfe")
            do(telegram, "say", chat=-1000, user=1000 + number, text="Kommt jemand mit?")
        do(telegram, "raw", poll={"id": "1"})
        killed = run(bote, telegram, "off", crash_at=f"{point}:1")
        assert killed.wait() == KILLED
        do(telegram, "say", chat=-1000, user=1000, text="/hilfe")
        last = run(bote, telegram, "off")
        assert last.wait() == 0, last.report()
        answered = Counter(line["chat"] for line in read_journal(telegram.state))
        rows = bote.look(inbox.listing)
    bote.close()
    assert answered == {**{str(1000 + number): 1 for number in range(PERSONS)}, "-1000": 1}
    assert [row.parked for row in rows] == ["the library raised TypeError"]


def test_a_token_that_is_refused_is_said_in_a_sentence_and_not_waited_for(bote: Installation, tmp_path: Path) -> None:
    with network(tmp_path / "telegram", latency=0.0) as telegram:
        settings = {"telegram_token": f"{TOKEN}x", "telegram_api_url": telegram.url}
        refused = bote.run("--until-idle", networks=["telegram"], **settings)
        assert refused.wait() == 5
    assert "„telegram“ nimmt den Zugang nicht an." in refused.stderr
    assert "telegram.token_refused" in refused.stderr
    assert TOKEN not in refused.stderr

"""`bote demo`, as somebody runs it who has just cloned the project: once for programs, once for people."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.words import demo as words
from store import deliveries, sources
from store.db import Store, sqlite_url
from tests.acceptance.installation import ROOT
from tests.unit.cli.support import kind_of

#: What the demo may take at most, in seconds.
LIMIT = 60.0
OWN_FEED = ROOT / "tests" / "data" / "feeds" / "atom_beratungsstelle.xml"
THREE_NEWEST = {
    "Merkblatt zum Familiennachzug & zu Fristen",
    "Fachtag Gewaltschutz: Anmeldung bis 11.12.2026",
    "Neue Kollegin in der Migrationsberatung",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended: how, what it said, how long it took, and where it worked."""

    code: int
    out: str
    err: str
    seconds: float
    folder: Path
    #: Whether a process that it started outlived it.
    left_a_process: bool

    @property
    def kept(self) -> Path:
        """Where `--keep` left the files."""
        return self.folder / "kept"

    @property
    def temporary(self) -> Path:
        """Its directory for temporary files."""
        return self.folder / "tmp"


def run(folder: Path, *argv: str, **settings: str) -> Ended:
    """Run a command to its end, with nobody at a terminal, in a process group and an environment of its own."""
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    path = os.environ.get("PATH", os.defpath)
    env = {"PATH": path, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), **settings}
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *argv], env=env, cwd=folder, text=True, encoding="utf-8", start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            out, err = process.communicate(timeout=2 * LIMIT)
        finally:
            seconds = time.monotonic() - began
            left = _end_group(process.pid)
    return Ended(process.returncode, out, err, seconds, folder, left)


def _end_group(group: int) -> bool:
    """End what is left of a process group that we made, and return whether there was anything."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def for_programs(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The demo with JSON."""
    return run(tmp_path_factory.mktemp("programs"), "demo", "--json")


@pytest.fixture(scope="module")
def for_people(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The demo in words, with a feed of one's own and one that is not there; its files are kept."""
    folder = tmp_path_factory.mktemp("people")
    feeds = ["--feed", str(OWN_FEED), "--feed", str(folder / "fehlt.xml")]
    return run(folder, "demo", *feeds, "--keep", str(folder / "kept"))


@pytest.fixture(scope="module")
def told(for_programs: Ended) -> Mapping[str, Any]:
    """What the demo told programs, held to its type."""
    assert (for_programs.code, for_programs.err) == (0, "")
    value: Mapping[str, Any] = TypeAdapter(kind_of(("demo",))).validate_json(for_programs.out)
    return value


def test_nothing_is_lost_double_or_wrong(told: Mapping[str, Any]) -> None:
    assert (told["ok"], told["lost"], told["double"], told["false"]) == (True, 0, 0, 0)
    assert told["not_for_us"] == 1
    assert told["folder"] is None


def test_every_notice_was_decided_for_each_of_its_audience(told: Mapping[str, Any]) -> None:
    notices = told["notices"]
    assert [one["title"] for one in notices if sum(one["states"].values()) != one["audience"]] == []
    assert all(one["audience"] > 0 for one in notices)
    assert all("waiting" not in one["states"] for one in notices)
    assert {one["level"] for one in notices} == {"info", "important", "urgent"}
    assert sum(one["audience"] for one in notices) == told["checked"]["deliveries"]
    assert sum(one["states"].get("unsure", 0) for one in notices) == told["unsure"]
    assert sum(one["states"].get("failed", 0) for one in notices) == sum(told["reasons"].values()) > 0


def test_both_networks_were_reached(told: Mapping[str, Any]) -> None:
    assert set(told["networks"]) == {"memory:ost", "memory:west"}
    assert all(network["messages"] > 40 for network in told["networks"].values())
    assert set(told["samples"]) == {"ost", "west"}
    assert all(text.startswith("EILT") for text in told["samples"].values())


def test_the_report_has_every_region_and_notice(told: Mapping[str, Any]) -> None:
    assert len(told["regions"]) >= 10
    assert {len(region["sent_of"]) for region in told["regions"]} == {len(told["notices"])}


@pytest.mark.parametrize("whom", ["for_programs", "for_people"])
def test_the_demo_ends_in_time_and_leaves_nothing_behind(request: pytest.FixtureRequest, whom: str) -> None:
    ended: Ended = request.getfixturevalue(whom)
    assert ended.code == 0, ended.out + ended.err
    assert ended.seconds < LIMIT
    assert list(ended.temporary.iterdir()) == []
    assert not ended.left_a_process


def test_people_read_what_happens_and_how_it_ended(for_people: Ended) -> None:
    assert for_people.err == ""
    assert for_people.out.startswith(words.INTRO)
    assert words.STEPS["stop"] in for_people.out
    assert words.CHECK_OK.partition("(")[0] in for_people.out
    assert words.KEPT.format(folder=for_people.kept) in for_people.out
    assert for_people.out.count(words.STEPS["kill"].partition("{")[0]) == 2


def test_without_a_terminal_nobody_is_asked_anything(for_people: Ended) -> None:
    assert words.ASK_CHAT.strip() not in for_people.out


def test_a_feed_of_ones_own_brings_its_three_newest_entries(for_people: Ended) -> None:
    assert words.STEPS["own_feed"].format(source=OWN_FEED, new=4, released=3) in for_people.out
    with Store(sqlite_url(for_people.kept / "verbundbote.sqlite3")) as store:
        titles = [title for _, title, _ in store.read_now(deliveries.heads)]
        named = store.read_now(lambda session: [one.title for one in sources.listing(session)])
    assert set(titles) >= THREE_NEWEST
    assert not [title for title in titles if "Uelzen" in title]
    # What readers are told as the source is its name, not a path on this machine.
    assert "Beratungsstelle" in " ".join(named)


def test_a_feed_that_is_not_there_is_named_in_german_and_stops_nothing(for_people: Ended) -> None:
    source = for_people.folder / "fehlt.xml"
    (line,) = [line for line in for_people.out.splitlines() if line.startswith(f"Die Quelle {source}")]
    assert "konnte nicht gelesen werden" in line
    assert not {"Error", "Errno", "No such file", "None"} & set(line.split())


def test_what_was_kept_can_be_checked_again(for_people: Ended) -> None:
    kept = for_people.kept
    judged = run(
        for_people.folder, "check", "--journal", str(kept / "memory"), "--json", BOTE_DATA_DIR=str(kept)
    )  # fmt: skip
    assert (judged.code, judged.err) == (0, "")
    value = json.loads(judged.out)
    assert value["ok"] is True
    assert (value["lost"], value["double"], value["false"]) == ([], [], [])

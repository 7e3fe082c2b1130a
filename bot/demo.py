"""`bote demo`: the main job, for somebody who has just cloned the project. Networks misbehave, the process dies.

A parent (this module) releases things and moves the clock; a child, the real `bote run`, sends and is killed twice.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from sqlmodel import Session

import bot
from bot import settings as settings_
from bot.app import House, open_house
from bot.checking import CheckResult, check
from bot.cli.results import DemoNotice
from bot.clock import write_clock_file
from bot.words import demo as words
from channels.memory_journal import read_journal
from content import dates, feeds, notice_file
from domain.notice import Level
from domain.quiet import ZONE
from scheduler import collecting, releasing
from scheduler.publishing import Published, Publisher, from_draft, plan_edition, publish, publish_edition, slot_of
from store import deliveries, entries, inbox, outbox, reference, sources
from store.seed import seed

NETWORKS = ("ost", "west")
ACCOUNTS = tuple(f"memory:{name}" for name in NETWORKS)
PERSONS, PLACES, SEED = 60, 10, 7
#: A Friday afternoon: office hours end in twelve minutes of the clock.
BEGIN = datetime(2026, 11, 27, 17, 48, tzinfo=ZONE)
#: How fast the clock goes: slowly until the second kill, so that a busy machine too is killed at work; then quickly.
SLOW, RATE = 20.0, 120.0
_KILL_AFTER = (20, 60)
_PATIENCE = 50.0
_CONTACT = "https://beispiel.invalid/vorfuehrung"
_ROOT = Path(bot.__file__).parent.parent

#: How the networks misbehave: by chat, one word a call, the last one stays.
BEHAVIOUR: dict[str, dict[str, Any]] = {
    "ost": {
        "keyed": True,
        "chats": {
            "p0005": ["lost_answer", "ok"],
            "p0009": ["lost_call", "ok"],
            "p0013": ["down", "down", "ok"],
            "*": ["slow:0.02"],
        },
    },
    "west": {
        "keyed": False,
        "chats": {
            "p0004": ["refused"],
            "p0008": ["lost_answer", "ok"],
            "p0012": ["later:90", "ok"],
            "p0016": ["moved:p0016-neu"],
            "p0020": ["gone"],
            "g0004": ["flood:1/60"],
            "*": ["slow:0.02"],
        },
    },
}

Tell = Callable[[str], None]


@dataclass
class Demo:
    """The demo under way: the house of the parent, the running child, and what it is told to tell."""

    house: House
    folder: Path
    tell: Tell
    progress: Tell
    child: "subprocess.Popen[bytes] | None" = None
    began: float = field(default_factory=time.monotonic)
    faults: list[str] = field(default_factory=list)
    seen: tuple[int, ...] = ()
    shown_at: float = 0.0

    # --- what happens, in order

    def play(self, feeds: Sequence[str]) -> None:
        """Let the story happen; returns when everything is delivered or decided."""
        self._release_feed(feeds)
        self._release("fachinformation.md", "important")
        for name in ("info-bezahlkarte.md", "info-gesundheit.md", "info-heide.md"):
            self._release(name)
        self._release_edition()
        self._set_clock(self._now(), SLOW)
        self._start()
        for after in _KILL_AFTER:
            self._watch(partial(self._has_come_so_far, after))
            self._kill_and_restart()
        self._set_clock(self._now(), RATE)
        self._say()
        self._watch(lambda: self._now() >= BEGIN + timedelta(minutes=14))
        self._release("eilmeldung.md", "urgent")
        self._finish()

    def _release_feed(self, feeds: Sequence[str]) -> None:
        with resources.as_file(resources.files("bot") / "demo_content" / "feed.xml") as path:
            new, released = self._collect(str(path))
        moment = dates.moment(self._now())
        self.tell(words.STEPS["collect"].format(moment=moment, new=new, released=released))
        for source in feeds:
            new, released = self._collect(source)
            self.tell(words.STEPS["own_feed"].format(source=source, new=new, released=released))

    def _collect(self, source: str) -> tuple[int, int]:
        """Take a feed along and release its three newest entries, as the Koordination would; return both numbers."""
        preview = asyncio.run(feeds.read_feed(source, contact=_CONTACT, allow_private=True, now=self._now()))
        if not isinstance(preview, feeds.FeedPreview):
            self.faults.append(words.FEED_FAULT.format(source=source, why=preview.message))
            self.tell(self.faults[-1])
            return 0, 0

        def take(session: Session) -> tuple[int, int]:
            added = sources.add(session, source, self._now(), preview.title)
            # The demo reads it once; the running bot is not to ask for it again.
            sources.pause(session, source)
            seen = {entry.id for entry in entries.list_entries(session)}
            unasked = entries.Validators()
            saved = collecting.save_preview(session, added.id, preview, unasked, self._now(), first_import=False)
            new = [entry for entry in entries.list_entries(session) if entry.id not in seen]
            for entry in new[:3]:
                releasing.release_entry(session, entry.id, Level.INFO, (), (), "demo", self._by())
            return saved.new if saved else 0, len(new[:3])

        return self.house.store.write_now(take)

    def _release(self, name: str, step: str | None = None) -> Published:
        """Release a notice file as `bote notice send` does."""
        text = (resources.files("bot") / "demo_content" / name).read_text(encoding="utf-8")
        names = self.house.store.read_now(reference.known_codes)
        draft = notice_file.read_notice(text, notice_file.Vocabulary(names.topics, names.regions, names.programmes))
        assert isinstance(draft, notice_file.NoticeDraft), draft
        new = from_draft(draft, f"demo:{name}", "demo", self._now())
        published = self.house.store.write_now(lambda s: publish(s, new, self._by()))
        if step is not None:
            moment = dates.moment(self._now())
            self.tell(words.STEPS[step].format(audience=published.audience, moment=moment))
        return published

    def _release_edition(self) -> None:
        def edition(session: Session) -> dict[str, int]:
            now = self._now()
            return publish_edition(session, slot_of(now), plan_edition(session, now), "demo", self._by())[1]

        counts = self.house.store.write_now(edition)
        self.tell(words.STEPS["edition"].format(**counts))

    def _say(self) -> None:
        said = {
            "west": [
                _line("f1", "p0002", "Aktuell"),
                _line("f2", "g0002", "Kommt jemand mit?", direct=False),
            ],
            "ost": [_line("f3", "p0001", "Hilfe")],
        }
        for network, lines in said.items():
            with (self.folder / "memory" / network / "in.jsonl").open("a", encoding="utf-8") as file:
                file.writelines(lines)
        self.tell(words.STEPS["said"])

    def _finish(self) -> None:
        """Move the clock on whenever nothing is left to do now, until nothing waits; then end the child in order."""
        self._watch(self._is_idle)
        while (next_at := self.house.store.read_now(lambda s: outbox.next_due_at(s, ACCOUNTS))) is not None:
            if next_at > self._now():
                self._set_clock(next_at, RATE)
                self.tell(words.STEPS["jump"].format(moment=dates.moment(next_at)))
            self._watch(self._is_idle)
        self.tell(words.STEPS["stop"])
        self.close()

    # --- the child

    def _start(self) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BOTE_")}
        env = {**clean, **environment(self.folder), "PYTHONPATH": str(_ROOT)}
        command = [sys.executable, "-m", "bot", "run", "--networks", ",".join(ACCOUNTS)]
        with (self.folder / "run.log").open("ab") as log:
            self.child = subprocess.Popen(command, env=env, stdout=log, stderr=log)  # noqa: S603 - the command is our own
        self.tell(words.STEPS["start"])

    def _kill_and_restart(self) -> None:
        assert self.child is not None
        self.child.kill()
        self.child.wait()
        self.tell(words.STEPS["kill"].format(count=self._arrived()))
        self._start()

    def close(self) -> None:
        """End the child if it runs: in order, or by force when it does not listen."""
        if self.child is None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child = None

    # --- looking

    def _watch(self, is_so: Callable[[], bool]) -> None:
        """Show progress until something is so. Raises TimeoutError when the demo takes too long."""
        shown = 0.0
        while not is_so():
            ended = self.child is not None and self.child.poll() is not None
            if ended or time.monotonic() - self.began > _PATIENCE:
                raise TimeoutError(words.TOO_LONG)
            if time.monotonic() - shown > 0.5:
                shown = time.monotonic()
                self._show_progress()
            time.sleep(0.02)

    def _show_progress(self) -> None:
        """Show the numbers when they have changed, and every two seconds that time goes on."""
        waiting = self.house.store.read_now(lambda s: deliveries.waiting_count(s, ACCOUNTS))
        counts = {name: len(read_journal(self.folder / "memory" / name)) for name in NETWORKS}
        seen = (waiting, *counts.values())
        if seen == self.seen and time.monotonic() - self.shown_at < 2:
            return
        self.seen, self.shown_at = seen, time.monotonic()
        self.progress(words.PROGRESS.format(moment=dates.moment(self._now()), waiting=waiting, **counts))

    def _arrived(self) -> int:
        return sum(len(read_journal(self.folder / "memory" / name)) for name in NETWORKS)

    def _has_come_so_far(self, count: int) -> bool:
        # Where sending was so slow that everybody is quiet by now, there is no more to wait for.
        return self._arrived() >= count or self._is_idle()

    def _is_idle(self) -> bool:
        now = self._now()
        return not self.house.store.read_now(
            lambda s: outbox.is_open(s, ACCOUNTS, now) or inbox.has_unhandled(s, ACCOUNTS)
        )

    def _now(self) -> datetime:
        return self.house.clock.now()

    def _set_clock(self, at: datetime, rate: float) -> None:
        write_clock_file(self.folder / "clock", at, rate)

    def _by(self) -> Publisher:
        return Publisher(self._now())


@dataclass(frozen=True, slots=True)
class Told:
    """What the demo found out: for the JSON and for the report."""

    notices: list[DemoNotice]
    networks: dict[str, dict[str, int]]
    checked: CheckResult
    regions: list[tuple[str, list[str]]]
    reasons: Counter[str]
    samples: dict[str, str]
    dropped: int
    settings: settings_.Settings
    warnings: list[str]


def environment(folder: Path) -> dict[str, str]:
    """Return the settings under which parent and child run."""
    return {
        "BOTE_DATA_DIR": str(folder),
        "BOTE_TEST": "1",
        "BOTE_CLOCK_FILE": str(folder / "clock"),
        "BOTE_PACE": "x4",
    }


@contextlib.contextmanager
def played(feeds: Sequence[str], keep: Path | None, tell: Tell, progress: Tell) -> Iterator[Told]:
    """Play the demo and yield what came of it, as long as its files are there.

    Raises TimeoutError when it does not come to an end.
    """
    with _ending_on_request(), _folder(keep) as folder:
        _prepare(folder)
        given = settings_.load(environment(folder))
        assert isinstance(given, settings_.Settings), given
        with open_house(given) as house:
            house.store.write_now(lambda s: seed(s, PERSONS, PLACES, ACCOUNTS, SEED, house.clock.now()))
            demo = Demo(house, folder, tell, progress)
            try:
                demo.play(feeds)
            finally:
                demo.close()
            told = _told(house, folder, demo.faults)
        yield told


@contextlib.contextmanager
def _ending_on_request() -> Iterator[None]:
    """Let SIGTERM end the demo like Ctrl-C does, so that neither the child nor its files stay behind."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _prepare(folder: Path) -> None:
    for name, behaviour in BEHAVIOUR.items():
        (folder / "memory" / name).mkdir(parents=True)
        (folder / "memory" / name / "behaviour.json").write_text(json.dumps(behaviour), encoding="utf-8")
    # It stands still until everything is prepared, however long that takes.
    write_clock_file(folder / "clock", BEGIN)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    folder = keep if keep is not None else Path(tempfile.mkdtemp(prefix="verbundbote-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _told(house: House, folder: Path, warnings: list[str]) -> Told:
    rows = house.store.read_now(lambda s: deliveries.listing(s, None))
    heads = house.store.read_now(deliveries.heads)
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        states[row.notice][row.state] += 1
    notices: list[DemoNotice] = [
        {"title": title, "level": level, "audience": states[id_].total(), "states": dict(states[id_])}
        for id_, title, level in heads
        # A day's digest has no deliveries of its own: its items have.
        if states[id_]
    ]
    journals = {name: read_journal(folder / "memory" / name) for name in NETWORKS}
    reasons = Counter(row.reason for row in rows if row.state == "failed")
    return Told(
        notices,
        {f"memory:{name}": {"messages": len(lines)} for name, lines in journals.items()},
        check(house.store, folder / "memory"),
        _per_region(house, rows),
        reasons,
        {name: _sample(lines) for name, lines in journals.items()},
        house.store.read_now(inbox.dropped),
        house.settings,
        warnings,
    )


def _per_region(house: House, rows: Sequence[Any]) -> list[tuple[str, list[str]]]:
    """Return for each region, and for each notice in order, "sent/meant"."""
    homes = house.store.read_now(lambda s: deliveries.places_of(s, sorted({row.who for row in rows})))
    confirmed = house.store.read_now(reference.region_confirmed)
    names = house.store.read_now(reference.region_names)
    meant: Counter[tuple[str, int]] = Counter()
    sent: Counter[tuple[str, int]] = Counter()
    for row in rows:
        for code in homes.get(row.who, [""]):
            meant[code, row.notice] += 1
            sent[code, row.notice] += row.state == "sent"
    notices = sorted({row.notice for row in rows})
    table: list[tuple[str, list[str]]] = []
    for code in [*names, ""]:
        cells = [f"{sent[code, id_]}/{meant[code, id_]}" if meant[code, id_] else "–" for id_ in notices]
        name = names.get(code, words.STATEWIDE)
        shown = name if confirmed.get(code, True) else words.UNCONFIRMED.format(name=name)
        if code or any(cell != "–" for cell in cells):
            table.append((shown, cells))
    return table


def _sample(lines: Sequence[Mapping[str, Any]]) -> str:
    return next((str(line["text"]) for line in lines if str(line["text"]).startswith("EILT")), "")


def _line(id_: str, chat: str, text: str, *, direct: bool = True) -> str:
    said = {"id": id_, "chat": chat, "kind": "text", "user": chat, "text": text, "direct": direct}
    return json.dumps(said, ensure_ascii=False) + "\n"

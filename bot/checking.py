"""`bote check`: reads the database and the networks' journals, lets the judge compare them, and tells what it found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from bot.cli.faults import not_found
from channels.memory_behaviour import BehaviourFile
from channels.memory_journal import CALLS, JOURNAL, read_lines
from domain.judging import Arrival, Book, Finding, Kind, Verdict, judge
from store.check import load_book
from store.db import Store

_BEHAVIOUR = "behaviour.json"
#: Whose journal it is, where the folder's name does not say it.
_ACCOUNT = "account"
_CHUNK = 1 << 20


class Found(TypedDict):
    """One thing that was found. dispatch: its key; network: the account; why: a sentence."""

    delivery: int | None
    dispatch: str | None
    notice: int | None
    network: str | None
    why: str


class Checked(TypedDict):
    """How much was looked at. networks: the accounts whose journal was read."""

    revisions: int
    deliveries: int
    dispatches: int
    arrivals: int
    networks: list[str]


class CheckResult(TypedDict):
    """Whether the promises were kept. journal: whether what arrived was looked at too; note: what was not."""

    schema: Literal[1]
    lost: list[Found]
    double: list[Found]
    false: list[Found]
    unsure: list[Found]
    ok: bool
    journal: bool
    note: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Journal:
    """What one network wrote down. lines: how many there were before the rows were read; account: whose it is.

    account "": it may hold what several accounts sent; each line belongs to the account of its dispatch.
    """

    folder: Path
    lines: int
    account: str = ""


def check(store: Store, journal: Path | None) -> CheckResult:
    """Return what is lost, double, false or unsure.

    journal: a folder with a network's journal, or one with a folder for each network. It may be called while
    messages are being sent: how long the journals are is looked at before the rows, the journals themselves after.
    """
    journals = [] if journal is None else find_journals(journal)
    book = store.read_now(load_book)
    keyed: dict[str, bool] = {}
    arrivals = 0

    def heard() -> Iterator[Arrival]:
        nonlocal arrivals
        for one in journals:
            for arrival in _arrivals(one, book):
                arrivals += 1
                yield arrival

    for one in journals:
        is_keyed = BehaviourFile(one.folder / _BEHAVIOUR).current().keyed
        keyed.update(dict.fromkeys(_accounts(one, book), is_keyed))
    verdict = judge(book, heard(), keyed)
    counts = Checked(
        revisions=len(book.revisions),
        deliveries=len(book.promises),
        dispatches=len(book.calls),
        arrivals=arrivals,
        networks=sorted(keyed),
    )
    return _result(verdict, counts, _note(book, sorted(keyed)))


def find_journals(folder: Path) -> list[Journal]:
    """Return the journals in a folder: its own, or those of the networks below it."""
    if (folder / JOURNAL).is_file():
        named = _account(folder) if (folder / _ACCOUNT).is_file() else ""
        return [Journal(folder, _count_lines(folder / JOURNAL), named)]
    found = [
        Journal(below, _count_lines(below / JOURNAL), _account(below))
        for below in (sorted(folder.iterdir()) if folder.is_dir() else ())
        # A network whose journal is gone is looked at all the same: then everything that was sent is lost.
        if any((below / name).is_file() for name in (JOURNAL, CALLS, _BEHAVIOUR))
    ]
    if not found:
        raise not_found(
            "no_journal",
            f"In „{folder}“ liegt kein Journal.",
            f"Gesucht wird die Datei {JOURNAL}, entweder dort oder in je einem Ordner für jedes Netz.",
        )
    return found


def _account(folder: Path) -> str:
    """Return the account that a folder belongs to: a test server says it in a file, a memory network by its name."""
    try:
        return (folder / _ACCOUNT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return f"memory:{folder.resolve().name}"


def _accounts(journal: Journal, book: Book) -> set[str]:
    """Return the accounts whose calls a journal holds."""
    if journal.account:
        return {journal.account}
    return {_account(journal.folder), *(arrival.account for arrival in _arrivals(journal, book))}


def _arrivals(journal: Journal, book: Book) -> Iterator[Arrival]:
    account_of = {} if journal.account else {call.key: call.account for call in book.calls}
    own = journal.account or _account(journal.folder)
    for number, line in enumerate(read_lines(journal.folder / JOURNAL)):
        key, attempt = str(line.get("key", "")), line.get("attempt")
        yield Arrival(
            account_of.get(key, own),
            key,
            str(line.get("chat", "")),
            str(line.get("op", "")),
            attempt if isinstance(attempt, int) else 0,
            late=number >= journal.lines,
        )


def _count_lines(path: Path) -> int:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return 0
    with file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _note(book: Book, covered: Sequence[str]) -> str:
    """Return what was not compared with a journal, as a sentence, or nothing."""
    if not covered:
        return "Ohne Journal wurde nur geprüft, ob die Datenbank in sich stimmt, nicht, ob etwas ankam."
    rest = sorted({call.account for call in book.calls}.difference(covered))
    if not rest:
        return ""
    return f"Ohne Journal, also nur in sich, wurde geprüft: {', '.join(rest)}."


def _result(verdict: Verdict, counts: Checked, note: str) -> CheckResult:
    return CheckResult(
        schema=1,
        lost=_found(verdict, Kind.LOST),
        double=_found(verdict, Kind.DOUBLE),
        false=_found(verdict, Kind.FALSE),
        unsure=_found(verdict, Kind.UNSURE),
        ok=verdict.ok,
        journal=bool(counts["networks"]),
        note=note,
        checked=counts,
    )


def _found(verdict: Verdict, kind: Kind) -> list[Found]:
    return [_as_value(finding) for finding in verdict.of(kind)]


def _as_value(finding: Finding) -> Found:
    return Found(
        delivery=finding.delivery,
        dispatch=finding.dispatch,
        notice=finding.notice,
        network=finding.account,
        why=finding.why,
    )

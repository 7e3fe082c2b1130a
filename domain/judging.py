"""Judging: was every promise kept? Rows and the networks' journals in, findings out; nobody's word is taken for it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from domain.state import DeliveryState, DispatchState, Op, Part, derive

# Named tuples, not dataclasses: there are hundreds of thousands of them, and they are made four times as fast.


class Revision(NamedTuple):
    """A frozen notice revision. audience: how many deliveries were promised, those of editions included."""

    notice: int
    rev: int
    audience: int


class Promise(NamedTuple):
    """A delivery. expanded: its dispatches exist."""

    id: int
    notice: int
    rev: int
    recipient: int
    account: str
    address: int | None
    state: DeliveryState
    expanded: bool


class CallRow(NamedTuple):
    """A dispatch. tries: calls so far; repeated: those whose answer was lost and that were repeated on purpose.

    answered: the network gave the message's id. A row that is sent without one was decided by a person.
    target: the dispatch whose message it changes.
    """

    id: int
    key: str
    account: str
    address: int | None
    chat: str
    thread: str
    op: str
    seq: int
    state: DispatchState
    tries: int
    repeated: tuple[int, ...]
    answered: bool
    target: int | None = None


class Arrival(NamedTuple):
    """What a network says has arrived. late: it was written down after the rows were looked at."""

    account: str
    key: str
    chat: str
    op: str
    attempt: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """What the database says: deliveries and dispatches by id, and links of them as (delivery, dispatch)."""

    revisions: Sequence[Revision] = ()
    promises: Sequence[Promise] = ()
    calls: Sequence[CallRow] = ()
    links: Sequence[tuple[int, int]] = ()


class Kind(StrEnum):
    """What is wrong, or open."""

    #: It was promised or is said to be sent, and is not there.
    LOST = "lost"
    #: Somebody got it twice, or it was promised twice.
    DOUBLE = "double"
    #: The rows say something else than what happened, or contradict each other.
    FALSE = "false"
    #: Not known yet, and no fault: somebody decides, or the next start does.
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. why: a German sentence; dispatch: the key of the dispatch."""

    kind: Kind
    why: str
    notice: int | None = None
    delivery: int | None = None
    dispatch: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was found."""

    findings: tuple[Finding, ...]

    def of(self, kind: Kind) -> list[Finding]:
        """Return the findings of a kind."""
        return [finding for finding in self.findings if finding.kind is kind]

    @property
    def ok(self) -> bool:
        """Whether nothing is lost, double or false."""
        return all(finding.kind is Kind.UNSURE for finding in self.findings)


def judge(book: Book, arrivals: Iterable[Arrival] = (), keyed: Mapping[str, bool] | None = None) -> Verdict:
    """Return what is wrong or open.

    keyed: the accounts whose journal was read completely, and whether a repeat with the same key is the same message
    there. The rows of other accounts are judged only against each other.
    """
    case = _case(book, {} if keyed is None else keyed)
    false = list(_hear(case, arrivals))
    return Verdict(
        (
            *_audiences(book),
            *(finding for promise in book.promises for finding in _promise(case, promise)),
            *false,
            *(finding for call in book.calls for finding in _call(case, call)),
            *(finding for call in book.calls for finding in _aim(case, call)),
            *(finding for promise in book.promises for finding in _same_part_twice(case, promise)),
            *_same_chat_twice(case),
            *_forgotten_digests(case),
        )
    )


# --- the rows, put in order

#: What a call of each kind may look like when it arrives: a message that cannot be deleted is edited instead.
_ARRIVES_AS: Mapping[str, frozenset[str]] = {
    Op.SEND: frozenset({Op.SEND}),
    Op.EDIT: frozenset({Op.EDIT}),
    Op.DELETE: frozenset({Op.DELETE, Op.EDIT}),
    Op.PIN: frozenset({Op.PIN}),
    Op.UNPIN: frozenset({Op.UNPIN}),
    Op.OPEN: frozenset({Op.OPEN}),
    Op.UPLOAD: frozenset({Op.UPLOAD}),
}
#: Calls that always leave a line in the journal. A chat that is open already is opened without one.
_LEAVES_A_LINE = frozenset({Op.SEND, Op.EDIT, Op.DELETE, Op.PIN, Op.UNPIN})
_MAY_HAVE_ARRIVED = frozenset({DispatchState.SENT, DispatchState.SENDING, DispatchState.UNSURE})
#: The key of a digest's part: digest, address, how often it was composed, part.
_DIGEST_KEY = re.compile(r"g(\d+)-(\d+)-(\d+)-(\d+)")


@dataclass(slots=True)
class _Case:
    """The rows by what they are asked for. heard: arrivals by the key of the dispatch that they belong to."""

    book: Book
    keyed: Mapping[str, bool]
    by_id: dict[int, CallRow]
    by_key: dict[str, CallRow]
    parts: dict[int, list[CallRow]] = field(default_factory=dict)
    owners: dict[int, list[Promise]] = field(default_factory=dict)
    heard: dict[str, list[Arrival]] = field(default_factory=dict)

    def arrivals(self, call: CallRow) -> Sequence[Arrival]:
        """Return what arrived of a call, as far as it can be known."""
        return self.heard.get(call.key, ())

    def has_arrived(self, call: CallRow) -> bool:
        """Return whether it arrived; without a journal the row has to be believed."""
        return bool(self.arrivals(call)) if call.account in self.keyed else call.state is DispatchState.SENT

    def of_call(self, kind: Kind, why: str, call: CallRow) -> Iterator[Finding]:
        """Yield a finding about a call: one for each delivery that it carries, or one when it carries none."""
        owners = self.owners.get(call.id)
        if owners is None:
            yield Finding(kind, why, dispatch=call.key, account=call.account)
            return
        for promise in owners:
            yield Finding(kind, why, promise.notice, promise.id, call.key, call.account)


def _case(book: Book, keyed: Mapping[str, bool]) -> _Case:
    case = _Case(book, keyed, {call.id: call for call in book.calls}, {call.key: call for call in book.calls})
    promises = {promise.id: promise for promise in book.promises}
    for delivery, dispatch in book.links:
        promise, call = promises.get(delivery), case.by_id.get(dispatch)
        if promise is not None and call is not None:
            case.parts.setdefault(delivery, []).append(call)
            case.owners.setdefault(dispatch, []).append(promise)
    return case


def _about(promise: Promise, kind: Kind, why: str) -> Finding:
    return Finding(kind, why, promise.notice, promise.id, account=promise.account or None)


# --- the promises


def _audiences(book: Book) -> Iterator[Finding]:
    """A delivery is never deleted, so there are exactly as many as were frozen, one for each recipient."""
    promised = {(revision.notice, revision.rev): revision.audience for revision in book.revisions}
    there = Counter((promise.notice, promise.rev) for promise in book.promises)
    for notice, rev in sorted(promised.keys() | there.keys()):
        expected, found = promised.get((notice, rev), 0), there[notice, rev]
        if expected != found:
            kind = Kind.LOST if found < expected else Kind.DOUBLE
            why = f"Fassung {rev} wurde für {expected} Empfänger freigegeben, Zustellungen gibt es aber {found}."
            yield Finding(kind, why, notice)
    seen: set[tuple[int, int, int]] = set()
    for promise in book.promises:
        whom = (promise.notice, promise.rev, promise.recipient)
        if whom in seen:
            yield _about(promise, Kind.DOUBLE, "Für denselben Empfänger gibt es schon eine Zustellung dieser Fassung.")
        seen.add(whom)


def _promise(case: _Case, promise: Promise) -> Iterator[Finding]:
    """The state of a delivery follows from its dispatches at its current address; one of long ago is only counted."""
    if promise.recipient < 0:
        return
    parts = [call for call in case.parts.get(promise.id, ()) if call.address == promise.address is not None]
    if parts:
        state, _ = derive([Part(call.state) for call in parts])
        if state is not promise.state:
            why = f"Die Zustellung steht auf „{promise.state}“, nach ihren Sendungen müsste sie „{state}“ sein."
            yield _about(promise, Kind.FALSE, why)
    elif promise.state in (DeliveryState.SENT, DeliveryState.UNSURE):
        yield _about(promise, Kind.FALSE, f"Die Zustellung steht auf „{promise.state}“, hat aber keine Sendung.")
    elif promise.state is DeliveryState.WAITING and promise.expanded:
        yield _about(promise, Kind.LOST, "Die Zustellung wartet, aber es gibt keine Sendung, die sie ausführen würde.")


# --- the calls


def _hear(case: _Case, arrivals: Iterable[Arrival]) -> Iterator[Finding]:
    """Assign what arrived to its call; what no row records is false."""
    for arrival in arrivals:
        call = case.by_key.get(arrival.key)
        if call is not None and call.account != arrival.account:
            call = None
        if arrival.late and (call is None or call.state is not DispatchState.SENT):
            continue  # it was claimed after the rows were looked at
        if call is None:
            why = "Im Journal steht eine Nachricht, zu der es keine Sendung gibt."
            yield Finding(Kind.FALSE, why, dispatch=arrival.key, account=arrival.account)
            continue
        case.heard.setdefault(call.key, []).append(arrival)
        why = _unrecorded(call, arrival, same_message=case.keyed.get(call.account, False))
        if why:
            yield from case.of_call(Kind.FALSE, why, call)


def _unrecorded(call: CallRow, arrival: Arrival, *, same_message: bool) -> str:
    """Return why an arrival is not what the row of its call says, or nothing."""
    if arrival.op not in _ARRIVES_AS.get(call.op, frozenset({call.op})):
        return f"Angekommen ist „{arrival.op}“, die Sendung ist aber „{call.op}“."
    if arrival.attempt in call.repeated:
        return ""
    # Where a repeat is the same message, the journal has the attempt that arrived first.
    earlier = same_message and 1 <= arrival.attempt <= call.tries
    if call.state not in _MAY_HAVE_ARRIVED:
        return f"Versuch {arrival.attempt} kam an, die Sendung steht aber auf „{call.state}“."
    if arrival.attempt != call.tries and not earlier:
        return f"Versuch {arrival.attempt} kam an, ohne dass die Sendung davon weiß (sie nennt Versuch {call.tries})."
    # Of somebody who was erased nobody knows any more where it went.
    if call.chat and arrival.chat != call.chat:
        return "Die Nachricht kam in einem anderen Chat an als dem, an den sie gerichtet war."
    return ""


def _call(case: _Case, call: CallRow) -> Iterator[Finding]:
    """What is said to be sent arrived; nothing arrived twice; what is not known is told."""
    has_journal, arrivals = call.account in case.keyed, case.arrivals(call)
    if call.state is DispatchState.UNSURE:
        yield from case.of_call(Kind.UNSURE, f"Die Antwort des Netzes ging verloren. {_told(case, call)}", call)
    elif call.state is DispatchState.SENDING:
        why = "Der Versand läuft gerade oder endete unerwartet; der nächste Start von „bote run“ klärt es."
        yield from case.of_call(Kind.UNSURE, f"{why} {_told(case, call)}", call)
    elif call.state is DispatchState.SENT and has_journal and not arrivals and call.op in _LEAVES_A_LINE:
        if call.answered:
            yield from case.of_call(Kind.LOST, "Die Sendung gilt als angekommen, steht aber nicht im Journal.", call)
        else:
            why = "Die Sendung wurde von Hand als angekommen vermerkt; im Journal steht sie nicht."
            yield from case.of_call(Kind.UNSURE, why, call)
    if has_journal and _is_double(call, arrivals, same_message=case.keyed[call.account]):
        yield from case.of_call(Kind.DOUBLE, f"Die Nachricht kam {len(arrivals)}-mal an, erlaubt war das nicht.", call)


def _aim(case: _Case, call: CallRow) -> Iterator[Finding]:
    """A message is changed where it was sent; elsewhere its id names somebody else's message, or none."""
    aimed = None if call.target is None else case.by_id.get(call.target)
    if aimed is None or call.state not in _MAY_HAVE_ARRIVED:
        return
    if aimed.address is None:
        return  # forgotten, like all that is old enough
    if (aimed.account, aimed.address) != (call.account, call.address):
        why = "Geändert wurde eine Nachricht unter einer anderen Adresse als der, an die sie gesendet worden war."
        yield from case.of_call(Kind.FALSE, why, call)


def _told(case: _Case, call: CallRow) -> str:
    if call.account not in case.keyed:
        return "Ein Journal dazu gibt es nicht."
    return "Angekommen ist sie laut Journal." if case.arrivals(call) else "Laut Journal ist sie nicht angekommen."


def _is_double(call: CallRow, arrivals: Sequence[Arrival], *, same_message: bool) -> bool:
    """Return whether more arrived than may: each permitted repeat once and one more; repeated edits do no harm."""
    if len(arrivals) < 2:
        return False
    if same_message:
        return True
    attempts = [arrival.attempt for arrival in arrivals]
    fresh = [attempt for attempt in attempts if attempt not in call.repeated]
    return call.op == Op.SEND and (len(fresh) > 1 or len(set(attempts)) < len(attempts))


# --- one message in two calls


def _same_part_twice(case: _Case, promise: Promise) -> Iterator[Finding]:
    """Two dispatches sent the same part: at one address, or at a second one although the first had it."""
    calls = case.parts.get(promise.id, ())
    if len(calls) < 2:
        return
    seen: set[int] = set()
    for call in calls:
        if call.op != Op.SEND or not case.has_arrived(call):
            continue
        if call.seq in seen:
            why = f"Teil {call.seq + 1} kam in zwei verschiedenen Sendungen an."
            yield Finding(Kind.DOUBLE, why, promise.notice, promise.id, call.key, call.account)
        seen.add(call.seq)


def _same_chat_twice(case: _Case) -> Iterator[Finding]:
    """Two deliveries of one notice revision reached the same chat."""
    first: dict[tuple[int, int, str, str, str], int] = {}
    for promise in case.book.promises:
        reached = {
            (call.account, call.chat, call.thread): call
            for call in case.parts.get(promise.id, ())
            if call.op == Op.SEND and call.chat and case.has_arrived(call)
        }
        for (account, chat, thread), call in reached.items():
            other = first.setdefault((promise.notice, promise.rev, account, chat, thread), promise.id)
            if other != promise.id:
                why = f"Derselbe Chat hat diese Fassung schon mit Zustellung {other} bekommen."
                yield Finding(Kind.DOUBLE, why, promise.notice, promise.id, call.key, account)


def _forgotten_digests(case: _Case) -> Iterator[Finding]:
    """A digest that was composed anew must not have left before: its old dispatches carry nothing any more."""
    forgotten: list[tuple[str, CallRow]] = []
    kept: set[str] = set()
    for call in case.book.calls:
        found = _DIGEST_KEY.fullmatch(call.key)
        if found is None or not case.has_arrived(call):
            continue
        digest, address, part = found.group(1, 2, 4)
        what = f"{digest}-{address}-{part}"
        if call.id in case.owners:
            kept.add(what)
        else:
            forgotten.append((what, call))
    for what, call in forgotten:
        if what in kept:
            yield from case.of_call(
                Kind.DOUBLE, "Die Sammelnachricht kam an und wurde danach noch einmal gesendet.", call
            )
        else:
            yield from case.of_call(Kind.FALSE, "Die Sammelnachricht kam an, aber keine Zustellung weiß davon.", call)
        kept.add(what)

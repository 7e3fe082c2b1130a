"""The scenario that is killed: people, notices of every kind, two networks that misbehave; and how it is judged.

It is prepared once and copied for each trial: an important notice was under way when the process was killed, and was
then corrected; a long one, an edition and an urgent one wait; people have written to the bot.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from store import tables as t
from tests.acceptance.installation import ACCOUNTS, KILLED, MORNING, NETWORKS, Installation, Json

#: When the trials begin; the clock goes faster then, so that short pauses are over soon and answers stay young.
BEGIN, RATE = MORNING + timedelta(minutes=5), 20.0
IN_FLIGHT = 8
_ROUNDS = 12

BEHAVIOUR: Mapping[str, Mapping[str, Sequence[str]]] = {
    "ost": {
        "p0003": ["lost_answer", "ok"],
        "p0005": ["ok", "lost_call", "ok"],
        "p0007": ["down", "ok"],
        "p0009": ["later:1", "ok"],
        "p0011": ["gone"],
        "p0013": ["ok", "lost_answer", "ok"],
        "p0015": ["slow:0.05"],
        "g0001": ["flood:2/1"],
        # Keeps the process busy until the pauses of the others are over, so that it need not be started once more.
        "g0003": ["slow:0.1"],
        "*": ["slow:0.005"],
    },
    "west": {
        "p0002": ["lost_answer", "ok"],
        "p0004": ["ok", "lost_call", "ok"],
        "p0006": ["refused"],
        "p0008": ["ok", "moved:p0008-neu"],
        "p0010": ["later:1", "ok"],
        "p0012": ["gone"],
        "p0014": ["ok", "lost_answer", "lost_call", "ok"],
        "g0002": ["flood:2/1"],
        "g0004": ["slow:0.1"],
        "*": ["slow:0.005"],
    },
}
#: Who writes what, by network; the same id twice is the same event, and what is not for the bot gets no answer.
SAID: Mapping[str, Sequence[tuple[str, str, str, bool]]] = {
    "ost": [
        ("o1", "p0001", "Hilfe", True),
        ("o2", "p0003", "Aktuell", True),
        ("o3", "p0013", "Hilfe", True),
        ("o3", "p0013", "Hilfe", True),
        ("o4", "g0003", "/aktuell", False),
        ("o5", "g0003", "Kommt jemand mit?", False),
        ("o6", "p0001", "Was gilt denn nun?", True),
        ("o7", "fremd", "Hilfe", True),
    ],
    "west": [
        ("w1", "p0002", "Aktuell", True),
        ("w2", "p0014", "Hilfe", True),
        ("w2", "p0014", "Hilfe", True),
        ("w3", "p0016", "Aktuell", True),
        ("w4", "g0004", "Guten Morgen zusammen", False),
        ("w5", "g0004", "/hilfe", False),
    ],
}
NOT_FOR_US = frozenset({"o5", "w4"})


def notice_file(title: str, level: str, text: str = "Das ist erfunden.", files: str = "") -> str:
    """Return a notice file for the whole of Lower Saxony. files: what it names as such, of ERLASS and PLAN."""
    return f"---\ntitel: {title}\nstufe: {level}\nregionen: landesweit\nanlagen: {files}\n---\n{text}\n"


ERLASS, PLAN = "erlass.pdf", "plan.pdf"
LONG = "\n\n".join(
    f"**Absatz {number}.** " + "Wer eine Beratungsstelle leitet, sollte das hier bis zum Ende lesen. " * 9
    for number in range(1, 17)
)
FIRST = notice_file("Richtlinie erschienen", "wichtig", "Die Frist endet am **18.12.**")
FIRST_WITH_FILE = notice_file("Richtlinie erschienen", "wichtig", "Die Frist endet am **18.12.**", ERLASS)
CORRECTED = notice_file("Richtlinie erschienen", "wichtig", "Die Frist endet am **31.12.**", ERLASS)
EXTRA = notice_file("Nachtrag zur Richtlinie", "wichtig", "Ein Anhang ist dazugekommen.")


def write_file(bote: Installation, name: str, text: str) -> str:
    """Write a notice file, and its files beside it, and return its path."""
    path = bote.folder / name
    for file in (ERLASS, PLAN):
        (bote.folder / file).write_bytes(b"%PDF-1.7 " + file.encode())
    path.write_text(text, encoding="utf-8")
    return str(path)


def send(bote: Installation, name: str, text: str) -> Json:
    """Release a notice file."""
    return bote.command("notice", "send", write_file(bote, name, text), "--yes")


def prepare(bote: Installation) -> None:
    """Let everything happen that comes before the trials."""
    bote.set_clock(MORNING)
    for name in NETWORKS:
        bote.behave(name, keyed=name == "ost", chats=BEHAVIOUR[name])
    bote.command("seed", "--persons", "26", "--places", "13", "--networks", ",".join(ACCOUNTS), "--seed", "7")
    first = send(bote, "first.md", FIRST_WITH_FILE)
    killed = bote.run("--until-idle", crash_at="dispatch.recorded:5")
    assert killed.wait() == KILLED, killed.report()
    bote.remember_kill()
    bote.command("notice", "correct", str(first["notice"]), write_file(bote, "corrected.md", CORRECTED), "--yes")
    send(bote, "long.md", notice_file("Handreichung in voller Länge", "wichtig", LONG))
    send(bote, "info.md", notice_file("Veranstaltung in Hannover", "info", files=PLAN))
    bote.command("edition", "release", "--yes")
    send(bote, "urgent.md", notice_file("Ab sofort keine Zulassungen", "eilt"))
    for name in NETWORKS:
        for id_, chat, text, direct in SAID[name]:
            bote.say(name, id_, chat, text, direct=direct)


def finish(bote: Installation) -> None:
    """Start the process until nothing is left to do, now or later."""
    for _ in range(_ROUNDS):
        running = bote.run("--until-idle")
        assert running.wait() == 0, running.report()
        next_at = bote.next_at(running)
        if next_at is None:
            assert running.told()["waiting"] == 0
            return
        bote.set_clock(max(next_at, bote.now()), RATE)
    raise AssertionError(f"still not done after {_ROUNDS} rounds")


# --- the verdict


def assert_promises_kept(bote: Installation) -> None:
    """Fail unless nothing is lost, double or false, and everything unsure is excused."""
    checked = bote.check()
    faults = {name: checked[name] for name in ("lost", "double", "false") if checked[name]}
    assert not faults
    assert checked["checked"]["networks"] == list(ACCOUNTS)
    assert checked["checked"]["deliveries"] > 0
    assert checked["checked"]["arrivals"] > 0
    assert_unsure_is_excused(bote, {str(one["dispatch"]) for one in checked["unsure"]})
    assert_nothing_twice_where_keyed(bote)


def assert_unsure_is_excused(bote: Installation, unsure: set[str]) -> None:
    """Fail when something is unsure that was not in flight at a kill, and whose answer the network did not lose."""
    for kill in bote.kills:
        assert all(len(keys) <= IN_FLIGHT for keys in kill.in_flight.values())
    in_flight = {key for kill in bote.kills for key in kill.in_flight.get("memory:west", ())}
    lost = {call["key"] for call in bote.calls("west") if call["word"] in ("lost_call", "lost_answer")}
    assert unsure <= in_flight | lost
    assert not unsure & bote.look(lambda s: set(_keys(s, "memory:ost"))), "unsure on the keyed network"


def assert_nothing_twice_where_keyed(bote: Installation) -> None:
    """Fail when a message came twice on the network that knows its keys."""
    seen = Counter((line["chat"], line["key"]) for line in bote.journal("ost"))
    assert [message for message, times in seen.items() if times > 1] == []


def assert_everybody_was_answered(bote: Installation, said: Mapping[str, Sequence[tuple[str, str, str, bool]]]) -> None:
    """Fail unless each command was answered once; a second time only where the rule for answers allows it."""
    for name, lines in said.items():
        rows = bote.look(lambda s, name=name: _inbox(s, f"memory:{name}"))  # type: ignore[misc]  # bound at once
        assert set(rows) == {id_ for id_, *_ in lines} - NOT_FOR_US
        times = Counter(str(line["key"]) for line in bote.journal(name))
        answers = bote.look(lambda s, name=name: _answers(s, f"memory:{name}"))  # type: ignore[misc]  # bound at once
        for row in rows.values():
            (key,) = [key for key in answers if key.startswith(f"i{row}-")]
            state, repeated = answers[key]
            if name == "ost":
                assert (state, times[key]) == ("sent", 1), key
            else:
                assert (state, times[key]) in _allowed(repeated), key


def _allowed(repeated: int) -> set[tuple[str, int]]:
    """Return as (state, arrivals) what an answer may come to where no key tells: one repeat at most, if unsure."""
    assert repeated <= 1
    return {("sent", 1), ("sent", 1 + repeated), *(("unsure", times) for times in range(repeated + 2) if repeated)}


def _keys(session: Session, account: str) -> list[str]:
    c = t.dispatch.c
    return list(session.execute(select(c.key).where(c.account == account)).scalars())


def _inbox(session: Session, account: str) -> dict[str, int]:
    c = t.inbox.c
    statement = select(c.event_id, c.id).where(c.account == account, c.handled_at.is_not(None))
    return {row.event_id: row.id for row in session.execute(statement)}


def _answers(session: Session, account: str) -> dict[str, tuple[str, int]]:
    c = t.dispatch.c
    statement = select(c.key, c.state, c.repeated).where(c.account == account, c.key.like("i%"))
    return {key: (state, len(repeated)) for key, state, repeated in session.execute(statement)}


def open_work(session: Session) -> int:
    """Return how much is still to be done by now or later: deliveries, calls, unanswered events."""
    x, d, i = t.dispatch.c, t.delivery.c, t.inbox.c
    counted = (
        select(func.count()).where(x.state.in_(("queued", "sending"))),
        select(func.count()).where(d.state == "waiting"),
        select(func.count()).where(i.handled_at.is_(None), i.parked.is_(None)),
    )
    return sum(int(session.execute(one).scalar_one()) for one in counted)

"""Crash points: named places where a test can have the process kill itself, to see that nothing is lost there."""

import difflib
import os
import signal
import threading
from collections.abc import Callable
from typing import NamedTuple


class CrashPoint(NamedTuple):
    """A place where the process can be killed."""

    name: str
    #: One German line for `bote crash-points`.
    meaning: str


POINTS = (
    CrashPoint("inbox.committed", "Eingegangenes ist gespeichert, aber noch nicht beantwortet"),
    CrashPoint("handler.before_commit", "Eine Antwort ist entschieden, aber noch nicht gespeichert"),
    CrashPoint("handler.committed", "Eine Antwort ist gespeichert, aber noch nicht verschickt"),
    CrashPoint("freeze.before_commit", "Der Empfängerkreis ist bestimmt, aber noch nicht gespeichert"),
    CrashPoint("freeze.committed", "Der Empfängerkreis ist gespeichert, verschickt ist noch nichts"),
    CrashPoint("dispatch.claimed", "Eine Sendung ist übernommen, das Netzwerk noch nicht gerufen"),
    CrashPoint("dispatch.called", "Das Netzwerk ist gerufen, seine Antwort steht aus"),
    CrashPoint("dispatch.answered", "Das Netzwerk hat geantwortet, die Antwort ist noch nicht gespeichert"),
    CrashPoint("dispatch.recorded", "Die Antwort des Netzwerks ist gespeichert"),
    CrashPoint("digest.composed", "Eine Sammelnachricht ist zusammengestellt, aber noch nicht gespeichert"),
    CrashPoint("part.between", "Ein Teil einer langen Nachricht ist verschickt, der nächste noch nicht"),
    CrashPoint("cursor.before_commit", "Eingegangenes und Lesestand sind geschrieben, aber noch nicht gespeichert"),
    CrashPoint("migrate.step", "Ein Schritt der Datenbank-Umstellung ist getan, aber noch nicht gespeichert"),
)

NAMES = frozenset(point.name for point in POINTS)


def nothing(_point: str) -> None:
    """Pass a crash point without crashing: what everybody but a test is given."""


def nearest(name: str) -> str:
    """Return the crash point whose name is most like this one."""
    return difflib.get_close_matches(name, sorted(NAMES), n=1, cutoff=0.0)[0]


def crash_function(point: str, n: int) -> Callable[[str], None]:
    """Return a function that kills this process at its n-th call with this point, from whatever thread."""
    if point not in NAMES or n < 1:
        raise ValueError(f"no such crash point: {point}:{n}")
    passed = 0
    lock = threading.Lock()

    def crash(here: str) -> None:
        nonlocal passed
        if here != point:
            return
        with lock:
            passed += 1
            if passed == n:
                os.kill(os.getpid(), signal.SIGKILL)

    return crash

"""Tagging entries as long as those of the field, with every place of Lower Saxony."""

import json
import time
from datetime import date
from pathlib import Path

from bot.bench import Measured
from scheduler.tagging import shipped_tagger

_SETS = Path(__file__).resolve().parent.parent / "data" / "tagging"
_WORDS = 60
_ROUNDS = 5


def measure() -> list[Measured]:
    """Return the milliseconds an entry of 60 words takes: the mean of all labelled ones, the best of five rounds.

    Entries of the sets are put together until they are that long. The first round, not counted, meets every word once.
    """
    began = time.perf_counter()
    tagger = shipped_tagger()
    loading = time.perf_counter() - began
    texts = _entries()
    today = date(2026, 11, 24)
    rounds = []
    for _ in range(_ROUNDS + 1):
        began = time.process_time()
        for title, text in texts:
            tagger.tag(title, text, published=today)
        rounds.append((time.process_time() - began) / len(texts) * 1000)
    return [
        Measured(f"Themen und Regionen einer Meldung von {_WORDS} Wörtern", min(rounds[1:]), "ms", "höchstens 0,1 ms"),
        Measured("  beim ersten Mal, jedes Wort neu", rounds[0], "ms", ""),
        Measured("  Regeln und Orte laden (einmal)", loading, "s", ""),
    ]


def _entries() -> list[tuple[str, str]]:
    lines = [
        json.loads(line) for path in sorted(_SETS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    found = []
    for index, line in enumerate(lines):
        text, more = line["summary"], index
        while len(text.split()) + len(line["title"].split()) < _WORDS:
            more = (more + 1) % len(lines)
            text = f"{text} {lines[more]['summary']}"
        rest = _WORDS - len(line["title"].split())
        found.append((line["title"], " ".join(text.split()[:rest])))
    return found

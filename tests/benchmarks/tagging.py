"""Tagging entries as long as those of the field, with every place of Lower Saxony."""

import json
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.bench import Measured
from content.tagging import Tagger
from scheduler.tagging import shipped_tagger

_SETS = Path(__file__).resolve().parent.parent / "data" / "tagging"
_WORDS = 60
_ROUNDS = 5


def measure() -> list[Measured]:
    """Return the milliseconds that entries take: as they are labelled, and put together until they have 60 words.

    Each is the mean of all entries, in the best of five rounds. The first round, not counted, meets every word once.
    """
    began = time.perf_counter()
    tagger = shipped_tagger()
    loading = time.perf_counter() - began
    lines = _lines()
    words = sum(len(f"{line['title']} {line['summary']}".split()) for line in lines) / len(lines)
    new, known = _rounds(tagger, [(line["title"], line["summary"]) for line in lines])
    _, longer = _rounds(tagger, _of_sixty_words(lines))
    return [
        Measured(f"Themen und Regionen einer Meldung ({words:.0f} Wörter im Mittel)", known, "ms", "höchstens 0,1 ms"),
        Measured(f"  einer langen ({_WORDS} Wörter)", longer, "ms", ""),
        Measured("  beim ersten Mal, jedes Wort neu", new, "ms", ""),
        Measured("  Regeln und Orte laden (einmal)", loading, "s", ""),
    ]


def _rounds(tagger: Tagger, texts: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Return the milliseconds an entry takes in the first round, and in the best of the others."""
    today = date(2026, 11, 24)
    rounds = []
    for _ in range(_ROUNDS + 1):
        began = time.process_time()
        for title, text in texts:
            tagger.tag(title, text, published=today)
        rounds.append((time.process_time() - began) / len(texts) * 1000)
    return rounds[0], min(rounds[1:])


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(_SETS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def _of_sixty_words(lines: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    found = []
    for index, line in enumerate(lines):
        text, more = line["summary"], index
        while len(text.split()) + len(line["title"].split()) < _WORDS:
            more = (more + 1) % len(lines)
            text = f"{text} {lines[more]['summary']}"
        rest = _WORDS - len(line["title"].split())
        found.append((line["title"], " ".join(text.split()[:rest])))
    return found

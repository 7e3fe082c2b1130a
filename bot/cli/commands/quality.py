"""feed quality: how well topics and regions are recognised."""

import functools
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from bot.cli import files, words
from bot.cli import results_tags as r
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode
from bot.cli.words import Help

if TYPE_CHECKING:
    from content.tagging import Tagger
    from content.tagging_quality import Labelled, Quality, Score

_FOLDER = Path(__file__).resolve().parents[3] / "tests" / "data" / "tagging"
#: What the rules were made with, and what they have never been fitted to.
#: Instead of a file: what was corrected in the chat.
CORRECTIONS = "korrekturen"
_TUNED, _HELD_OUT = "tune*.jsonl", "held_out.jsonl"
#: So many entries of a set say how long one takes.
_TIMED = 100

_Codes = tuple[tuple[str, ...], tuple[str, ...]]


class _Measured(TypedDict):
    entries: int
    topics: r.QualityValue
    regions: r.QualityValue


@answers(r.QualityResult)
def quality(
    desk: Desk, set_: Annotated[str | None, typer.Option("--set", metavar="DATEI", help=Help.FEED_QUALITY_SET)] = None
) -> r.QualityResult:
    """Measure tagging as it is shipped with labelled entries: the project's own parts, or a file."""
    from content import start_data
    from content.tagging import STATEWIDE
    from scheduler.tagging import shipped_tagger

    data = start_data.load()
    topics = [one.code for one in data.topics]
    regions = [*(one.code for one in data.regions), STATEWIDE]
    tuned = [str(path) for path in sorted(_FOLDER.glob(_TUNED))]
    own = [*tuned, *(str(path) for path in (_FOLDER / _HELD_OUT,) if path.is_file())]
    names = own if set_ is None else [set_]
    if not names:
        raise CommandFault("no_set", words.NO_QUALITY_SET, words.NO_QUALITY_SET_HINT, ExitCode.NOT_FOUND)
    tagger = shipped_tagger()
    sets = {name: _read(desk, name, topics, regions) for name in names}
    tag = functools.cache(functools.partial(_tag, tagger))
    parts: list[r.QualityPart] = [
        {
            "name": Path(name).name, "tuned": name in tuned, **_measured(labelled, tag),
            "milliseconds": _milliseconds(tagger, labelled),
        }
        for name, labelled in sets.items()
    ]  # fmt: skip
    return {"schema": 1, **_measured([one for labelled in sets.values() for one in labelled], tag), "parts": parts}


def _corrected(desk: Desk) -> "tuple[Labelled, ...]":
    """Return what the Koordination has corrected in the chat, as a set."""
    from content.tagging_quality import Labelled
    from store import handed_in

    rows = desk.read(handed_in.corrections)
    if not rows:
        raise CommandFault("no_set", words.NO_CORRECTIONS, "", ExitCode.NOT_FOUND)
    return tuple(
        Labelled(str(row.entry), row.title, row.summary, frozenset(row.topics), frozenset(row.regions)) for row in rows
    )


def _read(desk: Desk, name: str, topics: Sequence[str], regions: Sequence[str]) -> "tuple[Labelled, ...]":
    from content.tagging_quality import SetFault, read

    if name == CORRECTIONS:
        return _corrected(desk)
    try:
        return read(files.read_bytes(desk, name).decode("utf-8-sig"), topics, regions)
    except SetFault as error:
        raise CommandFault("bad_set", str(error), words.QUALITY_SET_HINT, ExitCode.USAGE) from error
    except UnicodeDecodeError as error:
        raise CommandFault("bad_set", words.NO_UTF8, words.QUALITY_SET_HINT, ExitCode.USAGE) from error


def _tag(tagger: "Tagger", title: str, summary: str) -> _Codes:
    found = tagger.tag(title, summary)
    return tuple(one.code for one in found.topics), tuple(one.code for one in found.regions)


def _measured(labelled: "Sequence[Labelled]", tag: Callable[[str, str], _Codes]) -> _Measured:
    from content.tagging_quality import measure

    topics, regions = measure(labelled, tag)
    return {"entries": len(labelled), "topics": _quality(topics), "regions": _quality(regions)}


def _milliseconds(tagger: "Tagger", labelled: "Sequence[Labelled]") -> float:
    timed = labelled[:_TIMED]
    began = time.process_time()
    for one in timed:
        tagger.tag(one.title, one.summary)
    return round(1000 * (time.process_time() - began) / len(timed), 4)


def _quality(found: "Quality") -> r.QualityValue:
    return {**_score(found.all), "per": {code: _score(one) for code, one in found.per.items()}}


def _score(one: "Score") -> r.ScoreValue:
    return {
        "precision": round(one.precision, 4), "recall": round(one.recall, 4), "f1": round(one.f1, 4),
        "support": one.support,
    }  # fmt: skip

"""Conversations as files of lines, which run on every network.

"Sie: …" is said; {…} in it is a regular expression, and stands for what it finds in the last answer. "Knopf: …"
presses the button with this label. "Bote: …" must be in the answer to that, "Nicht: …" must not. Empty lines and those
with "#" are skipped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "scripts"
#: What the settings of a script's bot say.
OPERATOR = {"controller": "Verein Beispiel e. V.", "contact": "bote@beispiel.example"}
#: How somebody becomes a stranger again, so that one chat can run script after script.
LEAVING = "löschen"
PHRASE = re.compile(r"LÖSCHEN \d\d")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said or pressed, and what its answer must and must not say."""

    text: str = ""
    button: str = ""
    says: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()

    def line(self, last: str) -> str:
        """Return what is said, after this answer."""
        return re.sub(r"\{(.+?)\}(?!\})", lambda found: _first(found[1], last), self.text)

    def judge(self, answer: str) -> None:
        """Fail if the answer is not as it must be."""
        for wanted in self.says:
            assert wanted in answer, f"after {self.text or self.button!r}: {wanted!r} is not in {answer!r}"
        for unwanted in self.not_says:
            assert unwanted not in answer, f"after {self.text or self.button!r}: {unwanted!r} is in {answer!r}"


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, f"{pattern!r} finds nothing in {text!r}"
    return found[0]


def names() -> list[str]:
    """Return the names of all scripts."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def load(name: str) -> Sequence[Step]:
    """Return the steps of a script."""
    steps: list[Step] = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(": ")
        match kind:
            case "Sie":
                steps.append(Step(text=rest))
            case "Knopf":
                steps.append(Step(button=rest))
            case "Bote":
                steps[-1] = replace(steps[-1], says=(*steps[-1].says, rest))
            case "Nicht":
                steps[-1] = replace(steps[-1], not_says=(*steps[-1].not_says, rest))
            case _:
                assert not line or line.startswith("#"), f"{name}: {line!r}"
    return steps

"""Conversations as files of lines, which run on every network.

"Sie: …" is said; {…} in it is a regular expression, and stands for what it finds in the last answer. "Knopf: …"
presses the button with this label. "Bote: …" must be in the answer to that, "Nicht: …" must not.
"Sie (Berta): …" and "Knopf (Berta): …" are somebody else's, in their own direct chat, and so is the answer. What others
are told because of a step: "Bote (Berta): …" right after it. "Einladung: lead heide" makes an invitation, whose code is
{code} from then on; so is what the expression behind "Merke: " finds in the answer before. Empty lines and those with
"#" are skipped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "scripts"
#: What the settings of a script's bot say.
OPERATOR = {"controller": "Verein Beispiel e. V.", "contact": "bote@beispiel.example"}
#: Who speaks where no name is given.
ADA = "Ada"
#: How somebody becomes a stranger again, so that one chat can run script after script.
LEAVING = "löschen"
_HEAD = re.compile(r"(?P<kind>Sie|Knopf|Einladung|Merke|Bote|Nicht)(?: \((?P<who>\w+)\))?: ")
PHRASE = re.compile(r"LÖSCHEN \d\d")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said or pressed, by whom ("" is the one of most scripts), and what its answer must say or not.

    told: what others must be told because of it, by their names. invites: instead, an invitation's role and region.
    keeps: the expression that finds in the answer what {code} stands for from then on.
    """

    text: str = ""
    button: str = ""
    who: str = ""
    invites: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    keeps: str = ""

    def line(self, last: str, code: str = "") -> str:
        """Return what is said, after this answer, with the code of the last invitation."""
        return re.sub(r"\{(.+?)\}(?!\})", lambda found: _found(found[1], last, code), self.text)

    def judge(self, answer: str, code: str = "") -> str:
        """Fail if the answer is not as it must be; return the code from then on."""
        for wanted in self.says:
            assert wanted in answer, f"after {self.text or self.button!r}: {wanted!r} is not in {answer!r}"
        for unwanted in self.not_says:
            assert unwanted not in answer, f"after {self.text or self.button!r}: {unwanted!r} is in {answer!r}"
        return _found(self.keeps, answer, code) if self.keeps else code


def _found(pattern: str, text: str, code: str) -> str:
    if pattern == "code":
        return code
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
        if not line or line.startswith("#"):
            continue
        head = _HEAD.match(line)
        assert head is not None, f"{name}: {line!r}"
        kind, who, rest = head["kind"], head["who"] or "", line[head.end() :]
        if kind == "Sie":
            steps.append(Step(text=rest, who=who))
        elif kind == "Knopf":
            steps.append(Step(button=rest, who=who))
        elif kind == "Einladung":
            steps.append(Step(invites=tuple(rest.split())))
        elif kind == "Merke":
            steps[-1] = replace(steps[-1], keeps=rest)
        else:
            steps[-1] = _with(steps[-1], kind, who, rest)
    return steps


def _with(step: Step, kind: str, who: str, text: str) -> Step:
    if kind == "Nicht":
        assert who in ("", step.who)
        return replace(step, not_says=(*step.not_says, text))
    if who in ("", step.who):
        return replace(step, says=(*step.says, text))
    return replace(step, told=(*step.told, (who, text)))

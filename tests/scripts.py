"""Conversations as files of lines, which run on every network.

"Sie: …" is said; {…} in it is a regular expression, and stands for what it finds in the last answer. "Knopf: …"
presses the button with this label. "Datei: NAME | …" sends a file with these words, or none; "Weitergeleitet: …"
passes a message of somebody else on, or with a bar such a file. "Bote: …" must be in the answer to that, "Nicht: …"
must not. "Sie (Berta): …" and so on are somebody else's, in their own direct chat, and so is the answer. What others
are told because of a step: "Bote (Berta): …" right after it. "Einladung: lead heide" makes an invitation, whose code
is {code} from then on; so is what the expression behind "Merke: " finds in the answer before. Empty lines and those
with "#" are skipped. "Nicht auf: matrix, weil …" at its beginning: a network that cannot do what the script shows.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent / "data" / "scripts"
#: What the settings of a script's bot say.
OPERATOR = {"controller": "Verein Beispiel e. V.", "contact": "bote@beispiel.example"}
#: Who speaks where no name is given.
ADA = "Ada"
#: How somebody becomes a stranger again, so that one chat can run script after script.
LEAVING = "löschen"
_HEAD = re.compile(r"(?P<kind>Sie|Knopf|Datei|Weitergeleitet|Einladung|Merke|Bote|Nicht)(?: \((?P<who>\w+)\))?: ")
PHRASE = re.compile(r"LÖSCHEN \d\d")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said or pressed, by whom ("" is the one of most scripts), and what its answer must say or not.

    file: the name of the file that is sent with the text; forwarded: both are somebody else's, passed on.
    told: what others must be told because of it, by their names. invites: instead, an invitation's role and region.
    keeps: the expression that finds in the answer what {code} stands for from then on.
    """

    text: str = ""
    button: str = ""
    file: str = ""
    forwarded: bool = False
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


def content(name: str) -> tuple[str, bytes]:
    """Return the type and the bytes of the file with this name: another one for each name, and a real one."""
    color = zlib.crc32(name.encode()) % 0xFFFFFF
    made = BytesIO()
    kind, mime = ("PDF", "application/pdf") if name.endswith(".pdf") else ("PNG", "image/png")
    Image.new("RGB", (24, 16), (color >> 16, color >> 8 & 255, color & 255)).save(made, kind)
    return mime, made.getvalue()


def impossible_on(network: str, name: str) -> str:
    """Return why a script cannot run on a network, or an empty text."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    found = re.search(rf"^Nicht auf: {network}, (.+)$", text, re.MULTILINE)
    return found[1] if found is not None else ""


def names() -> list[str]:
    """Return the names of all scripts."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def load(name: str) -> Sequence[Step]:
    """Return the steps of a script."""
    steps: list[Step] = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "Nicht auf: ")):
            continue
        head = _HEAD.match(line)
        assert head is not None, f"{name}: {line!r}"
        kind, who, rest = head["kind"], head["who"] or "", line[head.end() :]
        if kind == "Sie":
            steps.append(Step(text=rest, who=who))
        elif kind == "Knopf":
            steps.append(Step(button=rest, who=who))
        elif kind in ("Datei", "Weitergeleitet"):
            named, bar, text = rest.rpartition("|") if kind == "Weitergeleitet" else rest.partition("|")
            file = named if bar or kind == "Datei" else ""
            steps.append(Step(text.strip(), file=file.strip(), forwarded=kind == "Weitergeleitet", who=who))
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

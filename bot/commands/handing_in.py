"""`hinweis` and `frage`: what a member gives to the land, and asks of the Koordination."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot import bringing, turning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Question, State, Turn
from bot.editing import HandIn
from bot.words import receiving as file_words
from bot.words import reviewing as words
from content import compose, links, urgent_text
from content.blocks import Block, paragraph
from content.foreign import disarmed_text
from domain.offered import MOST_FILES
from domain.rights import Need, Right
from store.handed_in import GivenKind

NAME = "hand_in"
TEXT, ALT = "text", "alt"
#: A word or a number is no hint, and describes no picture.
_SHORTEST = 6
#: A description is a sentence, not a text.
_LONGEST_ALT = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """What is handed in is looked at by nobody before it is written down."""


def _load(_session: Session, _asked: Asked) -> Facts:
    return Facts()


def begin(kind: GivenKind, session: Session, asked: Asked) -> list[Reply]:
    """Take what stands behind the command, and what came with it, or ask for it."""
    # A button has no words at all.
    said = "".join(asked.text.split(maxsplit=1)[1:]).strip(" \n:,")
    state = State(NAME, TEXT, {"kind": kind.value})
    turn = answer(state, Heard((), said, asked.file), Facts()) if said or asked.file is not None else Turn(state)
    return turning.go_on_with(DIALOG, turn, session, asked)


def ask(state: State, _facts: Facts) -> Question:
    """Return what is wanted."""
    files = bringing.load_all(state.data.get("files", ()))
    if state.step == ALT and (place := bringing.undescribed(files)) is not None:
        name = disarmed_text(files[place].file.name)
        return Question((paragraph(file_words.ASK_ALT.format(name=name)),))
    if files:
        return Question((paragraph(file_words.SAY_MORE),))
    return Question((paragraph(words.ASK[GivenKind(state.data["kind"])]),))


def answer(state: State, heard: Heard, _facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    files: Sequence[Sequence[Any]] = state.data.get("files", ())
    if heard.file is not None:
        if len(files) >= MOST_FILES:
            return Turn(state, says=(paragraph(file_words.TOO_MANY.format(most=MOST_FILES)),))
        files = [*files, bringing.dump(heard.file.file)]
        at_text = State(NAME, TEXT, {**state.data, "files": files})
        come = paragraph(file_words.IS_THERE.format(file=compose.described(heard.file)))
        return _next(at_text, heard.text if not state.data.get("said") else "", says=(come,))
    if state.step == ALT:
        place = bringing.undescribed(bringing.load_all(files))
        if place is None or len(heard.text.strip()) < _SHORTEST:
            return Turn(state, says=(paragraph(file_words.ALT_TOO_SHORT),))
        label = " ".join(heard.text.split())[:_LONGEST_ALT]
        described = [
            bringing.dump(one.file, one.label) for one in bringing.described(bringing.load_all(files), place, label)
        ]
        return _next(State(NAME, TEXT, {**state.data, "files": described}), "")
    if len(heard.text.strip()) < _SHORTEST:
        return Turn(state, says=(paragraph(words.TOO_SHORT),))
    return _next(state, heard.text)


def passed_on(kind: GivenKind, text: str, files: Sequence[Sequence[Any]]) -> Turn:
    """Return what a text and files come to that somebody passes on."""
    state = State(NAME, TEXT, {"kind": kind.value, "files": list(files)})
    return _next(state, text) if files else answer(state, Heard((), text), Facts())


def _next(state: State, said: str, says: tuple[Block, ...] = ()) -> Turn:
    """Ask for what is missing of what is handed in, or hand it in."""
    kind, files = GivenKind(state.data["kind"]), bringing.load_all(state.data.get("files", ()))
    said = str(state.data.get("said") or said.strip())
    data = {**state.data, "said": said if len(said) >= _SHORTEST else ""}
    if bringing.undescribed(files) is not None:
        return Turn(State(NAME, ALT, data), says=says)
    if not data["said"]:
        return Turn(State(NAME, TEXT, data), says=says)
    title, text = urgent_text.title_and_text(said)
    found = links.first_in(said)
    change = HandIn(kind, title, text, found[0] if found is not None else "", files)
    return Turn(None, (change,), (*says, paragraph(words.THANKS[kind])))


DIALOG = Dialog(
    NAME, _load, ask, answer, right=Right(Need.JOINED), free_text=frozenset({TEXT, ALT}),
    taken_whole=frozenset({TEXT, ALT}), takes_files=True,
)  # fmt: skip

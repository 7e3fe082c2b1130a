"""`hinweis` and `frage`: what a member gives to the land, and asks of the Koordination."""

from dataclasses import dataclass

from sqlmodel import Session

from bot import turning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Question, State, Turn
from bot.editing import HandIn
from bot.words import reviewing as words
from content import links, urgent_text
from content.blocks import paragraph
from domain.rights import Need, Right
from store.handed_in import GivenKind

NAME = "hand_in"
TEXT = "text"
#: A word or a number is no hint.
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What is handed in is looked at by nobody before it is written down."""


def _load(_session: Session, _asked: Asked) -> Facts:
    return Facts()


def begin(kind: GivenKind, session: Session, asked: Asked) -> list[Reply]:
    """Take what stands behind the command, or ask for it."""
    said = asked.text.strip()
    said = said[len(said.split(maxsplit=1)[0]) :].strip(" \n:,")
    state = State(NAME, TEXT, {"kind": kind.value})
    turn = answer(state, Heard((), said), Facts()) if said else Turn(state)
    return turning.go_on_with(DIALOG, turn, session, asked)


def ask(state: State, _facts: Facts) -> Question:
    """Return what is wanted."""
    return Question((paragraph(words.ASK[GivenKind(state.data["kind"])]),))


def answer(state: State, heard: Heard, _facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    kind = GivenKind(state.data["kind"])
    if len(heard.text.strip()) < _SHORTEST:
        return Turn(state, says=(paragraph(words.TOO_SHORT),))
    title, text = urgent_text.title_and_text(heard.text)
    found = links.first_in(heard.text)
    change = HandIn(kind, title, text, found[0] if found is not None else "")
    return Turn(None, (change,), (paragraph(words.THANKS[kind]),))


DIALOG = Dialog(NAME, _load, ask, answer, right=Right(Need.JOINED), free_text=frozenset({TEXT}))

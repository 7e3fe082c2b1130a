"""`einrichtungen`: the Koordination makes two spellings of one body one."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot import turning
from bot.commands import somebody
from bot.commands.base import Asked, Reply
from bot.deciding import MergeBodies
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import roles as words
from content.blocks import Heading, Run, paragraph
from content.foreign import disarmed_text
from domain.rights import Need, Right
from store import naming

NAME = "bodies"
WRONG, RIGHT = "wrong", "right"
_DONE = "done"


@dataclass(frozen=True, slots=True)
class Facts:
    """The organisations, by their ids as texts."""

    bodies: Mapping[str, naming.Body]


def load(session: Session, _asked: Asked) -> Facts:
    """Fetch the organisations for which people work."""
    return Facts({str(one.id): one for one in naming.bodies(session)})


def start(session: Session, asked: Asked) -> list[Reply]:
    """Begin with the list, or say that there is none."""
    if not load(session, asked).bodies:
        return turning.stop(session, asked, words.BODIES_NONE)
    return turning.begin(DIALOG, WRONG, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return the list, with the question which spelling goes, or which is the right one."""
    wrong = facts.bodies.get(str(state.data.get("wrong", "")))
    options = tuple(
        Option(key, _label(one), (one.name,)) for key, one in facts.bodies.items() if one is not wrong
    )  # fmt: skip
    done = Option(_DONE, words.BODIES_DONE, words.BODIES_DONE_WORDS)
    if wrong is not None:
        told = paragraph(words.BODY_INTO.format(name=disarmed_text(wrong.name)))
        return Question((told,), (*options, done))
    return Question((Heading((Run(words.BODIES_TITLE),), 1), paragraph(words.BODIES_HOW)), (*options, done))


def _label(one: naming.Body) -> str:
    return words.BODY.format(name=disarmed_text(one.name), count=somebody.count(one.people))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_DONE,):
        return Turn(None, says=(paragraph(words.KEPT),))
    chosen = facts.bodies.get(heard.chosen[0]) if len(heard.chosen) == 1 else None
    if chosen is None:
        return Turn(state)
    wrong = facts.bodies.get(str(state.data.get("wrong", "")))
    if state.step == WRONG or wrong is None:
        return Turn(State(NAME, RIGHT, {"wrong": str(chosen.id)}))
    if chosen is wrong:
        return Turn(state)
    said = words.BODIES_MERGED.format(
        wrong=disarmed_text(wrong.name), right=disarmed_text(chosen.name), count=somebody.count(wrong.people)
    )
    return Turn(State(NAME, WRONG), (MergeBodies(wrong.id, chosen.id),), (paragraph(said),))


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.COORDINATION))

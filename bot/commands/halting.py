"""`anhalten` stops what runs, and `senden` says that a preview is not open any more."""

from dataclasses import dataclass

from sqlmodel import Session

from bot import changing, titles, turning
from bot.commands import general
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.editing import Halt
from bot.words import urgent as words
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from domain.recipient import Role
from domain.rights import Need, Right
from store import editors
from store.editors import Running

NAME = "halt"
WHICH = "which"


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody could stop."""

    running: tuple[Running, ...]


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what of theirs runs; if nothing does, the Koordination may stop what others have sent."""
    editor = editors.editor(session, asked.person)
    if editor is None:
        return Facts(())
    mine = editors.running(session, editor.key)
    if not mine and editor.role is Role.COORDINATION:
        mine = editors.running(session)
    return Facts(tuple(titles.here(session, asked, mine)))


def halt(session: Session, asked: Asked) -> list[Reply]:
    """Stop what runs, at once if it is one thing of their own; ask which, if there are several."""
    facts = load(session, asked)
    if not facts.running:
        return turning.stop(session, asked, words.NOTHING_RUNS)
    editor = editors.editor(session, asked.person)
    first = facts.running[0]
    if len(facts.running) > 1 or editor is None or first.author != editor.key:
        return turning.begin(DIALOG, WHICH, session, asked)
    changing.carry_out(session, asked, Halt(first.id))
    return [Reply(Document((paragraph(_halted(first)),)), general.buttons(asked))]


def ask(_state: State, facts: Facts) -> Question:
    """Return what could be stopped."""
    options = tuple(Option(str(one.id), _label(one), (str(one.id),)) for one in facts.running)
    return Question((paragraph(words.WHICH_HALT),), options)


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    wanted = next((one for one in facts.running if heard.chosen == (str(one.id),)), None)
    if wanted is None:
        return Turn(state if facts.running else None, says=() if facts.running else (paragraph(words.NOTHING_RUNS),))
    return Turn(None, (Halt(wanted.id),), (paragraph(_halted(wanted)),))


def not_open(_session: Session, asked: Asked) -> list[Reply]:
    """Answer words that would release a preview which is not open."""
    return [Reply(Document((paragraph(words.NOT_OPEN),)), general.buttons(asked))]


def _label(one: Running) -> str:
    return words.HALT_LABEL.format(title=one.title[:60], number=one.id)


def _halted(one: Running) -> str:
    if not one.released:
        return words.TAKEN_BACK.format(title=disarmed_text(one.title))
    return words.HALTED.format(
        title=disarmed_text(one.title), sent=one.sent, audience=one.audience, waiting=one.waiting
    )


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD))

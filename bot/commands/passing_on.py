"""A message that somebody passes on to us: it becomes a hint or a notice, never a command of whoever wrote it."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from bot import turning
from bot.commands import handing_in, writing
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import receiving as words
from content.blocks import paragraph
from content.foreign import disarmed_text
from content.text import shorten
from domain import rights
from domain.rights import Need, Right
from store import dialogs
from store.handed_in import GivenKind

NAME, WHAT = "passed_on", "what"
_HINT, _NOTICE, _NOTHING = "hint", "notice", "nothing"
_SHOWN = 200
#: The steps of other conversations that such a message answers.
_TAKERS = {(handing_in.NAME, handing_in.TEXT): handing_in.DIALOG, (writing.NAME, writing.TEXT): writing.DIALOG}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice would be decided by, for who may write one."""

    writing: writing.Facts | None


def _load(session: Session, asked: Asked) -> Facts:
    if rights.refusal(writing.DIALOG.right, asked.asker) is not None:
        return Facts(None)
    stored = dialogs.load(session, asked.who)
    text = str(stored.data.get("text", "")) if stored is not None and stored.name == NAME else ""
    return Facts(writing.load(session, replace(asked, text=text)))


def take(session: Session, asked: Asked) -> list[Reply]:
    """Take what was passed on for the text that is asked for, or ask what it is to become."""
    stored = dialogs.load(session, asked.who)
    taker = _TAKERS.get((stored.name, stored.step)) if stored is not None else None
    if stored is not None and taker is not None and rights.refusal(taker.right, asked.asker) is None:
        return turning.answer(taker, stored, Heard((), asked.text), session, asked)
    return turning.go_on_with(DIALOG, Turn(State(NAME, WHAT, {"text": asked.text})), session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return what can become of it."""
    said = disarmed_text(shorten(" ".join(str(state.data.get("text", "")).split()), _SHOWN))
    notice = (Option(_NOTICE, words.AS_NOTICE, words.NOTICE_WORDS),) if facts.writing is not None else ()
    hint = Option(_HINT, words.AS_HINT, words.HINT_WORDS)
    nothing = Option(_NOTHING, words.AS_NOTHING, words.NOTHING_WORDS)
    return Question((paragraph(words.PASSED_ON), paragraph(said)), (hint, *notice, nothing))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Go on as what was chosen."""
    chosen = heard.chosen[0] if heard.chosen else ""
    if chosen == _NOTHING:
        return Turn(None, says=(paragraph(words.NOTHING_DONE),))
    if chosen == _HINT:
        return handing_in.from_text(GivenKind.HINT, str(state.data["text"]))
    if chosen == _NOTICE and facts.writing is not None:
        return replace(writing.read(str(state.data["text"]), facts.writing), into=writing.DIALOG)
    return Turn(state)


DIALOG = Dialog(NAME, _load, ask, answer, right=Right(Need.JOINED))

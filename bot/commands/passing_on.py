"""A message that somebody passes on to us: it becomes a hint or a notice, never a command of whoever wrote it."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from bot import bringing, turning
from bot.commands import handing_in, writing
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import receiving as words
from content import compose
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from content.text import shorten
from domain import rights
from domain.offered import MOST_FILES
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
        return turning.answer(taker, stored, Heard((), asked.text, asked.file), session, asked)
    if is_busy(stored):
        return [Reply(Document((paragraph(words.BUSY),)))]
    turn = answer(State(NAME, WHAT, {}), Heard((), asked.text, asked.file), Facts(None))
    return turning.go_on_with(DIALOG, turn, session, asked)


def is_busy(stored: dialogs.Stored | None) -> bool:
    """Return whether another conversation is open that somebody would lose by this one."""
    return stored is not None and stored.name != NAME and bool(stored.data)


def ask(state: State, facts: Facts) -> Question:
    """Return what can become of it."""
    said = disarmed_text(shorten(" ".join(str(state.data.get("text", "")).split()), _SHOWN))
    notice = (Option(_NOTICE, words.AS_NOTICE, words.NOTICE_WORDS),) if facts.writing is not None else ()
    hint = Option(_HINT, words.AS_HINT, words.HINT_WORDS)
    nothing = Option(_NOTHING, words.AS_NOTHING, words.NOTHING_WORDS)
    shown = (paragraph(words.PASSED_ON), *((paragraph(said),) if said else ()))
    return Question(shown, (hint, *notice, nothing))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Go on as what was chosen; take what is passed on, also more of it."""
    text, files = str(state.data.get("text", "")), tuple(state.data.get("files", ()))
    if state.data == {} or heard.file is not None:
        if heard.file is None:
            return Turn(State(NAME, WHAT, {"text": heard.text, "files": []}))
        if len(files) >= MOST_FILES:
            return Turn(state, says=(paragraph(words.TOO_MANY.format(most=MOST_FILES)),))
        come = paragraph(words.IS_THERE.format(file=compose.described(heard.file)))
        data = {"text": text or heard.text, "files": [*files, bringing.dump(heard.file.file)]}
        return Turn(State(NAME, WHAT, data), says=(come,))
    chosen = heard.chosen[0] if heard.chosen else ""
    if chosen == _NOTHING:
        return Turn(None, says=(paragraph(words.NOTHING_DONE_FILES if files else words.NOTHING_DONE),))
    if chosen == _HINT:
        return replace(handing_in.passed_on(GivenKind.HINT, text, files), into=handing_in.DIALOG)
    if chosen == _NOTICE and facts.writing is not None:
        return replace(writing.passed_on(text, facts.writing, files), into=writing.DIALOG)
    return Turn(state)


DIALOG = Dialog(NAME, _load, ask, answer, right=Right(Need.JOINED), takes_files=True)

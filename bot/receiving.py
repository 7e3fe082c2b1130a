"""A file that somebody sends: whether it is wanted, and the answer once it has been fetched.

Nothing is fetched that nobody wants: only from members, and only for a command or a conversation that takes files.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from bot import bringing, dialog, turning
from bot.commands import sourcing
from bot.commands.base import Asked, Command, Reply
from bot.conversing import command_word
from bot.dialog import Heard
from bot.registry import COMMANDS, DIALOGS
from bot.words import receiving as words
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from domain import offered, rights
from domain.cases import looks_like_a_case
from domain.offered import Offered
from domain.rights import Need, Right
from store import assets, dialogs, errands
from store.errands import ErrandKind

_RIGHT = Right(Need.JOINED)
#: The commands that take a file.
_TAKERS = ("hinweis", "frage", "neu")


def offer(session: Session, asked: Asked, payload: Mapping[str, Any]) -> list[Reply] | None:
    """Return the answer to a message with a file: none yet, where it is being fetched; None: it is like one without."""
    file = offered.read(payload.get("file"))
    if file is None or not asked.asker.direct or rights.refusal(_RIGHT, asked.asker) is not None:
        return None
    if asked.text and looks_like_a_case(asked.text):
        return None
    if _taker(session, asked) is None:
        return _said(words.FOR_WHAT, file.name)
    fault = "" if asked.office.assets is not None else "not_loaded"
    if fault := fault or offered.fault(file):
        return _said(words.FAULTS[fault], file.name)
    data = {"file": file.dump(), "text": asked.text}
    errands.send(session, asked.who, asked.thread, ErrandKind.FILE, data, asked.now)
    return []


def fetched(session: Session, asked: Asked, payload: Mapping[str, Any]) -> list[Reply]:
    """Return the answer to what was fetched."""
    if payload.get("errand") == ErrandKind.SOURCE.value:
        return sourcing.previewed(session, asked, payload)
    file = offered.read(payload.get("file")) or Offered("", "", "")
    if "brought" not in payload:
        return _said(words.FAULTS.get(str(payload.get("fault")), words.FAULTS["not_loaded"]), file.name)
    one = bringing.load(payload["brought"])
    taker = _taker(session, asked)
    if taker is None:
        return _said(words.FOR_WHAT, one.file.name)
    assets.note_stored(session, one.file.sha256, one.file.size, asked.now)
    return taker.answer(session, replace(asked, file=one))


def _taker(session: Session, asked: Asked) -> Command | None:
    """Return what takes a file: the command that its words begin with, or the open conversation."""
    word = command_word(asked.text)
    named = COMMANDS[word] if word in _TAKERS else None
    if named is not None and rights.refusal(named.right, asked.asker) is None:
        return named
    stored = dialogs.load(session, asked.who)
    mine = DIALOGS.get(stored.name) if stored is not None else None
    if stored is None or mine is None or not mine.takes_files or rights.refusal(mine.right, asked.asker) is not None:
        return None
    if dialog.has_lapsed(mine, stored.step, stored.asked_at, asked.now):
        return None

    def answer(session: Session, asked: Asked) -> list[Reply]:
        return turning.answer(mine, stored, Heard((), asked.text, asked.file), session, asked)

    return Command(answer, right=mine.right)


def _said(text: str, name: str) -> list[Reply]:
    shown = disarmed_text(" ".join(name.split())[:80]) or words.NO_NAME
    return [Reply(Document((paragraph(text.format(name=shown)),)))]

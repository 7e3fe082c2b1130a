"""A file that somebody sends: whether it is wanted, and the answer once it has been fetched.

Nothing is fetched that nobody wants: only from members, and only for a command or a conversation that takes files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from bot import bringing, dialog, turning
from bot.commands import general, passing_on, sourcing
from bot.commands.base import Asked, Command, Reply
from bot.conversing import NOT_UNDERSTOOD, command_word, is_bare
from bot.dialog import Heard
from bot.registry import COMMANDS, DIALOGS
from bot.words import receiving as words
from content.blocks import Block, Document, paragraph
from content.foreign import disarmed_text
from domain import offered, rights
from domain.asset import Attachment
from domain.cases import looks_like_a_case
from domain.offered import Offered
from domain.rights import Need, Right
from store import assets, dialogs, errands
from store.errands import ErrandKind

_RIGHT = Right(Need.JOINED)
#: The commands that take a file.
_TAKERS = ("hinweis", "frage", "neu")
_PASSED_ON = Command(passing_on.take, right=passing_on.DIALOG.right)


def offer(session: Session, asked: Asked, payload: Mapping[str, Any], command: Command) -> list[Reply] | None:
    """Return the answer to a message with a file: none yet, where it is being fetched; None: it is like one without.

    command: what answers its words.
    """
    file = offered.read(payload.get("file"))
    if file is None or not asked.asker.direct or rights.refusal(_RIGHT, asked.asker) is not None:
        return None
    if looks_like_a_case(asked.text):
        return None
    if looks_like_a_case(offered.said_by_name(file.name)):
        return general.not_kept(session, asked)
    album = str(payload.get("album", ""))
    joins = bool(album) and not asked.text and asked.office.assets is not None and not offered.fault(file)
    if joins and errands.join(session, asked.who, album, file.dump()):
        return []
    taker = _taker(session, asked)
    if taker is _PASSED_ON and passing_on.is_busy(dialogs.load(session, asked.who)):
        return passing_on.take(session, asked)
    if taker is None:
        if asked.text and command is not NOT_UNDERSTOOD:
            return [*_said(words.LEFT_OUT, file.name), *command.answer(session, asked)]
        return _said(words.FOR_WHAT, file.name)
    fault = "" if asked.office.assets is not None else "not_loaded"
    if fault := fault or offered.fault(file):
        return _said(words.FAULTS[fault], file.name)
    data = {"file": file.dump(), "text": asked.text, "forwarded": asked.forwarded, "album": album}
    errands.send(session, asked.who, asked.thread, ErrandKind.FILE, data, asked.now)
    return []


def fetched(session: Session, asked: Asked, payload: Mapping[str, Any]) -> list[Reply]:
    """Return the answer to what was fetched."""
    if payload.get("errand") == ErrandKind.SOURCE.value:
        return sourcing.previewed(session, asked, payload)
    file = offered.read(payload.get("file")) or Offered("", "", "")
    files = bringing.load_all(payload.get("brought", ()))
    faults = payload.get("faults", ()) if "brought" in payload else [[file.name, str(payload.get("fault"))]]
    failed = [reply for name, why in faults for reply in _said(words.FAULTS.get(why, words.FAULTS["not_loaded"]), name)]
    if not files:
        return failed
    for one in files:
        assets.note_stored(session, one.file.sha256, one.file.size, asked.now)
    if len(files) > offered.MOST_FILES:
        failed += _said(words.TOO_MANY.format(most=offered.MOST_FILES), "")
        files = files[: offered.MOST_FILES]
    told = [_names(name, authors) for name, authors in payload.get("named", ())]
    first, *others = _take_all(session, asked, files)
    # What it names stands before the question that it comes with.
    first = replace(first, document=Document((*told, *first.document.blocks)))
    return [*failed, first, *others]


def _names(name: str, authors: Sequence[str]) -> Block:
    who = ", ".join(f"„{disarmed_text(one)}“" for one in authors)
    return paragraph(words.NAMES_AUTHORS.format(name=disarmed_text(name), who=who))


def _take_all(session: Session, asked: Asked, files: Sequence[Attachment]) -> list[Reply]:
    """Give files to what takes them, one by one, the words with the last: only then is all of it there."""
    word, rest = asked.text, asked.text
    if len(files) > 1:
        begins = not asked.forwarded and command_word(asked.text) in _TAKERS
        word, rest = (command_word(asked.text), _behind(asked.text)) if begins else ("", asked.text)
    come: list[Block] = []
    replies: list[Reply] = []
    for number, one in enumerate(files):
        is_last = number == len(files) - 1
        said = word if number == 0 else rest if is_last else ""
        taker = _taker(session, replace(asked, text=said if number == 0 else ""))
        if taker is None:
            return _said(words.FOR_WHAT_FETCHED, one.file.name)
        replies = taker.answer(session, replace(asked, text=said, file=one))
        if not is_last:
            # What it says first is that the file is there.
            come += replies[0].document.blocks[:1]
    first = replace(replies[0], document=Document((*come, *replies[0].document.blocks)))
    return [first, *replies[1:]]


def _behind(text: str) -> str:
    return "".join(text.split(maxsplit=1)[1:]).strip(" \n:,")


def _taker(session: Session, asked: Asked) -> Command | None:
    """Return what takes a file: the command that its words begin with, the open conversation, or what is passed on.

    What somebody else has written is no command; and what is one, bare, is none of the open conversation's words.
    """
    word = "" if asked.forwarded else command_word(asked.text)
    named = COMMANDS[word] if word in _TAKERS else None
    if named is not None and rights.refusal(named.right, asked.asker) is None:
        return named
    if not (word in COMMANDS and is_bare(asked.text)) and (mine := _open(session, asked)) is not None:
        return mine
    return _PASSED_ON if asked.forwarded else None


def _open(session: Session, asked: Asked) -> Command | None:
    """Return the open conversation, if it takes files."""
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

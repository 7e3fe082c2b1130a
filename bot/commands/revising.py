"""`korrektur`, `aktualisierung`, `erledigt`, `zurückziehen`: what becomes of a notice that is out."""

import re
from dataclasses import dataclass, replace

from sqlmodel import Session

from bot import drafting, titles, turning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.editing import Revise, Withdraw
from bot.words import urgent as urgent_words
from bot.words import writing as words
from content import urgent_text
from content.blocks import Block, Rule, paragraph
from content.foreign import disarmed_text
from content.words import FollowUp
from domain.notice import NoticeState
from domain.recipient import Role
from domain.rights import Need, Right
from scheduler import publishing
from store import dialogs, editors, notices
from store.editors import Editor, Running
from store.notices import NewNotice, StoredNotice

NAME = "revise"
WHICH, TEXT, CONFIRM = "which", "text", "confirm"
WITHDRAWAL = "withdrawal"
_DROP, _NONE = "drop", "none"
_NUMBER = re.compile(r"(\d{1,9})\b[\s:,]*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody may change: the newest of theirs, and the one that is meant. new: as it would be."""

    standing: tuple[Running, ...]
    editor: Editor | None
    number: int
    picked: StoredNotice | None = None
    new: NewNotice | None = None
    shown: tuple[Block, ...] = ()
    #: The numbers of those that may not be read here.
    closed: frozenset[int] = frozenset()
    four_eyes: bool = False


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what of somebody's notices is out and still holds; the Koordination may change all."""
    editor = editors.editor(session, asked.person)
    stored = dialogs.load(session, asked.who)
    data = stored.data if stored is not None and stored.name == NAME else {}
    number = drafting.number_of(asked, int(data.get("number", 0)))
    if editor is None:
        return Facts((), None, number)
    author = None if editor.role is Role.COORDINATION else editor.key
    standing = tuple(titles.here(session, asked, editors.standing(session, author)))
    closed = titles.closed(session, asked, [one.id for one in standing])
    picked = notices.load(session, int(data["notice"])) if "notice" in data else None
    if picked is None or not any(one.id == picked.id for one in standing):
        return Facts(standing, editor, number, closed=closed)
    new = _new(picked, data, editor, asked) if data.get("kind") != WITHDRAWAL and "title" in data else None
    shown = publishing.shown(session, new).blocks if new is not None else ()
    return Facts(standing, editor, number, picked, new, shown, closed, asked.office.four_eyes)


def _new(picked: StoredNotice, data: object, editor: Editor, asked: Asked) -> NewNotice:
    assert isinstance(data, dict)
    follow_up = FollowUp(data["kind"])
    # What is done has no deadline any more.
    deadline = None if follow_up is FollowUp.DONE else picked.deadline
    return NewNotice(
        drafting.request_of(asked), picked.kind, data["title"], picked.addressed, data["text"], asked.now, editor.key,
        picked.source, text_form="text", deadline=deadline, expires_at=picked.expires_at, starts_at=picked.starts_at,
        follow_up=follow_up.value, files=picked.files,
    )  # fmt: skip


def begin(kind: str, session: Session, asked: Asked) -> list[Reply]:
    """Begin to change a notice: the one whose number is said, or one that is chosen."""
    facts = load(session, asked)
    if not facts.standing:
        return turning.stop(session, asked, words.NO_NOTICE)
    said = "".join(asked.text.split(maxsplit=1)[1:]).strip()
    number = _NUMBER.match(said)
    state = State(NAME, WHICH, {"kind": kind})
    turn = Turn(state)
    if number is not None:
        turn = _picked(state, number[1], facts)
        rest = said[number.end() :].strip()
        if rest and turn.state is not None and turn.state.step == TEXT:
            turn = _text(turn.state, rest, facts)
    elif len(facts.standing) == 1:
        turn = _picked(state, str(facts.standing[0].id), facts)
    return turning.go_on_with(DIALOG, turn, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return which notice is meant, what it is to say, or by which words it is changed."""
    if state.step == WHICH:
        label = urgent_words.HALT_LABEL
        options = tuple(
            Option(str(one.id), label.format(title=one.title[:60], number=one.id), (str(one.id),))
            for one in facts.standing
        )
        return Question((paragraph(words.WHICH_NOTICE),), options)
    if state.step == TEXT:
        none = (Option(_NONE, words.NONE, words.NONE_WORDS),) if state.data["kind"] == FollowUp.DONE else ()
        return Question((paragraph(words.ASK_REVISION[state.data["kind"]]),), none)
    return _ask_to_change(state, facts)


def _ask_to_change(state: State, facts: Facts) -> Question:
    counts = next((one for one in facts.standing if one.id == state.data["notice"]), None)
    sent, waiting = (counts.sent, counts.waiting) if counts is not None else (0, 0)
    phrase = _phrase(state, state.data["number"])
    yes = Option(_key(state), phrase, by_words_only=True)
    if state.data["kind"] == WITHDRAWAL:
        title = disarmed_text(str(state.data["old_title"]))
        told = words.WITHDRAW_WITH.format(title=title, sent=sent, waiting=waiting, phrase=phrase)
        no = Option(_DROP, words.DROP_WITHDRAWAL, urgent_words.DROP_WORDS)
        return Question((paragraph(told),), (yes, no), dangerous=True)
    reach = words.REVISION_REACH.format(sent=sent, waiting=waiting)
    how = f"{reach} {urgent_words.SEND_WITH.format(phrase=phrase)}"
    drop = Option(_DROP, urgent_words.DROP, urgent_words.DROP_WORDS)
    return Question(
        (*facts.shown, Rule(), paragraph(how), paragraph(urgent_words.SEND_HOW)), (yes, drop), dangerous=True
    )


def _phrase(state: State, number: int) -> str:
    words_ = words.WITHDRAW_PHRASE if state.data["kind"] == WITHDRAWAL else urgent_words.PHRASE
    return words_.format(number=number)


def _key(state: State) -> str:
    return f"yes{state.data['number']}"


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if state.step == WHICH:
        return _picked(state, heard.chosen[0] if heard.chosen else heard.text.strip()[:20], facts)
    if state.step == TEXT:
        return _text(state, "" if heard.chosen == (_NONE,) else heard.text, facts)
    return _confirmed(state, heard, facts)


def _picked(state: State, number: str, facts: Facts) -> Turn:
    found = next((one for one in facts.standing if str(one.id) == number), None)
    if found is None:
        at_which = State(NAME, WHICH, {"kind": state.data["kind"]})
        return Turn(at_which, says=(paragraph(words.NO_SUCH_NOTICE.format(number=number)),))
    if found.id in facts.closed and state.data["kind"] != WITHDRAWAL:
        # Its new words would be seen here.
        return Turn(State(NAME, WHICH, {"kind": state.data["kind"]}), says=(paragraph(words.NOT_INTERNAL_HERE),))
    data = {**state.data, "notice": found.id, "old_title": found.title}
    if state.data["kind"] == WITHDRAWAL:
        return Turn(State(NAME, CONFIRM, {**data, "number": facts.number}))
    return Turn(State(NAME, TEXT, data))


def _text(state: State, said: str, facts: Facts) -> Turn:
    if state.data["kind"] == FollowUp.DONE:
        title, text = str(state.data["old_title"]), said.strip() or words.DONE_TEXT
    else:
        title, text = urgent_text.title_and_text(said)
    if not title:
        return Turn(state)
    return Turn(State(NAME, CONFIRM, {**state.data, "title": title, "text": text, "number": facts.number}))


def _confirmed(state: State, heard: Heard, facts: Facts) -> Turn:
    withdraws = state.data["kind"] == WITHDRAWAL
    if heard.chosen == (_DROP,):
        return Turn(None, says=(paragraph(words.NOT_WITHDRAWN if withdraws else urgent_words.DROPPED),))
    picked = facts.picked
    if picked is None or picked.state is not NoticeState.RELEASED or facts.editor is None:
        return Turn(None, says=(paragraph(words.CHANGED_MEANWHILE),))
    if heard.chosen != (_key(state),):
        told = words.WITHDRAW_EXACTLY if withdraws else urgent_words.EXACTLY
        phrase = _phrase(state, facts.number)
        again = replace(state, data={**state.data, "number": facts.number})
        return Turn(again, says=(paragraph(told.format(phrase=phrase)),))
    if withdraws:
        said = words.WAITS_FOR_SECOND if facts.four_eyes else words.WITHDRAWN
        return Turn(None, (Withdraw(picked),), (paragraph(said),))
    if facts.new is None:
        return Turn(None, says=(paragraph(words.CHANGED_MEANWHILE),))
    said = words.WAITS_FOR_SECOND if facts.four_eyes else words.REVISED
    return Turn(None, (Revise(picked, facts.new),), (paragraph(said),))


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({CONFIRM}), free_text=frozenset({TEXT}),
    taken_whole=frozenset({TEXT}),
)  # fmt: skip

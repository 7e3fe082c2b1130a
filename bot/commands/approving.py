"""`gegenlesen`: a second pair of eyes; and `notfall`: the author releases alone, which is written down and told."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import drafting, proposed, titles, turning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.editing import Agree, Approve, Decline, GiveBack
from bot.words import writing as words
from content.blocks import Block, Rule, paragraph
from content.foreign import disarmed_text
from domain.asset import Attachment
from domain.notice import NoticeState
from domain.recipient import Role
from domain.rights import Need, Right
from scheduler import publishing
from store import dialogs, editors, notices, proposals, waiting
from store.editors import Editor
from store.proposals import Proposal
from store.waiting import Waiting

NAME, ALONE = "approve", "alone"
WHICH, CONFIRM, WHY = "which", "confirm", "why"
_BACK = "back"
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Waits:
    """A notice that waits, or a proposal about one or about an edition. key: by which a conversation knows it.

    says: a hash of all that is shown of it, "": it holds no longer.
    """

    key: str
    title: str
    notice: int | None
    says: str
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What waits, and what the one that is looked at says. shown None: it does not wait any more."""

    waiting: tuple[Waits, ...]
    editor: Editor | None
    now: datetime
    number: int
    #: How many more wait that may not be read here.
    closed: int = 0
    shown: tuple[Block, ...] | None = None
    #: The files that go out with it.
    files: tuple[Attachment, ...] = ()


def _load(session: Session, asked: Asked, *, mine: bool) -> Facts:
    editor = editors.editor(session, asked.person)
    if editor is None:
        return Facts((), None, asked.now, 0)
    found = [_of_notice(session, one) for one in waiting.for_second_eyes(session, **_whose(editor, mine=mine))]
    found += [_of_proposal(session, one, asked) for one in proposals.waiting(session, **_whose(editor, mine=mine))]
    found = [one for one in found if mine or _may(session, one, editor)]
    hidden = titles.closed(session, asked, [one.notice for one in found if one.notice is not None])
    found = [one for one in found if one.notice not in hidden]
    stored = dialogs.load(session, asked.who)
    data = stored.data if stored is not None and stored.name in (NAME, ALONE) else {}
    number = drafting.number_of(asked, int(data.get("number", 0)))
    picked = next((one for one in found if one.key == data.get("notice")), None)
    shown: tuple[Block, ...] | None = None
    files: tuple[Attachment, ...] = ()
    if picked is not None and picked.proposal is not None:
        shown = proposed.shown(session, picked.proposal, asked.now)
    elif picked is not None and picked.notice is not None:
        notice = notices.load(session, picked.notice)
        if notice is not None:
            shown, files = publishing.shown(session, notice).blocks, notice.files
    return Facts(tuple(found), editor, asked.now, number, len(hidden), shown, files)


def _whose(editor: Editor, *, mine: bool) -> dict[str, str]:
    return {"author": editor.key} if mine else {"not_by": editor.key}


def _of_notice(session: Session, one: Waiting) -> Waits:
    stored = notices.load(session, one.id)
    return Waits(str(one.id), one.title, one.id, proposed.fingerprint_of(stored) if stored is not None else "")


def _of_proposal(session: Session, one: Proposal, asked: Asked) -> Waits:
    return Waits(f"v{one.id}", one.title, one.notice, proposed.fingerprint(session, one, asked.now), one)


def _may(session: Session, one: Waits, editor: Editor) -> bool:
    """Return whether somebody may release this: the Koordination, or who leads all of its regions."""
    if editor.role is Role.COORDINATION:
        return True
    if one.proposal is not None:
        facts = proposed.addressed(session, one.proposal)
        return facts is not None and not facts.statewide and facts.regions <= set(editor.leads)
    notice = notices.load(session, one.notice or 0)
    if notice is None or notice.state is not NoticeState.DRAFT or notice.addressed.statewide:
        return False
    return notice.addressed.regions <= set(editor.leads)


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what of others waits that somebody may release."""
    return _load(session, asked, mine=False)


def load_mine(session: Session, asked: Asked) -> Facts:
    """Fetch what of somebody's own waits."""
    return _load(session, asked, mine=True)


def check(session: Session, asked: Asked) -> list[Reply]:
    """Show what waits for a second pair of eyes."""
    facts = load(session, asked)
    if not facts.waiting:
        return turning.stop(session, asked, words.CHECK_ELSEWHERE if facts.closed else words.NOTHING_TO_CHECK)
    return turning.go_on_with(DIALOG, _first(NAME, CONFIRM, facts), session, asked)


def alone(session: Session, asked: Asked) -> list[Reply]:
    """Begin to release something alone."""
    facts = load_mine(session, asked)
    if not facts.waiting:
        return turning.stop(session, asked, words.CHECK_ELSEWHERE if facts.closed else words.NO_DRAFT)
    return turning.go_on_with(ALONE_DIALOG, _first(ALONE, WHY, facts), session, asked)


def _first(name: str, step: str, facts: Facts) -> Turn:
    if len(facts.waiting) > 1:
        return Turn(State(name, WHICH))
    return Turn(State(name, step, _looked_at(facts.waiting[0], facts)))


def _looked_at(one: Waits, facts: Facts) -> dict[str, object]:
    """Return what a conversation remembers of what it shows: by which number it goes out, and all that it says."""
    return {"notice": one.key, "number": facts.number, "says": one.says}


def ask(state: State, facts: Facts) -> Question:
    """Return which one is meant, why it is urgent, or what is released by which words."""
    if state.step == WHICH:
        options = tuple(Option(one.key, one.title[:60], (one.key,)) for one in facts.waiting)
        return Question((paragraph(words.WHICH_CHECK),), options)
    shown: tuple[Block, ...] = (*facts.shown, Rule()) if facts.shown is not None else ()
    if state.step == WHY:
        return Question((*shown, paragraph(words.ASK_WHY)))
    phrase = _phrase(state, state.data["number"])
    if state.dialog == ALONE:
        how = words.ALONE_WITH.format(phrase=phrase, why=disarmed_text(str(state.data["why"])))
    else:
        how = words.APPROVE_WITH.format(phrase=phrase)
    back = Option(_BACK, words.RETURN, words.RETURN_WORDS)
    # Who wrote it has seen them.
    files = facts.files if state.dialog == NAME else ()
    return Question(
        (*shown, paragraph(how)), (Option(_key(state), phrase, by_words_only=True), back), dangerous=True, files=files
    )


def _phrase(state: State, number: int) -> str:
    return (words.ALONE_PHRASE if state.dialog == ALONE else words.APPROVE_PHRASE).format(number=number)


def _key(state: State) -> str:
    return f"yes{state.data['number']}"


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if state.step == WHICH:
        picked = next((one for one in facts.waiting if heard.chosen == (one.key,)), None)
        step = WHY if state.dialog == ALONE else CONFIRM
        return Turn(State(state.dialog, step, _looked_at(picked, facts)) if picked is not None else state)
    picked = next((one for one in facts.waiting if one.key == state.data["notice"]), None)
    if picked is None or facts.shown is None:
        return Turn(None, says=(paragraph(words.CHANGED_MEANWHILE),))
    if state.step == WHY:
        why = " ".join(heard.text.split())[:_LONGEST_REASON]
        return Turn(State(ALONE, CONFIRM if why else WHY, {**_looked_at(picked, facts), "why": why}))
    if heard.chosen == (_BACK,):
        back = GiveBack(picked.notice or 0, picked.title)
        no = back if picked.proposal is None else Decline(picked.proposal.id, picked.title)
        return Turn(None, (no,), (paragraph(words.RETURNED),))
    why = str(state.data.get("why", ""))
    anew = {**_looked_at(picked, facts), "why": why}
    if state.data.get("says") != picked.says:
        # What is shown anew has another number, so that the words for what was shown before release nothing.
        return Turn(State(state.dialog, CONFIRM, anew), says=(paragraph(words.CHANGED_SINCE_SHOWN),))
    if heard.chosen == (_key(state),):
        approve = Approve(picked.notice or 0, picked.title, why)
        yes = approve if picked.proposal is None else Agree(picked.proposal.id, picked.title, why)
        return Turn(None, (yes,), (paragraph(words.TOLD_APPROVED.format(title=disarmed_text(picked.title))),))
    told = words.APPROVE_EXACTLY.format(phrase=_phrase(state, facts.number))
    return Turn(State(state.dialog, CONFIRM, anew), says=(paragraph(told),))


_LEAD = Right(Need.LEAD)
DIALOG = Dialog(NAME, load, ask, answer, right=_LEAD, lapsing=frozenset({CONFIRM}))
ALONE_DIALOG = Dialog(
    ALONE, load_mine, ask, answer, right=_LEAD, lapsing=frozenset({CONFIRM}), free_text=frozenset({WHY}),
    taken_whole=frozenset({WHY}),
)  # fmt: skip

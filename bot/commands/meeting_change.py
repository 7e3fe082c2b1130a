"""`treffen ändern` and `treffen absagen`: shown first, and told to all who are invited by words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import meeting_changes, meeting_draft, turning
from bot.commands import meeting as planning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import number_of
from bot.meeting_changes import CancelMeeting, ChangeMeeting
from bot.meeting_draft import MeetingDraft
from bot.words import meetings as words
from content import invitation, meeting_text, meeting_words
from content.blocks import Block, Bullets, bold, paragraph
from content.text import one_line
from domain.meeting import Meeting
from domain.poll import read_when
from domain.rights import Need, Right
from scheduler.publishing import Publisher
from store import dialogs, editors, meetings, reference
from store.editors import Editor
from store.meetings import StoredMeeting

NAME = "meetingchange"
WHAT, CONFIRM, CANCEL = "what", "confirm", "cancel"
_DROP, _CANCEL = "drop", "cancelled"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a change looks at. stored: the meeting of the open conversation, if they run it."""

    stored: StoredMeeting | None
    editor: Editor | None
    names: Mapping[str, str]
    now: datetime
    number: int


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who asks, and the meeting that the open conversation is about."""
    opened = dialogs.load(session, asked.who)
    data: Mapping[str, Any] = opened.data if opened is not None and opened.name == NAME else {}
    return _facts(session, asked, int(data.get("meeting", 0)), int(data.get("number", 0)))


def _facts(session: Session, asked: Asked, number: int, before: int = 0) -> Facts:
    editor = editors.editor(session, asked.person)
    stored = meetings.load(session, number)
    if stored is not None and not meeting_changes.runs(session, editor, stored):
        stored = None
    return Facts(stored, editor, reference.audience_names(session), asked.now, number_of(asked, before))


def change(session: Session, asked: Asked, stored: StoredMeeting, said: str) -> list[Reply]:
    """Begin to change a meeting with what is said about it."""
    facts = _facts(session, asked, stored.id)
    draft = meeting_draft.of_meeting(stored.meeting)
    turn = _taken(draft, said, facts) if said else Turn(_state(WHAT, draft, facts))
    return turning.go_on_with(DIALOG, turn, session, asked)


def cancel(session: Session, asked: Asked, stored: StoredMeeting, reason: str) -> list[Reply]:
    """Begin to cancel a meeting."""
    facts = _facts(session, asked, stored.id)
    data = {"meeting": stored.id, "number": facts.number, "reason": one_line(reason)[: meeting_draft.MOST]}
    return turning.go_on_with(DIALOG, Turn(State(NAME, CANCEL, data)), session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    stored = facts.stored
    if stored is None:
        return Question((paragraph(words.NONE_OF_YOURS),))
    title, when = invitation.name(stored.meeting, facts.names), meeting_words.when(stored.meeting.when)
    drop = Option(_DROP, words.DROP, words.DROP_WORDS)
    if state.step == CANCEL:
        phrase = words.CANCEL_PHRASE.format(number=state.data["number"])
        told = [words.CANCEL_PREVIEW.format(title=title, when=when)]
        told += [words.CANCEL_REASON.format(reason=state.data["reason"])] if state.data["reason"] else []
        told.append(words.CANCEL_HOW.format(phrase=phrase))
        options = (drop, Option(_CANCEL, phrase, by_words_only=True))
        return Question(tuple(paragraph(one) for one in told), options, dangerous=True)
    if state.step == CONFIRM:
        return _ask_to_send(state, stored, facts, drop)
    return Question((paragraph(words.ASK_CHANGE.format(title=title, when=when)),))


def _ask_to_send(state: State, stored: StoredMeeting, facts: Facts, drop: Option) -> Question:
    new = _new(state, stored, facts)
    told = invitation.changes(stored.meeting, new)
    blocks: list[Block] = [
        paragraph(bold(words.CHANGE_PREVIEW.format(title=invitation.name(stored.meeting, facts.names))))
    ]
    if told:
        blocks.append(Bullets(tuple((paragraph(line),) for line in told)))
    if new.link != stored.meeting.link:
        blocks.append(paragraph(words.ONLY_LINK if new.link else words.LINK_GONE))
    phrase = words.PHRASE.format(number=state.data["number"])
    blocks.append(paragraph((words.CHANGE_GOES if told else words.CHANGE_SAVES).format(phrase=phrase)))
    return Question(tuple(blocks), (Option(_send_key(state), phrase, by_words_only=True), drop), dangerous=True)


def _new(state: State, stored: StoredMeeting, facts: Facts) -> Meeting:
    draft = meeting_draft.load(state.data["draft"])
    return meeting_changes.changed(stored.meeting, draft, Publisher(facts.now))


def _send_key(state: State) -> str:
    return f"send{state.data['number']}"


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if facts.stored is None:
        return Turn(None, says=(paragraph(words.NONE_OF_YOURS),))
    if heard.chosen == (_DROP,):
        return Turn(None, says=(paragraph(words.DROPPED),))
    if facts.stored.meeting.cancelled:
        return Turn(None, says=(paragraph(words.ALREADY),))
    if state.step == CANCEL:
        if heard.chosen == (_CANCEL,):
            change_ = CancelMeeting(facts.stored.id, str(state.data["reason"]))
            return Turn(None, (change_,), (paragraph(words.CANCELLED),))
        again = State(NAME, CANCEL, {**state.data, "number": facts.number})
        return Turn(again, says=(paragraph(words.CANCEL_EXACTLY),))
    if int(state.data["sequence"]) != facts.stored.meeting.sequence:
        # What was shown compares with how it was: carrying it out would do nothing, or undo what others changed.
        return Turn(None, says=(paragraph(words.MEANWHILE.format(number=facts.stored.id)),))
    draft = meeting_draft.load(state.data["draft"])
    if state.step == CONFIRM and heard.chosen == (_send_key(state),):
        done = _done(facts.stored.meeting, _new(state, facts.stored, facts))
        made = ChangeMeeting(facts.stored.id, draft, int(state.data["sequence"]))
        return Turn(None, (made,), (paragraph(done),))
    return _taken(draft, heard.text, facts)


def _done(old: Meeting, new: Meeting) -> str:
    """Return what is said about a change that was made."""
    if invitation.changes(old, new):
        return words.CHANGED
    return words.LINK_TOLD if new.link and new.link != old.link else words.SAVED_ONLY


def _taken(draft: MeetingDraft, text: str, facts: Facts) -> Turn:
    """Take what was said into the draft, and show what would change."""
    assert facts.stored is not None
    said = meeting_text.change(text, facts.now, read_when(draft.start, draft.end))
    if said.strange and said == meeting_text.MeetingText(strange=said.strange):
        return Turn(_state(WHAT, draft, facts), says=(paragraph(words.STRANGE.format(said=said.strange[:60])),))
    says: list[Block] = list(planning.troubles(said))
    new = meeting_draft.take(draft, said, adds_agenda=False)
    if new.sign_up_until is not None and said.when is not None and said.sign_up is None:
        # A meeting that moves takes the end of its sign-up along only as far as it still lies before it.
        moved = replace(new, sign_up="").meeting(facts.now)
        new = replace(new, sign_up="") if moved is not None and new.sign_up_until >= moved.starts_at else new
    right, wrong = planning.when_right(new, facts.now)
    if wrong:
        return Turn(_state(WHAT, draft, facts), says=(*says, *wrong))
    made = meeting_changes.changed(facts.stored.meeting, right, Publisher(facts.now))
    if made == facts.stored.meeting:
        # What was not understood is no reason to say that it is so already.
        return Turn(_state(WHAT, draft, facts), says=tuple(says) or (paragraph(words.NO_CHANGE),))
    return Turn(_state(CONFIRM, right, facts), says=tuple(says))


def _state(step: str, draft: MeetingDraft, facts: Facts) -> State:
    assert facts.stored is not None
    stored = facts.stored
    data = {
        "meeting": stored.id, "sequence": stored.meeting.sequence, "number": facts.number, "draft": draft.dump(),
    }  # fmt: skip
    return State(NAME, step, data)


DIALOG = Dialog(
    NAME,
    load,
    ask,
    answer,
    right=Right(Need.LEAD),
    lapsing=frozenset({CONFIRM, CANCEL}),
    free_text=frozenset({WHAT}),
)

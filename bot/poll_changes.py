"""What the conversations about polls change, as values, and how that is carried out."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.commands.base import Asked
from bot.drafting import request_of
from bot.publishers import publisher_of
from bot.words import polls as words
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from domain.recipient import Role
from scheduler import polling
from scheduler.polling import Draft
from store import audit, polls, roles
from store.editors import Editor
from store.polls import StoredPoll


@dataclass(frozen=True, slots=True)
class SendPoll:
    """A date poll goes out."""

    draft: Draft


Polling = SendPoll


def may_ask(editor: Editor, draft: Draft) -> bool:
    """Return whether somebody may ask those for whom a poll is: the Koordination all, others their own regions."""
    if editor.role is Role.COORDINATION:
        return True
    return (
        editor.role is Role.LEAD and draft.role is None and bool(draft.regions) and draft.regions <= set(editor.leads)
    )


def carry_out(session: Session, asked: Asked, editor: Editor, change: Polling) -> None:
    """Make a change for somebody; what they may not any more does nothing."""
    if not may_ask(editor, change.draft):
        return
    by = publisher_of(asked)
    sent = polling.send(session, change.draft, request_of(asked), editor.id, by)
    found = polls.load(session, sent.poll)
    if sent.fresh and found is not None:
        polling.tell_asker(session, found, asked.now)
        audit.note(session, f"person:{editor.key}", "poll.sent", f"poll:{sent.poll}", asked.now)
        for person in found.organisers:
            appoint(session, asked, editor, found, person)


def appoint(session: Session, asked: Asked, editor: Editor, poll: StoredPoll, person: int) -> None:
    """Let somebody run a poll too, and tell them."""
    polls.add_organiser(session, poll.id, person)
    told = words.YOU_RUN_IT.format(number=poll.id, title=disarmed_text(polling.full_title(session, poll)))
    letter = polling.Letter(f"w{poll.id}-{person}", Document((paragraph(told),)), poll.closes_at)
    polling.tell(session, person, letter, asked.now)
    _note_organiser(session, asked, editor, "poll.organiser_added", poll, person)


def dismiss(session: Session, asked: Asked, editor: Editor, poll: StoredPoll, person: int) -> None:
    """Let somebody run a poll no longer."""
    polls.remove_organiser(session, poll.id, person)
    _note_organiser(session, asked, editor, "poll.organiser_removed", poll, person)


def _note_organiser(session: Session, asked: Asked, editor: Editor, action: str, poll: StoredPoll, person: int) -> None:
    key = roles.key_of(session, person)
    audit.note(session, f"person:{editor.key}", action, f"poll:{poll.id}", asked.now, f"person:{key}")

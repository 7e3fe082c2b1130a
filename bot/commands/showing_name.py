"""`namezeigen`, `nameverbergen`: whether a poll that shows names may show one's own, to who leads the region."""

from sqlmodel import Session

from bot.commands import naming
from bot.commands.base import Asked, Reply, words_only
from bot.words import polls as words
from content.blocks import Document, paragraph
from domain.lane import Lane
from domain.message import Button
from scheduler import polling
from store import members, polls
from store.polls import StoredPoll

#: What the buttons give; each is a command too.
SHOW, HIDE = "namezeigen", "nameverbergen"


def ask(session: Session, asked: Asked, poll: StoredPoll, person: int) -> None:
    """Ask who answers to a poll that shows names whether theirs may be shown, once for each such poll until they agree.

    It is asked of them alone, wherever they answered.
    """
    if not poll.names or polls.shows_name(session, person):
        return
    buttons = ((Button(words.SHOW_NAME, f"1:{SHOW}"), Button(words.HIDE_NAME, f"1:{HIDE}")),)
    document = Document((paragraph(words.ASK_NAME.format(number=poll.id)),))
    letter = polling.Letter(f"q{poll.id}-{person}", document, poll.closes_at, Lane.REPLY, buttons)
    polling.tell(session, person, letter, asked.now)


def show(session: Session, asked: Asked) -> list[Reply]:
    """Take the consent; who has told no name yet is asked for one first."""
    back = Button(words.SHOW_NAME, f"1:{SHOW}")
    first = naming.ask_first(session, asked, (naming.NAME,), back)
    if first is not None or asked.person is None:
        return first or []
    members.consent(session, asked.person, polls.NAMES, words.NAMES_VERSION, asked.now)
    return words_only(words.NAME_SHOWN)


def hide(session: Session, asked: Asked) -> list[Reply]:
    """Take the consent back, or note nothing where there was none."""
    if asked.person is not None:
        members.withdraw(session, asked.person, asked.now, polls.NAMES)
    return words_only(words.NAME_HIDDEN)

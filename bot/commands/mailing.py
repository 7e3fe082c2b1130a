"""`mailtext`: what was told, ready for today's mail list: the text to copy, and files for a mail program."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sqlmodel import Session

from bot import titles, turning
from bot.commands import general, polls_desk
from bot.commands.base import Asked, Made, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import mailing as words
from content import dates, document, letters
from content.blocks import Block, Document, Rule, paragraph
from content.foreign import disarmed_text
from domain import choosing
from domain.folding import fold
from domain.notice import Scope
from domain.recipient import Role
from domain.rights import Need, Right
from scheduler import exporting
from store import editors, reports
from store.reports import Row

NAME = "mailtext"
WHICH = "which"
_SHOWN, _LABEL, _ALL = 8, 60, 1000


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: what is said, and its files."""

    told: tuple[Block, ...]
    files: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be had as a mail. mail: makes the one of a number only when asked, for its files may be large."""

    recent: tuple[Row, ...]
    mail: Callable[[int], Mail]


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what somebody may have: the Koordination all, Federführende what they have sent."""
    editor = editors.editor(session, asked.person)
    author = "" if editor is None else None if editor.role is Role.COORDINATION else editor.key
    recent = reports.recent(session, _SHOWN, author) if editor is not None else []
    return Facts(tuple(titles.here(session, asked, recent)), partial(_mail, session, asked, author))


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Answer with the notice that was named as a mail, or ask which."""
    said = asked.text.split()
    if len(said) > 1 and fold(said[1]) == words.POLL:
        return polls_desk.mail(session, replace(asked, text=" ".join([said[0], *said[2:]])))
    facts = load(session, asked)
    if not facts.recent:
        return turning.stop(session, asked, words.NONE)
    if len(said) == 2 and choosing.is_number(said[1]) and len(said[1]) < 10:
        mail = facts.mail(int(said[1]))
        return [Reply(Document(mail.told), general.buttons(asked), mail.files)]
    return turning.begin(DIALOG, WHICH, session, asked)


def ask(_state: State, facts: Facts) -> Question:
    """Return what can be had."""
    options = [
        Option(str(one.id), f"{disarmed_text(one.title)[:_LABEL]} ({dates.day(one.released_at)})")
        for one in facts.recent
    ]
    return Question((paragraph(words.WHICH),), tuple(options))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if not heard.chosen:
        return Turn(state)
    mail = facts.mail(int(heard.chosen[0]))
    return Turn(None, says=mail.told, files=mail.files)


def _mail(session: Session, asked: Asked, author: str | None, number: int) -> Mail:
    """Return a notice as a mail, for somebody who may have theirs, or (None) all."""
    mine = author is None or number in {one.id for one in reports.recent(session, _ALL, author)}
    notice = exporting.load(session, number) if mine else None
    if notice is None:
        return Mail((paragraph(words.NOT_FOUND),))
    if notice.addressed.scope is Scope.INTERNAL and Scope.INTERNAL not in asked.may_read:
        return Mail((paragraph(words.NOT_HERE),))
    letter = exporting.letter_of(session, notice)
    told = (
        paragraph(words.HOW),
        Rule(),
        paragraph(words.SUBJECT.format(subject=disarmed_text(letter.subject))),
        *document.from_text(letters.as_text(letter)).blocks,
    )
    html = Made(f"meldung-{number}.html", letters.as_html(letter).encode(), words.HTML_LABEL)
    found = exporting.enclosures(notice, asked.office.assets)
    mail = Made(f"meldung-{number}.eml", letters.as_mail(letter, found), words.MAIL_LABEL)
    missing = () if len(found) == len(notice.files) else (paragraph(words.FILES_MISSING),)
    return Mail((*told, *missing), (html, mail))


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD))

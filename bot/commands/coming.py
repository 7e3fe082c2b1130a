"""`termine`: deadlines and events to come, for the regions and topics of who asks."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from bot.commands import general
from bot.commands.base import Asked, Reply
from bot.words import searching as words
from content import dates
from content.blocks import Document, Heading, Paragraph, Run, bold, paragraph
from content.foreign import disarmed_text
from domain.subscription import Subscription
from store import members, terms
from store.terms import Term

SHOWN = 10
#: Whence terms come: each returns what comes for who asks (None: for everybody), at most so many.
Source = Callable[[Session, Asked, Subscription | None, int], Sequence[Term]]


def _of_notices(session: Session, asked: Asked, chosen: Subscription | None, limit: int) -> Sequence[Term]:
    return terms.coming(session, asked.may_read, chosen, asked.now, limit)


SOURCES: list[Source] = [_of_notices]


def show(session: Session, asked: Asked) -> list[Reply]:
    """Answer with what comes, the next one first."""
    chosen = None
    if asked.person is not None and asked.asker.joined and asked.asker.direct:
        chosen = members.subscription(session, asked.person)
    found = [term for source in SOURCES for term in source(session, asked, chosen, SHOWN)]
    first = sorted(found, key=lambda term: term.at or asked.now)[:SHOWN]
    if not first:
        return [Reply(Document((paragraph(words.NO_TERMS),)), general.buttons(asked))]
    head = Heading((Run(words.TERMS_TITLE),), 1)
    whose = paragraph(words.TERMS_MINE if chosen is not None else words.TERMS_ALL)
    return [Reply(Document((head, whose, *map(_line, first))), general.buttons(asked))]


def _line(term: Term) -> Paragraph:
    kind = words.BEGINS if term.begins else words.DEADLINE
    assert term.at is not None
    when = dates.moment(term.at) if term.begins else dates.due(term.at)
    number = f" ({words.NUMBER.format(number=term.notice)})" if term.notice else ""
    return Paragraph((Run(words.TERM.format(at=when, kind=kind)), bold(disarmed_text(term.title)), Run(number)))

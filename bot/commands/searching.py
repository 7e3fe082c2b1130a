"""`suche`, `nochmal`, `weitergeben`: released notices are found, sent again, and made into a text for others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import turning
from bot.commands import general
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import searching as words
from content import compose, dates
from content.blocks import Block, Document, Heading, Paragraph, Run, bold, paragraph
from content.foreign import disarmed_text
from content.text import shorten
from content.words import first_line
from domain import choosing
from domain.notice import Level, NoticeState, Scope
from domain.rights import Right
from scheduler import publishing
from store import dialogs, notices, own_data, searching
from store.notices import StoredNotice

NAME, ASKING, FOUND = "search", "asking", "found"
_MORE, _DONE = "more", "done"
#: How many are shown at once.
PAGE = 5
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found of the question that is open: a page of it, and how much there is in all."""

    question: str = ""
    at: int = 0
    page: searching.Found = field(default_factory=lambda: searching.Found((), 0))
    #: The notices of the page, whole, by their numbers.
    whole: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)


def search(session: Session, asked: Asked) -> list[Reply]:
    """Answer with what is found, page by page; in a group only with the first page."""
    question = _cut(" ".join(asked.text.split()[1:]))
    if not asked.asker.direct:
        found = searching.find(session, question, asked.may_read, PAGE)
        return [Reply(Document(_told(question, 0, found)), general.buttons(asked))]
    if not question:
        return turning.begin(DIALOG, ASKING, session, asked)
    first = searching.find(session, question, asked.may_read, PAGE)
    if not first.total:
        return [Reply(Document(_told(question, 0, first)), general.buttons(asked))]
    return turning.go_on_with(DIALOG, Turn(State(NAME, FOUND, {"question": question, "at": 0})), session, asked)


def load(session: Session, asked: Asked) -> Facts:
    """Fetch the page of the open question that comes next, and the one that is shown."""
    stored = dialogs.load(session, asked.who)
    if stored is None or stored.name != NAME or stored.step != FOUND:
        return Facts()
    question, at = str(stored.data["question"]), int(stored.data["at"])
    page = searching.find(session, question, asked.may_read, PAGE, at)
    found = [one for row in page.rows if (one := notices.load(session, row.id)) is not None]
    return Facts(question, at, page, {str(one.id): _whole(session, one) for one in found})


def ask(state: State, facts: Facts) -> Question:
    """Return what was found, or ask what is looked for."""
    if state.step == ASKING:
        return Question((paragraph(words.ASK),))
    rows = facts.page.rows
    options = [Option(str(row.id), words.NUMBER.format(number=row.id), (str(row.title),)) for row in rows]
    if facts.at + len(rows) < facts.page.total:
        options.append(Option(_MORE, words.MORE, words.MORE_WORDS))
    options.append(Option(_DONE, words.NEW_SEARCH, words.NEW_SEARCH_WORDS))
    return Question(_told(facts.question, facts.at, facts.page), tuple(options), per_row=3)


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to: the next page, a notice, or another question."""
    key = heard.chosen[0] if heard.chosen else ""
    if state.step == FOUND and key == _DONE:
        return Turn(None, says=(paragraph(words.DONE),))
    if state.step == FOUND and key == _MORE:
        return Turn(State(NAME, FOUND, {"question": facts.question, "at": facts.at + PAGE}))
    if state.step == FOUND and key:
        return Turn(None, says=facts.whole.get(key, ()))
    question = _cut(heard.text)
    return Turn(State(NAME, FOUND, {"question": question, "at": 0}) if question else State(NAME, ASKING))


def _cut(question: str) -> str:
    return " ".join(question.split())[:_LONGEST].strip('„“"')


def _told(question: str, at: int, found: searching.Found) -> tuple[Block, ...]:
    said = disarmed_text(question)
    if not found.total:
        return (paragraph(words.NOTHING.format(question=said) if question else words.ASK),)
    count = words.FOUND[found.total == 1].format(count=found.total)
    if found.total > PAGE:
        count = words.SHOWN.format(count=found.total, first=at + 1, last=at + len(found.rows))
    head = Heading((Run(words.TITLE.format(question=said)),), 1)
    how = [paragraph(words.HOW.format(number=found.rows[0].id))] if found.rows else []
    return (head, paragraph(count), *(_item(row) for row in found.rows), *how)


def _item(row: Any) -> Paragraph:
    lead = bold(first_line(Level(row.level), disarmed_text(row.title), None, None))
    runs: tuple[Run, ...] = (lead, Run(f"\n{words.NUMBER.format(number=row.id)} · {dates.day(row.released_at)}"))
    if row.deadline is not None:
        runs = (*runs, Run(f" · {words.DEADLINE}: {dates.due(row.deadline)}"))
    return Paragraph((*runs, Run(" · "), *compose.source_runs(row.source)) if row.source else runs)


DIALOG = Dialog(NAME, load, ask, answer, right=Right())


# --- again, and for others


def again(session: Session, asked: Asked) -> list[Reply]:
    """Answer with a notice once more: the one of this number, or the last one that came to who asks."""
    found = _named(session, asked)
    if isinstance(found, str):
        return [Reply(Document((paragraph(found),)), general.buttons(asked))]
    return [Reply(Document(_once_more(session, found)), again=publishing.distinct(found.files))]


def _once_more(session: Session, found: StoredNotice) -> tuple[Block, ...]:
    head = paragraph(words.AGAIN.format(number=found.id, day=_day(found.released_at)))
    return (head, *publishing.shown(session, found).blocks)


def _whole(session: Session, found: StoredNotice) -> tuple[Block, ...]:
    behind = [paragraph(words.FILES.format(number=found.id))] if found.files else []
    return (*_once_more(session, found), *behind)


def hand_on(session: Session, asked: Asked) -> list[Reply]:
    """Answer with a public notice as a text that can be handed on: with source and date, about nobody."""
    found = _named(session, asked)
    if isinstance(found, str):
        return [Reply(Document((paragraph(found),)), general.buttons(asked))]
    if found.addressed.scope is not Scope.PUBLIC or found.addressed.role is not None:
        return [Reply(Document((paragraph(words.NOT_PUBLIC.format(number=found.id)),)), general.buttons(asked))]
    blocks = publishing.shown(session, found).blocks
    whence = paragraph(words.HANDED_ON.format(day=_day(found.released_at)))
    return [Reply(Document((paragraph(words.HAND_ON),))), Reply(Document((*blocks, whence)))]


def _named(session: Session, asked: Asked) -> StoredNotice | str:
    """Return the notice that is meant, or what is said instead."""
    given = asked.text.split()[1:]
    number = given[-1].strip("#.,„“") if given else ""
    if given and not (choosing.is_number(number) and len(number) < 10):
        return words.NOT_THERE.format(number=shorten(disarmed_text(" ".join(given)), 30))
    last = int(number) if number else _last(session, asked)
    if last is None:
        return words.AGAIN_NONE
    found = notices.load(session, last) if searching.is_there(session, last, asked.may_read) else None
    if found is None or found.state is not NoticeState.RELEASED:
        return words.NOT_THERE.format(number=last)
    return found


def _last(session: Session, asked: Asked) -> int | None:
    mine = own_data.last_notice(session, asked.person) if asked.person is not None and asked.asker.direct else None
    if mine is not None and searching.is_there(session, mine, asked.may_read):
        return mine
    return next((row.id for row in notices.latest(session, asked.may_read, 1)), None)


def _day(moment: datetime | None) -> str:
    return dates.day(moment) if moment is not None else ""

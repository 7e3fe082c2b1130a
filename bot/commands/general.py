"""Help, the latest notices, and what to say to everything else."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.commands.base import Asked, Command, Reply
from bot.words import conversing
from bot.words import general as words
from content import compose, dates
from content.blocks import Block, Document, Heading, Paragraph, Run, bold, paragraph
from content.words import first_line
from domain.folding import fold
from domain.message import Button
from domain.notice import Level
from domain.rights import Refusal, refusal
from store import notices
from store.db import leave_no_trace

#: Payloads carry a version, so that an old button still says what it meant.
LATEST, HELP, JOIN, SETTINGS = "1:aktuell", "1:hilfe", "1:anmelden", "1:abo"
HELP_BUTTON = Button(words.BUTTON_HELP, HELP)
ONLY_HELP = ((HELP_BUTTON,),)
_SHOWN = 5


def buttons(asked: Asked) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons below what ends no conversation: what anybody wants first, by who asks and where."""
    first = (Button(words.BUTTON_LATEST, LATEST), Button(words.BUTTON_HELP, HELP))
    if not asked.asker.direct:
        return (first,)
    own = Button(words.BUTTON_SETTINGS, SETTINGS) if asked.asker.joined else Button(words.BUTTON_JOIN, JOIN)
    return ((*first, own),)


def show_help(commands: Mapping[str, Command], _session: Session, asked: Asked) -> list[Reply]:
    """Answer what the bot is for, and those of the commands that this person may give here."""
    blocks: list[Block] = [Heading((Run(words.HELP_TITLE),), 1), paragraph(words.HELP)]
    for title, of_section in words.HELP_SECTIONS:
        known = [(name, meaning) for name, meaning in of_section if _is_known(commands.get(fold(name)), asked)]
        if known:
            blocks += [Heading((Run(title),), 2), _lines(known)]
    blocks += [paragraph(words.HELP_HOW), paragraph(words.NO_CASES)]
    return [Reply(Document(tuple(blocks)), buttons(asked))]


def _is_known(command: Command | None, asked: Asked) -> bool:
    """Return whether the help names a command here."""
    if command is None or refusal(command.right, asked.asker) is not None:
        return False
    return command.for_strangers is None or command.for_strangers is not asked.asker.joined


def _lines(named: Sequence[tuple[str, str]]) -> Paragraph:
    """Return commands and their meanings, line by line."""
    runs: list[Run] = []
    for name, meaning in named:
        runs += [*([Run("\n")] if runs else []), bold(name), Run(f" – {meaning}")]
    return Paragraph(tuple(runs))


def show_latest(session: Session, asked: Asked) -> list[Reply]:
    """Answer with the newest notices that this person may read, each with its date and source."""
    found = notices.latest(session, asked.may_read, _SHOWN)
    if not found:
        return [Reply(Document((paragraph(words.LATEST_NONE),)), buttons(asked))]
    items = tuple(_item(row.title, row.level, dates.day(row.released_at), row.source) for row in found)
    return [Reply(Document((Heading((Run(words.LATEST_TITLE),), 1), *items)), buttons(asked))]


def not_understood(_session: Session, asked: Asked) -> list[Reply]:
    """Answer what could not be understood, and say what to do."""
    return [Reply(Document((paragraph(words.NOT_UNDERSTOOD),)), buttons(asked))]


def nothing_open(_session: Session, asked: Asked) -> list[Reply]:
    """Answer who breaks off where nothing is open."""
    return [Reply(Document((paragraph(conversing.NOTHING_OPEN),)), buttons(asked))]


def not_kept(session: Session, asked: Asked) -> list[Reply]:
    """Answer what looks like somebody's case: it is forgotten, nothing else is done with it, and why."""
    leave_no_trace(session)
    said = [words.CASE_NOT_KEPT, words.CASE_DELETE if asked.asker.direct else words.CASE_DELETE_IN_GROUP]
    return [Reply(Document((*map(paragraph, said), paragraph(words.CASE_ASK_OTHERWISE))), buttons(asked))]


def did_you_mean(name: str, _session: Session, _asked: Asked) -> list[Reply]:
    """Answer what is nearly a command: it is offered, not carried out."""
    button = Button(name, f"1:{fold(name)}")
    return [Reply(Document((paragraph(words.DID_YOU_MEAN.format(name=name)),)), ((button,),))]


def too_old(_session: Session, asked: Asked) -> list[Reply]:
    """Answer a button whose question is not open any more, or was somebody else's."""
    return [Reply(Document((paragraph(conversing.TOO_OLD),)), buttons(asked))]


def refuse(why: Refusal, _session: Session, asked: Asked, *, instead: str = "") -> list[Reply]:
    """Answer what somebody may not do here. instead: the command that they may have meant, or "" for none."""
    said = [conversing.REFUSED[why], *([conversing.INSTEAD[instead]] if instead else [])]
    return [Reply(Document((paragraph(" ".join(said)),)), buttons(asked))]


def came_late(said_at: datetime) -> Reply:
    """Return what is said instead of carrying out what was said too long ago."""
    return Reply(Document((paragraph(words.CAME_LATE.format(when=dates.moment(said_at))),)))


def apologise() -> Reply:
    """Return what is said when a command failed three times."""
    return Reply(Document((paragraph(words.PARKED),)))


def not_decrypted() -> Reply:
    """Return what is said, once a day, to somebody whose message we cannot decrypt."""
    return Reply(Document((paragraph(words.NOT_DECRYPTED),)))


def _item(title: str, level: str, day: str, source: str) -> Paragraph:
    lead = first_line(Level(level), title, None, None)
    runs: tuple[Run, ...] = (bold(lead), Run(f"\n{day}"))
    if source:
        runs = (*runs, Run(" · "), *compose.source_runs(source))
    return Paragraph(runs)

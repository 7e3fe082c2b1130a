"""Help, the latest notices, and what to say to everything else."""

from datetime import datetime

from sqlmodel import Session

from bot.commands.base import Asked, Reply
from bot.words import general as words
from content import compose, dates
from content.blocks import Block, Document, Heading, Paragraph, Run, bold, paragraph
from content.words import first_line
from domain.message import Button
from domain.notice import Level
from store import notices

#: Payloads carry a version, so that an old button still says what it meant.
LATEST, HELP = "1:aktuell", "1:hilfe"
_SHOWN = 5
_BUTTONS = ((Button(words.BUTTON_LATEST, LATEST), Button(words.BUTTON_HELP, HELP)),)


def show_help(_session: Session, _asked: Asked) -> list[Reply]:
    """Answer what the bot is for and what it understands."""
    commands = tuple(paragraph(bold(name), f" – {meaning}") for name, meaning in words.HELP_COMMANDS)
    blocks: tuple[Block, ...] = (
        Heading((Run(words.HELP_TITLE),), 1),
        paragraph(words.HELP),
        *commands,
        paragraph(words.HELP_HOW),
        paragraph(words.NO_CASES),
    )
    return [Reply(Document(blocks), _BUTTONS)]


def show_latest(session: Session, asked: Asked) -> list[Reply]:
    """Answer with the newest notices that this person may read, each with its date and source."""
    found = notices.latest(session, asked.may_read, _SHOWN)
    if not found:
        return [Reply(Document((paragraph(words.LATEST_NONE),)), _BUTTONS)]
    items = tuple(_item(row.title, row.level, dates.day(row.released_at), row.source) for row in found)
    return [Reply(Document((Heading((Run(words.LATEST_TITLE),), 1), *items)), _BUTTONS)]


def not_understood(_session: Session, _asked: Asked) -> list[Reply]:
    """Answer what could not be understood, and say what to do."""
    return [Reply(Document((paragraph(words.NOT_UNDERSTOOD),)), _BUTTONS)]


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

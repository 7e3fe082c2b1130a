"""`kalender`: a secret address that a calendar program subscribes to; shown once, taken back at any time."""

from urllib.parse import urlsplit

from sqlmodel import Session

from bot.commands import somewhere, voting
from bot.commands.base import Asked, Reply, words_only
from bot.words import calendars as words
from content import dates, urgent_text
from content.blocks import Document, Run, Style, paragraph
from domain.folding import fold
from domain.message import Button
from store import calendars
from store.calendars import Subscription

_NEW = frozenset({"neu", "neue", "anlegen"})
_OFF = frozenset({"aus", "beenden", "loeschen", "widerrufen", "stopp", "abbestellen"})


def calendar(session: Session, asked: Asked) -> list[Reply]:
    """Give a new address for one's own meetings or a region's, tell of those there are, or end them all."""
    person, public_url = voting.who(session, asked), asked.office.public_url
    rest = asked.text.strip().partition(" ")[2].strip()
    if person is None:
        return words_only(words.STRANGER)
    if fold(rest) in _OFF:
        count = calendars.revoke(session, person)
        return words_only(words.ENDED if count else words.NONE)
    if not public_url:
        return words_only(words.NOT_SET_UP)
    have = calendars.of_person(session, person)
    names = somewhere.load(session)
    if not rest and have:
        lines = "\n".join(_line(one, names.names) for one in have)
        return [Reply(Document((paragraph(words.HAVE.format(lines=lines)),)))]
    region: str | None = None
    if rest and fold(rest) not in _NEW:
        found = urgent_text.read_audience(rest, names.gazetteer)
        if len(found.regions) != 1 or found.unknown or found.among:
            return words_only(words.UNKNOWN.format(said=rest[:60]))
        (region,) = found.regions
    token = calendars.make(session, person, region, asked.now)
    whose = words.MINE if region is None else words.OF_REGION.format(name=names.names.get(region, region))
    from content.calendar import path as calendar_path  # its library is large, and few ask

    link = public_url.rstrip("/") + calendar_path(token)
    subscribed = f"webcal://{urlsplit(link).netloc}{urlsplit(link).path}"
    # To be copied as they are: as links they would be opened, and only their host would be seen.
    told = Document(
        (
            paragraph(words.MADE.format(whose=whose), _literally(subscribed)),
            paragraph(words.MADE_ELSE, _literally(link)),
            paragraph(words.MADE_NOTES),
        )
    )
    return [Reply(told, ((Button(*words.OFF_BUTTON),),))]


def _literally(address: str) -> Run:
    return Run(address, frozenset({Style.CODE}))


def off(session: Session, asked: Asked) -> list[Reply]:
    """End all of somebody's calendars: what the button below an address does."""
    person = voting.who(session, asked)
    count = calendars.revoke(session, person) if person is not None else 0
    return words_only(words.ENDED if count else words.NONE)


def _line(one: Subscription, names: dict[str, str]) -> str:
    whose = words.MINE if one.region is None else words.OF_REGION.format(name=names.get(one.region, one.region))
    return words.LINE.format(whose=whose, since=dates.day(one.made_at))

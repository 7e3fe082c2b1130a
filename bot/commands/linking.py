"""`verknuepfen` and `trennen`: two addresses of one person, and each for itself again.

A code is made in one chat, given in the other, and confirmed in the first with words and a number of their own.
"""

from dataclasses import dataclass

from sqlmodel import Session

from bot import elsewhere, turning
from bot.commands import general
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.tending import Split
from bot.words import inviting
from bot.words import linking as words
from content.blocks import Document, paragraph
from domain import choosing
from domain.rights import Need, Right
from store import audit, linking, members
from store.codes import Refused
from store.dialogs import Talker
from store.linking import Place

NAME, WHICH = "split", "which"
_KEEP = "keep"


def link(session: Session, asked: Asked) -> list[Reply]:
    """Make a code, or take one that was made in another chat, or confirm what was given there."""
    given = "".join(asked.text.split()[1:]).strip('„“".')
    if choosing.is_number(given) and len(given) == 2:
        return _confirm(session, asked, int(given))
    if given:
        return _give(session, asked, given)
    member = members.member_at(session, asked.who.account, asked.who.chat)
    if member is None or not asked.asker.joined:
        return _say(asked, words.NOTHING_WAITS)
    code = linking.make(session, asked.who, member.id, asked.now)
    return [Reply(Document((paragraph(words.CODE.format(code=code)), paragraph(words.WHY))))]


def _give(session: Session, asked: Asked, text: str) -> list[Reply]:
    number = 10 + asked.serial * 37 % 90
    found = linking.give(session, asked.who, text, number, asked.now)
    if isinstance(found, Refused):
        return _say(asked, inviting.REFUSED[found])
    if found is None:
        return _say(asked, words.ALREADY)
    first, second = _name(found.first), _name(found.second)
    question = paragraph(words.CONFIRM.format(second=second, number=number))
    elsewhere.queue(session, asked, found.first, Reply(Document((question,))))
    return [Reply(Document((paragraph(words.GIVEN.format(first=first, second=second)),)))]


def _confirm(session: Session, asked: Asked, number: int) -> list[Reply]:
    offer = linking.waiting(session, asked.who, number, asked.now)
    if offer is None:
        return _say(asked, words.NOTHING_WAITS)
    person = linking.link(session, offer, asked.now)
    audit.note(session, "member", "member.linked", "people", asked.now)
    there = words.LINKED_THERE.format(first=_name(offer.first))
    elsewhere.queue(session, asked, offer.second, Reply(Document((paragraph(there),))))
    preferred = next(one for one in linking.places_of(session, person) if one.preferred)
    told = words.LINKED.format(second=_name(offer.second), preferred=name_of(preferred))
    return [Reply(Document((paragraph(told),)), general.buttons(asked))]


def _name(who: Talker) -> str:
    return words.address(who.account, who.user)


def name_of(place: Place) -> str:
    """Return how an address is called."""
    return words.address(place.account, place.user)


def _say(asked: Asked, text: str) -> list[Reply]:
    return [Reply(Document((paragraph(text),)), general.buttons(asked))]


# --- taking apart


@dataclass(frozen=True, slots=True)
class Facts:
    """The addresses of who asks."""

    places: tuple[Place, ...]


def load(session: Session, asked: Asked) -> Facts:
    """Fetch the addresses of who asks."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    return Facts(tuple(linking.places_of(session, member.id)) if member is not None else ())


def ask(_state: State, facts: Facts) -> Question:
    """Return which address is to stand for itself."""
    places = tuple(Option(str(one.id), name_of(one), (one.user,)) for one in facts.places)
    return Question((paragraph(words.ASK_SPLIT),), (*places, Option(_KEEP, words.KEEP, words.KEEP_WORDS)))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_KEEP,):
        return Turn(None, says=(paragraph(words.NOT_SPLIT),))
    chosen = [one for one in facts.places if heard.chosen == (str(one.id),)]
    if not chosen:
        return Turn(state, says=(paragraph(words.WHICH),))
    if len(facts.places) < 2:
        return Turn(None, says=(paragraph(words.ONLY_ONE),))
    told = words.SPLIT.format(address=name_of(chosen[0]))
    return Turn(None, (Split(chosen[0].id),), (paragraph(told),))


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.JOINED))


def part(session: Session, asked: Asked) -> list[Reply]:
    """Begin to take two addresses apart, where there are two."""
    if len(load(session, asked).places) < 2:
        return turning.stop(session, asked, words.ONLY_ONE)
    return turning.begin(DIALOG, WHICH, session, asked)

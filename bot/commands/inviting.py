"""`code`: an invitation is taken, at once by members, by strangers together with joining."""

from dataclasses import replace

from sqlmodel import Session

from bot import changing, invitation, turning
from bot.changes import Accept
from bot.commands import general, joining
from bot.commands.base import Asked, Reply
from bot.words import inviting as words
from content.blocks import Document, paragraph
from domain.lateness import is_late
from store import codes
from store.codes import Invitation, Refused


def take(session: Session, asked: Asked) -> list[Reply]:
    """Take an invitation by its code, which follows the first word of what was said.

    Who had the wording of the consent on paper may agree in the same message: sixty people at a meeting are then
    through sooner on a network that lets us write once in five seconds.
    """
    given, said = codes.divide(" ".join(asked.text.split()[1:]))
    if not given:
        return [Reply(Document((paragraph(words.NO_CODE),)), general.buttons(asked))]
    found = codes.look(session, asked.who, given, asked.now)
    if isinstance(found, Refused):
        return [Reply(Document((paragraph(words.REFUSED[found]),)), general.buttons(asked))]
    facts = joining.load_for(session, asked, found.hash)
    if asked.asker.joined:
        return [Reply(Document((paragraph(_accept(session, asked, found, said, facts)),)), general.buttons(asked))]
    turn = joining.begin_invited(said, facts, informed=_is_informed(asked, found))
    says = (paragraph(words.INVITED.format(role=words.ROLES[found.role])), *turn.says)
    return turning.go_on_with(joining.DIALOG, replace(turn, says=says), session, asked)


def _is_informed(asked: Asked, found: Invitation) -> bool:
    """Return whether a yes behind a code is one to what stands on its sheet, and was not taken back since.

    A network may hand over late what somebody said before they left: that brings nobody back.
    """
    was_here = asked.person is not None
    if was_here and is_late(asked.said_at, asked.now):
        return False
    return bool(found.text_version) and found.text_version == invitation.wording(asked.operator)


def _accept(session: Session, asked: Asked, found: Invitation, said: str, facts: joining.Facts) -> str:
    """Let a member take an invitation, unless they say no to it, and return what they are told.

    What the sheet tells people to add is for joining: of a place or urgent notices they hear that nothing changed.
    """
    meant = joining.read(said, facts)
    if meant.agrees is False:
        return words.NOT_TAKEN
    changing.carry_out(session, asked, Accept(found.hash))
    taken = words.TAKEN.format(role=words.ROLES[found.role])
    wants = meant.urgent or meant.found.places or meant.found.among
    return f"{taken} {words.ABO_STAYS}" if wants else taken

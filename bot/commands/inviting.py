"""`code`: an invitation is taken, at once by members, by strangers together with joining."""

from sqlmodel import Session

from bot import changing, turning
from bot.changes import Accept
from bot.commands import general, joining
from bot.commands.base import Asked, Reply
from bot.dialog import State, Turn
from bot.words import inviting as words
from content.blocks import Document, paragraph
from store import codes
from store.codes import Refused


def take(session: Session, asked: Asked) -> list[Reply]:
    """Take an invitation by its code, the second word of what was said."""
    given = "".join(asked.text.split()[1:])
    if not given:
        return [Reply(Document((paragraph(words.NO_CODE),)), general.buttons(asked))]
    found = codes.look(session, asked.who, given, asked.now)
    if isinstance(found, Refused):
        return [Reply(Document((paragraph(words.REFUSED[found]),)), general.buttons(asked))]
    role = words.ROLES[found.role]
    if asked.asker.joined:
        changing.carry_out(session, asked, Accept(found.hash))
        return [Reply(Document((paragraph(words.TAKEN.format(role=role)),)), general.buttons(asked))]
    state = State(joining.NAME, joining.CONSENT, {"code": found.hash})
    says = (paragraph(words.INVITED.format(role=role)),)
    return turning.go_on_with(joining.DIALOG, Turn(state, says=says), session, asked)

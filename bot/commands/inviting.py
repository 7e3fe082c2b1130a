"""`code`: an invitation is taken, at once by members, by strangers together with joining."""

from dataclasses import replace

from sqlmodel import Session

from bot import changing, turning
from bot.changes import Accept
from bot.commands import general, joining
from bot.commands.base import Asked, Reply
from bot.words import inviting as words
from bot.words import joining as joining_words
from content.blocks import Document, paragraph
from store import codes
from store.codes import Refused


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
    role = words.ROLES[found.role]
    if asked.asker.joined:
        changing.carry_out(session, asked, Accept(found.hash))
        return [Reply(Document((paragraph(words.TAKEN.format(role=role)),)), general.buttons(asked))]
    facts = joining.load_for(session, asked, found.hash)
    turn = joining.begin_invited(said, facts, informed=found.text_version == joining_words.VERSION)
    says = (paragraph(words.INVITED.format(role=role)), *turn.says)
    return turning.go_on_with(joining.DIALOG, replace(turn, says=says), session, asked)

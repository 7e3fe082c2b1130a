"""The button "Zur Kenntnis genommen": voluntary, told as numbers only, and in a group without a word."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.commands.base import Asked
from bot.dialog import Dialog, Heard, Question, State, Turn
from bot.editing import TakeNote
from bot.words import urgent as words
from content.blocks import paragraph
from content.words import SEEN_DIALOG, SEEN_STEP
from domain import choosing
from domain.rights import Right
from store import acknowledging, members


@dataclass(frozen=True, slots=True)
class Facts:
    """Who presses, if that is known, and whether anybody else reads what is answered."""

    person: int | None
    direct: bool
    urgent: bool = False


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who presses: in a group that is known by their own chat, where the network names both alike."""
    chat = asked.who.chat if asked.asker.direct else asked.who.user
    member = members.member_at(session, asked.who.account, chat)
    number = asked.payload.rpartition(":")[2]
    urgent = choosing.is_number(number) and len(number) < 10 and acknowledging.asks_for(session, int(number))
    return Facts(member.id if member is not None else None, asked.asker.direct, urgent)


def ask(_state: State, _facts: Facts) -> Question:
    """Return nothing: the button stands below the notice."""
    return Question(())


def answer(_state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what a press comes to. In a group nobody is told anything: others would hear who pressed."""
    if not facts.urgent or facts.person is None:
        return Turn(None, says=(paragraph(words.NOT_SEEN),) if facts.direct else ())
    noted = TakeNote(int(heard.chosen[0]), facts.person)
    return Turn(None, (noted,), (paragraph(words.SEEN),) if facts.direct else ())


DIALOG = Dialog(
    SEEN_DIALOG, load, ask, answer, right=Right(in_groups=True), always_open=frozenset({SEEN_STEP})
)  # fmt: skip

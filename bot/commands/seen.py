"""The button "Zur Kenntnis genommen": voluntary, told as numbers only, and in a group without a word."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.commands.base import Asked
from bot.dialog import Dialog, Heard, Option, Question, State, Turn, payload_of
from bot.editing import TakeNote
from bot.tending import ShowName
from bot.words import urgent as words
from content.blocks import paragraph
from content.words import SEEN_DIALOG, SEEN_STEP
from domain import choosing
from domain.message import Button
from domain.recipient import Role
from domain.rights import Right
from store import acknowledging, members, naming

NAME_STEP = "name"


@dataclass(frozen=True, slots=True)
class Facts:
    """Who presses, if that is known, and whether anybody else reads what is answered."""

    person: int | None
    direct: bool
    urgent: bool = False
    #: They lead a region, and so may agree that their name is shown; and whether they have, and told one.
    leads: bool = False
    agreed: bool = False
    named: bool = False


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who presses: in a group that is known by their own chat, where the network names both alike."""
    chat = asked.who.chat if asked.asker.direct else asked.who.user
    member = members.member_at(session, asked.who.account, chat)
    number = asked.payload.rpartition(":")[2]
    urgent = choosing.is_number(number) and len(number) < 10 and acknowledging.asks_for(session, int(number))
    if member is None:
        return Facts(None, asked.asker.direct, urgent)
    agreed = acknowledging.shows_name(session, member.id)
    named = bool(naming.called(session, member.id).name)
    return Facts(member.id, asked.asker.direct, urgent, member.role is Role.LEAD, agreed, named)


def ask(_state: State, _facts: Facts) -> Question:
    """Return nothing: the button stands below the notice."""
    return Question(())


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what a press comes to. In a group nobody is told anything: others would hear who pressed."""
    if state.step == NAME_STEP:
        return _named(facts)
    if not facts.urgent or facts.person is None:
        return Turn(None, says=(paragraph(words.NOT_SEEN),) if facts.direct else ())
    noted = TakeNote(int(heard.chosen[0]), facts.person)
    if not facts.direct:
        return Turn(None, (noted,))
    if not facts.leads or facts.agreed:
        return Turn(None, (noted,), (paragraph(words.SEEN),))
    yes = Button(words.SEEN_NAME_YES, payload_of(State(SEEN_DIALOG, NAME_STEP), Option("yes", words.SEEN_NAME_YES)))
    return Turn(None, (noted,), (paragraph(words.SEEN), paragraph(words.SEEN_NAME_ASK)), ((yes,),))


def _named(facts: Facts) -> Turn:
    """Take a Federführende's consent that their name is shown."""
    if facts.person is None or not facts.leads or not facts.direct:
        return Turn(None, says=(paragraph(words.NOT_SEEN),) if facts.direct else ())
    said = words.SEEN_NAMED if facts.named else words.SEEN_NO_NAME
    return Turn(None, (ShowName(ok=True, wording=words.SEEN_NAME_VERSION),), (paragraph(said),))


DIALOG = Dialog(
    SEEN_DIALOG, load, ask, answer, right=Right(in_groups=True), always_open=frozenset({SEEN_STEP, NAME_STEP})
)  # fmt: skip

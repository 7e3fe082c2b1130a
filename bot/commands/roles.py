"""`rolle`: a role is given. The Koordination gives any; who leads a region appoints somebody to stand in for a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import turning
from bot.commands import somebody
from bot.commands.base import Asked, Reply
from bot.deciding import Appoint
from bot.dialog import Dialog, Heard, Option, Question, State, Tell, Turn
from bot.words import roles as words
from content import dates, when
from content.blocks import Block, Heading, Run, paragraph
from domain import choosing
from domain.recipient import Role
from domain.rights import Asker, Need, Right, sees_names
from store import members, reference, roles
from store.roles import Appointment, Somebody

NAME = "role"
WHO, WHAT, REGION, UNTIL = "who", "what", "region", "until"
_NO_END = "none"
#: How many people are offered to choose from; others are found by their handle.
_OFFERED = 20
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Facts:
    """Whom a role can be given, and which regions. me: who gives it; own: the regions that they lead without an end."""

    people: tuple[Somebody, ...]
    names: Mapping[str, str]
    asker: Asker
    me: int
    own: tuple[str, ...]
    now: datetime

    @property
    def regions(self) -> Mapping[str, str]:
        """The regions for which this person may give a role."""
        if self.coordinates:
            return self.names
        return {code: self.names[code] for code in self.names if code in self.own}

    @property
    def coordinates(self) -> bool:
        """Whether this person gives roles without asking which region is theirs."""
        return self.asker.role is Role.COORDINATION

    def who(self, one: Somebody) -> str:
        """Return how somebody is told of: by name to who leads their region, and between those who have a role."""
        public = self.asker.carries_internal and one.role is not Role.MEMBER
        return somebody.who(one, named=public or sees_names(self.asker, one.regions))


def load(session: Session, asked: Asked) -> Facts:
    """Fetch to whom this person may give a role."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    me = member.id if member is not None else 0
    own = tuple(code for code, until in roles.leads_of(session, me, asked.now).items() if until is None)
    coordinates = asked.asker.role is Role.COORDINATION
    people = roles.everybody(session, asked.now) if coordinates else roles.people_in(session, own, asked.now)
    return Facts(
        tuple(one for one in people if one.id != me), reference.region_names(session), asked.asker, me, own, asked.now
    )


def start(session: Session, asked: Asked) -> list[Reply]:
    """Begin, unless this person only stands in for others."""
    if not load(session, asked).regions:
        return turning.stop(session, asked, words.NOT_YOUR_REGION)
    return turning.begin(DIALOG, WHO, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step == WHAT:
        told = words.ASK_WHAT.format(who=_told(state, facts))
        options = (
            Option(Role.LEAD.value, words.LEAD, words.LEAD_WORDS),
            Option(Role.COORDINATION.value, words.COORDINATION, words.COORDINATION_WORDS),
        )
        return Question((paragraph(told),), options)
    if state.step == REGION:
        return Question((paragraph(words.ASK_REGION),), tuple(Option(*one) for one in facts.regions.items()), per_row=2)
    if state.step == UNTIL:
        no_end = (Option(_NO_END, words.NO_END, words.NO_END_WORDS),) if facts.coordinates else ()
        return Question((paragraph(words.ASK_UNTIL),), no_end)
    # Nobody is shown to the Koordination who has no role: whom she means she has to know.
    shown = [one for one in facts.people if one.role is not Role.MEMBER or not facts.coordinates][:_OFFERED]
    people = tuple(Option(str(one.id), facts.who(one), (somebody.handle_of(one.key),)) for one in shown)
    return Question((Heading((Run(words.GIVE_TITLE),), 1), paragraph(words.ASK_WHO)), people)


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    key = heard.chosen[0] if len(heard.chosen) == 1 else ""
    data = dict(state.data)
    if state.step == WHO:
        return _who(key, heard.text, facts)
    if state.step == WHAT and facts.coordinates and key == Role.COORDINATION.value:
        return _give(data, Appointment(Role.COORDINATION), facts)
    if state.step == WHAT and key == Role.LEAD.value:
        return Turn(State(NAME, REGION, data))
    if state.step == REGION and key in facts.regions:
        return Turn(State(NAME, UNTIL, {**data, "region": key}))
    if state.step == UNTIL and data.get("region") in facts.regions:
        return _until(state, data, key, heard.text, facts)
    return Turn(state)


def _who(key: str, text: str, facts: Facts) -> Turn:
    found = [one for one in facts.people if str(one.id) == key] or _named(text, facts)
    if len(found) != 1:
        said = words.WHO_SEVERAL if found else words.WHO_UNKNOWN.format(words=text[:30])
        return Turn(State(NAME, WHO), says=(paragraph(said),))
    data: dict[str, Any] = {"person": found[0].id}
    if facts.coordinates:
        return Turn(State(NAME, WHAT, data))
    if len(facts.regions) == 1:
        return Turn(State(NAME, UNTIL, {**data, "region": next(iter(facts.regions))}))
    return Turn(State(NAME, REGION, data))


def _named(text: str, facts: Facts) -> Sequence[Somebody]:
    """Return whom a text names: by their handle, or by a name that may be seen."""
    handles = {one.id: (somebody.handle_of(one.key),) for one in facts.people}
    names = {
        one.id: (one.name,) for one in facts.people if one.name and (sees_names(facts.asker, one.regions))
    }  # fmt: skip
    plain = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    ids = choosing.exact(plain, handles) or choosing.close(text, names)
    return [one for one in facts.people if one.id in ids]


def _until(state: State, data: Mapping[str, Any], key: str, text: str, facts: Facts) -> Turn:
    if facts.coordinates and key == _NO_END:
        return _give(data, Appointment(Role.LEAD, data["region"]), facts)
    until = when.read_day(text, facts.now)
    if until is None or not facts.now < until <= facts.now + _LONGEST:
        return Turn(state, says=(paragraph(words.NOT_A_DAY),))
    return _give(data, Appointment(Role.LEAD, data["region"], until), facts)


def _give(data: Mapping[str, Any], appointment: Appointment, facts: Facts) -> Turn:
    person = next((one for one in facts.people if one.id == data.get("person")), None)
    if person is None:
        return Turn(None, says=(paragraph(words.WHO_UNKNOWN.format(words="")),))
    role = told_role(appointment, facts.names)
    can = words.YOU_CAN_LEAD if appointment.role is Role.LEAD else words.YOU_CAN_COORDINATE
    blocks: tuple[Block, ...] = tuple(map(paragraph, (words.YOU_ARE.format(role=role), can, words.YOU_ARE_SEEN)))
    said = paragraph(words.GIVEN.format(who=facts.who(person), role=role))
    return Turn(None, (Appoint(person.id, appointment),), (said,), tells=(Tell(person.id, blocks),))


def told_role(appointment: Appointment, names: Mapping[str, str]) -> str:
    """Return a role in words."""
    if appointment.role is Role.COORDINATION:
        return words.AS_COORDINATION
    region = names.get(appointment.region or "", appointment.region or "")
    if appointment.until is None:
        return words.AS_LEAD.format(region=region)
    return words.AS_LEAD_UNTIL.format(region=region, until=dates.day(appointment.until))


def _told(state: State, facts: Facts) -> str:
    found = [facts.who(one) for one in facts.people if one.id == state.data.get("person")]
    return found[0] if found else ""


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD))

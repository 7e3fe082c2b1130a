"""`entziehen`: a role is taken away, by words of its own; who had it is told. One's own can be given back so too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot import turning
from bot.commands import somebody
from bot.commands.base import Asked, Reply
from bot.commands.roles import told_role
from bot.deciding import Revoke
from bot.dialog import Dialog, Heard, Option, Question, State, Tell, Turn
from bot.words import roles as words
from content.blocks import Heading, Run, paragraph
from domain.recipient import Role
from domain.rights import Asker, Need, Right, sees_names
from store import members, reference, roles
from store.roles import Appointment, Somebody

NAME = "revoke"
WHICH, CONFIRM = "which", "confirm"
_TAKE, _KEEP = "take", "keep"
_COORDINATION = "coordination"


@dataclass(frozen=True, slots=True)
class Facts:
    """The roles that this person may take away, by a key like "12.heide"."""

    roles: Mapping[str, tuple[Somebody, Appointment]]
    names: Mapping[str, str]
    asker: Asker
    me: int
    #: How many people coordinate.
    coordinating: int
    #: How many people lead each region.
    leading: Mapping[str, int]

    def who(self, one: Somebody) -> str:
        """Return how somebody is told of; who has a role is known by name to those who have one."""
        return somebody.who(one, named=self.asker.carries_internal or sees_names(self.asker, one.regions))


def load(session: Session, asked: Asked) -> Facts:
    """Fetch the roles that this person may take away: the Koordination all, others their own and who stands in."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    me = member.id if member is not None else 0
    own = {code for code, until in roles.leads_of(session, me, asked.now).items() if until is None}
    people = roles.with_roles(session, asked.now)
    found: dict[str, tuple[Somebody, Appointment]] = {}
    leading: dict[str, int] = {}
    for one in people:
        for region, until in one.leads:
            leading[region] = leading.get(region, 0) + 1
            stands_in = until is not None and region in own
            if asked.asker.role is Role.COORDINATION or one.id == me or stands_in:
                found[f"{one.id}.{region}"] = (one, Appointment(Role.LEAD, region, until))
        if one.role is Role.COORDINATION and asked.asker.role is Role.COORDINATION:
            found[f"{one.id}.{_COORDINATION}"] = (one, Appointment(Role.COORDINATION))
    coordinating = sum(one.role is Role.COORDINATION for one in people)
    return Facts(found, reference.region_names(session), asked.asker, me, coordinating, leading)


def start(session: Session, asked: Asked) -> list[Reply]:
    """Begin with the list, or say that there is none."""
    if not load(session, asked).roles:
        return turning.stop(session, asked, words.NONE_TO_TAKE)
    return turning.begin(DIALOG, WHICH, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return which roles there are, or the words that end one: never a mere yes, and no button."""
    if state.step == WHICH:
        options = tuple(Option(key, _label(key, facts)) for key in facts.roles)
        keep = Option(_KEEP, words.KEEP, words.KEEP_WORDS)
        return Question((Heading((Run(words.TAKE_TITLE),), 1), paragraph(words.ASK_WHICH)), (*options, keep))
    phrase = words.TAKE_PHRASE.format(number=state.data["number"])
    one, appointment = facts.roles.get(state.data["role"], (None, None))
    who = facts.who(one) if one is not None else ""
    role = told_role(appointment, facts.names) if appointment is not None else ""
    told = paragraph(words.TAKE_HOW.format(who=who, role=role, phrase=phrase))
    options = (Option(_KEEP, words.KEEP, words.KEEP_WORDS), Option(_TAKE, phrase, by_words_only=True))
    return Question((told,), options, dangerous=True)


def _label(key: str, facts: Facts) -> str:
    one, appointment = facts.roles[key]
    role = told_role(appointment, facts.names)
    return words.YOURS.format(role=role) if one.id == facts.me else f"{facts.who(one)}: {role}"


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_KEEP,):
        return Turn(None, says=(paragraph(words.KEPT),))
    if state.step == WHICH:
        key = heard.chosen[0] if len(heard.chosen) == 1 else ""
        if key not in facts.roles:
            return Turn(state)
        if facts.roles[key][1].role is Role.COORDINATION and facts.coordinating == 1:
            return Turn(None, says=(paragraph(words.LAST_COORDINATION),))
        return Turn(State(NAME, CONFIRM, {**state.data, "role": key}))
    if heard.chosen == (_TAKE,) and state.data["role"] in facts.roles:
        return _take(*facts.roles[state.data["role"]], facts)
    return Turn(state, says=(paragraph(words.TAKE_EXACTLY),))


def _take(one: Somebody, appointment: Appointment, facts: Facts) -> Turn:
    role = told_role(appointment, facts.names)
    said = [paragraph(words.TAKEN.format(who=facts.who(one), role=role))]
    if appointment.region is not None and facts.leading.get(appointment.region) == 1:
        said.append(paragraph(words.NOBODY_LEADS_NOW.format(region=facts.names[appointment.region])))
    told = Tell(one.id, (paragraph(words.YOU_ARE_NOT.format(role=role)),))
    return Turn(None, (Revoke(one.id, appointment.region),), tuple(said), tells=(told,))


def _number(asked: Asked) -> Mapping[str, Any]:
    """Return the number that the words need: another one each time, so that old words do nothing."""
    return {"number": 10 + asked.serial * 37 % 90}


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD), lapses=True, begins=_number)

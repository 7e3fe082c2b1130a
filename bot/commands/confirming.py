"""`bestaetigen`: who waits is confirmed, asked for their name, or refused; they are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot import turning
from bot.commands import general, somebody
from bot.commands.base import Asked, Reply
from bot.deciding import Confirm, Refuse
from bot.dialog import Dialog, Heard, Option, Question, State, Tell, Turn
from bot.words import people as words
from content.blocks import Block, Bullets, Document, Heading, Run, paragraph
from domain.recipient import Role
from domain.rights import Asker, Need, Right, sees_names
from store import reference, roles
from store.roles import Somebody

NAME = "confirm"
LIST, DECIDE = "list", "decide"
_ALL, _DONE = "all", "done"
_CONFIRM, _ASK, _REFUSE, _BACK = "confirm", "ask", "refuse", "back"
#: How many people one list has.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """Who waits among those about whom this person may decide. names: of the regions, by code."""

    waiting: tuple[Somebody, ...]
    names: Mapping[str, str]
    asker: Asker

    @property
    def shown(self) -> Sequence[Somebody]:
        """Those whom the list has."""
        return self.waiting[:_SHOWN]

    def line(self, one: Somebody) -> str:
        """Return how somebody is told of."""
        return somebody.in_list(one, self.names, self.asker)


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who waits: for the Koordination all, for others those of the regions that they lead."""
    regions = None if asked.asker.role is Role.COORDINATION else asked.asker.leads
    return Facts(
        tuple(roles.waiting(session, regions, asked.now)), reference.region_names(session), asked.asker
    )  # fmt: skip


def start(session: Session, asked: Asked) -> list[Reply]:
    """Begin with the list, or say that nobody waits."""
    if not load(session, asked).waiting:
        return turning.stop(session, asked, words.NOBODY_WAITS)
    return turning.begin(DIALOG, LIST, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return who waits, or what is to become of those who were chosen."""
    if state.step == DECIDE:
        told = words.DECIDE.format(who="; ".join(map(facts.line, _chosen(state, facts))))
        options = (
            Option(_CONFIRM, words.CONFIRM, words.CONFIRM_WORDS),
            Option(_ASK, words.ASK_NAME, words.ASK_NAME_WORDS),
            Option(_REFUSE, words.REFUSE, words.REFUSE_WORDS),
            Option(_BACK, words.BACK, words.BACK_WORDS),
        )
        return Question((paragraph(told),), options, per_row=2)
    more = len(facts.waiting) - _SHOWN
    blocks: tuple[Block, ...] = (
        Heading((Run(words.WAITING_TITLE),), 1),
        Bullets(tuple((paragraph(facts.line(one)),) for one in facts.shown), ordered=True),
        paragraph(words.WAITING_HOW),
        *([paragraph(words.WAITING_MORE.format(count=more))] if more > 0 else []),
        *(
            []
            if any(sees_names(facts.asker, one.regions) for one in facts.shown)
            else [paragraph(words.WAITING_NO_NAMES)]
        ),
    )
    people = tuple(
        Option(
            str(one.id), somebody.who(one, named=sees_names(facts.asker, one.regions)), (somebody.handle_of(one.key),)
        )
        for one in facts.shown
    )
    everybody = (Option(_ALL, words.ALL.format(count=len(people)), words.ALL_WORDS),) if len(people) > 1 else ()
    return Question(blocks, (*people, *everybody, Option(_DONE, words.DONE, words.DONE_WORDS)))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if state.step == DECIDE:
        return _decide(state, heard, facts)
    if heard.chosen == (_DONE,):
        return Turn(None, says=(paragraph(words.FINISHED),))
    known = {str(one.id): one.id for one in facts.shown}
    ids = list(known.values()) if _ALL in heard.chosen else [known[key] for key in heard.chosen if key in known]
    return Turn(State(NAME, DECIDE, {"people": ids}) if ids else state)


def _chosen(state: State, facts: Facts) -> list[Somebody]:
    ids = set(state.data.get("people", ()))
    return [one for one in facts.waiting if one.id in ids]


def _decide(state: State, heard: Heard, facts: Facts) -> Turn:
    people = _chosen(state, facts)
    if not people:
        return _next(facts, (), words.DECIDED_ALREADY)
    told = "; ".join(map(facts.line, people))
    ids = tuple(one.id for one in people)
    match heard.chosen:
        case (key,) if key == _CONFIRM:
            tells = tuple(Tell(id_, (paragraph(words.YOU_ARE_CONFIRMED),)) for id_ in ids)
            return _next(facts, ids, words.CONFIRMED.format(who=told), Confirm(ids), tells)
        case (key,) if key == _REFUSE:
            tells = tuple(Tell(id_, (paragraph(words.YOU_ARE_REFUSED),)) for id_ in ids)
            return _next(facts, ids, words.REFUSED.format(who=told), Refuse(ids), tells)
        case (key,) if key == _ASK:
            tells = tuple(Tell(one.id, (paragraph(_your_name(one)),)) for one in people)
            return _next(facts, (), words.ASKED_NAME.format(who=told), None, tells)
        case (key,) if key == _BACK:
            return Turn(State(NAME, LIST))
        case _:
            return Turn(state)


def _your_name(one: Somebody) -> str:
    return words.YOUR_NAME_PLEASE.format(handle=somebody.handle_of(one.key))


def _next(
    facts: Facts, done: Sequence[int], says: str, change: Confirm | Refuse | None = None, tells: tuple[Tell, ...] = ()
) -> Turn:
    """Return to the list, as long as somebody waits."""
    changes = () if change is None else (change,)
    if len(facts.waiting) > len(done):
        return Turn(State(NAME, LIST), changes, (paragraph(says),), tells=tells)
    said = (paragraph(says), paragraph(words.CONFIRMING_OVER))
    return Turn(None, changes, said, general.ONLY_HELP, tells)


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD))


def show_people(session: Session, asked: Asked) -> list[Reply]:
    """Answer who is in the regions that somebody leads; for the Koordination counts, and who has a role."""
    names = reference.region_names(session)
    blocks: list[Block] = [Heading((Run(words.PEOPLE_TITLE),), 1)]
    for code in (code for code in names if code in asked.asker.leads):
        blocks += _region(roles.people_in(session, [code], asked.now), names[code], names, asked.asker)
    if asked.asker.role is Role.COORDINATION:
        blocks += _counts(session, asked, names)
    if not asked.asker.carries_internal:
        blocks.append(paragraph(words.NO_NAMES_HERE))
    return [Reply(Document(tuple(blocks)), general.buttons(asked))]


def _region(people: Sequence[Somebody], region: str, names: Mapping[str, str], asker: Asker) -> list[Block]:
    sure = sum(one.confirmed for one in people)
    told = words.PEOPLE_IN.format(region=region, count=somebody.count(len(people)), confirmed=sure)
    lines = [paragraph("– " + _person(one, names, named=asker.carries_internal)) for one in people]
    return [Heading((Run(told),), 2), *(lines or [paragraph(words.PEOPLE_NONE)])]


def _person(one: Somebody, names: Mapping[str, str], *, named: bool) -> str:
    more = [
        *([words.LEADS.format(regions=somebody.led(one.leads, names))] if one.leads else []),
        *([] if one.confirmed else [words.WAITS]),
        *([words.PAUSED] if one.paused else []),
    ]
    return ", ".join([somebody.who(one, named=named), *more])


def _counts(session: Session, asked: Asked, names: Mapping[str, str]) -> list[Block]:
    counts, with_roles = roles.counts(session), roles.with_roles(session, asked.now)
    blocks: list[Block] = [Heading((Run(words.COUNTS_TITLE),), 2)]
    for code, name in {**names, "": words.STATEWIDE}.items():
        count = counts.get(code, roles.Count(0, 0))
        told = words.PEOPLE_IN.format(region=name, count=somebody.count(count.people), confirmed=count.confirmed)
        nobody = code != "" and not any(code in dict(one.leads) for one in with_roles)
        blocks.append(paragraph(f"– {told}, {words.NOBODY_LEADS}" if nobody else f"– {told}"))
    blocks.append(Heading((Run(words.ROLES_TITLE),), 2))
    for one in with_roles:
        role = words.ROLES[one.role]
        line = _person(one, names, named=asked.asker.carries_internal)
        blocks.append(paragraph(f"– {line}" if one.leads else f"– {line}, {role}"))
    return [*blocks, paragraph(words.ONLY_COUNTS)]

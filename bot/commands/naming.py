"""`name` and `einrichtung`: what somebody is called and whom they work for, told where it is first needed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot import turning
from bot.commands.base import Asked, Reply
from bot.deciding import CallMe, WorkFor
from bot.dialog import Dialog, Heard, Option, Question, State, Turn, payload_of
from bot.words import people as words
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from domain import choosing
from domain.message import Button
from domain.rights import Need, Right
from store import members, naming

DIALOG_NAME = "naming"
NAME, ORGANISATION, WHICH = "name", "organisation", "which"
_NONE, _ANOTHER = "none", "another"
#: It can be told or left, by buttons that count as long as they stand there.
NEEDED = "needed"
_MAY_TELL = {
    NAME: Option(NAME, words.TELL_NAME),
    ORGANISATION: Option(ORGANISATION, words.TELL_ORGANISATION),
}
_SKIP = Option("skip", words.SKIP)
#: A name is no letter.
_LONGEST = 80
#: How many spellings are offered that come near.
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody told before, and the organisations that others told: id -> name."""

    now: naming.Called
    bodies: Mapping[str, str]


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what somebody told, and what others work for."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    now = naming.called(session, member.id) if member is not None else naming.Called()
    return Facts(now, {str(one.id): one.name for one in naming.bodies(session)})


def ask_first(session: Session, asked: Asked, wanted: Sequence[str], back: Button) -> list[Reply] | None:
    """Ask for what is missing of `wanted` (NAME, ORGANISATION) before something else goes on; None: all is known.

    back: leads on to that something else when the answers are there; its payload must be one that counts then still.
    """
    facts = load(session, asked)
    missing = [step for step in wanted if not getattr(facts.now, step)]
    if not missing:
        return None
    said = {NAME: words.NEEDED_NAME, ORGANISATION: words.NEEDED_ORGANISATION}
    needed = paragraph(words.NEEDED.format(what=" und ".join(said[step] for step in missing)))
    data = {"then": missing[1:], "back": [back.label, back.payload]}
    return turning.go_on_with(DIALOG, Turn(State(DIALOG_NAME, missing[0], data), says=(needed,)), session, asked)


def ask_after(session: Session, asked: Asked, wanted: Collection[str]) -> list[Reply]:
    """Ask for what is missing of `wanted` (NAME, ORGANISATION) behind an answer that is written down; [] for nothing.

    It is asked once, in a chat of two, and opens no conversation: whatever is said next means what it would.
    """
    member = members.member_at(session, asked.who.account, asked.who.chat) if asked.asker.direct else None
    missing = naming.ask_once(session, member.id, wanted, asked.now) if member is not None else ()
    if not missing:
        return []
    buttons = tuple((_button(one),) for one in (*(_MAY_TELL[kind] for kind in missing), _SKIP))
    return [Reply(Document((paragraph(words.NEEDED_FOR[missing]),)), buttons)]


def _button(option: Option) -> Button:
    return Button(option.label, payload_of(State(DIALOG_NAME, NEEDED), option))


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step == WHICH:
        near = tuple(Option(key, facts.bodies[key]) for key in _near(str(state.data.get("typed", "")), facts))
        typed = disarmed_text(str(state.data.get("typed", "")))
        another = Option(_ANOTHER, words.ANOTHER_ORGANISATION.format(name=typed), words.ANOTHER_WORDS)
        return Question((paragraph(words.WHICH_ORGANISATION),), (*near, another))
    if state.step == NEEDED:
        return Question((paragraph(words.NEEDED_FOR[NAME, ORGANISATION]),), (*_MAY_TELL.values(), _SKIP))
    if state.step == NAME:
        told, now = words.ASK_YOUR_NAME, facts.now.name
        none = Option(_NONE, words.NO_NAME, words.NO_NAME_WORDS)
    else:
        told, now = words.ASK_ORGANISATION, facts.now.organisation
        none = Option(_NONE, words.NO_ORGANISATION, words.NO_ORGANISATION_WORDS)
    present = (paragraph(words.YOUR_NAME_NOW.format(name=disarmed_text(now))),) if now else ()
    return Question((paragraph(told), *present), (none,))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if state.step == NEEDED:
        return _needed(heard.chosen[0] if heard.chosen else "", facts)
    if state.step == WHICH:
        return _which(state, heard, facts)
    is_name = state.step == NAME
    if heard.chosen == (_NONE,):
        gone = words.NAME_GONE if is_name else words.ORGANISATION_GONE
        change = CallMe("", words.NAME_VERSION) if is_name else WorkFor("", words.NAME_VERSION)
        return Turn(None, (change,), (paragraph(gone),))
    given = " ".join(heard.text.split())
    if not 1 < len(given) <= _LONGEST or "\n" in heard.text.strip() or choosing.is_mere_answer(given):
        return Turn(state, says=(paragraph(words.NAME_ODD.format(most=_LONGEST)),))
    if is_name:
        said = words.NAME_SAVED.format(name=disarmed_text(given))
        return _next(state, CallMe(given, words.NAME_VERSION), said)
    same = choosing.exact(given, {key: (name,) for key, name in facts.bodies.items()})
    if same:
        return _work_for(state, facts.bodies[same[0]])
    if _near(given, facts):
        return Turn(State(DIALOG_NAME, WHICH, {**state.data, "typed": given}))
    return _work_for(state, given)


def _needed(key: str, facts: Facts) -> Turn:
    """Ask for the one that they want to tell; the other one may be told behind it, if it is not known."""
    if key not in _MAY_TELL:
        return Turn(None, says=(paragraph(words.SKIPPED),))
    other = NAME if key == ORGANISATION else ORGANISATION
    more = _button(_MAY_TELL[other])
    data = {} if getattr(facts.now, other) else {"back": [more.label, more.payload]}
    return Turn(State(DIALOG_NAME, key, data))


def _which(state: State, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen == (_ANOTHER,):
        return _work_for(state, str(state.data["typed"]))
    if heard.chosen and heard.chosen[0] in facts.bodies:
        return _work_for(state, facts.bodies[heard.chosen[0]])
    return Turn(state)


def _work_for(state: State, name: str) -> Turn:
    return _next(state, WorkFor(name, words.NAME_VERSION), words.ORGANISATION_SAVED.format(name=disarmed_text(name)))


def _next(state: State, change: CallMe | WorkFor, said: str) -> Turn:
    """Ask for what is missing still, or end with the way back to what it was needed for."""
    data: dict[str, Any] = {key: value for key, value in state.data.items() if key != "typed"}
    if data.get("then"):
        first, *rest = data["then"]
        return Turn(State(DIALOG_NAME, first, {**data, "then": rest}), (change,), (paragraph(said),))
    back = data.get("back")
    return Turn(None, (change,), (paragraph(said),), ((Button(*back),),) if back else ())


def _near(typed: str, facts: Facts) -> tuple[str, ...]:
    return choosing.close(typed, {key: (name,) for key, name in facts.bodies.items()})[:_OFFERED]


DIALOG = Dialog(DIALOG_NAME, load, ask, answer, right=Right(Need.JOINED), always_open=frozenset({NEEDED}))

"""A turn of a conversation: decided as values, and committed together with what it changes and what is asked next."""


from sqlmodel import Session

from bot import changing, dialog
from bot.commands import general
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Question, State, Turn
from bot.words import conversing as words
from content.blocks import Document, paragraph
from domain.message import Button
from store import dialogs
from store.dialogs import Stored


def begin(mine: Dialog, step: str, session: Session, asked: Asked) -> list[Reply]:
    """Begin a conversation at a step, whatever conversation was open, and return its question."""
    return go_on_with(mine, Turn(mine.first(step, asked)), session, asked)


def go_on_with(mine: Dialog, turn: Turn, session: Session, asked: Asked) -> list[Reply]:
    """Begin a conversation with a turn, whatever conversation was open."""
    return _go_on(session, asked, mine, dialogs.load(session, asked.who), turn)


def answer(mine: Dialog, stored: Stored, heard: Heard, session: Session, asked: Asked) -> list[Reply]:
    """Go on with what was heard."""
    state = state_of(stored)
    turn = mine.answer(state, heard, mine.load(session, asked))
    if turn == Turn(state) and not heard.chosen and heard.file is None:
        # The same question again and nothing beside it would look as if nobody had read the answer.
        turn = Turn(state, says=(paragraph(words.NOT_THAT),))
    return _go_on(session, asked, mine, stored, turn)


def choose(mine: Dialog, stored: Stored | None, state: State, key: str, session: Session, asked: Asked) -> list[Reply]:
    """Go on from a step with a button; one that is not offered any more counts only where that does no harm.

    stored: the conversation that is open, maybe another one.
    """
    facts = mine.load(session, asked)
    offered = {option.key for option in mine.ask(state, facts).pressable}
    if key not in offered and state.step not in mine.always_open:
        return general.too_old(session, asked)
    turn = mine.answer(state, Heard((key,)), facts)
    # What a button below an older message ends is its own conversation, never one about something else.
    same = stored is None or stored.name == mine.name or turn.state is not None
    return _go_on(session, asked, mine, stored if same else None, turn)


def state_of(stored: Stored) -> State:
    """Return where a conversation stands."""
    return State(stored.name, stored.step, stored.data)


def _go_on(session: Session, asked: Asked, mine: Dialog, stored: Stored | None, turn: Turn) -> list[Reply]:
    """Write down what a turn comes to, which was decided from `stored`; if that is not so any more, nothing happens."""
    if turn.state is not None:
        state = turn.state
        dialogs.save(session, asked.who, stored, state.dialog, state.step, state.data, asked.now)
    elif stored is not None:
        dialogs.end(session, asked.who, stored)
    for change in turn.changes:
        changing.carry_out(session, asked, change)
    tells = [Reply(Document(tell.blocks), to=tell.to) for tell in turn.tells]
    if turn.state is None:
        return [Reply(Document(turn.says), turn.buttons, turn.files), *tells]
    asks = turn.into or mine
    question = asks.ask(turn.state, asks.load(session, asked))
    return [
        Reply(Document((*turn.says, *question.blocks)), _buttons(turn.state, question), turn.files, question.files),
        *tells,
    ]


def _buttons(state: State, question: Question) -> tuple[tuple[Button, ...], ...]:
    made = [Button(option.label, dialog.payload_of(state, option)) for option in question.pressable]
    rows = [tuple(made[at : at + question.per_row]) for at in range(0, len(made), question.per_row)]
    return (*rows, question.more) if question.more else tuple(rows)


def cancel(session: Session, asked: Asked) -> list[Reply]:
    """End the open conversation, as asked."""
    return stop(session, asked, words.CANCELLED)


def lapsed(session: Session, asked: Asked) -> list[Reply]:
    """End a conversation whose answer came too late."""
    return stop(session, asked, words.LAPSED)


def stop(session: Session, asked: Asked, text: str) -> list[Reply]:
    """End the open conversation, if there is one, and say so."""
    stored = dialogs.load(session, asked.who)
    if stored is not None:
        dialogs.end(session, asked.who, stored)
    return [Reply(Document((paragraph(text),)), general.buttons(asked))]

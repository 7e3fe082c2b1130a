"""What begins like a command where any text would be an answer: which of the two it is, somebody is asked.

The conversation that was open waits inside this one, as it stood, and goes on whatever is meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands import handing_in, urgent, writing
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import conversing as words
from content.blocks import paragraph
from content.foreign import disarmed_text
from content.text import shorten
from domain.rights import Need, Right
from store.dialogs import Stored

NAME, WHICH = "ask_back", "which"
ANSWER, COMMAND = "answer", "command"
_SHOWN = 100

#: Commands with words behind them: a text that begins so can be one, also where any text is an answer.
WITH_WORDS = frozenset({
    "aktualisierung", "anhalten", "eilt", "erledigt", "frage", "hinweis", "korrektur", "neu", "pause", "senden",
    "suche", "suchen", "terminumfrage", "top", "treffen", "umfrage", "zurueckziehen",
})  # fmt: skip
#: The conversation that a command begins: said again with its words behind it, nothing has to be asked.
_BEGINS = {"eilt": urgent.NAME, "frage": handing_in.NAME, "hinweis": handing_in.NAME, "neu": writing.NAME}


@dataclass(frozen=True, slots=True)
class Facts:
    """Nothing but what stands in the conversation decides."""


def is_same(word: str, stored: Stored) -> bool:
    """Return whether a command only begins the open conversation again, in which nothing is yet that would be lost."""
    return _BEGINS.get(word) == stored.name and not stored.data.get("files") and not stored.data.get("said")


def holding(stored: Stored, said: str, word: str) -> Turn:
    """Return the question, with the open conversation inside."""
    data = {"said": said, "word": word, "name": stored.name, "step": stored.step, "data": dict(stored.data)}
    return Turn(State(NAME, WHICH, data))


def held(data: Mapping[str, Any]) -> State:
    """Return where the conversation inside stands."""
    return State(str(data["name"]), str(data["step"]), data["data"])


def _ask(state: State, _facts: Facts) -> Question:
    said = disarmed_text(shorten(" ".join(str(state.data.get("said", "")).split()), _SHOWN))
    is_answer = Option(ANSWER, words.IS_ANSWER, words.ANSWER_WORDS)
    is_command = Option(COMMAND, words.IS_COMMAND, words.COMMAND_WORDS)
    told = words.ASK_BACK.format(said=said, word=state.data.get("word", ""))
    return Question((paragraph(told),), (is_answer, is_command))


def _answer(state: State, _heard: Heard, _facts: Facts) -> Turn:
    return Turn(state)


DIALOG = Dialog(NAME, lambda _session, _asked: Facts(), _ask, _answer, right=Right(Need.JOINED))

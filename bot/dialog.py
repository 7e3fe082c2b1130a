"""A conversation as a pure matter: where it stands and what was said -> where it goes on, what changes, what is asked.

A dialog is three functions. `ask` says what is asked at a step; `answer` decides what an answer comes to; both see
only values. `load` fetches the facts that they look at. The changes are values too, carried out by bot/changing.py in
the transaction that answers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.changes import Change
from bot.commands.base import Asked, Made
from content.blocks import Block
from domain import choosing
from domain.asset import Attachment
from domain.folding import fold
from domain.message import Button
from domain.rights import Right

#: How long what is dangerous waits for its own words.
LAPSE = timedelta(minutes=30)
#: What is longer names no options, and is not searched for any.
_LONGEST_ANSWER = 500
#: The first part of a payload: buttons of another making are told apart by it.
_MARK = "1"
#: What is dangerous is confirmed by a word and a number that is another one each time.
_PHRASE = re.compile(r"^[A-ZÄÖÜ]{3,} \d+$")


@dataclass(frozen=True, slots=True)
class State:
    """Where somebody is. data: what they have said so far, as JSON has it."""

    dialog: str
    step: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen by its button, its number, its label or another word for it.

    by_words_only: it has neither button nor number; what is dangerous is said in full.
    """

    key: str
    label: str
    also: tuple[str, ...] = ()
    by_words_only: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what can be chosen. per_row: buttons beside each other.

    dangerous: nothing is forgiven and numbers count for nothing; what matters is said in words of its own.
    """

    blocks: tuple[Block, ...]
    options: tuple[Option, ...] = ()
    per_row: int = 1
    dangerous: bool = False
    #: Buttons that give a command instead of an answer, in a row of their own.
    more: tuple[Button, ...] = ()
    #: Files that what is asked is about: they go behind it.
    files: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a button, and with it a number, for what is done by a phrase of its own ("SENDEN 47")."""
        if self.dangerous and any(_PHRASE.search(option.label) for option in self.pressable):
            raise ValueError("what a phrase confirms has neither button nor number")

    @property
    def pressable(self) -> tuple[Option, ...]:
        """The options that have a button, in the order of their numbers."""
        return tuple(option for option in self.options if not option.by_words_only)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood: chosen (keys of options, in the order said), and what was said, as it was said.

    file: what was sent with it; only steps that take files ever get one.
    """

    chosen: tuple[str, ...] = ()
    text: str = ""
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """What somebody else is told because of an answer. to: the id of the person or place."""

    to: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What an answer comes to. state None: the conversation is over. says: what is said before the next question.

    tells: what others are told; files: what goes behind the answer.
    """

    state: State | None
    changes: tuple[Change, ...] = ()
    says: tuple[Block, ...] = ()
    #: What can be pressed when it is over.
    buttons: tuple[tuple[Button, ...], ...] = ()
    tells: tuple[Tell, ...] = ()
    files: tuple[Made, ...] = ()
    #: The conversation that it goes on as, if that is another one.
    into: "Dialog | None" = None


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation. always_open: steps whose buttons mean the same however old they are.

    Their `answer` takes any key, also one that is not offered any more. lapses: it ends by itself LAPSE after its
    question; lapsing: only these steps do. free_text: steps that are answered with any text, also one that begins like
    a command, if it is more than a word, or a word and a number; taken_whole: those of them that take it as it is, so
    that what could be a command with its words is asked about first. begins: makes the first state where it needs more
    than its step.
    """

    name: str
    load: Callable[[Session, Asked], Any]
    ask: Callable[[State, Any], Question]
    answer: Callable[[State, Heard, Any], Turn]
    right: Right = field(default_factory=Right)
    always_open: frozenset[str] = frozenset()
    lapses: bool = False
    lapsing: frozenset[str] = frozenset()
    free_text: frozenset[str] = frozenset()
    taken_whole: frozenset[str] = frozenset()
    #: It takes files, at whichever step they come.
    takes_files: bool = False
    begins: Callable[[Asked], Mapping[str, Any]] = field(default=lambda _asked: {})

    def first(self, step: str, asked: Asked) -> State:
        """Return where this conversation begins."""
        return State(self.name, step, self.begins(asked))


def payload_of(state: State, option: Option) -> str:
    """Return what comes back when this option's button is pressed."""
    return f"{_MARK}:{state.dialog}:{state.step}:{option.key}"


def read_payload(payload: str) -> tuple[State, str] | None:
    """Return the step and the option that a button belongs to, or None for one that no dialog made."""
    parts = payload.split(":")
    if len(parts) != 4 or parts[0] != _MARK or not all(parts):
        return None
    return State(parts[1], parts[2]), parts[3]


def command_of(payload: str) -> str | None:
    """Return the command that a button gives, or None."""
    mark, _, word = payload.partition(":")
    return word if mark == _MARK and word and ":" not in word else None


def has_lapsed(dialog: Dialog, step: str, asked_at: datetime, now: datetime) -> bool:
    """Return whether an answer at a step comes too late."""
    return (dialog.lapses or step in dialog.lapsing) and now - asked_at > LAPSE


def names_option(question: Question, text: str) -> bool:
    """Return whether a text is, letter by letter, one of the options."""
    return bool(choosing.exact(text, _names(question)))


def meant_phrase(question: Question, text: str) -> str:
    """Return the words of an option that is said in full, if a text is these with another number or none; or ""."""
    word, *number = fold(text).split()
    if len(number) > 1 or not all(map(choosing.is_number, number)):
        return ""
    phrases = (option.label for option in question.options if _PHRASE.match(option.label))
    return next((phrase for phrase in phrases if fold(phrase).split()[0] == word), "")


def hear(question: Question, text: str) -> Heard:
    """Return what a text means as an answer: options by number or name, several of them too, or else only words."""
    names = _names(question)
    if len(text) > _LONGEST_ANSWER:
        return Heard((), text)
    if question.dangerous:
        return Heard(choosing.exact(text, names)[:1], text)
    keys = [option.key for option in question.pressable]
    if (positions := choosing.numbers(text, len(keys))) is not None:
        return Heard(tuple(keys[position] for position in positions), text)
    whole = choosing.close(text, names)
    if len(whole) == 1:
        return Heard(whole, text)
    each = [choosing.close(part, names) for part in choosing.listed(text)]
    if each and all(len(found) == 1 for found in each):
        return Heard(tuple(dict.fromkeys(found[0] for found in each)), text)
    return Heard((), text)


def _names(question: Question) -> dict[str, tuple[str, ...]]:
    return {option.key: (option.label, *option.also) for option in question.options}


def is_word(text: str, *words: str) -> bool:
    """Return whether a text is one of these words, however it is written."""
    return fold(text) in {fold(word) for word in words}

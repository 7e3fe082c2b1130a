"""How a memory network behaves: behaviour.json, its words, and which of them a call takes."""

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from pathlib import Path
from typing import Any

#: A file changed less than this before it was read may change again within the same time stamp: read it once more.
_RACY_NS = 50_000_000
#: No word asks for more seconds than this, a year.
_LONGEST = 366 * 86400.0


class Kind(StrEnum):
    """What a word of behaviour.json lets happen to one call."""

    #: It arrives.
    OK = "ok"
    #: "later:S": the network asks to try this message again in S seconds.
    LATER = "later"
    #: The network will never take this message.
    REFUSED = "refused"
    #: The recipient is gone.
    GONE = "gone"
    #: "moved:ID": the chat has another id now.
    MOVED = "moved"
    #: The call is lost on its way: nothing arrives, nobody answers.
    LOST_CALL = "lost_call"
    #: It arrives, and the answer is lost.
    LOST_ANSWER = "lost_answer"
    #: "slow:S": it arrives after S seconds of real time.
    SLOW = "slow"
    #: "flood:N/S": only N messages to a chat in S seconds of the clock.
    FLOOD = "flood"
    #: The network cannot be reached.
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of behaviour.json. seconds: of later, slow and flood; limit: of flood; chat: of moved."""

    text: str
    kind: Kind
    seconds: float = 0.0
    limit: int = 0
    chat: str = ""


OK = Word("ok", Kind.OK)
_ALONE = frozenset((Kind.OK, Kind.REFUSED, Kind.GONE, Kind.LOST_CALL, Kind.LOST_ANSWER, Kind.DOWN))


def parse_word(text: str) -> Word:
    """Return the word that a text means. Raises ValueError for one that is not in the contract."""
    name, _, value = text.partition(":")
    try:
        kind = Kind(name)
        if kind is Kind.MOVED and value:
            return Word(text, kind, chat=value)
        if kind in (Kind.LATER, Kind.SLOW) and 0 <= float(value) <= _LONGEST:
            return Word(text, kind, seconds=float(value))
        if kind is Kind.FLOOD:
            limit, _, seconds = value.partition("/")
            if int(limit) > 0 and 0 < float(seconds) <= _LONGEST:
                return Word(text, kind, seconds=float(seconds), limit=int(limit))
    except ValueError:
        raise ValueError(f"behaviour.json: unknown word {text!r}") from None
    if kind in _ALONE and text == kind.value:
        return Word(text, kind)
    raise ValueError(f"behaviour.json: unknown word {text!r}")


@dataclass(frozen=True, slots=True)
class Plan:
    """The words of one chat: the n-th call takes the n-th word, the last one stays."""

    words: tuple[Word, ...]

    def word(self, calls_before: int) -> Word:
        """Return the word of the call that comes after `calls_before` others."""
        return self.words[min(calls_before, len(self.words) - 1)]

    @property
    def floods(self) -> bool:
        """Whether what arrives in this chat must be remembered with its time."""
        return any(word.kind is Kind.FLOOD for word in self.words)


_ALWAYS_OK = Plan((OK,))


class Behaviour:
    """One good version of behaviour.json. The first glob that fits a chat says what happens there."""

    def __init__(self, keyed: bool = False, globs: tuple[tuple[Callable[[str], object], Plan], ...] = ()) -> None:
        self.keyed = keyed
        self._globs = globs
        self._plans: dict[str, Plan] = {}

    def plan(self, chat: str) -> Plan:
        """Return the plan of a chat; without a fitting glob everything is ok."""
        if not self._globs:
            return _ALWAYS_OK
        plan = self._plans.get(chat)
        if plan is None:
            plan = next((plan for fits, plan in self._globs if fits(chat)), _ALWAYS_OK)
            self._plans[chat] = plan
        return plan


def parse_behaviour(value: Any) -> Behaviour:
    """Return the behaviour that the content of behaviour.json means. Raises ValueError for what it cannot mean."""
    if not isinstance(value, dict) or value.keys() - {"keyed", "chats"}:
        raise ValueError('behaviour.json: expected {"keyed": true|false, "chats": {...}}')
    keyed, chats = value.get("keyed", False), value.get("chats", {})
    understood = isinstance(keyed, bool) and isinstance(chats, dict)
    if not understood:
        raise ValueError('behaviour.json: "keyed" is true or false, "chats" maps globs to lists of words')
    return Behaviour(keyed, tuple((re.compile(translate(glob)).match, _plan(words)) for glob, words in chats.items()))


def _plan(words: Any) -> Plan:
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise ValueError(f"behaviour.json: expected a list of words, not {words!r}")
    return Plan(tuple(parse_word(word) for word in words))


class BehaviourFile:
    """behaviour.json, looked at before each call and read again when it changed.

    A missing file means: not keyed, everything ok. A half-written one changes nothing until it is whole. A whole one
    with a word that the contract does not have raises ValueError, so that a tester's slip is seen.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._stamp: tuple[int, int, int] | None = None
        self._current = Behaviour()

    def current(self) -> Behaviour:
        """Return the behaviour that holds now, at the price of one stat."""
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            if self._stamp is not None:
                self._stamp, self._current = None, Behaviour()
            return self._current
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp != self._stamp:
            self._read(stamp)
        return self._current

    def _read(self, stamp: tuple[int, int, int]) -> None:
        try:
            value = json.loads(Path(self._path).read_bytes())
        except (ValueError, FileNotFoundError):
            return
        self._current = parse_behaviour(value)
        settled = time.time_ns() - stamp[0] > _RACY_NS
        self._stamp = stamp if settled else (0, 0, 0)

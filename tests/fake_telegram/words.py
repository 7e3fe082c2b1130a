"""What calls to a chat meet: chats.json, its words, and which of them a call takes.

    {"5": ["blocked"], "-100*": ["flood:3", "ok"], "*": ["ok"]}

The first glob that fits the chat's id decides; the n-th call takes the n-th word, the last one stays. Words can also be
what a chat has become (blocked, migrated), until it becomes something else.
"""

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from pathlib import Path
from typing import Any

FILE = "chats.json"


class Kind(StrEnum):
    """What a word lets happen to one call."""

    #: It arrives.
    OK = "ok"
    #: 403: the user has blocked the bot.
    BLOCKED = "blocked"
    #: 403: the user's account is gone.
    DEACTIVATED = "deactivated"
    #: 400: chat not found.
    GONE = "gone"
    #: 403: the user has never written to the bot.
    STRANGER = "stranger"
    #: 403: the bot was thrown out of the group, supergroup or channel.
    KICKED = "kicked"
    #: 403: the bot is not a member.
    LEFT = "left"
    #: 403: the group was deleted.
    DELETED = "deleted"
    #: "migrated:ID", 400: the group is a supergroup now, under that id.
    MIGRATED = "migrated"
    #: 400: there is no such forum topic.
    NOTOPIC = "notopic"
    #: 400: the forum topic is closed.
    CLOSED = "closed"
    #: 400: the bot may not write here.
    NORIGHT = "noright"
    #: "flood:N", 429: retry after N seconds.
    FLOOD = "flood"
    #: "slow:S": it arrives, and the answer takes S seconds.
    SLOW = "slow"
    #: It arrives, and the connection is cut without an answer.
    DROP = "drop"
    #: Nothing arrives, and the connection is cut without an answer.
    CUT = "cut"
    #: 500: the server is restarting; nothing arrives.
    RESTART = "restart"
    #: 502 from the server in front; nothing arrives.
    GATEWAY = "gateway"
    #: 502 from the server in front, although it arrives.
    GATEWAY_SENT = "gateway_sent"


@dataclass(frozen=True, slots=True)
class Word:
    """One word. seconds: of flood and slow; chat: of migrated."""

    text: str
    kind: Kind
    seconds: float = 0.0
    chat: int = 0


OK = Word("ok", Kind.OK)


def parse_word(text: str) -> Word:
    """Return the word that a text means. Raises ValueError for one that does not exist."""
    name, _, value = text.partition(":")
    try:
        kind = Kind(name)
        if kind is Kind.MIGRATED:
            return Word(text, kind, chat=int(value))
        if kind in (Kind.FLOOD, Kind.SLOW):
            return Word(text, kind, seconds=float(value))
    except ValueError:
        raise ValueError(f"{FILE}: unknown word {text!r}") from None
    if value:
        raise ValueError(f"{FILE}: unknown word {text!r}")
    return Word(text, kind)


def parse_words(value: Any) -> dict[str, list[Word]]:
    """Return the words for each glob. Raises ValueError for what chats.json cannot mean."""
    if not isinstance(value, dict) or not all(isinstance(words, list) and words for words in value.values()):
        raise ValueError(f'{FILE}: expected {{"glob": ["word", …]}}')
    return {glob: [parse_word(str(word)) for word in words] for glob, words in value.items()}


class Words:
    """chats.json, looked at before each call and read again when it changed; a half-written one changes nothing."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._stamp: tuple[int, int, int] | None = None
        self._globs: Sequence[tuple[Callable[[str], object], Sequence[Word]]] = ()
        self._found: dict[str, Sequence[Word]] = {}
        self._calls: dict[str, int] = {}

    def take(self, chat: int) -> Word:
        """Return the word that this call to a chat meets, and count the call."""
        self._follow()
        if not self._globs:
            return OK
        name = str(chat)
        words = self._found.get(name)
        if words is None:
            words = next((words for fits, words in self._globs if fits(name)), (OK,))
            self._found[name] = words
        number = self._calls.get(name, 0)
        self._calls[name] = number + 1
        return words[min(number, len(words) - 1)]

    def write(self, words: Mapping[str, Sequence[str]]) -> None:
        """Replace the file; the calls are counted from the beginning again. Raises ValueError for an unknown word."""
        parse_words(dict(words))
        fresh = Path(self._path).with_suffix(".new")
        fresh.write_text(json.dumps(words, ensure_ascii=False))
        fresh.replace(self._path)
        self._calls.clear()

    def _follow(self) -> None:
        try:
            found = os.stat(self._path)
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp == self._stamp:
                return
            value = json.loads(Path(self._path).read_bytes())
        except FileNotFoundError:
            self._stamp, self._globs = None, ()
            return
        except ValueError:
            return
        self._stamp = stamp
        self._found.clear()
        self._globs = [(re.compile(translate(glob)).match, words) for glob, words in parse_words(value).items()]

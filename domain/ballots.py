"""What somebody says to a poll, in whatever form: "1 ja, 2 zur not, 3 nein", a button, a sign, ticks in a poll."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.choosing import is_number
from domain.folding import fold
from domain.message import BALLOT
from domain.poll import Answer, Option

_LETTERS = {"j": Answer.YES, "z": Answer.IF_NEEDED, "n": Answer.NO}
_LETTER = {answer: letter for letter, answer in _LETTERS.items()}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says. unclear: the words that were not understood; unknown: numbers that are no open date's.

    answers: by the number of the date, in the order said; a later word about the same date counts.
    """

    answers: Mapping[int, Answer] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    unclear: str = ""


_ANSWER = {
    "ja": Answer.YES, "j": Answer.YES, "yes": Answer.YES, "passt": Answer.YES, "gut": Answer.YES, "ok": Answer.YES,
    "zusage": Answer.YES,
    "zur not": Answer.IF_NEEDED, "notfalls": Answer.IF_NEEDED, "vielleicht": Answer.IF_NEEDED,
    "zurnot": Answer.IF_NEEDED, "zn": Answer.IF_NEEDED, "eventuell": Answer.IF_NEEDED,
    "nein": Answer.NO, "n": Answer.NO, "no": Answer.NO, "nicht": Answer.NO, "absage": Answer.NO,
}  # fmt: skip
_ALL = ("alle", "alles", "allen", "jeder", "keiner", "keine", "keins")
_NONE_OF = ("keiner", "keine", "keins")
_REST = ("rest", "sonst", "uebrige", "andere", "anderen", "uebrigen")
_TOKEN = re.compile(r"\s*(zur\s+not|zur-not|\d{1,3}|[^\W\d_]+|[-–]|.)", re.IGNORECASE)
_IGNORED = frozenset(
    (",", ";", ".", ")", ":", "=", "/", "+", "!", "und", "termin", "termine", "nr", "nummer", "am", "den", "der", "die",
     "das", "ist", "sind", "bei", "mir", "zu", "beide", "bitte", "danke")
)  # fmt: skip


def read(text: str, options: Collection[int]) -> Said:
    """Return what a text says about the dates with these numbers.

    "1 ja, 2 zur not, 3 nein"; "1 und 3 ja"; "1-3 ja"; "ja 1"; "alle ja"; "1 ja, Rest nein"; "ja", if there is one date.
    """
    words = [_word(found) for found in _TOKEN.findall(text) if found.strip()]
    words = [word for word in words if word not in _IGNORED]
    if unclear := [word for word in words if _is_unclear(word)]:
        return Said(unclear=" ".join(unclear))
    return _Sentence(words, sorted(options)).read()


def is_answer(text: str) -> bool:
    """Return whether a text is one answer and nothing else: "ja", "zur Not"."""
    return _word(text.strip()) in _ANSWER


def _word(found: str) -> str:
    word = re.sub(r"[\s-]+", " ", found.strip()) if len(found.strip()) > 1 else found.strip()
    return fold(word) if word not in (",", ";", ".", ")", ":", "!") else word


def _is_unclear(word: str) -> bool:
    known = word in _ANSWER or word in _ALL or word in _REST or is_number(word) or word in ("-", "–", "bis")
    return not known


class _Sentence:
    """Reads the words one after the other: numbers wait for their answer, which may stand before or behind them."""

    def __init__(self, words: Sequence[str], options: Sequence[int]) -> None:
        self._words = words
        self._options = options
        self._answers: dict[int, Answer] = {}
        self._unknown: list[int] = []
        self._unclear: list[str] = []

    def read(self) -> Said:
        if self._words and all(word in _NONE_OF for word in self._words):
            return Said(dict.fromkeys(self._options, Answer.NO))
        if len(self._words) == 1 and self._words[0] in _ANSWER:
            if len(self._options) == 1:
                return Said({self._options[0]: _ANSWER[self._words[0]]})
            return Said(unclear=self._words[0])
        leads = bool(self._words) and self._words[0] in _ANSWER
        self._take(reversed_=leads)
        if self._unclear:
            return Said(unclear=" ".join(self._unclear))
        return Said(self._answers, tuple(dict.fromkeys(self._unknown)))

    def _take(self, *, reversed_: bool) -> None:
        words = list(reversed(self._words)) if reversed_ else list(self._words)
        waiting: list[int] = []
        pairs: list[tuple[list[int] | None, Answer]] = []
        at = 0
        rest = False
        while at < len(words):
            word = words[at]
            if is_number(word):
                numbers, at = self._numbers(words, at)
                waiting += numbers
            elif word in _REST:
                rest = True
                at += 1
            elif word in _ALL:
                waiting += self._options
                at += 1
            elif word in _ANSWER and (waiting or rest):
                pairs.append((None if rest else waiting, _ANSWER[word]))
                waiting, rest = [], False
                at += 1
            else:
                self._unclear.append(word)
                at += 1
        if waiting or rest:
            self._unclear += [str(number) for number in waiting] or ["Rest"]
            return
        for numbers_, answer in reversed(pairs) if reversed_ else pairs:
            self._say(numbers_, answer, pairs)

    def _numbers(self, words: Sequence[str], at: int) -> tuple[list[int], int]:
        first = int(words[at])
        if at + 2 < len(words) and words[at + 1] in ("-", "–", "bis") and is_number(words[at + 2]):
            last = int(words[at + 2])
            low, high = min(first, last), max(first, last)
            return (list(range(low, high + 1)) if high - low < 100 else [low, high]), at + 3
        return [first], at + 1

    def _say(self, numbers: list[int] | None, answer: Answer, pairs: Sequence[tuple[list[int] | None, Answer]]) -> None:
        if numbers is None:
            named = {number for some, _ in pairs for number in some or ()}
            numbers = [number for number in self._options if number not in named]
        for number in numbers:
            if number in self._options:
                self._answers[number] = answer
            else:
                self._unknown.append(number)


# --- buttons


@dataclass(frozen=True, slots=True)
class Press:
    """What the button of a ballot says: the date's id and the revision that was shown."""

    poll: int
    option: int
    answer: Answer
    rev: int


def payload(poll: int, option: Option, answer: Answer) -> str:
    """Return what comes back when a button is pressed: at most 64 bytes, whatever the numbers."""
    return f"{BALLOT}:{_base36(poll)}:{_base36(option.id)}:{_LETTER[answer]}:{_base36(option.rev)}"


def read_payload(text: str) -> Press | None:
    """Return what `payload` made, or None for anything else."""
    parts = text.split(":")
    if len(parts) != 5 or parts[0] != BALLOT or parts[3] not in _LETTERS:
        return None
    try:
        poll, option, rev = (int(parts[place], 36) for place in (1, 2, 4))
    except ValueError:
        return None
    return Press(poll, option, _LETTERS[parts[3]], rev)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


# --- signs

_KEYCAP = re.compile("([1-9])\ufe0f?\u20e3|(\U0001f51f)")


def sign_number(sign: str) -> int:
    """Return the number that a sign like 1️⃣ or 🔟 stands for, or 0."""
    found = _KEYCAP.fullmatch(sign.strip())
    if found is None:
        return 0
    return int(found[1]) if found[1] else 10


# --- a network's own poll: two answers a date


def ticks(option: Option) -> tuple[str, str]:
    """Return the ids of a date's two answers in a network's own poll: ja, and zur Not. They carry its revision."""
    stem = f"{_base36(option.id)}.{_base36(option.rev)}"
    return f"{stem}.j", f"{stem}.z"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a response to a network's own poll says. spoiled: it has an id that is none of the poll's."""

    answers: Mapping[int, Answer | None]
    revs: Mapping[int, int]
    spoiled: bool = False


def shown_in(ids: Iterable[str]) -> dict[int, int]:
    """Return the dates and their revisions that the ids of a network's own poll stand for."""
    found: dict[int, int] = {}
    for one in ids:
        option, _, rev = one.rpartition(".")[0].partition(".")
        found[int(option, 36)] = int(rev, 36)
    return found


def read_ticks(ids: Iterable[str], shown: Mapping[int, int]) -> Ticked:
    """Return what ticks say about the dates of a poll (their ids and revisions as it shows them).

    Both ticked is ja, none is nein; nothing at all takes back every answer. Source: MSC3381, "Responses".
    """
    given: dict[int, set[str]] = {}
    named = list(ids)
    for one in named:
        stem, _, letter = one.rpartition(".")
        option = next((id_ for id_, rev in shown.items() if stem == f"{_base36(id_)}.{_base36(rev)}"), None)
        if option is None or letter not in ("j", "z"):
            return Ticked({}, {}, spoiled=True)
        given.setdefault(option, set()).add(letter)
    if not named:
        return Ticked(dict.fromkeys(shown), shown)
    return Ticked({option: _of_ticks(given.get(option, set())) for option in shown}, shown)


def _of_ticks(letters: set[str]) -> Answer:
    if "j" in letters:
        return Answer.YES
    return Answer.IF_NEEDED if "z" in letters else Answer.NO

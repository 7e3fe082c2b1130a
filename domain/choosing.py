"""Which of several choices somebody means: small typing errors are forgiven, but nothing is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from domain.folding import fold

T = TypeVar("T")

#: From how many letters on one error is forgiven, and two.
_ONE_ERROR, _TWO_ERRORS = 4, 8
_MERE_ANSWERS = frozenset({"ja", "nein", "ok", "okay"})


def distance(one: str, other: str, limit: int) -> int:
    """Return how many letters must be changed, added, left out or swapped with the next one; at most limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def tolerance(length: int) -> int:
    """Return how many typing errors are forgiven in a word of this length."""
    return 0 if length < _ONE_ERROR else 1 if length < _TWO_ERRORS else 2


def plain(text: str) -> str:
    """Return text folded (see `fold`), with single spaces."""
    return " ".join(fold(text).split())


def exact(text: str, names: Mapping[T, Iterable[str]]) -> tuple[T, ...]:
    """Return what has exactly this name, in capital or small letters, with umlauts or without, in order."""
    wanted = plain(text)
    return tuple(key for key, mine in names.items() if wanted and any(plain(name) == wanted for name in mine))


def close(text: str, names: Mapping[T, Iterable[str]]) -> tuple[T, ...]:
    """Return what has this name, or else those that it comes nearest to with a small typing error, in order.

    One result: it is meant. Several: it is ambiguous, so ask. The shorter of both words decides how much is forgiven.
    """
    wanted = plain(text)
    if not wanted or (found := exact(text, names)):
        return found if wanted else ()
    near: list[tuple[int, T]] = []
    for key, mine in names.items():
        found_errors = [
            errors
            for name in map(plain, mine)
            if (allowed := tolerance(min(len(wanted), len(name))))
            and (errors := distance(wanted, name, allowed)) <= allowed
        ]
        if found_errors:
            near.append((min(found_errors), key))
    best = min((errors for errors, _ in near), default=0)
    return tuple(key for errors, key in near if errors == best)


def is_number(text: str) -> bool:
    """Return whether a text is a whole number in the digits that int() reads; "²" and "①" are none."""
    return text.isascii() and text.isdecimal()


def is_mere_answer(text: str) -> bool:
    """Return whether a text is only a yes or a no: whatever is asked for, it is no name of anything."""
    return plain(text).strip("!. ") in _MERE_ANSWERS


def numbers(text: str, count: int) -> tuple[int, ...] | None:
    """Return the positions (from 0) that a text of numbers like "1, 3 und 5" names, or None if it is no such text."""
    parts = [part for part in fold(text.replace(",", " ").replace(";", " ")).split() if part != "und"]
    found = [int(part.rstrip(".)")) for part in parts if is_number(part.rstrip(".)")) and len(part) < 5]
    if not parts or len(found) != len(parts) or not all(1 <= number <= count for number in found):
        return None
    return tuple(number - 1 for number in dict.fromkeys(found))


def listed(text: str) -> Sequence[str]:
    """Return the parts of a text in which several things are named: "Asyl, Sprache und Arbeit"."""
    for separator in (";", " und ", "\n", "+"):
        text = text.replace(separator, ",")
    return [part.strip() for part in text.split(",") if part.strip()]

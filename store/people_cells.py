"""One cell of the people's file: text -> value or what is wrong with it, and value -> text.

Both directions stand together, because a file that is exported, imported and exported again must not change.
"""

import difflib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from domain.quiet import OFF, read_quiet
from domain.recipient import Role
from store.people import Agreed

#: Stands in a list of regions for all of them.
STATEWIDE = "landesweit"
#: In column confirmed: confirmed with this import.
NOW = "ja"
#: Identifiers longer than this are no identifiers.
_MAX_ID = 300
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-", "/": "-"})

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, as a German sentence that says what to do."""

    text: str


def clean(text: str) -> str:
    """Return free text as a file carries it: one kind of line end, nothing around it, no character NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def identifier(cell: str) -> str | Problem:
    """Return a key or an address."""
    return cell if len(cell) <= _MAX_ID else Problem(f"ist länger als {_MAX_ID} Zeichen. Kürzen Sie den Eintrag.")


def network(cell: str) -> str | Problem:
    """Return the name of a network."""
    if any(character.isspace() for character in cell):
        return Problem(f"„{cell}“ enthält Leerzeichen. Schreiben Sie den Namen des Netzes ohne, etwa matrix.")
    return identifier(cell)


def yes_no(cell: str) -> bool | Problem:
    """Return what ja or nein says."""
    word = cell.lower()
    return word == "ja" if word in ("ja", "nein") else Problem(f"„{cell}“ ist weder ja noch nein.")


def word_of(kind: type[E]) -> Callable[[str], E | Problem]:
    """Return the reader for a word out of a fixed set."""
    words = {str(word.value): word for word in kind}

    def read(cell: str) -> E | Problem:
        word = words.get(cell)
        return word if word is not None else Problem(_unknown(cell, words))

    return read


def codes_of(known: Collection[str]) -> Callable[[str], tuple[str, ...] | Problem]:
    """Return the reader for a list of codes; it sorts them."""

    def read(cell: str) -> tuple[str, ...] | Problem:
        codes = items(cell)
        wrong = [code for code in codes if code not in known]
        return Problem(" ".join(_unknown(code, known) for code in wrong)) if wrong else codes

    return read


def role_of(known: Collection[str]) -> Callable[[str], tuple[Role, tuple[str, ...] | None] | Problem]:
    """Return the reader for a role, and the regions that it says somebody leads: `lead:heide;braunschweig`.

    None: no regions are said. Who coordinates may lead some too: `coordination:heide`.
    """
    word, codes = word_of(Role), codes_of(known)

    def read(cell: str) -> tuple[Role, tuple[str, ...] | None] | Problem:
        name, colon, rest = cell.partition(":")
        role, leads = word(name.strip()), codes(rest) if colon else None
        if isinstance(role, Problem):
            return role
        if isinstance(leads, Problem):
            return leads
        if colon and role is Role.MEMBER:
            return Problem("Regionen stehen nur hinter lead oder coordination, etwa lead:heide.")
        return role, leads

    return read


def quiet(cell: str) -> str | Problem:
    """Return the spec of quiet hours."""
    if read_quiet(cell) is None:
        return Problem(f"„{cell}“ ist keine Ruhezeit. Schreiben Sie sie wie 18:00-07:00, oder {OFF} für keine.")
    return cell


def moment(cell: str) -> datetime | Problem:
    """Return a time, in UTC."""
    try:
        at = datetime.fromisoformat(cell)
        return at.astimezone(UTC) if at.tzinfo is not None else _no_moment(cell)
    except (ValueError, OverflowError):
        return _no_moment(cell)


def confirmed_of(now: datetime) -> Callable[[str], datetime | Problem | None]:
    """Return the reader for when somebody was confirmed; ja means now."""

    def read(cell: str) -> datetime | Problem | None:
        if cell.lower() in ("ja", "nein"):
            return now if cell.lower() == NOW else None
        return moment(cell)

    return read


def consents(cell: str) -> tuple[Agreed, ...] | Problem:
    """Return a list of consents, sorted."""
    agreed = []
    for item in items(cell):
        kind, _, rest = item.partition(":")
        version, _, time = rest.partition(":")
        given_at = moment(time)
        if not (kind and version) or isinstance(given_at, Problem):
            example = f"{kind or 'service'}:1:2026-11-22T10:00:00+01:00"
            return Problem(f"„{item}“ ist keine Einwilligung. Schreiben Sie Art:Fassung:Zeitpunkt, etwa {example}.")
        agreed.append(Agreed(kind, version, given_at))
    kinds = [one.kind for one in agreed]
    if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        return Problem(f"Die Einwilligung „{twice[0]}“ steht zweimal da. Lassen Sie nur die jüngere stehen.")
    return tuple(sorted(agreed))


def items(cell: str) -> tuple[str, ...]:
    """Return the parts of a list, sorted and each once."""
    return tuple(sorted({part.strip() for part in cell.split(";")} - {""}))


# --- value -> text


def moment_text(at: datetime | None) -> str:
    """Return a time as text, in UTC."""
    return "" if at is None else at.astimezone(UTC).isoformat()


def yes_no_text(value: bool, default: bool) -> str:
    """Return ja or nein, or nothing when that is the default."""
    return "" if value is default else "ja" if value else "nein"


def word_text(word: StrEnum | None, default: StrEnum | None) -> str:
    """Return the word, or nothing when it is the default."""
    return "" if word is default or word is None else str(word.value)


def list_text(parts: Iterable[str]) -> str:
    """Return the parts as a list."""
    return ";".join(sorted(parts))


def consents_text(agreed: Iterable[Agreed]) -> str:
    """Return a list of consents."""
    return ";".join(f"{one.kind}:{one.version}:{moment_text(one.given_at)}" for one in sorted(agreed))


# --- what to say


def _no_moment(cell: str) -> Problem:
    return Problem(
        f"„{cell}“ ist kein Zeitpunkt. Schreiben Sie ihn mit Abstand zur Weltzeit, etwa 2026-11-22T10:00:00+01:00."
    )


def _unknown(word: str, known: Collection[str]) -> str:
    plain = word.lower().translate(_UMLAUTS)
    near = difflib.get_close_matches(plain, sorted(known), n=1, cutoff=0.5)
    if near:
        return f"„{word}“ ist unbekannt. Meinen Sie „{near[0]}“?"
    return f"„{word}“ ist unbekannt. Möglich sind: {', '.join(sorted(known))}."

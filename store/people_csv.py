"""The people's file: CSV with one line per address.

Reading. The lines with the same `person` make one linked person (or place) and must agree in all that concerns the
person; `preferred` marks one of them, otherwise the first by network, address and thread is preferred. Without
`person` a key is made from the address, always the same one and telling nothing. An empty field is the default:
kind person, role member, rhythm_info woechentlich, rhythm_important sofort, quiet 18:00-07:00, urgent nein for persons
and ja for places, urgent_offhours and fallback nein, scope public, state active. `lead` leads the regions of its line;
`lead:heide` leads Heide alone, whatever else is subscribed to. `confirmed` is a time, or ja for "with this import".

Writing is canonical: every default is an empty field (only `kind` is always written), a single address is not marked
as preferred, times are UTC, lists are sorted. Not in the file are the state of an address (blocked, left …), who
confirmed somebody, and consents that were withdrawn.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from domain.notice import Scope
from domain.quiet import DEFAULT_SPEC
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, PersonState, RecipientKind, Rhythm, Role
from store import people_cells as cells
from store.people import Details, Fault, Faults, Listed, People, Where, faults_of
from store.people_rows import load_people
from store.reference import Codes

COLUMNS = (
    "network",
    "address",
    "thread",
    "kind",
    "person",
    "preferred",
    "name",
    "organisation",
    "role",
    "region",
    "programme",
    "topics",
    "rhythm_info",
    "rhythm_important",
    "quiet",
    "urgent",
    "urgent_offhours",
    "fallback",
    "scope",
    "audience_role",
    "confirmed",
    "state",
    "paused_until",
    "consent",
)
_AT = {column: at for at, column in enumerate(COLUMNS)}
_BOM = "\ufeff"
#: What says something about a place only, or about a person only: there it must be empty or the default.
_OF_PLACES = ("scope", "audience_role")
_OF_PERSONS = ("organisation", "role", "fallback", "confirmed", "state", "paused_until", "consent")

T = TypeVar("T")
Parse = Callable[[str], T | cells.Problem]


def read_people(source: str | bytes, codes: Codes, now: datetime) -> People | Faults:
    """Return the people of a file, or everything that is wrong with it."""
    text = _text_of(source)
    if isinstance(text, Fault):
        return faults_of([text])
    reader = _Reader(codes, now)
    rows = _rows(text, reader.faults)
    header_fault = _check_header(next(rows, (0, []))[1])
    if header_fault is not None:
        return faults_of([header_fault])
    for line, row in rows:
        reader.take(line, row)
    listed = reader.finish()
    return faults_of(reader.faults) if reader.faults else People(now, listed)


def export_people(session: Session) -> str:
    """Return everybody who has an address as a file."""
    return format_people(load_people(session))


def format_people(listed: Iterable[Listed]) -> str:
    """Return the people as a file: comma, LF, sorted by person, network, address, thread."""
    lines = [
        ((one.key, where.network, where.chat, where.thread), one, at)
        for one in listed
        for at, where in enumerate(one.addresses)
    ]
    lines.sort(key=lambda line: line[0])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    done: tuple[Listed, list[str]] | None = None
    for (key, network, chat, thread), one, at in lines:
        if done is None or done[0] is not one:
            done = one, _detail_cells(one.details)
        preferred = "ja" if len(one.addresses) > 1 and at == one.preferred else ""
        writer.writerow([network, chat, thread, one.details.kind.value, key, preferred, *done[1]])
    return out.getvalue()


def derived_key(kind: RecipientKind, network: str, chat: str, thread: str) -> str:
    """Return the key of somebody whom a file gives none: always the same one, and telling nothing about them."""
    mark = "p" if kind is RecipientKind.PERSON else "g"
    digest = hashlib.blake2b(f"{network}\0{chat}\0{thread}".encode(), digest_size=8).hexdigest()
    return f"{mark}-{digest}"


def _detail_cells(d: Details) -> list[str]:
    role = d.role.value if d.role is not Role.MEMBER else ""
    if d.leads != (d.regions if d.role is Role.LEAD else ()):
        role += ":" + cells.list_text(d.leads)
    return [
        d.name,
        d.organisation,
        role,
        cells.list_text((*d.regions, cells.STATEWIDE) if d.statewide else d.regions),
        cells.list_text(d.programmes),
        cells.list_text(d.topics),
        cells.word_text(d.rhythm_info, DEFAULT_INFO),
        cells.word_text(d.rhythm_important, DEFAULT_IMPORTANT),
        "" if d.quiet == DEFAULT_SPEC else d.quiet,
        cells.yes_no_text(d.urgent, d.kind is RecipientKind.PLACE),
        cells.yes_no_text(d.urgent_offhours, False),
        cells.yes_no_text(d.fallback, False),
        cells.word_text(d.scope, Scope.PUBLIC),
        cells.word_text(d.audience_role, None),
        cells.moment_text(d.confirmed_at),
        cells.word_text(d.state, PersonState.ACTIVE),
        cells.moment_text(d.paused_until),
        cells.consents_text(d.consents),
    ]


# --- the file as lines


def _text_of(source: str | bytes) -> str | Fault:
    try:
        text = source.decode() if isinstance(source, bytes) else source
        text.encode()
    except UnicodeError:
        return Fault(0, "Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie als „CSV UTF-8“.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Fault(line, "Hier steht ein Zeichen, das kein Text ist (NUL). Löschen Sie es.")
    return text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not empty, with the number at which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            wrong = "Die Anführungszeichen passen nicht zusammen, darum ist ab hier nichts mehr lesbar."
            faults.append(Fault(line, f"{wrong} Schreiben Sie ein Anführungszeichen im Text doppelt."))
            return
        if row is None:
            return
        stripped = [cell.strip() for cell in row]
        if any(stripped):
            yield line, stripped


def _check_header(header: list[str]) -> Fault | None:
    if tuple(header) == COLUMNS:
        return None
    if not header:
        return Fault(0, f"Die Datei ist leer. Ihre erste Zeile muss die Spalten nennen: {','.join(COLUMNS)}")
    if len(header) == 1 and ";" in header[0]:
        return Fault(1, "Die Spalten sind mit Semikolon getrennt. Speichern Sie die Datei mit Komma als Trennzeichen.")
    missing = [column for column in COLUMNS if column not in header]
    unknown = [column for column in header if column not in _AT]
    said = [
        *([f"Es fehlen: {', '.join(missing)}."] if missing else []),
        *([f"Unbekannt sind: {', '.join(unknown)}."] if unknown else []),
    ] or ["Sie stehen in anderer Reihenfolge oder mehrfach da."]
    return Fault(1, f"Die Spalten stimmen nicht. {' '.join(said)} Richtig ist: {','.join(COLUMNS)}")


# --- the lines as people


class _Gathered:
    """What the lines of one key have brought so far."""

    __slots__ = ("addresses", "details", "line", "preferred")

    def __init__(self, line: int, details: Details) -> None:
        self.line = line
        self.details = details
        self.addresses: list[Where] = []
        self.preferred: Where | None = None


class _Reader:
    def __init__(self, codes: Codes, now: datetime) -> None:
        self.faults: list[Fault] = []
        self._now = now
        self._line = 0
        self._row: list[str] = []
        self._seen: dict[tuple[str, str], object] = {}
        self._addresses: dict[Where, int] = {}
        self._people: dict[str, _Gathered] = {}
        self._kind = cells.word_of(RecipientKind)
        self._role = cells.role_of(codes.regions)
        self._regions = cells.codes_of({*codes.regions, cells.STATEWIDE})
        self._programmes = cells.codes_of(codes.programmes)
        self._topics = cells.codes_of(codes.topics)
        self._rhythm = cells.word_of(Rhythm)
        self._scope = cells.word_of(Scope)
        self._audience = cells.word_of(Role)
        self._confirmed = cells.confirmed_of(now)
        self._state = cells.word_of(PersonState)

    def take(self, line: int, row: list[str]) -> None:
        """Take in one line, or note what is wrong with it."""
        self._line, self._row = line, row
        if len(row) != len(COLUMNS):
            self._fault(
                f"Die Zeile hat {len(row)} Spalten statt {len(COLUMNS)}. Prüfen Sie Kommas und Anführungszeichen."
            )
            return
        before = len(self.faults)
        kind = self._cell("kind", self._kind, RecipientKind.PERSON)
        where = self._where()
        key = self._cell("person", cells.identifier, "") or derived_key(kind, where.network, where.chat, where.thread)
        preferred = self._cell("preferred", cells.yes_no, False)
        details = self._details(kind)
        if len(self.faults) == before:
            self._join(key, details, where, preferred=preferred)

    def finish(self) -> tuple[Listed, ...]:
        """Return who was taken in."""
        return tuple(_listed(key, one) for key, one in sorted(self._people.items()))

    def _join(self, key: str, details: Details, where: Where, *, preferred: bool) -> None:
        other = self._addresses.setdefault(where, self._line)
        if other != self._line:
            self._fault(f"Diese Adresse steht schon in Zeile {other}. Löschen Sie eine der beiden Zeilen.")
        one = self._people.get(key)
        if one is None:
            one = self._people[key] = _Gathered(self._line, details)
        elif one.details != details:
            columns = ", ".join(_different(one.details, details))
            self._fault(f"„{key}“ steht auch in Zeile {one.line}, aber anders ({columns}). Gleichen Sie beide an.")
        if preferred and one.preferred is not None:
            other = one.preferred.line
            self._fault(f"„{key}“ hat schon in Zeile {other} eine bevorzugte Adresse. Lassen Sie nur ein ja stehen.")
        one.addresses.append(where)
        if preferred:
            one.preferred = where

    def _where(self) -> Where:
        for column in ("network", "address"):
            if not self._row[_AT[column]]:
                self._fault(f"Spalte {column} ist leer. Tragen Sie ein, wo die Person oder der Ort zu erreichen ist.")
        return Where(
            self._cell("network", cells.network, ""),
            self._cell("address", cells.identifier, ""),
            self._cell("thread", cells.identifier, ""),
            self._line,
        )

    def _details(self, kind: RecipientKind) -> Details:
        none: tuple[str, ...] = ()
        member: tuple[Role, tuple[str, ...] | None] = (Role.MEMBER, None)
        role, leads = self._cell("role", self._role, member)
        listed = self._cell("region", self._regions, none)
        regions = tuple(code for code in listed if code != cells.STATEWIDE)
        details = Details(
            kind=kind,
            name=self._row[_AT["name"]],
            organisation=self._row[_AT["organisation"]],
            role=role,
            leads=leads if leads is not None else regions if role is Role.LEAD else none,
            statewide=cells.STATEWIDE in listed,
            regions=regions,
            programmes=self._cell("programme", self._programmes, none),
            topics=self._cell("topics", self._topics, none),
            rhythm_info=self._cell("rhythm_info", self._rhythm, DEFAULT_INFO),
            rhythm_important=self._cell("rhythm_important", self._rhythm, DEFAULT_IMPORTANT),
            quiet=self._cell("quiet", cells.quiet, DEFAULT_SPEC),
            urgent=self._cell("urgent", cells.yes_no, kind is RecipientKind.PLACE),
            urgent_offhours=self._cell("urgent_offhours", cells.yes_no, False),
            fallback=self._cell("fallback", cells.yes_no, False),
            scope=self._cell("scope", self._scope, Scope.PUBLIC),
            audience_role=self._cell("audience_role", self._audience, None),
            confirmed_at=self._cell("confirmed", self._confirmed, None),
            state=self._cell("state", self._state, PersonState.ACTIVE),
            paused_until=self._cell("paused_until", cells.moment, None),
            consents=self._cell("consent", cells.consents, ()),
        )
        self._check_together(details)
        return details

    def _check_together(self, details: Details) -> None:
        person = details.kind is RecipientKind.PERSON
        said = [column for column in (_OF_PLACES if person else _OF_PERSONS) if self._row[_AT[column]]]
        for column in said and _different(Details(details.kind), details):
            if column in said:
                what = "Orten" if person else "Personen"
                self._fault(
                    f"Spalte {column} gilt nur bei {what}. Leeren Sie das Feld oder prüfen Sie die Spalte kind."
                )
        if details.paused_until is not None and details.state is not PersonState.PAUSED:
            self._fault("Spalte paused_until gilt nur, wenn in Spalte state paused steht. Ergänzen Sie das.")

    def _cell(self, column: str, parse: Parse[T], default: T) -> T:
        cell = self._row[_AT[column]]
        if not cell:
            return default
        seen = self._seen.get((column, cell))
        if seen is not None:
            return seen  # type: ignore[return-value]  # one parser per column
        value = parse(cell)
        if isinstance(value, cells.Problem):
            self._fault(f"Spalte {column}: {value.text}")
            return default
        self._seen[column, cell] = value
        return value

    def _fault(self, text: str) -> None:
        self.faults.append(Fault(self._line, text))


def _listed(key: str, one: _Gathered) -> Listed:
    addresses = tuple(sorted(one.addresses))
    return Listed(key, one.details, addresses, addresses.index(one.preferred) if one.preferred else 0)


def _different(one: Details, other: Details) -> list[str]:
    if one.kind is not other.kind:
        return ["kind"]
    pairs = zip(COLUMNS[_AT["name"] :], _detail_cells(one), _detail_cells(other), strict=True)
    return [column for column, mine, theirs in pairs if mine != theirs]

"""Notice files: Markdown with "Schlüssel: Wert" lines between two lines of ---, as people write them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from content import dates, markup, words
from content.text import clean
from content.words import FollowUp
from domain.notice import Level, NoticeKind, Scope

MAX_TITLE = 120
#: Each is a message of its own.
MAX_ATTACHMENTS = 10
#: What stands above a file has to be read at a glance; above an image it has to say what is to be seen.
MAX_LABEL = 300
STATEWIDE = "landesweit"

_LABEL = '"[^"]*"|„[^“”"]*[“”"]|“[^”]*”|»[^«]*«'
#: What stands between commas and semicolons; those in quotation marks divide nothing.
_PART = re.compile(f"(?:{_LABEL}|[^,;])+")
_PATH_AND_LABEL = re.compile(f'(?:("[^"]+")\\s*|([^"„“”»«]+))({_LABEL})?')

_LEVELS = {"info": Level.INFO, "wichtig": Level.IMPORTANT, "eilt": Level.URGENT}
_SCOPES = {"öffentlich": Scope.PUBLIC, "intern": Scope.INTERNAL}
_KINDS: Mapping[str, tuple[NoticeKind, FollowUp | None]] = {
    "fachinformation": (NoticeKind.FACHINFORMATION, None),
    "hinweis": (NoticeKind.FACHINFORMATION, None),
    "einladung": (NoticeKind.INVITATION, None),
    "ausgabe": (NoticeKind.EDITION, None),
    "aktualisierung": (NoticeKind.FACHINFORMATION, FollowUp.UPDATE),
    "korrektur": (NoticeKind.FACHINFORMATION, FollowUp.CORRECTION),
    "erledigt": (NoticeKind.FACHINFORMATION, FollowUp.DONE),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a notice file may use: codes and their German names."""

    topics: Mapping[str, str]
    regions: Mapping[str, str]
    programmes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a notice file names. path: beside the notice file; label: what people are told that it is, or ""."""

    path: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice file says. Times are aware; sets hold codes; no regions if and only if it is statewide."""

    title: str
    level: Level = Level.INFO
    kind: NoticeKind = NoticeKind.FACHINFORMATION
    follow_up: FollowUp | None = None
    scope: Scope = Scope.PUBLIC
    statewide: bool = True
    regions: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    source: str | None = None
    deadline: datetime | None = None
    valid_until: datetime | None = None
    attachments: tuple[Named, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFault:
    """What is wrong with a notice file, in which line, and what would be right."""

    code: str
    message: str
    hint: str
    line: int


def read_notice(text: str, known: Vocabulary) -> NoticeDraft | NoticeFault:
    """Return what the notice file text says, or the first thing in it that is wrong."""
    try:
        header, body = _divided(clean(text))
        return _draft(_pairs(header), body, known)
    except _FaultError as error:
        return error.fault


class _FaultError(Exception):
    """Carries a fault out of the reading of one value."""

    def __init__(self, code: str, message: str, hint: str, line: int) -> None:
        super().__init__(message)
        self.fault = NoticeFault(code, message, hint, line)


@dataclass(frozen=True, slots=True)
class _Value:
    """What stands behind a key, and where."""

    text: str
    line: int

    def parts(self) -> list[str]:
        return [part.strip() for part in re.split(r"[,;]", self.text) if part.strip()]


@dataclass(slots=True)
class _Header:
    """The values of a header that have been read so far."""

    title: str = ""
    level: Level = Level.INFO
    kind: NoticeKind = NoticeKind.FACHINFORMATION
    follow_up: FollowUp | None = None
    scope: Scope = Scope.PUBLIC
    regions: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    source: str | None = None
    deadline: datetime | None = None
    valid_until: datetime | None = None
    attachments: tuple[Named, ...] = ()


def _divided(text: str) -> tuple[list[tuple[int, str]], str]:
    """Return the header's lines with their numbers, and the Markdown below it."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[first].strip() != "---":
        raise _FaultError(
            "missing_header",
            "Die Datei beginnt nicht mit einer Zeile aus drei Strichen (---).",
            "Schreiben Sie an den Anfang eine Zeile ---, dann zum Beispiel „titel: …“, dann wieder eine Zeile ---.",
            first + 1,
        )
    for index in range(first + 1, len(lines)):
        if lines[index].strip() == "---":
            body = "\n".join(lines[index + 1 :]).strip("\n").rstrip()
            return [(number + 1, lines[number]) for number in range(first + 1, index)], body
    raise _FaultError(
        "unclosed_header",
        "Nach den Angaben fehlt die zweite Zeile aus drei Strichen (---).",
        "Schreiben Sie eine Zeile --- zwischen die Angaben und den Text.",
        len(lines),
    )


def _pairs(header: list[tuple[int, str]]) -> dict[str, _Value]:
    """Return the values of the header by their key."""
    pairs: dict[str, _Value] = {}
    for number, line in header:
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        if not colon:
            raise _FaultError(
                "not_a_pair",
                f"In Zeile {number} fehlt ein Doppelpunkt: „{_quoted(line)}“.",
                "Jede Zeile besteht aus Schlüssel und Wert, zum Beispiel „stufe: wichtig“.",
                number,
            )
        known = _right_key(key, number)
        if known in pairs:
            raise _FaultError(
                "duplicate_key",
                f"Der Schlüssel „{known}“ steht zweimal da.",
                "Schreiben Sie jeden Schlüssel nur einmal, mehrere Werte mit Komma.",
                number,
            )
        pairs[known] = _Value(_unquoted(value.strip()), number)
    return pairs


def _right_key(key: str, line: int) -> str:
    folded = _folded(key).replace(" ", "_").replace("-", "_")
    if folded in _READERS:
        return folded
    raise _unknown("key", "Den Schlüssel", key.strip(), {name: name for name in _READERS}, line)


def _draft(pairs: Mapping[str, _Value], body: str, known: Vocabulary) -> NoticeDraft | NoticeFault:
    header = _Header()
    for key, value in pairs.items():
        if value.text:
            _READERS[key](header, value, known)
    if not header.title:
        line = pairs["titel"].line if "titel" in pairs else 1
        return NoticeFault(
            "missing_title", "Der Titel fehlt.", "Schreiben Sie in den Kopf der Datei eine Zeile „titel: …“.", line
        )
    if len(body) > markup.MAX_LENGTH:
        return NoticeFault(
            "text_too_long",
            f"Der Text hat {_number(len(body))} Zeichen, erlaubt sind {_number(markup.MAX_LENGTH)}.",
            "Kürzen Sie den Text oder geben Sie ihn als Anlage mit.",
            max((value.line for value in pairs.values()), default=1) + 1,
        )
    return NoticeDraft(
        header.title,
        header.level,
        header.kind,
        header.follow_up,
        header.scope,
        not header.regions,
        header.regions,
        header.topics,
        header.programmes,
        header.source,
        header.deadline,
        header.valid_until,
        header.attachments,
        body,
    )


def _read_title(header: _Header, value: _Value, _known: Vocabulary) -> None:
    header.title = " ".join(value.text.split())
    if len(header.title) > MAX_TITLE:
        raise _FaultError(
            "title_too_long",
            f"Der Titel hat {len(header.title)} Zeichen, erlaubt sind {MAX_TITLE}.",
            "Kürzen Sie den Titel und schreiben Sie das Weitere in den Text.",
            value.line,
        )


def _read_level(header: _Header, value: _Value, _known: Vocabulary) -> None:
    names = {name: name for name in _LEVELS}
    header.level = _LEVELS[_one_of(value.text, names, ("level", "Die Stufe"), value.line)]


def _read_scope(header: _Header, value: _Value, _known: Vocabulary) -> None:
    names = {name: name for name in _SCOPES}
    header.scope = _SCOPES[_one_of(value.text, names, ("scope", "Den Umfang"), value.line)]


def _read_kind(header: _Header, value: _Value, _known: Vocabulary) -> None:
    names = {name: name for name in _KINDS}
    header.kind, header.follow_up = _KINDS[_one_of(value.text, names, ("kind", "Die Art"), value.line)]


def _read_topics(header: _Header, value: _Value, known: Vocabulary) -> None:
    header.topics = _codes(value, known.topics, ("topic", "Das Thema"))


def _read_programmes(header: _Header, value: _Value, known: Vocabulary) -> None:
    header.programmes = _codes(value, known.programmes, ("programme", "Das Programm"))


def _read_regions(header: _Header, value: _Value, known: Vocabulary) -> None:
    regions = _codes(value, {**known.regions, STATEWIDE: words.STATEWIDE}, ("region", "Die Region"))
    if STATEWIDE in regions and len(regions) > 1:
        raise _FaultError(
            "mixed_regions",
            "„landesweit“ und einzelne Regionen stehen nebeneinander.",
            "Schreiben Sie entweder „landesweit“ oder die einzelnen Regionen.",
            value.line,
        )
    header.regions = regions - {STATEWIDE}


def _read_source(header: _Header, value: _Value, _known: Vocabulary) -> None:
    header.source = " ".join(value.text.split())


def _read_deadline(header: _Header, value: _Value, _known: Vocabulary) -> None:
    header.deadline = _time(value)


def _read_valid_until(header: _Header, value: _Value, _known: Vocabulary) -> None:
    header.valid_until = _time(value)


def _read_attachments(header: _Header, value: _Value, _known: Vocabulary) -> None:
    found: dict[str, Named] = {}
    for part in _PART.findall(value.text):
        if not part.strip():
            continue
        named = _named(part.strip(), value.line)
        if found.setdefault(named.path, named) != named:
            raise _FaultError(
                "duplicate_attachment",
                f"Die Anlage „{_quoted(named.path)}“ steht zweimal da.",
                "Nennen Sie jede Anlage nur einmal.",
                value.line,
            )
    if len(found) > MAX_ATTACHMENTS:
        raise _FaultError(
            "too_many_attachments",
            f"Die Meldung hat {len(found)} Anlagen, erlaubt sind {MAX_ATTACHMENTS}.",
            "Fassen Sie Anlagen zusammen, oder verweisen Sie im Text auf sie.",
            value.line,
        )
    header.attachments = tuple(found.values())


def _named(part: str, line: int) -> Named:
    """Return the file that a part names: erlass.pdf, or erlass.pdf "Erlass vom 9. Februar"."""
    found = _PATH_AND_LABEL.fullmatch(part)
    if found is None:
        raise _FaultError(
            "bad_attachment",
            f"„{_quoted(part)}“ kann ich nicht lesen.",
            'Schreiben Sie den Namen der Datei und dahinter in "…", was sie ist oder was auf dem Bild zu sehen ist.',
            line,
        )
    path = (found[1] or found[2]).strip('" ')
    label = " ".join(found[3][1:-1].split()) if found[3] else ""
    if not path or path.startswith(("/", "~")) or ".." in path.split("/") or "\\" in path or ":" in path:
        raise _FaultError(
            "bad_attachment",
            f"„{_quoted(path)}“ ist kein Dateiname neben der Meldung.",
            "Legen Sie die Anlage in denselben Ordner und schreiben Sie nur ihren Namen.",
            line,
        )
    if len(label) > MAX_LABEL:
        raise _FaultError(
            "label_too_long",
            f"Die Beschreibung der Anlage „{_quoted(path)}“ hat {len(label)} Zeichen, erlaubt sind {MAX_LABEL}.",
            "Kürzen Sie sie und schreiben Sie das Weitere in den Text.",
            line,
        )
    return Named(path, label)


#: What reads the value of which key. The keys are folded: small letters, ä as ae.
_READERS: dict[str, Callable[[_Header, _Value, Vocabulary], None]] = {
    "titel": _read_title,
    "stufe": _read_level,
    "art": _read_kind,
    "umfang": _read_scope,
    "themen": _read_topics,
    "regionen": _read_regions,
    "programme": _read_programmes,
    "quelle": _read_source,
    "frist": _read_deadline,
    "gueltig_bis": _read_valid_until,
    "anlagen": _read_attachments,
}


def _time(value: _Value) -> datetime:
    found = dates.read_deadline(value.text)
    if found is None:
        raise _FaultError(
            "bad_date",
            f"„{_quoted(value.text)}“ ist kein Datum, das ich lesen kann.",
            "Schreiben Sie es so: 13.02.2026 oder 13.02.2026, 12:00 Uhr.",
            value.line,
        )
    return found


def _codes(value: _Value, names: Mapping[str, str], what: tuple[str, str]) -> frozenset[str]:
    return frozenset(_one_of(part, names, what, value.line) for part in value.parts())


def _one_of(word: str, names: Mapping[str, str], what: tuple[str, str], line: int) -> str:
    """Return the code that word means: a code or a German name, in any spelling. names: code -> name."""
    wanted = _folded(word)
    for code, name in names.items():
        if wanted in (_folded(code), _folded(name)):
            return code
    without = re.sub(r"^regionalverb(and|und)\s+", "", wanted)
    for code, name in names.items():
        if re.sub(r"[^a-z0-9]", "", without) in (_bare(code), _bare(name)):
            return code
    raise _unknown(what[0], what[1], word, names, line)


def _bare(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"^regionalverb(and|und)\s+", "", _folded(word)))


def _unknown(code: str, what: str, word: str, names: Mapping[str, str], line: int) -> _FaultError:
    candidates = {_folded(name): known for known, known_name in names.items() for name in (known, known_name)}
    near = get_close_matches(_folded(word), list(candidates), n=1, cutoff=0.5)
    listed = ", ".join(names)
    hint = f"Meinten Sie „{candidates[near[0]]}“?" if near else f"Möglich sind: {listed}."
    return _FaultError(f"unknown_{code}", f"{what} „{_quoted(word)}“ gibt es nicht.", hint, line)


def _folded(word: str) -> str:
    """Return word so that small and large letters, ä and ae, ß and ss are the same."""
    folded = " ".join(word.casefold().split())
    for umlaut, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(umlaut, written)
    return folded


def _unquoted(value: str) -> str:
    """Return value without quotation marks around the whole of it."""
    if (
        len(value) >= 2
        and (value[0], value[-1]) in (('"', '"'), ("'", "'"), ("„", "“"))
        and value[0] not in value[1:-1]
    ):
        return value[1:-1].strip()
    return value


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")

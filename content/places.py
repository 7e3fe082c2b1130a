"""The places of Lower Saxony that a text can name, read from places.csv and checked.

Official names and keys: Statistisches Bundesamt, Gemeindeverzeichnis (territorial status of 31 January 2026: 939
municipalities, two inhabited unincorporated areas, 114 Samtgemeinden); Datenlizenz Deutschland – Namensnennung –
Version 2.0, https://www.govdata.de/dl-de/by-2-0. Selected and arranged anew. Parts of municipalities, landscapes,
further names and all that is said about context are the project's own.

A line of places.csv has up to six cells, separated by a semicolon; lists in a cell by a vertical bar, and "~" stands
for the name itself:
- ags: the official key. A landscape has the keys of its counties instead.
- kind: one of KINDS.
- name: the official name or another one of the same place; each (name, key) once.
- context: why the bare name says too little: "wort" (a word, a surname, a river) or "ort" (a place elsewhere, or a
  second one of that name in Lower Saxony). Empty if the name alone is enough.
- signs, elsewhere: see `Place`.

How a tagger reads the result (names case-sensitively and as whole words; the longest name at a spot wins, so "Bad
Essen" is not "Essen" and "Landkreis Oldenburg" is not "Oldenburg"):
- An occurrence of the name inside one of its `elsewhere` phrases does not count.
- Without `needs_context`, every other occurrence counts.
- With `needs_context`, another occurrence counts if one of the `signs` stands in the same text: a word of the
  neighbourhood ("Ostfriesland"), or a phrase around the name ("in Leer"). Where the name is part of the sign, the sign
  has to stand outside of the `elsewhere` phrases as well.
- Several rows may share a name (Neuenkirchen): each is judged by its own signs.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from content import start_data
from content.start_data import County

KINDS = ("landkreis", "stadt", "region", "gemeinde", "samtgemeinde", "ortsteil", "landschaft")
_HEADER = ["ags", "kind", "name", "context", "signs", "elsewhere"]
_KEY = re.compile(r"03\d{3}(\d{3}\d?)?")  # county or city, municipality, Samtgemeinde
_DIGITS = {"gemeinde": (8,), "ortsteil": (5, 8), "samtgemeinde": (9,), "landschaft": (5,)}
_ADDITION = re.compile(r"(.+) \((.+)\)")
# Around a name that is also a word, these say that the place is meant; around "Essen" or "Hagen" they say nothing.
_PLACE_SIGNS = ("Stadt ~", "Gemeinde ~", "Flecken ~", "Samtgemeinde ~", "Rathaus ~", "in ~", "aus ~", "bei ~")


@dataclass(frozen=True, slots=True)
class Place:
    """A county, city, municipality, Samtgemeinde, part of one, or landscape of Lower Saxony, or another name for one.

    `ags` has 5 digits for a county or city, 8 for a municipality (also for its parts), 9 for a Samtgemeinde
    (Verbandsschlüssel); a landscape has none, and no county. A landscape in several regions has one row for each.
    `signs` are phrases that make a bare name this place, `elsewhere` phrases around the name that make it something
    else.
    """

    name: str
    ags: str
    kind: str
    county: str
    region: str
    needs_context: bool = False
    signs: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    keys: tuple[str, ...]
    kind: str
    name: str
    context: str = ""
    signs: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def load() -> tuple[Place, ...]:
    """The places that are shipped, in the regions of verbund.toml; a ValueError says in one sentence what is wrong."""
    text = resources.files("content").joinpath("places.csv").read_text(encoding="utf-8")
    return parse(text, start_data.load().counties)


def parse(text: str, counties: Iterable[County]) -> tuple[Place, ...]:
    """The places in a text of the form of places.csv, and the counties themselves; a place has its county's region."""
    listed = {county.ags: county for county in counties}
    rows = [_Row((county.ags,), county.kind, county.name) for county in listed.values()]
    rows += _read(text, listed)
    _check_unique(rows)
    nearby = _names_of_counties(rows, listed)
    return tuple(place for row in rows for place in _places(row, listed, nearby))


def _read(text: str, counties: Mapping[str, County]) -> Iterator[_Row]:
    lines = enumerate(csv.reader(text.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE), start=1)
    if next(lines, (1, []))[1] != _HEADER:
        raise ValueError(f"places.csv, Zeile 1: Erwartet wird die Kopfzeile „{';'.join(_HEADER)}“")
    for number, cells in lines:
        try:
            yield _row(cells, counties)
        except ValueError as error:
            raise ValueError(f"places.csv, Zeile {number}: {error}") from error


def _row(cells: list[str], counties: Mapping[str, County]) -> _Row:
    if not 3 <= len(cells) <= len(_HEADER):
        raise ValueError(f"{len(cells)} Felder statt 3 bis {len(_HEADER)}")
    if any(cell != cell.strip() for cell in cells):
        raise ValueError("Ein Feld beginnt oder endet mit einem Leerzeichen")
    ags, kind, name, context, signs, elsewhere = cells + [""] * (len(_HEADER) - len(cells))
    if not name:
        raise ValueError("Der Name fehlt")
    if kind not in KINDS:
        raise ValueError(f"Die Art „{kind}“ ist unbekannt")
    if context not in ("", "wort", "ort"):
        raise ValueError(f"Im Feld „context“ steht „{context}“ statt „wort“, „ort“ oder nichts")
    if signs and not context:
        raise ValueError(f"„{name}“ hat Hinweiswörter, braucht aber keine: Im Feld „context“ fehlt „wort“ oder „ort“")
    row = _Row(tuple(ags.split("|")), kind, name, context, _phrases(signs, name), _phrases(elsewhere, name))
    for key in row.keys:
        _check_key(key, row, counties)
    if name in row.signs:
        raise ValueError(f"„{name}“ kann nicht sein eigenes Hinweiswort sein")
    if outside := [phrase for phrase in row.elsewhere if name not in phrase or name == phrase]:
        raise ValueError(f"„{outside[0]}“ im Feld „elsewhere“ muss „{name}“ und mehr enthalten")
    return row


def _check_key(key: str, row: _Row, counties: Mapping[str, County]) -> None:
    if not _KEY.fullmatch(key) or len(key) not in _DIGITS.get(row.kind, (5,)):
        raise ValueError(f"Der Schlüssel „{key}“ passt nicht zur Art „{row.kind}“")
    if len(row.keys) > 1 and row.kind != "landschaft":
        raise ValueError(f"„{row.name}“ hat mehrere Schlüssel; das geht nur bei einer Landschaft")
    if key[:5] not in counties:
        raise ValueError(f"Der Landkreis „{key[:5]}“ von „{row.name}“ steht nicht in verbund.toml")
    if len(key) == 5 and row.kind in start_data.KINDS and counties[key].kind != row.kind:
        raise ValueError(f"„{key}“ hat in verbund.toml die Art „{counties[key].kind}“, nicht „{row.kind}“")


def _phrases(cell: str, name: str) -> tuple[str, ...]:
    phrases = tuple(phrase.replace("~", name) for phrase in cell.split("|")) if cell else ()
    if any(not phrase or phrase != phrase.strip() for phrase in phrases):
        raise ValueError(f"„{cell}“ enthält ein leeres Wort oder Leerzeichen am Rand")
    if len(set(phrases)) < len(phrases):
        raise ValueError(f"„{cell}“ enthält ein Wort doppelt")
    return phrases


def _check_unique(rows: Iterable[_Row]) -> None:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for row in rows:
        if (row.name, row.keys) in seen:
            raise ValueError(f"places.csv: „{row.name}“ mit dem Schlüssel {'|'.join(row.keys)} kommt doppelt vor")
        seen.add((row.name, row.keys))


def _names_of_counties(rows: Iterable[_Row], counties: Mapping[str, County]) -> dict[str, tuple[str, ...]]:
    """For every county the names that say without doubt that a text is about it, its seat's name among them."""
    names: dict[str, list[str]] = {key: [] for key in counties}
    for row in rows:
        county = counties[row.keys[0][:5]]
        its_own = row.kind in start_data.KINDS or row.name == county.name.removeprefix("Landkreis ")
        if its_own and not row.context:
            names[county.ags] += _spellings(row.name)
    return {key: tuple(dict.fromkeys(of_county)) for key, of_county in names.items()}


def _places(row: _Row, counties: Mapping[str, County], nearby: Mapping[str, tuple[str, ...]]) -> Iterator[Place]:
    signs: tuple[str, ...] = ()
    if row.context:
        around = tuple(sign.replace("~", row.name) for sign in _PLACE_SIGNS) if row.context == "wort" else ()
        known = dict.fromkeys((*row.signs, *around, *(name for key in row.keys for name in nearby[key[:5]])))
        signs = tuple(sign for sign in known if sign not in row.elsewhere)
    if row.kind == "landschaft":
        for region in dict.fromkeys(counties[key].region for key in row.keys):
            yield Place(row.name, "", row.kind, "", region, bool(row.context), signs, row.elsewhere)
        return
    key = row.keys[0]
    for name in _spellings(row.name):
        region = counties[key[:5]].region
        elsewhere = tuple(phrase.replace(row.name, name) for phrase in row.elsewhere)
        yield Place(name, key, row.kind, key[:5], region, bool(row.context), signs, elsewhere)


def _spellings(name: str) -> list[str]:
    """A name and its other common forms: "Kreis Stade" for "Landkreis Stade", "Winsen/Aller" for "Winsen (Aller)"."""
    names = [name]
    if name.startswith("Landkreis "):
        names += [name.replace("Landkreis", form, 1) for form in ("Landkreises", "Kreis", "Kreises", "LK")]
    return names + [f"{match[1]}/{match[2]}" for match in map(_ADDITION.fullmatch, names) if match]

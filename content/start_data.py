"""The start data of the network: regions, counties, topics and programmes, read from verbund.toml and checked."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Sized
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, TypeVar

KINDS = ("landkreis", "stadt", "region")
_CODE = re.compile(r"[a-z]+(-[a-z]+)*")
_COUNTY_KEY = re.compile(r"03\d{3}")
_PLACE_KEY = re.compile(r"03\d{6}")


@dataclass(frozen=True, slots=True)
class Region:
    """A Regionalverbund; an unconfirmed one is shown as "Name noch nicht bestätigt"."""

    code: str
    name: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class County:
    """A Landkreis, a kreisfreie Stadt or the Region Hannover, in exactly one region."""

    ags: str
    name: str
    kind: str
    region: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A city inside a county that is offered as a choice of its own; its region is the county's."""

    ags: str
    name: str
    kind: str
    county: str


@dataclass(frozen=True, slots=True)
class Historic:
    """A key that older lists still use, and the county that it belongs to now."""

    ags: str
    name: str
    now: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text can be about, and the words that point to it."""

    code: str
    name: str
    description: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """What a place of work belongs to."""

    code: str
    name: str


Row = TypeVar("Row", Region, County, Extra, Historic, Topic, Programme)


@dataclass(frozen=True, slots=True)
class StartData:
    """Everything that an empty database begins with."""

    regions: tuple[Region, ...]
    counties: tuple[County, ...]
    extras: tuple[Extra, ...]
    historic: tuple[Historic, ...]
    topics: tuple[Topic, ...]
    programmes: tuple[Programme, ...]


@cache
def load() -> StartData:
    """The start data that is shipped; a ValueError says in one sentence what is wrong with the file."""
    return parse(resources.files("content").joinpath("verbund.toml").read_text(encoding="utf-8"))


def parse(text: str) -> StartData:
    """The start data in a text of the form of verbund.toml."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"verbund.toml ist nicht lesbar: {error}") from error
    known = {"region", "county", "extra", "historic", "topic", "programme"}
    if unknown := sorted(tables.keys() - known):
        raise ValueError(f"verbund.toml: Unbekannte Tabelle {unknown[0]}")
    data = StartData(
        regions=_read(tables, "region", Region),
        counties=_read(tables, "county", County),
        extras=_read(tables, "extra", Extra),
        historic=_read(tables, "historic", Historic),
        topics=_read(tables, "topic", Topic),
        programmes=_read(tables, "programme", Programme),
    )
    _check(data)
    return data


def _read(tables: dict[str, Any], table: str, make: type[Row]) -> tuple[Row, ...]:
    rows = tables.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"verbund.toml: „{table}“ ist keine Liste von Einträgen")
    return tuple(make(**_fields(table, row, make)) for row in rows)


def _fields(table: str, row: dict[str, Any], make: type[Row]) -> dict[str, Any]:
    types = {field.name: field.type for field in fields(make)}
    where = f"verbund.toml, {table} {row.get('code') or row.get('ags') or '?'}"
    if wrong := sorted(types.keys() ^ row.keys()):
        raise ValueError(f"{where}: „{wrong[0]}“ {'ist unbekannt' if wrong[0] in row else 'fehlt'}")
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    for name, value in values.items():
        texts = value if isinstance(value, tuple) else (value,)
        fits = isinstance(value, bool) if types[name] is bool else all(_is_text(text) for text in texts)
        if not fits or isinstance(value, tuple) != (types[name] == tuple[str, ...]):
            raise ValueError(f"{where}: Der Wert von „{name}“ ist ungültig")
    return values


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip()


def _check(data: StartData) -> None:
    _counts("Regionalverbünde", data.regions, 10)
    _counts("Landkreise und kreisfreie Städte", data.counties, 45)
    _counts("Themen", data.topics, 18)
    for what, codes in (
        ("Der Regionalverbund", [region.code for region in data.regions]),
        ("Das Thema", [topic.code for topic in data.topics]),
        ("Das Programm", [programme.code for programme in data.programmes]),
    ):
        _unique(what, codes)
        _shaped(what, codes, _CODE)
    _check_counties(data)
    for topic in data.topics:
        if not topic.keywords:
            raise ValueError(f"verbund.toml: Das Thema {topic.code} hat keine Stichwörter")
        _unique(f"Im Thema {topic.code} das Stichwort", topic.keywords)


def _check_counties(data: StartData) -> None:
    county_keys = [county.ags for county in data.counties]
    choices: list[County | Extra] = [*data.counties, *data.extras]
    _unique("Der Schlüssel", [*(place.ags for place in choices), *(old.ags for old in data.historic)])
    _unique("Der Name", [*(place.name for place in choices), *(old.name for old in data.historic)])
    _shaped("Der Schlüssel", [*county_keys, *(old.ags for old in data.historic)], _COUNTY_KEY)
    _shaped("Der Schlüssel", [extra.ags for extra in data.extras], _PLACE_KEY)
    _known("Die Art", [place.kind for place in choices], KINDS)
    regions = [region.code for region in data.regions]
    _known("Der Regionalverbund", [county.region for county in data.counties], regions)
    _known("Der Landkreis", [extra.county for extra in data.extras], county_keys)
    _known("Der Landkreis", [old.now for old in data.historic], county_keys)
    if empty := [code for code in regions if code not in {county.region for county in data.counties}]:
        raise ValueError(f"verbund.toml: Der Regionalverbund {empty[0]} hat keinen Landkreis")
    for extra in data.extras:
        if not extra.ags.startswith(extra.county):
            raise ValueError(f"verbund.toml: {extra.name} ({extra.ags}) liegt nicht im Landkreis {extra.county}")


def _counts(what: str, rows: Sized, expected: int) -> None:
    if len(rows) != expected:
        raise ValueError(f"verbund.toml: {what}: {len(rows)} statt {expected}")


def _unique(what: str, values: Iterable[str]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            raise ValueError(f"verbund.toml: {what} {value} kommt doppelt vor")


def _shaped(what: str, values: Iterable[str], shape: re.Pattern[str]) -> None:
    for value in values:
        if not shape.fullmatch(value):
            raise ValueError(f"verbund.toml: {what} {value} hat nicht die richtige Form")


def _known(what: str, values: Iterable[str], choices: Collection[str]) -> None:
    for value in values:
        if value not in choices:
            raise ValueError(f"verbund.toml: {what} {value} ist unbekannt")

"""The places that people name: counties and regions as the Koordination has them, and every municipality."""

from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from content import places as municipal
from domain.places import Gazetteer, Place, Rank, names_of
from store import reference

#: What stands for the whole of Lower Saxony; its region is none.
STATEWIDE = "landesweit"
_STATEWIDE_NAMES = ("landesweit", "ganz Niedersachsen", "Niedersachsen", "alle Regionen", "überall")
_TOWNS = frozenset({"gemeinde", "samtgemeinde", "stadt"})


@dataclass(frozen=True, slots=True)
class Map:
    """Where people work. names, confirmed: of the regions, by code, in order."""

    gazetteer: Gazetteer
    names: dict[str, str]
    confirmed: dict[str, bool]


def load(session: Session) -> Map:
    """Return the map as it stands in the database."""
    names = reference.region_names(session)
    counties = tuple(reference.counties(session))
    return Map(gazetteer(counties, tuple(names.items())), names, reference.region_confirmed(session))


@lru_cache(maxsize=4)
def gazetteer(counties: tuple[tuple[str, str, str], ...], regions: tuple[tuple[str, str], ...]) -> Gazetteer:
    """Return all places by their names: counties as (AGS, name, region), regions as (code, name), and every town."""
    found = [Place(ags, name, region, names_of(name)) for ags, name, region in counties]
    found += [Place(code, name, code, (name, *_apart(name), code), Rank.REGION) for code, name in regions]
    found.append(Place(STATEWIDE, STATEWIDE, "", _STATEWIDE_NAMES, Rank.REGION))
    county_of = {ags: (name, region) for ags, name, region in counties}
    for town in municipal.load():
        if town.kind in _TOWNS and len(town.ags) > 5 and town.county in county_of:
            county, region = county_of[town.county]
            found.append(Place(f"{town.ags} {town.name}", f"{town.name}, {county}", region, (town.name,), Rank.TOWN))
    return Gazetteer([*found, *_landscapes()])


def _apart(name: str) -> tuple[str, str]:
    """Return the name of a region as people write it who leave its signs out."""
    return name.replace("/", " "), name.replace("-", " ")


def _landscapes() -> list[Place]:
    """Return the landscapes that lie in one region: "Ostfriesland", "Mittelweser"."""
    regions: dict[str, set[str]] = {}
    for one in municipal.load():
        if one.kind == "landschaft":
            regions.setdefault(one.name, set()).add(one.region)
    return [Place(name, name, code, (name,), Rank.TOWN) for name, codes in regions.items() if len(codes) == 1
            for code in codes]  # fmt: skip

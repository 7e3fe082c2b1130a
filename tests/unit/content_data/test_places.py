"""The place table is complete, every place is in one region, and a name that is also something else is marked."""

from collections import Counter
from importlib import resources

import pytest

from content import start_data
from content.places import KINDS, Place, load, parse

PLACES = load()
START = start_data.load()
COUNTIES = {county.ags: county for county in START.counties}
HEADER = "ags;kind;name;context;signs;elsewhere\n"
# The independent cities are counted as counties. Lohheide (03351) and Osterheide (03358) are no municipalities, but
# people live there.
MUNICIPALITIES = {
    "031": {"51": 41, "53": 7, "54": 23, "55": 11, "57": 7, "58": 32, "59": 39},
    "032": {"41": 21, "51": 45, "52": 8, "54": 20, "55": 32, "56": 36, "57": 38},
    "033": {"51": 21, "52": 29, "53": 42, "54": 27, "55": 43, "56": 11, "57": 57, "58": 23, "59": 40, "60": 27}
    | {"61": 11},
    "034": {"51": 6, "52": 24, "53": 13, "54": 60, "55": 8, "56": 25, "57": 19, "58": 15, "59": 34, "60": 10}
    | {"61": 9, "62": 19},
}


def named(name: str) -> list[Place]:
    return [place for place in PLACES if place.name == name]


def line(text: str) -> tuple[Place, ...]:
    """What a single line of the file becomes, without the counties."""
    places = parse(f"{HEADER}{text}\n", START.counties)
    return tuple(place for place in places if place not in parse(HEADER, START.counties))


def test_the_state_has_its_931_municipalities_in_counties_and_two_unincorporated_areas() -> None:
    keys = {place.ags for place in PLACES if place.kind == "gemeinde"}
    counted = Counter(key[:5] for key in keys)
    assert counted == {first + last: n for first, counties in MUNICIPALITIES.items() for last, n in counties.items()}
    assert len(keys) == 931 + 2


def test_there_are_114_samtgemeinden() -> None:
    keys = {place.ags for place in PLACES if place.kind == "samtgemeinde"}
    assert len(keys) == 114
    assert all(len(key) == 9 and key[5:7] == "54" for key in keys)
    assert {place.ags for place in PLACES if place.name.startswith("Samtgemeinde ")} == keys


def test_every_county_is_there_under_its_name_and_has_places() -> None:
    for county in START.counties:
        (own,) = [place for place in PLACES if place.name == county.name]
        assert (own.ags, own.kind, own.region, own.needs_context) == (county.ags, county.kind, county.region, False)
        assert any(place.county == county.ags and place.name != county.name for place in PLACES)


def test_every_place_lies_in_the_region_of_its_county() -> None:
    for place in PLACES:
        assert place.kind in KINDS
        if place.kind == "landschaft":
            assert (place.ags, place.county) == ("", "")
            assert place.region in {region.code for region in START.regions}
        else:
            assert place.ags.startswith(place.county)
            assert place.region == COUNTIES[place.county].region


def test_no_name_is_listed_twice_for_one_place() -> None:
    twice = [pair for pair, times in Counter((p.name, p.ags, p.region) for p in PLACES).items() if times > 1]
    assert twice == []


def test_a_name_that_needs_context_has_signs_and_one_that_does_not_has_none() -> None:
    for place in PLACES:
        assert bool(place.signs) == place.needs_context, place
        assert place.name not in place.signs
        assert all(place.name in phrase for phrase in place.elsewhere), place
        assert not set(place.signs) & set(place.elsewhere)


def test_a_name_of_places_in_several_regions_never_stands_alone_for_two_of_them() -> None:
    regions: dict[str, set[str]] = {}
    for place in PLACES:
        if not place.needs_context and place.kind != "landschaft":
            regions.setdefault(place.name, set()).add(place.region)
    assert {name for name, of_name in regions.items() if len(of_name) > 1} == set()


@pytest.mark.parametrize(
    ("name", "ags", "region"),
    [
        ("Göttingen", "03159016", "suedniedersachsen"),
        ("Osterode", "03159026", "suedniedersachsen"),
        ("Landkreis Osterode am Harz", "03159", "suedniedersachsen"),
        ("Hannoversch Münden", "03159017", "suedniedersachsen"),
        ("Hann. Münden", "03159017", "suedniedersachsen"),
        ("Grenzdurchgangslager Friedland", "03159013", "suedniedersachsen"),
        ("Langelsheim", "03153019", "braunschweig"),
        ("Lutter am Barenberge", "03153019", "braunschweig"),
        ("Braunschweig", "03101", "braunschweig"),
        ("Hannover", "03241001", "hannover"),
        ("Neustadt a. Rbge.", "03241012", "hannover"),
        ("Nienburg", "03256022", "mittelweser-weserbergland"),
        ("Landkreis Nienburg (Weser)", "03256", "mittelweser-weserbergland"),
        ("Rotenburg/Wümme", "03357039", "elbe-weser"),
        ("Nordkehdingen", "033595407", "elbe-weser"),
        ("Fallingbostel", "03358008", "heide"),
        ("Oerbke", "03358501", "heide"),
        ("LK Lüchow-Dannenberg", "03354", "heide"),
        ("Wendland", "03354", "heide"),
        ("Bramsche-Hesepe", "03459014", "osnabrueck"),
        ("Norddeich", "03452019", "ostfriesland-jade"),
        ("Papenburg-Aschendorf", "03454041", "emsland-grafschaft-bentheim"),
        ("Oldenburg-Kreyenbrück", "03403", "oldenburger-land"),
        ("Zwischenahn", "03451002", "oldenburger-land"),
    ],
)
def test_a_plain_name_means_one_place(name: str, ags: str, region: str) -> None:
    (place,) = named(name)
    assert (place.ags, place.region, place.needs_context) == (ags, region, False)


@pytest.mark.parametrize(
    "name",
    [
        *("Leer", "Norden", "Springe", "Stelle", "Gleichen", "Achim", "Hatten", "Elbe", "Osten", "Twist", "Sande"),
        *("Essen", "Hagen", "Bergen", "Neustadt", "Halle", "Neuenkirchen", "Buchholz", "Rotenburg", "Marl", "Husum"),
        *("Friesland", "Harburg", "Harz", "Linden", "Altes Land", "Dahlem", "Staufenberg", "Gronau"),
    ],
)
def test_a_name_that_is_also_a_word_or_another_place_needs_context(name: str) -> None:
    assert named(name) != []
    assert all(place.needs_context for place in named(name))


def test_the_county_and_what_stands_around_a_word_tell_that_a_place_is_meant() -> None:
    (leer,) = named("Leer")
    assert {"in Leer", "Stadt Leer", "Ostfriesland", "Landkreis Leer"} <= set(leer.signs)
    (norden,) = named("Norden")
    assert "in Norden" in norden.signs
    assert {"im Norden", "aus Norden"} <= set(norden.elsewhere)
    assert "aus Norden" not in norden.signs


def test_around_a_place_of_which_there_are_several_only_the_neighbourhood_tells() -> None:
    (essen,) = named("Essen")
    assert "Landkreis Cloppenburg" in essen.signs
    assert not {"in Essen", "Stadt Essen"} & set(essen.signs)
    assert "Essen an der Ruhr" in essen.elsewhere
    by_region = {place.region: place.signs for place in named("Neuenkirchen")}
    assert "Heidekreis" in by_region["heide"]
    assert "Landkreis Diepholz" in by_region["mittelweser-weserbergland"]


def test_the_seat_of_a_court_or_of_the_state_is_not_what_a_text_is_about() -> None:
    (lueneburg,) = named("Lüneburg")
    assert {"OVG Lüneburg", "Verwaltungsgericht Lüneburg"} <= set(lueneburg.elsewhere)
    (hannover,) = named("Hannover")
    assert {"Landesregierung in Hannover", "Hannover (dpa"} <= set(hannover.elsewhere)


def test_a_landscape_has_a_row_for_each_of_its_regions() -> None:
    assert {place.region for place in named("Ostfriesland")} == {"ostfriesland-jade"}
    assert {place.region for place in named("Solling")} == {"suedniedersachsen"}
    assert {place.region for place in named("Westharz")} == {"braunschweig", "suedniedersachsen"}


def test_the_region_follows_the_county_not_the_file() -> None:
    moved = [start_data.County(c.ags, c.name, c.kind, "hannover") for c in START.counties]
    (place,) = [place for place in parse(f"{HEADER}03360025;gemeinde;Uelzen\n", moved) if place.name == "Uelzen"]
    assert place.region == "hannover"


def test_the_tilde_stands_for_the_name_and_a_bracket_may_be_a_stroke() -> None:
    bracket, stroke = line("03351024;gemeinde;Winsen (Aller);;;Neu ~")
    assert (bracket.name, bracket.elsewhere) == ("Winsen (Aller)", ("Neu Winsen (Aller)",))
    assert (stroke.name, stroke.elsewhere) == ("Winsen/Aller", ("Neu Winsen/Aller",))
    assert (bracket.ags, bracket.county) == (stroke.ags, stroke.county) == ("03351024", "03351")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03360025;gemeinde", "Zeile 2: 2 Felder statt 3 bis 6"),
        ("03360025;gemeinde;Uelzen;;;;", "Zeile 2: 7 Felder statt 3 bis 6"),
        ("", "Zeile 2: 0 Felder statt 3 bis 6"),
        ("03360025;gemeinde; Uelzen", "Zeile 2: Ein Feld beginnt oder endet mit einem Leerzeichen"),
        ("03360025;gemeinde;", "Zeile 2: Der Name fehlt"),
        ("03360025;dorf;Uelzen", "Zeile 2: Die Art „dorf“ ist unbekannt"),
        ("03360;gemeinde;Uelzen", "Zeile 2: Der Schlüssel „03360“ passt nicht zur Art „gemeinde“"),
        ("0336002x;gemeinde;Uelzen", "Zeile 2: Der Schlüssel „0336002x“ passt nicht"),
        ("04011000;gemeinde;Bremen", "Zeile 2: Der Schlüssel „04011000“ passt nicht"),
        ("03360025;samtgemeinde;Aue", "Zeile 2: Der Schlüssel „03360025“ passt nicht zur Art „samtgemeinde“"),
        (
            "03156001;gemeinde;Badenhausen",
            "Zeile 2: Der Landkreis „03156“ von „Badenhausen“ steht nicht in verbund.toml",
        ),
        ("03360;stadt;Uelzen", "Zeile 2: „03360“ hat in verbund.toml die Art „landkreis“, nicht „stadt“"),
        ("03360|03355;landkreis;Heide", "Zeile 2: „Heide“ hat mehrere Schlüssel; das geht nur bei einer Landschaft"),
        ("03360025;gemeinde;Uelzen;ja", "Zeile 2: Im Feld „context“ steht „ja“ statt „wort“, „ort“ oder nichts"),
        ("03360025;gemeinde;Uelzen;;Heide", "Zeile 2: „Uelzen“ hat Hinweiswörter, braucht aber keine"),
        ("03360025;gemeinde;Uelzen;ort;Heide||Aue", "Zeile 2: „Heide||Aue“ enthält ein leeres Wort"),
        ("03360025;gemeinde;Uelzen;ort;Aue|Aue", "Zeile 2: „Aue|Aue“ enthält ein Wort doppelt"),
        ("03360025;gemeinde;Uelzen;ort;~", "Zeile 2: „Uelzen“ kann nicht sein eigenes Hinweiswort sein"),
        ("03360025;gemeinde;Uelzen;;;in Bayern", "Zeile 2: „in Bayern“ im Feld „elsewhere“ muss „Uelzen“ und mehr"),
        ("03360025;gemeinde;Uelzen\n03360025;gemeinde;Uelzen", "„Uelzen“ mit dem Schlüssel 03360025 kommt doppelt vor"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^places\.csv") as refused:
        parse(f"{HEADER}{text}\n", START.counties)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "ags;name\n"])
def test_a_file_without_its_heading_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Zeile 1: Erwartet wird die Kopfzeile „ags;kind;name;context;signs;"):
        parse(text, START.counties)


def test_the_file_is_in_the_order_of_its_keys() -> None:
    lines = resources.files("content").joinpath("places.csv").read_text(encoding="utf-8").splitlines()[1:]
    keys = [text.split(";")[0] for text in lines]
    assert keys == sorted(keys)

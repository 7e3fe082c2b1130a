"""The start data is complete, and its codes are those that files and commands use."""

import re
from collections import Counter
from dataclasses import FrozenInstanceError
from importlib import resources

import pytest

from content.start_data import StartData, load, parse

REGIONS = {
    "oldenburger-land": 7,
    "suedniedersachsen": 4,
    "heide": 6,
    "braunschweig": 8,
    "hannover": 1,
    "mittelweser-weserbergland": 4,
    "elbe-weser": 5,
    "ostfriesland-jade": 6,
    "osnabrueck": 2,
    "emsland-grafschaft-bentheim": 2,
}
CONFIRMED = {"oldenburger-land", "suedniedersachsen", "heide", "braunschweig"}
TOPICS = [
    *("aufenthalt", "asyl", "bleiberecht", "rueckkehr", "sozialleistungen", "einbuergerung", "sprache", "arbeit"),
    *("familie", "ukraine", "unterbringung", "bildung", "gesundheit", "antidiskriminierung", "foerderung"),
    *("veranstaltung", "teilhabe", "netzwerk"),
]
PROGRAMMES = ["land", "mbe", "jmd", "kmt", "mso", "kommune", "lag-fw", "behoerde", "ehrenamt", "sonstige"]


@pytest.fixture(scope="module")
def data() -> StartData:
    return load()


def test_the_codes_are_those_of_the_contract(data: StartData) -> None:
    assert [region.code for region in data.regions] == list(REGIONS)
    assert [topic.code for topic in data.topics] == TOPICS
    assert [programme.code for programme in data.programmes] == PROGRAMMES


def test_landesweit_is_no_region_of_its_own(data: StartData) -> None:
    assert "landesweit" not in {region.code for region in data.regions}


def test_exactly_the_four_evidenced_names_are_confirmed(data: StartData) -> None:
    assert {region.code for region in data.regions if region.confirmed} == CONFIRMED


def test_every_county_of_lower_saxony_is_in_exactly_one_region(data: StartData) -> None:
    assert len({county.ags for county in data.counties}) == len(data.counties) == 45
    assert Counter(county.region for county in data.counties) == REGIONS


def test_there_are_36_counties_8_cities_and_the_region_hannover(data: StartData) -> None:
    assert Counter(county.kind for county in data.counties) == {"landkreis": 36, "stadt": 8, "region": 1}


def test_every_name_says_whether_it_is_a_county_or_a_city(data: StartData) -> None:
    prefix = {"landkreis": "Landkreis ", "stadt": "Stadt ", "region": "Region "}
    assert [county.name for county in data.counties if not county.name.startswith(prefix[county.kind])] == []


@pytest.mark.parametrize(
    ("ags", "name"),
    [
        ("03403", "Stadt Oldenburg"),
        ("03458", "Landkreis Oldenburg"),
        ("03404", "Stadt Osnabrück"),
        ("03459", "Landkreis Osnabrück"),
        ("03241", "Region Hannover"),
        ("03159", "Landkreis Göttingen"),
        ("03354", "Landkreis Lüchow-Dannenberg"),
    ],
)
def test_a_key_has_its_name(data: StartData, ags: str, name: str) -> None:
    assert {county.ags: county.name for county in data.counties}[ags] == name


def test_the_keys_of_the_merged_counties_lead_to_goettingen(data: StartData) -> None:
    assert {old.ags: old.now for old in data.historic} == {"03152": "03159", "03156": "03159"}


def test_two_cities_are_further_choices_and_not_counties(data: StartData) -> None:
    assert {extra.name: extra.county for extra in data.extras} == {
        "Landeshauptstadt Hannover": "03241",
        "Stadt Göttingen": "03159",
    }
    assert len(data.counties) + len(data.extras) == 47


def test_every_topic_has_a_name_a_line_about_it_and_keywords(data: StartData) -> None:
    for topic in data.topics:
        assert topic.name
        assert "\n" not in topic.description
        assert len(topic.description) <= 100
        assert len(topic.keywords) >= 8
        assert len(set(topic.keywords)) == len(topic.keywords)


def test_a_word_may_point_to_two_topics(data: StartData) -> None:
    hits = [topic.code for topic in data.topics if "Rechtskreiswechsel" in topic.keywords]
    assert hits == ["sozialleistungen", "ukraine"]


def test_koordinierungsstelle_is_never_the_bare_word(data: StartData) -> None:
    texts = [programme.name for programme in data.programmes]
    texts += [text for topic in data.topics for text in (topic.name, topic.description, *topic.keywords)]
    for text in texts:
        assert not re.search(r"Koordinierungsstelle(?! Migration und Teilhabe)", text)


def test_start_data_cannot_be_changed(data: StartData) -> None:
    with pytest.raises(FrozenInstanceError):
        data.regions[0].name = "anders"  # type: ignore[misc]  # what is forbidden is tried


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('ags = "03401"', 'ags = "03403"', "Der Schlüssel 03403 kommt doppelt vor"),
        ('ags = "03152"', 'ags = "03403"', "Der Schlüssel 03403 kommt doppelt vor"),
        ('ags = "03401"', 'ags = "3401"', "Der Schlüssel 3401 hat nicht die richtige Form"),
        ('name = "Stadt Oldenburg"', 'name = "Landkreis Oldenburg"', "Der Name Landkreis Oldenburg kommt doppelt vor"),
        ('region = "hannover"', 'region = "hanover"', "Der Regionalverbund hanover ist unbekannt"),
        ('region = "hannover"', 'region = "heide"', "Der Regionalverbund hannover hat keinen Landkreis"),
        ('code = "asyl"', 'code = "aufenthalt"', "Das Thema aufenthalt kommt doppelt vor"),
        ('code = "asyl"', 'code = "Asyl"', "Das Thema Asyl hat nicht die richtige Form"),
        ('[[topic]]\ncode = "asyl"', '[[programme]]\ncode = "asyl"', "programme asyl: „description“ ist unbekannt"),
        ('code = "mbe"', 'code = "land"', "Das Programm land kommt doppelt vor"),
        ("confirmed = true", 'confirmed = "ja"', "region oldenburger-land: Der Wert von „confirmed“ ist ungültig"),
        ("confirmed = true\n", "", "region oldenburger-land: „confirmed“ fehlt"),
        ('name = "Heide"', "name = true", "region heide: Der Wert von „name“ ist ungültig"),
        ('name = "Heide"', 'name = ["Heide"]', "region heide: Der Wert von „name“ ist ungültig"),
        ('name = "Heide"', 'name = " "', "region heide: Der Wert von „name“ ist ungültig"),
        ('"Dublin", ', '"Asylantrag", ', "Im Thema asyl das Stichwort Asylantrag kommt doppelt vor"),
        ('kind = "region"', 'kind = "regio"', "Die Art regio ist unbekannt"),
        ('now = "03159"', 'now = "03160"', "Der Landkreis 03160 ist unbekannt"),
        ('county = "03241"', 'county = "03159"', "liegt nicht im Landkreis 03159"),
        ("[[historic]]", "[[history]]", "Unbekannte Tabelle history"),
        ("county = [", "county = [[", "nicht lesbar"),
        ("county = [", "county = [1,", "„county“ ist keine Liste von Einträgen"),
    ],
)
def test_a_mistake_in_the_file_is_named(old: str, new: str, complaint: str) -> None:
    text = resources.files("content").joinpath("verbund.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=re.escape(complaint)):
        parse(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        (r'  \{ ags = "03403".*?\n', "Landkreise und kreisfreie Städte: 44 statt 45"),
        (r'\[\[region\]\]\ncode = "heide".*?(?=\[\[)', "Regionalverbünde: 9 statt 10"),
        (r'\[\[topic\]\]\ncode = "asyl".*?(?=\[\[)', "Themen: 17 statt 18"),
        (r'(?<=keywords = \[)\n  "Asylgesetz".*?(?=\])', "Das Thema asyl hat keine Stichwörter"),
    ],
)
def test_what_is_missing_is_counted(pattern: str, complaint: str) -> None:
    text = resources.files("content").joinpath("verbund.toml").read_text(encoding="utf-8")
    shorter, times = re.subn(pattern, "", text, count=1, flags=re.DOTALL)
    assert times == 1
    with pytest.raises(ValueError, match=re.escape(complaint)):
        parse(shorter)

"""Which choice is meant: typing errors are forgiven, nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import choosing

TOPICS = {
    "asyl": ("Asylverfahren/GEAS", "Asyl"),
    "sprache": ("Sprache",),
    "einbuergerung": ("Einbürgerung",),
    "arbeit": ("Arbeit/Anerkennung", "Arbeit"),
    "stadt": ("Stadt Oldenburg", "Oldenburg"),
    "kreis": ("Landkreis Oldenburg", "Oldenburg"),
}


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("leer", "leer", 0),
        ("leer", "lehr", 1),
        ("vechta", "vecta", 1),
        ("vechta", "vehcta", 1),
        ("celle", "zellee", 2),
        ("", "a", 1),
        ("abc", "xyz", 3),
    ],
)
def test_a_swap_of_neighbours_is_one_error(one: str, other: str, errors: int) -> None:
    assert choosing.distance(one, other, 3) == choosing.distance(other, one, 3) == errors


@given(st.text("abcü", max_size=8), st.text("abcü", max_size=8), st.integers(0, 3))
def test_a_limit_only_ends_the_counting(one: str, other: str, limit: int) -> None:
    assert choosing.distance(one, other, limit) == min(choosing.distance(one, other, 20), limit + 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Asyl", ["asyl"]),
        ("  ASYL! ", ["asyl"]),
        ("einbuergerung", ["einbuergerung"]),
        ("EINBÜRGERUNG", ["einbuergerung"]),
        ("Einbürgerng", ["einbuergerung"]),
        ("Spache", ["sprache"]),
        ("Arbiet", ["arbeit"]),
        ("Oldenburg", ["stadt", "kreis"]),
        ("Oldenbrug", ["stadt", "kreis"]),
        ("Stadt  Oldenburg", ["stadt"]),
        ("Stadt Oldenbug", ["stadt"]),
        ("Asil", ["asyl"]),
        ("as", []),
        ("", []),
        ("?", []),
        ("Pizza", []),
    ],
)
def test_what_is_meant(text: str, meant: list[str]) -> None:
    assert list(choosing.close(text, TOPICS)) == meant


def test_an_exact_name_beats_a_near_one() -> None:
    assert choosing.close("peine", {"a": ("Peine",), "b": ("Leine",)}) == ("a",)
    assert choosing.exact("peinee", {"a": ("Peine",)}) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", (0,)),
        ("1, 3", (0, 2)),
        ("2 und 1", (1, 0)),
        ("3.", (2,)),
        ("1 1", (0,)),
        ("0", None),
        ("4", None),
        ("1 x", None),
        ("", None),
        ("²", (1,)),
        ("99999999999999999999", None),
        ("-1", None),
    ],
)
def test_numbers_mean_positions(text: str, found: tuple[int, ...] | None) -> None:
    assert choosing.numbers(text, 3) == found


@pytest.mark.parametrize(
    ("text", "is_mere"), [("ja", True), (" Ja! ", True), ("NEIN.", True), ("ok", True), ("Jade", False), ("", False)]
)
def test_a_yes_or_a_no_is_no_name(text: str, *, is_mere: bool) -> None:
    assert choosing.is_mere_answer(text) == is_mere


def test_several_are_told_apart_in_any_way() -> None:
    assert list(choosing.listed("Asyl, Sprache und Arbeit; Ukraine")) == ["Asyl", "Sprache", "Arbeit", "Ukraine"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("12", True), ("0", True), ("²", False), ("①", False), ("٣", False), ("", False), ("-1", False)],
)
def test_a_number_is_only_what_can_be_read_as_one(text: str, *, is_one: bool) -> None:
    assert choosing.is_number(text) == is_one

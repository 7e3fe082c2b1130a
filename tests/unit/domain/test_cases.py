"""What looks like somebody's case, and what does not: a table of made-up messages."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import looks_like_a_case

_FOLDER = Path(__file__).parents[2] / "data"
_NAMES = ("cases.tsv", "cases_fresh.tsv", "cases_second.tsv", "cases_forms.tsv", "cases_ordinary.tsv")
_TABLES = [(_FOLDER / name).read_text(encoding="utf-8") for name in _NAMES]
_ROWS = [line.split("\t") for table in _TABLES for line in table.splitlines() if line and not line.startswith("#")]


def test_the_table_is_large_and_has_both() -> None:
    kinds = [kind for kind, _ in _ROWS]
    assert min(kinds.count("case"), kinds.count("none")) >= 190
    # Told of somebody, and let through: to see them, what editors write every day would have to be refused.
    assert kinds.count("missed") <= 12
    assert set(kinds) == {"case", "none", "missed"}


@pytest.mark.parametrize(("kind", "text"), _ROWS, ids=[text for _, text in _ROWS])
def test_a_message_is_taken_for_what_it_is(kind: str, text: str) -> None:
    assert looks_like_a_case(text) is (kind == "case")


@pytest.mark.parametrize("text", [text for kind, text in _ROWS if kind == "case"])
def test_it_is_seen_in_the_midst_of_a_letter_too(text: str) -> None:
    assert looks_like_a_case(f"Guten Tag,\n\nwir haben eine Frage.\n{text}\n\nViele Grüße")


def test_hardly_any_of_thousands_of_headlines_is_taken_for_one() -> None:
    files = (_FOLDER / "tagging").glob("*.jsonl")
    told = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    taken = [one["title"] for one in told if looks_like_a_case(f"{one['title']}. {one.get('summary') or ''}")]
    assert len(told) > 2000
    # They tell of single persons, as newspapers do.
    assert len(taken) <= 5, taken


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert looks_like_a_case(text) in (True, False)


_LATER = ["Ahmad ", "Herr A. ", "Mein Klient ", "1234567-423 ", "Familie Ali 2014 ", "Pass-Nr. A1 ", "Duldung xx ", "a"]
_LATER += ["sv ", "Duldung ", "Passnummer ", "Pass Visum Gestattung ", "Frau Rahimi jg. 1990 †", "Kinder A 2014 "]


@pytest.mark.parametrize(
    "part", ["1.1.1990 ", "geb. ", "A" * 50, "Frau ", "AZR 1 ", "am 1.1.1990 x ", "- - ", "* ", *_LATER]
)
def test_a_long_text_is_judged_quickly(part: str) -> None:
    import time

    began = time.process_time()
    looks_like_a_case(part * 20_000)
    assert time.process_time() - began < 2

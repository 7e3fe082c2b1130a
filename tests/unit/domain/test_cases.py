"""What looks like somebody's case, and what does not: a table of made-up messages."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import looks_like_a_case

_FOLDER = Path(__file__).parents[2] / "data"
_TABLES = [(_FOLDER / name).read_text(encoding="utf-8") for name in ("cases.tsv", "cases_fresh.tsv")]
_ROWS = [line.split("\t") for table in _TABLES for line in table.splitlines() if line and not line.startswith("#")]


def test_the_table_is_large_and_has_both() -> None:
    kinds = [kind for kind, _ in _ROWS]
    assert min(kinds.count("case"), kinds.count("none")) >= 90
    assert kinds.count("missed") <= 3
    assert set(kinds) == {"case", "none", "missed"}


@pytest.mark.parametrize(("kind", "text"), _ROWS, ids=[text for _, text in _ROWS])
def test_a_message_is_taken_for_what_it_is(kind: str, text: str) -> None:
    assert looks_like_a_case(text) is (kind == "case")


@pytest.mark.parametrize("text", [text for kind, text in _ROWS if kind == "case"])
def test_it_is_seen_in_the_midst_of_a_letter_too(text: str) -> None:
    assert looks_like_a_case(f"Guten Tag,\n\nwir haben eine Frage.\n{text}\n\nViele Grüße")


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert looks_like_a_case(text) in (True, False)


@pytest.mark.parametrize("part", ["1.1.1990 ", "geb. ", "A" * 50, "Frau ", "AZR 1 ", "am 1.1.1990 x ", "- - ", "* "])
def test_a_long_text_is_judged_quickly(part: str) -> None:
    import time

    began = time.process_time()
    looks_like_a_case(part * 20_000)
    assert time.process_time() - began < 5

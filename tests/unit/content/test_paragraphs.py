"""Paragraphs as they are cited."""

import pytest

from content import paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 25 Abs. 5 AufenthG", [("25", "5", "AufenthG")]),
        ("§§ 25a, 25b und 104c AufenthG", [("25a", "", "AufenthG"), ("25b", "", "AufenthG"), ("104c", "", "AufenthG")]),
        ("§ 25a oder § 25b AufenthG", [("25a", "", "AufenthG"), ("25b", "", "AufenthG")]),
        ("§60a Abs. 2 S. 3 AufenthG", [("60a", "2", "AufenthG")]),
        ("Paragraph 44 Absatz 4 Aufenthaltsgesetz", [("44", "4", "AufenthG")]),
        ("Paragrafen 2 und 3 des Asylbewerberleistungsgesetzes", [("2", "", "AsylbLG"), ("3", "", "AsylbLG")]),
        ("§ 10 Absatz 1 Satz 1 Nummer 3 StAG", [("10", "1", "StAG")]),
        ("§ 7 SGB II", [("7", "", "SGB II")]),
        ("§ 23 SGB 12", [("23", "", "SGB XII")]),
        ("AufenthG, § 36a", [("36a", "", "AufenthG")]),
        ("§ 24 StVO", [("24", "", "?")]),
        ("§ 24 gilt", [("24", "", "")]),
        ("§", []),
    ],
)
def test_a_citation_is_read(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.number, one.section, one.law) for one in paragraphs.find(text)] == expected

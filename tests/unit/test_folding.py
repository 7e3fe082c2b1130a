"""Words as people type them become one spelling."""

import pytest

from domain.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Hilfe", "hilfe"),
        ("HILFE", "hilfe"),
        ("  hilfe\t\n", "hilfe"),
        ("Hilfe!", "hilfe"),
        ("„Hilfe“", "hilfe"),
        ("(Hilfe)…", "hilfe"),
        ("Hilfe\u00a0", "hilfe"),
        ("Tschüss", "tschuess"),
        ("TSCHÜSS", "tschuess"),
        ("Tschu\u0308ss", "tschuess"),
        ("tschuess", "tschuess"),
        ("Tschüß", "tschuess"),
        ("GRÖẞE", "groesse"),
        ("Ärger", "aerger"),
        ("Café", "cafe"),
        ("Señora", "senora"),
        ("mehr  als eins", "mehr  als eins"),
        ("z. B.", "z. b"),
        ("12.05.", "12.05"),
        ("", ""),
        ("?!", ""),
        ("👍", "👍"),
        ("помощь", "помощь"),
    ],
)
def test_a_word_is_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "text", ["Hilfe", "Tschüß!", "Ärger mit „Öl“", "Café", "ﬁnden", "İstanbul", "ΣΊΣΥΦΟΣ", "a\u0308\u0301", "…?"]
)
def test_folding_twice_is_like_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)

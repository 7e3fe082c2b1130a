"""The start list of sources: whole, and refused where it is not."""

import pytest

from content import start_sources

ONE = '[[source]]\ntitle = "Amt"\nurl = "https://amt.example/feed"\nofficial = true\nevidence = "Gesehen."\n'


def test_the_shipped_list_is_whole() -> None:
    found = start_sources.load()
    assert len(found) > 15
    # What nobody has seen at its address says so.
    assert all("Nicht belegt" in one.evidence for one in found if "nds-fluerat" in one.url or "mediendienst" in one.url)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[[source", id="no toml"),
        pytest.param(ONE + ONE, id="twice"),
        pytest.param(ONE.replace("https", "http"), id="not https"),
        pytest.param(ONE.replace('"Gesehen."', '""'), id="no evidence"),
        pytest.param(ONE.replace("official = true\n", ""), id="a field is missing"),
        pytest.param(ONE + 'wozu = "x"\n', id="a field too many"),
    ],
)
def test_a_wrong_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"sources\.toml"):
        start_sources.parse(text)

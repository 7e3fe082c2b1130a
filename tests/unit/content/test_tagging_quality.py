"""Precision, recall and F1 are counted right, and a bad set is refused by line."""

import pytest

from content.tagging_quality import SetFault, measure, read

_SET = """\
{"id": "1", "title": "a", "summary": "", "topics": ["x"], "regions": []}

{"id": "2", "title": "b", "summary": "", "topics": ["x", "y"], "regions": ["r"]}
{"id": "3", "title": "c", "summary": "", "topics": [], "regions": []}
"""


def test_figures_are_micro_and_per_code() -> None:
    labelled = read(_SET, ["x", "y"], ["r"])
    given: dict[str, tuple[list[str], list[str]]] = {"a": (["x"], []), "b": (["y"], []), "c": (["x"], [])}
    topics, regions = measure(labelled, lambda title, _: given[title])
    assert (topics.all.hits, topics.all.extra, topics.all.missed, topics.all.support) == (2, 1, 1, 3)
    assert topics.all.precision == topics.all.recall == topics.all.f1 == pytest.approx(2 / 3)
    assert topics.per["x"].precision == pytest.approx(1 / 2)
    assert (topics.per["y"].f1, topics.per["y"].support) == (1.0, 1)
    assert (regions.all.recall, regions.all.precision) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "keine Zeile"),
        ("{}", "Zeile 1"),
        ("[]", "Zeile 1"),
        ('{"id": "1", "title": "a", "topics": ["z"], "regions": []}', "„z“"),
        ('{"id": "1", "title": "a", "topics": "x", "regions": []}', "topics"),
        ('{"id": "1", "title": "a", "topics": []}', "regions"),
        (_SET + "{", "Zeile 5"),
    ],
)
def test_a_bad_set_is_refused(text: str, said: str) -> None:
    with pytest.raises(SetFault, match=said):
        read(text, ["x", "y"], ["r"])

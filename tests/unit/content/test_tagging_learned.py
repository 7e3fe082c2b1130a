"""What words weigh for topics: the table, what is learned from labelled entries, and how it speaks beside the rules."""

import re
from pathlib import Path

import pytest

from content import places, start_data, tagging_learned
from content.tagging import Tagger
from content.tagging_learned import Learned, Ruled, evidence, features, pack, parse, write
from tests import learning
from tests.learning import Entry, Regression, values

_NOTHING_SAID = Ruled(
    points=0, words=0, is_chosen=False, is_early=False, is_titled=False, is_migration=False, is_against=False,
    is_cut=False, is_lone=False, around=0, is_other=False, is_aside=False, is_text=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("am", {"=am"}, id="a short one only by itself"),
        pytest.param("amt", {"=amt", "^amt$"}, id="three letters"),
        pytest.param("kurse", {"=kurse", "^kurs", "kurse", "urse$"}, id="beginning and end"),
        pytest.param("amtskurs", {"=amtskurs", "^amts", "amtsk", "mtsku", "tskur", "skurs", "kurs$"}, id="a compound"),
    ],
)  # fmt: skip
def test_a_word_is_known_by_itself_and_by_its_pieces(word: str, expected: set[str]) -> None:
    assert set(features(word)) == expected


def test_a_table_is_read_as_it_was_written() -> None:
    text = write(["asyl", "arbeit"], [-1.5, 0.25], [0.5, 1.0], [0.3, 2.5], {"=a": {0: 2.0, 1: -3.5}, "=b": {1: 0.0001}})
    found = parse(text)
    assert (found.codes, found.bias, found.combine) == (("asyl", "arbeit"), (-1.5, 0.25), (0.5, 1.0))
    assert found.least == (0.3, 2.5)
    assert dict(found.weights) == {"=a": pack({0: 200, 1: -350})}


def test_scores_add_up_what_each_word_weighs_and_forget_the_length() -> None:
    learned = Learned(("x", "y", "z"), (0.0, 1.0, -1.0), (), (), {"=a": pack({0: 300, 2: -600}), "=b": pack({1: 100})})
    a, b = learned.word("a"), learned.word("b")
    assert (a[1], b[1], learned.word("c")) == (1, 1, (0, 0))
    assert learned.scores(a[0] + b[0], 1) == pytest.approx([3.0, 2.0, -7.0])
    assert learned.scores(2 * a[0], 4) == pytest.approx([3.0, 1.0, -7.0])
    assert learned.scores(0, 0) == [0.0, 1.0, -1.0]
    assert learned.shares([("A", a[0]), ("B", b[0])], 0) == [(300, "A")]


def test_longest_texts_do_not_overflow() -> None:
    """All pieces as heavy as any in the shipped table, as many as a title and a text of 1,500 characters can have."""
    shipped = tagging_learned.load()
    heaviest = max(abs(one) for one in _whole(shipped))
    assert heaviest * 4 * 2 * 2 * 1_500 < 2**31


def _whole(learned: Learned) -> list[int]:
    text = Path(tagging_learned.__file__).with_name("tagging_learned.csv").read_text(encoding="utf-8")
    return [int(one) for line in text.splitlines()[4:] for one in re.findall(r"-?\d+", line.rpartition(";")[2])]


def test_a_regression_learns_what_tells_entries_apart() -> None:
    rows = [((word, 1.0), ("und", 1.0)) for word in ("kurs", "kurs", "amt", "amt", "bau")]
    weights, bias = Regression(rows).weights([True, True, False, False, False])
    assert weights["kurs"] + weights["und"] + bias > 0.5
    assert weights["amt"] + weights["und"] + bias < -0.5
    assert weights["bau"] < weights["kurs"]


def test_a_word_counts_most_in_the_title_and_least_after_the_first_sentence() -> None:
    found = dict(values("Amt", "Heute gibt es wieder einen Kurs. Morgen folgt ein Bau."))
    assert found["=amt"] > found["=kurs"] > found["=bau"]


def test_what_is_learned_from_several_authors_finds_entries_that_none_of_them_wrote() -> None:
    """Without any word of the rules: only what the sets teach says that these are about that topic."""
    text = "Für Geflüchtete."
    entries = []
    for author in ("a", "b", "c"):
        for number in range(12):
            for title, topics in ((f"Zaunkoenige singen {number}", {"netzwerk"}), (f"Brücke {number}", set[str]())):
                entries.append(Entry(author, title, text, frozenset(topics), values(title, text)))
    data = start_data.load()
    learned = parse(learning.learn(entries, [topic.code for topic in data.topics]))
    tagger = Tagger(data.topics, places.load(), learned)
    (tag,) = tagger.tag("Zaunkoenige", text).topics
    assert (tag.code, tag.because[0]) == ("netzwerk", "Titel: „Zaunkoenige“")
    assert tagger.tag("Brücke", text).topics == ()
    assert tagger.tag("Zaunkoenige", "").topics == (), "without a sign of migration work, and without a text"
    longer = "Heute sangen sie im Garten hinter dem alten Haus am Deich."
    assert [one.code for one in tagger.tag("Zaunkoenige Zaunkoenige", longer).topics] == ["netzwerk"], "by itself"


def test_the_shipped_table_is_of_the_shipped_topics() -> None:
    learned = tagging_learned.load()
    assert list(learned.codes) == [topic.code for topic in start_data.load().topics]
    assert len(learned.combine) == len(evidence(0.0, 0.0, _NOTHING_SAID))
    assert len(learned.bias) == len(learned.codes)

"""What somebody writes when they join, in whatever order and spelling."""

from collections.abc import Sequence

import pytest

from bot.changes import Join
from bot.commands import joining, somewhere
from bot.commands.joining import CONSENT, NAME, PLACE, WHICH, Facts
from bot.dialog import Heard, State, hear
from bot.words.joining import VERSION
from content import start_data
from domain.subscription import Subscription
from tests.unit.bot.support import Counter


@pytest.fixture(scope="module")
def facts() -> Facts:
    """The real map."""
    data = start_data.load()
    names = {region.code: region.name for region in data.regions}
    gazetteer = somewhere.gazetteer(
        tuple((one.ags, one.name, one.region) for one in data.counties), tuple(names.items())
    )  # fmt: skip
    confirmed = {region.code: region.confirmed for region in data.regions}
    return Facts(somewhere.Map(gazetteer, names, confirmed), {}, (), confirmed=False)


@pytest.mark.parametrize(
    ("text", "regions", "urgent"),
    [
        ("ja cloppenburg eilt", ["oldenburger-land"], True),
        ("Ja, Cloppenburg.", ["oldenburger-land"], False),
        ("eilt Cloppenburg ja", ["oldenburger-land"], True),
        ("JA LK CLOPPENBURG EILT!", ["oldenburger-land"], True),
        ("Ja, einverstanden. Ich arbeite im Landkreis Vechta, bitte mit Eilmeldungen.", ["oldenburger-land"], True),
        ("ja clopenburg", ["oldenburger-land"], False),
        ("ja Lueneburg", ["heide"], False),
        ("ja Lüchow Dannenberg", ["heide"], False),
        ("ja, Nienburg", ["mittelweser-weserbergland"], False),
        ("ja Rotenburg (Wümme) eilt", ["elbe-weser"], True),
        ("ja Grafschaft Bentheim", ["emsland-grafschaft-bentheim"], False),
        ("ja Region Hannover", ["hannover"], False),
        ("ja Hannover", ["hannover"], False),
        ("ja Stadt Göttingen", ["suedniedersachsen"], False),
        ("ja Stadt Oldenburg", ["oldenburger-land"], False),
        ("ja Oldenburger Land", ["oldenburger-land"], False),
        ("ja Heide", ["heide"], False),
        ("ja Vechta und Stade", ["elbe-weser", "oldenburger-land"], False),
        ("ja Wilhelmshaven, aber keine Eilmeldungen", ["ostfriesland-jade"], False),
        ("Einverstanden, Buxtehude", ["elbe-weser"], False),
        ("ok peine", ["braunschweig"], False),
        ("ja Stadt Oldenbrug", ["oldenburger-land"], False),
        ("ja lehr", ["ostfriesland-jade"], False),
        ("ja Ostfriesland", ["ostfriesland-jade"], False),
        ("ja Ostfriesland Jade", ["ostfriesland-jade"], False),
        ("ja Jade", ["oldenburger-land"], False),
        ("ja Elbe Weser", ["elbe-weser"], False),
        ("ja Mittelweser", ["mittelweser-weserbergland"], False),
    ],
)  # fmt: skip
def test_one_answer_is_enough(facts: Facts, text: str, regions: list[str], urgent: bool) -> None:
    turn = joining.answer(State(NAME, CONSENT), Heard(text=text), facts)
    assert turn.state is None
    (change,) = turn.changes
    assert change == Join(Subscription(regions=tuple(regions), urgent=urgent), VERSION)


@pytest.mark.parametrize("text", ["ja landesweit", "ja ganz Niedersachsen"])
def test_all_regions_can_be_wanted(facts: Facts, text: str) -> None:
    (change,) = joining.answer(State(NAME, CONSENT), Heard(text=text), facts).changes
    assert change == Join(Subscription(statewide=True), VERSION)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("ja Oldenburg eilt", ["Stadt Oldenburg", "Landkreis Oldenburg"]),
        ("ja osnabrueck", ["Stadt Osnabrück", "Landkreis Osnabrück"]),
        ("ja Oldenbrug", ["Stadt Oldenburg", "Landkreis Oldenburg"]),
    ],
)
@pytest.mark.parametrize("then", ["Landkreis", "2", "landkreis {name}"])
def test_a_name_of_two_is_asked_about(facts: Facts, text: str, labels: Sequence[str], then: str) -> None:
    state = joining.answer(State(NAME, CONSENT), Heard(text=text), facts).state
    assert state is not None
    assert state.step == WHICH
    question = joining.ask(state, facts)
    assert sorted(option.label for option in question.options) == sorted(labels)
    numbered = sorted(range(2), key=lambda at: question.options[at].label)
    said = str(numbered[0] + 1) if then == "2" else then.format(name=labels[1].split()[1])
    (change,) = joining.answer(state, hear(question, said), facts).changes
    assert isinstance(change, Join)
    assert change.chosen.urgent is ("eilt" in text)


@pytest.mark.parametrize("text", ["nein", "Nein danke", "nicht einverstanden", "Nein, ja?"])
def test_no_is_no(facts: Facts, text: str) -> None:
    turn = joining.answer(State(NAME, CONSENT), Heard(text=text), facts)
    assert (turn.state, turn.changes) == (None, ())


@pytest.mark.parametrize("text", ["", "Vechta", "eilt", "Wer sind Sie?", "😀", "x" * 5000, "/", "1:join:consent:yes"])
def test_without_a_yes_nothing_is_stored(facts: Facts, text: str) -> None:
    turn = joining.answer(State(NAME, CONSENT), Heard(text=text), facts)
    assert turn.changes == ()
    assert turn.state is not None


@pytest.mark.parametrize("text", ["ja", "ja eilt", "ja Entenhausen", "ja Landkreis", "ja Stadt"])
def test_without_a_place_it_is_asked_for(facts: Facts, text: str) -> None:
    state = joining.answer(State(NAME, CONSENT), Heard(text=text), facts).state
    assert state is not None
    assert state.step == PLACE
    (change,) = joining.answer(state, Heard(text="Peine"), facts).changes
    assert change == Join(Subscription(regions=("braunschweig",), urgent="eilt" in text), VERSION)


async def test_joining_the_long_way_takes_one_message_a_step_and_five_at_most(counter: Counter) -> None:
    said = ["Guten Tag", "anmelden", "ja", "Wolkenkuckucksheim", "landesweit"]
    told = [await counter.text(one) for one in said]
    assert len(told) <= 5
    assert told[-1].startswith("Danke. Sie erhalten:")

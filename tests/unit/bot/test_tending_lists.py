"""`pflegen`: what its script does not show. Old buttons mean what they meant, a line is a line, not all may."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.words import catalogue as words
from bot.words import conversing
from domain.recipient import Role
from store import reference
from store import tables as t
from tests.unit.bot.support import Counter, pressed, said
from tests.unit.bot.test_scripts import payload_of
from tests.unit.relay.support import MONDAY, join, person


@pytest.fixture
def desk(desk: Counter) -> Counter:
    """A Koordination, a Federführende, a member: each is called like their chat."""
    confirmed: dict[str, Any] = {"confirmed_at": MONDAY}
    join(
        desk.store,
        person("karla", role=Role.COORDINATION, **confirmed),
        person("lea", role=Role.LEAD, leads=("heide",), **confirmed),
        person("mia", regions=("heide",), statewide=False, **confirmed),
    )
    return desk


async def says(desk: Counter, *texts: str, who: str = "karla") -> str:
    """Let somebody say things one after the other, and return the last answer."""
    answers = [await desk.answer(said(f"{who}-{desk.batches}", text, who)) for text in texts]
    return answers[-1][-1].text


def names(desk: Counter) -> dict[str, str]:
    """Return what regions and topics are called."""
    return desk.store.read_now(reference.region_names) | desk.store.read_now(reference.topic_names)


@pytest.mark.parametrize("who", ["lea", "mia", "niemand"])
async def test_only_the_koordination_changes_the_lists_by_words_or_buttons(desk: Counter, who: str) -> None:
    await says(desk, "pflegen", "1", "Hannover")
    for event in (
        said(f"{who}1", "pflegen Region heide: Meins", who),
        said(f"{who}2", "pflegen", who),
        pressed(f"{who}3", "1:catalogue:regionname:right-hannover", who),
        pressed(f"{who}4", "1:catalogue:menu:region", who),
    ):
        (answer,) = await desk.answer(event)
        assert answer.text in (conversing.TOO_OLD, *conversing.REFUSED.values())
    assert names(desk)["heide"] == "Heide"
    assert not desk.store.read_now(reference.region_confirmed)["hannover"]


@pytest.mark.parametrize(
    "asked",
    [
        ("pflegen Region hannover",),
        ("pflegen Thema sprache",),
        ("pflegen", "Thema", "Neues Thema"),
        ("pflegen Wörter sprache",),
    ],
    ids=["a region", "a topic", "a new topic", "its words"],
)
async def test_a_stray_yes_names_nothing_and_confirms_no_name(desk: Counter, asked: tuple[str, ...]) -> None:
    def lists() -> list[Any]:
        return [names(desk), *map(desk.store.read_now, (reference.region_confirmed, reference.topic_keywords))]

    before = lists()
    assert words.NOT_READ in await says(desk, *asked, "ja")
    assert lists() == before


async def test_a_button_of_another_regions_question_says_nothing_of_this_one(desk: Counter) -> None:
    (shown,) = await desk.answer(said("a1", "pflegen Region hannover", "karla"))
    right = payload_of([shown], words.NAME_IS_RIGHT)
    await says(desk, "zurück", "1", "Elbe-Weser")
    (answer,) = await desk.answer(pressed("a2", right, "karla"))
    assert answer.text == conversing.TOO_OLD
    confirmed = desk.store.read_now(reference.region_confirmed)
    assert (confirmed["hannover"], confirmed["elbe-weser"]) == (False, False)


async def test_a_button_that_strikes_a_word_strikes_it_of_its_own_topic_only(desk: Counter) -> None:
    for topic in ("sprache", "arbeit"):
        await says(desk, f"pflegen Wort {topic}: +Orientierung")
    (shown,) = await desk.answer(said("a1", "pflegen Wörter sprache", "karla"))
    strike = payload_of([shown], "Orientierung streichen")
    await says(desk, "pflegen Wörter arbeit")
    (answer,) = await desk.answer(pressed("a2", strike, "karla"))
    assert answer.text == conversing.TOO_OLD
    keywords = desk.store.read_now(reference.topic_keywords)
    assert "Orientierung" in keywords["sprache"]
    assert "Orientierung" in keywords["arbeit"]


async def test_a_line_is_a_line_also_where_a_name_is_asked_for(desk: Counter) -> None:
    await says(desk, "pflegen Region heide")
    assert words.ASK_MENU in await says(desk, "pflegen Region hannover: Großraum Hannover")
    await says(desk, "pflegen Region heide", "pflegen Liste")
    assert (names(desk)["heide"], names(desk)["hannover"]) == ("Heide", "Großraum Hannover")


@pytest.mark.parametrize("name", ["", "…", "x" * 81, "Braunschweig", "braunschweig", "Ukraine"])
async def test_a_name_that_names_nothing_or_something_else_is_asked_for_again(desk: Counter, name: str) -> None:
    await says(desk, "pflegen Region heide")
    assert "Wie heißt die Region?" in await says(desk, name or " ")
    assert names(desk)["heide"] == "Heide"


async def test_what_people_chose_follows_the_new_name_and_who_joins_later_the_new_place(desk: Counter) -> None:
    await says(desk, "pflegen Region heide: Lüneburger Heide", "pflegen Kreis Landkreis Celle: braunschweig")
    assert "Lüneburger Heide" in await says(desk, "abo", who="mia")
    assert "Braunschweig" in await says(desk, "anmelden", "ja celle", who="eva")
    s = t.sub_region.c
    of = select(t.person.c.key, s.region).join(t.person, t.person.c.id == s.recipient)
    assert ("mia", "heide") in {tuple(row) for row in desk.store.read_now(lambda session: session.execute(of).all())}


async def test_the_audit_says_who_changed_what(desk: Counter) -> None:
    await says(desk, "pflegen", "Schlagwörter", "Sprache", "Orientierungskurs", "Orientierungskurs")
    a = t.audit.c
    query = select(a.actor, a.subject, a.detail).where(a.action == "catalogue.changed")
    noted = desk.store.read_now(lambda session: [tuple(row) for row in session.execute(query)])
    assert noted == [("karla", "topic:sprache", "+Orientierungskurs")]

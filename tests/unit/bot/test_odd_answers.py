"""Answers as people give them: for whom in a few words, and digits that are no numbers."""

from typing import Any

import pytest

from domain.recipient import Role
from tests.unit.bot.support import Counter, said
from tests.unit.bot.test_polls import send
from tests.unit.meetings.support import invite
from tests.unit.relay.support import EVERYBODY, MONDAY, House, join, person


@pytest.fixture
def office(desk: Counter) -> Counter:
    """The Koordination at her desk."""
    boss: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY}
    join(desk.store, person("ada", **boss), person("mia", regions=("heide",), statewide=False))
    return desk


@pytest.mark.parametrize(
    "given", ["für Heide", "Region Heide", "Regionalverbund Heide", "für den Regionalverbund Heide"]
)
@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [
        ("eilt\nNeuer Erlass", "EILT: Neuer Erlass"),
        ("neu wichtig: Neuer Erlass", "Worum geht es?"),
        ("treffen Besprechung\nMo 14.12. 10-13 Uhr", "Wo"),
    ],
    ids=["urgent", "writing", "meeting"],
)
async def test_for_whom_is_answered_in_a_few_words(office: Counter, begins: str, goes_on: str, given: str) -> None:
    assert "Für wen" in await office.text(begins)
    assert goes_on in await office.text(given)


@pytest.mark.parametrize(
    "said", ["erinnern ²", "bericht ²", "mailtext ²", "verbinden ²²", "gelesen ²", "nochmal ²", "zusage ²"]
)
async def test_a_digit_that_is_no_number_is_answered(office: Counter, said: str) -> None:
    house = House(office.store, office.clock)
    house.tell(house.new("Neuer Erlass.", EVERYBODY))
    assert "Fehler" not in await office.text(said)
    assert [row.tries for row in office.inbox()] == [0]


@pytest.mark.parametrize("text", ["Ich komme gerne", "ich kann leider nicht", "weiß ich noch nicht"])
async def test_a_sentence_that_may_be_meant_for_a_poll_is_asked_about(room: Counter, text: str) -> None:
    invite(room.store)
    told, *_ = await room.answer(said("e1", text, "bea"))
    assert "Gespeichert: " in told.text
    send(room)
    (told,) = await room.answer(said("e2", text, "bea"))
    assert "Meinen Sie die Einladung oder die Umfrage?" in told.text

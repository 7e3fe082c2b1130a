"""`mailtext`: what was told, ready to be copied, with files for a mail program."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from bot.words import mailing as words
from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.recipient import Role
from store import bodies
from tests.unit.bot.support import Answer, Counter, said
from tests.unit.relay.support import EVERYBODY, MONDAY, House, join, person

BOSS: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY}


@pytest.fixture
def office(desk: Counter, tmp_path: Path) -> Counter:
    """The Koordination at her desk, and a folder for files."""
    join(desk.store, person("ada", **BOSS))
    desk.router.assets = tmp_path
    return desk


def tell(desk: Counter, facts: Addressed = EVERYBODY) -> None:
    house = House(desk.store, desk.clock)
    house.tell(house.new("Anträge *jetzt* stellen: https://www.bamf.de/x", facts))


def files(answers: list[Answer]) -> list[str]:
    """Return the names of the files behind an answer."""
    return [file.name for one in answers if (file := bodies.load(one.row.body).file) is not None]


async def test_the_text_is_there_to_copy_with_its_subject_first_and_two_files(office: Counter, tmp_path: Path) -> None:
    tell(office)
    answers = await office.answer(said("m1", "mailtext 1"))
    text = answers[0].text
    assert "Betreff: Wichtig: Neuer Erlass" in text
    assert text.index("Betreff:") < text.index("Anträge jetzt stellen")
    assert files(answers) == ["meldung-1.html", "meldung-1.eml"]
    mail = bodies.load(answers[-1].row.body).file
    assert mail is not None
    found = message_from_bytes((tmp_path / mail.sha256).read_bytes(), policy=policy.default)
    assert found["Subject"] == "Wichtig: Neuer Erlass"


async def test_without_a_number_it_asks_which(office: Counter) -> None:
    assert await office.text("mailtext") == words.NONE
    tell(office)
    (asked,) = await office.answer(said("m1", "mailtext"))
    assert asked.labels == ("Neuer Erlass (Mo., 23.11.2026)",)
    answers = await office.answer(said("m2", "1"))
    assert files(answers) == ["meldung-1.html", "meldung-1.eml"]


async def test_an_edition_is_a_mail_too(office: Counter) -> None:
    tell(office, Addressed(Level.INFO, Scope.PUBLIC, statewide=True))
    edition = House(office.store, office.clock).edition().notice
    text = (await office.answer(said("m1", f"mailtext {edition}")))[0].text
    assert "Betreff: Wochenüberblick 48/2026" in text


async def test_what_is_internal_says_so(office: Counter) -> None:
    tell(office, Addressed(Level.INFO, Scope.INTERNAL, statewide=True))
    assert "Betreff: [intern] Neuer Erlass" in (await office.answer(said("m1", "mailtext 1")))[0].text


async def test_federfuehrende_have_only_what_they_have_sent(office: Counter) -> None:
    tell(office)
    join(office.store, person("eva", role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY))
    (answer,) = await office.answer(said("e1", "mailtext 1", "eva"))
    assert answer.text == words.NONE

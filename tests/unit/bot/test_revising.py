"""What becomes of a notice that is out: its next revision by the rules of revisions, or its withdrawal."""

from datetime import datetime
from typing import Any

import pytest

from bot.words import writing as words
from domain.quiet import ZONE
from domain.recipient import Role
from tests.unit.bot.support import Counter, said
from tests.unit.bot.test_urgent import number
from tests.unit.relay.support import House, ScriptedChannel, drive, join, person

_UNTIL = "EILT – bis Di., 01.12.2026, 12:00 Uhr: Neuer Erlass"
FRIDAY = datetime(2026, 11, 27, 9, 20, tzinfo=ZONE)


@pytest.fixture
def office(desk: Counter) -> Counter:
    """A Friday morning, the Koordination, two Federführende, and two members of whom one is quiet until noon."""
    desk.clock.now = FRIDAY
    nothing: dict[str, Any] = {"urgent": False, "confirmed_at": FRIDAY}
    join(
        desk.store,
        person("cora", role=Role.COORDINATION, **nothing),
        person("ada", role=Role.LEAD, leads=("heide",), **nothing),
        person("lou", role=Role.LEAD, leads=("hannover",), **nothing),
        person("mia", regions=("heide",)),
        person("ida", regions=("heide",), quiet="08:00-12:00"),
    )
    return desk


async def says(desk: Counter, text: str, chat: str = "ada") -> str:
    """Let somebody say something, and return what they are answered."""
    answers = await desk.answer(said(f"r{desk.batches}", text, chat))
    return answers[0].text if answers[0].chat == chat else answers[-1].text


async def told(desk: Counter) -> ScriptedChannel:
    """Release something urgent, and return the network after it has gone out."""
    await says(desk, number(await says(desk, "eilt bis 1.12. 12 Uhr, Heide: Neuer Erlass. Bitte handeln.")))
    channel = ScriptedChannel()
    await drive(House(desk.store, desk.clock).relay(channel))
    return channel


async def go_on(desk: Counter, channel: ScriptedChannel) -> None:
    """Let everything go out that may now."""
    await drive(House(desk.store, desk.clock).relay(channel))


@pytest.mark.parametrize(
    ("command", "text", "first", "short"),
    [
        ("korrektur", "Neuer Erlass\nErst ab Montag.", f"Korrektur – {_UNTIL}",
         "Korrektur: Neuer Erlass"),
        ("aktualisierung", "Neuer Erlass\nMit Muster.", f"Aktualisierung – {_UNTIL}",
         "Aktualisierung: Neuer Erlass"),
        ("erledigt", "Die Frist ist aufgehoben.", "Erledigt – EILT: Neuer Erlass", "Erledigt: Neuer Erlass"),
    ],
    ids=["correction", "update", "done"],
)  # fmt: skip
async def test_who_has_it_sees_the_new_words_and_who_waits_gets_them_first(
    office: Counter, command: str, text: str, first: str, short: str
) -> None:
    channel = await told(office)
    assert "ganz" in await says(office, command) or command == "erledigt"
    shown = await says(office, text)
    assert shown.startswith(first)
    assert "Wer sie hat (1)" in shown
    assert "wer noch wartet (1)" in shown
    assert await says(office, number(shown)) == words.REVISED
    office.clock.now = FRIDAY.replace(hour=12)
    await go_on(office, channel)
    mine = [(made.op, made.text.split("\n")[0]) for made in channel.made if made.chat == "mia"]
    assert mine[1:] == [("edit", first), ("send", short)]
    assert [made.text.split("\n")[0] for made in channel.made if made.chat == "ida"] == [first]


async def test_it_is_withdrawn_by_words_of_its_own(office: Counter) -> None:
    channel = await told(office)
    shown = await says(office, "zurückziehen")
    assert "nichts zurückgezogen" in await says(office, "ja")
    assert await says(office, "SENDEN 10") != words.WITHDRAWN
    shown = await says(office, "zurückziehen 1")
    phrase = shown[shown.rindex("ZURÜCKZIEHEN") :]
    assert await says(office, phrase) == words.WITHDRAWN
    await go_on(office, channel)
    office.clock.now = FRIDAY.replace(hour=12)
    await go_on(office, channel)
    assert [made.op for made in channel.made if made.chat == "mia"] == ["send", "delete"]
    assert not [made for made in channel.made if made.chat == "ida"]
    assert await says(office, "korrektur") == words.NO_NOTICE


async def test_others_notices_are_changed_by_the_koordination_only(office: Counter) -> None:
    await told(office)
    assert await says(office, "korrektur 1", "lou") == words.NO_NOTICE
    assert "berichtigte Fassung" in await says(office, "korrektur 1", "cora")
    assert "gibt es nicht" in await says(office, "korrektur 77", "cora")


async def test_all_in_one_message(office: Counter) -> None:
    await told(office)
    shown = await says(office, "korrektur 1 Neuer Erlass. Erst ab Montag.")
    assert "Erst ab Montag." in shown
    assert await says(office, number(shown)) == words.REVISED

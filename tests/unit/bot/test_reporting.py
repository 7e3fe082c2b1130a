"""`bericht`: who got a notice and who did not, and what can be done about it."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlmodel import Session

from bot.words import reports as words
from domain.notice import Level
from domain.outcome import GiveUp, Unsure
from domain.quiet import ZONE
from domain.recipient import Rhythm, Role
from store import audit, reports, retention
from store import tables as t
from tests.unit.bot.support import Counter, said
from tests.unit.relay.support import EVERYBODY, MONDAY, OST, House, ScriptedChannel, drive, join, person

BOSS: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY, "rhythm_important": Rhythm.NIE}


@pytest.fixture
async def sent(desk: Counter) -> ScriptedChannel:
    """A notice that three people of two regions were to get: one did, one is gone, of one nobody knows."""
    heide: dict[str, Any] = {"regions": ("heide",), "statewide": False}
    join(desk.store, person("ada", **BOSS), person("bea", **heide), person("cem", **heide))
    join(desk.store, person("dan", regions=("hannover",), statewide=False))
    house = House(desk.store, desk.clock)
    house.tell(house.new("Neuer Erlass."))
    channel = ScriptedChannel()
    channel.script = {"cem": [GiveUp("blocked", recipient_gone=False)], "dan": [Unsure("no answer in time")]}
    await drive(house.relay(channel))
    channel.made.clear()
    return channel


def phrase(text: str, word: str) -> str:
    """Return the words with their number that a question asks for."""
    return text[text.index(word) :].split(".", maxsplit=1)[0].split(". ", maxsplit=1)[0].strip()


async def test_it_tells_states_regions_and_reasons(desk: Counter, sent: ScriptedChannel) -> None:
    (asked,) = await desk.answer(said("b1", "bericht"))
    assert asked.labels == ("Neuer Erlass (Mo., 23.11.2026)",)
    told = await desk.text("1")
    assert told.startswith("Bericht: Neuer Erlass\n")
    assert "Meldung Nr. 1: 1 gesendet, 0 wartend, 1 nicht zustellbar, 1 unklar" in told
    assert "Heide: 1 gesendet, 0 wartend, 1 nicht zustellbar, 0 unklar" in told
    assert "1 unklar: keine Antwort des Netzes" in told
    assert sent.made == []


async def test_the_failed_are_sent_again_by_words_of_their_own(desk: Counter, sent: ScriptedChannel) -> None:
    await desk.text("bericht 1")
    asked = await desk.text("noch einmal")
    assert "1 Zustellungen sind fehlgeschlagen" in asked
    for wrong in ("ja", "ERNEUT", "ERNEUT 9999"):
        assert (await desk.text(wrong)).startswith(words.EXACTLY)
    assert words.WILL_AGAIN in await desk.text(phrase(asked, "ERNEUT "))
    await drive(House(desk.store, desk.clock).relay(sent))
    assert [made.chat for made in sent.made if made.chat != "ada"] == ["cem"]
    (row,) = [one for one in desk.store.read_now(lambda s: audit.listing(s, 5)) if one.actor == "ada"]
    assert (row.action, row.detail) == ("delivery.resolved_again", "failed: 1 of 1")


@pytest.mark.parametrize(("word", "chats"), [("ANGEKOMMEN ", []), ("ERNEUT ", ["dan"])])
async def test_the_unsure_are_decided(desk: Counter, sent: ScriptedChannel, word: str, chats: list[str]) -> None:
    await desk.text("bericht 1")
    asked = await desk.text("unklare entscheiden")
    await desk.text(phrase(asked, word))
    await drive(House(desk.store, desk.clock).relay(sent))
    assert [made.chat for made in sent.made if made.chat != "ada"] == chats
    found = desk.store.read_now(lambda s: reports.about(s, 1))
    assert found is not None
    assert (found.states["sent"], found.states.get("unsure")) == (2, None)


async def test_what_has_ended_is_not_sent_again(desk: Counter, sent: ScriptedChannel) -> None:
    await desk.text("bericht 1")
    asked = await desk.text("noch einmal")
    House(desk.store, desk.clock).stop(1)
    await desk.text(phrase(asked, "ERNEUT "))
    await drive(House(desk.store, desk.clock).relay(sent))
    assert [made.chat for made in sent.made if made.chat != "ada"] == []


async def test_old_words_do_nothing(desk: Counter, sent: ScriptedChannel) -> None:
    await desk.text("bericht 1")
    asked = await desk.text("noch einmal")
    desk.clock.move(minutes=31)
    await desk.text(phrase(asked, "ERNEUT "))
    await drive(House(desk.store, desk.clock).relay(sent))
    assert [made.chat for made in sent.made if made.chat != "ada"] == []


async def test_a_table_and_a_picture_with_words(desk: Counter, sent: ScriptedChannel, tmp_path: Path) -> None:
    assert sent.account == OST
    desk.router.assets = tmp_path
    await desk.text("bericht 1")
    answers = await desk.answer(said("b2", "csv"))
    assert any("bericht-1.csv" in (one.row.body or "") for one in answers)
    answers = await desk.answer(said("b3", "bild"))
    bodies = "".join(one.row.body or "" for one in answers)
    assert "bericht-1.png" in bodies
    assert "Heide 1 gesendet, 1 nicht zustellbar" in bodies


async def test_federfuehrende_see_what_they_have_sent(desk: Counter, sent: ScriptedChannel) -> None:
    assert sent.made == []
    lead: dict[str, Any] = {"role": Role.LEAD, "leads": ("heide",), "confirmed_at": MONDAY}
    join(desk.store, person("eva", **lead))
    (answer,) = await desk.answer(said("e1", "bericht", "eva"))
    assert answer.text == words.NONE
    (answer,) = await desk.answer(said("e2", "bericht 1", "eva"))
    assert answer.text == words.NONE


async def test_an_edition_counts_each_reader_once(desk: Counter) -> None:
    join(desk.store, person("ada", **BOSS), person("bea", rhythm_info=Rhythm.WOECHENTLICH))
    house = House(desk.store, desk.clock)
    for text in ("Erstens.", "Zweitens."):
        house.tell(house.new(text, type(EVERYBODY)(Level.INFO, EVERYBODY.scope, statewide=True)))
    edition = house.edition().notice
    await drive(house.relay(ScriptedChannel()))
    found = desk.store.read_now(lambda s: reports.about(s, edition))
    assert found is not None
    assert found.states == {"sent": 1}
    assert found.regions == {"landesweit": {"sent": 1}}


async def test_the_audit_is_the_koordinations(desk: Counter, sent: ScriptedChannel) -> None:
    assert sent.made == []
    desk.store.write_now(lambda s: audit.note(s, "ada", "notice.released", "notice:1", MONDAY))
    told = await desk.text("protokoll")
    assert "Mo., 23.11.2026, 10:00 Uhr: freigegeben (Meldung 1), durch ada" in told
    (answer,) = await desk.answer(said("e1", "protokoll", "bea"))
    assert "freigegeben" not in answer.text


def test_a_table_is_one_for_office_programs() -> None:
    from bot.commands.reporting import table

    content = table([(1, "heide", "=1+1", OST, "sent", "", "urgent")]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows == [list(words.CSV_HEAD), ["1", "heide", "'=1+1", OST, "sent", "", "urgent"]]


def test_a_chart_is_a_picture_and_a_sentence() -> None:
    from content.charts import Bar, bar_chart, in_words

    bars = [Bar("Südniedersachsen", (12, 1)), Bar("Heide", (0, 0))]
    image = Image.open(io.BytesIO(bar_chart("Größe „Überblick“", ("gesendet", "wartend"), bars)))
    assert image.format == "PNG"
    colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []}
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00)} <= colours
    told = in_words("Größe", ("gesendet", "wartend"), bars)
    assert told == "Balkendiagramm „Größe“: Südniedersachsen 12 gesendet, 1 wartend."


def test_a_year_is_counted_by_kind_level_region_and_programme(desk: Counter) -> None:
    join(desk.store, person("bea", regions=("heide",), programmes=("mbe",)), person("cem", regions=("heide",)))
    house = House(desk.store, desk.clock)
    house.tell(house.new())
    desk.store.write_now(lambda s: s.execute(t.delivery.update().values(state="sent")))
    found = desk.store.read_now(lambda s: reports.year(s, MONDAY - timedelta(days=9), MONDAY + timedelta(days=9)))
    assert found.kinds == {("fachinformation", "important"): 1}
    assert (found.messages, found.persons, found.places) == (2, 2, 0)
    assert (found.regions, found.programmes) == ({"heide": 2}, {"mbe": 1})
    before = desk.store.read_now(lambda s: reports.year(s, MONDAY - timedelta(days=9), MONDAY))
    assert (before.kinds, before.messages) == ({}, 0)


def test_a_year_stays_what_it_was_when_who_got_what_is_forgotten(desk: Counter) -> None:
    for key, programmes in (("bea", ("mbe",)), ("cem", ())):
        join(desk.store, person(key, regions=("heide",), programmes=programmes))
    house = House(desk.store, desk.clock)
    year = (datetime(MONDAY.year, 1, 1, tzinfo=ZONE), datetime(MONDAY.year + 1, 1, 1, tzinfo=ZONE))

    def counted() -> reports.Year:
        return desk.store.read_now(lambda s: reports.year(s, *year))

    house.tell(house.new())
    desk.store.write_now(lambda s: s.execute(t.delivery.update().values(state="sent")))
    first = counted()
    assert (first.messages, first.persons, first.regions, first.programmes) == (2, 2, {"heide": 2}, {"mbe": 1})
    desk.store.write_now(lambda s: retention.forget(s, MONDAY + timedelta(days=100)))
    assert {row.recipient for row in house.deliveries()} <= {-1, -2}
    assert counted() == first
    # Who was counted is not counted once more, and who is new is.
    join(desk.store, person("dia", regions=("heide",)))
    desk.clock.now = MONDAY + timedelta(days=5)
    house.numbers += 1
    house.tell(house.new())
    desk.store.write_now(lambda s: s.execute(t.delivery.update().values(state="sent")))
    then = counted()
    assert (then.messages, then.persons, then.regions, then.programmes) == (5, 3, {"heide": 3}, {"mbe": 1})
    desk.store.write_now(lambda s: retention.forget(s, MONDAY + timedelta(days=200)))
    assert counted() == then
    assert len(desk.store.read_now(lambda s: list(s.execute(select(t.reached))))) == 3


def test_what_was_answered_to_meetings_stays_counted_in_its_year(desk: Counter) -> None:
    join(desk.store, person("bea"), person("cem"))
    house = House(desk.store, desk.clock)
    announced_at = datetime(2026, 2, 2, tzinfo=ZONE)
    made = {
        "uid": "u1", "notice": house.tell().notice, "kind": "verbundtreffen", "title": "Treffen",
        "start_local": "2026-03-02T10:00", "created_at": announced_at, "changed_at": announced_at,
    }  # fmt: skip
    year = (datetime(2026, 1, 1, tzinfo=ZONE), datetime(2027, 1, 1, tzinfo=ZONE))

    def write(session: Session) -> None:
        meeting = session.execute(t.meeting.insert().values(**made).returning(t.meeting.c.id)).scalar_one()
        persons = session.execute(select(t.person.c.id)).scalars().all()
        for number, one in enumerate(persons):
            said_ = {"meeting": meeting, "person": one, "value": ("yes", "no")[number], "meeting_sequence": 0}
            session.execute(t.attendance.insert().values(**said_, answered_at=MONDAY))

    desk.store.write_now(write)
    for _ in range(2):
        found = desk.store.read_now(lambda s: reports.year(s, *year))
        assert (found.meetings, found.attendance) == ({"verbundtreffen": 1}, {"no": 1, "yes": 1})
        desk.store.write_now(lambda s: retention.forget(s, datetime(2026, 12, 1, tzinfo=ZONE)))
    assert not desk.store.read_now(lambda s: list(s.execute(select(t.attendance))))

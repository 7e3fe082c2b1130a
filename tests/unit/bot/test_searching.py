"""`suche`, `nochmal`, `weitergeben` and `termine` in the chat."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.words import searching as words
from domain.asset import Attachment, File
from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.recipient import Role
from store import bodies
from store.people import Where
from tests.unit.bot.support import Counter, said, tell
from tests.unit.relay.support import EVERYBODY, MONDAY, OST, House, ScriptedChannel, drive, join, person


async def test_what_is_found_is_shown_in_pages_and_one_is_read_whole(desk: Counter) -> None:
    for number in range(7):
        tell(desk.store, f"Erlass {number}", at=MONDAY + timedelta(minutes=number))
    (answer,) = await desk.answer(said("a1", "suche erlass"))
    assert "7 Meldungen gefunden, hier Nr. 1 bis 5." in answer.text
    assert answer.labels == ("Nr. 7", "Nr. 6", "Nr. 5", "Nr. 4", "Nr. 3", "Mehr", "Fertig")
    (answer,) = await desk.answer(said("a2", "mehr"))
    assert "hier Nr. 6 bis 7." in answer.text
    assert answer.labels == ("Nr. 2", "Nr. 1", "Fertig")
    (answer,) = await desk.answer(said("a3", "2"))
    assert "Erlass 0" in answer.text
    assert "Es gilt ab sofort." in answer.text


async def test_go_on_is_still_the_end_of_a_pause(desk: Counter) -> None:
    await desk.answer(said("j1", "anmelden"), said("j2", "ja Vechta"))
    tell(desk.store, "Erlass")
    await desk.answer(said("a1", "suche erlass"))
    assert "Sie erhalten wieder alles" in await desk.text("weiter")


async def test_another_word_is_another_search(desk: Counter) -> None:
    tell(desk.store, "Erlass")
    tell(desk.store, "Rundschreiben")
    assert "Wonach suchen Sie?" in await desk.text("Suche")
    assert "Rundschreiben" in await desk.text("rundschreiben")
    assert "Erlass" in await desk.text("erlass")
    assert "nichts gefunden" in await desk.text("pizza")
    assert "In Ordnung" in await desk.text("fertig")


async def test_in_a_group_only_what_is_public_is_found_and_no_conversation_begins(desk: Counter) -> None:
    join(desk.store, person("bea", Where(OST, "ada"), confirmed_at=MONDAY))
    tell(desk.store, "Erlass intern", scope=Scope.INTERNAL)
    tell(desk.store, "Erlass")
    (answer,) = await desk.answer(said("g1", "/suche erlass", "team", direct=False))
    assert "1 Meldung gefunden." in answer.text
    (answer,) = await desk.answer(said("a1", "suche erlass"))
    assert "2 Meldungen gefunden." in answer.text


async def test_the_last_notice_or_one_by_its_number_comes_again(desk: Counter) -> None:
    assert "Es gibt noch keine Meldung" in await desk.text("nochmal")
    tell(desk.store, "Erlass")
    tell(desk.store, "Rundschreiben", at=MONDAY + timedelta(hours=1))
    assert "Rundschreiben" in await desk.text("nochmal")
    assert "Erlass" in await desk.text("nochmal Nr. 1")
    assert "„suche“" in await desk.text("nochmal 99")
    assert "„suche“" in await desk.text("nochmal bitte")


async def test_again_means_the_last_one_that_came_to_who_asks(desk: Counter) -> None:
    join(desk.store, person("ada", regions=("braunschweig",), statewide=False))
    house = House(desk.store, desk.clock)
    for title, facts in (
        ("Für alle", EVERYBODY),
        ("Heide", replace(EVERYBODY, statewide=False, regions=frozenset({"heide"}))),
    ):
        house.tell(replace(house.new(facts=facts), title=title))
    await drive(house.relay(ScriptedChannel()))
    assert "Meldung Nr. 1" in await desk.text("nochmal")
    (answer,) = await desk.answer(said("x1", "nochmal", "xaver"))
    assert "Meldung Nr. 2" in answer.text


async def test_what_comes_again_brings_its_files_again(desk: Counter, data_dir: Path) -> None:
    desk.router.assets = data_dir
    erlass = Attachment(File("a1-sha", "erlass.pdf", "application/pdf", 180_400), "Erlass vom 09.02.")
    tell(desk.store, "Erlass", files=(erlass, erlass))
    *_, read = await desk.answer(said("a1", "suche erlass"), said("a2", "1"))
    assert "Die Anlagen schickt „nochmal 1“." in read.text
    text, file = await desk.answer(said("a3", "nochmal 1"))
    assert text.text.startswith("Meldung Nr. 1")
    assert (file.text, bodies.load(file.row.body).file) == ("Anlage: Erlass vom 09.02. (PDF, 180\xa0KB)", erlass.file)


async def test_only_what_is_public_is_handed_on_with_source_and_date(desk: Counter) -> None:
    join(desk.store, person("bea", Where(OST, "ada"), confirmed_at=MONDAY))
    tell(desk.store, "Erlass", source="BAMF, https://www.bamf.de/a?utm_source=x&id=7")
    tell(desk.store, "Protokoll", scope=Scope.INTERNAL)
    _, answer = await desk.answer(said("a1", "weitergeben 1"))
    assert answer.text.startswith("Erlass")
    assert "Kooperativen Migrationsarbeit Niedersachsen, Mo., 23.11.2026" in answer.text
    assert "utm_source" not in str(answer.row.body)
    assert "bamf.de/a?id=7" in str(answer.row.body)
    assert "nicht zum Weitergeben" in await desk.text("weitergeben 2")


async def test_what_comes_is_told_or_that_nothing_comes(desk: Counter) -> None:
    assert "Zurzeit steht keine Frist" in await desk.text("Termine")
    heide = Addressed(Level.INFO, Scope.PUBLIC, statewide=False, regions=frozenset({"heide"}))
    house, day = House(desk.store, desk.clock), timedelta(days=1)
    for title, facts, ends in (
        ("Später", EVERYBODY, 2), ("Bald", EVERYBODY, 1), ("Heide", heide, 3), ("Vorbei", EVERYBODY, -1),
        ("Intern", replace(EVERYBODY, scope=Scope.INTERNAL), 1),
    ):  # fmt: skip
        house.tell(replace(house.new(facts=facts, deadline=MONDAY + ends * day), title=title))

    async def lines() -> list[str]:
        return (await desk.text("Termine")).split("\n\n")[1:]

    bald, later = (
        "Di., 24.11.2026, 10:00 Uhr – Frist: Bald (Nr. 2)",
        "Mi., 25.11.2026, 10:00 Uhr – Frist: Später (Nr. 1)",
    )
    theirs = "Do., 26.11.2026, 10:00 Uhr – Frist: Heide (Nr. 3)"
    assert await lines() == [words.TERMS_ALL, bald, later, theirs]
    await desk.answer(said("j1", "anmelden"), said("j2", "ja Vechta"))
    assert await lines() == [words.TERMS_MINE, bald, later]


async def test_what_goes_to_those_with_a_role_only_is_not_handed_on_by_them_either(desk: Counter) -> None:
    join(desk.store, person("lea", Where(OST, "ada"), role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY))
    house = House(desk.store, desk.clock)
    house.tell(house.new("Nur für Federführende.", replace(EVERYBODY, role=Role.LEAD)))
    answers = await desk.answer(said("a1", "weitergeben 1"))
    assert not any("Nur für Federführende" in one.text for one in answers)


async def test_who_goes_on_after_a_pause_is_told_what_is_open_and_no_more(desk: Counter) -> None:
    await desk.answer(said("j1", "anmelden"), said("j2", "ja Vechta"), said("j3", "pause bis 31.12.2026"))
    house, day = House(desk.store, desk.clock), timedelta(days=1)
    urgent = replace(EVERYBODY, level=Level.URGENT)
    news: tuple[tuple[str, Addressed, dict[str, Any]], ...] = (
        ("Frist kommt", EVERYBODY, {"deadline": MONDAY + 9 * day}),
        ("Frist vorbei", EVERYBODY, {"deadline": MONDAY + day}),
        ("Eilt noch", urgent, {"expires_at": MONDAY + 9 * day}),
        ("Nur so", EVERYBODY, {}),
    )
    for title, facts, dates in news:
        house.tell(replace(house.new(facts=facts, **dates), title=title))
    assert house.deliveries() == []
    desk.clock.move(days=5)
    told = await desk.text("weiter")
    assert [title for title in ("Frist kommt", "Frist vorbei", "Eilt noch", "Nur so") if title in told] == [
        "Frist kommt", "Eilt noch",
    ]  # fmt: skip

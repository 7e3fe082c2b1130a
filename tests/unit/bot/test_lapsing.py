"""What nobody decides goes, with its files, and those whom it concerns hear of it before and after."""

from dataclasses import replace

from sqlalchemy import func, select

from domain.notice import Level
from domain.recipient import Rhythm
from scheduler.lapsing import KEEP_UNDECIDED, KEEP_UNREAD, TOLD_BEFORE, lapse
from store import assets
from store import tables as t
from tests.unit.bot.support import Counter
from tests.unit.bot.test_bringing import PDF, answers, brings, files
from tests.unit.bot.test_bringing import office as desk_with_files
from tests.unit.bot.test_bringing import says as says_to_it
from tests.unit.bot.test_four_eyes import done, house, office, revisions, says, told
from tests.unit.bot.test_urgent import number
from tests.unit.relay.support import EVERYBODY, join, person

__all__ = ["desk_with_files", "office"]


async def lapsed(desk: Counter) -> list[tuple[str, str]]:
    """Let the job run, and return what it tells whom."""
    before = desk.store.read_now(lambda s: s.execute(select(func.count()).select_from(t.dispatch)).scalar_one())
    await lapse(desk.store, desk.clock.now)
    return [(one.chat, one.text) for one in desk.answers(before)]


def texts(told_: list[tuple[str, str]], chat: str) -> str:
    return "\n".join(text for one, text in told_ if one == chat)


async def test_a_hint_that_nobody_decides_is_announced_and_goes_with_its_files(desk_with_files: Counter) -> None:
    desk = desk_with_files
    await answers(desk, brings(desk, PDF, "hinweis: Neues Rundschreiben zu Sprachkursen", "mia"))
    assert await lapsed(desk) == []
    desk.clock.move(days=(KEEP_UNDECIDED - TOLD_BEFORE).days)
    ((chat, text),) = await lapsed(desk)
    assert chat == "cora"
    assert "wartet seit elf Wochen" in text
    assert "„freigabe“" in text
    desk.clock.move(days=TOLD_BEFORE.days - 1)
    assert await lapsed(desk) == []
    assert files(desk, t.entry_file)
    desk.clock.move(days=1)
    said = await lapsed(desk)
    assert "Ihr Hinweis „Neues Rundschreiben zu Sprachkursen“ blieb ohne Entscheidung" in texts(said, "mia")
    assert "Ohne Entscheidung verworfen" in texts(said, "cora")
    assert not files(desk, t.entry_file)
    assert desk.store.write_now(lambda s: assets.drop_unused(s, desk.clock.now)) == 1
    assert done(desk)[0] == ("timetable", "entry.lapsed")
    assert await lapsed(desk) == []
    assert "nichts" in await says_to_it(desk, "freigabe")


async def test_nothing_goes_unannounced_also_where_the_job_did_not_run_for_long(desk_with_files: Counter) -> None:
    desk = desk_with_files
    await says_to_it(desk, "frage Gilt die Wohnsitzauflage noch?", "mia")
    desk.clock.move(days=KEEP_UNDECIDED.days + 100)
    ((chat, _),) = await lapsed(desk)
    assert chat == "cora"
    desk.clock.move(days=TOLD_BEFORE.days)
    assert "Ihre Frage „Gilt die Wohnsitzauflage noch?“" in texts(await lapsed(desk), "mia")


async def test_what_was_decided_never_lapses(desk_with_files: Counter) -> None:
    desk = desk_with_files
    await says_to_it(desk, "hinweis Der Sprachkurs in Celle hat Plätze frei", "mia")
    await says_to_it(desk, "freigabe")
    await says_to_it(desk, "Verwerfen")
    desk.clock.move(days=KEEP_UNDECIDED.days + 100)
    assert await lapsed(desk) == []


async def test_a_proposal_that_cannot_be_carried_out_any_more_lapses_with_a_word(office: Counter) -> None:
    notice = house(office).tell(house(office).new(facts=EVERYBODY)).notice
    await says(office, number(await says(office, "korrektur 1 Neuer Titel\nEs gilt erst ab Montag.")))
    assert await lapsed(office) == []
    house(office).correct(notice)
    said = await lapsed(office)
    assert "Neuer Titel hat sich inzwischen geändert" in texts(said, "ada")
    assert office.store.read_now(lambda s: s.execute(select(func.count()).select_from(t.proposal)).scalar_one()) == 0
    assert done(office)[0] == ("timetable", "proposal.lapsed")


async def test_what_nobody_reads_again_lapses_after_two_weeks_with_a_word(office: Counter) -> None:
    house(office).tell(house(office).new(facts=EVERYBODY))
    await says(office, number(await says(office, "korrektur 1 Neuer Titel\nEs gilt erst ab Montag.")))
    shown = await says(office, "neu wichtig, alle: Zweiter Erlass zur Beratung. https://www.bamf.de/x")
    while "„SENDEN" not in shown:
        shown = await says(office, "ohne" if "Worum" in shown else "MS")
    await says(office, number(shown))
    assert revisions(office)[-1][1:] == ("draft", "Zweiter Erlass zur Beratung")
    office.clock.move(days=KEEP_UNREAD.days - 1)
    assert await lapsed(office) == []
    office.clock.move(days=1)
    said = texts(await lapsed(office), "ada")
    assert "Ihren Vorschlag zu Neuer Titel hat in zwei Wochen niemand gegengelesen." in said
    assert "Zweiter Erlass zur Beratung hat niemand rechtzeitig gegengelesen." in said
    assert revisions(office)[-1][1] == "stopped"
    assert "Es wartet nichts" in await says(office, "gegenlesen", "cora")


async def test_a_draft_whose_deadline_is_over_is_given_back_then(office: Counter) -> None:
    shown = await says(office, "neu wichtig, bis 1.12. 12 Uhr, alle: Zweiter Erlass. https://www.bamf.de/x")
    while "„SENDEN" not in shown:
        shown = await says(office, "ohne" if "Worum" in shown else "MS")
    await says(office, number(shown))
    office.clock.move(days=3)
    assert await lapsed(office) == []
    office.clock.move(days=2)
    assert "nicht" not in texts(await lapsed(office), "cora")
    assert revisions(office)[-1][1] == "stopped"


async def test_who_is_asked_to_read_an_edition_again_sees_what_stands_in_it(office: Counter) -> None:
    info = replace(EVERYBODY, level=Level.INFO)
    network = house(office)
    for title in ("Neue Regel zur Beratung", "Andere Regel zur Schule"):
        network.tell(replace(network.new(title, facts=info), title=title))
    join(office.store, person("bea", rhythm_info=Rhythm.WOECHENTLICH))
    await says(office, "ausgabe")
    await says(office, "Editorial schreiben")
    await says(office, "Liebe Kolleginnen und Kollegen, die Woche war kurz.")
    asked = await told(office, number(await says(office, "vorschau")), "ada", "cora")
    assert "Bitte gegenlesen: Wochenüberblick" in asked
    assert "Editorial: Liebe Kolleginnen und Kollegen, die Woche war kurz." in asked
    assert "1. Neue Regel zur Beratung\n2. Andere Regel zur Schule" in asked
    assert "„gegenlesen“" in asked

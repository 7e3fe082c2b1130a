"""`neu`: what is read from one message, what is asked, when it goes out, and the second pair of eyes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.commands import previews
from bot.drafting import Preview
from bot.words import writing as words
from content.blocks import Document
from domain.foretelling import Outlook
from domain.notice import NoticeKind
from domain.quiet import ZONE
from domain.recipient import Rhythm, Role
from scheduler import releasing
from scheduler.publishing import Publisher
from store import audit
from store import tables as t
from store.notices import NewNotice
from tests.unit.bot.support import Counter, said
from tests.unit.bot.test_urgent import number
from tests.unit.relay.support import EVERYBODY, House, join, person, place

FRIDAY = datetime(2026, 11, 27, 9, 20, tzinfo=ZONE)
_ASKED = {"Wie dringend": "wichtig", "Für wen": "alle", "Worum geht": "ohne", "Woher stammt": "MS"}


@pytest.fixture
def office(desk: Counter) -> Counter:
    """A Friday morning, two of the Koordination, a Federführende, and members."""
    desk.clock.now = FRIDAY
    details: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": FRIDAY, "regions": ("hannover",)}
    lead: dict[str, Any] = {"role": Role.LEAD, "confirmed_at": FRIDAY, "leads": ("heide",), "regions": ("heide",)}
    join(desk.store, person("ada", **details, statewide=False), person("cora", **details, statewide=False))
    join(desk.store, person("lea", **lead, statewide=False), person("mia", regions=("heide",), statewide=False))
    return desk


async def says(desk: Counter, text: str, chat: str = "ada") -> str:
    """Let somebody say something, and return what they are answered."""
    answers = await desk.answer(said(f"w{desk.batches}", text, chat))
    return "\n".join(one.text for one in answers if one.chat == chat)


async def preview(desk: Counter, text: str, chat: str = "ada") -> str:
    """Write a notice, answer what is asked, and return its preview."""
    shown = await says(desk, text, chat)
    for _ in range(5):
        if "„SENDEN" in shown:
            return shown
        (given,) = (given for asked, given in _ASKED.items() if asked in shown)
        shown = await says(desk, given, chat)
    raise AssertionError(shown)


def house(desk: Counter) -> House:
    """Return the network that the desk sends over."""
    return House(desk.store, desk.clock)


def actions(desk: Counter) -> list[tuple[str, str]]:
    """Return who did what, the newest first."""
    return [(row.actor, row.action) for row in desk.store.read_now(lambda s: audit.listing(s, 20))]


async def test_one_message_is_enough(office: Counter) -> None:
    shown = await says(
        office, "neu wichtig, bis 1.12. 12 Uhr, alle: BAMF setzt Integrationskurse aus. https://www.bamf.de/x"
    )
    assert shown.startswith("Wichtig: BAMF setzt Integrationskurse aus")
    assert "Frist: Di., 01.12.2026, 12:00 Uhr" in shown
    assert "Quelle: bamf.de" in shown
    assert "Vorgeschlagenes Thema: Sprache" in shown
    assert (await says(office, number(shown))).startswith("Läuft, 0 von 4.")


async def test_what_stands_in_the_text_is_found_and_told(office: Counter) -> None:
    text = "neu Förderaufruf AMIF\nAnträge auf Projektförderung nimmt das BAMF bis zum 15.01.2027 an: https://www.bamf.de/a"
    shown = await preview(office, text)
    assert "Frist: Fr., 15.01.2027" in shown
    assert "Frist aus dem Text: „bis zum 15.01.2027“." in shown
    assert "Förderung" in shown


async def test_a_text_with_a_head_is_taken_as_it_is(office: Counter) -> None:
    head = "---\ntitel: Neuer Erlass\nstufe: wichtig\nregionen: heide\nthemen: sprache\n---\nEs gilt **sofort**."
    shown = await says(office, f"neu\n{head}")
    assert shown.startswith("Wichtig: Neuer Erlass\n\nEs gilt sofort.")
    assert "Erreicht 2 von rund 600: 2 Personen." in shown
    assert "Nach Region: Heide 2." in shown
    wrong = await says(office, f"neu\n{head.replace('sprache', 'sprahce')}")
    assert "Das Thema „sprahce“ gibt es nicht. Meinten Sie „sprache“?" in wrong


async def test_who_gets_it_with_the_edition_is_counted_apart(office: Counter) -> None:
    sofort: dict[str, Any] = {"rhythm_info": Rhythm.SOFORT}
    join(office.store, person("w1", rhythm_info=Rhythm.WOECHENTLICH), person("s1", **sofort), place("team", **sofort))
    shown = await preview(office, "neu info, alle: Neues aus dem Amt")
    assert "Erreicht 6 von rund 600: 5 Personen, 1 Gruppe oder Raum.\n" in shown
    assert "Eine weitere Person oder Gruppe erhält es mit dem nächsten Überblick." in shown


@pytest.mark.parametrize(
    ("later", "told"), [(((FRIDAY, 1),), "1 heute 9:20 Uhr"), ((), "Sofort niemand")], ids=["later", "nobody"]
)
def test_that_nobody_has_it_at_once_is_not_said_where_somebody_has_it_later(later: Any, told: str) -> None:
    new = NewNotice("x", NoticeKind.FACHINFORMATION, "Neues", EVERYBODY, "", FRIDAY, "ada")
    shown = previews.when(Preview(new, Document(()), Outlook(later=later), FRIDAY, {}))
    assert told.replace("9:20", "09:20") in shown
    assert ("niemand" in shown) == (not later)
    assert "nach der Frist" not in shown


async def test_signs_in_what_was_said_mean_nothing(office: Counter) -> None:
    shown = await preview(office, "neu wichtig, alle: Formular_neu_2026\n*Bitte* das [Formular](https://x.de) nehmen")
    assert "*Bitte* das [Formular](" in shown


@pytest.mark.parametrize("chat", ["lea"])
async def test_a_lead_tells_only_her_own_region(office: Counter, chat: str) -> None:
    assert "nur an die eigene Region" in await says(office, "neu wichtig, alle: Neues", chat)
    assert "nur an die eigene Region" in await says(office, "Hannover", chat)
    shown = await says(office, "Heide", chat)
    for given in ("ohne", "MS"):
        shown = await says(office, given, chat)
    assert (await says(office, number(shown), chat)).startswith("Läuft, 0 von 2.")


# --- at a time


async def test_at_its_time_it_goes_out_once_and_is_reported(office: Counter) -> None:
    words_ = number(await preview(office, "neu wichtig, alle: Neues"))
    answer = await says(office, f"{words_} um Mo 8 Uhr")
    assert answer == "Geht hinaus: Mo., 30.11.2026, 08:00 Uhr. Zurücknehmen: „anhalten“."
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=ZONE)
    for now, expected in ((monday - timedelta(seconds=1), 0), (monday, 4), (monday + timedelta(hours=1), 4)):
        await releasing.release_due(office.store, Publisher(now))
        assert len(house(office).deliveries()) == expected
    assert actions(office)[0] == ("ada", "notice.released")


@pytest.mark.parametrize("when", ["um Quatsch", "um 31.2. 8 Uhr", "um 26.11.2026 8 Uhr"])
async def test_a_time_that_is_none_sends_nothing(office: Counter, when: str) -> None:
    words_ = number(await preview(office, "neu wichtig, alle: Neues"))
    shown = await says(office, f"{words_} {when}")
    assert "„SENDEN" in shown
    assert number(shown) != words_
    assert not house(office).deliveries()


@pytest.mark.parametrize("line", ["frist: 29.11.2026", "gueltig_bis: 29.11.2026"])
async def test_nothing_is_planned_for_after_its_own_end(office: Counter, line: str) -> None:
    head = f"---\ntitel: Neues\nstufe: wichtig\n{line}\n---\nText"
    shown = await says(office, f"{number(await says(office, f'neu {head}'))} um Mo 8 Uhr")
    assert "Mo., 30.11.2026, 08:00 Uhr ist zu spät" in shown
    assert "29.11.2026" in shown
    assert (await says(office, f"{number(shown)} um Sa 8 Uhr")).startswith("Geht hinaus: Sa., 28.11.2026")


async def test_what_was_planned_does_not_go_out_when_its_author_may_not_any_more(office: Counter) -> None:
    shown = await preview(office, "neu wichtig, Heide: Neues", "lea")
    assert (await says(office, f"{number(shown)} um Mo 8 Uhr", "lea")).startswith("Geht hinaus")
    lose = update(t.person).where(t.person.c.key == "lea").values(role=Role.MEMBER)
    office.store.write_now(lambda s: s.execute(lose))
    await releasing.release_due(office.store, Publisher(FRIDAY + timedelta(days=4)))
    assert not house(office).deliveries()
    assert actions(office)[0] == ("timetable", "notice.role_ended")
    told = [one.chat for one in office.answers() if one.text.startswith("Nicht gesendet: Mitteilung Nr. 1.")]
    assert told == ["ada", "cora"]


@pytest.mark.parametrize("line", ["frist: 28.11.2026", "gueltig_bis: 28.11.2026"])
async def test_what_is_not_valid_any_more_at_its_time_stays_here(office: Counter, line: str) -> None:
    head = f"---\ntitel: Neues\nstufe: wichtig\n{line}\n---\nText"
    words_ = number(await says(office, f"neu {head}"))
    assert (await says(office, f"{words_} um Fr 18 Uhr")).startswith("Geht hinaus")
    await releasing.release_due(office.store, Publisher(FRIDAY + timedelta(days=4)))
    assert not house(office).deliveries()
    assert actions(office)[0] == ("timetable", "notice.expired")


# --- four eyes


@pytest.fixture
def guarded(office: Counter) -> Counter:
    """The same office, where what goes to many needs a second person's yes."""
    office.router.office = replace(office.router.office, four_eyes=True)
    return office


async def written(desk: Counter, text: str = "neu wichtig, alle: Neues", chat: str = "ada") -> list[str]:
    """Write and send a notice, and return who else is told."""
    words_ = number(await preview(desk, text, chat))
    answers = await desk.answer(said(f"w{desk.batches}", words_, chat))
    assert answers[-1].text.startswith("Wartet auf ein zweites Augenpaar.") or answers[0].chat != chat
    return sorted(one.chat for one in answers if one.chat != chat)


def phrase(text: str) -> str:
    """Return the words that approve what is shown."""
    return text[text.index("igeben: „") + 9 :].partition("“")[0]


async def test_nothing_goes_out_before_a_second_person_says_so(guarded: Counter) -> None:
    assert await written(guarded) == ["cora"]
    assert not house(guarded).deliveries()
    assert await says(guarded, "gegenlesen") == words.NOTHING_TO_CHECK
    shown = await says(guarded, "gegenlesen", "cora")
    assert shown.startswith("Wichtig: Neues")
    assert "noch nicht freigegeben" in await says(guarded, "ja", "cora")
    shown = await says(guarded, "gegenlesen", "cora")
    assert await says(guarded, phrase(shown), "cora") == "Freigegeben: Neues."
    assert len(house(guarded).deliveries()) == 4
    assert actions(guarded)[:3] == [
        ("ada", "notice.released"), ("cora", "notice.approved"), ("ada", "notice.written"),
    ]  # fmt: skip


async def test_who_leads_the_region_may_approve_and_others_may_not(guarded: Counter) -> None:
    join(guarded.store, person("lou", role=Role.LEAD, confirmed_at=FRIDAY, leads=("hannover",), statewide=False))
    assert await written(guarded, "neu wichtig, Heide: Neues") == ["cora", "lea"]
    assert await says(guarded, "gegenlesen", "lou") == words.NOTHING_TO_CHECK
    assert (await says(guarded, "gegenlesen", "lea")).startswith("Wichtig: Neues")


async def test_given_back_it_does_not_go_out_and_its_author_is_told(guarded: Counter) -> None:
    await written(guarded)
    await says(guarded, "gegenlesen", "cora")
    answers = await guarded.answer(said("back", "zurückgeben", "cora"))
    assert {one.chat: one.text[:16] for one in answers} == {"ada": "Nicht freigegebe", "cora": "Zurückgegeben. E"}
    assert await says(guarded, "gegenlesen", "cora") == words.NOTHING_TO_CHECK
    assert not house(guarded).deliveries()


async def test_in_an_emergency_the_author_releases_alone_and_that_is_written_down_and_told(guarded: Counter) -> None:
    await written(guarded)
    assert "Nennen Sie in einem Satz den Grund" in await says(guarded, "notfall")
    shown = await says(guarded, "Die Vertretung ist krank.")
    answers = await guarded.answer(said("alone", phrase(shown)))
    assert len(house(guarded).deliveries()) == 4
    told = [one.text for one in answers if one.chat == "cora"]
    assert told == ["Ohne zweites Augenpaar freigegeben: Neues. Grund: Die Vertretung ist krank."]
    rows = guarded.store.read_now(lambda s: audit.listing(s, 20))
    assert [row.detail for row in rows if row.action == "notice.approved_alone"] == ["Die Vertretung ist krank."]


async def test_two_who_approve_at_once_release_once(guarded: Counter) -> None:
    await written(guarded, "neu wichtig, Heide: Neues")
    shown = {chat: await says(guarded, "gegenlesen", chat) for chat in ("cora", "lea")}
    assert await says(guarded, phrase(shown["cora"]), "cora") == "Freigegeben: Neues."
    assert await says(guarded, phrase(shown["lea"]), "lea") == words.CHANGED_MEANWHILE
    assert len({row.recipient for row in house(guarded).deliveries()}) == len(house(guarded).deliveries()) == 2


async def test_a_time_counts_from_the_second_yes_on(guarded: Counter) -> None:
    words_ = number(await preview(guarded, "neu wichtig, alle: Neues"))
    assert "zweites Augenpaar" in await says(guarded, f"{words_} um Mo 8 Uhr")
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=ZONE)
    await releasing.release_due(guarded.store, Publisher(monday))
    assert not house(guarded).deliveries()
    shown = await says(guarded, "gegenlesen", "cora")
    await says(guarded, phrase(shown), "cora")
    assert not house(guarded).deliveries()
    await releasing.release_due(guarded.store, Publisher(monday))
    assert len(house(guarded).deliveries()) == 4


async def test_letters_about_what_is_internal_name_its_number(guarded: Counter) -> None:
    head = "---\ntitel: Geheimes\nstufe: wichtig\numfang: intern\nregionen: heide\n---\nNicht für alle."
    shown = await preview(guarded, f"neu\n{head}")
    asked = await guarded.answer(said("l1", number(shown)))
    assert "Bitte gegenlesen: Interne Mitteilung Nr. 1." in next(one.text for one in asked if one.chat == "cora")
    for answer in ("gegenlesen", "zurückgeben"):
        told = await guarded.answer(said(f"l{guarded.batches}", answer, "cora"))
    letter = [one.text for one in told if one.chat == "ada"]
    assert letter == [words.TOLD_RETURNED.format(title="Interne Mitteilung Nr. 1")]


async def test_the_regions_that_a_text_names_are_offered_first_and_only_ones_own(office: Counter) -> None:
    shown = await office.answer(
        said(
            "r1", "neu wichtig: Aufenthaltserlaubnis nur mit Termin\nDie Ausländerbehörde Celle vergibt Termine online."
        )
    )
    assert shown[-1].labels[0] == "Für Heide (im Text: „Celle“)"
    await says(office, "1")
    assert "Region: Heide" in await says(office, "MS")
    await says(office, "abbrechen")
    shown = await office.answer(said("r2", "neu wichtig: Neuer Kurs\nEs gilt ab sofort."))
    assert shown[-1].labels[0] == "Alle"


async def test_who_would_reach_nobody_is_told_so_and_what_to_do(office: Counter) -> None:
    shown = await preview(office, "neu wichtig, Vechta: Die Stelle zieht um. Neue Anschrift folgt.")
    assert words.NOBODY_AT_ALL in shown
    assert "Sekunde" not in shown
    await says(office, "ändern")
    assert "Für wen" in await says(office, "Für wen")
    shown = await says(office, "alle")
    assert words.NOBODY_AT_ALL not in shown
    alone = await preview(office, "neu wichtig, Vechta: Die Stelle zieht um. Neue Anschrift folgt.")
    assert await says(office, number(alone)) == words.SENT_TO_NOBODY


async def test_programmes_are_known_by_what_everybody_calls_them(office: Counter) -> None:
    await preview(office, "neu wichtig, alle: Neue Sätze. Sie gelten ab sofort.")
    await says(office, "ändern")
    await says(office, "Programme")
    await says(office, number(await says(office, "MBE, JMD")))
    rows = office.store.read_now(lambda s: s.execute(select(t.notice_programme.c.programme)).scalars().all())
    assert sorted(rows) == ["jmd", "mbe"]


async def test_a_text_that_comes_behind_its_title_is_taken_and_what_fits_nowhere_is_said(office: Counter) -> None:
    await says(office, "neu")
    assert "Wie dringend" in await says(office, "Neue Regeln für Integrationskurse")
    told = await says(office, "Ab 1. Januar gilt anderes. Anträge bis 15.12.2026 stellen.")
    assert "als Text unter dem Titel" in told
    assert "Wie dringend" in told
    told = await says(office, "Und noch ein zweiter Satz dazu.")
    assert "hier nicht verstanden" in told
    assert "Wie dringend" in told
    shown = await preview(office, "wichtig")
    assert "Ab 1. Januar gilt anderes. Anträge bis 15.12.2026 stellen." in shown
    assert "Frist: Di., 15.12.2026" in shown
    assert "zweiter Satz" not in shown


async def test_in_the_review_a_word_that_means_nothing_is_answered_so(office: Counter) -> None:
    await says(office, "hinweis In Celle öffnet eine Beratungsstelle für Geflüchtete.", "mia")
    shown = await says(office, "freigabe")
    assert "hier nicht verstanden" not in shown
    assert "hier nicht verstanden" in await says(office, "sonnenschein")
    assert "SENDEN" in await says(office, "freigeben")

"""From a hint, a question or a feed to a decision, and to who handed it in."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.words import conversing
from bot.words import reviewing as words
from domain.quiet import ZONE
from domain.recipient import Role
from store import entries, handed_in, source_rules, sources
from store import tables as t
from store.entries import NewEntry, Validators
from store.source_rules import Rule
from tests.unit.bot.support import Answer, Counter, said
from tests.unit.bot.test_urgent import number
from tests.unit.relay.support import House, join, person

FRIDAY = datetime(2026, 11, 27, 9, 20, tzinfo=ZONE)
_TEXT = "Der Sprachkurs in Celle hat noch freie Plätze. Anmeldung bis 15.12. bei der VHS: https://www.vhs.de/kurs"


@pytest.fixture
def office(desk: Counter) -> Counter:
    """A Friday morning, the Koordination, and two members."""
    desk.clock.now = FRIDAY
    join(desk.store, person("cora", role=Role.COORDINATION, confirmed_at=FRIDAY, urgent=False))
    join(desk.store, *(person(name, regions=("heide",), statewide=False) for name in ("mia", "tom")))
    return desk


async def answers(desk: Counter, text: str, chat: str = "cora") -> list[Answer]:
    """Let somebody say something, and return all that is written because of it."""
    return await desk.answer(said(f"v{desk.batches}", text, chat))


async def says(desk: Counter, text: str, chat: str = "cora") -> str:
    """Let somebody say something, and return what they are answered."""
    return "\n".join(one.text for one in await answers(desk, text, chat) if one.chat == chat)


def told(found: list[Answer], chat: str) -> list[str]:
    """Return what somebody is written."""
    return [one.text for one in found if one.chat == chat]


def states(desk: Counter) -> list[str]:
    """Return the states of the entries."""
    e = t.entry.c
    return desk.store.read_now(lambda s: list(s.execute(select(e.state).order_by(e.id)).scalars()))


def notices_of(desk: Counter) -> list[Any]:
    """Return the notices with their sources."""
    n, v = t.notice.c, t.notice_revision.c
    query = select(n.state, n.level, n.deadline, v.title, v.source).join(t.notice_revision, v.notice == n.id)
    return desk.store.read_now(lambda s: list(s.execute(query.order_by(n.id))))


def feed(desk: Counter, *names: str, official: bool = False) -> None:
    """Let a source bring entries."""

    def write(session: Any) -> None:
        source = sources.add(session, "https://pro.example/feed", FRIDAY, "Rat der Beispiele").id
        source_rules.decide(session, source, Rule(official=official))
        url = "https://pro.example"
        new = [NewEntry(one, one, one, f"Neues zu {one}", f"{url}/{one}", f"Es gilt {one}.") for one in names]
        entries.save_collected(session, source, new, Validators(), FRIDAY, first_import=False)

    desk.store.write_now(write)


async def test_a_hint_goes_from_the_region_to_the_land_and_its_giver_hears_of_it(office: Counter) -> None:
    given = await answers(office, f"hinweis {_TEXT}", "mia")
    assert told(given, "mia") == [words.THANKS[handed_in.GivenKind.HINT]]
    assert told(given, "cora") == [
        "Neuer Hinweis aus den Regionalverbünden: Der Sprachkurs in Celle hat noch freie Plätze. Ansehen: „freigabe“."
    ]
    shown = await says(office, "freigabe")
    for part in (
        "1 von 1",
        "Aus den Regionalverbünden",
        "Sprache (wegen",
        "Regionen: Heide (wegen",
        "Frist: Di., 15.12.2026 (wegen",
    ):
        assert part in shown
    shown = await says(office, "Jetzt freigeben")
    assert "Quelle: aus den Regionalverbünden" in shown
    done = await answers(office, number(shown))
    assert told(done, "mia") == [
        "Ihr Hinweis „Der Sprachkurs in Celle hat noch freie Plätze“ geht jetzt hinaus. Danke!"
    ]
    assert [row.state for row in notices_of(office)] == ["released"]
    assert states(office) == ["released"]


async def test_a_question_is_answered_and_the_answer_can_become_a_notice(office: Counter) -> None:
    assert "was möchten sie" in (await says(office, "frage", "mia")).casefold()
    await says(office, "Gilt der Erlass auch für die Duldung?", "mia")
    assert "Frage an die Koordination" in await says(office, "freigabe")
    assert "Ihre Antwort" in await says(office, "Antworten")
    answered = await answers(office, "Ja, er gilt auch dafür.")
    assert told(answered, "mia") == [
        "Antwort der Koordination auf „Gilt der Erlass auch für die Duldung?“: Ja, er gilt auch dafür."
    ]
    done = await answers(office, "In die nächste Ausgabe")
    assert not told(done, "mia")
    (notice,) = notices_of(office)
    assert (notice.state, notice.title) == ("approved", "Gilt der Erlass auch für die Duldung?")


async def test_what_others_say_is_told_as_their_opinion_and_what_is_official_is_not(office: Counter) -> None:
    feed(office, "a")
    await says(office, "freigabe")
    assert "Quelle: Rat der Beispiele – Auffassung der Quelle" in await says(office, "Jetzt freigeben")
    feed(office, official=True)
    await says(office, "zurück")
    assert "Auffassung" not in await says(office, "Jetzt freigeben")


async def test_an_entry_is_changed_and_what_was_changed_teaches(office: Counter) -> None:
    feed(office, "a", "b")
    await says(office, "freigabe")
    for step, given in (
        ("Titel ändern", "Neuer Titel für alle"), ("Text kürzen", "Kürzer gesagt, und klarer."),
        ("Themen ändern", "3, 8"), ("Regionen ändern", "für Heide"),
        ("Regionen ändern", "Region Celle"), ("Stufe ändern", "wichtig"),
        ("Frist ändern", "1.3.2027"),
    ):  # fmt: skip
        await says(office, step)
        shown = await says(office, given)
    assert "Neuer Titel für alle" in shown
    shown = await says(office, "Jetzt freigeben")
    assert shown.startswith("Wichtig: Neuer Titel für alle\n\nKürzer gesagt, und klarer.")
    assert "Frist: Mo., 01.03.2027" in shown
    assert "2 von" not in await says(office, number(shown))
    assert [(row.level, row.title) for row in notices_of(office)] == [("important", "Neuer Titel für alle")]
    (learned,) = office.store.read_now(handed_in.corrections)
    assert (learned.title, learned.topics, learned.regions) == ("Neues zu a", ["asyl", "sprache"], ["heide"])


async def test_duplicates_become_one_and_what_nobody_needs_goes(office: Counter) -> None:
    feed(office, "a", "b", "c")
    shown = await says(office, "freigabe")
    (first,) = (name for name in "abc" if f"Neues zu {name}" in shown)
    other = next(name for name in "abc" if name != first)
    await says(office, "Doppelt")
    assert "Zusammengeführt." in await says(office, f"Neues zu {other}")
    assert "Verworfen." in await says(office, "Verwerfen")
    assert "Das war alles" in await says(office, "Verwerfen")
    assert states(office) == ["discarded"] * 3
    x, e = t.entry_source.c, t.entry.c
    query = select(x.external_id, e.title).join(t.entry, e.id == x.entry)
    found = dict(office.store.read_now(lambda s: [tuple(row) for row in s.execute(query)]))
    assert found[first] == found[other] == f"Neues zu {other}"


async def test_two_who_review_decide_each_entry_once(office: Counter) -> None:
    join(office.store, person("carl", role=Role.COORDINATION, confirmed_at=FRIDAY, urgent=False))
    feed(office, "a")
    shown = {chat: await says(office, "freigabe", chat) for chat in ("cora", "carl")}
    assert shown["cora"] == shown["carl"]
    await says(office, "In die nächste Ausgabe")
    await says(office, "In die nächste Ausgabe", "carl")
    assert len(notices_of(office)) == 1


async def test_with_four_eyes_a_reviewed_entry_waits_too(office: Counter) -> None:
    office.router.office = replace(office.router.office, four_eyes=True)
    await says(office, f"hinweis {_TEXT}", "mia")
    feed(office, "a")
    await says(office, "freigabe")
    shown = await says(office, "Jetzt freigeben")
    assert "zweites Augenpaar" in await says(office, number(shown))
    assert [row.state for row in notices_of(office)] == ["draft"]
    assert told(office.answers(), "mia") == [words.THANKS[handed_in.GivenKind.HINT]]
    assert not House(office.store, office.clock).deliveries()


async def test_who_is_erased_leaves_no_hint(office: Counter) -> None:
    await says(office, f"hinweis {_TEXT}", "mia")
    phrase = await says(office, "löschen", "mia")
    await says(office, phrase[phrase.index("LÖSCHEN") :].split("\n", maxsplit=1)[0], "mia")
    assert await says(office, "freigabe") == words.NOTHING
    e = t.entry.c
    rows = office.store.read_now(lambda s: list(s.execute(select(e.title, e.summary, e.link, e.due_because))))
    assert [tuple(row) for row in rows] == [("gelöscht", "", "", "")]


async def test_what_a_source_changed_after_its_release_becomes_its_next_revision_or_stays(office: Counter) -> None:
    feed(office, "a")
    await says(office, "freigabe")
    await says(office, number(await says(office, "Jetzt freigeben")))
    e, n = t.entry.c, t.notice.c
    changed = t.entry.update().where(e.id == 1)
    for title, button, rev in (("Anders zu a", "Als Korrektur senden", 2), ("Wieder anders", "So lassen", 2)):
        office.store.write_now(partial(_execute, statement=changed.values(state="review", title=title)))
        assert "nach der Freigabe geändert" in await says(office, "freigabe")
        shown = await says(office, button)
        if rev == 2 and "„SENDEN" in shown:
            assert "Anders zu a" in shown
            await says(office, number(shown))
        assert office.store.read_now(lambda s: s.execute(select(n.rev)).scalar_one()) == rev
        assert states(office) == ["released"]
    assert len({row.recipient for row in House(office.store, office.clock).deliveries(rev=2)}) == 3


def _execute(session: Any, statement: Any) -> None:
    session.execute(statement)


async def test_what_is_no_answer_is_said_to_be_none_and_each_button_has_a_short_word(office: Counter) -> None:
    await says(office, "hinweis Der Sprachkurs in Celle hat noch Plätze. https://www.vhs.de/kurs", "mia")
    assert (await says(office, "freigabe")).count("vhs.de") == 1
    assert conversing.NOT_THAT in await says(office, "hm")
    assert conversing.NOT_THAT not in await says(office, "freigabe")
    for word, asked in (("Frist", "Bis wann"), ("Stufe", "Wie dringend"), ("Thema", "Worum geht es?"),
                        ("Region", "Für wen"), ("Titel", "Der neue Titel"), ("kürzen", "Der neue Text")):  # fmt: skip
        assert asked in await says(office, word)
        await says(office, "freigabe")

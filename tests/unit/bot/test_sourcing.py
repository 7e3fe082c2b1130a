"""`quellen`: how they are, pausing one, and saying that it is official."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bot.errands import Errands
from bot.opening import put_start_sources
from content import start_sources
from domain.recipient import Role
from store import source_rules, sources
from store import tables as t
from store.source_rules import Rule
from tests.unit.bot.support import Counter
from tests.unit.relay.support import MONDAY, join, person


async def test_a_source_is_paused_read_again_and_made_official(desk: Counter) -> None:
    join(desk.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    url = "https://rat.example/feed"
    number = desk.store.write_now(lambda s: sources.add(s, url, MONDAY, "Rat der Beispiele")).id
    shown = await desk.text("quellen")
    assert "Rat der Beispiele: noch nie gelesen, mit „Auffassung der Quelle“" in shown
    assert "Was soll mit „Rat der Beispiele“ geschehen?" in await desk.text("Rat der Beispiele")
    assert "pausiert" in await desk.text("Pausieren")
    assert "pausiert" not in await desk.text("Wieder lesen")
    assert "amtlich" in await desk.text("Ist amtlich")
    assert desk.store.read_now(lambda s: source_rules.rule_of(s, number)).official
    assert (found := desk.store.read_now(lambda s: sources.find(s, url))) is not None
    assert found.enabled


async def test_without_sources_it_says_so(desk: Counter) -> None:
    join(desk.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    assert "noch keine Quellen" in await desk.text("quellen")


async def test_a_source_of_the_start_list_is_off_and_shows_its_evidence(desk: Counter) -> None:
    join(desk.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    assert desk.store.write_now(put_start_sources) == len(start_sources.load())
    first = start_sources.load()[0]
    assert f"{first.title}: aus, noch nie versucht, amtlich" in await desk.text("quellen")
    assert f"Beleg: {first.evidence}" in await desk.text(first.title)
    assert f"{first.title}: noch nie gelesen, amtlich" in await desk.text("Wieder lesen")
    (on,) = (one for one in desk.store.read_now(sources.listing) if one.enabled)
    assert on.url == first.url


async def test_what_holds_for_a_source_is_said_in_one_line(desk: Counter) -> None:
    join(desk.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    number = desk.store.write_now(lambda s: sources.add(s, "https://rat.example/feed", MONDAY, "Rat")).id
    rule = partial(source_rules.rule_of, source=number)
    assert "So geht es" in await desk.text("quelle")
    assert "Eine Quelle 99 gibt es nicht" in await desk.text("quelle 99 themen asyl")
    assert "„quark“ kenne ich nicht" in await desk.text(f"quelle {number} themen asyl, quark")
    assert desk.store.read_now(rule) == Rule()
    assert "kein Thema finden" in await desk.text(f"quelle {number} themen asyl, sprache")
    assert "keine Region finden" in await desk.text(f"Quelle {number} Region: Heide")
    assert "nicht amtlich" in await desk.text(f"quelle {number} ausgabe asyl")
    assert desk.store.read_now(rule) == Rule(topics=("asyl", "sprache"), regions=("heide",))
    desk.store.write_now(lambda s: source_rules.decide(s, number, replace(rule(s), official=True)))
    assert "ohne Prüfung in die nächste Ausgabe" in await desk.text(f"quelle {number} ausgabe asyl")
    assert desk.store.read_now(rule).into_edition == ("asyl",)
    await desk.text("quellen")
    assert f"Nummer {number}. Vorgaben: Themen Asyl" in await desk.text("Rat")
    await desk.text("Zurück")
    assert "kommen wieder in die Prüfung" in await desk.text(f"quelle {number} ausgabe keine")
    assert desk.store.read_now(rule).into_edition == ()
    a = t.audit.c
    noted = desk.store.read_now(
        lambda s: s.execute(select(a.detail).where(a.action == "source.changed").order_by(a.id)).scalars().all()
    )
    assert noted == ["topics=asyl,sprache", "regions=heide", "into_edition=asyl", "into_edition=-"]


async def test_only_the_koordination_says_what_holds_for_a_source(desk: Counter) -> None:
    join(desk.store, person("ada"))
    number = desk.store.write_now(lambda s: sources.add(s, "https://rat.example/feed", MONDAY, "Rat")).id
    await desk.text(f"quelle {number} themen asyl")
    assert desk.store.read_now(lambda s: source_rules.rule_of(s, number)) == Rule()


async def test_a_new_source_is_tried_shown_and_then_switched_on(desk: Counter, tmp_path: Path) -> None:
    join(desk.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    newest = [{"title": "Neuer Erlass", "at": MONDAY.isoformat()}, {"title": "Ohne Tag", "at": ""}]
    found: dict[str, object] = {"title": "Rat der Beispiele", "count": 2, "newest": newest}

    async def look(data: Mapping[str, object]) -> Mapping[str, object]:
        return found if data["url"] == "https://rat.example/feed" else {"fault": "Dort ist kein Feed."}

    errands = Errands(desk.store, desk.channel, desk.clock, tmp_path, look=look)

    async def tried(url: str) -> str:
        assert "Ich rufe die Quelle einmal ab" in await desk.text(f"quelle neu {url}")
        assert await errands.do_next()
        (answer,) = await desk.answer()
        return answer.text

    assert "So nehmen Sie eine Quelle auf" in await desk.text("quelle neu")
    assert "Dort ist kein Feed." in await tried("https://leer.example")
    shown = await tried("https://rat.example/feed")
    assert "„Rat der Beispiele“ bringt 2 Meldungen" in shown
    assert "Neuer Erlass (" in shown
    assert not desk.store.read_now(sources.listing), "nothing is taken up by looking"
    assert "nicht aufgenommen" in await desk.text("nein")
    await tried("https://rat.example/feed")
    assert "Sie ist die Nummer" not in await desk.text("ja")
    assert "Sie ist die Nummer 1" in await desk.text("Einschalten, sie ist amtlich")
    (one,) = desk.store.read_now(sources.listing)
    assert (one.url, one.title, one.enabled) == ("https://rat.example/feed", "Rat der Beispiele", True)
    assert desk.store.read_now(lambda s: source_rules.rule_of(s, one.id)).official
    assert "Sie ist die Nummer 1" in await desk.text("quelle neu https://rat.example/feed")


async def test_a_number_means_the_source_that_the_list_shows_under_it(desk: Counter) -> None:
    join(desk.store, person("ada", role=Role.COORDINATION, confirmed_at=MONDAY))
    for name in ("weg", "a", "b"):
        desk.store.write_now(
            partial(sources.add, url=f"https://{name}.example/feed", now=MONDAY, title=f"Quelle {name}")
        )
    desk.store.write_now(lambda s: sources.remove(s, "https://weg.example/feed"))
    assert "1. Quelle a: " in await desk.text("quellen")
    await desk.text("fertig")
    assert "Nummer 2. Vorgaben" in (shown := await desk.text("quelle 2"))
    assert "„Quelle b“" in shown
    assert "„Quelle a“" in await desk.text("quelle 1 themen asyl")


def test_everything_of_the_start_list_is_off_has_its_evidence_and_is_asked_by_nobody(desk: Counter) -> None:
    desk.store.write_now(put_start_sources)
    listed = desk.store.read_now(sources.listing)
    assert len(listed) == len(start_sources.load())
    assert not [one.url for one in listed if one.enabled]
    assert not desk.store.read_now(lambda s: sources.due(s, MONDAY + timedelta(days=30)))
    assert len(desk.store.read_now(source_rules.evidence)) == len(listed)

"""`quellen`: how they are, pausing one, and saying that it is official."""

from dataclasses import replace
from functools import partial

from sqlalchemy import select

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

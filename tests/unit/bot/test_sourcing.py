"""`quellen`: how they are, pausing one, and saying that it is official."""

from bot.opening import put_start_sources
from content import start_sources
from domain.recipient import Role
from store import source_rules, sources
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

"""What a source has by default, and the promise: automatic release exists only at level info, only into the edition,
only for sources that the Koordination switched so."""

from functools import partial

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from content import start_data
from scheduler import collecting, tagging, unseen
from scheduler.collecting import FeedSettings
from scheduler.publishing import Publisher
from store import editions, source_rules, sources, tags
from store import tables as t
from store.db import Store
from store.entries import EntryState, NewEntry, Validators, list_entries, save_collected
from store.reference import put_reference
from store.seed import seed
from store.source_rules import Rule

from .conftest import NOW, FeedServer, entry

_ASYL = Rule(official=True, into_edition=("asyl",))
_SAYS = "Neues zum Asylverfahren und zur Anhörung im Asylverfahren"


@pytest.fixture
def network(store: Store) -> Store:
    """A network of people who would get a notice."""
    data = start_data.load()
    store.write_now(lambda s: put_reference(s, data.regions, data.counties, data.topics, data.programmes))
    store.write_now(lambda s: seed(s, 12, 10, ["memory:ost"], 1, NOW))
    return store


def bring(store: Store, rule: Rule, *found: NewEntry, name: str = "amt", first_import: bool = False) -> int:
    """Let a source for which this rule holds bring entries; return its number."""
    source = store.write_now(lambda s: sources.add(s, f"https://{name}.example/feed", NOW)).id
    store.write_now(lambda s: source_rules.decide(s, source, rule))
    new = partial(save_collected, source=source, entries=found, validators=Validators(), now=NOW)
    store.write_now(lambda s: new(s, first_import=first_import))
    return source


async def work(store: Store) -> None:
    """Tag what is new, as the collecting job does."""
    by = Publisher(NOW)
    await tagging.tag_new(store, lambda s, number, found: unseen.into_edition(s, number, found, by))


def went_out(store: Store) -> tuple[int, int, int]:
    """Return how many notices are held for the edition, how many there are in all, and how many are on their way."""

    def count(session: Session) -> tuple[int, int, int]:
        in_all, on_their_way = (
            int(session.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (t.notice, t.delivery)
        )
        return len(editions.held(session, NOW)), in_all, on_their_way

    return store.read_now(count)


async def test_a_stated_topic_of_an_official_source_goes_into_the_edition_and_nowhere_else(network: Store) -> None:
    source = bring(network, _ASYL, entry("1", _SAYS))
    await work(network)
    assert went_out(network) == (1, 1, 0)
    (held,) = network.read_now(lambda s: editions.held(s, NOW))
    assert (held.addressed.level.value, held.title, "asyl" in held.addressed.topics) == ("info", _SAYS, True)
    (row,) = network.read_now(list_entries)
    assert row.state is EntryState.RELEASED
    a = t.audit.c
    noted = network.read_now(lambda s: s.execute(select(a.actor, a.detail).where(a.action == "entry.unseen")).all())
    assert [tuple(one) for one in noted] == [("timetable", f"notice={held.id} feed={source}")]
    await work(network)
    assert went_out(network) == (1, 1, 0)


@pytest.mark.parametrize(
    ("rule", "says", "first_import"),
    [
        pytest.param(Rule(), _SAYS, False, id="nothing switched"),
        pytest.param(Rule(official=True), _SAYS, False, id="official, not switched"),
        pytest.param(Rule(official=False, into_edition=("asyl",)), _SAYS, False, id="not official"),
        pytest.param(Rule(official=True, into_edition=("wohnen",)), _SAYS, False, id="another topic"),
        pytest.param(_ASYL, "Neues vom Wetter", False, id="no topic found"),
        pytest.param(_ASYL, f"{_SAYS}: Anmeldung bis 15.12.2026", False, id="a deadline"),
        pytest.param(_ASYL, _SAYS, True, id="there before us"),
    ],
)
async def test_everything_else_waits_for_somebody_to_look(
    network: Store, rule: Rule, says: str, first_import: bool
) -> None:
    bring(network, rule, entry("1", says), first_import=first_import)
    await work(network)
    assert went_out(network) == (0, 0, 0)
    (row,) = network.read_now(list_entries)
    assert row.state is (EntryState.SEEN if first_import else EntryState.OPEN)


async def test_what_another_source_brought_too_is_looked_at(network: Store) -> None:
    bring(network, _ASYL, entry("1", _SAYS))
    bring(network, Rule(), entry("1", _SAYS), name="verein")
    await work(network)
    assert went_out(network) == (0, 0, 0)


async def test_who_is_not_official_any_more_is_not_switched_any_more(network: Store) -> None:
    source = bring(network, _ASYL)
    network.write_now(lambda s: source_rules.decide(s, source, Rule(official=False, into_edition=("asyl",))))
    assert network.read_now(lambda s: source_rules.rule_of(s, source)) == Rule()


async def test_defaults_hold_where_nothing_was_found(network: Store) -> None:
    bring(network, Rule(topics=("wohnen",), regions=("heide",)), entry("1", "Neues vom Wetter"), entry("2", _SAYS))
    await work(network)
    first, second = sorted(network.read_now(list_entries), key=lambda one: one.title == _SAYS)
    found = network.read_now(lambda s: tags.of_entries(s, [first.id, second.id]))
    assert [(one.code, one.because) for one in found[first.id].topics] == [("wohnen", ("Vorgabe der Quelle",))]
    assert [(one.code, one.because) for one in found[first.id].regions] == [("heide", ("Vorgabe der Quelle",))]
    assert "asyl" in {one.code for one in found[second.id].topics}
    assert "wohnen" not in {one.code for one in found[second.id].topics}


async def test_the_collecting_job_does_so(network: Store, server: FeedServer, settings: FeedSettings) -> None:
    items = f"<item><guid>urn:1</guid><title>{_SAYS}</title></item>"
    server.pages["amt"] = f'<rss version="2.0"><channel><title>Amt</title>{items}</channel></rss>'
    source = network.write_now(lambda s: sources.add(s, f"{server.base}/amt", NOW)).id
    network.write_now(lambda s: source_rules.decide(s, source, _ASYL))
    await collecting.collect(network, NOW, settings=settings, announce_first=True)
    assert went_out(network) == (1, 1, 0)

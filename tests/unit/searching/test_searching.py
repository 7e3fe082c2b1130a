"""The same questions find the same notices on both engines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from domain.recipient import Role
from domain.subscription import Subscription
from store import searching, terms
from store.migrate import FOLDER
from tests.unit.relay.support import MONDAY, House

TEXTS = {
    "Einbürgerung wird schneller": "Die Einbürgerungen der Länder laufen ab **Januar** neu.",
    "Kurse und Häuser": "Der Integrationskurs in Göttingen beginnt. [Mehr](https://bamf.de/kurs)",
    "Aufenthaltserlaubnisse": "Anträge auf Verlängerung der Aufenthaltserlaubnis nach § 25b AufenthG.",
    "Ein Kurs über Wohnsitzauflagen": "Ärztinnen dürfen umziehen.",
}
PUBLIC = (Scope.PUBLIC,)


def told(house: House, title: str, body: str, **facts: Any) -> int:
    """Release a notice, and return its number."""
    new = replace(house.new(body), title=title)
    published = house.tell(replace(new, addressed=replace(new.addressed, **facts)))
    house.clock.move(minutes=1)
    return published.notice


def titles(house: House, question: str, scopes: Sequence[Scope] = PUBLIC) -> list[str]:
    """Return the titles of what is found."""
    found = house.store.read_now(lambda s: searching.find(s, question, scopes, 10))
    assert found.total == len(found.rows)
    return [row.title for row in found.rows]


@pytest.fixture
def library(house: House) -> House:
    """A house with some notices."""
    for title, body in TEXTS.items():
        told(house, title, body)
    return house


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Einbürgerung", ["Einbürgerung wird schneller"]),
        ("einbuergerungen", ["Einbürgerung wird schneller"]),
        ("EINBÜRGERUNG Land", ["Einbürgerung wird schneller"]),
        ("haus", ["Kurse und Häuser"]),
        ("Kurs", ["Ein Kurs über Wohnsitzauflagen", "Kurse und Häuser"]),
        ("kurse", ["Ein Kurs über Wohnsitzauflagen", "Kurse und Häuser"]),
        ("göttingen", ["Kurse und Häuser"]),
        ("Aufenthalt", ["Aufenthaltserlaubnisse"]),
        ("die aufenthaltserlaubnis der", ["Aufenthaltserlaubnisse"]),
        ("§ 25b", ["Aufenthaltserlaubnisse"]),
        ("aerztin", ["Ein Kurs über Wohnsitzauflagen"]),
        ("kurs einbürgerung", []),
        ("Erlaubnis", []),
        ("strong href", []),
        ("der die das", []),
        ("", []),
        ("' OR 1=1 --", []),
        ('" * NOT ( AND', []),
        ("kurs* NEAR wohnsitzauflage", []),
        ("x " * 500, []),
    ],
)
def test_a_question_finds_what_has_its_words(library: House, question: str, found: list[str]) -> None:
    assert titles(library, question) == found


def test_topics_and_regions_are_words_too(house: House) -> None:
    told(house, "Neues", "Nichts.", regions=frozenset({"heide"}), statewide=False, topics=frozenset({"sprache"}))
    assert titles(house, "heide sprache") == ["Neues"]


def test_who_may_not_read_it_does_not_find_it(house: House) -> None:
    told(house, "Protokoll", "Internes Protokoll.", scope=Scope.INTERNAL)
    told(house, "Protokoll der Leitung", "Protokoll.", role=Role.LEAD)
    assert titles(house, "Protokoll") == []
    assert titles(house, "Protokoll", tuple(Scope)) == ["Protokoll"]


def test_what_is_corrected_is_found_by_its_new_words_and_what_is_withdrawn_not_at_all(house: House) -> None:
    number = told(house, "Frist", "Bis Freitag.")
    house.correct(number, replace(house.new("Bis Montag."), title="Frist"))
    assert titles(house, "freitag") == []
    assert titles(house, "montag") == ["Frist"]
    house.withdraw(number)
    assert titles(house, "montag") == []
    rows = house.store.read_now(lambda s: s.execute(text("SELECT count(*) FROM notice_search")).scalar_one())
    assert rows == 0


def test_a_notice_that_is_not_released_is_not_found(house: House) -> None:
    with pytest.raises(OSError, match="full"):
        house.store.write_now(lambda s: _published_and_failed(house, s))
    assert titles(house, "erlass") == []


def _published_and_failed(house: House, session: Any) -> None:
    from scheduler import publishing

    publishing.publish(session, house.new(), house.by)
    raise OSError("the disk is full")


def test_more_than_a_page_comes_in_pages(house: House) -> None:
    for number in range(7):
        told(house, f"Erlass {number}", "Es gilt.")
    pages = [house.store.read_now(lambda s, at=at: searching.find(s, "erlass", PUBLIC, 5, at)) for at in (0, 5)]  # type: ignore[misc]  # a default, bound at once
    assert [[row.title for row in page.rows] for page in pages] == [
        ["Erlass 6", "Erlass 5", "Erlass 4", "Erlass 3", "Erlass 2"], ["Erlass 1", "Erlass 0"],
    ]  # fmt: skip
    assert {page.total for page in pages} == {7}


def test_the_migration_makes_the_index_for_what_was_released_before(library: House) -> None:
    new = replace(library.new("<p>Ein <b>Erlass</b> aus dem Feed</p>"), text_form="html", title="Aus der Quelle")
    library.tell(new)
    with library.store.writer.connect() as connection, connection.begin():
        connection.exec_driver_sql("DROP TABLE notice_search")
        (file,) = Path(FOLDER, "versions").glob("*_search_in_notices.py")
        step = _load(file)
        with Operations.context(MigrationContext.configure(connection)):
            step.upgrade()
    assert titles(library, "einbuergerungen") == ["Einbürgerung wird schneller"]
    assert titles(library, "feed") == ["Aus der Quelle"]


def _load(file: Path) -> Any:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- what comes


def test_what_comes_is_sorted_and_for_the_regions_and_topics_of_who_asks(house: House) -> None:
    in_heide = Addressed(Level.INFO, Scope.PUBLIC, False, frozenset({"heide"}), frozenset({"asyl"}))
    everywhere = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
    day = timedelta(days=1)
    news: tuple[tuple[str, Addressed, NoticeKind, dict[str, Any]], ...] = (
        ("Übermorgen", in_heide, NoticeKind.FACHINFORMATION, {"deadline": MONDAY + 2 * day}),
        ("Vorbei", everywhere, NoticeKind.FACHINFORMATION, {"deadline": MONDAY - day}),
        ("Morgen", everywhere, NoticeKind.FACHINFORMATION, {"starts_at": MONDAY + day}),
        ("Intern", replace(everywhere, scope=Scope.INTERNAL), NoticeKind.FACHINFORMATION, {"deadline": MONDAY + day}),
    )
    for title, facts, kind, dates in news:
        house.tell(replace(house.new(facts=facts, kind=kind, **dates), title=title))

    def coming(chosen: Subscription | None) -> list[str]:
        return [one.title for one in house.store.read_now(lambda s: terms.coming(s, PUBLIC, chosen, MONDAY, 10))]

    assert coming(None) == ["Morgen", "Übermorgen"]
    assert coming(Subscription(regions=("heide",))) == ["Morgen", "Übermorgen"]
    assert coming(Subscription(statewide=True)) == ["Morgen", "Übermorgen"]
    assert coming(Subscription(regions=("hannover",))) == ["Morgen"]
    assert coming(Subscription(regions=("heide",), topics=("sprache",))) == ["Morgen"]
    assert coming(Subscription(regions=("heide",), topics=("asyl", "sprache"))) == ["Morgen", "Übermorgen"]


def test_what_says_it_in_its_title_comes_first_and_then_the_newest(house: House) -> None:
    first = told(house, "Häuser der Begegnung", "Neu.")
    second = told(house, "Rundschreiben", "Über ein Haus.")
    third = told(house, "Haus und Kurs", "Neu.")
    fourth = told(house, "Protokoll", "Im Haus.")

    def page(question: str, limit: int, offset: int = 0) -> list[int]:
        found = house.store.read_now(lambda s: searching.find(s, question, PUBLIC, limit, offset))
        return [row.id for row in found.rows]

    assert page("haus", 10) == [third, first, fourth, second]
    assert page("haus", 2, 1) == [first, fourth]
    assert page("haus kurs", 10) == [third]

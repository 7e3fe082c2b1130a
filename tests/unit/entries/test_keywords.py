"""Keywords that the Koordination changes decide from then on."""

from bot.opening import put_start_data
from scheduler.tagging import tagger_of
from store import catalogue
from store.db import Store


def topics(store: Store, text: str) -> list[str]:
    """Return the topics that a text is tagged with now."""
    tagger = store.read_now(tagger_of)
    return [one.code for one in tagger.tag("Neues Angebot für Geflüchtete", text, published=None).topics]


def test_a_new_topic_is_found_by_its_keyword_and_not_without_it(sqlite_store: Store) -> None:
    put_start_data(sqlite_store)
    text = "Die Migrationsberatung informiert Geflüchtete über den Seniorenheimplatz und den Seniorenheimplatz."
    assert "wohnen-im-alter" not in topics(sqlite_store, text)
    code = sqlite_store.write_now(lambda s: catalogue.add_topic(s, "Wohnen im Alter"))
    assert code == "wohnen-im-alter"
    assert sqlite_store.write_now(lambda s: catalogue.add_keyword(s, code, "Seniorenheimplatz"))
    assert "wohnen-im-alter" in topics(sqlite_store, text)
    assert sqlite_store.write_now(lambda s: catalogue.remove_keyword(s, code, "Seniorenheimplatz"))
    assert "wohnen-im-alter" not in topics(sqlite_store, text)

"""Start data: written once, then the Koordination's."""

from sqlalchemy import delete, select, update
from sqlmodel import Session

from store import reference
from store import tables as t
from store.db import Store

from .conftest import COUNTIES, PROGRAMMES, REGIONS, TOPICS, Region, Topic


def test_start_data_is_there_in_its_order(filled: Store) -> None:
    codes = filled.read_now(reference.known_codes)
    assert list(codes.regions.items()) == [(region.code, region.name) for region in REGIONS]
    assert codes.topics == {"asyl": "Asyl", "sprache": "Sprache"}
    assert filled.read_now(reference.region_codes) == ("heide", "braunschweig", "suedniedersachsen")
    assert filled.read_now(reference.programme_names) == {"mbe": "MBE", "jmd": "JMD"}
    assert filled.read_now(reference.region_of_county) == {"03151": "braunschweig", "03351": "heide"}


def test_a_restart_keeps_what_the_koordination_edited_and_adds_what_is_new(filled: Store) -> None:
    def edit(session: Session) -> None:
        session.execute(update(t.region).where(t.region.c.code == "heide").values(name="Lüneburger Heide"))
        session.execute(update(t.county).where(t.county.c.ags == "03351").values(region="braunschweig"))
        session.execute(delete(t.keyword).where(t.keyword.c.text == "BAMF"))

    filled.write_now(edit)
    regions, topics = (*REGIONS, Region("osnabrueck", "Osnabrück")), (*TOPICS, Topic("familie", "Familie", ("Kind",)))
    new = filled.write_now(lambda s: reference.put_reference(s, regions, COUNTIES, topics, PROGRAMMES))
    assert new == 2
    assert filled.read_now(reference.region_names)["heide"] == "Lüneburger Heide"
    assert filled.read_now(reference.region_of_county)["03351"] == "braunschweig"
    words = filled.read_now(lambda session: set(session.execute(select(t.keyword.c.text)).scalars()))
    assert words == {"Asylverfahren", "Integrationskurs", "Kind"}

"""`meinedaten`: everything stored about a person is in what they may take along."""

from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from bot.opening import put_start_data
from domain.recipient import Role
from store import codes, merging, own_data, people
from store import tables as t
from store.db import Store
from store.people import Where
from tests.unit.relay.support import MONDAY, OST, join, person

#: Numbers of ours, which say nothing; and what has another name there.
_NUMBERS = {"id", "merged_into"}
_NAMED = {"fallback_ok": "fallback"}


def everything(store: Store, key: str) -> dict[str, Any]:
    """Return what somebody may take along."""

    def read(session: Session) -> dict[str, Any]:
        found = people.person_by_key(session, key)
        assert found is not None
        return own_data.of_person(session, found)

    return store.read_now(read)


def test_each_column_of_a_person_is_in_it_with_its_value(sqlite_store: Store) -> None:
    put_start_data(sqlite_store)
    join(
        sqlite_store, person("ada", Where(OST, "ada"), name="Ada", organisation="AWO", role=Role.LEAD, leads=("heide",))
    )
    moments = [column.name for column in t.person.columns if column.name.endswith("_at")]
    assert len(moments) >= 6
    sqlite_store.write_now(lambda s: s.execute(update(t.person).values(dict.fromkeys(moments, MONDAY))))
    told = everything(sqlite_store, "ada")
    assert {column.name for column in t.person.columns} - _NUMBERS <= told.keys() | _NAMED.keys()
    assert {told[name] for name in moments} == {MONDAY}
    assert (told["display_name"], told["organisation"], told["role"]) == ("Ada", "AWO", "lead")


def test_the_years_in_which_either_account_was_counted_are_in_it_after_they_became_one(sqlite_store: Store) -> None:
    """Before they were one, and after it, when the deliveries of the other account are forgotten."""
    put_start_data(sqlite_store)
    join(sqlite_store, person("ada"), person("bea", Where(OST, "bea")))

    def count(session: Session) -> None:
        ada, bea = (people.person_by_key(session, key) for key in ("ada", "bea"))
        assert ada is not None
        assert bea is not None
        rows = [{"person": ada, "year": 2024}, {"person": bea, "year": 2024}, {"person": bea, "year": 2025}]
        session.execute(insert(t.reached).values(rows))
        merging.merge(session, ada, bea, MONDAY)
        session.execute(insert(t.reached).values(person=bea, year=2026))

    sqlite_store.write_now(count)
    assert everything(sqlite_store, "ada")["counted_in_years"] == ["2024", "2025", "2026"]


def test_the_invitations_that_somebody_handed_out_are_in_it_without_their_codes(sqlite_store: Store) -> None:
    put_start_data(sqlite_store)
    join(sqlite_store, person("ada"))
    sheet = codes.New(Role.MEMBER, "heide", "ada", MONDAY, many=True)
    code = sqlite_store.write_now(lambda s: codes.make(s, sheet, MONDAY))
    told = everything(sqlite_store, "ada")
    assert [(one["role"], one["region"], one["many"]) for one in told["invitations_made"]] == [
        ("member", "heide", True)
    ]
    assert code not in str(told)

"""`meinedaten`: everything stored about a person is in what they may take along."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Delete, Select, Table, delete, insert, select, text, update
from sqlmodel import Session

from bot.opening import put_start_data
from domain.recipient import Role
from store import codes, erasing, members, merging, own_data, people
from store import tables as t
from store.db import Store
from store.erasure import ERASE, REGISTER, Action, rule_of
from store.people import Where
from tests.unit.relay.support import MONDAY, OST, House, join, person
from tests.unit.store_people.test_erasing import known

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


# --- nothing is left out

#: What leads to a person and is not told, and why not. The rest is.
UNTOLD = {
    "recipient.*": "themselves",
    "person.id": "themselves",
    "place.id": "a group",
    "digest.recipient": "only that deliveries came in one message; each of these is told",
    "surface.address": "what the network calls a message; what was in it is told",
    "link_offer.person": "a code that is open for an hour, and where it was given; the address that it brings is told",
    "errand.*": "what is fetched for an answer, for moments",
    "guess.*": "how many wrong codes were tried, for a day",
    "pace.*": "when a chat may be written to again, for moments",
    "stranger.*": "only of who has not joined",
}


def leading() -> Iterator[tuple[Table, str]]:
    """Give (table, column) of all that leads to a person; "*" for a table that does so without a reference."""
    for table in t.audit.metadata.sorted_tables:
        keys = [key for key in table.foreign_keys if key.column.table.name in ("person", "recipient", "address")]
        personal = {
            name.partition(".")[2] for name, rule in REGISTER.items()
            if name.partition(".")[0] == table.name and rule.action is Action.ERASE
        }  # fmt: skip
        if not keys and personal:
            yield table, "*"
        yield from ((table, key.parent.name) for key in keys)


TOLD = [f"{table.name}.{column}" for table, column in leading() if f"{table.name}.{column}" not in UNTOLD]


async def involved(house: House) -> str:
    """Let Ada have left something in every table that leads to a person, and return her key."""
    me = await known(house)
    join(house.store, person("old", Where(OST, "old")))
    house.tell()
    house.store.write_now(lambda s: _more(s, me))
    key = house.store.read_now(lambda s: s.execute(select(t.person.c.key).where(t.person.c.id == me)).scalar_one())
    return str(key)


def _more(session: Session, me: int) -> None:
    old = people.person_by_key(session, "old")
    assert old is not None
    members.consent(session, old, members.SERVICE, "1", MONDAY)
    merging.merge(session, me, old, MONDAY)
    address = session.execute(select(t.address.c.id).where(t.address.c.recipient == me)).scalars().first()
    group = t.recipient.insert().values(
        kind="place", quiet_profile=select(t.quiet_profile.c.id).limit(1).scalar_subquery()
    )
    place = session.execute(group.returning(t.recipient.c.id)).scalar_one()
    at, mine = {"start_local": "2026-12-07T10:00"}, {"person": me}
    meeting = {**at, "kind": "regional", "title": "T", "created_at": MONDAY, "changed_at": MONDAY}
    poll = {"title": "P", "created_at": MONDAY, "closes_at": MONDAY}
    rows: list[tuple[Table, dict[str, Any]]] = [
        (t.place, {"id": place, "key": "team", "scope": "public", "registered_by": me}),
        (t.address, {"account": OST, "chat": "team", "recipient": place}),
        (t.acknowledgement, {**mine, "notice": 1, "at": MONDAY}),
        (t.reached, {**mine, "year": 2026}),
        (t.report_due, {"notice": 1, "address": address, "due_at": MONDAY}),
        (t.reminder, {"subject": "notice:1", "stage": "deadline", "recipient": me, "due_at": MONDAY, "sequence": 1}),
        (t.meeting, {**meeting, "id": 1, "uid": "1", "notice": 1}),
        (t.meeting, {**meeting, "id": 2, "uid": "2", "notice": 2, "invited_by": me}),
        (t.attendance, {**mine, "meeting": 1, "value": "yes", "meeting_sequence": 0, "answered_at": MONDAY}),
        (t.agenda_item, {"meeting": 1, "position": 1, "text": "Wohnen", "state": "proposed", "proposed_by": me}),
        (t.poll, {**poll, "id": 1, "notice": 1}),
        (t.poll, {**poll, "id": 2, "notice": 2, "asked_by": me}),
        (t.poll, {**poll, "id": 3, "notice": 3}),
        (t.poll_voter, {**mine, "poll": 1}),
        (t.poll_organiser, {**mine, "poll": 3}),
        (t.poll_option, {**at, "id": 1, "poll": 1, "number": 1}),
        (t.ballot, {**mine, "id": 1, "poll": 1, "way": "text", "key": "b", "cast_at": MONDAY}),
        (t.ballot_answer, {**mine, "poll": 1, "option": 1, "option_rev": 1, "value": "ja", "ballot": 1}),
    ]
    for table, row in rows:
        session.execute(insert(table).values(row))


async def test_whatever_leads_to_a_person_is_in_it(sqlite_store: Store) -> None:
    """Without the rows of any table that lead to her there is less in it: none of them is left out."""
    put_start_data(sqlite_store)
    key = await involved(House(sqlite_store))
    whole = everything(sqlite_store, key)
    same = [column for column in TOLD if _without(sqlite_store, key, *column.split(".")) == whole]
    assert same == []
    assert everything(sqlite_store, key) == whole


def _without(store: Store, key: str, name: str, column: str) -> dict[str, Any]:
    """Return what somebody may take along if there were no such rows, which stay."""

    def read(session: Session) -> dict[str, Any]:
        me = people.person_by_key(session, key)
        assert me is not None
        with session.begin_nested() as here:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            gone = session.execute(_deletion(t.audit.metadata.tables[name], column, me))
            assert gone.rowcount, f"{name}.{column} leads nowhere here"  # type: ignore[attr-defined]  # of a deletion it has one
            told = own_data.of_person(session, me)
            here.rollback()
        return told

    return store.write_now(read)


def _deletion(table: Table, column: str, me: int) -> Delete:
    if column == "*":
        return delete(table)
    return delete(table).where(table.c[column].in_(_theirs(table, column, me)))


def _theirs(table: Table, column: str, me: int) -> Any:
    """Return what stands in a column that leads to her: her number, or those of her addresses."""
    (reference,) = table.c[column].foreign_keys
    addresses = select(t.address.c.id).where(t.address.c.recipient == me)
    return addresses if reference.column.table is t.address else [me]


def test_what_is_not_told_is_there() -> None:
    assert UNTOLD.keys() <= {f"{table.name}.{column}" for table, column in leading()}


async def test_after_erasing_no_row_leads_to_her_but_by_the_numbers_that_may_stay(sqlite_store: Store) -> None:
    put_start_data(sqlite_store)
    key = await involved(House(sqlite_store))
    me = sqlite_store.read_now(lambda s: people.person_by_key(s, key))
    assert me is not None
    references = [(table, column) for table, column in leading() if column != "*"]
    erased = [at for at in references if (rule := rule_of(at[0].name, at[1])) is not None and rule == ERASE]
    assert len(erased) > 15

    def left(session: Session) -> list[str]:
        return [f"{table.name}.{column}" for table, column in erased
                if session.execute(_found(table, column, me)).first() is not None]  # fmt: skip

    assert len(sqlite_store.read_now(left)) > 15
    sqlite_store.write_now(lambda s: erasing.erase(s, me, MONDAY))
    assert sqlite_store.read_now(left) == []


def _found(table: Table, column: str, me: int) -> Select[Any]:
    return select(table).where(table.c[column].in_(_theirs(table, column, me)))

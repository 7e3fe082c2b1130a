"""People between the database and values: everybody at once, in a few large statements."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.notice import Level, Scope
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, AddressState, PersonState, RecipientKind, Rhythm, Role
from store import roles
from store import tables as t
from store.people import Agreed, Details, Fault, Faults, Listed, People, Where, Written, faults_of
from store.people_cells import clean

#: Who confirmed those that a file says are confirmed.
CONFIRMED_BY = "import"
#: Ids in one IN list: SQLite takes 32,766 parameters, PostgreSQL 65,535.
_CHUNK = 5_000

Row = dict[str, Any]


# --- reading


def load_people(session: Session) -> tuple[Listed, ...]:
    """Return everybody who has an address, sorted by key. An address whose chat moved to another one is left out."""
    addresses, ids = _load_addresses(session)
    load = _Lists(session)
    found = [*_load_persons(session, load, addresses), *_load_places(session, load, addresses)]
    listed = []
    for key, recipient, preferred, details in found:
        mine = addresses[recipient]
        at = ids.get(preferred) if preferred is not None else None
        listed.append(Listed(key, details, tuple(mine), mine.index(at) if at in mine else 0))
    return tuple(sorted(listed, key=lambda one: one.key))


class _Lists:
    """What stands in rows of its own, by recipient."""

    def __init__(self, session: Session) -> None:
        self.regions = _codes(session, t.sub_region, "recipient", "region")
        self.topics = _codes(session, t.sub_topic, "recipient", "topic")
        self.programmes = _codes(session, t.sub_programme, "recipient", "programme")
        self.leads = _codes(session, t.lead_region, "person", "region", t.lead_region.c.until.is_(None))
        #: Who only stands in for others, which is no matter of files: it ends by itself.
        stands_in = session.execute(select(t.lead_region.c.person).where(t.lead_region.c.until.is_not(None)))
        self.stand_ins = set(stands_in.scalars()) - self.leads.keys()
        r, c = t.rhythm.c, t.consent.c
        rows = session.execute(select(r.recipient, r.level, r.value)).all()
        self.rhythms = {(recipient, level): Rhythm(value) for recipient, level, value in rows}
        self.consents: dict[int, list[Agreed]] = defaultdict(list)
        query = select(c.person, c.kind, c.text_version, c.given_at).where(c.withdrawn_at.is_(None))
        for person, kind, version, given_at in session.execute(query).all():
            self.consents[person].append(Agreed(kind, version, given_at))

    def shared(self, recipient: int) -> Row:
        """Return what persons and places have alike, as arguments of Details."""
        return {
            "regions": self.regions.get(recipient, ()),
            "topics": self.topics.get(recipient, ()),
            "programmes": self.programmes.get(recipient, ()),
            "rhythm_info": self.rhythms.get((recipient, Level.INFO.value), DEFAULT_INFO),
            "rhythm_important": self.rhythms.get((recipient, Level.IMPORTANT.value), DEFAULT_IMPORTANT),
        }


_SHARED: tuple[Column[Any], ...] = (
    t.quiet_profile.c.spec,
    t.recipient.c.statewide,
    t.recipient.c.urgent_ok,
    t.recipient.c.urgent_offhours,
    t.recipient.c.preferred_address,
)


def _load_persons(
    session: Session, load: _Lists, having: dict[int, list[Where]]
) -> Iterator[tuple[str, int, int | None, Details]]:
    organisations = _organisation_names(session)
    query = select(t.person, *_SHARED).join_from(t.person, t.recipient).join(t.quiet_profile)
    for row in session.execute(query).all():
        if row.id not in having:
            continue
        role, state = Role(row.role), PersonState(row.state)
        if role is Role.LEAD and row.id in load.stand_ins:
            role = Role.MEMBER
        details = Details(
            kind=RecipientKind.PERSON,
            name=clean(row.display_name or ""),
            organisation=organisations.get(row.organisation, ""),
            role=role,
            leads=load.leads.get(row.id, ()) if role is not Role.MEMBER else (),
            statewide=row.statewide,
            quiet=row.spec,
            urgent=row.urgent_ok,
            urgent_offhours=row.urgent_offhours,
            fallback=row.fallback_ok,
            confirmed_at=row.confirmed_at,
            state=state,
            paused_until=row.pause_until if state is PersonState.PAUSED else None,
            consents=tuple(sorted(load.consents.get(row.id, ()))),
            **load.shared(row.id),
        )
        yield row.key, row.id, row.preferred_address, details


def _load_places(
    session: Session, load: _Lists, having: dict[int, list[Where]]
) -> Iterator[tuple[str, int, int | None, Details]]:
    query = select(t.place, *_SHARED).join_from(t.place, t.recipient, t.place.c.id == t.recipient.c.id)
    for row in session.execute(query.join(t.quiet_profile)):
        if row.id not in having:
            continue
        details = Details(
            kind=RecipientKind.PLACE,
            name=clean(row.display_name or ""),
            statewide=row.statewide,
            quiet=row.spec,
            urgent=row.urgent_ok,
            urgent_offhours=row.urgent_offhours,
            scope=Scope(row.scope),
            audience_role=Role(row.audience_role) if row.audience_role else None,
            **load.shared(row.id),
        )
        yield row.key, row.id, row.preferred_address, details


def _load_addresses(session: Session) -> tuple[dict[int, list[Where]], dict[int, Where]]:
    a = t.address.c
    moved = (a.state == AddressState.GONE.value) & a.moved_to.is_not(None)
    by_recipient: dict[int, list[Where]] = defaultdict(list)
    by_id = {}
    query = select(a.id, a.recipient, a.account, a.chat, a.thread).where(~moved)
    for address, recipient, *where in session.execute(query).all():
        by_id[address] = Where(*where)
        by_recipient[recipient].append(by_id[address])
    for mine in by_recipient.values():
        mine.sort()
    return dict(by_recipient), by_id


def _codes(
    session: Session, table: Table, owner: str, code: str, *which: ColumnElement[bool]
) -> dict[int, tuple[str, ...]]:
    # Joined by the database and told apart once for each combination: a fraction of the rows and of the objects.
    joined = func.aggregate_strings(table.c[code], ";")
    known: dict[str, tuple[str, ...]] = {}
    found = {}
    for recipient, codes in session.execute(
        select(table.c[owner], joined).where(*which).group_by(table.c[owner])
    ).all():
        if codes not in known:
            known[codes] = tuple(sorted(codes.split(";")))
        found[recipient] = known[codes]
    return found


def _organisation_names(session: Session) -> dict[int | None, str]:
    o = t.organisation.c
    rows = {row.id: row for row in session.execute(select(o.id, o.name, o.merged_into))}
    return {
        id_: clean(rows[row.merged_into].name if row.merged_into in rows else row.name) for id_, row in rows.items()
    }


# --- writing


@dataclass(frozen=True, slots=True)
class _Stored:
    """Who is in the database already."""

    id: int
    kind: RecipientKind
    state: PersonState = PersonState.ACTIVE
    merged: bool = False
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None


@dataclass(slots=True)
class _Before:
    """The database before the import, as far as it matters."""

    persons: dict[str, _Stored]
    #: Whose key an id is.
    keys: dict[int, str]
    #: address -> its id and the recipient's.
    addresses: dict[Where, tuple[int, int]]


@dataclass(slots=True)
class _Plan:
    """The rows to write, by table."""

    recipients: list[Row] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)
    regions: list[Row] = field(default_factory=list)
    topics: list[Row] = field(default_factory=list)
    programmes: list[Row] = field(default_factory=list)
    rhythms: list[Row] = field(default_factory=list)
    leads: list[Row] = field(default_factory=list)
    #: person -> what they agree to.
    consents: dict[int, tuple[Agreed, ...]] = field(default_factory=dict)


def write_people(session: Session, people: People) -> Written | Faults:
    """Write everybody, or nobody and say why: somebody whose key is known becomes what the file says.

    Who is not in it stays, and so does an address that it does not name. Nobody who asked to be forgotten comes back
    by an old file, and no consent that was withdrawn. Doing it twice is like doing it once.
    """
    before = _load_before(session)
    faults = [fault for one in people.listed for fault in _conflicts(one, before)]
    if faults:
        return faults_of(faults)
    updated = {before.persons[one.key].id for one in people.listed if one.key in before.persons}
    plan = _plan(session, people, before)
    had = roles.standing(session)
    _write_main(session, plan, updated)
    _write_lists(session, plan, updated)
    roles.note_changes(session, had, "cli", people.at)
    _write_consents(session, plan.consents, updated, people.at)
    rooms = sum(one.details.kind is RecipientKind.PLACE for one in people.listed)
    total = len(people.listed)
    return Written(total - rooms, rooms, total - len(updated), len(plan.addresses))


def _load_before(session: Session) -> _Before:
    p, a = t.person.c, t.address.c
    persons = {
        row.key: _Stored(
            row.id,
            RecipientKind.PERSON,
            PersonState(row.state),
            row.merged_into is not None,
            row.confirmed_at,
            row.confirmed_by,
        )
        for row in session.execute(select(p.id, p.key, p.state, p.merged_into, p.confirmed_at, p.confirmed_by))
    }
    for id_, key in session.execute(select(t.place.c.id, t.place.c.key)):
        persons[key] = _Stored(id_, RecipientKind.PLACE)
    addresses = {
        Where(row.account, row.chat, row.thread): (row.id, row.recipient)
        for row in session.execute(select(a.id, a.recipient, a.account, a.chat, a.thread))
    }
    return _Before(persons, {stored.id: key for key, stored in persons.items()}, addresses)


def _conflicts(one: Listed, before: _Before) -> Iterator[Fault]:
    stored = before.persons.get(one.key)
    line = min(where.line for where in one.addresses)
    if stored is not None and stored.kind is not one.details.kind:
        yield Fault(line, f"„{one.key}“ gibt es schon als {stored.kind.value}. Wählen Sie einen anderen Schlüssel.")
    elif stored is not None and stored.merged:
        yield Fault(line, f"„{one.key}“ ist inzwischen mit jemandem verbunden worden. Löschen Sie die Zeile.")
    elif stored is not None and stored.state is PersonState.ERASED and one.details.state is not PersonState.ERASED:
        yield Fault(line, f"„{one.key}“ hat die eigenen Daten löschen lassen. Löschen Sie die Zeile.")
    for where in one.addresses:
        known = before.addresses.get(where)
        if known is not None and (stored is None or known[1] != stored.id):
            owner = f"Diese Adresse gehört schon zu „{before.keys[known[1]]}“."
            yield Fault(where.line, f"{owner} Tragen Sie das in Spalte person ein, oder prüfen Sie die Adresse.")


def _plan(session: Session, people: People, before: _Before) -> _Plan:
    quiet = _ids_of_texts(session, t.quiet_profile, "spec", {one.details.quiet for one in people.listed})
    names = {one.details.organisation for one in people.listed} - {""}
    organisations = _ids_of_texts(session, t.organisation, "name", names)
    new = sum(one.key not in before.persons for one in people.listed)
    new_addresses = sum(where not in before.addresses for one in people.listed for where in one.addresses)
    ids, address_ids = _new_ids(session, t.recipient, new), _new_ids(session, t.address, new_addresses)
    plan = _Plan()
    for one in people.listed:
        stored = before.persons.get(one.key)
        recipient = stored.id if stored is not None else next(ids)
        mine = []
        for where in one.addresses:
            known = before.addresses.get(where)
            mine.append(known[0] if known is not None else next(address_ids))
            if known is None:
                plan.addresses.append(_address_row(mine[-1], recipient, where))
        plan.recipients.append(_recipient_row(recipient, one.details, quiet, mine[one.preferred]))
        if one.details.kind is RecipientKind.PLACE:
            plan.places.append(_place_row(recipient, one))
        else:
            plan.persons.append(_person_row(recipient, one, organisations, stored, people.at))
            plan.consents[recipient] = one.details.consents
        _plan_lists(plan, recipient, one.details)
    return plan


def _plan_lists(plan: _Plan, recipient: int, details: Details) -> None:
    plan.regions.extend({"recipient": recipient, "region": code} for code in details.regions)
    plan.topics.extend({"recipient": recipient, "topic": code} for code in details.topics)
    plan.programmes.extend({"recipient": recipient, "programme": code} for code in details.programmes)
    plan.leads.extend({"person": recipient, "region": code} for code in details.leads)
    if details.rhythm_info is not DEFAULT_INFO:
        plan.rhythms.append(_rhythm_row(recipient, Level.INFO, details.rhythm_info))
    if details.rhythm_important is not DEFAULT_IMPORTANT:
        plan.rhythms.append(_rhythm_row(recipient, Level.IMPORTANT, details.rhythm_important))


def _rhythm_row(recipient: int, level: Level, rhythm: Rhythm) -> Row:
    return {"recipient": recipient, "level": level.value, "value": rhythm.value}


def _address_row(address: int, recipient: int, where: Where) -> Row:
    return {
        "id": address,
        "account": where.network,
        "chat": where.chat,
        "thread": where.thread,
        "recipient": recipient,
        "state": AddressState.OK.value,
    }


def _recipient_row(recipient: int, details: Details, quiet: dict[str, int], preferred: int) -> Row:
    return {
        "id": recipient,
        "kind": details.kind.value,
        "quiet_profile": quiet[details.quiet],
        "statewide": details.statewide,
        "urgent_ok": details.urgent,
        "urgent_offhours": details.urgent_offhours,
        "preferred_address": preferred,
    }


def _place_row(recipient: int, one: Listed) -> Row:
    return {
        "id": recipient,
        "key": one.key,
        "display_name": one.details.name or None,
        "scope": one.details.scope.value,
        "audience_role": one.details.audience_role.value if one.details.audience_role else None,
    }


def _person_row(
    recipient: int, one: Listed, organisations: dict[str, int], stored: _Stored | None, now: datetime
) -> Row:
    details = one.details
    confirmed_at, confirmed_by = details.confirmed_at, CONFIRMED_BY
    if stored is not None and stored.confirmed_at is not None and confirmed_at in (stored.confirmed_at, now):
        # "Confirmed with this import" takes nothing from a confirmation that holds already.
        confirmed_at, confirmed_by = stored.confirmed_at, stored.confirmed_by or CONFIRMED_BY
    return {
        "id": recipient,
        "key": one.key,
        "display_name": details.name or None,
        "organisation": organisations[details.organisation] if details.organisation else None,
        "role": details.role.value,
        "state": details.state.value,
        "pause_until": details.paused_until,
        "confirmed_at": confirmed_at,
        "confirmed_by": confirmed_by if confirmed_at is not None else None,
        "fallback_ok": details.fallback,
    }


def _write_main(session: Session, plan: _Plan, updated: set[int]) -> None:
    for table, rows in ((t.recipient, plan.recipients), (t.person, plan.persons), (t.place, plan.places)):
        _insert(session, table, [row for row in rows if row["id"] not in updated])
        changed = [row for row in rows if row["id"] in updated]
        if changed:
            columns = [name for name in changed[0] if name != "id"]
            session.execute(
                update(table).where(table.c.id == bindparam("row")).values({name: bindparam(name) for name in columns}),
                [{**{name: row[name] for name in columns}, "row": row["id"]} for row in changed],
            )
    _insert(session, t.address, plan.addresses)


def _write_lists(session: Session, plan: _Plan, updated: set[int]) -> None:
    for table, owner, rows in (
        (t.sub_region, "recipient", plan.regions),
        (t.sub_topic, "recipient", plan.topics),
        (t.sub_programme, "recipient", plan.programmes),
        (t.rhythm, "recipient", plan.rhythms),
        (t.lead_region, "person", plan.leads),
    ):
        kept = [t.lead_region.c.until.is_(None)] if table is t.lead_region else []
        for some in _chunks(updated):
            session.execute(delete(table).where(table.c[owner].in_(some), *kept))
        if table is t.lead_region:
            _end_standing_in(session, rows)
        _insert(session, table, rows)
    _restore_stand_ins(session)


def _end_standing_in(session: Session, leads: list[Row]) -> None:
    """Let those who lead a region without an end from now on not stand in there too."""
    led = t.lead_region.c
    for (person,) in session.execute(select(led.person).distinct()).all():
        regions = [row["region"] for row in leads if row["person"] == person]
        if regions:
            session.execute(delete(t.lead_region).where(led.person == person, led.region.in_(regions)))


def _restore_stand_ins(session: Session) -> None:
    """Give those who stand in for a Federführende their role back, which no file knows of."""
    p, led = t.person.c, t.lead_region.c
    standing_in = select(led.person).where(led.until.is_not(None))
    mine = (p.role == Role.MEMBER.value, p.id.in_(standing_in))
    session.execute(update(t.person).where(*mine).values(role=Role.LEAD.value))


def _write_consents(session: Session, wanted: dict[int, tuple[Agreed, ...]], updated: set[int], now: datetime) -> None:
    c = t.consent.c
    there: dict[int, set[Agreed]] = defaultdict(set)
    ended: list[int] = []
    for some in _chunks(updated & wanted.keys()):
        for row in session.execute(select(t.consent).where(c.person.in_(some))):
            agreed = Agreed(row.kind, row.text_version, row.given_at)
            there[row.person].add(agreed)
            if row.withdrawn_at is None and agreed not in wanted[row.person]:
                ended.append(row.id)
    for some in _chunks(ended):
        session.execute(update(t.consent).where(c.id.in_(some)).values(withdrawn_at=now))
    rows = [
        {"person": person, "kind": one.kind, "text_version": one.version, "given_at": one.given_at}
        for person, agreed_to in wanted.items()
        for one in agreed_to
        if one not in there.get(person, ())
    ]
    _insert(session, t.consent, rows)


def _insert(session: Session, table: Table, rows: list[Row]) -> None:
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, table, rows)
    else:
        session.execute(insert(table), rows)


def _copy(session: Session, table: Table, rows: list[Row]) -> None:
    # A million rows by INSERT take PostgreSQL's driver more than 20 s, by COPY a few.
    import psycopg
    from psycopg import sql

    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    columns = tuple(rows[0])
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


def _ids_of_texts(session: Session, table: Table, column: str, wanted: set[str]) -> dict[str, int]:
    """Return text -> id; what is missing is inserted."""
    query = select(table.c[column], table.c.id)
    there = {str(name): int(id_) for name, id_ in session.execute(query)}
    missing = sorted(wanted - there.keys())
    _insert(session, table, [{column: name} for name in missing])
    return {str(name): int(id_) for name, id_ in session.execute(query)} if missing else there


def _new_ids(session: Session, table: Table, count: int) -> Iterator[int]:
    """Return ids for new rows: from the sequence, where another process may take some meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return iter(session.execute(query, {"name": table.name, "count": count}).scalars().all())
    highest = session.execute(select(func.max(table.c.id))).scalar_one() or 0
    return itertools.islice(itertools.count(highest + 1), count)


def _chunks(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(sorted(ids))
    while some := tuple(itertools.islice(rest, _CHUNK)):
        yield some

"""Persons and places with their addresses: the values that files, seeds and the database share, and small queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import CursorResult, and_, case, func, or_, select, update
from sqlmodel import Session

from domain.notice import Scope
from domain.quiet import DEFAULT_SPEC
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, AddressState, PersonState, RecipientKind, Rhythm, Role
from store import tables as t
from store.profiles import is_to_be_used

#: How many faults of a file are told one by one.
MAX_FAULTS = 20


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """An address as a file names it. line: where it stands there (0: it comes from no file); not part of its worth."""

    network: str
    chat: str
    thread: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Agreed:
    """A consent that holds: to what, to which wording, since when."""

    kind: str
    version: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of one person or place. Codes are sorted; empty topics or programmes mean all of them.

    Of a place, only what both kinds have, `scope` and `audience_role` count; of a person everything but those two.
    """

    kind: RecipientKind
    name: str = ""
    organisation: str = ""
    role: Role = Role.MEMBER
    #: The regions that a Federführende leads: normally those that she subscribed to.
    leads: tuple[str, ...] = ()
    statewide: bool = False
    regions: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    rhythm_info: Rhythm = DEFAULT_INFO
    rhythm_important: Rhythm = DEFAULT_IMPORTANT
    quiet: str = DEFAULT_SPEC
    urgent: bool = False
    urgent_offhours: bool = False
    fallback: bool = False
    scope: Scope = Scope.PUBLIC
    audience_role: Role | None = None
    confirmed_at: datetime | None = None
    state: PersonState = PersonState.ACTIVE
    paused_until: datetime | None = None
    consents: tuple[Agreed, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A person or place by its key, with its addresses (sorted, at least one) and which of them is preferred."""

    key: str
    details: Details
    addresses: tuple[Where, ...]
    preferred: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """What a file or a seed brings; at: when it was read, the time of "confirmed now" and of withdrawn consents."""

    at: datetime
    listed: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line, and what to do about it. line 0: it concerns the whole file."""

    line: int
    text: str

    def __str__(self) -> str:
        """The fault as one German sentence that names the line."""
        return f"Zeile {self.line}: {self.text}" if self.line else self.text


@dataclass(frozen=True, slots=True)
class Faults:
    """Why nothing of the file was taken: the first faults, by line, and how many there are in all."""

    faults: tuple[Fault, ...]
    total: int

    def __str__(self) -> str:
        """All of it as German text, one fault a line."""
        more = self.total - len(self.faults)
        tail = ["Und noch ein weiterer Fehler." if more == 1 else f"Und {more} weitere Fehler."] if more else []
        return "\n".join([*map(str, self.faults), *tail, "Aus der Datei wurde nichts übernommen."])


@dataclass(frozen=True, slots=True)
class Written:
    """What an import did: how many persons and places were in it, how many of both were new, how many addresses."""

    persons: int
    places: int
    new: int
    new_addresses: int


def faults_of(faults: Iterable[Fault]) -> Faults:
    """Return the faults by line, the first of them to be told one by one."""
    by_line = sorted(faults, key=lambda fault: fault.line)
    return Faults(tuple(by_line[:MAX_FAULTS]), len(by_line))


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address as it stands in the database."""

    id: int
    account: str
    chat: str
    thread: str
    state: AddressState
    moved_to: str | None


def person_by_key(session: Session, key: str) -> int | None:
    """Return the id of the person with this key; of one who was merged into somebody, who they are now."""
    p = t.person.c
    return session.execute(select(func.coalesce(p.merged_into, p.id)).where(p.key == key)).scalar_one_or_none()


def person_count(session: Session) -> int:
    """Return how many persons there are, without the erased and those merged into another one."""
    query = (
        select(func.count())
        .select_from(t.person)
        .where(t.person.c.state != PersonState.ERASED.value, t.person.c.merged_into.is_(None))
    )
    return int(session.execute(query).scalar_one())


def is_confirmed(session: Session, account: str, names: Sequence[str]) -> bool:
    """Return whether the user or chat with one of these names is a person who was confirmed."""
    a, p = t.address.c, t.person.c
    query = (
        select(p.id)
        .join(t.address, a.recipient == p.id)
        .where(
            a.account == account,
            or_(a.user.in_(names), a.chat.in_(names)),
            p.state != PersonState.ERASED.value,
            p.confirmed_at.is_not(None),
        )
        .limit(1)
    )
    return session.execute(query).first() is not None


def addresses_of(session: Session, recipient: int) -> tuple[AddressRow, ...]:
    """Return the addresses of a person or place, sorted, whatever their state."""
    a = t.address.c
    query = select(a.id, a.account, a.chat, a.thread, a.state, a.moved_to).where(a.recipient == recipient)
    rows = [
        AddressRow(row.id, row.account, row.chat, row.thread, AddressState(row.state), row.moved_to)
        for row in session.execute(query)
    ]
    return tuple(sorted(rows, key=lambda row: (row.account, row.chat, row.thread)))


def address_at(session: Session, account: str, chat: str) -> int | None:
    """Return the id of the address of a direct chat."""
    a = t.address.c
    here = (a.account == account, a.chat == chat, a.thread == "")
    return session.execute(select(a.id).where(*here)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class CoordinationAddress:
    """Where somebody of the Koordination is written to."""

    address: int
    account: str
    chat: str
    thread: str


def written_to(session: Session, recipient: int, now: datetime) -> CoordinationAddress | None:
    """Return where a person or place is written to now: where they prefer, or elsewhere if they agreed; None: nowhere.

    Who is erased has no address; who takes a pause or has left gets nothing.
    """
    p, r, a = t.person.c, t.recipient.c, t.address.c
    first = case((a.id == r.preferred_address, 0), else_=1)
    query = (
        select(a.id, a.account, a.chat, a.thread)
        .join(t.recipient, r.id == a.recipient)
        .outerjoin(t.person, p.id == r.id)
        .where(r.id == recipient, a.state == AddressState.OK)
        .where(is_to_be_used())
        .where(
            or_(
                p.id.is_(None), p.state == PersonState.ACTIVE, and_(p.state == PersonState.PAUSED, p.pause_until <= now)
            )
        )
        .order_by(first, a.id)
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else CoordinationAddress(*row)


def coordination(session: Session) -> list[CoordinationAddress]:
    """Return the preferred address of each active person of the Koordination, where it can be written to."""
    p, r, a = t.person.c, t.recipient.c, t.address.c
    query = (
        select(a.id, a.account, a.chat, a.thread)
        .join(t.recipient, r.preferred_address == a.id)
        .join(t.person, p.id == r.id)
        .where(p.role == Role.COORDINATION, p.state == PersonState.ACTIVE, a.state == AddressState.OK)
        .order_by(a.id)
    )
    return [CoordinationAddress(*row) for row in session.execute(query)]


def set_address_state(
    session: Session, account: str, chat: str, state: AddressState, *, thread: str | None = None
) -> int:
    """Set the state of a chat and return how many addresses that were; thread None: all its threads included."""
    a = t.address.c
    here = [a.account == account, a.chat == chat, *([] if thread is None else [a.thread == thread])]
    result = session.execute(update(t.address).where(*here).values(state=state.value))
    assert isinstance(result, CursorResult)
    return result.rowcount


def note_user(session: Session, account: str, chat: str, user: str) -> None:
    """Write down who is talked to in a direct chat, where that is not known."""
    a = t.address.c
    nobody = (a.account == account, a.chat == chat, a.thread == "", a.user.is_(None))
    session.execute(update(t.address).where(*nobody).values(user=user))


def move_address(session: Session, account: str, old_chat: str, new_chat: str) -> int:
    """Carry the addresses of a chat, all its threads, over to the chat that took its place; return how many.

    Where the new address exists already it stays as it is, and the old one becomes "gone" with its successor's name;
    somebody who preferred the old one then prefers the new one, if that is theirs too.
    """
    if old_chat == new_chat:
        return 0
    a = t.address.c
    here = select(a.id, a.chat, a.thread, a.recipient).where(a.account == account)
    taken = {row.thread: row for row in session.execute(here.where(a.chat == new_chat))}
    old = session.execute(here.where(a.chat == old_chat)).all()
    for row in old:
        successor = taken.get(row.thread)
        if successor is None:
            session.execute(update(t.address).where(a.id == row.id).values(chat=new_chat))
            continue
        values = {"state": AddressState.GONE.value, "moved_to": new_chat}
        session.execute(update(t.address).where(a.id == row.id).values(values))
        if successor.recipient == row.recipient:
            r = t.recipient.c
            mine = (r.id == row.recipient) & (r.preferred_address == row.id)
            session.execute(update(t.recipient).where(mine).values(preferred_address=successor.id))
    return len(old)

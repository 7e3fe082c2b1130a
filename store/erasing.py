"""Erasing a person, as store/erasure.py has it: at once, in one transaction, and what is left leads to nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, exists, func, or_, select, update
from sqlmodel import Session

from domain.quiet import DEFAULT_SPEC
from domain.recipient import PersonState, Role
from domain.state import DeliveryState, DispatchState
from store import strangers
from store import tables as t
from store.db import leave_no_trace, tell_erased

#: What stands where a name stood.
GONE = "gelöscht"
#: Why a delivery did not go out, and an event was not answered.
ERASED = "erased"
#: So long the answer to somebody who is nobody's address may still be repeated, or its number be pressed.
_ANSWERED = timedelta(hours=1)
_x, _i, _a = t.dispatch.c, t.inbox.c, t.address.c
_ENDED = (DispatchState.SENT.value, DispatchState.FAILED.value, DispatchState.CANCELLED.value)


def persons(session: Session) -> list[tuple[int, tuple[str, ...]]]:
    """Return every person who is not erased, with what they are known by."""
    p = t.person.c
    ids = session.execute(select(p.id).where(p.state != PersonState.ERASED.value).order_by(p.id)).scalars().all()
    return [(id_, names_of(session, id_)) for id_ in ids]


def names_of(session: Session, person: int) -> tuple[str, ...]:
    """Return what a person is known by, for the list of the erased that a restore obeys: their key and their chats."""
    key = session.execute(select(t.person.c.key).where(t.person.c.id == person)).scalar_one()
    query = select(_a.account, _a.chat).where(_a.recipient == person).distinct().order_by(_a.account, _a.chat)
    return (f"key {key}", *(f"chat {account} {chat}" for account, chat in session.execute(query)))


def erase(session: Session, person: int, now: datetime, *, asked_in: int | None = None) -> None:
    """Erase a person, and those who were merged into them, and tell the store. Doing it twice is like doing it once.

    asked_in: the event by which they asked for it, which is just being answered. What they wrote after it stays, and is
    answered like a stranger's.
    """
    for merged in session.execute(select(t.person.c.id).where(t.person.c.merged_into == person)).scalars().all():
        erase(session, merged, now, asked_in=asked_in)
    p = t.person.c
    key, display_name, state = session.execute(select(p.key, p.display_name, p.state).where(p.id == person)).one()
    if state != PersonState.ERASED.value:
        tell_erased(session, names_of(session, person), now)
    addresses = session.execute(select(_a.id, _a.account, _a.chat).where(_a.recipient == person)).all()
    _stop(session, person, [row.id for row in addresses], now)
    for row in addresses:
        _forget_chat(session, row.account, row.chat, asked_in)
    _forget_details(session, person, [row.id for row in addresses])
    _forget_person(session, person)
    _forget_names(session, [name for name in (key, display_name) if name])
    leave_no_trace(session)


def _stop(session: Session, person: int, addresses: Sequence[int], now: datetime) -> None:
    d = t.delivery.c
    waiting = (d.recipient == person, d.state == DeliveryState.WAITING.value)
    session.execute(update(t.delivery).where(*waiting).values(state=DeliveryState.SKIPPED.value, reason=ERASED))
    queued = (_x.address.in_(addresses), _x.state == DispatchState.QUEUED.value)
    session.execute(update(t.dispatch).where(*queued).values(state=DispatchState.CANCELLED.value, finished_at=now))


def _forget_chat(session: Session, account: str, chat: str, asked_in: int | None) -> None:
    """Forget what was written to and said in a chat. What is being sent this moment is forgotten by the tidy job."""
    here = (_x.account == account, _x.chat == chat)
    session.execute(update(t.dispatch).where(*here, _x.state != DispatchState.SENDING.value).values(emptied()))
    users = select(_i.user).where(_i.account == account, _i.chat == chat)
    mine = or_(t.guess.c.user.in_(users), t.guess.c.user == chat)
    session.execute(delete(t.guess).where(t.guess.c.account == account, mine))
    over = or_(_i.handled_at.is_not(None), _i.parked.is_not(None), _i.id == asked_in)
    of_them = (_i.account == account, _i.chat == chat, over)
    session.execute(update(t.inbox).where(*of_them).values(chat="", thread="", user="", person=None, payload=None))
    session.execute(update(t.inbox).where(_i.chat == "", _i.parked.is_not(None)).values(parked=ERASED))
    o = t.link_offer.c
    session.execute(delete(t.link_offer).where(o.other_account == account, o.other_chat == chat))
    for table in (t.pace, t.dialog, t.errand, t.stranger, t.link_offer):
        session.execute(delete(table).where(table.c.account == account, table.c.chat == chat))


def emptied() -> dict[str, Any]:
    """Return what stands in a remote call of which only that it was made is kept."""
    arrived = case((_x.remote_id.is_not(None), ""), else_=None)
    return {
        "chat": "", "thread": "", "body": None, "buttons": None, "reply_to": None, "remote_id": arrived, "error": "",
    }  # fmt: skip


def _forget_details(session: Session, person: int, addresses: Sequence[int]) -> None:
    session.execute(
        update(t.recipient).where(t.recipient.c.id == person).values(
            preferred_address=None, statewide=False, urgent_ok=False, urgent_offhours=False,
            quiet_profile=_default_quiet(session),
        )
    )  # fmt: skip
    for table in (t.surface, t.report_due):
        session.execute(delete(table).where(table.c.address.in_(addresses)))
    session.execute(delete(t.address).where(_a.recipient == person))
    for table in (t.sub_region, t.sub_topic, t.sub_programme, t.rhythm):
        session.execute(delete(table).where(table.c.recipient == person))
    _forget_hints(session, person)
    for table in (t.link_offer, t.lead_region, t.consent, t.code, t.acknowledgement, t.reached):
        session.execute(delete(table).where(table.c.person == person))
    session.execute(update(t.inbox).where(_i.person == person).values(person=None, chat="", thread="", user=""))
    session.execute(delete(t.attendance).where(t.attendance.c.person == person))
    session.execute(delete(t.reminder).where(t.reminder.c.recipient == person))
    session.execute(update(t.agenda_item).where(t.agenda_item.c.proposed_by == person).values(proposed_by=None))
    for table in (t.poll_voter, t.poll_organiser, t.ballot_answer):
        session.execute(delete(table).where(table.c.person == person))
    session.execute(update(t.ballot).where(t.ballot.c.person == person).values(person=None))


def _forget_hints(session: Session, person: int) -> None:
    """Forget what somebody handed in, but for what has become a notice since."""
    e, g, c = t.entry.c, t.entry_giver.c, t.tag_correction.c
    theirs = select(g.entry).where(g.person == person)
    empty: dict[str, Any] = {"title": GONE, "summary": "", "html": "", "link": "", "due_because": ""}
    waiting = e.state.in_(("open", "seen"))
    session.execute(update(t.entry).where(e.id.in_(theirs), waiting).values(state="discarded"))
    session.execute(update(t.entry).where(e.id.in_(theirs)).values(**empty))
    session.execute(delete(t.entry_tag).where(t.entry_tag.c.entry.in_(theirs)))
    session.execute(delete(t.entry_file).where(t.entry_file.c.entry.in_(theirs)))
    session.execute(delete(t.tag_correction).where(c.entry.in_(theirs)))
    session.execute(delete(t.entry_giver).where(g.person == person))


def _default_quiet(session: Session) -> int:
    q = t.quiet_profile.c
    found = session.execute(select(q.id).where(q.spec == DEFAULT_SPEC)).scalar_one_or_none()
    if found is not None:
        return int(found)
    new = t.quiet_profile.insert().values(spec=DEFAULT_SPEC).returning(q.id)
    return int(session.execute(new).scalar_one())


def _forget_person(session: Session, person: int) -> None:
    p = t.person.c
    body = session.execute(select(p.organisation).where(p.id == person)).scalar_one()
    session.execute(
        update(t.person).where(p.id == person).values(
            key=f"{ERASED}-{person}", display_name=None, organisation=None, role=Role.MEMBER.value,
            state=PersonState.ERASED.value, pause_until=None, confirmed_at=None, confirmed_by=None, fallback_ok=False,
            seen_at=None, asked_at=None, asked_organisation_at=None, asked_name_at=None, refused_at=None,
        )
    )  # fmt: skip
    o = t.organisation.c
    if body is not None:
        merged = t.organisation.alias("merged")
        used = or_(
            exists().where(p.organisation == o.id),
            exists().where(merged.c.merged_into == o.id),
            exists().where(t.ballot.c.organisation == o.id),
        )
        session.execute(delete(t.organisation).where(o.id == body, ~used))


def _forget_names(session: Session, names: Sequence[str]) -> None:
    """Replace a person's key and name wherever they stand for who did something, or to whom."""
    n, p, u, c, w = t.notice.c, t.person.c, t.audit.c, t.code.c, t.proposal.c
    forms = [*names, *(f"person:{name}" for name in names)]
    named = or_(u.actor.in_(forms), u.subject.in_(forms))
    session.execute(update(t.audit).where(named).values(detail=""))
    for table, column in (
        (t.audit, u.actor), (t.audit, u.subject), (t.notice, n.author), (t.notice, n.approver),
        (t.person, p.confirmed_by), (t.code, c.made_by), (t.proposal, w.author),
    ):  # fmt: skip
        session.execute(update(table).where(column.in_(forms)).values({column.name: GONE}))


def forget_chats(session: Session, now: datetime) -> int:
    """Forget the chats of what is done and belongs to nobody's address: answers to strangers and to the erased.

    Return how many places were emptied.
    """
    nobodys = or_(_x.address.is_(None), ~exists().where(_a.id == _x.address))
    over = or_(
        and_(_x.state.in_(_ENDED), func.coalesce(_x.finished_at, _x.created_at) < now - _ANSWERED),
        and_(_x.state == DispatchState.UNSURE.value, _x.expires_at < now),
    )
    sent = session.execute(update(t.dispatch).where(_x.chat != "", nobodys, over).values(emptied()))
    known = exists().where(_a.account == _i.account, _a.chat == _i.chat)
    # What cannot be decrypted is told once a day to a sender.
    said = session.execute(
        update(t.inbox)
        .where(_i.chat != "", ~known, ~strangers.is_one(_i.account, _i.chat), _i.handled_at < now - timedelta(days=1))
        .values(chat="", thread="", user="")
    )
    if sent.rowcount or said.rowcount:  # type: ignore[attr-defined]  # of an update it has one
        leave_no_trace(session)
    return int(sent.rowcount + said.rowcount)  # type: ignore[attr-defined]  # of an update it has one

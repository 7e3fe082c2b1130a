"""Everything that is stored about one person, as one value: what they may see and take along."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from domain.recipient import Role
from domain.state import DeliveryState
from store import assets, ballots, bodies, calendars, linking, meetings, members
from store import tables as t


def of_person(session: Session, person: int) -> dict[str, Any]:
    """Return everything about a person, by names; each delivery with the rule because of which it came."""
    p, o = t.person.c, t.organisation.c
    row = session.execute(select(t.person).where(p.id == person)).one()
    organisation = session.execute(select(o.name).where(o.id == row.organisation)).scalar_one_or_none()
    return {
        "schema": 1,
        "key": row.key,
        "display_name": row.display_name,
        "organisation": organisation,
        "role": Role(row.role).value,
        "leads": _codes(session, t.lead_region, "person", "region", person),
        "leads_until": _ends(session, person),
        "state": row.state,
        "pause_until": row.pause_until,
        "confirmed_at": row.confirmed_at,
        "confirmed_by": row.confirmed_by,
        "refused_at": row.refused_at,
        "asked_organisation_at": row.asked_organisation_at,
        "asked_name_at": row.asked_name_at,
        "seen_at": row.seen_at,
        "asked_at": row.asked_at,
        "fallback": row.fallback_ok,
        "addresses": _addresses(session, person),
        "subscription": _subscription(session, person),
        "places": _places(session, person),
        "took_note_of": [str(one) for one in _codes(session, t.acknowledgement, "person", "notice", person)],
        "counted_in_years": _years(session, person),
        "consents": consents(session, person),
        "deliveries": _deliveries(session, person),
        "messages_received": _received(session, person),
        "messages_written": _written(session, person),
        "conversations": _conversations(session, person),
        "handed_in": _handed_in(session, person),
        "proposals": _proposals(session, person),
        "polls": ballots.everything_of(session, person),
        "meetings": meetings.everything_of(session, person),
        "meetings_called": meetings.called_by(session, person),
        "agenda_proposals": meetings.proposals_of(session, person),
        "reminders": _reminders(session, person),
        "reports_due": _reports(session, person),
        "calendars": [{"region": one.region, "made_at": one.made_at} for one in calendars.of_person(session, person)],
        "invitations_made": _invitations(session, person),
        "audit": _audit(session, person),
    }


def _subscription(session: Session, person: int) -> dict[str, Any]:
    chosen = members.subscription(session, person)
    return {
        "statewide": chosen.statewide,
        "regions": list(chosen.regions),
        "topics": list(chosen.topics),
        "programmes": list(chosen.programmes),
        "rhythm_info": chosen.rhythm_info.value,
        "rhythm_important": chosen.rhythm_important.value,
        "urgent": chosen.urgent,
        "urgent_offhours": chosen.urgent_offhours,
        "quiet": chosen.quiet,
    }


def _codes(session: Session, table: Any, owner: str, column: str, person: int) -> list[str]:
    query = select(table.c[column]).where(table.c[owner] == person).order_by(table.c[column])
    return list(session.execute(query).scalars())


def _ends(session: Session, person: int) -> dict[str, datetime]:
    led = t.lead_region.c
    query = select(led.region, led.until).where(led.person == person, led.until.is_not(None)).order_by(led.region)
    return {row.region: row.until for row in session.execute(query)}


def _addresses(session: Session, person: int) -> list[dict[str, Any]]:
    a, r = t.address.c, t.recipient.c
    query = select(a.id, a.account, a.chat, a.thread, a.user, a.state, a.moved_to).where(a.recipient == person)
    preferred = session.execute(select(r.preferred_address).where(r.id == person)).scalar_one()
    return [
        {
            "network": row.account,
            "address": row.chat,
            "thread": row.thread,
            "user": row.user,
            "state": row.state,
            "moved_to": row.moved_to,
            "preferred": row.id == preferred,
        }
        for row in session.execute(query.order_by(a.id))
    ]


def _places(session: Session, person: int) -> list[dict[str, Any]]:
    """What they made places of."""
    a, place = t.address.c, t.place.c
    query = select(a.account, a.chat, a.thread).join(t.place, place.id == a.recipient)
    rows = session.execute(query.where(place.registered_by == person).order_by(a.id))
    return [{"network": row.account, "address": row.chat, "thread": row.thread} for row in rows]


def consents(session: Session, person: int) -> list[dict[str, Any]]:
    """Return what somebody agreed to, in which wording, since when and until when, in order."""
    c = t.consent.c
    mine = c.person.in_(linking.merged_into(session, person))
    query = select(c.kind, c.text_version, c.given_at, c.withdrawn_at).where(mine).order_by(c.id)
    return [
        {"kind": kind, "version": version, "given_at": given, "withdrawn_at": withdrawn}
        for kind, version, given, withdrawn in session.execute(query)
    ]


def _deliveries(session: Session, person: int) -> list[dict[str, Any]]:
    d, v, n = t.delivery.c, t.notice_revision.c, t.notice.c
    query = (
        select(d.notice, d.rev, v.title, n.released_at, d.because, d.state, d.reason, d.account)
        .join(t.notice_revision, and_(v.notice == d.notice, v.rev == d.rev))
        .join(t.notice, n.id == d.notice)
        .where(d.recipient.in_(linking.merged_into(session, person)))
        .order_by(d.id.desc())
    )
    return [
        {
            "notice": row.notice,
            "rev": row.rev,
            "title": row.title,
            "released_at": row.released_at,
            "because": row.because,
            "state": row.state,
            "reason": row.reason,
            "network": row.account,
        }
        for row in session.execute(query)
    ]


def last_notice(session: Session, person: int) -> int | None:
    """Return the notice that came to a person last; an edition counts by its items."""
    d, n = t.delivery.c, t.notice.c
    mine = d.recipient.in_(linking.merged_into(session, person))
    query = select(d.notice).join(t.notice, n.id == d.notice).where(mine, d.state == DeliveryState.SENT.value)
    return session.execute(query.order_by(n.released_at.desc(), d.id.desc()).limit(1)).scalar_one_or_none()


def _received(session: Session, person: int) -> list[dict[str, Any]]:
    """What they wrote lately: when, and of what kind. What it said was forgotten with the answer."""
    i = t.inbox.c
    query = select(i.account, i.kind, i.received_at).where(i.person == person).order_by(i.id)
    return [
        {"network": account, "kind": kind, "at": at} for account, kind, at in session.execute(query)
    ]  # fmt: skip


def _years(session: Session, person: int) -> list[str]:
    """Return in which years they are counted, whichever of their accounts was."""
    r = t.reached.c
    mine = r.person.in_(linking.merged_into(session, person))
    return [str(year) for year in session.execute(select(r.year).where(mine).distinct().order_by(r.year)).scalars()]


#: The end of a calendar's address; a code.
_SECRET = re.compile(r"(?<=/kalender/)[\w-]+|\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")


def _written(session: Session, person: int) -> list[dict[str, Any]]:
    """What was written to them alone, as long as its text is kept, in order.

    Of an earlier answer to `meinedaten` only that there is one: else each would hold all those before it. What was a
    secret, shown once, is left out: who operates the bot may read this too.
    """
    x, a = t.dispatch.c, t.address.c
    here = select(a.id).where(a.account == x.account, a.chat == x.chat, a.recipient == person).correlate(t.dispatch)
    query = select(x.account, x.created_at, x.finished_at, x.state, x.body, x.buttons)
    rows = session.execute(query.where(x.body.is_not(None), here.exists()).order_by(x.id))
    return [
        {
            "network": row.account,
            "written_at": row.created_at,
            "sent_at": row.finished_at,
            "state": row.state,
            "is_export": (is_export := bodies.holds_json(body)),
            "text": None if is_export else _SECRET.sub("…", body.text),
            "file": body.file.name if body.file is not None else None,
            "buttons": [button.label for line in bodies.load_buttons(row.buttons) for button in line],
        }
        for row in rows
        for body in (bodies.load(row.body),)
    ]


def _conversations(session: Session, person: int) -> list[dict[str, Any]]:
    d, a = t.dialog.c, t.address.c
    here = and_(a.account == d.account, a.chat == d.chat)
    query = select(d.name, d.step, d.data, d.asked_at).join(t.address, here).where(a.recipient == person)
    return [
        {"name": row.name, "step": row.step, "data": row.data, "asked_at": row.asked_at}
        for row in session.execute(query)
    ]


def _handed_in(session: Session, person: int) -> list[dict[str, Any]]:
    """What they gave as hints, asked, and sent with it."""
    e, g = t.entry.c, t.entry_giver.c
    mine = g.person.in_(linking.merged_into(session, person))
    query = select(e.id, g.kind, e.title, e.summary, e.link, e.first_seen_at, g.answered_at, e.state)
    rows = session.execute(query.join(t.entry_giver, g.entry == e.id).where(mine).order_by(e.id))
    return [
        {
            "number": row.id,
            "kind": row.kind,
            "title": row.title,
            "text": row.summary,
            "link": row.link,
            "at": row.first_seen_at,
            "state": row.state,
            "answered_at": row.answered_at,
            "files": [{"name": one.file.name, "label": one.label} for one in assets.of_entry(session, row.id)],
        }
        for row in rows
    ]


def _proposals(session: Session, person: int) -> list[dict[str, Any]]:
    """What they wrote that waits for a second pair of eyes."""
    w = t.proposal.c
    query = select(w.kind, w.notice, w.title, w.data, w.created_at).where(w.author.in_(_keys(session, person)))
    return [dict(row) for row in session.execute(query.order_by(w.id)).mappings()]


def _keys(session: Session, person: int) -> list[str]:
    """Return the keys by which they are or were known: their own, and those of who was merged into them."""
    p = t.person.c
    query = select(p.key).where(p.id.in_(linking.merged_into(session, person)))
    return list(session.execute(query).scalars())


def _invitations(session: Session, person: int) -> list[dict[str, Any]]:
    """Which invitations they handed out. The codes themselves are stored nowhere."""
    c = t.code.c
    mine = (c.purpose == "invite", c.made_by.in_(_keys(session, person)))
    query = select(c.role, c.region, c.many, c.made_at, c.expires_at, c.uses).where(*mine).order_by(c.made_at, c.hash)
    return [dict(row) for row in session.execute(query).mappings()]


def _reminders(session: Session, person: int) -> list[dict[str, Any]]:
    """What they are or were reminded of, like "notice:12" or "meeting:7"."""
    r = t.reminder.c
    query = select(r.subject.label("about"), r.stage, r.due_at, r.state).where(r.recipient == person)
    return [dict(row) for row in session.execute(query.order_by(r.id)).mappings()]


def _reports(session: Session, person: int) -> list[dict[str, Any]]:
    """Of which notices they are told how these went."""
    d, a = t.report_due.c, t.address.c
    query = select(d.notice, d.due_at, d.told_at).join(t.address, a.id == d.address).where(a.recipient == person)
    return [dict(row) for row in session.execute(query.order_by(d.notice, d.due_at)).mappings()]


def _audit(session: Session, person: int) -> list[dict[str, Any]]:
    """What was done to them or by them, as far as it is noted with a key of theirs."""
    u, keys = t.audit.c, _keys(session, person)
    named = [*keys, *(f"person:{key}" for key in keys)]
    about = or_(u.subject.in_(named), u.actor.in_(named))
    query = select(u.at, u.actor, u.action, u.subject, u.detail).where(about).order_by(u.id)
    return [dict(row) for row in session.execute(query).mappings()]

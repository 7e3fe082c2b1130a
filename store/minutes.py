"""Minutes of meetings: which draft's time for wishes is over, and nobody has been told so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlmodel import Session

from domain.notice import NoticeState
from domain.reminders import Stage
from store import reminders
from store import tables as t
from store.db import insert_new

_n, _r, _p = t.notice.c, t.reminder.c, t.person.c
_KEY = "minutes:"
DRAFT, FINAL = "draft", "final"


@dataclass(frozen=True, slots=True)
class Wished:
    """A draft of minutes that nobody can wish to change any more. author: a person's id; None: the operator."""

    notice: int
    meeting: int
    until: datetime
    author: int | None


def request_of(kind: str, meeting: int, request: str) -> str:
    """Return the request of minutes, by which it is known what they are and of which meeting."""
    return f"{_KEY}{kind}:{meeting}:{request}"


def wished(session: Session, now: datetime, lasts: timedelta) -> list[Wished]:
    """Return the drafts whose time for wishes ended no longer ago than `lasts`, and of which nobody was told.

    None whose final text is on its way, and of two drafts of a meeting only the later one.
    """
    query = select(_n.id, _n.request_key, _n.state, _n.deadline, _n.author).order_by(_n.id)
    gone = (NoticeState.STOPPED.value, NoticeState.WITHDRAWN.value)
    alive = (_n.request_key.startswith(_KEY, autoescape=True), _n.state.not_in(gone))
    last = {_meeting(row.request_key): row for row in session.execute(query.where(*alive))}
    found = [
        Wished(row.id, meeting, row.deadline, _author(session, row.author))
        for meeting, row in last.items()
        if row.request_key.startswith(f"{_KEY}{DRAFT}:") and row.state == NoticeState.RELEASED.value
        and row.deadline is not None and now - lasts < row.deadline <= now
    ]  # fmt: skip
    return [one for one in found if not _is_told(session, one)]


def _meeting(request: str) -> int:
    return int(request.split(":")[2])


def _author(session: Session, key: str) -> int | None:
    return session.execute(select(_p.id).where(_p.key == key)).scalar_one_or_none()


def _is_told(session: Session, one: Wished) -> bool:
    mine = (_r.subject == reminders.of_notice(one.notice), _r.stage == Stage.WISHES.value, _r.sequence == _end(one))
    return bool(session.execute(select(exists().where(*mine))).scalar_one())


def note_told(session: Session, one: Wished, recipient: int) -> None:
    """Note that somebody is told of the end; once noted for anybody, it is told no more, until it is another end."""
    row = {
        "subject": reminders.of_notice(one.notice), "stage": Stage.WISHES.value, "recipient": recipient,
        "due_at": one.until, "sequence": _end(one), "state": reminders.SENT,
    }  # fmt: skip
    insert_new(session, t.reminder, [row])


def _end(one: Wished) -> int:
    """Return what tells one end of a draft from another: its minute."""
    return int(one.until.timestamp()) // 60

"""Changes of what is out, and editions, that wait for a second pair of eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from store import tables as t

_p = t.proposal.c


class ProposalKind(StrEnum):
    """What is to be done."""

    #: The next revision of a notice.
    REVISION = "revision"
    WITHDRAWAL = "withdrawal"
    #: What a source has changed becomes the next revision of its entry's notice.
    CHANGED_ENTRY = "changed_entry"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of them. author: the key of who wrote it; notice: the one that it changes, None for an edition."""

    id: int
    kind: ProposalKind
    notice: int | None
    title: str
    author: str
    data: Mapping[str, Any]
    created_at: datetime


def propose(
    session: Session, kind: ProposalKind, notice: int | None, title: str, author: str, data: Mapping[str, Any],
    now: datetime,
) -> tuple[int, list[Proposal]]:  # fmt: skip
    """Write down what is to be done; return its number, and what it replaces: what was proposed for the same before."""
    # An edition is the same if it is that of the same week.
    former = [
        one for one in waiting(session)
        if (one.kind, one.notice, one.data.get("slot")) == (kind, notice, data.get("slot"))
    ]  # fmt: skip
    session.execute(delete(t.proposal).where(_p.id.in_([one.id for one in former])))
    row = {
        "kind": kind.value,
        "notice": notice,
        "title": title,
        "author": author,
        "data": dict(data),
        "created_at": now,
    }
    return int(session.execute(insert(t.proposal).values(**row).returning(_p.id)).scalar_one()), former


def waiting(session: Session, *, author: str | None = None, not_by: str | None = None) -> list[Proposal]:
    """Return what waits, the oldest first."""
    query = select(_p.id, _p.kind, _p.notice, _p.title, _p.author, _p.data, _p.created_at).order_by(_p.id)
    if author is not None:
        query = query.where(_p.author == author)
    if not_by is not None:
        query = query.where(_p.author != not_by)
    return [Proposal(row.id, ProposalKind(row.kind), *row[2:]) for row in session.execute(query)]


def take(session: Session, proposal: int) -> Proposal | None:
    """Take a proposal away to decide on it; None: it does not wait any more."""
    found = next((one for one in waiting(session) if one.id == proposal), None)
    session.execute(delete(t.proposal).where(_p.id == proposal))
    return found

"""What a proposal would do, while what it was made for is still as it was."""

from datetime import datetime

from sqlmodel import Session

from domain.notice import NoticeState
from scheduler import publishing, releasing
from store import entries, notices
from store.editions import Item
from store.notices import NewNotice, StoredNotice
from store.proposals import Proposal, ProposalKind


def stored_of(session: Session, proposal: Proposal) -> StoredNotice | None:
    """Return the notice that is to be changed, if it is still as it was."""
    stored = notices.load(session, proposal.notice) if proposal.notice is not None else None
    if stored is None or stored.state is not NoticeState.RELEASED or stored.rev != proposal.data["rev"]:
        return None
    return stored


def new_of(session: Session, proposal: Proposal, stored: StoredNotice, now: datetime) -> NewNotice | None:
    """Return what the notice is to become; None: its source has changed it once more, or no longer."""
    data = proposal.data
    if proposal.kind is ProposalKind.CHANGED_ENTRY:
        row = entries.load(session, int(data["entry"]))
        found = releasing.changed_notice(session, row, proposal.author, now) if row is not None else None
        return found[1] if found is not None else None
    deadline = datetime.fromisoformat(data["deadline"]) if data["deadline"] else None
    return NewNotice(
        f"proposal:{proposal.id}", stored.kind, data["title"], stored.addressed, data["document"], now, proposal.author,
        stored.source, text_form=data["text_form"], deadline=deadline, expires_at=stored.expires_at,
        starts_at=stored.starts_at, follow_up=data["follow_up"], files=stored.files,
    )  # fmt: skip


def items_of(session: Session, proposal: Proposal, now: datetime) -> list[Item] | None:
    """Return the items of an edition, if they are still those that were looked at."""
    slot = str(proposal.data["slot"])
    if notices.find_by_request(session, publishing.edition_request(slot)) is not None:
        return None
    found = publishing.plan_edition(session, now, slot)
    same = [[one.notice.id, one.notice.rev, one.section] for one in found]
    return found if found and same == list(map(list, proposal.data["items"])) else None


def holds(session: Session, proposal: Proposal, now: datetime) -> bool:
    """Return whether somebody can still agree to it."""
    if proposal.kind is ProposalKind.EDITION:
        return items_of(session, proposal, now) is not None
    stored = stored_of(session, proposal)
    if stored is None or proposal.kind is ProposalKind.WITHDRAWAL:
        return stored is not None
    return new_of(session, proposal, stored, now) is not None

"""Short messages to single people whom nobody is talking with at the moment: through the outbox like all else."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from content.foreign import disarmed_text
from content.words import internal_title
from domain.lane import Lane
from domain.message import Body
from domain.state import Op
from domain.unsure import OnUnsure
from store import bodies, notices, outbox
from store.waiting import WrittenTo

#: What nobody could be told for so long is of no use any more.
_USEFUL = timedelta(days=3)


def write(session: Session, key: str, to: Iterable[WrittenTo], text: str, now: datetime) -> int:
    """Queue a message to each of these people and return to how many. key: names it; the same is written once."""
    body = bodies.dump(Body(text))
    rows: list[dict[str, object]] = [
        {
            "key": f"{key}-{one.address}",
            "account": one.account,
            "address": one.address,
            "chat": one.chat,
            "thread": one.thread,
            "lane": int(Lane.NORMAL),
            "op": Op.SEND.value,
            "body": body,
            "on_unsure": OnUnsure.REPEAT_MARKED.value,
            "created_at": now,
            "not_before": now,
            "expires_at": now + _USEFUL,
            "repeated": [],
        }
        for one in to
    ]
    outbox.enqueue(session, rows)
    return len(rows)


def called(session: Session, notice: int | None, title: str) -> str:
    """Return what a notice is called in a letter, which may go to any network; None: of what is no notice."""
    if notice is not None and notices.internal_among(session, [notice]):
        return internal_title(notice)
    return disarmed_text(title)

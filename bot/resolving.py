"""What is decided about deliveries that did not arrive, as a value, and how it is carried out."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.commands.base import Asked
from domain.state import DeliveryState
from store import audit, reports, resolving
from store.editors import Editor


@dataclass(frozen=True, slots=True)
class Resolve:
    """The failed or unsure deliveries of a notice are sent again, or taken for sent."""

    notice: int
    which: DeliveryState
    again: bool


def carry_out(session: Session, asked: Asked, editor: Editor, change: Resolve) -> None:
    """Decide on each delivery as far as it may be; what may not be sent again stays as it is."""
    decide = resolving.send_again if change.again else resolving.take_for_sent
    found = reports.ids(session, change.notice, change.which)
    done = sum(decide(session, delivery, asked.now) is None for delivery in found)
    what = "again" if change.again else "sent"
    detail = f"{change.which.value}: {done} of {len(found)}"
    audit.note(session, editor.key, f"delivery.resolved_{what}", f"notice:{change.notice}", asked.now, detail)

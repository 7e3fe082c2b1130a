"""Who leads a region is told, on the next working day, that somebody new waits there to be confirmed; never who."""

from datetime import datetime, timedelta

from sqlmodel import Session

from content.blocks import Document, paragraph
from domain.recipient import Role
from scheduler.saying import say_to
from store import reference, roles

_WAITING = "Im Verbund {region} wartet jemand auf Bestätigung, zurzeit {count}. Wer das ist, zeigt „Bestätigen“."
_ONE, _SEVERAL = "1 Person", "{count} Personen"
#: The job runs on working days: on Monday what came since Friday is new.
_MONDAY, _DAY = 0, timedelta(days=1)


def tell_of_waiting(session: Session, now: datetime) -> int:
    """Tell who leads the regions where somebody began to wait since the last working day; where nobody leads, the
    Koordination. Return how many messages that were.
    """
    since = now - (3 * _DAY if now.weekday() == _MONDAY else _DAY)
    waiting = roles.newly_waiting(session, since, now)
    names = reference.region_names(session)
    with_roles = roles.with_roles(session, now) if waiting else []
    coordination = [one.id for one in with_roles if one.role is Role.COORDINATION]
    told = 0
    for region, count in waiting.items():
        said = _ONE if count == 1 else _SEVERAL.format(count=count)
        document = Document((paragraph(_WAITING.format(region=names.get(region, region), count=said)),))
        for person in roles.leading(session, region, now) or coordination:
            told += say_to(session, f"waiting-{region}-{person}-{now:%Y%m%dT%H%M%S}", person, document, now)
    return told

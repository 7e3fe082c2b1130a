"""Roles that somebody has until a day end by themselves; who had them and who leads the region are told."""

from datetime import datetime

from sqlmodel import Session

from content.blocks import Document, paragraph
from scheduler.saying import say_to
from store import reference, roles

_YOURS = (
    "Ihre Vertretung als Federführende für {region} ist zu Ende. "
    "Sie sind weiter bestätigtes Mitglied; an Ihrem Abo ändert sich nichts."
)
_OTHERS = "Eine Vertretung für {region} ist zu Ende. Wer Federführende ist, zeigt „Personen“."


def end_roles(session: Session, now: datetime) -> int:
    """End the roles whose time is over, tell of it, and return how many that were."""
    ended = roles.end_due(session, now)
    names = reference.region_names(session) if ended else {}
    for one in ended:
        key = f"role-{one.person}-{one.region}-{now:%Y%m%dT%H%M%S}"
        region = names.get(one.region, one.region)
        say_to(session, key, one.person, Document((paragraph(_YOURS.format(region=region)),)), now)
        for lead in roles.leading(session, one.region, now):
            told = Document((paragraph(_OTHERS.format(region=region)),))
            say_to(session, f"{key}-{lead}", lead, told, now)
    return len(ended)

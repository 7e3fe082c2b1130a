"""Carries out what the Koordination changes in its lists, in the transaction that answers."""

from sqlmodel import Session

from bot.cataloguing import AddTopic, Cataloguing, MoveCounty, NameRegion, NameTopic, PointTo
from bot.commands.base import Asked
from store import audit, catalogue, roles


def carry_out(session: Session, asked: Asked, member: int, change: Cataloguing) -> None:
    """Make a change for this member, who may; what others changed so meanwhile is neither done nor noted again."""
    done, subject, detail = _made(session, change)
    if done:
        audit.note(session, roles.key_of(session, member), "catalogue.changed", subject, asked.now, detail)


def _made(session: Session, change: Cataloguing) -> tuple[bool, str, str]:
    match change:
        case NameRegion(region, name):
            return catalogue.rename_region(session, region, name), f"region:{region}", name
        case MoveCounty(ags, region):
            return catalogue.move_county(session, ags, region), f"county:{ags}", region
        case AddTopic(name):
            code = catalogue.add_topic(session, name)
            return code is not None, f"topic:{code}", name
        case NameTopic(topic, name):
            return catalogue.rename_topic(session, topic, name), f"topic:{topic}", name
        case PointTo(topic, word, counts):
            point = catalogue.add_keyword if counts else catalogue.remove_keyword
            return point(session, topic, word), f"topic:{topic}", f"{'+' if counts else '-'}{word}"

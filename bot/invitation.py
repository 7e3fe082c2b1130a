"""An invitation in full: what is said of it in a chat, and the sheet to be printed. Both say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.words import invitations as words
from content import dates
from content.sheet import Sheet, Way
from domain.recipient import Role
from store.entrances import Entrance


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was made. region: its name, "" for none."""

    code: str
    role: Role
    region: str
    many: bool
    until: datetime


def lines(one: Invitation, entrances: Sequence[Entrance]) -> list[str]:
    """Return an invitation as lines of a message."""
    until = dates.due(one.until)
    role = words.ROLES[one.role][0] + (f", {one.region}" if one.region else "")
    made = words.MADE_SHEET if one.many else words.MADE_PERSONAL
    told = made.format(region=one.region, role=role, until=until)
    ways = [_line(way, one.code) for way in entrances]
    return [told, words.CODE.format(code=one.code), *(ways or [words.NO_WAYS]), words.CODE_ONCE]


def _line(way: Entrance, code: str) -> str:
    text = words.WAY if way.carries_code else words.WAY_AND_CODE
    return text.format(name=way.name, link=way.link_to(code), code=code)


def sheet(one: Invitation, entrances: Sequence[Entrance], operator: Mapping[str, str]) -> Sheet:
    """Return an invitation to be printed. operator: who runs this, by name."""
    valid = words.SHEET_MANY if one.many else words.SHEET_ONE
    controller, contact = operator.get("controller", ""), operator.get("contact", "")
    return Sheet(
        words.SHEET_TITLE,
        (
            words.SHEET_WHAT,
            *([words.SHEET_FOR.format(region=one.region)] if one.region else []),
            valid.format(until=dates.due(one.until)),
        ),
        words.SHEET_CODE,
        one.code,
        tuple(_way(way, one.code) for way in entrances),
        (
            words.SHEET_PRIVACY,
            *([words.SHEET_CONTROLLER.format(controller=controller)] if controller else []),
            *([words.SHEET_CONTACT.format(contact=contact)] if contact else []),
        ),
    )


def _way(way: Entrance, code: str) -> Way:
    begin = (words.STEP_START,) if way.carries_code else (words.STEP_CHAT, words.STEP_CODE.format(code=code))
    return Way(
        words.SHEET_WAY.format(name=way.name),
        (words.STEP_OPEN, *begin, words.STEP_YES),
        way.link_to(code),
        words.SCAN.format(name=way.name),
        (way.hint,) if way.hint else (),
    )

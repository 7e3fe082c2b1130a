"""An invitation in full: what is said of it in a chat, and the sheet to be printed. Both say the same."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.words import invitations as words
from bot.words import joining
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


def wording(operator: Mapping[str, str]) -> str:
    """Return which consent stands on a sheet, or "" as long as nobody says who is responsible.

    That is its version and a digest of all its words, which also say who is responsible and where more is told: who
    agreed to one controller has not agreed to the next.
    """
    if not operator.get("controller"):
        return ""
    digest = hashlib.sha256("\n".join(_consent(operator)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{joining.VERSION} {digest[:16]}"


def _consent(operator: Mapping[str, str]) -> tuple[str, ...]:
    responsible, more = joining.responsible(operator), joining.privacy(operator, words.SHEET_PRIVACY_HERE)
    return f"{responsible} {words.SHEET_PRIVACY} {more}", joining.VISIBLE


def sheet(one: Invitation, entrances: Sequence[Entrance], operator: Mapping[str, str]) -> Sheet:
    """Return an invitation to be printed. operator: who runs this, by name."""
    valid = words.SHEET_MANY if one.many else words.SHEET_ONE
    contact, agrees = operator.get("contact", ""), bool(wording(operator))
    return Sheet(
        words.SHEET_TITLE,
        (
            words.SHEET_WHAT,
            *([words.SHEET_FOR.format(region=one.region)] if one.region else []),
            valid.format(until=dates.due(one.until)),
            *([words.SHEET_CONSENT] if agrees else []),
            *_consent(operator),
        ),
        words.SHEET_CODE,
        one.code,
        tuple(_way(way, one, agrees=agrees) for way in entrances),
        (words.SHEET_CONTACT.format(contact=contact),) if contact else (),
    )


def _way(way: Entrance, one: Invitation, *, agrees: bool) -> Way:
    return Way(
        words.SHEET_WAY.format(name=way.name),
        (words.STEP_OPEN, *_steps(way, one, agrees=agrees)),
        way.link_to(one.code),
        words.SCAN.format(name=way.name),
        (way.hint,) if way.hint else (),
    )


def _steps(way: Entrance, one: Invitation, *, agrees: bool) -> tuple[str, ...]:
    """Return what to do in a chat. agrees: what they agree to stands on the sheet, so that one message is enough."""
    if way.carries_code:
        return words.STEP_START, words.STEP_YES
    if not agrees:
        return words.STEP_CHAT, words.STEP_CODE.format(code=one.code), words.STEP_YES
    place = () if one.region else (words.STEP_AND_PLACE.format(code=one.code),)
    return words.STEP_CHAT, words.STEP_CODE_AND_YES.format(code=one.code), *place, words.STEP_URGENT

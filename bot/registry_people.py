"""The commands and conversations about people, for the registry."""

from functools import partial

from bot import turning
from bot.commands import confirming, invitations, naming, organisations, placing, revoking, roles
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_LEAD = Right(Need.LEAD)
_MEMBER = Right(Need.JOINED)
_CONFIRM = Command(confirming.start, right=_LEAD)
_PEOPLE = Command(confirming.show_people, only_shows=True, right=_LEAD)

_INVITATIONS = Command(invitations.show_open, right=_LEAD)
_ROLE = Command(roles.start, right=_LEAD)

COMMANDS: dict[str, Command] = {
    "bestaetigen": _CONFIRM,
    "personen": _PEOPLE,
    "rolle": _ROLE,
    "rollen": _ROLE,
    "entziehen": Command(revoking.start, right=_LEAD),
    "einrichtungen": Command(organisations.start, right=Right(Need.COORDINATION)),
    "einladen": Command(invitations.start, right=_LEAD),
    "einladungen": _INVITATIONS,
    "einladung": _INVITATIONS,
    "hier": Command(placing.here, right=Right(Need.CONFIRMED, in_groups=True)),
    "orte": Command(placing.show_places, right=Right(Need.CONFIRMED)),
    "name": Command(partial(turning.begin, naming.DIALOG, naming.NAME), right=_MEMBER),
    "einrichtung": Command(partial(turning.begin, naming.DIALOG, naming.ORGANISATION), right=_MEMBER),
}
_DIALOGS = (
    confirming.DIALOG,
    naming.DIALOG,
    roles.DIALOG,
    revoking.DIALOG,
    organisations.DIALOG,
    placing.DIALOG,
    invitations.DIALOG,
    invitations.BACK_DIALOG,
)
DIALOGS: dict[str, Dialog] = {one.name: one for one in _DIALOGS}

"""The commands and conversations about people, for the registry."""

from functools import partial

from bot import turning
from bot.commands import confirming, naming
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_LEAD = Right(Need.LEAD)
_MEMBER = Right(Need.JOINED)
_CONFIRM = Command(confirming.start, right=_LEAD)
_PEOPLE = Command(confirming.show_people, only_shows=True, right=_LEAD)

COMMANDS: dict[str, Command] = {
    "bestaetigen": _CONFIRM,
    "personen": _PEOPLE,
    "name": Command(partial(turning.begin, naming.DIALOG, naming.NAME), right=_MEMBER),
    "einrichtung": Command(partial(turning.begin, naming.DIALOG, naming.ORGANISATION), right=_MEMBER),
}
DIALOGS: dict[str, Dialog] = {one.name: one for one in (confirming.DIALOG, naming.DIALOG)}

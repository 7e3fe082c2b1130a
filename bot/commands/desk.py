"""The editors' commands and conversations: what registry takes in."""

from bot.commands import halting, urgent
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_LEAD = Right(Need.LEAD)

COMMANDS: dict[str, Command] = {
    "eilt": Command(urgent.begin, right=_LEAD),
    "anhalten": Command(halting.halt, right=_LEAD),
    "senden": Command(halting.not_open, only_shows=True, right=_LEAD),
}
DIALOGS: dict[str, Dialog] = {one.name: one for one in (urgent.DIALOG, halting.DIALOG)}

"""The commands and conversations about editions and what became of notices: what registry takes in."""

from bot.commands import edition
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_COORDINATION = Right(Need.COORDINATION)

COMMANDS: dict[str, Command] = {
    "ausgabe": Command(edition.begin, right=_COORDINATION),
}
DIALOGS: dict[str, Dialog] = {one.name: one for one in (edition.DIALOG,)}

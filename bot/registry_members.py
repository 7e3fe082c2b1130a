"""The commands and conversations of members about their addresses and what was told, for the registry."""

from bot.commands import linking
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_MEMBER = Right(Need.JOINED)

COMMANDS: dict[str, Command] = {
    "verknuepfen": Command(linking.link, for_strangers=False),
    "trennen": Command(linking.part, right=_MEMBER),
}
DIALOGS: dict[str, Dialog] = {one.name: one for one in (linking.DIALOG,)}

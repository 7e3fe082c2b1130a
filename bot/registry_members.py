"""The commands and conversations of members about their addresses and what was told, for the registry."""

from bot.commands import catalogue, coming, consenting, linking, searching
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_MEMBER = Right(Need.JOINED)
_EVERYWHERE = Right(in_groups=True)
_AGAIN = Command(searching.again, only_shows=True, right=_EVERYWHERE)

COMMANDS: dict[str, Command] = {
    "verknuepfen": Command(linking.link, for_strangers=False),
    "trennen": Command(linking.part, right=_MEMBER),
    "pflegen": Command(catalogue.tend, right=catalogue.DIALOG.right),
    "einwilligung": Command(consenting.start, for_strangers=False),
    "suche": Command(searching.search, only_shows=True, right=_EVERYWHERE),
    "suchen": Command(searching.search, only_shows=True, right=_EVERYWHERE),
    "nochmal": _AGAIN,
    "weitergeben": Command(searching.hand_on, only_shows=True, right=_EVERYWHERE),
    "termine": Command(coming.show, only_shows=True, right=_EVERYWHERE),
}
DIALOGS: dict[str, Dialog] = {
    one.name: one for one in (linking.DIALOG, searching.DIALOG, consenting.DIALOG, catalogue.DIALOG)
}

"""The commands and conversations about editions and what became of notices: what registry takes in."""

from bot.commands import edition, mailing, remembering, reporting
from bot.commands.base import Command
from bot.dialog import Dialog
from domain.rights import Need, Right

_LEAD = Right(Need.LEAD)
_COORDINATION = Right(Need.COORDINATION)

COMMANDS: dict[str, Command] = {
    "ausgabe": Command(edition.begin, right=_COORDINATION),
    "bericht": Command(reporting.begin, right=_LEAD),
    "erinnern": Command(remembering.said, right=remembering.RIGHT),
    "mailtext": Command(mailing.begin, only_shows=True, right=_LEAD),
    "protokoll": Command(reporting.show_audit, only_shows=True, right=_COORDINATION, instead="niederschrift"),
}
DIALOGS: dict[str, Dialog] = {one.name: one for one in (edition.DIALOG, reporting.DIALOG, mailing.DIALOG)}

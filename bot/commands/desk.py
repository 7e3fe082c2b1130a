"""The editors' commands and conversations: what registry takes in."""

from sqlmodel import Session

from bot import dialog, turning
from bot.commands import approving, halting, urgent, writing
from bot.commands.base import Asked, Command, Reply
from bot.dialog import Dialog, Heard
from domain.rights import Need, Right
from store import dialogs

_LEAD = Right(Need.LEAD)


def send(session: Session, asked: Asked) -> list[Reply]:
    """Take "SENDEN 48 um Mo 8 Uhr" for the preview that is open, or say that none is."""
    stored = dialogs.load(session, asked.who)
    if stored is None or (stored.name, stored.step) != (writing.NAME, writing.CONFIRM):
        return halting.not_open(session, asked)
    if dialog.has_lapsed(writing.DIALOG, stored.step, stored.asked_at, asked.now):
        return halting.not_open(session, asked)
    return turning.answer(writing.DIALOG, stored, Heard((), asked.text), session, asked)


COMMANDS: dict[str, Command] = {
    "eilt": Command(urgent.begin, right=_LEAD),
    "neu": Command(writing.begin, right=_LEAD),
    "senden": Command(send, right=_LEAD),
    "anhalten": Command(halting.halt, right=_LEAD),
    "gegenlesen": Command(approving.check, right=_LEAD),
    "notfall": Command(approving.alone, right=_LEAD),
}
DIALOGS: dict[str, Dialog] = {
    one.name: one for one in (urgent.DIALOG, halting.DIALOG, writing.DIALOG, approving.DIALOG, approving.ALONE_DIALOG)
}

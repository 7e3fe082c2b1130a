"""The editors' commands and conversations: what registry takes in."""

from functools import partial

from sqlmodel import Session

from bot import dialog, turning
from bot.commands import (
    approving,
    halting,
    handing_in,
    passing_on,
    reviewing,
    revising,
    seen,
    source_rule,
    sourcing,
    urgent,
    writing,
)
from bot.commands.base import Asked, Command, Reply
from bot.dialog import Dialog, Heard
from domain.rights import Need, Right
from store import dialogs
from store.handed_in import GivenKind

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
    "freigabe": Command(reviewing.begin, right=Right(Need.COORDINATION)),
    "quellen": Command(sourcing.begin, right=Right(Need.COORDINATION)),
    "quelle": Command(source_rule.change, right=Right(Need.COORDINATION)),
    "hinweis": Command(partial(handing_in.begin, GivenKind.HINT), right=Right(Need.JOINED)),
    "frage": Command(partial(handing_in.begin, GivenKind.QUESTION), right=Right(Need.JOINED)),
    "korrektur": Command(partial(revising.begin, "correction"), right=_LEAD),
    "aktualisierung": Command(partial(revising.begin, "update"), right=_LEAD),
    "erledigt": Command(partial(revising.begin, "done"), right=_LEAD),
    "zurueckziehen": Command(partial(revising.begin, revising.WITHDRAWAL), right=_LEAD),
    "gegenlesen": Command(approving.check, right=_LEAD),
    "notfall": Command(approving.alone, right=_LEAD),
}
_TALKS = (urgent, halting, writing, revising, approving, reviewing, handing_in, seen, sourcing, passing_on)
DIALOGS: dict[str, Dialog] = {one.DIALOG.name: one.DIALOG for one in _TALKS}
DIALOGS[approving.ALONE] = approving.ALONE_DIALOG

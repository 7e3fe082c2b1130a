"""Every command and conversation: what people write, folded, and who may."""

import re
from functools import partial

from sqlmodel import Session

from bot import asking_back, registry_members, registry_people, turning
from bot.commands import (
    desk,
    general,
    inviting,
    issues,
    joining,
    leaving,
    meetings_desk,
    operator,
    own_data,
    polls_desk,
    subscribing,
)
from bot.commands.base import Answer, Asked, Command, Reply
from bot.dialog import Dialog, hear
from bot.words import joining as joining_words
from bot.words import privacy as privacy_words
from content.blocks import Document, paragraph
from domain.rights import Need, Right
from store import dialogs, members

_MEMBER = Right(Need.JOINED)
_ANYBODY = Right()
_EVERYWHERE = Right(in_groups=True)


#: Only of "/start CODE" the second word is a code; "Guten Tag" has none.
_LINK = re.compile(r"/?start\s+\S", re.IGNORECASE)


def greet(session: Session, asked: Asked) -> list[Reply]:
    """Take an invitation that comes as a link, let a stranger join, or help who has joined."""
    if _LINK.match(asked.text):
        return inviting.take(session, asked)
    return (_HELP.answer if asked.asker.joined else join)(session, asked)


def join(session: Session, asked: Asked) -> list[Reply]:
    """Begin joining, unless that is done."""
    if asked.asker.joined:
        return [Reply(Document((paragraph(joining_words.ALREADY),)), general.buttons(asked))]
    return turning.begin(joining.DIALOG, joining.CONSENT, session, asked)


def _settings(session: Session, asked: Asked) -> list[Reply]:
    return turning.begin(subscribing.DIALOG, subscribing.step_named(asked.text), session, asked)


def _erase(session: Session, asked: Asked) -> list[Reply]:
    # Also who has left may have the rest erased; of a stranger nothing is known.
    if members.member_at(session, asked.who.account, asked.who.chat) is None:
        return turning.stop(session, asked, privacy_words.NOTHING)
    return turning.begin(own_data.DIALOG, own_data.CONFIRM, session, asked)


def _pause(session: Session, asked: Asked) -> list[Reply]:
    begun = turning.begin(leaving.DIALOG, leaving.UNTIL, session, asked)
    stored = dialogs.load(session, asked.who)
    day = " ".join(asked.text.split()[1:])
    if not day or stored is None:
        return begun
    question = leaving.DIALOG.ask(turning.state_of(stored), leaving.DIALOG.load(session, asked))
    return turning.answer(leaving.DIALOG, stored, hear(question, day), session, asked)


def _begins(mine: Dialog, step: str, right: Right, *, for_strangers: bool | None = None) -> Command:
    return Command(partial(turning.begin, mine, step), right=right, for_strangers=for_strangers)


def _shows(answer: Answer, right: Right = _EVERYWHERE, *, for_strangers: bool | None = None) -> Command:
    return Command(answer, only_shows=True, right=right, for_strangers=for_strangers)


COMMANDS: dict[str, Command] = {}
_HELP = _shows(partial(general.show_help, COMMANDS))
# Where a server lets an account do little, many who come at once wait: what only begins to ask is never too late. Nor
# is a code: it gives nothing but what its invitation says, and agrees to nothing but what would stand on it now, as
# long as that is good.
_GREET = Command(greet, right=_ANYBODY, however_late=True)
_JOIN = Command(join, right=_ANYBODY, for_strangers=True, however_late=True)
_PRIVACY = _shows(operator.show_privacy)
_ERASE = Command(_erase, right=_ANYBODY, for_strangers=False)
_OWN = _shows(own_data.show, _ANYBODY)
_ABO = Command(_settings, right=_MEMBER)
_LEAVE = Command(leaving.leave, right=_ANYBODY, for_strangers=False)
COMMANDS.update(
    {
        "hilfe": _HELP,
        "help": _HELP,
        "aktuell": _shows(general.show_latest),
        "start": _GREET,
        "hallo": _GREET,
        "guten": _GREET,
        "moin": _GREET,
        "code": Command(inviting.take, however_late=True),
        "anmelden": _JOIN,
        "mitmachen": _JOIN,
        "beitreten": _JOIN,
        "abo": _ABO,
        "einstellungen": _ABO,
        "region": _begins(subscribing.DIALOG, subscribing.REGIONS, _MEMBER),
        "regionen": _begins(subscribing.DIALOG, subscribing.REGIONS, _MEMBER),
        "themen": _begins(subscribing.DIALOG, subscribing.TOPICS, _MEMBER),
        "programme": _begins(subscribing.DIALOG, subscribing.PROGRAMMES, _MEMBER),
        "ruhezeit": _begins(subscribing.DIALOG, subscribing.QUIET, _MEMBER),
        "pause": Command(_pause, right=_MEMBER),
        "weiter": Command(leaving.go_on, right=_MEMBER),
        "abmelden": _LEAVE,
        "abbestellen": _LEAVE,
        "datenschutz": _PRIVACY,
        "privacy": _PRIVACY,
        "meinedaten": _OWN,
        "loeschen": _ERASE,
        "kontakt": _shows(operator.show_contact),
        "impressum": _shows(operator.show_imprint),
        "barrierefreiheit": _shows(operator.show_accessibility),
    }
)
COMMANDS.update(desk.COMMANDS)
COMMANDS.update(issues.COMMANDS)
COMMANDS.update(polls_desk.COMMANDS)
COMMANDS.update(meetings_desk.COMMANDS)
COMMANDS.update(registry_people.COMMANDS)
COMMANDS.update(registry_members.COMMANDS)
DIALOGS: dict[str, Dialog] = {
    one.name: one for one in (asking_back.DIALOG, joining.DIALOG, subscribing.DIALOG, leaving.DIALOG, own_data.DIALOG)
}
DIALOGS.update(desk.DIALOGS)
DIALOGS.update(issues.DIALOGS)
DIALOGS.update(polls_desk.DIALOGS)
DIALOGS.update(meetings_desk.DIALOGS)
DIALOGS.update(registry_people.DIALOGS)
DIALOGS.update(registry_members.DIALOGS)

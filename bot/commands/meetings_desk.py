"""Commands about meetings: `treffen`, `treffen ändern`, `treffen absagen`, `zusage` and its kind, `termine`."""

import re

from sqlmodel import Session

from bot import meeting_changes
from bot.commands import answering, attending, calendars, coming, general, meeting, meeting_change, minutes, polls_desk
from bot.commands.base import Asked, Command, Reply, words_only
from bot.dialog import Dialog
from bot.poll_rights import runs
from bot.words import meetings as words
from content.blocks import paragraph
from domain.folding import fold
from domain.phrase_words import names_month
from domain.quiet import ZONE
from domain.recipient import Role
from domain.rights import Need, Refusal, Right
from store import editors, meetings, polls
from store.meetings import StoredMeeting

_CHANGE = frozenset({"aendern", "verschieben", "verlegen", "korrigieren"})
_CANCEL = frozenset({"absagen", "streichen"})
#: A number of a meeting, and not the beginning of "10-14 Uhr", "7.12.", "10 Uhr", "30 Plätze" or "7. Dezember".
_NUMBER = re.compile(
    r"^(?:Nr\.?\s*)?(\d{1,8})(?![-–:.]?\d)(?!\s*[-–])(?!\s*(?:uhr|bis|pl[äa]|h\b))[:.]?(?:\s+|$)", re.IGNORECASE
)


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Plan a meeting, change or cancel one, or turn a decided poll into one; show members what they are invited to."""
    if asked.asker.role is Role.MEMBER:
        return answering.upcoming(session, asked)
    rest = asked.text.strip().partition(" ")[2].strip()
    word, _, behind = rest.partition(" ")
    if fold(word) in _CHANGE | _CANCEL:
        return _of_one(session, asked, behind.strip(), cancels=fold(word) in _CANCEL)
    if fold(word) in ("umfrage", "aus"):
        return _from_poll(session, asked, behind)
    mine = [] if rest else [one for one in running(session, asked) if not one.meeting.cancelled]
    told = words.YOURS_TO_CHANGE.format(number=mine[0].id, lines=answering.lines(session, mine)) if mine else ""
    return meeting.begin(session, asked, rest, says=(paragraph(told),) if told else ())


def _of_one(session: Session, asked: Asked, behind: str, *, cancels: bool) -> list[Reply]:
    number = _NUMBER.match(behind)
    mine = running(session, asked)
    if number is not None and names_month(behind[number.end() :]):
        number = None
    if number is not None and (found := next((one for one in mine if one.id == int(number[1])), None)) is not None:
        rest = behind[number.end() :].strip()
    elif len(open_ := [one for one in mine if not one.meeting.cancelled]) == 1 and number is None:
        found, rest = open_[0], behind
    else:
        return _which(session, open_, "treffen absagen" if cancels else "treffen ändern")
    if found.meeting.cancelled:
        return words_only(words.ALREADY)
    if cancels:
        return meeting_change.cancel(session, asked, found, re.sub(r"^wegen\s+", "", rest, flags=re.IGNORECASE))
    return meeting_change.change(session, asked, found, rest)


def running(session: Session, asked: Asked) -> list[StoredMeeting]:
    """Return the meetings to come that somebody runs."""
    editor = editors.editor(session, asked.person)
    today = asked.now.astimezone(ZONE).date().isoformat()
    found = meetings.since(session, today) if editor is not None else []
    return [one for one in found if meeting_changes.runs(session, editor, one)]


def _which(session: Session, mine: list[StoredMeeting], word: str) -> list[Reply]:
    if not mine:
        return words_only(words.NONE_OF_YOURS)
    return words_only(words.WHICH.format(example=f"{word} {mine[0].id}", lines=answering.lines(session, mine)))


def _from_poll(session: Session, asked: Asked, behind: str) -> list[Reply]:
    """Plan the meeting that a poll has come to, or is proposed to come to; nothing is typed twice."""
    number = re.search(r"\d{1,8}", behind)
    poll = polls.load(session, int(number[0])) if number is not None else None
    if poll is None:
        return words_only(words.NO_POLL)
    if not runs(editors.editor(session, asked.person), poll):
        return general.refuse(Refusal.NOT_LEAD, session, asked)
    return polls_desk.convene(session, asked, poll, poll.option(poll.result) or poll.option(poll.proposed))


_MEMBER = Right(Need.JOINED)
_ANSWER = Command(answering.say, right=_MEMBER)
COMMANDS: dict[str, Command] = {
    "treffen": Command(begin, right=_MEMBER),
    "zusage": _ANSWER,
    "absage": _ANSWER,
    "vielleicht": _ANSWER,
    "vertretung": _ANSWER,
    "teilnahme": Command(attending.show, only_shows=True, right=Right(Need.LEAD)),
    "niederschrift": Command(minutes.minutes, right=Right(Need.LEAD, internal=True)),
    "top": Command(attending.propose, right=_MEMBER),
    "kalender": Command(calendars.calendar, right=_MEMBER),
    "kalenderaus": Command(calendars.off, right=_MEMBER),
}
DIALOGS: dict[str, Dialog] = {one.name: one for one in (meeting.DIALOG, meeting_change.DIALOG)}
coming.SOURCES.append(answering.terms)

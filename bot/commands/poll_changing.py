"""`umfrage 3 dazu …`, `… verlegen 2 auf …`, `… ohne 2`, `… bis …`: a running poll is changed by who runs it."""

import re
from datetime import date

from sqlmodel import Session

from bot import meeting_draft, poll_changes, poll_draft
from bot.commands import meeting, organising
from bot.commands.base import Asked, Reply, words_only
from bot.meeting_draft import MeetingDraft
from bot.words import polls as words
from content import dates, invitation, meeting_text, poll_words
from content.blocks import Document, paragraph
from content.meeting_text import names_detail
from domain import phrases
from domain.phrases import When
from domain.poll import MOST_OPTIONS, PollState
from domain.quiet import ZONE
from scheduler import convening, repolling
from store import editors, polls
from store.polls import StoredPoll

_ADD = re.compile(r"^(?:dazu|neu|plus|auch)[:\s]+(.+)$", re.IGNORECASE | re.DOTALL)
_MOVE = re.compile(r"^(?:verlegen|verschieben)\s+(\d{1,2})\s*(?:auf|:)?\s+(.+)$", re.IGNORECASE | re.DOTALL)
_DROP = re.compile(r"^(?:ohne|streichen)\s+(\d{1,2})$", re.IGNORECASE)
_WITH = re.compile(r"^(?:zusammen\s+)?mit\s+(.+)$", re.IGNORECASE)
_WITHOUT = re.compile(r"^ohne\s+(\D.*)$", re.IGNORECASE)
_END = re.compile(r"^bis\s+(?:zum\s+)?(.+)$", re.IGNORECASE)


def means_a_change(text: str) -> bool:
    """Return whether what stands behind the number of a poll changes it."""
    return names_detail(text) or any(one.match(text) for one in (_ADD, _MOVE, _DROP, _END, _WITH, _WITHOUT))


def change(session: Session, asked: Asked, poll: StoredPoll, text: str) -> list[Reply]:
    """Change a poll as said, and say what that comes to."""
    if poll.state is not PollState.DECIDED:
        if names_detail(text):
            return _tell_of_meeting(session, asked, poll, text)
        if match := _WITH.match(text):
            return _organise(session, asked, poll, match[1], joins=True)
        if match := _WITHOUT.match(text):
            return _organise(session, asked, poll, match[1], joins=False)
    if poll.state is PollState.DECIDED or (poll.state is not PollState.OPEN and not _END.match(text)):
        return words_only(words.ALREADY_CLOSED.format(number=poll.id))
    today = asked.now.astimezone(ZONE).date()
    if match := _ADD.match(text):
        return _add(session, asked, poll, match[1], today)
    if match := _MOVE.match(text):
        return _move(session, asked, poll, int(match[1]), match[2], today)
    if match := _DROP.match(text):
        return _drop(session, poll, int(match[1]))
    match = _END.match(text)
    assert match is not None
    return _extend(session, asked, poll, match[1], today)


def _tell_of_meeting(session: Session, asked: Asked, poll: StoredPoll, text: str) -> list[Reply]:
    """Note what is known of the meeting; of a poll that is closed its invitation is offered anew."""
    said = meeting_text.settings(text, asked.now)
    before = meeting_draft.load(poll.invitation)
    draft = meeting_draft.take(before, said)
    told = [paragraph(one) for one in ([] if draft == before else [_told(draft, asked, poll)])]
    if draft != before:
        polls.tell_of_meeting(session, poll.id, poll_draft.invitation_of(draft))
        again = polls.load(session, poll.id)
        if again is not None and again.state is PollState.CLOSED:
            convening.offer(session, again, asked.now)
    return [Reply(Document((*meeting.troubles(said), *told)))]


def _told(draft: MeetingDraft, asked: Asked, poll: StoredPoll) -> str:
    known = invitation.known(draft.about(asked.now)) or words.LINK_ONLY
    return words.TOLD_INVITATION.format(number=poll.id, known=known)


def _organise(session: Session, asked: Asked, poll: StoredPoll, text: str, *, joins: bool) -> list[Reply]:
    """Let somebody run the poll too, or no longer."""
    editor = editors.editor(session, asked.person)
    colleagues = organising.load(session, asked, () if joins else poll.organisers)
    people, trouble = colleagues.find(text)
    if trouble or editor is None:
        return words_only(trouble)
    told = []
    for one in people:
        who = colleagues.who(one.id)
        if joins:
            poll_changes.appoint(session, asked, editor, poll, one.id)
            told.append(words.NOW_RUN_BY.format(number=poll.id, who=who))
        elif one.id in poll.organisers:
            poll_changes.dismiss(session, asked, editor, poll, one.id)
            told.append(words.NOT_RUN_BY.format(number=poll.id, who=who))
        else:
            told.append(words.NEVER_RUN_BY.format(number=poll.id, who=who))
    return words_only("\n".join(told))


def _add(session: Session, asked: Asked, poll: StoredPoll, said: str, today: date) -> list[Reply]:
    clear, unclear = phrases.apart(phrases.read(said, today))
    if unclear or not clear:
        return words_only(words.NOT_A_DATE.format(said=(unclear[0].said if unclear else said)[:60]))
    if len(poll.open_options) + len(clear) > MOST_OPTIONS:
        return words_only(words.TOO_MANY.format(count=len(poll.open_options) + len(clear)))
    if len(clear) > 1:
        return words_only(words.ONE_AT_A_TIME)
    asked_again = repolling.add(session, poll, clear[0], asked.now)
    return words_only(words.CHANGED.format(what=poll_words.when(clear[0]), count=asked_again))


def _move(session: Session, asked: Asked, poll: StoredPoll, number: int, said: str, today: date) -> list[Reply]:
    option = poll.numbered(number)
    if option is None:
        return words_only(words.UNKNOWN_NUMBER.format(numbers=number))
    found = phrases.read(said, today)
    if len(found) != 1 or not isinstance(found[0], When):
        return words_only(words.NOT_A_DATE.format(said=said[:60]))
    asked_again = repolling.move(session, poll, option, found[0], asked.now)
    return words_only(words.CHANGED.format(what=f"{number}) {poll_words.when(found[0])}", count=asked_again))


def _drop(session: Session, poll: StoredPoll, number: int) -> list[Reply]:
    option = poll.numbered(number)
    if option is None or len(poll.open_options) < 2:
        return words_only(words.UNKNOWN_NUMBER.format(numbers=number) if option is None else words.LAST_ONE)
    repolling.drop(session, poll, option)
    return words_only(words.DROPPED.format(number=number))


def _extend(session: Session, asked: Asked, poll: StoredPoll, said: str, today: date) -> list[Reply]:
    found = phrases.read_day(said, today)
    if not isinstance(found, When):
        return words_only(words.END_NOT_UNDERSTOOD.format(said=said[:60]))
    moment = poll_draft.closing_moment(found)
    if moment <= asked.now:
        return words_only(words.END_PAST.format(moment=dates.moment(moment)))
    repolling.extend(session, poll, moment, asked.now)
    return words_only(words.NEW_END.format(number=poll.id, moment=dates.moment(moment)))

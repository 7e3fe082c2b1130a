"""`SENDEN 1305`: the invitation that a closed poll came to goes out, as it was shown to who runs the poll."""

import re
from dataclasses import replace
from functools import partial

from sqlmodel import Session

from bot import meeting_changes
from bot.commands.base import Asked, Command, Reply, words_only
from bot.poll_rights import runs
from bot.publishers import publisher_of
from bot.words import meetings as words
from bot.words import polls as poll_words
from content import poll_words as shown
from content.counted import counted
from domain.poll import PollState
from domain.rights import Need, Right
from scheduler import convening, publishing
from scheduler import meetings as work
from store import editors, meetings, polls
from store.polls import StoredPoll

#: Previews in conversations have fewer digits.
_OFFER = re.compile(r"^senden\s+(\d{4,9})[.!]?$", re.IGNORECASE)


def said(text: str) -> Command | None:
    """Return what sends an offered invitation, or None for any other text."""
    match = _OFFER.match(text.strip())
    return Command(partial(_send, int(match[1])), right=Right(Need.LEAD)) if match else None


def _send(number: int, session: Session, asked: Asked) -> list[Reply]:
    editor = editors.editor(session, asked.person)
    offered = polls.offered(session, number)
    if editor is None or offered is None or not runs(editor, offered[0]):
        return words_only(poll_words.NO_SUCH_OFFER.format(offer=number))
    poll, option = offered
    if poll.state is PollState.DECIDED:
        return words_only(came_to(session, poll))
    if poll.state is not PollState.CLOSED:
        return words_only(poll_words.NO_SUCH_OFFER.format(offer=number))
    meeting = convening.meeting_of(poll, option, asked.now)
    if meeting.starts_at <= asked.now:
        return words_only(words.PAST.format(when=shown.when(option.when)))
    reach = publishing.forecast(session, work.addressed(meeting), asked.office.public_only, asked.now)
    if not reach.audience:
        return words_only(words.GOES_TO_NOBODY)
    by = publisher_of(asked)
    named = replace(meeting, uid=meeting_changes.new_uid())
    done = convening.convene(session, poll, option, named, editor.key, by, editor.id)
    if done is None:
        return words_only(poll_words.NO_SUCH_OFFER.format(offer=number))
    meeting_changes.note_convened(session, asked, editor, poll.id, done)
    counts = {
        "persons": counted(words.PERSONS, reach.persons), "places": counted(words.PLACES, reach.places),
    }  # fmt: skip
    return words_only(f"{words.SENT.format(**counts)} {words.MORE_LATER.format(number=done.meeting)}")


def came_to(session: Session, poll: StoredPoll) -> str:
    """Return what a decided poll came to, in a sentence, and what can be done now."""
    found, option = meetings.of_poll(session, poll.id), poll.option(poll.result)
    if found is not None:
        date = shown.when(found.meeting.when)
        if found.meeting.cancelled:
            return poll_words.CALLED_OFF.format(number=poll.id, date=date)
        return poll_words.ALREADY_INVITED.format(number=poll.id, date=date, meeting=found.id)
    date = shown.when(option.when) if option is not None else ""
    return poll_words.ALREADY_CHOSEN.format(number=poll.id, date=date)

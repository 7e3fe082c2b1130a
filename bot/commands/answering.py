"""Answers to invitations, by button or in words; the calendar file; and `termine`: what somebody is invited to."""

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from bot.commands import general, voting
from bot.commands import naming as naming_dialog
from bot.commands.base import Asked, Command, Made, Reply, words_only
from bot.dialog import read_payload
from bot.words import meetings as words
from content import dates, invitation, meeting_words
from content.blocks import Bullets, Document, Heading, Run, paragraph
from domain import choosing, replies
from domain.folding import fold
from domain.lane import Lane
from domain.meeting import Meeting, Mode
from domain.meeting import Reply as Said
from domain.notice import Level
from domain.quiet import ZONE
from domain.subscription import Subscription
from scheduler import meetings as work
from scheduler import polling
from store import meetings, naming, polls, reference
from store.meetings import StoredMeeting
from store.terms import Term

_WORDS = {"zusage": Said.YES, "absage": Said.NO, "vielleicht": Said.MAYBE, "vertretung": Said.DEPUTY}
_ONLINE = frozenset({"online", "video", "digital"})
_ONSITE = frozenset({"ort", "praesenz", "persoenlich"})


def pressed(session: Session, asked: Asked) -> Command | None:
    """Return what takes a button of an invitation, or None for another button."""
    found = read_payload(asked.payload)
    if found is None or found[0].dialog != invitation.DIALOG:
        return None
    key = invitation.read_key(found[1])
    stored = meetings.load(session, key[0]) if key is not None else None
    if key is None or stored is None:
        return Command(general.too_old, only_shows=True)
    _, reply, mode = key
    if reply is None:
        return Command(partial(_send_file, stored), only_shows=True)
    return Command(partial(_take, stored, reply, mode), however_late=True)


def said(session: Session, asked: Asked) -> Command | None:
    """Return what takes a sentence like "ich komme gerne", of somebody who is invited; None for any other text."""
    found = replies.read(asked.text) if asked.asker.direct else None
    if found is None or not (open_ := _open(session, asked)):
        return None
    if asked.person is not None and polls.open_for(session, asked.person):
        # It may be said to the poll: the words "zusage" and "absage" are clear.
        return Command(partial(_say_clearly, open_[0].id), only_shows=True)
    word = next(word for word, reply in _WORDS.items() if reply is found[0])
    return Command(partial(_take_open, open_, word, found[1]))


def _say_clearly(number: int, _session: Session, _asked: Asked) -> list[Reply]:
    return words_only(words.SAY_CLEARLY.format(number=number))


def say(session: Session, asked: Asked) -> list[Reply]:
    """Take an answer in words: "zusage", "zusage 12 online", "absage 12"."""
    # A button brings its word along as "1:zusage"; in a group our name may stand before it.
    spoken = [fold(word) for word in (asked.text or asked.payload.partition(":")[2]).replace("/", " ").split()]
    first = next((word for word in spoken if word in _WORDS), "zusage")
    rest = spoken[spoken.index(first) + 1 :] if first in spoken else []
    reply = _WORDS[first]
    mode = Mode.ONLINE if _ONLINE & set(rest) else Mode.ONSITE if _ONSITE & set(rest) else None
    number = next((int(word) for word in rest if choosing.is_number(word) and len(word) < 9), None)
    if number is not None:
        stored = meetings.load(session, number)
        return (
            words_only(words.NO_SUCH.format(number=number))
            if stored is None
            else _take(stored, reply, mode, session, asked)
        )
    return _take_open(_open(session, asked), first, mode, session, asked)


def _open(session: Session, asked: Asked) -> list[StoredMeeting]:
    return [one for one in _upcoming(session, asked) if not one.meeting.cancelled]


def _take_open(open_: list[StoredMeeting], word: str, mode: Mode | None, session: Session, asked: Asked) -> list[Reply]:
    """Take an answer to the only meeting that is still to come; of several, ask which."""
    if not open_:
        return words_only(words.NO_MEETING)
    if len(open_) > 1:
        return words_only(words.WHICH_ANSWER.format(word=word, number=open_[0].id, lines=lines(session, open_)))
    return _take(open_[0], _WORDS[word], mode, session, asked)


def lines(session: Session, found: list[StoredMeeting]) -> str:
    """Return meetings by their numbers, one below the other."""
    names = reference.audience_names(session)
    return "\n".join(
        words.LINE.format(
            number=one.id, title=invitation.name(one.meeting, names), when=meeting_words.when(one.meeting.when)
        )
        for one in found
    )


def terms(session: Session, asked: Asked, _chosen: Subscription | None, limit: int) -> Sequence[Term]:
    """Return the meetings to come that somebody is invited to, for `termine`."""
    names = reference.audience_names(session)
    return [
        Term(one.meeting.starts_at, invitation.name(one.meeting, names), 0, Level.IMPORTANT, begins=True)
        for one in _upcoming(session, asked)
        if asked.asker.direct and not one.meeting.cancelled and one.meeting.starts_at > asked.now
    ][:limit]


def upcoming(session: Session, asked: Asked) -> list[Reply]:
    """Show what somebody is invited to, with what they answered."""
    person = voting.who(session, asked)
    names, items = reference.audience_names(session), []
    for one in _upcoming(session, asked):
        mine = meetings.said_by(session, one.id, person) if person is not None else None
        answer = words.YOURS_MISSING if mine is None else words.YOURS.format(answer=_answered(mine))
        title, when = invitation.name(one.meeting, names), meeting_words.when(one.meeting.when)
        line = words.LINE.format(number=one.id, title=title, when=when)
        told = words.IS_CANCELLED.format(title=title, when=when) if one.meeting.cancelled else f"{line} ({answer})"
        items.append((paragraph(told),))
    if not items:
        return words_only(words.NO_MEETING)
    return [Reply(Document((Heading((Run(words.TERMINE_TITLE),), 1), Bullets(tuple(items)))))]


def _upcoming(session: Session, asked: Asked) -> list[StoredMeeting]:
    person = voting.who(session, asked)
    if person is None:
        return []
    today = asked.now.astimezone(ZONE).date().isoformat()
    return meetings.of_person(session, person, today)


def _answered(said: meetings.Said) -> str:
    told = meeting_words.answer(said.reply, said.mode)
    return told if said.waits is None else f"{told}, {meeting_words.YOUR_PLACE.format(position=said.waits)}"


# --- taking an answer


def _take(stored: StoredMeeting, reply: Said, mode: Mode | None, session: Session, asked: Asked) -> list[Reply]:
    person, meeting = voting.who(session, asked), stored.meeting
    names = reference.audience_names(session)
    title, when = invitation.name(meeting, names), meeting_words.when(meeting.when)
    if person is None:
        return words_only(words.STRANGER)
    if meeting.cancelled:
        return words_only(words.IS_CANCELLED.format(title=title, when=when))
    if meeting.starts_at <= asked.now:
        return words_only(words.IS_OVER.format(title=title, when=when))
    if not meetings.is_invited(session, stored, person, asked.now):
        return words_only(words.NOT_INVITED.format(where=invitation.where(meeting, names) or meeting_words.LEADS))
    before = meetings.said_by(session, stored.id, person)
    if mode is None and meeting.has_modes and reply is Said.YES:
        mode = before.mode if before is not None and before.reply is Said.YES else Mode.ONSITE
    work.answer(session, stored, person, reply, mode if meeting.has_modes else None, asked.now)
    now = meetings.said_by(session, stored.id, person)
    assert now is not None
    told = [words.SAVED.format(answer=meeting_words.answer(now.reply, now.mode), title=title, when=when)]
    if before is not None and (before.reply, before.mode) != (now.reply, now.mode):
        told.append(words.REPLACES.format(answer=_answered(before)))
    told += _more(session, stored, now, asked)
    counts = now.reply in (Said.YES, Said.DEPUTY)
    # A link stands by itself, so that no word of ours is taken for a part of it.
    link = _link(stored, asked) if _may_come(now, meeting) else ""
    document = Document(tuple(paragraph(one) for one in (" ".join(told), link) if one))
    if not asked.asker.direct:
        # What somebody does is not talked about before others.
        letter = polling.Letter(f"ma{asked.serial}", document, meeting.starts_at, Lane.REPLY)
        polling.tell(session, person, letter, asked.now)
        return []
    asks = naming_dialog.ask_after(session, asked, (naming_dialog.NAME, naming_dialog.ORGANISATION)) if counts else []
    return [Reply(document), *asks]


def _may_come(now: meetings.Said, meeting: Meeting) -> bool:
    return now.waits is None and now.reply is not Said.NO and (meeting.hybrid or bool(meeting.link))


def _more(session: Session, stored: StoredMeeting, now: meetings.Said, asked: Asked) -> list[str]:
    """Return what is said beside the answer itself: waiting list, deadline, organisation, how to change it."""
    meeting, told = stored.meeting, []
    if now.waits is not None:
        told.append(words.WAITS.format(position=now.waits))
    late = meeting.sign_up_until is not None and meeting.sign_up_until < asked.now
    if late and meeting.sign_up_until is not None and now.reply is not Said.NO:
        told.append(words.AFTER_SIGN_UP.format(until=dates.due(meeting.sign_up_until)))
    if not asked.asker.direct and now.reply in (Said.YES, Said.DEPUTY):
        told += [] if naming.called(session, now.person).organisation else [words.HOW_ORGANISATION]
    return [*told, words.CHANGE_ANSWER.format(number=stored.id)]


def _link(stored: StoredMeeting, asked: Asked) -> str:
    asker = asked.asker
    if not (asker.direct and asker.confirmed and asker.carries_internal):
        return words.LINK_INTERNAL
    return words.LINK.format(link=stored.meeting.link) if stored.meeting.link else words.LINK_LATER


def _send_file(stored: StoredMeeting, session: Session, asked: Asked) -> list[Reply]:
    # Its library takes 15 MB, and most who run never make such a file.
    from content import calendar

    meeting, asker = stored.meeting, asked.asker
    person, names = voting.who(session, asked), reference.audience_names(session)
    if person is None:
        return words_only(words.STRANGER)
    mine = meetings.said_by(session, stored.id, person)
    if mine is None and not meetings.is_invited(session, stored, person, asked.now):
        return words_only(words.NOT_INVITED.format(where=invitation.where(meeting, names) or meeting_words.LEADS))
    takes_part = mine is not None and mine.reply is not Said.NO and mine.waits is None
    with_link = takes_part and asker.direct and asker.confirmed and asker.carries_internal
    content = calendar.file(meeting, *calendar.organiser(asked.operator), with_link=with_link)
    title, when = invitation.name(meeting, names), meeting_words.when(meeting.when)
    told = (words.FILE_CANCELLED if meeting.cancelled else words.FILE_SAID).format(title=title, when=when)
    made = Made(
        f"termin-{stored.id}.ics",
        content,
        meeting_words.FILE_CANCELLED if meeting.cancelled else meeting_words.FILE_LABEL,
    )
    return [Reply(Document((paragraph(told),)), files=(made,))]

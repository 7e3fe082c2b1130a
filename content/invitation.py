"""Invitations as Documents: what stands where, from the first line to what has changed. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from content import audience_text, dates
from content import meeting_words as words
from content.blocks import Block, Document, Paragraph, Run, bold, paragraph
from content.text import one_line
from domain import choosing
from domain.meeting import Meeting, Mode, Reply
from domain.message import Button
from domain.quiet import ZONE
from domain.recipient import Role

_MEETING = re.compile(r"^\S*(treffen|austausch|arbeitskreis)\b", re.IGNORECASE)
_SESSION = re.compile(r"^\S*(sitzung|fortbildung|schulung|konferenz|besprechung|tagung)\b", re.IGNORECASE)
#: The conversation that answers the buttons (bot/commands/answering.py).
DIALOG, STEP = "rsvp", "say"
FILE_KEY = "file"


def where(meeting: Meeting, names: Mapping[str, str]) -> str:
    """Return for whom a meeting is, as its title says it. names: of regions, topics and programmes, by code."""
    found = [names.get(code, code) for code in meeting.regions]
    if meeting.role is Role.LEAD:
        body = words.LEADS if not _says_leads(meeting.title) else ""
        return " ".join(part for part in (body, ", ".join(found)) if part)
    if not found:
        place = words.EVERYWHERE
    else:
        place = words.REGION.format(name=found[0]) if len(found) == 1 else words.REGIONS.format(names=", ".join(found))
    topics = audience_text.chosen(words.TOPICS, meeting.topics, names)
    programmes = audience_text.chosen(words.PROGRAMMES, meeting.programmes, names)
    return ", ".join([place, *topics, *programmes])


def _says_leads(title: str) -> bool:
    return "federführ" in title.casefold()


def name(meeting: Meeting, names: Mapping[str, str]) -> str:
    """Return the title with where it is for: "Verbundtreffen – Regionalverbund Heide"."""
    place = where(meeting, names)
    return one_line(meeting.title) + (words.IN_WORDS + place if place else "")


def title(meeting: Meeting, names: Mapping[str, str]) -> str:
    """Return the first line of an invitation."""
    whole = name(meeting, names)
    form = words.TO_OTHER
    if _MEETING.match(meeting.title):
        form = words.TO_MEETING
    elif _SESSION.match(meeting.title):
        form = words.TO_SESSION
    return form.format(title=whole)


def document(meeting: Meeting, number: int, names: Mapping[str, str], changed: Sequence[str] = ()) -> Document:
    """Return an invitation as it is sent; changed: what is new in it. number 0: it has none yet."""
    if meeting.cancelled:
        told = words.CANCELLED_TEXT.format(title=one_line(meeting.title), when=words.when(meeting.when))
        return Document((_first(words.CANCELLED, meeting, names), paragraph(told), *_lines(changed)))
    first = paragraph(bold(title(meeting, names)))
    blocks: list[Block] = [_first(words.CHANGED, meeting, names) if changed else first, *_lines(changed)]
    blocks.append(paragraph(_facts(meeting)))
    if meeting.hosts:
        blocks.append(paragraph(words.HOSTS.format(hosts=one_line(meeting.hosts))))
    items = [words.ITEM.format(number=at, text=one_line(text)) for at, text in enumerate(meeting.agenda, 1)]
    if items:
        blocks.append(Paragraph((Run("\n".join(items)),)))
    ending = [words.SIGN_UP.format(until=dates.due(meeting.sign_up_until))] if meeting.sign_up_until else []
    if meeting.capacity is not None:
        ending.append(words.SEATS.format(count=meeting.capacity))
    if ending:
        blocks.append(paragraph("\n".join(ending)))
    if number:
        blocks.append(paragraph(words.NUMBER.format(number=number)))
    return Document(tuple(blocks))


def _first(form: str, meeting: Meeting, names: Mapping[str, str]) -> Paragraph:
    return paragraph(bold(form.format(title=name(meeting, names))))


def _lines(lines: Sequence[str]) -> list[Block]:
    return [paragraph("\n".join(lines))] if lines else []


def _facts(meeting: Meeting) -> str:
    """Return when, where and how, in one line."""
    where = _where_and_how(meeting)
    return " · ".join([words.when(meeting.when), *(where or [words.PLACE_LATER])])


def _where_and_how(meeting: Meeting) -> list[str]:
    parts = []
    if meeting.place:
        access = f" ({words.ACCESS.format(access=one_line(meeting.access))})" if meeting.access else ""
        parts.append(one_line(meeting.place) + access)
    if meeting.hybrid:
        parts.append(words.HYBRID if meeting.place else words.ONLINE)
    return parts


def known(meeting: Meeting) -> str:
    """Return in one line what is known of a meeting besides its title and date; nothing about the link."""
    parts = _where_and_how(meeting)
    parts += [words.HOSTS.format(hosts=one_line(meeting.hosts))] if meeting.hosts else []
    parts += [words.ITEM.format(number=at, text=one_line(text)) for at, text in enumerate(meeting.agenda, 1)]
    if meeting.sign_up_until is not None:
        parts.append(words.SIGN_UP.format(until=dates.due(meeting.sign_up_until)))
    parts += [words.SEATS_ONLY.format(count=meeting.capacity)] if meeting.capacity is not None else []
    return " · ".join(parts)


def key(number: int, reply: Reply, mode: Mode | None) -> str:
    """Return what a button of an invitation says."""
    return f"{number}-{reply.value}" + (f"-{mode.value}" if mode is not None else "")


def read_key(said: str) -> tuple[int, Reply | None, Mode | None] | None:
    """Return what `key` made: the meeting, the answer (None: the calendar file is wanted) and how; or None."""
    parts = said.split("-")
    if not 2 <= len(parts) <= 3 or not choosing.is_number(parts[0]) or len(parts[0]) > 9:
        return None
    try:
        reply = None if parts[1] == FILE_KEY else Reply(parts[1])
        return int(parts[0]), reply, Mode(parts[2]) if len(parts) == 3 else None
    except ValueError:
        return None


def buttons(meeting: Meeting, number: int) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons below an invitation: one for each answer, and one for the calendar file."""
    last = (_button(words.FILE, f"{number}-{FILE_KEY}"),)
    if meeting.cancelled:
        return (last,)
    ways: list[tuple[Reply, Mode | None]] = [(Reply.YES, None)]
    if meeting.has_modes:
        ways = [(Reply.YES, Mode.ONSITE), (Reply.YES, Mode.ONLINE)]
    rows = [tuple(_reply(number, *way) for way in ways)]
    rows.append((_reply(number, Reply.MAYBE, None), _reply(number, Reply.NO, None)))
    rows.append((_reply(number, Reply.DEPUTY, None), *last))
    return tuple(rows)


def _reply(number: int, reply: Reply, mode: Mode | None) -> Button:
    return _button(words.BUTTONS[reply, mode], key(number, reply, mode))


def _button(label: str, said: str) -> Button:
    return Button(label, f"1:{DIALOG}:{STEP}:{said}")


# --- what is new


def changes(old: Meeting, new: Meeting) -> list[str]:
    """Return what has changed for who is invited, a line for each; nothing about the link, which is internal."""
    found: list[str] = []
    if new.title != old.title:
        found.append(words.NEW_TITLE.format(new=one_line(new.title)))
    if new.when != old.when:
        found.append(words.NEW_DATE.format(new=words.when(new.when), old=words.when(old.when)))
    if new.place != old.place:
        found.append(words.NEW_PLACE.format(new=one_line(new.place)) if new.place else words.NO_PLACE)
    if new.hybrid != old.hybrid and new.place:
        found.append(words.NOW_HYBRID if new.hybrid else words.NOT_HYBRID)
    if new.sign_up_until != old.sign_up_until:
        until = new.sign_up_until
        found.append(words.NEW_SIGN_UP.format(new=dates.due(until)) if until is not None else words.NO_SIGN_UP)
    if new.access != old.access:
        found.append(words.NEW_ACCESS.format(new=one_line(new.access)))
    if new.hosts != old.hosts:
        found.append(words.NEW_HOSTS.format(new=one_line(new.hosts)))
    if new.capacity != old.capacity:
        found.append(words.NEW_SEATS.format(new=new.capacity) if new.capacity is not None else words.NO_SEATS)
    if new.agenda != old.agenda:
        found.append(words.NEW_AGENDA)
    return found


def short(meeting: Meeting, number: int, names: Mapping[str, str], changed: Sequence[str]) -> Document:
    """Return the message that tells of a change or a cancellation to who has the invitation: an edit makes no sound."""
    if meeting.cancelled:
        return document(meeting, number, names, changed)
    still = paragraph(words.STILL.format(number=number))
    return Document((_first(words.CHANGED, meeting, names), *_lines(changed), still))


# --- reminders and other letters


def relative(day: date, now: datetime) -> str:
    """Return "heute" or "morgen", or "" for another day."""
    today = now.astimezone(ZONE).date()
    if day == today:
        return words.TODAY
    return words.TOMORROW if day == today + timedelta(days=1) else ""


def reminder(
    meeting: Meeting, number: int, names: Mapping[str, str], said: tuple[Reply, Mode | None, int | None] | None,
    now: datetime, *, link: bool, personal: bool = True,
) -> Document:  # fmt: skip
    """Return a reminder. said: their answer, how, and their place in the waiting list; link: they may have it."""
    facts = _facts(meeting)
    if soon := relative(meeting.when.day, now):
        facts = f"{soon}: {facts}"
    blocks: list[Block] = [_first(words.REMINDER, meeting, names), paragraph(facts)]
    if said is not None:
        reply, mode, waits = said
        text = words.YOUR_ANSWER.format(answer=words.answer(reply, mode), number=number)
        blocks.append(paragraph(words.YOUR_PLACE.format(position=waits) if waits is not None else text))
    elif personal:
        blocks.append(paragraph(words.NOT_ANSWERED))
    if said is None and meeting.sign_up_until is not None and now < meeting.sign_up_until:
        blocks.append(paragraph(words.SIGN_UP.format(until=dates.due(meeting.sign_up_until))))
    if link and meeting.link:
        blocks.append(paragraph(words.LINK.format(link=meeting.link)))
    return Document(tuple(blocks))


def moved_up(meeting: Meeting, number: int, names: Mapping[str, str]) -> Document:
    """Return what somebody is told who moves up from the waiting list."""
    told = words.MOVED_UP.format(title=name(meeting, names), when=words.when(meeting.when), number=number)
    return Document((paragraph(told),))


def link_letter(meeting: Meeting, names: Mapping[str, str]) -> Document:
    """Return how the link comes to somebody who takes part."""
    told = words.LINK_FOR.format(title=name(meeting, names), when=words.when(meeting.when), link=meeting.link)
    return Document((paragraph(told),))

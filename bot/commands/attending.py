"""`teilnahme`: who comes, as numbers, as a table, as a list to print; and `top`: what is to be talked about."""

import re
from datetime import timedelta

from sqlmodel import Session

from bot import meeting_changes, turning
from bot.commands import answering, meeting, meeting_change, voting
from bot.commands.base import Asked, Made, Reply, words_only
from bot.dialog import has_lapsed, hear
from bot.words import meetings as words
from content import attendance, invitation, meeting_words
from content.attendance import Guest
from content.blocks import Block, Bullets, Document, Heading, Run, paragraph
from content.foreign import disarmed_text
from domain.folding import fold
from domain.quiet import ZONE
from domain.recipient import RecipientKind
from domain.rights import refusal, sees_names
from scheduler import runners
from store import dialogs, editors, meetings, reference
from store.meetings import StoredMeeting

_NUMBER = re.compile(r"\b\d{1,8}\b")
_LISTED = frozenset({"liste", "namen"})
_PRINTED = frozenset({"drucken", "anwesenheit", "unterschriften", "unterschriftenliste", "anwesenheitsliste", "druck"})
_PROPOSE = re.compile(r"^\S+\s+(?:vorschlag(?:en)?\s*:?\s*)?(?:(\d{1,8})\s*:?\s+)?(.*)$", re.IGNORECASE | re.DOTALL)
_LONGEST = 200
_IS_PROPOSAL = re.compile(r"^\S+\s+vorschlag", re.IGNORECASE)
#: So long ago a meeting may be for its minutes to be meant without its number.
_PAST = timedelta(days=21)
#: How many points one person may propose for a meeting.
_MOST = 20


def show(session: Session, asked: Asked) -> list[Reply]:
    """Tell who runs a meeting who comes; names only to who leads its region, where internal things may go."""
    rest = asked.text.strip().partition(" ")[2]
    stored = meant(session, asked, rest)
    if isinstance(stored, list):
        return stored
    wanted = {fold(word) for word in rest.split()}
    names = sees_names(asked.asker, stored.meeting.regions) and asked.asker.direct
    found = guests(session, stored, names=names)
    title = invitation.name(stored.meeting, reference.audience_names(session))
    when = meeting_words.when(stored.meeting.when)
    head = Heading((Run(words.ATTENDANCE.format(title=title, when=when)),), 1)
    if "csv" in wanted:
        made = Made(f"teilnahme-{stored.id}.csv", attendance.table(found, names=names), words.TABLE_LABEL)
        return [Reply(Document((head,)), files=(made,))]
    if wanted & _PRINTED or wanted & _LISTED:
        if not names:
            return words_only(words.NO_NAMES)
        if wanted & _PRINTED:
            return [Reply(Document((head,)), files=_to_print(stored.id, title, when, found))]
        return [Reply(Document((head, _listed(found))))]
    return [Reply(Document((head, *_numbers(session, stored, found))))]


def _to_print(number: int, title: str, when: str, found: list[Guest]) -> tuple[Made, ...]:
    """Return the list twice: as PDF to print, and as HTML, which has every letter and is read by screen readers."""
    from content import attendance_pdf  # large, and few print

    return (
        Made(f"teilnahme-{number}.pdf", attendance_pdf.printable(title, when, found), words.LIST_LABEL),
        Made(f"teilnahme-{number}.html", attendance.printable(title, when, found), words.LIST_HTML_LABEL),
    )


def _numbers(session: Session, stored: StoredMeeting, guests: list[Guest]) -> list[Block]:
    kinds = [kind for _, kind in meetings.invited(session, stored).values()]
    lines = attendance.summary(guests, sum(kind is RecipientKind.PERSON for kind in kinds))
    blocks: list[Block] = [paragraph("\n".join(lines))]
    bodies = attendance.by_organisation(guests)
    if bodies:
        told = [f"{disarmed_text(name) if name else words.NO_BODY}: {count}" for name, count in bodies]
        blocks += [paragraph(words.BY_BODY), Bullets(tuple((paragraph(line),) for line in told))]
    points = meetings.proposed(session, stored.id)
    if points:
        told = [disarmed_text(text) for _, text in points]
        blocks += [paragraph(words.PROPOSED), Bullets(tuple((paragraph(line),) for line in told))]
        blocks.append(paragraph(words.TAKE_UP_HOW.format(number=stored.id)))
    return [*blocks, paragraph(words.ATTENDANCE_HOW.format(number=stored.id))]


def _listed(guests: list[Guest]) -> Block:
    coming = [one for one in guests if one.comes]
    lines = [
        ", ".join(part for part in (disarmed_text(one.name) or words.NAMELESS, disarmed_text(one.organisation)) if part)
        for one in coming
    ]
    return Bullets(tuple((paragraph(line),) for line in sorted(lines))) if lines else paragraph(words.NOBODY_COMES)


def guests(session: Session, stored: StoredMeeting, *, names: bool) -> list[Guest]:
    """Return who answered; names: with those that were told."""
    return [
        Guest(one.reply, one.mode, one.waits, one.organisation, one.name if names else "")
        for one in meetings.said(session, stored.id)
    ]


def meant(session: Session, asked: Asked, rest: str, *, past: bool = False) -> StoredMeeting | list[Reply]:
    """Return the meeting that is meant, if whoever asks runs it. past: without a number, one that has been, too."""
    editor = editors.editor(session, asked.person)
    number = _NUMBER.search(rest)
    if number is not None:
        found = meetings.load(session, int(number[0]))
        runs = found is not None and meeting_changes.runs(session, editor, found)
        return found if found is not None and runs else words_only(words.NO_SUCH.format(number=number[0]))
    since = (asked.now - (_PAST if past else timedelta(0))).astimezone(ZONE).date().isoformat()
    mine = [
        one
        for one in meetings.since(session, since)
        if not one.meeting.cancelled and meeting_changes.runs(session, editor, one)
    ]
    if len(mine) == 1:
        return mine[0]
    if not mine:
        return words_only(words.NONE_OF_YOURS)
    return words_only(words.WHICH.format(example=f"teilnahme {mine[0].id}", lines=answering.lines(session, mine)))


# --- points of the agenda


def propose(session: Session, asked: Asked) -> list[Reply]:
    """Take what a member would like to talk about at a meeting that they are invited to."""
    if replies := _for_preview(session, asked):
        return replies
    person = voting.who(session, asked)
    match = _PROPOSE.match(asked.text.strip())
    text = " ".join(match[2].split())[:_LONGEST] if match is not None else ""
    if person is None or not text:
        return words_only(words.PROPOSE_HOW)
    today = asked.now.astimezone(ZONE).date().isoformat()
    mine = [one for one in meetings.of_person(session, person, today) if not one.meeting.cancelled]
    wanted = [one for one in mine if match is None or match[1] is None or one.id == int(match[1])]
    if not wanted:
        return words_only(words.NO_MEETING)
    if len(wanted) > 1:
        return words_only(words.WHICH_TOP.format(number=wanted[0].id, lines=answering.lines(session, wanted)))
    (stored,) = wanted
    if meetings.count_proposed(session, stored.id, person) >= _MOST:
        return words_only(words.TOO_MANY_TOPS)
    meetings.propose(session, stored.id, text, person)
    title = invitation.name(stored.meeting, reference.audience_names(session))
    told = [Reply(Document((paragraph(words.PROPOSED_NOW.format(title=title)),)))]
    letter = Document(
        (paragraph(words.PROPOSED_TO_YOU.format(title=title, text=disarmed_text(text), number=stored.id)),)
    )
    told += [Reply(letter, to=one) for one in runners.of_meeting(session, stored, asked.now) if one != person]
    return told


def _for_preview(session: Session, asked: Asked) -> list[Reply]:
    """Let "TOP Berichte" be the agenda of the meeting whose preview is open, as that says; a proposal stays one."""
    stored = dialogs.load(session, asked.who) if asked.asker.direct else None
    if stored is None or _IS_PROPOSAL.match(asked.text.strip()):
        return []
    for module in (meeting, meeting_change):
        mine = module.DIALOG
        if (stored.name, stored.step) != (mine.name, module.CONFIRM) or refusal(mine.right, asked.asker) is not None:
            continue
        if not has_lapsed(mine, stored.step, stored.asked_at, asked.now):
            question = mine.ask(turning.state_of(stored), mine.load(session, asked))
            return turning.answer(mine, stored, hear(question, asked.text), session, asked)
    return []

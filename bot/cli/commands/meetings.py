"""meeting … and reminders: what the chat can do about meetings, for operators and tests."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import confirming
from bot.cli import results_meetings as r
from bot.cli import words as cli_words
from bot.cli import words_meetings as words
from bot.cli.answering import answers
from bot.cli.context import ACTOR, Desk
from bot.cli.faults import CommandFault, not_found, refused
from bot.cli.words_meetings import Help

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.meeting_draft import MeetingDraft
    from content.meeting_text import MeetingText
    from store.meetings import StoredMeeting

Number = Annotated[int, typer.Argument(metavar="NUMMER", help=Help.NUMBER)]
Yes = Annotated[bool, typer.Option("--yes", help=cli_words.Help.YES)]


@answers(r.MeetingDone)
def create(
    desk: Desk,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=Help.TEXT)],
    region: Annotated[list[str] | None, typer.Option(metavar="REGION", help=Help.REGION)] = None,
    yes: Yes = False,
) -> r.MeetingDone:
    """Announce a meeting."""
    from bot import meeting_changes, meeting_draft
    from content import meeting_text
    from scheduler import meetings as work

    confirming.demand_yes_or_terminal(desk, yes=yes)
    said = meeting_text.read(text, desk.now())
    draft = meeting_draft.take(meeting_draft.MeetingDraft(), _understood(said))
    draft = _checked(desk, replace(draft, regions=tuple(sorted(region or ())), statewide=not region))
    made = draft.meeting(desk.now())
    assert made is not None
    named = replace(made, uid=meeting_changes.new_uid())
    if not yes:
        _ask(desk, named)
    by = desk.publisher()

    def write(session: "Session") -> r.MeetingDone:
        done = work.invite(session, named, f"cli:{named.uid}", ACTOR, by)
        desk.note(session, "meeting.announced", f"meeting:{done.meeting}")
        return {"schema": 1, "meeting": _value(session, _load(session, done.meeting)), "changes": []}

    return desk.write(write)


@answers(r.MeetingDone)
def move(
    desk: Desk,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="ÄNDERUNG", help=Help.CHANGE)],
    yes: Yes = False,
) -> r.MeetingDone:
    """Change a meeting."""
    from bot import meeting_changes, meeting_draft
    from content import meeting_text
    from scheduler import meetings as work

    confirming.demand_yes_or_terminal(desk, yes=yes)
    now = desk.now()
    said = _understood(meeting_text.change(text, now, desk.read(lambda s: _open(s, number).meeting.when)))
    by = desk.publisher()

    def write(session: "Session") -> r.MeetingDone:
        stored = _open(session, number)
        draft = meeting_draft.take(meeting_draft.of_meeting(stored.meeting), said, adds_agenda=False)
        changed = meeting_changes.changed(stored.meeting, _right(desk, draft), by)
        if changed == stored.meeting:
            raise refused("no_change", words.NO_CHANGE)
        told = work.change(session, stored, changed, ACTOR, by)
        desk.note(session, "meeting.changed", f"meeting:{number}")
        return {"schema": 1, "meeting": _value(session, _load(session, number)), "changes": told}

    if not yes:
        planned = desk.rehearse(write)
        confirming.ask(desk, confirming.number_of(number, text), planned["changes"], {})
    return desk.write(write)


@answers(r.MeetingDone)
def cancel(
    desk: Desk,
    number: Number,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=Help.REASON)] = "",
    yes: Yes = False,
) -> r.MeetingDone:
    """Cancel a meeting."""
    from scheduler import meetings as work

    confirming.demand_yes_or_terminal(desk, yes=yes)
    if not yes:
        title = desk.read(lambda session: _open(session, number).meeting.title)
        confirming.ask(desk, confirming.number_of("cancel", number), [title, reason], {})
    by = desk.publisher()

    def write(session: "Session") -> r.MeetingDone:
        work.cancel(session, _open(session, number), reason, ACTOR, by)
        desk.note(session, "meeting.cancelled", f"meeting:{number}")
        told = [reason] if reason else []
        return {"schema": 1, "meeting": _value(session, _load(session, number)), "changes": told}

    return desk.write(write)


@answers(r.MeetingList)
def show(
    desk: Desk, number: Annotated[int | None, typer.Argument(metavar="NUMMER", help=Help.NUMBER)] = None
) -> r.MeetingList:
    """Show meetings."""
    from store import meetings

    def look(session: "Session") -> list[r.MeetingValue]:
        found = meetings.everything(session) if number is None else [_load(session, number)]
        return [_value(session, one) for one in found]

    return {"schema": 1, "meetings": desk.read(look)}


@answers(r.ReminderList)
def reminders(desk: Desk, all_: Annotated[bool, typer.Option("--all", help=Help.ALL)] = False) -> r.ReminderList:
    """Show who is reminded when."""
    from store import reminders as rows

    def look(session: "Session") -> list[r.ReminderValue]:
        found = rows.listing(session, waiting=not all_)
        keys = rows.keys(session)
        return [
            {
                "id": one.id,
                "subject": one.subject,
                "stage": one.stage.value,
                "recipient": keys.get(one.recipient, str(one.recipient)),
                "due_at": one.due_at,
                "state": one.state,
            }
            for one in found
        ]

    return {"schema": 1, "reminders": desk.read(look)}


def _understood(said: "MeetingText") -> "MeetingText":
    """Return what was said; a fault when some of it is not clear."""
    bad = said.strange or said.bad_sign_up or (said.unclear.said if said.unclear is not None else "")
    if bad:
        raise CommandFault("not_understood", words.NOT_UNDERSTOOD.format(said=bad), words.MISSING_HINT)
    return said


def _checked(desk: Desk, draft: "MeetingDraft") -> "MeetingDraft":
    from store import reference

    needed = ((words.TITLE, draft.title), (words.DATE, draft.start), (words.PLACE, draft.place or draft.hybrid))
    missing = [name for name, there in needed if not there]
    if missing:
        raise CommandFault("missing", words.MISSING.format(what=", ".join(missing)), words.MISSING_HINT)
    known = desk.read(reference.region_codes)
    for code in draft.regions:
        if code not in known:
            raise CommandFault("unknown_region", words.NO_REGION.format(code=code))
    return _right(desk, draft)


def _right(desk: Desk, draft: "MeetingDraft") -> "MeetingDraft":
    from bot.commands.meeting import when_right
    from content.blocks import Paragraph, plain_text

    _, wrong = when_right(draft, desk.now())
    if wrong:
        why = " ".join(plain_text(block.runs) for block in wrong if isinstance(block, Paragraph))
        raise CommandFault("bad_date", words.PAST.format(why=why))
    return draft


def _ask(desk: Desk, meeting: object) -> None:
    from content import document, invitation
    from domain.meeting import Meeting
    from scheduler import meetings as work
    from scheduler import publishing
    from store import reference

    assert isinstance(meeting, Meeting)
    names = desk.read(reference.audience_names)
    found = desk.read(
        lambda session: publishing.forecast(session, work.addressed(meeting), desk.settings.public_only, desk.now())
    )
    lines = document.text_of(invitation.document(meeting, 0, names)).splitlines()
    confirming.ask(desk, confirming.number_of(*lines), [*lines, ""], found.regions)


def _load(session: "Session", number: int) -> "StoredMeeting":
    from store import meetings

    found = meetings.load(session, number)
    if found is None:
        raise not_found("meeting_not_found", words.NO_MEETING.format(number=number))
    return found


def _open(session: "Session", number: int) -> "StoredMeeting":
    found = _load(session, number)
    if found.meeting.cancelled:
        raise refused("cancelled_already", words.ALREADY.format(number=number))
    return found


def _value(session: "Session", stored: "StoredMeeting") -> r.MeetingValue:
    from domain.poll import stored_end, stored_start
    from store import meetings

    one, said = stored.meeting, meetings.said(session, stored.id)
    answered: Sequence[str] = [each.reply.value for each in said]
    return {
        "id": stored.id,
        "uid": one.uid,
        "sequence": one.sequence,
        "state": one.state.value,
        "kind": one.kind.value,
        "title": one.title,
        "start": stored_start(one.when),
        "end": stored_end(one.when),
        "starts_at": one.starts_at,
        "place": one.place,
        "online": one.hybrid,
        "sign_up_until": one.sign_up_until,
        "capacity": one.capacity,
        "regions": list(one.regions),
        "role": one.role.value if one.role is not None else None,
        "agenda": list(one.agenda),
        "notice": stored.notice,
        "invited": len(meetings.invited(session, stored)),
        "attendance": dict(sorted(Counter(answered).items())),
        "waiting": sum(each.waits is not None for each in said),
    }

"""`niederschrift`: a skeleton from agenda and attendance; a draft with an end for wishes; the final text."""

import re

from sqlmodel import Session

from bot import turning
from bot.commands import attending, writing
from bot.commands.base import Asked, Made, Reply, words_only
from bot.dialog import State, Turn
from bot.drafting import Draft, number_of
from bot.words import meetings as words
from content import attendance, dates, invitation, meeting_words, when
from content.blocks import Document, paragraph
from domain.notice import Level
from store import minutes as rows
from store import reference
from store.meetings import StoredMeeting

_HEAD = re.compile(
    r"^\S+\s+(?P<number>\d{1,8})\s+(?P<what>entwurf|endgültig|endgueltig|fertig)\b(?P<until>[^:\n]*)[:\n]\s*(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)


def minutes(session: Session, asked: Asked) -> list[Reply]:
    """Give the skeleton of a meeting's minutes, or bring their draft or final text on its way, shown first."""
    match = _HEAD.match(asked.text.strip())
    rest = match["number"] if match is not None else asked.text.strip().partition(" ")[2]
    stored = attending.meant(session, asked, rest, past=True)
    if isinstance(stored, list):
        return stored
    if match is None:
        return _skeleton(session, stored)
    name = invitation.name(stored.meeting, reference.audience_names(session))
    day = dates.day(stored.meeting.starts_at)
    text, deadline = match["text"].strip(), ""
    kind = rows.DRAFT if match["what"].lower() == "entwurf" else rows.FINAL
    if kind == rows.DRAFT:
        found = when.read(match["until"].strip(" ,"), asked.now)
        if found is None or found.moment <= asked.now:
            return words_only(words.MINUTES_UNTIL.format(number=stored.id))
        deadline = found.moment.isoformat()
        text = f"{text}\n\n{words.MINUTES_WISHES.format(until=dates.due(found.moment))}"
        title = words.MINUTES_DRAFT.format(name=name, day=day)
    else:
        title = words.MINUTES_FINAL.format(name=name, day=day)
    meeting = stored.meeting
    draft = Draft(
        title, text, Level.IMPORTANT.value, deadline, statewide=not meeting.regions, regions=meeting.regions,
        internal=True, source=words.MINUTES_SOURCE, role=meeting.role.value if meeting.role is not None else "",
        minutes=(kind, str(stored.id)),
    )  # fmt: skip
    state = State(writing.NAME, writing.CONFIRM, {"draft": draft.dump(), "number": number_of(asked), "no_topics": True})
    return turning.go_on_with(writing.DIALOG, Turn(state), session, asked)


def _skeleton(session: Session, stored: StoredMeeting) -> list[Reply]:
    text = skeleton(stored, attending.guests(session, stored, names=False), reference.audience_names(session))
    made = Made(f"protokoll-{stored.id}.txt", text.encode(), words.MINUTES_LABEL)
    return [Reply(Document((paragraph(words.MINUTES_HOW.format(number=stored.id)),)), files=(made,))]


def skeleton(stored: StoredMeeting, guests: list[attendance.Guest], names: dict[str, str]) -> str:
    """Return the skeleton of minutes: what was planned, how many came of which organisation, the points; no names."""
    meeting = stored.meeting
    title = words.MINUTES_FINAL.format(name=invitation.name(meeting, names), day=dates.day(meeting.starts_at))
    place = meeting.place or meeting_words.MODES_ONLINE
    bodies = [f"{name or words.NO_BODY} ({count})" for name, count in attendance.by_organisation(guests)]
    lines = [
        title, f"{meeting_words.when(meeting.when)}, {place}", "",
        words.MINUTES_CAME.format(count=sum(one.comes for one in guests)),
        *([", ".join(bodies)] if bodies else []),
        *([meeting_words.HOSTS.format(hosts=meeting.hosts)] if meeting.hosts else []),
    ]  # fmt: skip
    for at, item in enumerate(meeting.agenda, 1):
        lines += ["", meeting_words.ITEM.format(number=at, text=item), ""]
    return "\n".join([*lines, "", words.MINUTES_NEXT, ""])

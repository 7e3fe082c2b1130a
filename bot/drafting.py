"""What somebody is about to tell many, while it is being written: a draft in a conversation, and its preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import bringing
from bot.commands.base import Asked
from bot.words import writing as words
from content.blocks import Document
from domain.audience import Addressed
from domain.foretelling import Outlook
from domain.notice import Level, NoticeKind, Scope
from domain.recipient import Role
from scheduler import foreseeing, publishing, reporting
from scheduler.publishing import Forecast
from store import editors, minutes
from store.notices import NewNotice


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice as it is so far. Codes are sorted; no regions and not statewide: nobody has said yet for whom it is.

    form: "text" for what was said to the bot, of which no sign means anything, or "markdown".
    """

    title: str = ""
    text: str = ""
    level: str = ""
    deadline: str = ""
    valid_until: str = ""
    statewide: bool = False
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    internal: bool = False
    source: str = ""
    form: str = "text"
    follow_up: str = ""
    contact: str = ""
    as_of: str = ""
    reference: str = ""
    #: As bot.bringing writes them.
    files: tuple[Sequence[Any], ...] = ()
    #: Only for those who have it: minutes of the Federführenden.
    role: str = ""
    #: Which minutes it is, and of which meeting, as in ["draft", "7"].
    minutes: tuple[str, ...] = ()

    @property
    def has_audience(self) -> bool:
        """Whether it is known for whom it is."""
        return self.statewide or bool(self.regions)

    def dump(self) -> dict[str, Any]:
        """Return it as JSON has it, without what is empty."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}


def load_draft(data: Mapping[str, Any]) -> Draft:
    """Return the draft that `dump` wrote down; what another version wrote besides is passed over."""
    names = {one.name for one in fields(Draft)}
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in names
    }
    return Draft(**known)


def moment(value: str) -> datetime | None:
    """Return a moment of a draft."""
    return datetime.fromisoformat(value) if value else None


def new_notice(draft: Draft, author: str, request: str, now: datetime) -> NewNotice:
    """Return what is to be written down for a draft."""
    addressed = Addressed(
        Level(draft.level or Level.INFO),
        Scope.INTERNAL if draft.internal else Scope.PUBLIC,
        draft.statewide,
        frozenset() if draft.statewide else frozenset(draft.regions),
        frozenset(draft.topics),
        frozenset(draft.programmes),
        Role(draft.role) if draft.role else None,
    )
    return NewNotice(
        request, NoticeKind.FACHINFORMATION, draft.title, addressed, _whole_text(draft), now, author, draft.source,
        text_form=draft.form, deadline=moment(draft.deadline), expires_at=moment(draft.valid_until),
        follow_up=draft.follow_up, files=bringing.load_all(draft.files),
    )  # fmt: skip


def _whole_text(draft: Draft) -> str:
    """Return the text with what is said about it below: who gives information, as of when, under which number."""
    below = [
        line.format(value=value)
        for line, value in (
            (words.CONTACT_LINE, draft.contact), (words.AS_OF_LINE, draft.as_of),
            (words.REFERENCE_LINE, draft.reference),
        )
        if value
    ]  # fmt: skip
    return "\n\n".join(part for part in (draft.text, "\n".join(below)) if part)


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown before anything goes to many. shown: as it will look; now: when that was counted.

    forecast: whom it reaches, by region and so on; size: how many people the network has, about.
    """

    new: NewNotice
    shown: Document
    outlook: Outlook
    now: datetime
    names: Mapping[str, str]
    forecast: Forecast | None = None
    size: int = 0
    four_eyes: bool = False

    @property
    def report_at(self) -> datetime:
        """When its author is told what became of it."""
        return reporting.next_look(self.now + timedelta(seconds=self.outlook.seconds))


def preview(session: Session, asked: Asked, draft: Draft, author: str) -> Preview:
    """Return what a draft would look like, and who would have it when, if it were released now."""
    request = request_of(asked)
    if draft.minutes:
        kind, meeting = draft.minutes
        request = minutes.request_of(kind, int(meeting), request)
    return preview_of(session, asked, new_notice(draft, author, request, asked.now))


def preview_of(session: Session, asked: Asked, new: NewNotice) -> Preview:
    """Return what a notice would look like, and who would have it when, if it were released now."""
    office = asked.office
    outlook, names = foreseeing.outlook(session, new, office.public_only, asked.now, office.pace, office.calendar)
    addressed = publishing.hurry(session, new.addressed, new.deadline, asked.now, office.calendar)
    forecast = publishing.forecast(session, addressed, office.public_only, asked.now)
    shown = publishing.shown(session, new)
    return Preview(new, shown, outlook, asked.now, names, forecast, office.network_size, office.four_eyes)


def request_of(asked: Asked) -> str:
    """Return the name of what is asked for: the same event never makes a second notice."""
    return f"said:{asked.who.account}:{asked.serial}"


def number_of(asked: Asked, before: int = 0) -> int:
    """Return the number of a preview: another one each time, so that old words and old buttons do nothing."""
    number = 10 + asked.serial % 990
    return number if number != before else 10 + (number - 9) % 990


def may_tell(draft: Draft, editor: editors.Editor) -> bool:
    """Return whether somebody may tell this audience: the Koordination all, Federführende only their own regions."""
    if editor.role is Role.COORDINATION:
        return True
    return not draft.statewide and bool(draft.regions) and set(draft.regions) <= set(editor.leads)


def for_only_region(draft: Draft, editor: editors.Editor | None) -> Draft:
    """Return a draft for the one region that somebody leads, if they may tell no other."""
    if editor is not None and editor.role is Role.LEAD and len(editor.leads) == 1:
        return for_regions(draft, editor.leads, statewide=False)
    return draft


def for_regions(draft: Draft, regions: tuple[str, ...], *, statewide: bool) -> Draft:
    """Return a draft for another audience."""
    return replace(draft, regions=() if statewide else regions, statewide=statewide)

"""`meinedaten` and `loeschen`: everything that is stored about somebody, shown, taken along, and erased at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.changes import Erase
from bot.commands import general, somebody, subscribing
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import privacy as words
from content import dates, meeting_words
from content.blocks import Block, Bullets, Code, Document, Heading, Run, paragraph
from content.foreign import disarmed_text
from domain.meeting import Mode
from domain.meeting import Reply as Said
from domain.quiet import ZONE
from store import members
from store import own_data as stored

NAME = "erase"
CONFIRM = "confirm"
_ERASE, _KEEP = "erase", "keep"
#: What is stored as moments, as it is told.
_MOMENTS = {
    "refused_at": words.REFUSED, "seen_at": words.SEEN, "asked_at": words.ASKED_TO_STAY,
    "asked_name_at": words.ASKED_NAME, "asked_organisation_at": words.ASKED_ORGANISATION,
}  # fmt: skip
#: How many deliveries are told one by one.
_SHOWN = 10


# --- showing


def show(session: Session, asked: Asked) -> list[Reply]:
    """Answer with everything that is stored about somebody, for people or, with the word JSON, for programs."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    if member is None:
        return [Reply(Document((paragraph(words.NOTHING),)), general.buttons(asked))]
    value = stored.of_person(session, member.id)
    if "json" in asked.text.casefold().split():
        text = json.dumps(value, ensure_ascii=False, indent=1, default=datetime.isoformat)
        return [Reply(Document((Code(text, "json"),)), general.buttons(asked))]
    chosen = subscribing.summary(subscribing.load(session, asked))
    return [Reply(Document(_told(value, chosen)), general.buttons(asked))]


def _told(value: Mapping[str, Any], chosen: tuple[Block, ...]) -> tuple[Block, ...]:
    first = value["consents"][0]["given_at"] if value["consents"] else None
    lines = [
        *([words.JOINED + dates.day(first)] if first else []),
        *([words.NAME + value["display_name"]] if value["display_name"] else []),
        *([words.ORGANISATION + value["organisation"]] if value["organisation"] else []),
        words.ROLE + words.ROLES[value["role"]],
        *([words.LEADS + ", ".join(value["leads"])] if value["leads"] else []),
        words.HANDLE + somebody.handle_of(value["key"]),
        words.CONFIRMED + (dates.day(value["confirmed_at"]) if value["confirmed_at"] else words.NOT_CONFIRMED),
        *([words.PAUSED + dates.day(value["pause_until"])] if value["pause_until"] else []),
        *(label + dates.moment(value[key]) for key, label in _MOMENTS.items() if value[key]),
        *([words.INVITED.format(count=len(value["invitations_made"]))] if value["invitations_made"] else []),
        *([words.WRITTEN.format(count=len(value["messages_written"]))] if value["messages_written"] else []),
        *(f"{one['network']}: {one['address']}" for one in value["addresses"]),
        *(words.PLACE.format(network=one["network"], address=one["address"]) for one in value["places"]),
    ]
    consents = [_consent(one) for one in value["consents"]]
    deliveries = [_delivery(one) for one in value["deliveries"][:_SHOWN]] or [words.NO_DELIVERIES]
    more = len(value["deliveries"]) - _SHOWN
    return (
        Heading((Run(words.DATA_TITLE),), 1),
        paragraph("\n".join(lines)),
        *chosen,
        Heading((Run(words.CONSENTS),), 2),
        _bullets(consents),
        Heading((Run(words.DELIVERIES),), 2),
        _bullets(deliveries),
        *([paragraph(words.MORE_DELIVERIES.format(count=more))] if more > 0 else []),
        *_handed_in(value),
        *_polls(value["polls"]),
        *_meetings(value),
        paragraph(words.DATA_JSON),
    )


def _handed_in(value: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return what somebody handed in, and what they wrote that waits for a second pair of eyes."""
    lines = [
        ", ".join([disarmed_text(one["title"]), *(disarmed_text(file["name"]) for file in one["files"])])
        for one in value["handed_in"]
    ]
    lines += [words.PROPOSAL.format(title=disarmed_text(one["title"])) for one in value["proposals"]]
    return (Heading((Run(words.HANDED_IN),), 2), _bullets(lines)) if lines else ()


def _polls(polls: list[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Return what somebody said in polls."""
    lines = [
        words.POLL.format(
            title=disarmed_text(one["title"]),
            answers=", ".join(f"{said['number']} {words.POLL_ANSWERS[said['answer']]}" for said in one["answers"])
            or words.POLL_NONE,
        )
        for one in polls
    ]
    return (Heading((Run(words.POLLS),), 2), _bullets(lines)) if lines else ()


def _meetings(value: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return what somebody said to invitations, and what they took note of."""
    lines = [
        words.MEETING.format(
            title=disarmed_text(one["meeting"]) or words.A_MEETING,
            start=_local_day(one["start"]),
            answer=meeting_words.answer(Said(one["answer"]), Mode(one["mode"]) if one["mode"] else None),
            at=dates.day(one["answered_at"]),
        )
        for one in value["meetings"]
    ]
    lines += [
        words.CALLED.format(title=disarmed_text(one["meeting"]), start=_local_day(one["start"]))
        for one in value["meetings_called"]
    ]
    lines += [
        words.POINT.format(title=disarmed_text(one["meeting"]), text=disarmed_text(one["text"]))
        for one in value["agenda_proposals"]
    ]
    counts = ((words.REMINDERS, value["reminders"]), (words.REPORTS, value["reports_due"]))
    lines += [label.format(count=len(some)) for label, some in counts if some]
    lines += [words.CALENDAR.format(at=dates.day(one["made_at"])) for one in value["calendars"]]
    lines += [words.TOOK_NOTE.format(count=len(value["took_note_of"]))] if value["took_note_of"] else []
    years = ", ".join(value["counted_in_years"])
    lines += [words.COUNTED_IN.format(years=years)] if years else []
    return (Heading((Run(words.MEETINGS),), 2), _bullets(lines)) if lines else ()


def _local_day(local: str) -> str:
    return dates.day(datetime.fromisoformat(local).replace(tzinfo=ZONE))


def _bullets(lines: list[str]) -> Block:
    return Bullets(tuple((paragraph(line),) for line in lines))


def _consent(one: Mapping[str, Any]) -> str:
    kind = words.CONSENT_KINDS.get(one["kind"], one["kind"])
    told = words.CONSENT.format(kind=kind, version=one["version"], given=dates.day(one["given_at"]))
    return told + (words.WITHDRAWN.format(at=dates.day(one["withdrawn_at"])) if one["withdrawn_at"] else "")


def _delivery(one: Mapping[str, Any]) -> str:
    return words.DELIVERY.format(
        title=disarmed_text(one["title"]),
        at=dates.day(one["released_at"]) if one["released_at"] else "",
        because=words.BECAUSE.get(one["because"], one["because"]),
        state=words.STATES.get(one["state"], one["state"]),
    )


# --- erasing


@dataclass(frozen=True, slots=True)
class Facts:
    """Erasing looks at nothing but what was said."""


def _load(_session: Session, _asked: Asked) -> Facts:
    return Facts()


def ask(state: State, _facts: Facts) -> Question:
    """Return what will be erased, and the words that do it: never a mere yes, and no button."""
    number = state.data["number"]
    options = (
        Option(_KEEP, words.ERASE_CANCEL, words.ERASE_CANCEL_WORDS),
        Option(_ERASE, words.ERASE_PHRASE.format(number=number), by_words_only=True),
    )
    how = paragraph(words.ERASE_HOW.format(number=number))
    blocks = (Heading((Run(words.ERASE_TITLE),), 1), paragraph(words.ERASE_WHAT), how)
    return Question(blocks, options, dangerous=True)


def answer(state: State, heard: Heard, _facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_ERASE,):
        told = (words.ERASED, words.ERASED_KEPT, words.ERASED_YOURS)
        return Turn(None, (Erase(),), tuple(paragraph(line) for line in told))
    if heard.chosen == (_KEEP,):
        return Turn(None, says=(paragraph(words.NOT_ERASED),))
    return Turn(state, says=(paragraph(words.ERASE_EXACTLY),))


def _number(asked: Asked) -> Mapping[str, Any]:
    """Return the number that the words need: another one each time, so that old words do nothing."""
    return {"number": 10 + asked.serial * 37 % 90}


DIALOG = Dialog(NAME, _load, ask, answer, lapses=True, begins=_number)

"""Notice files on their way to becoming notices: read, checked, shown before they are sent."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from bot.cli import attaching, confirming, words
from bot.cli import results as r
from bot.cli.context import ACTOR, Desk
from bot.cli.faults import CommandFault, refused
from bot.cli.files import read_bytes
from domain.asset import Attachment
from domain.message import Body, Form
from domain.notice import Level, NoticeKind

if TYPE_CHECKING:
    from sqlmodel import Session

    from content.notice_file import NoticeDraft, Vocabulary
    from domain.pacing import Load
    from scheduler.publishing import Forecast
    from store.notices import NewNotice


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice file that is right. digest: of its bytes and those of its files, so that the same one is known again.

    found: its files, where they are wanted.
    """

    says: "NoticeDraft"
    digest: str
    names_level: bool
    found: tuple[attaching.Found, ...] = ()


def read_draft(desk: Desk, file: str) -> Draft:
    """Return what a notice file says and the files that it names; raises CommandFault when something is not right."""
    draft = read_text(desk, file)
    found = attaching.look(desk, file, draft.says.attachments)
    digest = hashlib.sha256(draft.digest.encode() + "".join(one.attachment.file.sha256 for one in found).encode())
    return replace(draft, found=found, digest=digest.hexdigest()) if found else draft


def read_text(desk: Desk, file: str) -> Draft:
    """Return what a notice file says, without a look at the files that it names; raises CommandFault."""
    from content.notice_file import NoticeFault, read_notice

    data = read_bytes(desk, file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandFault("not_utf8", words.NOT_UTF8, words.NOT_UTF8_HINT) from None
    found = read_notice(text, vocabulary(desk))
    if isinstance(found, NoticeFault):
        raise CommandFault(found.code, words.in_line(found.message, found.line), found.hint)
    header = text.split("\n---", 1)[0].casefold()
    names_level = any(line.partition(":")[0].strip() == "stufe" for line in header.splitlines())
    return Draft(found, hashlib.sha256(data).hexdigest(), names_level)


def vocabulary(desk: Desk) -> "Vocabulary":
    """Return the words that a notice file may use."""
    from content.notice_file import Vocabulary
    from store.reference import known_codes

    codes = desk.read(known_codes)
    return Vocabulary(codes.topics, codes.regions, codes.programmes)


def as_urgent(draft: Draft) -> Draft:
    """Return a draft as an urgent one; one that names another level is refused."""
    if draft.says.level is not Level.URGENT and draft.names_level:
        raise refused("not_urgent", words.NOT_URGENT, words.NOT_URGENT_HINT)
    return replace(draft, says=replace(draft.says, level=Level.URGENT))


def new_notice(desk: Desk, draft: Draft) -> "NewNotice":
    """Return what is to be written down; refused when it cannot be sent by file, or not any more."""
    now = desk.now()
    if draft.says.kind is NoticeKind.EDITION:
        raise refused("edition_by_file", words.EDITION_BY_FILE, words.EDITION_BY_FILE_HINT)
    if draft.says.valid_until is not None and draft.says.valid_until <= now:
        raise refused("expired", words.expired_already(draft.says.valid_until), words.EXPIRED_HINT)
    return as_notice(desk, draft)


def as_notice(desk: Desk, draft: Draft, files: Sequence[Attachment] | None = None) -> "NewNotice":
    """Return what a draft would be written down as. files: instead of those that were found."""
    from scheduler.publishing import from_draft

    # Not the file's name: the same text under another name is the same notice.
    request = f"file:{draft.says.level.value}:{draft.digest}"
    files = [one.attachment for one in draft.found] if files is None else files
    return from_draft(draft.says, request, ACTOR, desk.now(), files)


def bodies(desk: Desk, new: "NewNotice", form: Form) -> tuple[Body, ...]:
    """Return a notice as it will look in a form, its files behind it."""
    from content import compose, document, render
    from content.words import FollowUp

    known = vocabulary(desk)
    facts = new.addressed
    shown = compose.NoticeContent(
        new.title,
        document.from_html(new.document) if new.text_form == "html" else document.from_markdown(new.document),
        facts.level,
        new.deadline,
        new.source or None,
        [known.topics[code] for code in sorted(facts.topics)],
        [known.regions[code] for code in sorted(facts.regions)],
        FollowUp(new.follow_up) if new.follow_up else None,
        foreign=new.text_form == "html",
        attachments=list(map(compose.described, new.files)),
    )
    return *render.render(compose.notice_document(shown), form), *map(compose.file_body, new.files)


def preview(desk: Desk, new: "NewNotice") -> r.Preview:
    """Return what would be sent, to whom, and how long that takes."""
    from scheduler import publishing

    def look(session: "Session") -> "Forecast":
        facts = publishing.hurry(session, new.addressed, new.deadline, desk.now(), desk.settings.calendar)
        return publishing.forecast(session, facts, desk.settings.public_only, desk.now())

    expected = desk.read(look)
    networks = [_network_load(desk, new, account, load) for account, load in expected.loads.items() if account]
    return {
        "number": confirming.number_of(new.request_key, expected.audience),
        "audience": expected.audience,
        "persons": expected.persons,
        "places": expected.places,
        "weekly": expected.weekly,
        "regions": _in_order(expected.regions, vocabulary(desk).regions),
        "seconds": max((one["seconds"] for one in networks), default=0),
        "networks": networks,
        "unreachable": sum(load.persons + load.places for account, load in expected.loads.items() if not account),
        "texts": [body.text for body in bodies(desk, new, Form.PLAIN)],
        "files": attaching.values(new.files),
    }


def _network_load(desk: Desk, new: "NewNotice", account: str, load: "Load") -> r.NetworkLoad:
    from channels.pacing import network_of
    from domain.pacing import seconds_for
    from store import accounts

    known = desk.read(lambda session: accounts.known(session, account))
    network, factor = network_of(account, limited=known.limited), desk.settings.pace
    whole = replace(load, parts=len(bodies(desk, new, network.form)))
    return {
        "network": account,
        "persons": whole.persons,
        "places": whole.places,
        "parts": whole.parts,
        "messages": whole.messages,
        "seconds": ceil(seconds_for(whole, network.budget.faster(factor) if factor is not None else None)),
        "limited": network.budget.rooms_first,
    }


def _in_order(counts: Mapping[str, int], codes: Iterable[str]) -> dict[str, int]:
    known = [code for code in codes if code in counts]
    return {code: counts[code] for code in [*known, *(code for code in counts if code not in known)]}

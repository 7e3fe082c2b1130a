"""notice …, urgent send, render."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import attaching, confirming, drafts, words
from bot.cli import results as r
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import not_found, refused
from bot.cli.words import Help
from domain.message import Body, Form
from domain.notice import NoticeKind, NoticeState

if TYPE_CHECKING:
    from sqlmodel import Session

    from scheduler.publishing import Published
    from store.notices import NewNotice, StoredNotice

File = Annotated[str, typer.Argument(metavar="DATEI.md", help=Help.NOTICE_FILE)]
Number = Annotated[int, typer.Argument(metavar="NUMMER", help=Help.NOTICE_ID)]
Alone = Annotated[str, typer.Option("--alone", metavar="GRUND", help=Help.ALONE)]
Yes = Annotated[bool, typer.Option("--yes", help=Help.YES)]
DryRun = Annotated[bool, typer.Option("--dry-run", help=Help.DRY_RUN)]


class Network(StrEnum):
    """The forms that a notice file can be shown in, by the networks that take them."""

    TELEGRAM = "telegram"
    MATRIX = "matrix"
    PLAIN = "plain"


_FORMS = {Network.TELEGRAM: Form.ENTITIES, Network.MATRIX: Form.HTML, Network.PLAIN: Form.PLAIN}


@answers(r.RenderResult)
def render(
    desk: Desk, file: File, network: Annotated[Network, typer.Option(metavar="NETZ", help=Help.RENDER_NETWORK)]
) -> r.RenderResult:
    """Show a notice file as a network gets it."""
    draft = drafts.read_text(desk, file)
    new = drafts.as_notice(desk, draft, attaching.guess(file, draft.says.attachments))
    parts = [_part(body, network) for body in drafts.bodies(desk, new, _FORMS[network])]
    for part, value in zip(parts[len(parts) - len(new.files) :], attaching.values(new.files), strict=True):
        part["file"] = value
    return {"schema": 1, "parts": parts}


def _part(body: Body, network: Network) -> Any:
    """Return one message as a network takes it: EntitiesPart, HtmlPart or TextPart."""
    match network:
        case Network.TELEGRAM:
            return _with_entities(body)
        case Network.MATRIX:
            return {"body": body.text, "formatted_body": body.html}
        case Network.PLAIN:
            return {"text": body.text}


def _with_entities(body: Body) -> r.EntitiesPart:
    entities: list[r.EntityValue] = []
    for one in body.entities:
        value: r.EntityValue = {"type": one.type, "offset": one.offset, "length": one.length}
        if one.url is not None:
            value["url"] = one.url
        if one.language is not None:
            value["language"] = one.language
        entities.append(value)
    return {"text": body.text, "entities": entities}


# --- sending


@answers(r.NoticeSent)
def send(desk: Desk, file: File, dry_run: DryRun = False, yes: Yes = False, alone: Alone = "") -> r.NoticeSent:
    """Release a notice file."""
    return _send(desk, drafts.read_draft(desk, file), dry_run=dry_run, yes=yes, alone=alone)


@answers(r.NoticeSent)
def urgent_send(desk: Desk, file: File, dry_run: DryRun = False, yes: Yes = False, alone: Alone = "") -> r.NoticeSent:
    """Release a notice file as an urgent notice."""
    return _send(desk, drafts.as_urgent(drafts.read_draft(desk, file)), dry_run=dry_run, yes=yes, alone=alone)


def _send(desk: Desk, draft: drafts.Draft, *, dry_run: bool, yes: bool, alone: str) -> r.NoticeSent:
    from store import notices

    new = drafts.new_notice(desk, draft)
    known = desk.read(lambda session: notices.find_by_request(session, new.request_key))
    if known is not None:
        stored = load(desk, known)
        return _sent(draft, new, (known, stored.rev, stored.audience or 0), dry_run=dry_run, preview=None)
    if not dry_run:
        confirming.demand_second(desk, alone)
        confirming.demand_yes_or_terminal(desk, yes=yes)
    preview = drafts.preview(desk, new)
    if dry_run:
        return _sent(draft, new, (None, None, preview["audience"]), dry_run=True, preview=preview)
    if not yes:
        _ask(desk, draft, preview)
    attaching.keep(desk, draft.found)
    done = _publish(desk, new, alone)
    numbers = (done.notice, done.rev, done.audience)
    return _sent(draft, new, numbers, dry_run=False, preview=preview if done.fresh else None)


def _ask(desk: Desk, draft: drafts.Draft, preview: r.Preview) -> None:
    confirming.ask_about(desk, preview, attaching.warnings(draft.found))


def _publish(desk: Desk, new: "NewNotice", alone: str) -> "Published":
    from scheduler import publishing

    by = desk.publisher()

    def write(session: "Session") -> "Published":
        done = publishing.publish(session, new, by)
        if done.fresh:
            desk.note(session, "notice.released", f"notice:{done.notice}", f"rev={done.rev}")
            confirming.note_alone(desk, session, "sent", f"notice:{done.notice}", new.title, alone)
        return done

    done = desk.write(write)
    desk.crash("freeze.committed")
    return done


def _sent(
    draft: drafts.Draft,
    new: "NewNotice",
    numbers: tuple[int | None, int | None, int],
    *,
    dry_run: bool,
    preview: r.Preview | None,
) -> r.NoticeSent:
    notice, rev, audience = numbers
    return {
        "schema": 1,
        "notice": notice,
        "rev": rev,
        "title": new.title,
        "level": new.addressed.level.value,
        "scope": new.addressed.scope.value,
        "audience": audience,
        "fresh": preview is not None,
        "dry_run": dry_run,
        "preview": preview,
        "warnings": attaching.warnings(draft.found),
    }


# --- what follows


@answers(r.NoticeEnded)
def stop(desk: Desk, notice: Number) -> r.NoticeEnded:
    """Hold back what has not left yet."""
    from store import notices

    stored = load(desk, notice)
    if stored.state in (NoticeState.STOPPED, NoticeState.WITHDRAWN):
        return _ended(stored.id, stored.state, (0, 0), fresh=False)

    def write(session: "Session") -> int:
        _demand_unchanged(session, stored)
        skipped = notices.stop(session, stored.id)
        desk.note(session, "notice.stopped", f"notice:{stored.id}", f"skipped={skipped}")
        return skipped

    return _ended(stored.id, NoticeState.STOPPED, (desk.write(write), 0), fresh=True)


@answers(r.NoticeEnded)
def withdraw(desk: Desk, notice: Number, yes: Yes = False, alone: Alone = "") -> r.NoticeEnded:
    """Take back what was sent, and hold back the rest."""
    from scheduler import publishing

    stored = load(desk, notice)
    if stored.state is NoticeState.WITHDRAWN:
        return _ended(stored.id, stored.state, (0, 0), fresh=False)
    confirming.demand_second(desk, alone)
    confirming.demand_yes_or_terminal(desk, yes=yes, can_preview=False)
    if not yes:
        number = confirming.number_of("withdraw", stored.id, stored.rev)
        confirming.ask(desk, number, [words.withdraw_preview(stored.id, stored.title)], {})
    by = desk.publisher()

    def write(session: "Session") -> tuple[int, int]:
        _demand_unchanged(session, stored)
        counts = publishing.withdraw(session, stored, by)
        detail = f"skipped={counts[0]} taken_back={counts[1]}"
        desk.note(session, "notice.withdrawn", f"notice:{stored.id}", detail)
        confirming.note_alone(desk, session, "withdrawn", f"notice:{stored.id}", stored.title, alone)
        return counts

    counts = desk.write(write)
    desk.crash("freeze.committed")
    return _ended(stored.id, NoticeState.WITHDRAWN, counts, fresh=True)


def _ended(notice: int, state: NoticeState, counts: tuple[int, int], *, fresh: bool) -> r.NoticeEnded:
    skipped, taken_back = counts
    return {
        "schema": 1,
        "notice": notice,
        "state": state.value,
        "skipped": skipped,
        "taken_back": taken_back,
        "fresh": fresh,
    }


@answers(r.NoticeSent)
def correct(
    desk: Desk, notice: Number, file: File, dry_run: DryRun = False, yes: Yes = False, alone: Alone = ""
) -> r.NoticeSent:
    """Release a notice file as the next revision of a notice."""
    stored = load(desk, notice)
    if stored.kind is NoticeKind.EDITION:
        raise refused("edition", words.NO_CORRECTING_EDITION)
    if stored.state is not NoticeState.RELEASED:
        raise refused("ended", words.ended_already(stored.id, stored.state.value))
    draft = drafts.read_draft(desk, file)
    new = drafts.new_notice(desk, draft)
    if _says_the_same(stored, new):
        return _sent(draft, new, (stored.id, stored.rev, stored.audience or 0), dry_run=dry_run, preview=None)
    if not dry_run:
        confirming.demand_second(desk, alone)
        confirming.demand_yes_or_terminal(desk, yes=yes)
    preview = drafts.preview(desk, new)
    if dry_run:
        return _sent(draft, new, (stored.id, None, preview["audience"]), dry_run=True, preview=preview)
    if not yes:
        _ask(desk, draft, preview)
    attaching.keep(desk, draft.found)
    done = _correct(desk, stored, new, alone)
    return _sent(draft, new, (done.notice, done.rev, done.audience), dry_run=False, preview=preview)


def _says_the_same(stored: "StoredNotice", new: "NewNotice") -> bool:
    """Return whether a correction would change nothing: then it has been made already."""
    before = (stored.title, stored.source, stored.document, stored.addressed, stored.deadline, stored.expires_at)
    after = (new.title, new.source, new.document, new.addressed, new.deadline, new.expires_at)
    return (*before, stored.files) == (*after, new.files)


def _correct(desk: Desk, stored: "StoredNotice", new: "NewNotice", alone: str) -> "Published":
    from scheduler import publishing

    by = desk.publisher()

    def write(session: "Session") -> "Published":
        _demand_unchanged(session, stored)
        done = publishing.correct(session, stored, new, by)
        desk.note(session, "notice.corrected", f"notice:{done.notice}", f"rev={done.rev}")
        confirming.note_alone(desk, session, "corrected", f"notice:{done.notice}", new.title, alone)
        return done

    done = desk.write(write)
    desk.crash("freeze.committed")
    return done


# --- looking


@answers(r.NoticeList)
def listing(desk: Desk, limit: Annotated[int, typer.Option(min=1, help=Help.NOTICE_LIMIT)] = 50) -> r.NoticeList:
    """List notices, the newest first."""
    from store import deliveries, listings

    def look(session: "Session") -> r.NoticeList:
        sums = deliveries.sums(session)
        rows = listings.notices(session, limit)
        return {"schema": 1, "notices": [_value(row, sums.get(row.id, {})) for row in rows]}

    return desk.read(look)


@answers(r.NoticeShown)
def show(desk: Desk, notice: Number) -> r.NoticeShown:
    """Show a notice, and who got it by region."""
    from store import bodies, deliveries, listings

    stored = load(desk, notice)

    def look(session: "Session") -> r.NoticeShown:
        (row,) = listings.notices(session, 1, stored.id)
        facts = stored.addressed
        return {
            "schema": 1,
            "notice": _value(row, deliveries.sums(session, stored.id).get(stored.id, {})),
            "statewide": facts.statewide,
            "regions": sorted(facts.regions),
            "topics": sorted(facts.topics),
            "programmes": sorted(facts.programmes),
            "source": stored.source,
            "texts": [bodies.load(text).text for text in listings.texts(session, stored.id, stored.rev)],
            "files": attaching.values(stored.files),
            "report": listings.report(session, stored.id),
        }

    return desk.read(look)


def _value(row: Any, sums: dict[str, int]) -> r.NoticeValue:
    return {
        "id": row.id,
        "rev": row.rev,
        "kind": row.kind,
        "level": row.level,
        "scope": row.scope,
        "state": row.state,
        "title": row.title,
        "released_at": row.released_at,
        "deadline": row.deadline,
        "expires_at": row.expires_at,
        "audience": row.audience or 0,
        "states": sums,
    }


def load(desk: Desk, notice: int) -> "StoredNotice":
    """Return a notice; raises CommandFault when there is none of this number."""
    from store import notices

    found = desk.read(lambda session: notices.load(session, notice))
    if found is None:
        raise not_found("notice_not_found", words.no_notice(notice), words.NO_NOTICE_HINT)
    return found


def _demand_unchanged(session: "Session", stored: "StoredNotice") -> None:
    """Refuse when somebody else has corrected or ended the notice since it was looked at."""
    from store import notices

    again = notices.load(session, stored.id)
    if again is None or (again.rev, again.state) != (stored.rev, stored.state):
        raise refused("changed_meanwhile", words.changed_meanwhile(stored.id), words.CHANGED_HINT)

"""`bericht`: what became of a notice, as text, table and picture; the failed are sent again, the unsure decided."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot import drafting, titles, turning
from bot.commands import general
from bot.commands.base import Asked, Made, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.resolving import Resolve
from bot.words import reports as words
from content import charts, dates
from content.blocks import Block, Bullets, Document, Heading, Run, paragraph
from content.foreign import disarmed_text
from content.words import DELIVERY_STATES, STATEWIDE, internal_title, reason
from domain import choosing
from domain.recipient import Role
from domain.rights import Need, Right
from domain.state import DeliveryState
from scheduler.reporting import states, took_note
from store import audit, dialogs, editors, listings, reference, reports
from store.reports import Report, Row

NAME = "report"
WHICH, SHOW, AGAIN, DECIDE = "which", "show", "again", "decide"
_CSV, _CHART, _DONE, _BACK = "csv", "chart", "done", "back"
_SENT, _REPEAT = "sent", "repeat"
_SHOWN, _LABEL, _AUDIT = 8, 60, 20
#: What an office program would take for a formula.
_FORMULA = ("=", "+", "-", "@")
_SERIES = (DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.UNSURE, DeliveryState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be reported on, and the report on what was chosen. names: of the regions, in order."""

    recent: tuple[Row, ...]
    names: Mapping[str, str]
    number: int
    report: Report | None = None
    lines: tuple[Any, ...] = ()
    failed: int = 0
    unsure: int = 0
    #: Who took note: how many by region, and the names that may be told.
    noted: tuple[str, ...] = ()


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what somebody may be told of: the Koordination of everything, Federführende of what they have sent."""
    editor = editors.editor(session, asked.person)
    names = {**reference.region_names(session), listings.STATEWIDE: STATEWIDE}
    stored = dialogs.load(session, asked.who)
    data = stored.data if stored is not None and stored.name == NAME else {}
    number = drafting.number_of(asked, int(data.get("number", 0)))
    if editor is None:
        return Facts((), names, number)
    author = None if editor.role is Role.COORDINATION else editor.key
    recent = titles.here(session, asked, reports.recent(session, _SHOWN, author))
    facts = Facts(tuple(recent), names, number)
    wanted = data.get("notice")
    return facts if wanted is None else _with_report(session, asked, facts, int(wanted), author)


def _with_report(session: Session, asked: Asked, facts: Facts, notice: int, author: str | None) -> Facts:
    if author is not None and notice not in {one.id for one in reports.recent(session, 1000, author)}:
        return facts
    found = reports.about(session, notice)
    if found is not None and titles.closed(session, asked, [notice]):
        found = replace(found, title=internal_title(notice))
    return (
        facts
        if found is None
        else replace(
            facts,
            report=found,
            lines=tuple(reports.lines(session, notice)),
            failed=len(reports.ids(session, notice, DeliveryState.FAILED)),
            unsure=len(reports.ids(session, notice, DeliveryState.UNSURE)),
            noted=took_note(session, notice, facts.names, with_names=author is None and _may_name(asked)),
        )
    )


def _may_name(asked: Asked) -> bool:
    """Return whether names may be told here: alone with who asks, and in a messenger that carries internal things."""
    return asked.asker.direct and asked.asker.carries_internal


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Show the report on the notice that was named, or ask on which."""
    word = asked.text.split()[1] if len(asked.text.split()) == 2 else ""
    facts = load(session, asked)
    if not facts.recent:
        return turning.stop(session, asked, words.NONE)
    if choosing.is_number(word) and len(word) < 10:
        return turning.go_on_with(DIALOG, Turn(State(NAME, SHOW, {"notice": int(word)})), session, asked)
    return turning.begin(DIALOG, WHICH, session, asked)


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    found = facts.report
    if state.step == WHICH or found is None:
        told = () if state.step == WHICH else (paragraph(words.NOT_FOUND),)
        return Question(
            (*told, paragraph(words.WHICH)), tuple(Option(str(one.id), _label(one)) for one in facts.recent)
        )
    number = state.data.get("number", 0)
    back = Option(_BACK, words.BACK, words.BACK_WORDS)
    if state.step == AGAIN:
        phrase = words.AGAIN_PHRASE.format(number=number)
        told = (paragraph(words.AGAIN_ASK.format(count=facts.failed, phrase=phrase)),)
        return Question(told, (Option(_REPEAT, phrase, by_words_only=True), back), dangerous=True)
    if state.step == DECIDE:
        sent, again = words.SENT_PHRASE.format(number=number), words.AGAIN_PHRASE.format(number=number)
        told = (paragraph(words.UNSURE_ASK.format(count=facts.unsure, sent=sent, again=again)),)
        options = (Option(_SENT, sent, by_words_only=True), Option(_REPEAT, again, by_words_only=True), back)
        return Question(told, options, dangerous=True)
    choices = [
        Option(_CSV, words.CSV, words.CSV_WORDS),
        Option(_CHART, words.CHART, words.CHART_WORDS),
        Option(_DONE, words.DONE, words.DONE_WORDS),
    ]
    if facts.unsure:
        choices.insert(0, Option(DECIDE, words.DECIDE, words.DECIDE_WORDS))
    if facts.failed:
        choices.insert(0, Option(AGAIN, words.AGAIN, words.AGAIN_WORDS))
    noted = tuple(paragraph(line) for line in facts.noted)
    return Question((*told_of(found, facts.names), *noted), tuple(choices))


def _label(one: Row) -> str:
    return words.LABEL.format(title=disarmed_text(one.title)[:_LABEL], day=dates.day(one.released_at))


def told_of(found: Report, names: Mapping[str, str]) -> tuple[Block, ...]:
    """Return a report: in all, by region, and why something did not arrive."""
    lines = [f"{names[code]}: {states(found.regions[code])}" for code in names if code in found.regions]
    why = [
        words.REASON.format(count=count, state=DELIVERY_STATES[DeliveryState(state)], reason=reason(code))
        for (state, code), count in found.reasons.items()
    ]
    return (
        Heading((Run(words.TITLE.format(title=disarmed_text(found.title))),), 1),
        paragraph(f"{words.NUMBER.format(number=found.notice)}: {states(found.states)}"),
        *_part(words.BY_REGION, lines),
        *([paragraph(words.COUNTED_TWICE)] if len(lines) > 1 else []),
        *_part(words.WHY, why),
    )


def _part(title: str, lines: list[str]) -> tuple[Block, ...]:
    if not lines:
        return ()
    return Heading((Run(title),), 2), Bullets(tuple((paragraph(line),) for line in lines))


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    chosen = heard.chosen[0] if heard.chosen else ""
    if state.step == WHICH or facts.report is None:
        number = chosen or heard.text.strip()
        return Turn(
            State(NAME, SHOW, {"notice": int(number)}) if choosing.is_number(number) and len(number) < 10 else state
        )
    notice = {"notice": facts.report.notice}
    if state.step in (AGAIN, DECIDE):
        return _decided(state, chosen, facts.report.notice)
    if chosen == _DONE:
        return Turn(None, says=told_of(facts.report, facts.names)[:2])
    if chosen == _CSV:
        return Turn(State(NAME, SHOW, notice), says=(paragraph(words.FILES),), files=(_table(facts.report, facts),))
    if chosen == _CHART:
        return Turn(State(NAME, SHOW, notice), says=(paragraph(words.FILES),), files=(_chart(facts.report, facts),))
    if (chosen == AGAIN and facts.failed) or (chosen == DECIDE and facts.unsure):
        return Turn(State(NAME, chosen, {**notice, "number": facts.number}))
    return Turn(State(NAME, SHOW, notice))


def _decided(state: State, chosen: str, notice: int) -> Turn:
    back = State(NAME, SHOW, {"notice": notice})
    if chosen == _BACK:
        return Turn(back)
    if chosen not in (_SENT, _REPEAT):
        return Turn(state, says=(paragraph(words.EXACTLY),))
    which = DeliveryState.FAILED if state.step == AGAIN else DeliveryState.UNSURE
    told = words.TAKEN_FOR_SENT if chosen == _SENT else words.WILL_AGAIN
    return Turn(back, (Resolve(notice, which, again=chosen == _REPEAT),), (paragraph(told),))


def _table(found: Report, facts: Facts) -> Made:
    return Made(
        f"bericht-{found.notice}.csv", table(facts.lines), words.CSV_LABEL.format(number=found.notice)
    )  # fmt: skip


def table(rows: "tuple[Any, ...] | list[Any]") -> bytes:
    """Return the rows of a report as CSV: UTF-8 with the mark by which office programs know it, and semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(words.CSV_HEAD)
    # What begins like a formula is none.
    writer.writerows([[f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()


def _chart(found: Report, facts: Facts) -> Made:
    content, told = chart(found, facts.names)
    return Made(f"bericht-{found.notice}.png", content, told)


def chart(found: Report, names: Mapping[str, str]) -> tuple[bytes, str]:
    """Return a report as a picture, and what it shows in words."""
    series = [DELIVERY_STATES[one] for one in _SERIES]
    bars = [
        charts.Bar(names[code], tuple(found.regions[code].get(one.value, 0) for one in _SERIES))
        for code in names
        if code in found.regions
    ]
    title = disarmed_text(found.title)
    return charts.bar_chart(title, series, bars), charts.in_words(title, series, bars)


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({AGAIN, DECIDE}))


# --- the audit


def show_audit(session: Session, asked: Asked) -> list[Reply]:
    """Answer who did what lately."""
    rows = audit.listing(session, _AUDIT)
    lines = [words.audit_line(dates.moment(row.at), row.actor, row.action, row.subject) for row in rows]
    heading = Heading((Run(words.AUDIT_TITLE),), 1)
    shown: tuple[Block, ...] = (heading, *(paragraph(f"– {line}") for line in lines))
    return [Reply(Document(shown if lines else (paragraph(words.AUDIT_NONE),)), general.buttons(asked))]

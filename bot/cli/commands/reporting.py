"""report: what became of a notice, and the figures of a year."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results_reports as r
from bot.cli import words, words_reports
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, not_found
from bot.cli.files import write_private_bytes
from bot.cli.words_reports import Help
from domain.quiet import ZONE

if TYPE_CHECKING:
    from sqlmodel import Session

File = Annotated[str, typer.Option("--csv", metavar="DATEI.csv", help=Help.REPORT_CSV)]
Picture = Annotated[str, typer.Option("--png", metavar="DATEI.png", help=Help.REPORT_PNG)]


@answers(r.ReportResult)
def report(
    desk: Desk,
    notice: Annotated[int | None, typer.Argument(metavar="MELDUNG", help=words.Help.NOTICE_ID)] = None,
    year: Annotated[int | None, typer.Option(metavar="JAHR", help=Help.REPORT_YEAR)] = None,
    table: File = "",
    picture: Picture = "",
) -> r.ReportResult:
    """Tell what became of a notice, or of all in a year."""
    if (notice is None) == (year is None):
        raise CommandFault("one_of_two", words_reports.ONE_OF_TWO, words_reports.ONE_OF_TWO_HINT)
    if year is not None:
        if table or picture:
            raise CommandFault("no_files", words_reports.NO_FILES_OF_YEAR)
        return {"schema": 1, "notice": None, "year": _year(desk, year)}
    assert notice is not None
    return {"schema": 1, "notice": _notice(desk, notice, table, picture), "year": None}


def _notice(desk: Desk, notice: int, table: str, picture: str) -> r.NoticeReport:
    from bot.commands import reporting
    from content.words import STATEWIDE
    from store import listings, reference, reports

    def look(session: "Session") -> "tuple[reports.Report | None, list[object], dict[str, str]]":
        names = {**reference.region_names(session), listings.STATEWIDE: STATEWIDE}
        return reports.about(session, notice), reports.lines(session, notice), names

    found, lines, names = desk.read(look)
    if found is None:
        raise not_found("notice_not_found", words.no_notice(notice), words.NO_NOTICE_HINT)
    content, alt = reporting.chart(found, names)
    made = [(table, reporting.table(lines)), (picture, content)]
    files = []
    for path, data in made:
        if path:
            write_private_bytes(path, data)
            files.append(path)
    return {
        "notice": notice,
        "title": found.title,
        "states": dict(found.states),
        "regions": {code: dict(states) for code, states in found.regions.items()},
        "reasons": [
            {"state": state, "reason": reason, "count": count} for (state, reason), count in found.reasons.items()
        ],
        "alt": alt,
        "files": files,
    }


def _year(desk: Desk, year: int) -> r.YearReport:
    from store import reports

    if not 2000 <= year <= 2100:
        raise CommandFault("bad_year", words_reports.BAD_YEAR)
    begins, ends = (datetime(one, 1, 1, tzinfo=ZONE) for one in (year, year + 1))
    found = desk.read(lambda session: reports.year(session, begins, ends))
    return {
        "year": year,
        "notices": [{"kind": kind, "level": level, "count": count} for (kind, level), count in found.kinds.items()],
        "messages": found.messages,
        "persons": found.persons,
        "places": found.places,
        "regions": dict(found.regions),
        "programmes": dict(found.programmes),
        "polls": None if found.polls is None else dict(found.polls),
        "meetings": None if found.meetings is None else dict(found.meetings),
        "attendance": None if found.attendance is None else dict(found.attendance),
    }

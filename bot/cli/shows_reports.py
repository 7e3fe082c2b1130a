"""What reports look like for people."""

from bot.cli import results_reports as r
from bot.cli import words, words_polls
from bot.cli import words_reports as said
from bot.cli.page import Page


def report(value: r.ReportResult, page: Page) -> None:
    """Show a report on a notice, or on a year."""
    if value["notice"] is not None:
        _notice(value["notice"], page)
    if value["year"] is not None:
        _year(value["year"], page)


def exported(value: r.NoticeExported, page: Page) -> None:
    """Show that a notice was written down as a file."""
    page.line(said.exported(value["subject"], value["file"]))


def _notice(value: r.NoticeReport, page: Page) -> None:
    from content.words import reason

    page.line(value["title"])
    page.line(words.total(value["states"]))
    page.table(
        (said.REGION, said.STATE),
        [(code, words.states(states)) for code, states in sorted(value["regions"].items())],
    )
    why = [(words.STATES[one["state"]], reason(one["reason"]), one["count"]) for one in value["reasons"]]
    page.table((said.STATE, said.WHY, said.COUNT), why, right=(said.COUNT,))
    for file in value["files"]:
        page.line(said.written(file))
    if any(file.endswith(".png") for file in value["files"]):
        page.line(value["alt"])


def _year(value: r.YearReport, page: Page) -> None:
    page.line(said.year(value["year"], value["messages"], value["persons"], value["places"]))
    kinds = [
        (words.KINDS.get(one["kind"], one["kind"]), words.LEVELS[one["level"]], one["count"])
        for one in value["notices"]
    ]
    page.table((said.KIND, said.LEVEL, said.COUNT), kinds, right=(said.COUNT,))
    page.table((said.REGION, said.COUNT), list(value["regions"].items()), right=(said.COUNT,))
    page.table((said.PROGRAMME, said.COUNT), list(value["programmes"].items()), right=(said.COUNT,))
    for name, counts, names in (
        (said.POLLS, value["polls"], words_polls.STATES),
        (said.MEETINGS, value["meetings"], said.MEETING_KINDS),
        (said.ATTENDANCE, value["attendance"], said.REPLIES),
    ):
        if counts is None:
            page.line(said.NOT_COUNTED.format(what=name))
        else:
            told = [(names.get(code, code), count) for code, count in counts.items()]
            page.table((name, said.COUNT), told, right=(said.COUNT,))

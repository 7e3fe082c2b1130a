"""What demo, bench and doctor look like for people."""

from bot.cli import results as r
from bot.cli import results_doctor as health
from bot.cli import words as cli_words
from bot.cli.page import Page
from bot.words import demo as words
from bot.words import doctor as doctor_words

#: So many notices stand side by side in a terminal of the usual width.
_ABREAST = 9


def demo(value: r.DemoResult, page: Page) -> None:
    """Show how one notice looks on each network, who got what, and what the check says."""
    for network, text in value["samples"].items():
        page.line()
        page.line(words.LOOK.format(network=network))
        for line in text.splitlines():
            page.line(f"  │ {line}")
    page.line()
    page.line(words.REPORT)
    _notices(value, page)
    _regions(value, page)
    for reason, count in value["reasons"].items():
        page.line(words.REASON.format(count=count, reason=words.REASON_WORDS.get(reason, reason)))
    if value["unsure"]:
        page.line(words.UNSURE)
    page.line(words.GROUP_TALK.format(count=value["not_for_us"]))
    _verdict(value, page)


def _notices(value: r.DemoResult, page: Page) -> None:
    """Show what became of each notice; states that none is in have no column, so that titles have room."""
    notices = value["notices"]
    states = [state for state in words.STATES if any(one["states"].get(state) for one in notices)]
    columns = (*words.COLUMNS, *(words.STATES[state] for state in states))
    rows = [
        (
            number, words.LEVELS[one["level"]] + one["title"], one["audience"],
            *(one["states"].get(state, 0) or "" for state in states),
        )
        for number, one in enumerate(notices, 1)
    ]  # fmt: skip
    page.table(columns, rows, right=columns[2:])


def _regions(value: r.DemoResult, page: Page) -> None:
    """Show how many of each notice were sent in each region."""
    page.line(words.REPORT_REGIONS)
    mark = words.UNCONFIRMED.format(name="")
    names = [one["region"] for one in value["regions"]]
    short = [f"{name.removesuffix(mark)}*" if name.endswith(mark) else name for name in names]
    for first in range(0, len(value["notices"]), _ABREAST):
        numbers = tuple(str(number + 1) for number in range(len(value["notices"])))[first : first + _ABREAST]
        cells = [one["sent_of"][first : first + _ABREAST] for one in value["regions"]]
        rows = [(name, *row) for name, row in zip(short, cells, strict=True)]
        page.table((words.REGION_COLUMN, *numbers), rows, right=numbers)
    if short != names:
        page.line(words.UNCONFIRMED_NOTE)


def _verdict(value: r.DemoResult, page: Page) -> None:
    page.line()
    if value["ok"]:
        checked = value["checked"]
        page.line(words.CHECK_OK.format(checked=checked["deliveries"], lines=checked["arrivals"]))
    else:
        page.line(words.CHECK_BAD.format(lost=value["lost"], double=value["double"], false=value["false"]))
    if value["folder"]:
        page.line(words.KEPT.format(folder=value["folder"]))


def bench(value: r.BenchResult, page: Page) -> None:
    """Show what was measured, as a table."""
    rows = [
        (one["what"], f"{one['figure']:,.2f}".translate(_GERMAN), one["unit"], one["wanted"])
        for one in value["measured"]
    ]
    page.table(cli_words.BENCH_COLUMNS, rows, right=cli_words.BENCH_COLUMNS[1:2])


_GERMAN = str.maketrans(",.", ".,")


def doctor(value: health.DoctorResult, page: Page) -> None:
    """Show one line a check, how it is in words, and what to do below it."""
    states = [one["state"] for one in value["checks"]]
    for one in value["checks"]:
        name = doctor_words.NAMES.get(one["check"], one["check"])
        page.line(f"{doctor_words.STATES[one['state']]:<4}  {name}: {one['message']}")
        if one["hint"]:
            page.line(f"      {one['hint']}")
    page.line(doctor_words.summary(states.count("red"), states.count("yellow")))

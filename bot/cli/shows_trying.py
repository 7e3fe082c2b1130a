"""What demo and bench look like for people."""

from bot.cli import results as r
from bot.cli import words as cli_words
from bot.cli.page import Page
from bot.words import demo as words

_STATES = ("sent", "waiting", "unsure", "failed", "skipped")


def demo(value: r.DemoResult, page: Page) -> None:
    """Show how one notice looks on each network, who got what, and what the check says."""
    for network, text in value["samples"].items():
        page.line()
        page.line(words.LOOK.format(network=network))
        for line in text.splitlines():
            page.line(f"  │ {line}")
    page.line()
    page.line(words.REPORT)
    rows = [
        (
            number, one["title"], words.LEVELS[one["level"]], one["audience"],
            *(one["states"].get(state, 0) or "" for state in _STATES),
        )
        for number, one in enumerate(value["notices"], 1)
    ]  # fmt: skip
    page.table(words.COLUMNS, rows, right=words.COLUMNS[3:])
    page.line(words.REPORT_REGIONS)
    regions = [(one["region"], *one["sent_of"]) for one in value["regions"]]
    numbers = tuple(str(number) for number in range(1, len(rows) + 1))
    page.table((words.REGION_COLUMN, *numbers), regions, right=numbers)
    for reason, count in value["reasons"].items():
        page.line(words.REASON.format(count=count, reason=words.REASON_WORDS.get(reason, reason)))
    if value["unsure"]:
        page.line(words.UNSURE)
    page.line(words.GROUP_TALK.format(count=value["not_for_us"]))
    _verdict(value, page)


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

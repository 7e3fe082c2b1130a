"""What the values of results_catalogue.py look like for people."""

from bot.cli import results_catalogue as r
from bot.cli import words, words_catalogue
from bot.cli.page import Page


def region_list(value: r.RegionList, page: Page) -> None:
    """Show regions line by line, each with its counties."""
    rows = [
        (
            one["code"], one["name"], words.YES_NO[one["confirmed"]],
            ", ".join(f"{county['name']} ({county['ags']})" for county in one["counties"]),
        )
        for one in value["regions"]
    ]  # fmt: skip
    page.table(("Kürzel", "Name", "Bestätigt", "Landkreise und Städte"), rows)


def topic_list(value: r.TopicList, page: Page) -> None:
    """Show topics line by line, each with its keywords."""
    rows = [(one["code"], one["name"], ", ".join(one["keywords"])) for one in value["topics"]]
    page.table(("Kürzel", "Name", "Schlagwörter"), rows)


def tended(value: r.Tended, page: Page) -> None:
    """Show whether something was changed."""
    page.line(words_catalogue.CHANGED if value["changed"] else words_catalogue.SAME)

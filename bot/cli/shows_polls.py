"""What the values of results_polls.py look like for people."""

from bot.cli import results_polls as r
from bot.cli import words
from bot.cli import words_polls as own
from bot.cli.page import Page


def poll_created(value: r.PollCreated, page: Page) -> None:
    """Show a poll that was sent, or would be."""
    for option in value["options"]:
        page.line(option)
    said = own.WOULD if value["dry_run"] else own.CREATED
    page.line(said.format(poll=value["poll"], title=value["title"], audience=value["audience"]))


def poll_list(value: r.PollList, page: Page) -> None:
    """Show polls line by line."""
    rows = [
        (
            one["poll"], one["title"], own.STATES[one["state"]], words.german_time(one["closes_at"]),
            f"{one['answered']} von {one['voters']}",
        )
        for one in value["polls"]
    ]  # fmt: skip
    if not rows:
        page.line(own.NONE)
        return
    page.table(("Nummer", "Titel", "Zustand", "Bis", "Antworten"), rows, right=("Nummer",))


def poll_shown(value: r.PollShown, page: Page) -> None:
    """Show how a poll stands."""
    page.facts(
        [
            ("Umfrage", f"{value['poll']}: {value['title']}"),
            ("Zustand", own.STATES[value["state"]]),
            ("Bis", words.german_time(value["closes_at"])),
            ("Antworten", f"{value['answered']} von {value['voters']}"),
            ("Fehlend", ", ".join(value["missing"])),
            ("Vorschlag", value["because"]),
        ]
    )
    rows = [
        (
            one["number"], one["start"].replace("T", " "), one["end"].partition("T")[2], one["yes"], one["if_needed"],
            one["no"], one["missing"],
        )
        for one in value["options"]
    ]  # fmt: skip
    heads = ("Nummer", "Von", "Bis", "ja", "zur Not", "nein", "fehlt")
    page.table(heads, rows, right=("Nummer", "ja", "zur Not", "nein", "fehlt"))
    if value["image"]:
        page.line(value["image"])
        page.line(value["alt"] or "")


def poll_voted(value: r.PollVoted, page: Page) -> None:
    """Show what became of an answer."""
    page.line(own.VOTED.format(poll=value["poll"], verdict=own.VERDICTS[value["verdict"]]))


def poll_closed(value: r.PollClosed, page: Page) -> None:
    """Show that a poll is over."""
    page.line(own.ENDED.format(poll=value["poll"], because=value["because"]))


def poll_decided(value: r.PollDecided, page: Page) -> None:
    """Show which date was chosen, or would be."""
    said = own.WOULD if value["dry_run"] else own.INVITED if value["meeting"] is not None else own.DECIDED
    page.line(value["date"])
    page.line(said.format(poll=value["poll"], meeting=value["meeting"], audience=value["audience"]))

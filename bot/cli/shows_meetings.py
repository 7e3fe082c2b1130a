"""What meetings and reminders look like for people."""

from bot.cli import results_meetings as r
from bot.cli import words_meetings as words
from bot.cli.page import Page
from content import dates


def meetings(value: r.MeetingList, page: Page) -> None:
    """Show meetings, one in a row."""
    if not value["meetings"]:
        page.line(words.NONE)
        return
    rows = [
        (
            one["id"], dates.moment(one["starts_at"]), one["title"], _for(one), words.STATES[one["state"]],
            one["attendance"].get("zusage", 0) + one["attendance"].get("vertretung", 0) - one["waiting"],
        )
        for one in value["meetings"]
    ]  # fmt: skip
    page.table(words.COLUMNS, rows, right=(words.COLUMNS[0], words.COLUMNS[-1]))


def _for(one: r.MeetingValue) -> str:
    if one["role"] is not None:
        return words.LEADS
    return ", ".join(one["regions"]) or words.ALL


def done(value: r.MeetingDone, page: Page) -> None:
    """Show what was made of a meeting."""
    one = value["meeting"]
    page.line(words.DONE.format(number=one["id"], title=one["title"], start=dates.moment(one["starts_at"])))
    page.line(words.STATES[one["state"]])
    for change in value["changes"]:
        page.line(words.TOLD.format(change=change))


def reminders(value: r.ReminderList, page: Page) -> None:
    """Show reminders, in the order in which they are due."""
    if not value["reminders"]:
        page.line(words.NONE)
        return
    rows = [
        (dates.moment(one["due_at"]), one["stage"], one["recipient"], one["subject"], one["state"])
        for one in value["reminders"]
    ]
    page.table(words.REMINDER_COLUMNS, rows)

"""What the values of results_people.py look like for people."""

from bot.cli import results_people as r
from bot.cli import words, words_people
from bot.cli.page import Page


def linked(value: r.PersonLinked, page: Page) -> None:
    """Show who has everything now."""
    page.line(words_people.LINKED.format(**value))


def unlinked(value: r.PersonUnlinked, page: Page) -> None:
    """Show who is at the address now."""
    page.line(words_people.UNLINKED.format(new=value["new"]))


def organisations(value: r.OrganisationList, page: Page) -> None:
    """Show organisations line by line."""
    page.table(("Einrichtung", "Personen"), [(one["name"], str(one["people"])) for one in value["organisations"]])


def merged(value: r.OrganisationMerged, page: Page) -> None:
    """Show how many people that moved."""
    page.line(words_people.MERGED[value["moved"] == 1].format(count=value["moved"]))


def invitations(value: r.InvitationList, page: Page) -> None:
    """Show invitations line by line."""
    rows = [
        (
            one["id"], words.ROLES[one["role"]], one["region"] or "", words.YES_NO[one["many"]],
            words.german_time(one["expires_at"]), str(one["uses"]),
        )
        for one in value["invitations"]
    ]  # fmt: skip
    page.table(("Kürzel", "Rolle", "Region", "Für viele", "Gilt bis", "Angenommen"), rows)


def revoked(_value: r.InvitationRevoked, page: Page) -> None:
    """Show that it is good for nobody now."""
    page.line(words_people.REVOKED)

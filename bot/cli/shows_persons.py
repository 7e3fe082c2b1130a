"""What the values of results_persons.py look like for people."""

from bot.cli import results_persons as r
from bot.cli import words
from bot.cli.page import Page


def person_list(value: r.PersonList, page: Page) -> None:
    """Show persons line by line."""
    rows = [
        (
            one["key"], one["name"], words.ROLES[one["role"]], words.PERSON_STATES[one["state"]],
            words.YES_NO[one["confirmed"]], ", ".join(one["regions"]), ", ".join(one["networks"]),
        )
        for one in value["persons"]
    ]  # fmt: skip
    page.table(("Schlüssel", "Name", "Rolle", "Zustand", "Bestätigt", "Regionen", "Netze"), rows)
    page.line(words.persons_counted(len(rows)))


def person_shown(value: r.PersonShown, page: Page) -> None:
    """Show everything about a person."""
    chosen = value["subscription"]
    page.facts(
        [
            ("Schlüssel", value["key"]),
            ("Name", value["display_name"] or ""),
            ("Einrichtung", value["organisation"] or ""),
            ("Rolle", ", ".join([words.ROLES[value["role"]], *value["leads"]])),
            ("Zustand", words.PERSON_STATES[value["state"]]),
            ("Pause bis", words.german_time(value["pause_until"])),
            ("Bestätigt", words.german_time(value["confirmed_at"])),
            ("Regionen", "landesweit" if chosen["statewide"] else ", ".join(chosen["regions"])),
            ("Themen", ", ".join(chosen["topics"]) or "alle"),
            ("Programme", ", ".join(chosen["programmes"]) or "alle"),
            ("Informationen, Wichtiges", f"{chosen['rhythm_info']}, {chosen['rhythm_important']}"),
            ("Eiliges sofort", words.YES_NO[chosen["urgent"]]),
            ("Ruhezeit", chosen["quiet"]),
        ]
    )
    addresses = [(one["network"], one["address"], one["state"]) for one in value["addresses"]]
    page.table(("Netz", "Adresse", "Zustand"), addresses)
    consents = [
        (one["kind"], one["version"], words.german_time(one["given_at"]), words.german_time(one["withdrawn_at"]))
        for one in value["consents"]
    ]
    page.table(("Einwilligung", "Fassung", "Gegeben", "Widerrufen"), consents)
    deliveries = [
        (one["notice"], one["title"], words.BECAUSE.get(one["because"], one["because"]), words.STATES[one["state"]])
        for one in value["deliveries"]
    ]
    page.table(("Meldung", "Titel", "Weil", "Zustand"), deliveries, right=("Meldung",))
    answers = [
        (poll["title"], one["date"].replace("T", " "), one["answer"].replace("_", " "), words.german_time(one["at"]))
        for poll in value["polls"]
        for one in poll["answers"]
    ]
    page.table(("Umfrage", "Termin", "Antwort", "Am"), answers)


def person_exported(value: r.PersonExported, page: Page) -> None:
    """Show where everything about a person is now."""
    page.line(words.person_exported(value["person"], value["file"]))


def person_erased(value: r.PersonErased, page: Page) -> None:
    """Show what was erased and what stayed."""
    page.line(words.person_erased(value["person"]))
    page.line(words.PERSON_ERASED_KEPT)


def invited(value: r.Invited, page: Page) -> None:
    """Show a code and what to do with it."""
    region = f", {value['region']}" if value["region"] else ""
    page.line(words.invited(words.ROLES[value["role"]] + region, value["expires_at"], many=value["many"]))
    page.line(words.CODE.format(code=value["code"]))
    for one in value["links"]:
        page.line(f"{one['network']}: {one['link']}")
    if value["file"]:
        page.line(words.INVITE_PRINTED.format(file=value["file"]))

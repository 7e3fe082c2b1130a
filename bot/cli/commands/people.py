"""seed, import, export."""

import csv
import io
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results as r
from bot.cli import words
from bot.cli.answering import answers
from bot.cli.commands.running import named
from bot.cli.context import Desk
from bot.cli.faults import CommandFault
from bot.cli.files import DASH, read_bytes, write_private
from bot.cli.words import Help

if TYPE_CHECKING:
    from sqlmodel import Session

    from store.people import Faults, Written


@answers(r.PeopleWritten)
def seed(
    desk: Desk,
    persons: Annotated[int, typer.Option(min=0, help=Help.SEED_PERSONS)] = 60,
    places: Annotated[int, typer.Option(min=0, help=Help.SEED_PLACES)] = 12,
    networks: Annotated[str, typer.Option(metavar="NETZE", help=Help.SEED_NETWORKS)] = "memory:ost,memory:west",
    seed: Annotated[int, typer.Option("--seed", help=Help.SEED_SEED)] = 1,
) -> r.PeopleWritten:
    """Write invented people down."""
    from store import seed as seeding
    from store.people import Written

    accounts = named(networks)
    if not accounts and (persons or places):
        raise CommandFault("no_networks", words.SEED_NO_NETWORKS, words.SEED_NO_NETWORKS_HINT)

    def write(session: "Session") -> "Written | Faults":
        written = seeding.seed(session, persons, places, accounts, seed, desk.now())
        if isinstance(written, Written):
            desk.note(session, "people.seeded", "people", f"persons={persons} places={places} seed={seed}")
        return written

    return _written(desk.write(write))


@answers(r.PeopleWritten)
def import_people(
    desk: Desk, file: Annotated[str, typer.Argument(metavar="DATEI.csv", help=Help.IMPORT_FILE)]
) -> r.PeopleWritten:
    """Take in the people of a file, all of them or none."""
    from store import people_csv
    from store.people import Faults, Written
    from store.people_rows import write_people
    from store.reference import known_codes

    found = people_csv.read_people(read_bytes(desk, file), desk.read(known_codes), desk.now())
    if isinstance(found, Faults):
        raise _wrong(found)

    def write(session: "Session") -> "Written | Faults":
        written = write_people(session, found)
        if isinstance(written, Written):
            detail = f"persons={written.persons} places={written.places} new={written.new}"
            desk.note(session, "people.imported", "people", detail)
        return written

    return _written(desk.write(write))


@answers(r.PeopleExported)
def export_people(
    desk: Desk, file: Annotated[str, typer.Argument(metavar="DATEI.csv", help=Help.EXPORT_FILE)]
) -> r.PeopleExported | None:
    """Write everybody to a file."""
    from store import people_csv

    if file == DASH and desk.as_json:
        raise CommandFault("usage", words.STDOUT_AND_JSON)
    text = desk.read(people_csv.export_people)
    desk.write(lambda session: desk.note(session, "people.exported", "people"))
    if file == DASH:
        desk.stdout.write(text)
        return None
    write_private(file, text)
    # Below the heading one line each; a line end inside of a quoted field does not count.
    lines = sum(1 for _ in csv.reader(io.StringIO(text))) - 1
    return {"schema": 1, "file": file, "lines": lines}


def _written(found: "Written | Faults") -> r.PeopleWritten:
    from store.people import Faults

    if isinstance(found, Faults):
        raise _wrong(found)
    return {
        "schema": 1,
        "persons": found.persons,
        "places": found.places,
        "new": found.new,
        "new_addresses": found.new_addresses,
    }


def _wrong(found: "Faults") -> CommandFault:
    rest = [str(fault) for fault in found.faults[1:]]
    hint = "\n".join([*rest, words.NOTHING_TAKEN])
    return CommandFault("bad_file", words.faults_in_file(str(found.faults[0]), found.total - 1), hint)

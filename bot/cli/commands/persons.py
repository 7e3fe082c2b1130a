"""invite; person list|show|export|erase: the rights of a person, also for somebody who lost their access."""

import difflib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.cli import results_persons as r
from bot.cli import words
from bot.cli.answering import answers
from bot.cli.context import ACTOR, Desk
from bot.cli.faults import CommandFault, not_found, refused
from bot.cli.files import DASH, write_private, write_private_bytes
from bot.cli.printer import to_json
from bot.cli.words import Help
from domain.recipient import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from bot.invitation import Invitation
    from store.entrances import Entrance

_Key = Annotated[str, typer.Argument(metavar="SCHLÜSSEL", help=Help.PERSON_KEY)]


@answers(r.PersonList)
def listing(desk: Desk) -> r.PersonList:
    """List who has joined."""
    from store import members

    found: list[r.PersonLine] = [
        {
            "key": one.key,
            "name": one.name,
            "role": one.role,
            "state": one.state,
            "confirmed": one.confirmed,
            "regions": list(one.regions),
            "networks": list(one.networks),
        }
        for one in desk.read(members.listing)
    ]
    return {"schema": 1, "persons": found}


@answers(r.PersonShown)
def show(desk: Desk, key: _Key) -> r.PersonShown:
    """Show everything that is stored about a person."""
    return _everything(desk, key)


@answers(r.PersonExported)
def export(
    desk: Desk, key: _Key, file: Annotated[str, typer.Argument(metavar="DATEI.json", help=Help.PERSON_FILE)]
) -> r.PersonExported | None:
    """Write everything that is stored about a person to a file."""
    if file == DASH and desk.as_json:
        raise CommandFault("usage", words.STDOUT_AND_JSON)
    text = to_json(_everything(desk, key), indent=2) + "\n"
    desk.write(lambda session: desk.note(session, "person.exported", f"person:{key}"))
    if file == DASH:
        desk.stdout.write(text)
        return None
    write_private(file, text)
    return {"schema": 1, "person": key, "file": file}


@answers(r.PersonErased)
def erase(
    desk: Desk, key: _Key, yes: Annotated[bool, typer.Option("--yes", help=Help.PERSON_YES)] = False
) -> r.PersonErased:
    """Erase everything about a person, at once."""
    from store import erasing

    person = _known(desk, key)
    if not yes:
        raise refused("not_confirmed", words.ERASE_NOT_CONFIRMED, words.ERASE_NOT_CONFIRMED_HINT)

    def write(session: "Session") -> None:
        erasing.erase(session, person, desk.now())
        desk.note(session, "person.erased", "people")

    desk.write(write)
    return {"schema": 1, "person": key, "erased": True}


@answers(r.Invited)
def invite(
    desk: Desk,
    role: Annotated[Role, typer.Option(help=Help.INVITE_ROLE)],
    region: Annotated[str, typer.Option(metavar="REGION", help=Help.INVITE_REGION)] = "",
    days: Annotated[int, typer.Option(min=1, max=365, help=Help.INVITE_DAYS)] = 14,
    sheet: Annotated[bool, typer.Option("--sheet", help=Help.INVITE_SHEET)] = False,
    page: Annotated[str, typer.Option("--print", metavar="DATEI", help=Help.INVITE_PRINT)] = "",
) -> r.Invited:
    """Make an invitation."""
    from bot import invitation
    from store import codes, entrances, reference

    known = desk.read(reference.region_codes)
    if region and region not in known:
        nearest = difflib.get_close_matches(region, known, n=1, cutoff=0.0)[0]
        raise CommandFault("unknown_region", words.unknown_region(region, nearest))
    if role is Role.LEAD and not region:
        raise CommandFault("usage", words.INVITE_NEEDS_REGION, words.INVITE_NEEDS_REGION_HINT)
    if sheet and role is not Role.MEMBER:
        raise CommandFault("usage", words.SHEET_IS_FOR_MEMBERS)
    until = desk.now() + timedelta(days=days)

    def write(session: "Session") -> str:
        desk.note(session, "person.invited", "people", f"role={role.value} region={region} sheet={sheet}")
        wording = invitation.wording(desk.settings.operator_facts) if page else ""
        return codes.make(session, codes.New(role, region or None, ACTOR, until, sheet, wording), desk.now())

    if page and Path(page).suffix.casefold() not in (".pdf", ".html"):
        raise CommandFault("usage", words.PRINT_WHAT, words.PRINT_WHAT_HINT)
    ways = desk.read(entrances.known)
    name = desk.read(reference.region_names).get(region, "")
    made = invitation.Invitation(desk.write(write), role, name, sheet, until)
    if page:
        _print(desk, made, ways, page)
    links: list[r.InvitedLink] = [
        {"network": way.name, "link": way.link_to(made.code), "carries_code": way.carries_code} for way in ways
    ]
    return {
        "schema": 1, "code": made.code, "role": role.value, "region": region or None, "many": sheet,
        "expires_at": until, "links": links, "file": page or None,
    }  # fmt: skip


def _print(desk: Desk, made: "Invitation", ways: "Sequence[Entrance]", page: str) -> None:
    """Write an invitation to a file, as HTML or PDF by the ending of its name."""
    from bot import invitation
    from content import sheet, sheet_pdf

    printed = invitation.sheet(made, ways, desk.settings.operator_facts)
    is_pdf = Path(page).suffix.casefold() == ".pdf"
    write_private_bytes(page, sheet_pdf.to_pdf(printed) if is_pdf else sheet.to_html(printed).encode())


def _everything(desk: Desk, key: str) -> r.PersonShown:
    from store import own_data

    person = _known(desk, key)
    return cast("r.PersonShown", desk.read(lambda session: own_data.of_person(session, person)))


def _known(desk: Desk, key: str) -> int:
    from store import people

    person = desk.read(lambda session: people.person_by_key(session, key))
    if person is None:
        raise not_found("person_not_found", words.no_person(key), words.NO_PERSON_HINT)
    return person

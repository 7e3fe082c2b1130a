"""person link|unlink, organisation list|merge, invite list|revoke: what conversations do, for who cannot have them."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results_people as r
from bot.cli import words
from bot.cli import words_people as said
from bot.cli.answering import answers
from bot.cli.context import ACTOR, Desk
from bot.cli.faults import CommandFault, not_found, refused
from bot.cli.words_people import Help

if TYPE_CHECKING:
    from sqlmodel import Session

#: So many signs of an invitation's hash tell it from the others.
_SHORT = 10


@answers(r.PersonLinked)
def link(
    desk: Desk,
    key: Annotated[str, typer.Argument(metavar="SCHLÜSSEL", help=Help.LINK_KEY)],
    other: Annotated[str, typer.Argument(metavar="SCHLÜSSEL2", help=Help.LINK_OTHER)],
    yes: Annotated[bool, typer.Option("--yes", help=Help.LINK_YES)] = False,
) -> r.PersonLinked:
    """Make one person of two."""
    from store import merging

    ids = {_known(desk, key): key, _known(desk, other): other}
    if len(ids) == 1:
        raise CommandFault("usage", said.SAME_PERSON)
    if not yes:
        raise refused("not_confirmed", said.LINK_NOT_CONFIRMED, said.LINK_NOT_CONFIRMED_HINT)

    def write(session: "Session") -> tuple[int, int]:
        survivor, merged = merging.survivor_of(session, *ids)
        merging.merge(session, survivor, merged, desk.now())
        desk.note(session, "member.linked", "people")
        return survivor, merged

    survivor, merged = desk.write(write)
    return {"schema": 1, "person": ids[survivor], "merged": ids[merged]}


@answers(r.PersonUnlinked)
def unlink(
    desk: Desk,
    key: Annotated[str, typer.Argument(metavar="SCHLÜSSEL", help=words.Help.PERSON_KEY)],
    network: Annotated[str, typer.Argument(metavar="NETZ", help=Help.UNLINK_NETWORK)],
    address: Annotated[str, typer.Argument(metavar="ADRESSE", help=Help.UNLINK_ADDRESS)],
) -> r.PersonUnlinked:
    """Make an address of a person somebody of its own."""
    from store import linking, merging, roles

    person = _known(desk, key)

    def write(session: "Session") -> str:
        found = linking.address_of(session, person, network, address)
        if found is None:
            raise not_found("address_not_found", said.no_address(network, address), said.NO_ADDRESS_HINT)
        if len(linking.places_of(session, person)) < 2:
            raise refused("only_address", said.ONLY_ADDRESS)
        new = merging.split(session, found, desk.now())
        desk.note(session, "member.unlinked", "people")
        return roles.key_of(session, new)

    return {"schema": 1, "person": key, "network": network, "address": address, "new": desk.write(write)}


@answers(r.OrganisationList)
def organisations(desk: Desk) -> r.OrganisationList:
    """List organisations."""
    from store import naming

    found: list[r.OrganisationLine] = [{"name": one.name, "people": one.people} for one in desk.read(naming.bodies)]
    return {"schema": 1, "organisations": found}


@answers(r.OrganisationMerged)
def merge(
    desk: Desk,
    wrong: Annotated[str, typer.Argument(metavar="FALSCH", help=Help.WRONG)],
    right: Annotated[str, typer.Argument(metavar="RICHTIG", help=Help.RIGHT)],
) -> r.OrganisationMerged:
    """Make one spelling part of another."""
    from store import naming

    if wrong == right:
        raise CommandFault("usage", said.SAME_BODY)

    def write(session: "Session") -> int:
        ids = [naming.body_named(session, name) for name in (wrong, right)]
        for name, one in zip((wrong, right), ids, strict=True):
            if one is None:
                raise not_found("organisation_not_found", said.no_body(name), said.NO_BODY_HINT)
        first, second = (one for one in ids if one is not None)
        desk.note(session, "organisation.merged", f"organisation:{second}")
        return naming.merge(session, first, second)

    return {"schema": 1, "organisation": right, "moved": desk.write(write)}


@answers(r.InvitationList)
def invitations(desk: Desk) -> r.InvitationList:
    """List the invitations that are good still."""
    from store import codes

    found: list[r.InvitationLine] = [
        {
            "id": one.hash[:_SHORT], "role": one.role.value, "region": one.region, "many": one.many,
            "expires_at": one.expires_at, "uses": one.uses,
        }
        for one in desk.read(lambda session: codes.open_ones(session, None, ACTOR, desk.now()))
    ]  # fmt: skip
    return {"schema": 1, "invitations": found}


@answers(r.InvitationRevoked)
def revoke(
    desk: Desk, short: Annotated[str, typer.Argument(metavar="KÜRZEL", help=Help.INVITE_ID)]
) -> r.InvitationRevoked:
    """Let an invitation be good for nobody from now on."""
    from store import codes

    def write(session: "Session") -> None:
        open_ = codes.open_ones(session, None, ACTOR, desk.now())
        found = [one.hash for one in open_ if len(short) >= 4 and one.hash.startswith(short)]
        if len(found) != 1:
            raise not_found("invitation_not_found", said.no_invitation(short), said.NO_INVITATION_HINT)
        codes.take_back(session, found[0], desk.now())
        desk.note(session, "invitation.taken_back", "people")

    desk.write(write)
    return {"schema": 1, "id": short, "revoked": True}


def _known(desk: Desk, key: str) -> int:
    from store import linking, people, roles

    person = desk.read(lambda session: people.person_by_key(session, key))
    if (
        person is None
        or desk.read(lambda session: linking.is_gone(session, person))
        or desk.read(lambda session: roles.key_of(session, person)) != key
    ):
        raise not_found("person_not_found", words.no_person(key), words.NO_PERSON_HINT)
    return person

"""What linking, organisations and invitations answer: the shape of their JSON, like results.py."""

from datetime import datetime

from typing_extensions import TypedDict

from bot.cli.results import Schema


class PersonLinked(TypedDict):
    """The person who has everything now, and the key that is gone."""

    schema: Schema
    person: str
    merged: str


class PersonUnlinked(TypedDict):
    """The person, the address that was theirs, and the key of who is there now."""

    schema: Schema
    person: str
    network: str
    address: str
    new: str


class OrganisationLine(TypedDict):
    """A spelling, and how many people told it."""

    name: str
    people: int


class OrganisationList(TypedDict):
    """The organisations, by name."""

    schema: Schema
    organisations: list[OrganisationLine]


class OrganisationMerged(TypedDict):
    """The spelling that stays, and how many people that moved."""

    schema: Schema
    organisation: str
    moved: int


class InvitationLine(TypedDict):
    """An invitation that is good still. id: by which it is taken back; uses: how often it was taken."""

    id: str
    role: str
    region: str | None
    many: bool
    expires_at: datetime
    uses: int


class InvitationList(TypedDict):
    """The invitations that are good still, the oldest first."""

    schema: Schema
    invitations: list[InvitationLine]


class InvitationRevoked(TypedDict):
    """The invitation whose code is good for nobody now."""

    schema: Schema
    id: str
    revoked: bool

"""What conversations about people change, as values."""

from dataclasses import dataclass
from datetime import datetime

from domain.placing import PlaceState
from domain.recipient import Role
from store.roles import Appointment


@dataclass(frozen=True, slots=True)
class Confirm:
    """These people, who wait, are confirmed."""

    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """These people, who wait, are not confirmed."""

    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CallMe:
    """A member wants to be called so; "": they take their name back. wording: what they agreed to by it."""

    name: str
    wording: str


@dataclass(frozen=True, slots=True)
class WorkFor:
    """A member works for an organisation, by its name; "": they take that back."""

    organisation: str
    wording: str


@dataclass(frozen=True, slots=True)
class Appoint:
    """A person gets a role."""

    person: int
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Revoke:
    """A person leads a region no more; None: they coordinate no more."""

    person: int
    region: str | None


@dataclass(frozen=True, slots=True)
class MergeBodies:
    """One spelling of an organisation becomes another."""

    wrong: int
    right: int


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """A chat of the account that is spoken through becomes a place. posts: what is said there."""

    chat: str
    state: PlaceState
    posts: str


@dataclass(frozen=True, slots=True)
class ChangePlace:
    """A place becomes so."""

    place: int
    state: PlaceState


@dataclass(frozen=True, slots=True)
class EndPlace:
    """A place ends."""

    place: int


@dataclass(frozen=True, slots=True)
class Invite:
    """A fresh code becomes an invitation. wording: the version of the consent that stands on its sheet, "" if none."""

    code: str
    role: Role
    region: str | None
    many: bool
    until: datetime
    wording: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """An invitation is good for nobody any more, named by the hash of its code."""

    code: str


_OfPeople = Confirm | Refuse | CallMe | WorkFor | Appoint | Revoke | MergeBodies
_OfPlaces = RegisterPlace | ChangePlace | EndPlace
Deciding = _OfPeople | _OfPlaces | Invite | TakeBack

"""What conversations change, as values."""

from dataclasses import dataclass
from datetime import datetime

from domain.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody joins, or comes back. wording: the version of the text that they agreed to; code: their invitation's."""

    chosen: Subscription
    wording: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A member wants other things than before."""

    chosen: Subscription
    wording: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A member wants nothing until a moment; None: everything again."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Leave:
    """A member wants nothing any more."""


@dataclass(frozen=True, slots=True)
class Erase:
    """A member wants everything about them erased."""


@dataclass(frozen=True, slots=True)
class FallBack:
    """A member agrees that their other address is used too, or does not any more. wording: what they agreed to."""

    ok: bool
    wording: str


@dataclass(frozen=True, slots=True)
class Prefer:
    """A member wants everything at this address of theirs first."""

    address: int


@dataclass(frozen=True, slots=True)
class Split:
    """A member wants an address of theirs to be somebody of its own."""

    address: int


@dataclass(frozen=True, slots=True)
class Accept:
    """A member takes an invitation, named by the hash of its code."""

    code: str


Change = Join | Accept | Subscribe | Pause | Leave | Erase | FallBack | Prefer | Split

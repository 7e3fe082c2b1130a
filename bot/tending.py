"""What conversations change about a member's own addresses, as values."""

from dataclasses import dataclass


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
class ShowName:
    """A Federführende agrees that their name stands beside what they took note of, or does not any more."""

    ok: bool
    wording: str


@dataclass(frozen=True, slots=True)
class HideName:
    """A member does not agree any more that polls show their name."""


Tending = FallBack | HideName | Prefer | ShowName | Split

"""What looking at an account, without working for it, found. Nothing is imported for it, and no secret is in it."""

from dataclasses import dataclass
from enum import StrEnum


class Reached(StrEnum):
    """What came of asking a network who we are."""

    YES = "yes"
    #: It answered, and does not take our access.
    REFUSED = "refused"
    NO = "no"
    #: There is nothing to ask with before the first start.
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Telegram:
    """What Telegram says. wanted_webhook: the address that the settings name, "" for polling."""

    reached: Reached
    name: str = ""
    webhook: str = ""
    wanted_webhook: str = ""
    webhook_error: str = ""
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the homeserver says. device: the one it knows us by; kept_device: the one that we keep, "" before the first
    start. signed, keys_left and limited are None when they are not known.
    """

    server_reached: bool
    reached: Reached = Reached.NOT_TRIED
    user: str = ""
    wanted_user: str = ""
    device: str = ""
    kept_device: str = ""
    signed: bool | None = None
    keys_left: int | None = None
    limited: bool | None = None

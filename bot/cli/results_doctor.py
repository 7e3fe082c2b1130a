"""What `bote doctor` answers."""

from typing import Literal

from typing_extensions import TypedDict

from bot.cli.results import Schema


class CheckValue(TypedDict):
    """One thing that was looked at. state: green, yellow (should be looked after) or red (does not work)."""

    check: str
    state: Literal["green", "yellow", "red"]
    message: str
    hint: str


class DoctorResult(TypedDict):
    """How things are. ok: nothing is red."""

    schema: Schema
    ok: bool
    checks: list[CheckValue]

"""The one printer: a command's value as JSON or as German text with tables; a fault as one sentence."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TextIO

from bot.cli.faults import CommandFault
from domain.quiet import ZONE


def show(kind: type[Any], value: Mapping[str, Any], stdout: TextIO, *, as_json: bool) -> None:
    """Print a value of this TypedDict."""
    if as_json:
        print(to_json(value), file=stdout, flush=True)
        return
    from bot.cli.page import Page
    from bot.cli.shows import SHOWS

    SHOWS[kind](value, Page(stdout))


def to_json(value: Mapping[str, Any], indent: int | None = None) -> str:
    """Return a value as JSON, without an indent as one line; times have an offset."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def fail(fault: CommandFault, stderr: TextIO, *, as_json: bool) -> None:
    """Print what went wrong."""
    if as_json:
        error = {"code": fault.code, "message": fault.message, "hint": fault.hint}
        print(json.dumps({"error": error}, ensure_ascii=False), file=stderr, flush=True)
        return
    print(fault.message, *([fault.hint] if fault.hint else []), sep="\n", file=stderr, flush=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZONE).isoformat(timespec="seconds")
    raise TypeError(f"{type(value).__name__} is no value for JSON")

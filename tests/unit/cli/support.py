"""The program as a test calls it: in this process, with its own environment and streams."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from typer._click.core import Command
from typing_extensions import is_typeddict

from bot.cli import (
    results,
    results_doctor,
    results_keeping,
    results_meetings,
    results_persons,
    results_polls,
    results_reports,
    results_sent,
    results_tags,
)
from bot.cli.document import result_of
from bot.cli.german import GermanGroup
from bot.cli.main import main
from bot.cli.page import Page
from bot.cli.shows import SHOWS
from bot.cli.tree import program

_MODULES = (
    results, results_doctor, results_keeping, results_meetings, results_persons, results_polls, results_reports,
    results_sent, results_tags,
)  # fmt: skip
for _module in _MODULES:
    for _kind in vars(_module).values():
        if is_typeddict(_kind):
            _kind.__pydantic_config__ = ConfigDict(extra="forbid", strict=True)


#: Made once for each kind of result.
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


class Terminal(io.StringIO):
    """A stream that says that somebody sits there."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Bote:
    """Calls the program."""

    environ: Mapping[str, str]

    def __call__(self, *argv: str, stdin: str = "", terminal: bool = False, **more: str) -> Ran:
        stream = Terminal if terminal else io.StringIO
        out, err = stream(), io.StringIO()
        code = main(list(argv), {**self.environ, **more}, out, err, stream(stdin))
        return Ran(code, out.getvalue(), err.getvalue())

    def value(self, *argv: str, code: int = 0) -> Any:
        """Return what the command answers as JSON, after holding it to its TypedDict and showing it to people."""
        ran = self(*argv, "--json")
        assert (ran.code, ran.err) == (code, "")
        kind = kind_of(argv)
        known = _adapter(kind).validate_json(ran.out)
        shown = io.StringIO()
        SHOWS[kind](known, Page(shown))
        assert shown.getvalue().strip()
        assert ran.out.count("\n") == 1
        return json.loads(ran.out)

    def fault(self, *argv: str, code: int) -> dict[str, str]:
        """Return the fault that the command ends with, as JSON, and look that people are told the same."""
        ran = self(*argv, "--json")
        assert (ran.code, ran.out) == (code, "")
        _adapter(results.FaultResult).validate_json(ran.err)
        error: dict[str, str] = json.loads(ran.err)["error"]
        plain = self(*argv)
        assert plain.code == code
        assert plain.err.startswith(error["message"])
        return error


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def kind_of(argv: tuple[str, ...]) -> type[Any]:
    """Return the result type of the command that these words call."""
    command: Command = program
    words = list(argv)
    while isinstance(command, GermanGroup):
        found = command.commands.get(words[0]) if words else None
        if found is None:
            assert command.default is not None
            found = command.commands[command.default]
        else:
            words.pop(0)
        command = found
    return result_of(command)

"""typer's classes with German help and German sentences for wrong usage."""

import re
from collections.abc import Sequence
from typing import Any

from typer._click.core import Command, Context, Parameter
from typer._click.exceptions import (
    BadArgumentUsage,
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup

from bot.cli.faults import CommandFault

_HELP = "Zeigt diese Hilfe."
_TYPES = {"int": "ZAHL", "float": "ZAHL", "str": "TEXT", "path": "DATEI", "file": "DATEI"}


class GermanCommand(TyperCommand):
    """A command whose help is German."""

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write how it is called."""
        formatter.write_usage(ctx.command_path, usage(self, ctx), "Aufruf: ")

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what can be given."""
        _write(self, ctx, formatter)


class GermanGroup(TyperGroup):
    """A group of commands whose help is German."""

    #: The command that is meant when none is named.
    default: str | None = None

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write how it is called."""
        formatter.write_usage(ctx.command_path, "BEFEHL …", "Aufruf: ")

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what can be given, and the commands."""
        commands = [(name, command) for name, command in sorted(self.commands.items()) if not command.hidden]
        if commands:
            with formatter.section("Befehle"):
                formatter.write_dl([(name, command.help or "") for name, command in commands])
        _write(self, ctx, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put the default command in front where none is named."""
        if self.default is not None and (not args or args[0] not in {*self.commands, *ctx.help_option_names}):
            args = [self.default, *args]
        return super().parse_args(ctx, args)


class DeliveriesGroup(GermanGroup):
    """`deliveries` alone, or with a number, is `deliveries list`."""

    default = "list"


class InviteGroup(GermanGroup):
    """`invite --role …` is `invite make --role …`."""

    default = "make"


def usage(command: Command, ctx: Context) -> str:
    """Return what follows the command's name."""
    parts = [_argument(one) for one in command.get_params(ctx) if one.param_type_name == "argument"]
    parts += [_option(option) for option in _options(command, ctx) if option.required]
    return " ".join([*parts, "[OPTIONEN]"])


def rows(command: Command, ctx: Context) -> list[tuple[str, str]]:
    """Return what can be given to a command: how it is written, and what it means."""
    found = []
    for one in command.get_params(ctx):
        if getattr(one, "hidden", False):
            continue
        if one.param_type_name == "argument":
            found.append((_argument(one), str(getattr(one, "help", "") or "")))
        else:
            found.append((_option(one), _explained(one)))
    return found


def metavar(one: Parameter) -> str:
    """Return the word that stands for a value."""
    if getattr(one, "is_flag", False):
        return ""
    if one.metavar:
        return one.metavar
    described: Any = getattr(one, "type_descriptor", None)
    kind = getattr(described, "annotation", str)
    return _TYPES.get(getattr(kind, "__name__", "str").lower(), "TEXT")


def _options(command: Command, ctx: Context) -> list[Any]:
    return [one for one in command.get_params(ctx) if one.param_type_name == "option"]


def _argument(one: Parameter) -> str:
    name = one.metavar or (one.name or "").upper()
    name = f"{name} …" if one.nargs != 1 else name
    return name if one.required else f"[{name}]"


def _option(one: Parameter) -> str:
    return " ".join(part for part in (", ".join(one.opts), metavar(one)) if part)


def _explained(one: Any) -> str:
    if "--help" in one.opts:
        return _HELP
    text = one.help or ""
    default = one.default
    if one.required:
        return f"{text} (nötig)"
    shown = default not in (None, False, "", ()) and not callable(default)
    return f"{text} (sonst: {default})" if shown else text


def _write(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    given = rows(command, ctx)
    if given:
        with formatter.section("Angaben"):
            formatter.write_dl(given)


# --- wrong usage


def fault_of(error: UsageError) -> CommandFault:
    """Return wrong usage as a German sentence with a hint."""
    command = error.ctx.command_path if error.ctx is not None else "bote"
    return CommandFault("usage", _sentence(error), f"Hilfe dazu gibt: {command} --help")


def _sentence(error: UsageError) -> str:
    if isinstance(error, NoSuchOption):
        near = f" Meinten Sie {_listed(error.possibilities)}?" if error.possibilities else ""
        return f"Die Option {error.option_name} gibt es nicht.{near}"
    if isinstance(error, MissingParameter):
        return f"Es fehlt: {_named(error.param)}."
    if isinstance(error, BadParameter):
        return f"Die Angabe für {_named(error.param)} passt nicht.{_expected(error.param)}"
    if isinstance(error, BadOptionUsage):
        takes_none = "does not take" in error.message
        what = "nimmt keinen Wert" if takes_none else "braucht einen Wert"
        return f"Die Option {error.option_name} {what}."
    if isinstance(error, NoArgsIsHelpError | BadArgumentUsage):
        return "Es fehlt eine Angabe."
    if found := re.match(r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?", error.message):
        names = re.findall(r"'(.*?)'", found[2] or "")
        near = f" Meinten Sie {names[0]}?" if names else ""
        return f"Den Befehl „{found[1]}“ gibt es nicht.{near}"
    if error.message.startswith("Missing command"):
        return "Es fehlt ein Befehl."
    if found := re.match(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", error.message):
        return f"Diese Angabe ist zu viel: {found[1]}"
    return "So lässt sich der Befehl nicht aufrufen."


def _listed(names: Sequence[str]) -> str:
    return " oder ".join(names)


def _named(param: Parameter | None) -> str:
    if param is None:
        return "eine Angabe"
    return param.opts[0] if param.param_type_name == "option" else param.metavar or (param.name or "").upper()


def _expected(param: Any) -> str:
    described: Any = getattr(param, "type_descriptor", None)
    choices = getattr(described, "choices", None)
    if choices:
        return f" Möglich sind: {', '.join(str(getattr(one, 'value', one)) for one in choices)}."
    if getattr(described, "annotation", None) in (int, list[int]):
        return " Es muss eine Zahl sein."
    return ""

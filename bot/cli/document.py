"""Writes docs/cli.md from the commands themselves: `python -m bot.cli.document`."""

import sys
import types
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, get_args, get_origin

from typer._click.core import Command, Context
from typing_extensions import get_type_hints, is_typeddict

from bot.cli.answering import RESULT
from bot.cli.german import GermanGroup, rows, usage
from bot.cli.main import NAME
from bot.cli.results import FaultResult
from bot.cli.tree import program

PATH = Path(__file__).resolve().parents[2] / "docs" / "cli.md"

_INTRO = """\
# Die Befehle von Verbundbote

Diese Seite wird aus den Befehlen selbst erzeugt (`./run docs`); bitte nicht von Hand ändern.

Jeder Befehl zeigt seine Antwort als Text oder Tabelle und, mit `--json`, als ein JSON-Objekt auf der Ausgabe.
Zeitpunkte stehen darin nach ISO 8601 mit Abstand zur Weltzeit. Fehler stehen als ein deutscher Satz auf der
Fehlerausgabe, mit `--json` so:

```text
{fault}
```

| Ende | Bedeutung |
|---|---|
| 0 | erledigt |
| 1 | zum Teil fehlgeschlagen, oder eine Prüfung hat etwas gefunden |
| 2 | der Befehl oder die Datei ist nicht richtig geschrieben |
| 3 | nicht gefunden |
| 4 | von einem Recht oder einer Regel verweigert |
| 5 | nicht eingerichtet |
| 70 | ein Fehler in Verbundbote |
| 75 | später noch einmal versuchen |

Was an Menschen geht, wird erst gezeigt: Am Terminal geben Sie es mit dem Wort SENDEN und der Nummer der Vorschau frei,
sonst mit `--yes`.
"""
_NAMES = {int: "Zahl", float: "Kommazahl", str: "Text", bool: "true|false", datetime: "Zeitpunkt", object: "Wert"}


def commands() -> Iterator[tuple[Context, Command]]:
    """Give every command with a context that knows its full name, in the order of the page."""
    yield from _below(program, Context(program, info_name=NAME))


def result_of(command: Command) -> type[Any]:
    """Return the TypedDict that a command answers with."""
    found: type[Any] = getattr(command.callback, RESULT)
    return found


def page() -> str:
    """Return docs/cli.md."""
    fault = "\n".join(shape(FaultResult))
    sections = [_INTRO.replace("{fault}", fault), *(_section(context, command) for context, command in commands())]
    return "\n".join(sections)


def shape(kind: Any, indent: str = "") -> list[str]:
    """Return the JSON of a type as lines, with German words where a value stands."""
    if is_typeddict(kind):
        lines = ["{"]
        for name, hint in get_type_hints(kind, include_extras=True).items():
            inner = hint
            mark = ""
            origin: Any = get_origin(hint)
            if origin is NotRequired:
                (inner,), mark = get_args(hint), "?"
            value = shape(inner, indent + "  ")
            lines.append(f'{indent}  "{name}"{mark}: {value[0]}')
            lines += value[1:]
            lines[-1] += ","
        lines[-1] = lines[-1].removesuffix(",")
        return [*lines, indent + "}"]
    return _plain(kind, indent)


def _plain(kind: Any, indent: str) -> list[str]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is list:
        inner = shape(arguments[0], indent)
        return [f"[{inner[0]}", *inner[1:-1], f"{inner[-1]}, …]"] if len(inner) > 1 else [f"[{inner[0]}, …]"]
    if origin is dict:
        inner = shape(arguments[1], indent)
        return (
            [f"{{Text: {inner[0]}", *inner[1:-1], f"{inner[-1]}, …}}"]
            if len(inner) > 1
            else [f"{{Text: {inner[0]}, …}}"]
        )
    if origin is Literal:
        return [str(arguments[0])]
    if origin in (types.UnionType, Union):
        choices = [shape(one, indent) for one in arguments if one is not type(None)]
        lines = choices[0]
        for choice in choices[1:]:
            lines = [*lines[:-1], f"{lines[-1]} oder {choice[0]}", *choice[1:]]
        return [*lines[:-1], f"{lines[-1]} oder null"] if type(None) in arguments else lines
    return [_NAMES[kind]]


def _below(command: Command, context: Context) -> Iterator[tuple[Context, Command]]:
    if not isinstance(command, GermanGroup):
        yield context, command
        return
    for name, below in sorted(command.commands.items()):
        yield from _below(below, Context(below, info_name=name, parent=context))


def _section(context: Context, command: Command) -> str:
    given = [(name, text) for name, text in rows(command, context) if name not in ("--help", "--json")]
    lines = [f"## {context.command_path}", "", command.help or "", "", "```text"]
    lines += [f"{context.command_path} {usage(command, context)}", "```", ""]
    if given:
        lines += ["| Angabe | Bedeutung |", "|---|---|"]
        lines += [f"| `{_cell(name)}` | {_cell(text)} |" for name, text in given]
        lines.append("")
    kind = result_of(command)
    lines += ["```text", *shape(kind), "```", ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PATH.name} ist geschrieben.\n")

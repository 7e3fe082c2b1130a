"""Turns a function that computes a value into a command that prints it."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

import typer

from bot.cli import words
from bot.cli.context import Desk

V = TypeVar("V", bound=Mapping[str, Any] | None)
#: Where a command's result type is found again: by the generated documentation and its test.
RESULT = "__result__"


def answers(kind: type[Any]) -> Callable[[Callable[..., V]], Callable[..., None]]:
    """Return a decorator for commands that take a Desk and return a value of this TypedDict (None: say nothing).

    The command gets an option --json of its own; its other parameters stay as they are.
    """

    def decorate(command: Callable[..., V]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(ctx: typer.Context, as_json: bool = False, **given: Any) -> None:
            desk = ctx.obj
            assert isinstance(desk, Desk)
            desk.as_json = as_json
            value = command(desk, **given)
            if value is not None:
                desk.show(kind, value)

        own = list(inspect.signature(command).parameters.values())[1:]
        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        json = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=_JSON)
        parameters = [context, *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), json]
        described: Any = run
        described.__signature__ = inspect.Signature(parameters)
        described.__annotations__ = {one.name: one.annotation for one in parameters}
        setattr(described, RESULT, kind)
        return run

    return decorate


_JSON = Annotated[bool, typer.Option("--json", help=words.Help.JSON)]

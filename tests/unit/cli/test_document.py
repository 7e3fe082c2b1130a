"""docs/cli.md is what the commands are."""

from typing_extensions import is_typeddict

from bot.cli.document import PATH, commands, page, result_of
from bot.cli.results import ChatLine
from bot.cli.shows import SHOWS


def test_the_page_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == page(), "run: ./run docs"


def test_every_command_has_a_result_a_view_a_help_and_json() -> None:
    found = list(commands())
    assert len(found) >= 30
    for context, command in found:
        kind = result_of(command)
        assert is_typeddict(kind), context.command_path
        assert "schema" in kind.__annotations__, context.command_path
        # A conversation is shown line by line, while it goes on.
        assert kind in SHOWS or kind is ChatLine, context.command_path
        assert command.help, context.command_path
        options = [option for parameter in command.params for option in parameter.opts]
        assert "--json" in options, context.command_path
        assert all(getattr(parameter, "help", "") for parameter in command.params), context.command_path

"""What the project itself says can be heard: no sentence is an emoji alone, or begins with more than one."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[3]
_ROOMS = ("bot", "channels", "content", "domain", "scheduler", "store")
#: Pictures and symbols of emoji, and what belongs to them; arrows, bullets and dashes are none.
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
_ALONE_OR_MANY = re.compile(rf"(?m)^\s*{_EMOJI}\s*(?:$|{_EMOJI})")


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _texts(path: Path) -> Iterator[str]:
    """Return the texts of a module, without what documents it and without patterns of characters."""
    tree = _tree(path)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def _modules() -> list[Path]:
    return sorted(path for room in _ROOMS for path in (_ROOT / room).rglob("*.py"))


def _modules_with_words() -> list[Path]:
    # These compare characters, and say nothing.
    silent = (_ROOT / "content" / "text.py", _ROOT / "channels" / "matrix" / "content.py")
    return [path for path in _modules() if path not in silent]


def test_no_meaning_hangs_on_an_emoji() -> None:
    found = [
        (path.name, text)
        for path in _modules_with_words()
        for text in _texts(path)
        if not text.isascii() and _ALONE_OR_MANY.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["✅", "Ja\n👍🏽\nNein", "🔔🔔 Frist", "🔔 ⚠️ Frist"])
def test_an_emoji_that_carries_the_meaning_is_found(text: str) -> None:
    assert _ALONE_OR_MANY.search(text)


def test_an_emoji_beside_words_may_stay() -> None:
    assert not _ALONE_OR_MANY.search("🔔 Frist am Montag")
    assert not _ALONE_OR_MANY.search("• eins\n→ zwei\n———")


#: A command with a slash before it, in words for people.
_SLASHED = re.compile(r"(?:„|\s|\A)/[a-zäöüß]{3,}(?:[ “…]|\Z)")


def _words_for_members() -> list[Path]:
    # A channel's own folder says what only that network needs, such as the list of commands that Telegram shows.
    rooms = (_ROOT / "bot" / "words", _ROOT / "bot" / "commands", _ROOT / "scheduler", _ROOT / "content")
    return [*(path for room in rooms for path in sorted(room.rglob("*.py"))), _ROOT / "channels/matrix/words.py"]


def test_commands_are_named_as_plain_words_because_element_keeps_what_begins_with_a_slash() -> None:
    found = [(path.name, text) for path in _words_for_members() for text in _texts(path) if _SLASHED.search(text)]
    assert found == []


@pytest.mark.parametrize("text", ["Schreiben Sie „/hier“.", "/hilfe", "Möglich: /hier region Heide"])
def test_a_command_with_a_slash_is_found(text: str) -> None:
    assert _SLASHED.search(text)


@pytest.mark.parametrize("text", ["und/oder", "/kalender/", "</p>", "https://beispiel.de/hilfe", "1 / 2"])
def test_other_slashes_are_no_commands(text: str) -> None:
    assert not _SLASHED.search(text)


_SLOW = frozenset({"from_html", "from_markdown", "render", "notice_document", "plain_words"})


def _slow_calls(tree: ast.AST) -> Iterator[str]:
    """Return what an async function calls itself, not by way of a thread, that reads or renders a text."""
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    if name in _SLOW:
                        yield f"{function.name} calls {name}"


def test_texts_are_read_and_rendered_in_threads() -> None:
    found = [(path.name, call) for path in _modules() for call in _slow_calls(_tree(path))]
    assert found == []
    assert list(_slow_calls(ast.parse("async def f():\n    render.render(x)")))

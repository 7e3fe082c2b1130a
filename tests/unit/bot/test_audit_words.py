"""What the audit keeps can be read: every action, subject and actor that the code writes down has its German words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.words.reports import ACTIONS, ACTORS, SUBJECTS, audit_line
from domain.health import Trouble
from store.handed_in import GivenKind

_ROOT = Path(__file__).parents[3]
_NOTES = {"note", "_note", "_decide"}
_ACTION = re.compile(r"[a-z]+\.[a-z_]+")
#: What stands in the gap of an action that is put together; a new one has to be told here.
_GAPS = {
    "{}.given": [kind.value for kind in GivenKind],
    "feed.{}": [trouble.value for trouble in Trouble],
    "delivery.resolved_{}": ["again", "sent"],
}


def _trees() -> Iterator[ast.Module]:
    for folder in ("bot", "scheduler", "store"):
        for path in (_ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield ast.parse(path.read_text(encoding="utf-8"))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in names:
            yield node


def _notes(tree: ast.AST) -> Iterator[ast.AST]:
    """Return what is written down: the calls that note, and what the names in them were set to in the same function."""
    yield from _calls(tree, _NOTES)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            noted = [part for call in _calls(function, _NOTES) for part in ast.walk(call)]
            used = {part.id for part in noted if isinstance(part, ast.Name)}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and used & {getattr(to, "id", "") for to in node.targets}:
                    yield node.value


def _with_gaps(text: ast.JoinedStr) -> str:
    return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in text.values)


def _actions(noted: ast.AST) -> Iterator[str]:
    inside = {id(part) for node in ast.walk(noted) if isinstance(node, ast.JoinedStr) for part in node.values}
    crashes = {id(part) for call in _calls(noted, {"crash"}) for part in call.args}
    for node in ast.walk(noted):
        if id(node) in inside | crashes:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _ACTION.fullmatch(node.value):
            yield node.value
        elif isinstance(node, ast.JoinedStr) and re.fullmatch(r"[a-z{}]+\.[a-z_{}]+", text := _with_gaps(node)):
            yield from (text.format(gap) for gap in _GAPS[text])


def _subjects(noted: ast.AST) -> Iterator[str]:
    for node in ast.walk(noted):
        if isinstance(node, ast.JoinedStr) and (found := re.match(r"([a-z]+):\{\}", _with_gaps(node))):
            yield found[1]


def test_every_action_that_is_noted_has_words() -> None:
    found = {action for tree in _trees() for noted in _notes(tree) for action in _actions(noted)}
    # What is looked for is found: some of each way to write it.
    assert {"notice.approved_alone", "feed.moved", "feed.silent", "feed.paused", "person.refused", "poll.sent"} <= found
    assert found - ACTIONS.keys() == set()


def test_every_subject_that_is_noted_has_a_word() -> None:
    found = {subject for tree in _trees() for noted in _calls(tree, _NOTES) for subject in _subjects(noted)}
    assert {"notice", "poll", "place"} <= found
    assert found - SUBJECTS.keys() == set()


def test_every_actor_that_is_no_person_has_words() -> None:
    found = {
        call.args[1].value
        for tree in _trees()
        for call in _calls(tree, {"note"})
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
        and not _ACTION.fullmatch(str(call.args[1].value)) and call.args[1].value != "restore"
    }  # fmt: skip
    assert {"member", "timetable"} <= found
    assert found - ACTORS.keys() == set()


@pytest.mark.parametrize(
    ("actor", "action", "subject", "line"),
    [
        pytest.param("ada", "poll.closed", "poll:3", "Umfrage beendet (Umfrage 3), durch ada", id="a person"),
        pytest.param(
            "person:ada", "poll.closed", "poll:3", "Umfrage beendet (Umfrage 3), durch ada", id="the other way"
        ),
        pytest.param(
            "timetable", "role.ended", "person:ada", "Rolle beendet (Person ada), durch den Zeitplan", id="nobody"
        ),
    ],
)
def test_a_line_is_german(actor: str, action: str, subject: str, line: str) -> None:
    assert audit_line("Jetzt", actor, action, subject) == f"Jetzt: {line}"

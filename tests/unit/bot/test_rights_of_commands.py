"""Every registered command, by role, confirmed or not, network and kind of chat, against the table that says who may.

The table is tests/data/rights.tsv. A cell names who may there: S strangers, J who joined, C who was confirmed, L
Federführende, K the Koordination; "-" is nobody. "direct" and "group" are kinds of chat; "public" is a network that may
not carry what is internal.
"""

from pathlib import Path

import pytest

from bot.registry import COMMANDS, DIALOGS
from domain.recipient import Role
from domain.rights import Asker, Right, refusal

FILE = Path(__file__).parents[2] / "data" / "rights.tsv"
WHO = {
    "S": Asker(),
    "J": Asker(joined=True),
    "C": Asker(joined=True, confirmed=True),
    "L": Asker(joined=True, confirmed=True, role=Role.LEAD),
    "K": Asker(joined=True, confirmed=True, role=Role.COORDINATION),
}
#: The columns: whether it is a direct chat, and whether the network may carry what is internal.
WHERE = {"direct": (True, True), "direct public": (True, False), "group": (False, True), "group public": (False, False)}
_HEADER, *_LINES = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
TABLE = {name: cells for name, *cells in (line.split("\t") for line in _LINES)}


def may(right: Right, where: str) -> str:
    """Return the letters of those who may do something there."""
    direct, internal = WHERE[where]
    allowed = [
        letter
        for letter, one in WHO.items()
        if refusal(right, Asker(one.joined, one.confirmed, one.role, direct, internal)) is None
    ]
    return "".join(allowed) or "-"


def row(name: str, right: Right) -> str:
    """Return the row of a command as it is now."""
    return "\t".join([name, *(may(right, where) for where in WHERE)])


def test_the_table_has_the_columns_and_knows_no_command_that_is_gone() -> None:
    assert _HEADER.split("\t") == ["command", *WHERE]
    assert sorted(set(TABLE) - set(COMMANDS) - {f"({name})" for name in DIALOGS}) == []
    assert len(TABLE) == len(_LINES)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_for_whom_the_table_says(name: str) -> None:
    now = row(name, COMMANDS[name].right)
    assert name in TABLE, f"decide who may give it, and add a row to {FILE.name}, for now it is: {now!r}"
    assert "\t".join([name, *TABLE[name]]) == now


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATION])
def test_a_role_that_nobody_confirmed_gives_no_right(role: Role) -> None:
    rights = [one.right for one in COMMANDS.values()] + [one.right for one in DIALOGS.values()]
    for right in rights:
        for direct, internal in WHERE.values():
            self_made = refusal(right, Asker(joined=True, role=role, direct=direct, carries_internal=internal))
            joined = refusal(right, Asker(joined=True, direct=direct, carries_internal=internal))
            assert self_made is joined


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_a_conversation_is_for_whom_the_table_says_also_by_its_old_buttons(name: str) -> None:
    now = row(f"({name})", DIALOGS[name].right)
    assert f"({name})" in TABLE, f"decide who may have it, and add a row to {FILE.name}, for now it is: {now!r}"
    assert "\t".join([f"({name})", *TABLE[f"({name})"]]) == now

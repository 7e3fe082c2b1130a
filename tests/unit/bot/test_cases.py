"""Case data that somebody writes is not kept, wherever it is said."""

from pathlib import Path

import pytest

from bot.words import general as words
from tests.unit.bot.support import Counter, said

CASE = "Frau Zitronenfalter, geb. 12.03.1990, AZR-Nr. 120304056789"


def files_with(folder: Path, word: bytes) -> list[str]:
    """Return the files in which a word stands."""
    return [path.name for path in folder.rglob("*") if path.is_file() and word in path.read_bytes().lower()]


@pytest.mark.parametrize("open_at", ["", "anmelden", "suche", "pause", "abo", "löschen"])
async def test_what_looks_like_a_case_is_forgotten_and_nothing_is_done_with_it(
    desk: Counter, open_at: str, data_dir: Path
) -> None:
    if open_at in ("pause", "abo", "löschen"):
        await desk.answer(said("j1", "anmelden"), said("j2", "ja Vechta"))
    if open_at:
        await desk.answer(said("o1", open_at))
    (answer,) = await desk.answer(said("c1", CASE))
    assert answer.text.startswith(words.CASE_NOT_KEPT)
    assert words.CASE_DELETE in answer.text
    assert [row.payload for row in desk.inbox()] == [None] * len(desk.inbox())
    assert files_with(data_dir, b"zitronenfalter") == []


@pytest.mark.parametrize("command", ["suche", "name", "aktuell", "Hilfe, bitte:"])
async def test_it_is_not_kept_behind_a_command_either(desk: Counter, command: str) -> None:
    (answer,) = await desk.answer(said("c1", f"{command} {CASE}"))
    assert answer.text.startswith(words.CASE_NOT_KEPT)


async def test_in_a_group_it_is_to_be_deleted_there_too(desk: Counter) -> None:
    (answer,) = await desk.answer(said("g1", f"/suche {CASE}", "team", direct=False))
    assert words.CASE_DELETE_IN_GROUP in answer.text
    assert "Zitronenfalter" not in answer.text


async def test_a_file_number_is_no_case(desk: Counter) -> None:
    assert not (await desk.text("OVG Lüneburg 8 LA 45/12 vom 12.03.2012")).startswith(words.CASE_NOT_KEPT)

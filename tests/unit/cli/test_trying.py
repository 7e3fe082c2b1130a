"""The end of the demo: who sits at a terminal is asked whether they want to talk to the bot."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import demo, settings
from bot.words import demo as words
from tests.unit.cli.support import Bote


@pytest.fixture
def finished(bote: Bote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bote:
    """The program, whose demo has been played already and went well."""
    given = settings.load({"BOTE_DATA_DIR": str(tmp_path / "demo")})
    assert isinstance(given, settings.Settings)
    told = demo.Told([], {}, _nothing_found(), [], Counter(), {}, 0, given, [])

    @contextlib.contextmanager
    def played(*_: object) -> Iterator[demo.Told]:
        yield told

    monkeypatch.setattr(demo, "played", played)
    return bote


def _nothing_found() -> Any:
    compared = dict.fromkeys(("revisions", "deliveries", "dispatches", "arrivals"), 0)
    return {"lost": [], "double": [], "false": [], "unsure": [], "ok": True, "checked": {**compared, "networks": []}}


@pytest.mark.parametrize(("said", "talks"), [("ja\nHilfe\n", True), ("nein\n", False), ("", False)])
def test_somebody_at_a_terminal_is_asked_and_may_talk_to_the_bot(finished: Bote, said: str, talks: bool) -> None:
    ran = finished("demo", stdin=said, terminal=True)
    assert ran.code == 0
    assert words.ASK_CHAT in ran.out
    assert ("Verbundbote – Hilfe" in ran.out) is talks


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["no terminal", "for programs"])
def test_nobody_else_is_asked(finished: Bote, more: list[str]) -> None:
    assert words.ASK_CHAT not in finished("demo", *more, stdin="ja\n", terminal=bool(more)).out

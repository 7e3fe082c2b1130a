"""A command word where any text would be an answer: nothing is swallowed, and everything can be broken off."""

import pytest

from bot.registry import DIALOGS
from bot.words import conversing as words
from store import dialogs
from store import tables as t
from tests.unit.bot.support import Counter, pressed
from tests.unit.bot.test_conversing import ADA, joined
from tests.unit.bot.test_writing import office, says

__all__ = ["office"]


def hints(desk: Counter) -> list[str]:
    """Return the titles of what was handed in."""
    return [row.title for row in desk._rows(t.entry)]


async def test_who_breaks_off_where_nothing_is_open_is_told_so(desk: Counter) -> None:
    for word in ("abbrechen", "Stopp", "bitte abbrechen"):
        assert await desk.text(word) == words.NOTHING_OPEN
    await joined(desk)
    assert await desk.text("Abbrechen!") == words.NOTHING_OPEN


@pytest.mark.parametrize("word", ["abbrechen", "Abbrechen!", "stopp", "bitte abbrechen", "abbrechen bitte"])
@pytest.mark.parametrize("begun", ["hinweis", "frage", "neu", "eilt", "treffen"])
async def test_every_free_text_can_be_broken_off(office: Counter, begun: str, word: str) -> None:
    await says(office, begun)
    assert await says(office, word) == words.CANCELLED
    assert not hints(office)


@pytest.mark.parametrize("begun", ["hinweis", "neu", "eilt", "treffen"])
async def test_help_is_shown_at_every_free_text_and_the_question_stays_open(office: Counter, begun: str) -> None:
    await says(office, begun)
    before = office.store.read_now(lambda s: dialogs.load(s, ADA))
    assert "Verbundbote – Hilfe" in await says(office, "hilfe")
    assert office.store.read_now(lambda s: dialogs.load(s, ADA)) == before


async def test_a_command_with_words_is_no_hint_before_it_was_asked_about(office: Counter) -> None:
    await says(office, "hinweis")
    asked = await says(office, "eilt alle: Die Behörde ist heute zu")
    assert "beginnt wie der Befehl „eilt“" in asked
    assert not hints(office)
    assert "SENDEN" in await says(office, "Befehl")
    assert not hints(office)


async def test_what_only_begins_like_a_command_is_the_answer_when_said_so(office: Counter) -> None:
    await says(office, "hinweis", "mia")
    assert "Was ist gemeint?" in await says(office, "Treffen der AG Sprache am Freitag in Celle", "mia")
    assert "Danke für den Hinweis." in await says(office, "1", "mia")
    assert hints(office) == ["Treffen der AG Sprache am Freitag in Celle"]


async def test_what_somebody_only_looks_up_leaves_the_draft_open(office: Counter) -> None:
    await says(office, "neu")
    await says(office, "suche Wohnsitzauflage")
    await says(office, "2")
    assert "Wie dringend" in await says(office, "Neuer Erlass. Er gilt ab sofort.")


async def test_the_buttons_mean_the_same_and_only_while_it_is_asked(office: Counter) -> None:
    await says(office, "hinweis")
    await says(office, "eilt alle: Die Behörde ist heute zu")
    answers = await office.answer(pressed("b1", "1:ask_back:which:answer", "ada"))
    assert "Danke für den Hinweis." in "\n".join(one.text for one in answers)
    (answer,) = await office.answer(pressed("b2", "1:ask_back:which:answer", "ada"))
    assert answer.text == words.TOO_OLD
    assert hints(office) == ["eilt alle: Die Behörde ist heute zu"]


async def test_the_same_command_with_its_words_begins_again_unasked(office: Counter) -> None:
    await says(office, "hinweis", "mia")
    assert "Danke für den Hinweis." in await says(office, "hinweis: Der Sprachkurs hat Plätze frei", "mia")
    assert hints(office) == ["Der Sprachkurs hat Plätze frei"]


async def test_who_may_not_give_the_command_has_only_said_something(office: Counter) -> None:
    await says(office, "hinweis", "mia")
    assert "Danke für den Hinweis." in await says(office, "eilt ist das nicht, aber wichtig", "mia")


async def test_it_can_be_broken_off_and_repeated_while_it_is_asked(office: Counter) -> None:
    await says(office, "hinweis")
    await says(office, "neu wichtig, alle: Die Behörde ist heute zu")
    assert "Was ist gemeint?" in await says(office, "wie bitte")
    assert await says(office, "abbrechen") == words.CANCELLED
    assert await says(office, "abbrechen") == words.NOTHING_OPEN


def test_what_is_taken_whole_is_free_text() -> None:
    assert all(one.taken_whole <= one.free_text for one in DIALOGS.values())

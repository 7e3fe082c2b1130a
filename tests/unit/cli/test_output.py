"""What is printed for people cannot do them harm, and what is logged tells on nobody."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.cli import words
from bot.cli.page import MOST_ROWS, Page, harmless


@pytest.fixture(autouse=True)
def _default_logs() -> Iterator[None]:
    handlers = list(logging.getLogger().handlers)
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


def test_text_cannot_steer_the_terminal() -> None:
    assert harmless("a\x1b[31mb\u202ec\x07\r\nÄ\u00a0€\tend") == "a�[31mb�c��\nÄ\u00a0€    end"


def test_a_table_takes_markup_as_text_and_is_cut_where_it_is_too_long() -> None:
    out = io.StringIO()
    Page(out).table(("Nr.", "Text"), [(number, "[bold]x[/bold]") for number in range(MOST_ROWS + 2)])
    assert "[bold]x[/bold]" in out.getvalue()
    assert "… und 2 weitere Zeilen; alle zeigt --json." in out.getvalue()


def test_numbers_and_times_are_german() -> None:
    assert words.counted(1, "Person", "Personen") == "1 Person"
    assert words.counted(1234567, "Person", "Personen") == "1.234.567 Personen"
    assert [words.duration(seconds) for seconds in (0, 1, 89, 90, 3700, 7200, 31_000)] == [
        "1 Sekunde", "1 Sekunde", "89 Sekunden", "2 Minuten", "62 Minuten", "2 Stunden", "8,5 Stunden",
    ]  # fmt: skip
    assert words.states({"sent": 1, "failed": 0}) == "gesendet: 1"


def _log(**options: object) -> io.StringIO:
    out = io.StringIO()
    logs.configure(out, logging.INFO, **options)  # type: ignore[arg-type]  # options are of several types
    return out


def test_a_log_line_has_time_level_and_no_person() -> None:
    out = _log(secrets=["12:geheim"])
    structlog.get_logger().info("sent", account="memory:ost", chat="p0001", text="Guten Tag", url="x/12:geheim/y")
    structlog.get_logger().debug("not shown")
    (line,) = out.getvalue().splitlines()
    assert line[:2] == "20"
    assert "Z info sent account=memory:ost" in line
    for personal in ("p0001", "Guten", "geheim"):
        assert personal not in line


@pytest.mark.parametrize("tracebacks", [True, False])
def test_an_exception_is_told_by_its_place(tracebacks: bool) -> None:
    out = _log(tracebacks=tracebacks)
    structlog.get_logger().error("failed", exc_info=ExceptionGroup("some", [KeyError("Anna")]))
    assert "KeyError" in out.getvalue()
    assert ("Anna" in out.getvalue()) is tracebacks


def test_what_libraries_log_is_named_but_not_quoted() -> None:
    out = _log()
    logging.getLogger("some.library").warning("message for %s", "Anna")
    logging.getLogger("some.library").info("nothing")
    assert "logger=some.library" in out.getvalue()
    assert "Anna" not in out.getvalue()
    assert len(out.getvalue().splitlines()) == 1

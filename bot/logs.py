"""The log: plain lines on stderr with time and level. Never a secret, never what is known of a person."""

import logging
import sys
import traceback
from collections.abc import Iterable
from typing import Any, TextIO

from channels.sparing import without

# Its coloured tracebacks, which nobody sees here, take 4 MB.
with without("rich"):
    import structlog
    from structlog.typing import EventDict, WrappedLogger

#: What such a field says is about a person, or is what somebody wrote.
_PERSONAL = frozenset(
    {"address", "body", "chat", "display_name", "name", "payload", "recipient", "sender", "text", "thread", "user"}
)
_HIDDEN = "…"


def configure(stream: TextIO, level: int, *, secrets: Iterable[str] = (), tracebacks: bool = False) -> None:
    """Send everything from `level` up to stream; may be called again.

    secrets: values that are blotted out wherever they turn up. tracebacks: whole ones, with the texts of exceptions
    (for tests); otherwise only which exception it was, and where.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _hide_personal,
            _with_traceback if tracebacks else _with_place,
            _Line([secret for secret in secrets if secret]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [one for one in root.handlers if not isinstance(one, _FromLibraries)]
    root.addHandler(_FromLibraries(max(level, logging.WARNING)))


class _FromLibraries(logging.Handler):
    """Passes on what libraries log, from warnings up: which logger it was, and where; their texts quote anything."""

    def emit(self, record: logging.LogRecord) -> None:
        told = structlog.get_logger()
        where = f"{record.module}:{record.lineno}"
        told.log(record.levelno, "library", logger=record.name, where=where, exc_info=record.exc_info or None)


def _hide_personal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key in _PERSONAL & event.keys():
        event[key] = _HIDDEN
    return event


def _exception_of(given: Any) -> BaseException | None:
    if isinstance(given, tuple):
        given = given[1]
    elif given is True:
        given = sys.exc_info()[1]
    while isinstance(given, BaseExceptionGroup):
        given = given.exceptions[0]
    return given if isinstance(given, BaseException) else None


def _with_place(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = _exception_of(event.pop("exc_info", None))
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__qualname__
        event["at"] = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
        event["via"] = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:-1]))
    return event


def _with_traceback(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = _exception_of(event.pop("exc_info", None))
    if error is not None:
        event["traceback"] = "".join(traceback.format_exception(error)).rstrip()
    return event


class _Line:
    """Makes one line of an event; a traceback goes below it."""

    def __init__(self, secrets: list[str]) -> None:
        self._secrets = secrets

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        head = f"{event.pop('timestamp', '')} {event.pop('level', '')} {event.pop('event', '')}"
        below = event.pop("traceback", "")
        line = " ".join([head, *(f"{key}={_one_line(value)}" for key, value in sorted(event.items()))])
        text = f"{line}\n{below}" if below else line
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def _one_line(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)

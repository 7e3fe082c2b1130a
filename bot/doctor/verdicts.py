"""What follows from what was found: one check after the other, each a function of facts. Pure."""

import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.doctor.facts import Facts
from bot.words import doctor as words
from channels.found import Matrix, Reached, Telegram

_OTHERS = stat.S_IRWXO
_LITTLE_SPACE, _TOO_LITTLE_SPACE = 1 << 30, 100 << 20
#: Seconds that clocks may differ: a token or a time of day does not mind a few.
_CLOCK_ODD, _CLOCK_WRONG = 5.0, 60.0
#: A bot at work asks its networks all the time.
_SILENT_AFTER = timedelta(minutes=5)
_FEW_KEYS = 5


class State(StrEnum):
    """How something is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. name: what was looked at; hint: what to do; setup: without it nothing can work at all."""

    name: str
    state: State
    message: str
    hint: str = ""
    setup: bool = False


def judge(facts: Facts) -> list[Check]:
    """Return every check, in the order in which things depend on each other."""
    return [check for about in _ALL for check in about(facts)]


def settings(facts: Facts) -> Iterator[Check]:
    """The settings name networks, wholly, and nothing that does not exist."""
    if facts.half_configured:
        for sentence in facts.half_configured:
            yield Check("settings", State.RED, sentence, setup=True)
    elif not facts.networks:
        yield Check("settings", State.RED, words.NO_NETWORK, words.NO_NETWORK_HINT, setup=True)
    else:
        yield Check("settings", State.GREEN, words.networks(facts.networks))
    for warning in facts.warnings:
        yield Check("settings", State.YELLOW, warning)
    if facts.operator_missing:
        missing = [f"BOTE_OPERATOR_{name.upper()}" for name in facts.operator_missing]
        yield Check("operator", State.YELLOW, words.NO_OPERATOR, words.operator_hint(missing))
    if facts.test:
        yield Check("test", State.YELLOW, words.TEST, words.TEST_HINT)


def secrets(facts: Facts) -> Iterator[Check]:
    """Nobody else on this machine can read a secret."""
    open_ = [one for one in facts.secrets if one.mode & _OTHERS]
    for one in open_:
        yield Check("secrets", State.RED, words.open_to_all(one.name, one.path), words.close_file(one.path))
    if facts.secrets and not open_:
        yield Check("secrets", State.GREEN, words.SECRETS_CLOSED)


def folder(facts: Facts) -> Iterator[Check]:
    """What is to be kept can be kept, and only we can read it."""
    found = facts.folder
    if not found.writable:
        yield Check("data_dir", State.RED, words.unwritable(found.path), words.UNWRITABLE_HINT)
        return
    if found.mode is not None and found.mode & _OTHERS:
        yield Check("data_dir", State.YELLOW, words.folder_open(found.path), words.close_folder(found.path))
    if found.free < _LITTLE_SPACE:
        state = State.RED if found.free < _TOO_LITTLE_SPACE else State.YELLOW
        yield Check("data_dir", state, words.little_space(found.path, found.free), words.SPACE_HINT)
    else:
        yield Check("data_dir", State.GREEN, words.folder_fine(found.path, found.free))


def database(facts: Facts) -> Iterator[Check]:
    """The database is there, and its tables are those of this program."""
    found = facts.database
    if not found.reached:
        yield Check("database", State.RED, words.NO_DATABASE, words.NO_DATABASE_HINT)
    elif found.version is None:
        yield Check("database", State.YELLOW, words.EMPTY_DATABASE, words.START_ONCE)
    elif found.version > found.wanted:
        yield Check("database", State.RED, words.newer_database(found.version, found.wanted), words.NEWER_HINT)
    elif found.version < found.wanted:
        yield Check("database", State.YELLOW, words.older_database(found.version, found.wanted), words.START_ONCE)
    else:
        yield Check("database", State.GREEN, words.database_fine(found.version))


def telegram(facts: Facts) -> Iterator[Check]:
    """Telegram takes our token, and updates come the way that the settings say."""
    found = facts.telegram
    if found is None:
        return
    if found.reached is Reached.REFUSED:
        yield Check("telegram.account", State.RED, words.TELEGRAM_REFUSED, words.TELEGRAM_REFUSED_HINT)
    elif found.reached is not Reached.YES:
        yield Check("telegram.account", State.RED, words.TELEGRAM_NOT_REACHED, words.CONNECTION_HINT)
    else:
        yield Check("telegram.account", State.GREEN, words.telegram_account(found.name))
        yield _webhook(found)


def _webhook(found: Telegram) -> Check:
    name = "telegram.updates"
    if found.webhook != found.wanted_webhook:
        message = words.webhook_differs(found.webhook, found.wanted_webhook)
        return Check(name, State.YELLOW, message, words.START_ONCE)
    if found.webhook and found.webhook_error:
        return Check(name, State.RED, words.webhook_fails(found.webhook_error), words.WEBHOOK_HINT)
    return Check(name, State.GREEN, words.updates_by(found.webhook, found.pending))


def matrix(facts: Facts) -> Iterator[Check]:
    """The homeserver takes our access, and we are who we should be."""
    found = facts.matrix
    if found is None:
        return
    if not found.server_reached:
        yield Check("matrix.server", State.RED, words.MATRIX_NOT_REACHED, words.CONNECTION_HINT)
        return
    yield Check("matrix.server", State.GREEN, words.MATRIX_REACHED)
    yield _matrix_account(found)
    if found.reached is Reached.YES and found.kept_device:
        yield from _matrix_device(found)
    yield _matrix_limits(found)


def _matrix_account(found: Matrix) -> Check:
    name = "matrix.account"
    match found.reached:
        case Reached.NOT_TRIED:
            return Check(name, State.YELLOW, words.MATRIX_NEVER_STARTED, words.START_ONCE)
        case Reached.REFUSED:
            return Check(name, State.RED, words.MATRIX_REFUSED, words.MATRIX_REFUSED_HINT)
        case Reached.NO:
            return Check(name, State.RED, words.MATRIX_NOT_REACHED, words.CONNECTION_HINT)
        case Reached.YES:
            pass
    if found.user != found.wanted_user:
        return Check(name, State.RED, words.other_user(found.user, found.wanted_user), words.OTHER_USER_HINT)
    if found.kept_device and found.device != found.kept_device:
        return Check(name, State.RED, words.other_device(found.device, found.kept_device), words.OTHER_DEVICE_HINT)
    return Check(name, State.GREEN, words.matrix_account(found.user, found.device))


def _matrix_device(found: Matrix) -> Iterator[Check]:
    if found.signed is not None:
        yield (
            Check("matrix.signed", State.GREEN, words.SIGNED)
            if found.signed
            else Check("matrix.signed", State.RED, words.NOT_SIGNED, words.NOT_SIGNED_HINT)
        )
    if found.keys_left is not None:
        few = found.keys_left < _FEW_KEYS
        hint = words.FEW_KEYS_HINT if few else ""
        yield Check("matrix.keys", State.YELLOW if few else State.GREEN, words.keys_left(found.keys_left), hint)


def _matrix_limits(found: Matrix) -> Check:
    if found.limited is False:
        return Check("matrix.limits", State.GREEN, words.NOT_LIMITED)
    message = words.LIMITED if found.limited else words.MAYBE_LIMITED
    return Check("matrix.limits", State.RED, message, words.LIMITED_HINT)


def clocks(facts: Facts) -> Iterator[Check]:
    """Our clock is that of the world."""
    for network, offset in facts.offsets.items():
        off = abs(offset)
        state = State.RED if off > _CLOCK_WRONG else State.YELLOW if off > _CLOCK_ODD else State.GREEN
        hint = "" if state is State.GREEN else words.CLOCK_HINT
        yield Check("clock", state, words.clock(network, offset, right=state is State.GREEN), hint)


def heard(facts: Facts) -> Iterator[Check]:
    """A bot is at work, and its networks answer it."""
    for network, at in facts.heard_at.items():
        if at is None:
            yield Check(f"{network}.heard", State.YELLOW, words.never_heard(network), words.START_ONCE)
            continue
        age = facts.now - at
        late = age > _SILENT_AFTER
        hint = words.SILENT_HINT if late else ""
        yield Check(f"{network}.heard", State.RED if late else State.GREEN, words.heard(network, age), hint)


def sources(facts: Facts) -> Iterator[Check]:
    """The sources can be read."""
    found = facts.sources
    if found.failing:
        yield Check("sources", State.YELLOW, words.sources_fail(found.failing), words.SOURCES_HINT)
    if found.silent:
        yield Check("sources", State.YELLOW, words.sources_silent(found.silent), words.SOURCES_HINT)
    if found.enabled and not (found.failing or found.silent):
        yield Check("sources", State.GREEN, words.sources_fine(found.enabled))


_ALL: Sequence[Callable[[Facts], Iterator[Check]]] = (
    settings, secrets, folder, database, telegram, matrix, clocks, heard, sources,
)  # fmt: skip

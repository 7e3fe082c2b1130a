"""Finding out how things are: files, database, networks. Everything is only looked at, nothing is changed."""

import asyncio
import os
import shutil
import stat
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.facts import Database, Facts, Folder, SecretFile, Sources
from bot.settings import PREFIX, SECRETS, Settings
from bot.words import doctor as words
from store import accounts, sources
from store.accounts import Known
from store.db import Store
from store.migrate import version_of
from store.migrations import HEAD

if TYPE_CHECKING:
    from channels.found import Matrix, Telegram

_SECONDS = 10.0
#: Files that hold our own secrets, in the data directory.
_KEPT = ("matrix/session.json", "matrix/crypto.sqlite3", "matrix/cross-signing.json")

#: What who joins must be told about the operator. The imprint falls back to the controller.
_OPERATOR = ("controller", "contact", "legal_basis", "dpo", "authority")


def gather(settings: Settings, environ: Mapping[str, str]) -> Facts:
    """Return what is found with these settings, which were read from this environment."""
    networks, half = _networks(settings)
    folder = _folder(settings.data_dir)
    database, known, read = _database(settings)
    telegram, matrix, offsets = asyncio.run(_ask_networks(settings, known, networks))
    operator = settings.operator_facts
    return Facts(
        datetime.now(UTC),
        networks,
        half,
        [one for one in settings.warnings if "BOTE_TEST" not in one],
        settings.test,
        operator_missing=[name for name in _OPERATOR if not operator.get(name)],
        secrets=_secret_files(settings.data_dir, environ),
        folder=folder,
        database=database,
        telegram=telegram,
        matrix=matrix,
        offsets=offsets,
        heard_at={name: known[name].heard_at for name in networks if name in known and _asks(name, settings)},
        sources=read,
    )


def _networks(settings: Settings) -> tuple[list[str], list[str]]:
    """Return which networks are set up, and a sentence for each that only half is."""
    has_access = settings.matrix_password is not None or settings.matrix_access_token is not None
    matrix = (settings.matrix_homeserver is not None, settings.matrix_user is not None, has_access)
    webhook = settings.telegram_webhook_url is not None and settings.web_listen is None
    found = ["telegram"] * (settings.telegram_token is not None) + ["matrix"] * all(matrix)
    half = [words.MATRIX_HALF] * (any(matrix) and not all(matrix)) + [words.WEBHOOK_HALF] * webhook
    return found, half


def _asks(network: str, settings: Settings) -> bool:
    """Return whether a bot at work asks this network all the time; with a webhook it is called."""
    return network != "telegram" or settings.telegram_webhook_url is None


# --- files


def _secret_files(data_dir: Path, environ: Mapping[str, str]) -> list[SecretFile]:
    variables = [f"{PREFIX}{name.upper()}_FILE" for name in sorted(SECRETS)]
    named = [(name, Path(environ[name].strip())) for name in variables if environ.get(name, "").strip()]
    kept = [(f"data/{name}", data_dir / name) for name in _KEPT]
    return [
        SecretFile(name, path, stat.S_IMODE(path.stat().st_mode)) for name, path in (*named, *kept) if path.exists()
    ]


def _folder(path: Path) -> Folder:
    """Return how the data directory is; one that is not there yet is judged by where it will be made."""
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    writable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    return Folder(path, writable, shutil.disk_usage(there).free, mode)


# --- database


def _database(settings: Settings) -> tuple[Database, dict[str, Known], Sources]:
    """Return how the database is, what is noted there of the accounts, and how the sources are."""
    with Store(settings.store_url) as store:
        if store.is_sqlite and not Path(store.url.database or "").exists():
            return Database(reached=True, wanted=HEAD), {}, Sources()
        try:
            version = version_of(store)
            found = Database(reached=True, version=version, wanted=HEAD)
            if version != HEAD:
                return found, {}, Sources()
            known = {
                name: store.read_now(lambda s, name=name: accounts.known(s, name))  # type: ignore[misc]  # bound at once
                for name in ("telegram", "matrix")
            }
            return found, known, _sources(store)
        except SQLAlchemyError:
            return Database(reached=False), {}, Sources()


def _sources(store: Store) -> Sources:
    enabled = [one for one in store.read_now(sources.listing) if one.enabled]
    return Sources(
        len(enabled),
        [one.title or one.url for one in enabled if one.fails],
        [one.title or one.url for one in enabled if not one.fails and one.told == "silent"],
    )


# --- networks


async def _ask_networks(
    settings: Settings, known: Mapping[str, Known], networks: list[str]
) -> "tuple[Telegram | None, Matrix | None, dict[str, float]]":
    """Ask every network that is set up, and look at its clock. Only then its library is imported."""
    telegram = matrix = None
    clocks: dict[str, str] = {}
    if "telegram" in networks:
        from bot.app import telegram_access
        from channels.telegram import checkup as on_telegram

        telegram = await on_telegram.look(telegram_access(settings))
        clocks["telegram"] = settings.telegram_api_url
    if "matrix" in networks:
        from bot.app import matrix_access
        from channels.matrix import checkup as on_matrix

        access = matrix_access(settings)
        matrix = await on_matrix.look(access, known.get("matrix", Known()).limited)
        clocks["matrix"] = f"{access.homeserver}/_matrix/client/versions"
    offsets = {name: await _offset(url) for name, url in clocks.items()}
    return telegram, matrix, {name: offset for name, offset in offsets.items() if offset is not None}


async def _offset(url: str, now: Callable[[], float] = time.time) -> float | None:
    """Return by how many seconds a server's clock is ahead of ours, or None when it does not say.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-date
    """
    try:
        limit = aiohttp.ClientTimeout(total=_SECONDS)
        async with aiohttp.ClientSession(timeout=limit) as session:
            began = now()
            async with session.get(url, allow_redirects=False) as answer:
                # It names whole seconds, and was written somewhere between the question and its answer.
                return parsedate_to_datetime(answer.headers["Date"]).timestamp() + 0.5 - (began + now()) / 2
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return None

"""Calls to the homeserver. What can go wrong has three names, by what is known of the call afterwards."""

import contextlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import structlog
from yarl import URL

from channels.matrix.jsons import Json, inner, listed, number, text
from domain.asset import transfer_seconds

log = structlog.get_logger()

CLIENT = "/_matrix/client/v3"
#: How long an answer may take, in seconds; a sync says its own.
_TIMEOUT = 45.0
_JSON = "application/json"
#: Whatever a server asks for, nobody waits longer than a day.
_LONGEST_WAIT_MS = 86_400_000


class CallError(Exception):
    """A call that did not succeed."""


class RefusedError(CallError):
    """The server answered with an error. retry_after: how long it asks us to wait, if it does."""

    def __init__(self, status: int, body: object) -> None:
        answer = inner(body)
        self.status = status
        self.errcode = text(answer, "errcode")
        self.answer = answer
        wait = number(answer, "retry_after_ms", -1)
        self.retry_after = timedelta(milliseconds=min(wait, _LONGEST_WAIT_MS)) if wait >= 0 else None
        #: The server has understood us, and the same call will be refused again.
        self.is_final = 400 <= status < 500 and status not in (401, 429) and bool(self.errcode)
        # Not the server's own sentence: it may name users and rooms, and ends up in the log.
        super().__init__(f"{status} {self.errcode}".strip())


class NotReachedError(CallError):
    """There was no connection: nothing has happened there."""


class AnswerLostError(CallError):
    """The call may have been carried out; no usable answer came."""


def path(*steps: str) -> str:
    """Return the path of a call, each step written so that no character in it means anything."""
    return "/".join((CLIENT, *(quote(step, safe="") for step in steps)))


class Http:
    """One homeserver, and who we are there. Close it."""

    def __init__(self, homeserver: str, token: str = "") -> None:
        self.token = token
        self._homeserver = homeserver
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()

    async def get(
        self, where: str, query: Mapping[str, str] | None = None, timeout_s: float = _TIMEOUT
    ) -> dict[str, Any]:
        """Return the answer to a GET. Raises CallError."""
        return await self.call("GET", where, query=query, timeout_s=timeout_s)

    async def get_list(self, where: str) -> list[Json]:
        """Return the objects of the list that a GET answers. Raises CallError."""
        return listed(await self._answer("GET", where, None, "", _TIMEOUT))

    async def call(
        self,
        method: str,
        where: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout_s: float = _TIMEOUT,
    ) -> dict[str, Any]:
        """Return the object that the server answers. Raises CallError."""
        value = await self._answer(method, where, body, f"?{urlencode(query)}" if query else "", timeout_s)
        if not isinstance(value, dict):
            raise AnswerLostError("the answer is no object")
        return value

    async def post_bytes(self, where: str, data: bytes, mime: str) -> Json:
        """Return the object that the server answers to a file, which may take its time. Raises CallError."""
        patience = _TIMEOUT + transfer_seconds(len(data))
        return inner(await self._exchange("POST", where, io.BytesIO(data), mime, patience))

    async def get_bytes(self, where: str, most: int) -> bytes | None:
        """Return the bytes that a GET answers; None when there are more than `most`. Raises CallError."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = URL(self._homeserver + where, encoded=True)
        limit = aiohttp.ClientTimeout(total=_TIMEOUT + transfer_seconds(most))
        data = bytearray()
        try:
            async with self._session.get(url, headers=headers, timeout=limit) as answer:
                if answer.status >= 300:
                    _read(answer.status, await answer.read())
                async for chunk in answer.content.iter_chunked(1 << 16):
                    data += chunk
                    if len(data) > most:
                        return None
        except aiohttp.ClientConnectorError as error:
            raise NotReachedError(type(error).__name__) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise AnswerLostError(type(error).__name__) from error
        return bytes(data)

    async def head(self, where: str) -> None:
        """Ask for something without wanting it. Raises CallError."""
        await self._exchange("HEAD", where, None, _JSON, _TIMEOUT)

    async def _answer(
        self, method: str, where: str, body: Mapping[str, Any] | None, query: str, timeout_s: float
    ) -> object:
        # Letters as they are: escaped, a text of the same size would take up to six times the room.
        data = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return await self._exchange(method, where + query, data, _JSON, timeout_s)

    async def _exchange(
        self, method: str, where: str, data: bytes | io.BytesIO | None, mime: str, timeout_s: float
    ) -> object:
        headers = {"Content-Type": mime}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = URL(self._homeserver + where, encoded=True)
        limit = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with self._session.request(method, url, data=data, headers=headers, timeout=limit) as answer:
                return _read(answer.status, await answer.read())
        except aiohttp.ClientConnectorError as error:
            raise NotReachedError(type(error).__name__) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise AnswerLostError(type(error).__name__) from error


def _read(status: int, body: bytes) -> object:
    """Return the JSON of an answer; None if it is none."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if status >= 300:
        raise RefusedError(status, value)
    return value


@contextlib.contextmanager
def forgiving(what: str) -> Iterator[None]:
    """Log a failed call instead of raising it, where the next occasion will do as well."""
    try:
        yield
    except CallError as error:
        log.warning(what, error=str(error))

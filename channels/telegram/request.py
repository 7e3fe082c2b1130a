"""The transport below python-telegram-bot: aiohttp, and failures told apart by whether the request left the house.

The token is known here and nowhere else: the library is given addresses without it, and no error carries an address.
"""

import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import aiohttp
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from channels.telegram.exchange import Exchange

#: The Bot API answers a send only when the message is really sent.
READ_TIMEOUT = 60.0
_CONNECT_TIMEOUT = 10.0
#: Waiting for a free connection and connecting, together.
_POOL_TIMEOUT = 20.0
#: Eight calls of the relay, the acknowledgements of pressed buttons, a long poll, and some room.
_CONNECTIONS = 16
#: How long to wait after "too many requests" that does not say how long.
_FLOOD_WAIT = 30.0
#: Which dispatch a call belongs to, told to a local test server.
DISPATCH_HEADER = "X-Bote-Dispatch"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: What is sent: JSON, or a form of the library's making.
_Body = bytes | aiohttp.FormData | Mapping[str, str] | None
_REFUSALS: Mapping[int, type[TelegramError]] = {
    400: BadRequest, 401: InvalidToken, 403: Forbidden, 404: InvalidToken, 409: Conflict,
}  # fmt: skip
#: "KEY ATTEMPT" of the dispatch that the current task calls for.
dispatch: ContextVar[str] = ContextVar("dispatch", default="")


class NotSentError(NetworkError):
    """The request never reached the server, or the server refused it before doing anything: it may be repeated."""


class AnswerLostError(NetworkError):
    """The request may have been carried out: the answer was lost."""


class FloodError(TelegramError):
    """Too many requests. wait: the seconds that the server asks for.

    The library's own RetryAfter is on its way from numbers to time spans, and warns of that whenever it is made.
    """

    def __init__(self, asked: object) -> None:
        super().__init__("too many messages")
        self.wait = float(asked) if isinstance(asked, int | float) and asked > 0 else _FLOOD_WAIT


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API for one token.

    tell_dispatch: name the dispatch of each call in a header; only for test servers on this machine.
    """

    def __init__(self, api_url: str, token: str, *, tell_dispatch: bool = False, limit: int = _CONNECTIONS) -> None:
        prefix = f"{api_url.rstrip('/')}/bot{quote(token, safe=':')}"
        # A closure, so that no attribute, and no listing of attributes, shows the token.
        self._address: Callable[[str], str] = lambda path: prefix + path
        files = f"{api_url.rstrip('/')}/file/bot{quote(token, safe=':')}/"
        self._file: Callable[[str], str] = lambda path: files + path
        self._json: tuple[Callable[[str], str], Exchange] | None = None
        self._tell_dispatch = tell_dispatch
        self._limit = limit
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The seconds to wait for an answer, unless a call says otherwise."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Open the pool; nothing connects yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._limit),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                # Each header costs both sides a little; and nobody asks for an answer that has to be unpacked.
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            )

    async def shutdown(self) -> None:
        """Close the pool; once more does no harm."""
        session, self._session, self._json = self._session, None, None
        if session is not None:
            await session.close()

    async def ask(self, method: str, parameters: Mapping[str, Any], read_timeout: float | None = None) -> Any:
        """Call a method without files and return the plain result.

        The library would write each parameter as a JSON text into a form, which costs more than sending it.
        Raises NotSentError, AnswerLostError, FloodError, or the library's error for what the server refused.
        """
        body = _encode(parameters).encode()
        limits = _limits(_POOL_TIMEOUT, _CONNECT_TIMEOUT, READ_TIMEOUT if read_timeout is None else read_timeout)
        status, answer = await self._request(f"/{method}", "POST", body, limits)
        said = _object(answer)
        if status != 200:
            raise _refusal(status, said)
        if "result" not in said:
            raise AnswerLostError("the answer is no answer of the Bot API")
        return said["result"]

    async def fetch(self, where: str, most: int) -> bytes | None:
        """Return the bytes of a file at the server; None when there are more than `most`.

        where: the path that getFile told. Raises NotSentError, AnswerLostError, BadRequest.
        """
        session = self._session
        if session is None:
            raise NotSentError("not open")
        limits = _limits(_POOL_TIMEOUT, _CONNECT_TIMEOUT, READ_TIMEOUT)
        data = bytearray()
        try:
            async with session.get(self._file(quote(where)), timeout=limits, allow_redirects=False) as answer:
                _check(answer.status)
                async for chunk in answer.content.iter_chunked(1 << 16):
                    data += chunk
                    if len(data) > most:
                        return None
        except TelegramError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, its text could name the address with the token
            raise _failure(error) from None
        return bytes(data)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp has none; reading is timed behind it
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request for the library and return status and body. url: what comes behind the token.

        Raises NotSentError, AnswerLostError or FloodError; other errors are read from the answer by the library.
        """
        limits = _limits(
            _given(pool_timeout, _POOL_TIMEOUT),
            _given(connect_timeout, _CONNECT_TIMEOUT),
            _given(read_timeout, READ_TIMEOUT),
        )
        return await self._request(url, method, _form(request_data), limits)

    async def _request(self, path: str, method: str, body: _Body, limits: aiohttp.ClientTimeout) -> tuple[int, bytes]:
        try:
            status, answer = await self._exchange(path, method, body, limits)
        except TelegramError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, its text could name the address with the token
            raise _failure(error) from None
        if status >= 500:
            raise _server_failure(status, answer)
        if status == 429:
            raise FloodError(_object(_object(answer).get("parameters")).get("retry_after"))
        return status, answer

    async def _exchange(self, path: str, method: str, body: _Body, limits: aiohttp.ClientTimeout) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSentError("not open")
        key = dispatch.get() if self._tell_dispatch else ""
        if isinstance(body, bytes):
            return await self._posts(self._session).post(
                path, body, f"{DISPATCH_HEADER}: {key}\r\n" * bool(key), limits
            )
        headers = {DISPATCH_HEADER: key} if key else {}
        async with self._session.request(
            method, self._address(path), data=body, headers=headers, timeout=limits, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()

    def _posts(self, session: aiohttp.ClientSession) -> Exchange:
        made, address = self._json, self._address
        if made is None or made[0] is not address:
            assert session.connector is not None
            try:
                made = self._json = (address, Exchange(session.connector, address("")))
            except ValueError:
                raise aiohttp.InvalidURL("") from None
        return made[1]


@lru_cache(maxsize=8)
def _limits(pool: float | None, connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=pool, sock_connect=connect, sock_read=read)


def _check(status: int) -> None:
    """Raise what the status of a file means, where it does not come."""
    if status >= 500:
        raise AnswerLostError(f"the server failed ({status})")
    if status != 200:
        raise BadRequest(f"HTTP {status}")


def _given(value: Any, default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _form(data: RequestData | None) -> _Body:
    if data is None or not data.contains_files:
        return None if data is None else data.json_parameters
    # Names as they are: escaped, Telegram would show "%C3%BC" for "ü".
    form = aiohttp.FormData(default_to_multipart=True, quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form


def _failure(error: Exception) -> NetworkError:
    """Return what a failure of the transport means; its own text may name the address, so only its kind is told."""
    kind = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return NotSentError(f"no connection ({kind})")
    return AnswerLostError(f"the answer was lost ({kind})")


def _refusal(status: int, said: Mapping[str, Any]) -> TelegramError:
    """Return what the library raises for an answer below 500 that is no success.

    Source: telegram.request.BaseRequest of python-telegram-bot 22.8
    """
    text = str(said.get("description") or f"HTTP {status}")
    moved_to = _object(said.get("parameters")).get("migrate_to_chat_id")
    if isinstance(moved_to, int):
        return ChatMigrated(moved_to)
    return _REFUSALS.get(status, NetworkError)(text)


def _server_failure(status: int, body: bytes) -> NetworkError:
    """Return what an answer from 500 up means: a server about to restart refuses before it sends anything.

    Source: https://github.com/tdlib/telegram-bot-api, telegram-bot-api/Client.cpp
    """
    if str(_object(body).get("description", "")).endswith(": restart"):
        return NotSentError(f"the server is restarting ({status})")
    return AnswerLostError(f"the server failed ({status})")


def _object(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, given as itself or as bytes; anything else is an empty one."""
    if isinstance(value, bytes):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}

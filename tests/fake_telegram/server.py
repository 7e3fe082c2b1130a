"""The server: tokens and methods, and how answers and failures look on the wire."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from tests.fake_telegram import control, knowing, sending
from tests.fake_telegram.errors import ApiError
from tests.fake_telegram.files import UPLOAD_LIMIT
from tests.fake_telegram.journal import HEADER, parse_dispatch
from tests.fake_telegram.requests import read_request, uploaded_as
from tests.fake_telegram.world import Call, CutError, GatewayError, World

Method = Callable[[World, Call], Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    "getme": knowing.get_me,
    "getupdates": knowing.get_updates,
    "setwebhook": knowing.set_webhook,
    "deletewebhook": knowing.delete_webhook,
    "getwebhookinfo": knowing.get_webhook_info,
    "answercallbackquery": knowing.answer_callback_query,
    "setmycommands": knowing.set_my_commands,
    "getmycommands": knowing.get_my_commands,
    "deletemycommands": knowing.delete_my_commands,
    "setmyname": knowing.set_my_text,
    "setmydescription": knowing.set_my_text,
    "setmyshortdescription": knowing.set_my_text,
    "getmyname": knowing.get_my_text,
    "getmydescription": knowing.get_my_text,
    "getmyshortdescription": knowing.get_my_text,
    "getchat": knowing.get_chat,
    "getchatmember": knowing.get_chat_member,
    "leavechat": knowing.leave_chat,
    "getfile": knowing.get_file,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "sendphoto": sending.send_photo,
    "editmessagetext": sending.edit_message_text,
    "editmessagecaption": sending.edit_message_caption,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "pinchatmessage": sending.pin_chat_message,
    "unpinchatmessage": sending.unpin_chat_message,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
}
#: Methods whose result is a pair, with a description of what was done.
_DESCRIBED = frozenset({"setwebhook", "deletewebhook"})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NOT_FOUND = ApiError(404, "Not Found")


class Server:
    """One server on loopback. port 0 means any free one; `port` then says which."""

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self.port = port
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self._reopening: asyncio.Task[None] | None = None
        self._busy: set[object] = set()

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Take requests from now on."""
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        await self.open_port()

    async def open_port(self) -> None:
        """Listen, again after close_port on the same port."""
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        if not self.port:
            self.port = self._runner.addresses[0][1]

    async def close_port(self) -> None:
        """Refuse connections from now on, and cut those that are idle."""
        assert self._runner is not None
        if self._site is not None:
            await self._site.stop()
            self._site = None
        assert self._runner.server is not None
        for connection in self._runner.server.connections:
            if connection not in self._busy and connection.transport is not None:
                connection.transport.close()

    def refuse_for(self, seconds: float) -> None:
        """Refuse connections for a while; what is under way is answered."""
        self._reopening = asyncio.create_task(self._refuse(seconds))

    async def stop(self) -> None:
        """End everything."""
        if self._reopening is not None:
            self._reopening.cancel()
        await self.world.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.world.close()

    async def _refuse(self, seconds: float) -> None:
        await asyncio.sleep(0.05)  # the answer to who asked for it still goes out
        await self.close_port()
        await asyncio.sleep(seconds)
        await self.open_port()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self._busy.add(request.protocol)
        try:
            return await self._answer(request)
        finally:
            self._busy.discard(request.protocol)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        request._client_max_size = UPLOAD_LIMIT  # the low-level server has no other door for it
        path = request.path
        try:
            if path.startswith("/ctl/"):
                return _json(200, await control.handle(self.world, self.refuse_for, request))
            if path.startswith("/file/bot"):
                return self._file(path)
            return _json(200, await self._api(request, path))
        except ApiError as error:
            after = error.parameters.get("retry_after")
            return _json(error.code, error.answer(), {"Retry-After": str(after)} if after else None)
        except GatewayError:
            text = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            return web.Response(status=502, text=text, content_type="text/html")
        except CutError:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()

    async def _api(self, request: web.BaseRequest, path: str) -> dict[str, Any]:
        token, slash, name = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not slash:
            raise _NOT_FOUND
        self._check_token(token)
        params, files = await read_request(request)
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        world = self.world
        world.judges.check_parameters(name, params | uploaded_as(params, files))
        dispatch = parse_dispatch(request.headers.get(HEADER))
        result = await method(world, Call(name.lower(), params, files, dispatch))
        if world.latency and name.lower() != "getupdates":
            await asyncio.sleep(world.latency)
        if name.lower() in _DESCRIBED:
            return {"ok": True, "result": result[0], "description": result[1]}
        return {"ok": True, "result": result}

    def _check_token(self, token: str) -> None:
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise ApiError(401, "Unauthorized: invalid token specified")
        if token != self.world.options.token:
            raise ApiError(401, "Unauthorized")

    def _file(self, path: str) -> web.Response:
        token, _, where = path.removeprefix("/file/bot").partition("/")
        self._check_token(token)
        file = self.world.files.get(where.rpartition("/")[2])
        if file is None:
            raise _NOT_FOUND
        return web.Response(body=file.data, content_type="application/octet-stream")


def _json(status: int, value: Any, headers: dict[str, str] | None = None) -> web.Response:
    body = _encode(value).encode(errors="backslashreplace")
    return web.Response(status=status, body=body, headers=headers, content_type="application/json")

"""Requests as clients send them: query string, form, JSON or multipart, with objects as JSON texts."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.fake_telegram.errors import ApiError, bad_request
from tests.fake_telegram.files import UPLOAD_LIMIT, File, upload

#: Parameters that are objects or arrays, and how the official server calls them when it cannot read them.
_OBJECTS = {
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
    "scope": "BotCommandScope",
    "commands": "commands",
    "media": "media",
    "options": "options",
    "reaction": "reaction types",
    "entities": "entities",
    "caption_entities": "caption entities",
    "allowed_updates": "allowed updates",
    "message_ids": "message identifiers",
}
_TRUE = frozenset({"true", "yes", "1"})
_FLAGS = {
    *("disable_notification", "protect_content", "drop_pending_updates", "show_alert", "allow_paid_broadcast"),
    *("disable_content_type_detection", "has_spoiler", "show_caption_above_media"),
}


async def read_request(request: web.BaseRequest) -> tuple[dict[str, Any], dict[str, File]]:
    """Return the parameters and the uploaded files. Raises ApiError for what is no JSON."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, File] = {}
    kind = request.content_type
    if kind == "multipart/form-data":
        await _read_parts(request, params, files)
    elif request.can_read_body:
        body = await request.read()
        if kind == "application/json":
            params |= _json_body(body)
        else:
            params |= parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    return {name: _value(name, value) for name, value in params.items()}, files


def number(params: Mapping[str, Any], name: str, default: int = 0) -> int:
    """Return a whole number as the server reads it: `default` for none, and for what is no number."""
    value = params.get(name)
    try:
        return default if value in (None, "") else int(str(value))
    except ValueError:
        return default


def uploaded_as(params: Mapping[str, Any], files: Mapping[str, File]) -> dict[str, str]:
    """Return the parameters that are files themselves; the other files are named by a parameter with attach://."""
    named = str(params) if files else ""
    return {name: file.id for name, file in files.items() if f"attach://{name}" not in named}


async def _read_parts(request: web.BaseRequest, params: dict[str, Any], files: dict[str, File]) -> None:
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read())
        size += len(data)
        if size > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            params[part.name] = data.decode(errors="replace")
        else:
            mime = part.headers.get("Content-Type", "")
            files[part.name] = upload(part.filename, mime, data)


def _json_body(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad_request("can't parse request JSON object")
    return value


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _FLAGS:
        return value.strip().lower() in _TRUE
    called = _OBJECTS.get(name)
    if called is None or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"Can't parse {called} JSON object") from None

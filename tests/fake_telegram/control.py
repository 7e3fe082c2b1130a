"""The control side, /ctl/NAME: POST a JSON object to be the users, GET to look at what happened.

POST say {chat, user, text, thread?, reply_to?, username?, media?, forwarded?}
     file {chat, user, name, mime, data, text?, photo?, and as say}   edit {chat, message_id, text}
     press {chat, user, message_id, payload, too_old?}                react {chat, user, message_id, emoji}
     member {chat, user, status}    migrate {old, new, user}          topic {chat, thread, user, is_open}
     chat {chat, type?, title?, username?, is_forum?, topics?, members?, bot_status?, state?}
     words {"glob": ["word", …]}    latency {seconds}                 refuse {seconds}
     raw {any fields of an update}
GET  journal    calls    faults    messages?chat=ID    answers    waits    state
"""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from channels.memory_journal import read_calls, read_journal
from tests.fake_telegram import events
from tests.fake_telegram.errors import ApiError, bad_request
from tests.fake_telegram.files import as_photo, upload
from tests.fake_telegram.messages import Json
from tests.fake_telegram.world import World

Control = Callable[[World, Json], Any]


def _say(world: World, body: Json) -> Any:
    return events.say(world, int(body.pop("chat")), int(body.pop("user")), str(body.pop("text")), **body)


def _file(world: World, body: Json) -> Any:
    """Let a user send a file: data in base64; as photo, Telegram makes sizes of it."""
    kept = upload(str(body.pop("name")), str(body.pop("mime", "")), base64.b64decode(body.pop("data")))
    kind = "photo" if body.pop("photo", False) else "document"
    file = as_photo(kept) if kind == "photo" else kept
    world.files[file.id] = file
    chat, user, text = int(body.pop("chat")), int(body.pop("user")), str(body.pop("text", ""))
    return events.say(world, chat, user, text, media={kind: file.as_json(kind)}, **body)


def _edit(world: World, body: Json) -> Any:
    return events.edit(world, int(body["chat"]), int(body["message_id"]), str(body["text"]))


def _press(world: World, body: Json) -> Any:
    too_old = bool(body.get("too_old"))
    number = int(body["message_id"])
    return events.press(world, int(body["chat"]), int(body["user"]), number, str(body["payload"]), too_old)


def _react(world: World, body: Json) -> Any:
    number = int(body["message_id"])
    return events.react(world, int(body["chat"]), int(body["user"]), number, str(body["emoji"]))


def _member(world: World, body: Json) -> Any:
    return events.set_member(world, int(body["chat"]), int(body["user"]), str(body["status"]))


def _migrate(world: World, body: Json) -> Any:
    return events.migrate(world, int(body["old"]), int(body["new"]), int(body["user"]))


def _topic(world: World, body: Json) -> Any:
    number, is_open = int(body["thread"]), bool(body["is_open"])
    return events.set_topic(world, int(body["chat"]), number, int(body["user"]), is_open)


def _chat(world: World, body: Json) -> Any:
    return events.describe(world, int(body["chat"]), body)


def _raw(world: World, body: Json) -> Any:
    return {"update_id": world.updates.push_raw(body)}


def _words(world: World, body: Json) -> Any:
    world.words.write(body)
    return True


def _latency(world: World, body: Json) -> Any:
    world.latency = float(body["seconds"])
    return True


def _messages(world: World, query: Json) -> Any:
    return [stored.as_json() for stored in world.messages.in_chat(int(query["chat"]))]


def _answers(world: World, query: Json) -> Any:
    return {one.id: one.answer for one in world.queries.values() if one.answer is not None}


def _waits(world: World, _query: Json) -> Any:
    """Return how many seconds each pressed button waited for its answer; null: it still does."""
    return [one.waited for one in world.queries.values()]


def _state(world: World, query: Json) -> Any:
    updates = world.updates
    return {
        "pending": updates.pending,
        "polling": updates.polling,
        "webhook": updates.webhook_info(),
        "profile": world.profile,
    }


_POST: Mapping[str, Control] = {
    "say": _say,
    "file": _file,
    "edit": _edit,
    "press": _press,
    "react": _react,
    "member": _member,
    "migrate": _migrate,
    "topic": _topic,
    "chat": _chat,
    "raw": _raw,
    "words": _words,
    "latency": _latency,
}
_GET: Mapping[str, Control] = {
    "journal": lambda world, _: read_journal(world.journal.directory),
    "calls": lambda world, _: read_calls(world.journal.directory),
    "faults": lambda world, _: world.journal.faults,
    "messages": _messages,
    "answers": _answers,
    "waits": _waits,
    "state": _state,
}


async def handle(world: World, refuse_for: Callable[[float], None], request: web.BaseRequest) -> Any:
    """Return what a control request asks for. Raises ApiError for one that cannot be understood."""
    name = request.path.removeprefix("/ctl/")
    try:
        if request.method == "GET":
            return _GET[name](world, dict(request.query))
        body = json.loads(await request.read())
        if name == "refuse":
            refuse_for(float(body["seconds"]))
            return True
        return _POST[name](world, body)
    except KeyError as error:
        raise ApiError(404, f"Not Found: /ctl/{name} knows no {error}") from error
    except (TypeError, ValueError) as error:
        raise bad_request(f"/ctl/{name}: {error}") from error

"""The methods that reach a chat: send, edit, delete, pin, files, forward and copy.

Each takes the call and returns the result that the Bot API documents for the method of that name. Each raises ApiError
for what the server refuses, and CutError or GatewayError where the chat's word says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fake_telegram.chats import topic_refusal
from tests.fake_telegram.errors import NOT_MODIFIED, bad_request
from tests.fake_telegram.files import File, as_photo
from tests.fake_telegram.judges import utf16
from tests.fake_telegram.messages import Content, Json, Stored
from tests.fake_telegram.requests import number
from tests.fake_telegram.world import Admitted, Call, World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
#: How a file begins that is not taken as a photo: what the official server finds wrong with pictures is its own secret.
NO_PHOTO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"


async def send_message(world: World, call: Call) -> Any:
    """sendMessage"""
    content = _text(world, call)
    return await _send(world, call, content)


async def send_document(world: World, call: Call) -> Any:
    """sendDocument"""
    return await _send_media(world, call, "document")


async def send_photo(world: World, call: Call) -> Any:
    """sendPhoto"""
    return await _send_media(world, call, "photo")


async def edit_message_text(world: World, call: Call) -> Any:
    """editMessageText: without a markup the message loses its buttons."""
    content = _text(world, call)
    admitted, stored = _existing(world, call, "edit", "message to edit")
    if stored.content.media is not None:
        raise bad_request("there is no text in the message to edit")
    return await _edit(world, admitted, stored, content)


async def edit_message_caption(world: World, call: Call) -> Any:
    """editMessageCaption: of a message that is a file."""
    text, entities = _caption(world, call)
    markup = _markup(call.params)
    admitted, stored = _existing(world, call, "edit", "message to edit")
    if stored.content.media is None:
        raise bad_request("there is no caption in the message to edit")
    return await _edit(world, admitted, stored, Content(text, entities, markup, stored.content.media))


async def edit_message_reply_markup(world: World, call: Call) -> Any:
    """editMessageReplyMarkup"""
    markup = _markup(call.params)
    admitted, stored = _existing(world, call, "edit", "message to edit")
    old = stored.content
    return await _edit(world, admitted, stored, Content(old.text, old.entities, markup, old.media))


async def delete_message(world: World, call: Call) -> Any:
    """deleteMessage. A second one is an error, but the journal has it: what it asked for is so."""
    message_id = number(call.params, "message_id")
    if not message_id:
        raise bad_request("Message identifier is not specified")
    admitted = world.admit(call, "delete")
    there = world.messages.delete(admitted.chat, message_id)
    if there or world.messages.was_deleted(admitted.chat, message_id):
        world.written(admitted, message_id, {})
    if not there:
        await world.answer(admitted, None)
        raise bad_request("message to delete not found")
    return await world.answer(admitted, True)


async def pin_chat_message(world: World, call: Call) -> Any:
    """pinChatMessage"""
    admitted, stored = _existing(world, call, "pin", "message to pin")
    if stored.id not in admitted.chat.pinned:
        admitted.chat.pinned.append(stored.id)
    world.written(admitted, stored.id, {"silent": bool(call.params.get("disable_notification"))})
    return await world.answer(admitted, True)


async def unpin_chat_message(world: World, call: Call) -> Any:
    """unpinChatMessage: the last pinned message, if none is named."""
    if call.params.get("message_id"):
        admitted, stored = _existing(world, call, "unpin", "message to unpin")
        message_id = stored.id
    else:
        admitted = world.admit(call, "unpin")
        if not admitted.chat.pinned:
            raise bad_request("Message to unpin not found")
        message_id = admitted.chat.pinned[-1]
    if message_id in admitted.chat.pinned:
        admitted.chat.pinned.remove(message_id)
    world.written(admitted, message_id, {})
    return await world.answer(admitted, True)


async def copy_message(world: World, call: Call) -> Any:
    """copyMessage: the same content, without its origin and its buttons."""
    sent = await _send(world, call, _copied(world, call, "message to copy"))
    return {"message_id": sent["message_id"]}


async def forward_message(world: World, call: Call) -> Any:
    """forwardMessage"""
    return await _send(world, call, _copied(world, call, "message to forward"))


# --- what they have in common


async def _send(world: World, call: Call, content: Content, files: Sequence[Json] = ()) -> Any:
    admitted = world.admit(call, "send")
    thread = number(call.params, "message_thread_id")
    error = topic_refusal(admitted.chat, thread)
    if error is not None:
        raise error
    in_topic = thread if admitted.chat.is_forum or admitted.chat.type == "private" else 0
    reply_to = _reply_to(world, admitted, call.params)
    silent = bool(call.params.get("disable_notification"))
    stored = world.deliver(admitted, content, files, thread=in_topic, reply_to=reply_to, silent=silent)
    answer = stored.as_json()
    replied = world.messages.get(admitted.chat, reply_to) if reply_to else None
    if replied is not None:
        answer["reply_to_message"] = replied.as_json()
    return await world.answer(admitted, answer)


async def _send_media(world: World, call: Call, kind: str) -> Any:
    text, entities = _caption(world, call)
    file = _file(world, call, kind)
    if file is None:
        raise bad_request(f"There is no {kind} in the request")
    content = Content(text, entities, _markup(call.params), {kind: file.as_json(kind)})
    known = {"name": file.name, "mime": file.mime, "size": len(file.data), "sha256": file.sha256}
    journalled = {**known, "reference": file.id, "uploaded": bool(call.files)}
    answer = await _send(world, call, content, [journalled])
    world.files[file.id] = file
    return answer


async def _edit(world: World, admitted: Admitted, stored: Stored, content: Content) -> Any:
    """Change a message. An unchanged one is an error, but the journal has it: the message says what was asked for."""
    if not stored.ours:
        raise bad_request("message can't be edited")
    same = stored.content == content
    stored.content = content
    world.written(admitted, stored.id, stored.journalled())
    if same:
        await world.answer(admitted, None)
        raise bad_request(NOT_MODIFIED)
    stored.edit_date = stored.date
    return await world.answer(admitted, stored.as_json())


def _existing(world: World, call: Call, op: str, what: str) -> tuple[Admitted, Stored]:
    """Return the message that a call is about. Raises ApiError if there is none."""
    admitted = world.admit(call, op)
    stored = world.messages.get(admitted.chat, number(call.params, "message_id"))
    if stored is None:
        raise bad_request(f"{what} not found")
    return admitted, stored


def _text(world: World, call: Call) -> Content:
    text = str(call.params.get("text") or "")
    if not text:
        raise bad_request("Message text is empty")
    text, entities = _formatted(world, call, text, "entities", TEXT_LIMIT, "message is too long")
    return Content(text, entities, _markup(call.params))


def _caption(world: World, call: Call) -> tuple[str, tuple[Json, ...]]:
    caption = str(call.params.get("caption") or "")
    if not caption.strip(" \n"):
        return "", ()
    return _formatted(world, call, caption, "caption_entities", CAPTION_LIMIT, "message caption is too long")


def _formatted(
    world: World, call: Call, text: str, field: str, limit: int, too_long: str
) -> tuple[str, tuple[Json, ...]]:
    mode = str(call.params.get("parse_mode") or "")
    if len(text.encode(errors="replace")) > 1 << 15:
        raise bad_request("Text is too long")
    text, entities = world.judges.formatted(call.method, text, mode, call.params.get(field))
    if utf16(text) > limit:
        raise bad_request(too_long)
    return text, tuple(entities)


def _markup(params: Mapping[str, Any]) -> Json | None:
    """Return the buttons of a request. Raises ApiError for those that the server does not take."""
    markup = params.get("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for button in (button for row in rows for button in row):
        _check_button(button)
    if "inline_keyboard" in markup and not any(rows):
        return None
    return markup


def _check_button(button: Any) -> None:
    what = "Can't parse inline keyboard button:"
    if not isinstance(button, dict):
        raise bad_request(f"{what} InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(f'{what} Can\'t find field "text"')
    if not button["text"]:
        raise bad_request("Inline keyboard button text must be non-empty")
    if not (button.keys() - {"text", "style", "icon_custom_emoji_id"}):
        raise bad_request(f"{what} Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _reply_to(world: World, admitted: Admitted, params: Mapping[str, Any]) -> int:
    """Return the message that is answered, or 0. Raises ApiError if it is gone and that matters."""
    reply = params.get("reply_parameters")
    if not isinstance(reply, dict):
        return 0
    message_id = number(reply, "message_id")
    if world.messages.get(admitted.chat, message_id) is not None:
        return message_id
    if not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return 0


def _copied(world: World, call: Call, what: str) -> Content:
    source = world.chats.find(call.params.get("from_chat_id"))
    stored = world.messages.get(source, number(call.params, "message_id"))
    if stored is None:
        raise bad_request(f"{what} not found")
    return Content(stored.content.text, stored.content.entities, _markup(call.params), stored.content.media)


def _file(world: World, call: Call, kind: str) -> File | None:
    """Return the file of a request: uploaded with it, or known from before."""
    given = call.params.get(kind)
    name = str(given).removeprefix("attach://") if given else kind
    if name in call.files:
        file = call.files[name]
        if not file.data:
            raise bad_request("file must be non-empty")
        return _photo(file) if kind == "photo" else file
    if not given:
        return None
    known = world.files.get(str(given))
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad_request(f"type of file mismatch: can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _photo(file: File) -> File:
    """Return an upload as a photo. Raises ApiError for bytes that say themselves that they are none."""
    if file.data.startswith(NO_PHOTO):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return as_photo(file)

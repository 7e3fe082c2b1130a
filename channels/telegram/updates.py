"""An update of the Bot API, as raw JSON, becomes an event, or nothing. Pure.

Only the few fields that we need are read, so that whatever Telegram adds, what people say to us still arrives.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Update

from domain.addressed import Event, EventKind
from domain.offered import Offered

Json = Mapping[str, Any]

#: What we ask for. Messages of channels, edits and what other members do are nobody's business here.
ALLOWED = ("message", "callback_query", "message_reaction", "my_chat_member")

#: Something that a person sends; any other message without text is a note of the network's own ("pinned a message").
_SENT_THINGS = frozenset(
    ("animation", "audio", "checklist", "contact", "dice", "document", "location", "paid_media", "photo", "poll",
     "sticker", "story", "venue", "video", "video_note", "voice")
)  # fmt: skip
_SHAPE_LENGTH = 500
_SHAPE_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are: the bot's own id, and its name without the @."""

    id: int
    name: str


class _OddError(Exception):
    """An update that is not shaped like one; says what is missing."""


def read(update: Json, me: Me) -> Event | None:
    """Return what an update tells us, or None when it is nothing for us at all.

    What cannot be read becomes an UNREADABLE event, to be parked; it keeps the names of the fields, never what was
    said. update: has its number, update_id.
    """
    event_id = str(update["update_id"])
    try:
        for kind, handle in _READERS.items():
            if kind in update:
                return handle(event_id, _object(update[kind], kind), me)
        _judge(update)
    except _OddError as error:
        return _unreadable(event_id, update, str(error))
    except Exception as error:  # noqa: BLE001 - not even a fault of ours may hold up what comes behind it
        return _unreadable(event_id, update, f"a fault in reading it ({type(error).__name__})")
    return None


def unreadable(event_id: str, what: object, reason: str) -> Event:
    """Return the event of something that came in and is no update."""
    return _unreadable(event_id, what if isinstance(what, Mapping) else {}, reason)


def pressed_ids(updates: list[Json]) -> Iterator[str]:
    """Yield the ids of the pressed buttons among updates, which Telegram wants to be acknowledged."""
    for update in updates:
        query = update.get("callback_query")
        if isinstance(query, Mapping) and isinstance(query.get("id"), str):
            yield query["id"]


# --- messages


def _message(event_id: str, message: Json, me: Me) -> Event | None:
    chat = _object(message.get("chat"), "chat")
    note = _note(event_id, chat, message)
    if note is not None:
        return note
    said = message.get("text", message.get("caption"))
    if said is None and not _SENT_THINGS & message.keys():
        return None
    if not isinstance(said, str | None):
        raise _OddError("text is no text")
    sender = _object(message.get("from") or message.get("sender_chat"), "from")
    if sender.get("is_bot") is True and "sender_chat" not in message:
        # Another bot; who writes as the group itself looks like one too.
        return None
    direct = chat.get("type") == "private"
    if said is None and direct:
        # Nothing that we could read: then the library at least must know what it is.
        _judge({"update_id": int(event_id), "message": message})
    text = _clean(said or "")
    return Event(
        event_id=event_id,
        chat=_id(chat),
        kind=EventKind.TEXT,
        user=_id(sender),
        direct=direct,
        to_us=not direct and _names_us(message, text, me),
        thread=_thread(message),
        payload={**_payload(direct, message, text=text), **(_brought(message) if direct else {})},
        sent_at=_moment(message),
    )


def _brought(message: Json) -> dict[str, Any]:
    """Return what a message brings beside its words: a file, or words that somebody else wrote."""
    found: dict[str, Any] = {}
    document, sizes = message.get("document"), _objects(message.get("photo"))
    if isinstance(document, Mapping) and isinstance(document.get("file_id"), str):
        name, mime = str(document.get("file_name") or ""), str(document.get("mime_type") or "")
        found["file"] = _offered(document, _clean(name), _clean(mime)).dump()
    elif sizes and isinstance(sizes[-1].get("file_id"), str):
        # The sizes of one photo, the largest last; Telegram makes all of them JPEG.
        found["file"] = _offered(sizes[-1], "bild.jpg", "image/jpeg").dump()
    if "file" in found and isinstance(message.get("media_group_id"), str):
        found["album"] = message["media_group_id"]
    if isinstance(message.get("forward_origin"), Mapping):
        found["forwarded"] = True
    return found


def _offered(file: Json, name: str, mime: str) -> Offered:
    size = file.get("file_size")
    return Offered(str(file["file_id"]), name, mime, size if isinstance(size, int) and size > 0 else 0)


def _note(event_id: str, chat: Json, message: Json) -> Event | None:
    """Return the event of a note that changes where we can write: the chat moved, or one of its topics closed."""
    user = ""
    if isinstance(message.get("migrate_to_chat_id"), int):
        moved_to = str(message["migrate_to_chat_id"])
        return Event(event_id, _id(chat), EventKind.MOVED, user, direct=False, payload={"to": moved_to})
    if isinstance(message.get("migrate_from_chat_id"), int):
        old = str(message["migrate_from_chat_id"])
        return Event(event_id, old, EventKind.MOVED, user, direct=False, payload={"to": _id(chat)})
    for field, kind in _TOPIC_NOTES.items():
        if field in message:
            return Event(event_id, _id(chat), kind, user, direct=False, thread=_thread(message))
    return None


_TOPIC_NOTES = {
    "forum_topic_closed": EventKind.CLOSED,
    "general_forum_topic_hidden": EventKind.CLOSED,
    "forum_topic_reopened": EventKind.OPENED,
    "general_forum_topic_unhidden": EventKind.OPENED,
}


def _names_us(message: Json, text: str, me: Me) -> bool:
    """Return whether a message in a group is an answer to one of ours, or names us."""
    answered = message.get("reply_to_message")
    if isinstance(answered, Mapping) and "forum_topic_created" not in answered:
        # In a topic that we opened every message "answers" the note that it was opened.
        author = answered.get("from")
        if isinstance(author, Mapping) and author.get("id") == me.id:
            return True
    marks = _objects(message.get("entities")) or _objects(message.get("caption_entities"))
    return any(_marks_us(mark, text, me) for mark in marks)


def _marks_us(mark: Json, text: str, me: Me) -> bool:
    kind, offset, length = mark.get("type"), mark.get("offset"), mark.get("length")
    if kind == "text_mention":
        user = mark.get("user")
        return isinstance(user, Mapping) and user.get("id") == me.id
    if kind not in ("mention", "bot_command") or not isinstance(offset, int) or not isinstance(length, int):
        return False
    marked = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
    return marked.rpartition("@")[2].casefold() == me.name.casefold() and "@" in marked


# --- buttons, reactions, coming and going


def _button(event_id: str, query: Json, _me: Me) -> Event:
    message = _object(query.get("message"), "message")
    chat, payload = _object(message.get("chat"), "chat"), query.get("data")
    if not isinstance(payload, str):
        raise _OddError("data is missing")
    direct = chat.get("type") == "private"
    return Event(
        event_id=event_id,
        chat=_id(chat),
        kind=EventKind.BUTTON,
        user=_id(_object(query.get("from"), "from")),
        direct=direct,
        thread=_thread(message),
        payload=_payload(direct, message, payload=_clean(payload)),
    )


def _reaction(event_id: str, reaction: Json, _me: Me) -> Event:
    """In a group nobody can say whether it was one of our messages; there it is dropped."""
    chat = _object(reaction.get("chat"), "chat")
    signs = [sign.get("emoji", "") for sign in _objects(reaction.get("new_reaction"))]
    user = reaction.get("user")
    return Event(
        event_id=event_id,
        chat=_id(chat),
        kind=EventKind.REACTION,
        user=_id(user) if isinstance(user, Mapping) else "",
        direct=chat.get("type") == "private",
        payload={"payload": " ".join(str(sign) for sign in signs if sign), "message": str(reaction.get("message_id"))},
        sent_at=_moment(reaction),
    )


def _membership(event_id: str, change: Json, _me: Me) -> Event:
    chat = _object(change.get("chat"), "chat")
    now = _object(change.get("new_chat_member"), "new_chat_member")
    if not isinstance(now.get("status"), str):
        raise _OddError("status is missing")
    user = _id(_object(change.get("from"), "from"))
    if chat.get("type") == "private":
        kind = EventKind.BLOCKED if now["status"] == "kicked" else EventKind.UNBLOCKED
        return Event(event_id, _id(chat), kind, user, direct=True)
    kind = EventKind.JOIN if _may_write(now, chat) else EventKind.LEAVE
    return Event(event_id, _id(chat), kind, user, direct=False)


def _may_write(member: Json, chat: Json) -> bool:
    """Return whether we can write to a group or channel as what we are there now.

    Source: https://core.telegram.org/bots/api#chatmember
    """
    match member["status"]:
        case "creator":
            return True
        case "administrator":
            return chat.get("type") != "channel" or member.get("can_post_messages") is True
        case "member":
            return chat.get("type") != "channel"
        case "restricted":
            return member.get("is_member") is True and member.get("can_send_messages") is True
        case _:
            return False


_READERS = {
    "message": _message,
    "callback_query": _button,
    "message_reaction": _reaction,
    "my_chat_member": _membership,
}


# --- helpers


def _payload(direct: bool, message: Json, **said: str) -> dict[str, Any]:
    """Return what was said; in a group also which message it was, so that the answer can be one to it."""
    number = message.get("message_id")
    return {**said} if direct or not isinstance(number, int) else {**said, "message": str(number)}


def _thread(message: Json) -> str:
    """Return the topic; the General topic has no number, and in an ordinary group a number means a chain of answers."""
    number = message.get("message_thread_id")
    return str(number) if message.get("is_topic_message") is True and isinstance(number, int) else ""


def _judge(update: Json) -> None:
    """Raise _OddError when the library cannot make sense of an update either."""
    try:
        Update.de_json(dict(update), None)
    except Exception as error:  # noqa: BLE001 - it raises whatever the odd field leads to
        raise _OddError(f"the library raised {type(error).__name__}") from None


def _unreadable(event_id: str, update: Json, reason: str) -> Event:
    found = [value.get("chat") for value in _inner(update)]
    chat = next((one for one in found if isinstance(one, Mapping) and isinstance(one.get("id"), int)), {})
    return Event(
        event_id=event_id,
        chat=str(chat.get("id", "")),
        kind=EventKind.UNREADABLE,
        user="",
        direct=chat.get("type") == "private",
        to_us=True,
        payload={"raw": _shape(update), "reason": reason},
    )


def _inner(update: Json) -> Iterator[Json]:
    for value in update.values():
        if isinstance(value, Mapping):
            yield value
            if isinstance(value.get("message"), Mapping):
                yield value["message"]


def _shape(update: Json) -> str:
    """Return the names of the fields of an update, without anything that somebody said."""

    def outline(value: object, depth: int) -> object:
        if isinstance(value, Mapping) and depth:
            return {str(name)[:32]: outline(inner, depth - 1) for name, inner in value.items()}
        return type(value).__name__

    return json.dumps(outline(update, _SHAPE_DEPTH))[:_SHAPE_LENGTH]


def _object(value: object, name: str) -> Json:
    if not isinstance(value, Mapping):
        raise _OddError(f"{name} is missing")
    return value


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _id(value: Json) -> str:
    if type(value.get("id")) is not int:
        raise _OddError("id is missing")
    return str(value["id"])


def _moment(value: Json) -> datetime | None:
    """Return when something was sent. Of a pressed button Telegram does not tell it."""
    seconds = value.get("date")
    try:
        return datetime.fromtimestamp(seconds, UTC) if type(seconds) is int else None
    except (ValueError, OverflowError, OSError):
        return None


def _clean(text: str) -> str:
    """Return a text without what no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")

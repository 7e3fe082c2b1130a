"""Messages: what a request asks to send, what is kept of it, and how the Bot API shows it."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram.chats import SHARED_IDS, Chat

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. media: one of its fields, such as document, and then text is the caption."""

    text: str = ""
    entities: tuple[Json, ...] = ()
    markup: Json | None = None
    media: Json | None = None


@dataclass(slots=True)
class Stored:
    """A message in a chat. author: a User object, or nobody in a channel."""

    id: int
    chat: Chat
    content: Content
    author: Json | None
    date: int
    thread: int = 0
    reply_to: int = 0
    silent: bool = False
    ours: bool = True
    edit_date: int = 0
    extra: Json = field(default_factory=dict)
    reactions: dict[int, list[Json]] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return it as a Message object."""
        content = self.content
        value: Json = {"message_id": self.id, "chat": self.chat.as_json(), "date": self.date}
        if self.author is not None:
            value["from"] = self.author
        elif self.chat.type == "channel":
            value["sender_chat"] = self.chat.as_json()
        if self.thread:
            value |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edit_date:
            value["edit_date"] = self.edit_date
        prefix = "caption_" if content.media is not None else ""
        if content.text:
            value["caption" if content.media is not None else "text"] = content.text
        if content.entities:
            value[f"{prefix}entities"] = list(content.entities)
        if content.media is not None:
            value |= content.media
        if content.markup is not None and "inline_keyboard" in content.markup:
            value["reply_markup"] = content.markup
        return value | self.extra

    def journalled(self) -> Json:
        """Return what the journal says of it."""
        return {
            "text": self.content.text,
            "entities": [_entity(entity) for entity in self.content.entities],
            "buttons": _buttons(self.content.markup),
            "reply_to": str(self.reply_to) if self.reply_to else None,
            "silent": self.silent,
        }


class Messages:
    """All messages. As in truth, ids count per chat in supergroups and channels, elsewhere over the whole account."""

    def __init__(self) -> None:
        self._messages: dict[tuple[int, int], Stored] = {}
        self._deleted: set[tuple[int, int]] = set()
        self._last_shared = 0

    def add(self, chat: Chat, content: Content, author: Json | None, **more: Any) -> Stored:
        """Keep a new message; more: the other fields of Stored."""
        if chat.type in SHARED_IDS:
            self._last_shared += 1
            number = self._last_shared
        else:
            chat.last_message_id += 1
            number = chat.last_message_id
        stored = Stored(number, chat, content, author, int(time.time()), **more)
        self._messages[chat.id, number] = stored
        return stored

    def restore(self, line: Json, chat: Chat, author: Json) -> None:
        """Take one line of the journal into what is known, so that a server that starts again knows what was sent."""
        number, content = (
            int(line["remote_id"]),
            Content(line["text"], tuple(line["entities"]), _markup(line["buttons"]), _media(line)),
        )
        if line["op"] == "delete":
            self.delete(chat, number)
        elif line["op"] == "edit" and (chat.id, number) in self._messages:
            self._messages[chat.id, number].content = content
        elif line["op"] in ("send", "upload"):
            self._messages[chat.id, number] = Stored(number, chat, content, author, int(time.time()))
            chat.last_message_id = max(chat.last_message_id, number)
            if chat.type in SHARED_IDS:
                self._last_shared = max(self._last_shared, number)

    def get(self, chat: Chat, number: int) -> Stored | None:
        """Return a message that is still there."""
        return self._messages.get((chat.id, number))

    def delete(self, chat: Chat, number: int) -> bool:
        """Take a message away; return whether it was there."""
        there = self._messages.pop((chat.id, number), None) is not None
        if there:
            self._deleted.add((chat.id, number))
        return there

    def was_deleted(self, chat: Chat, number: int) -> bool:
        """Return whether there was such a message."""
        return (chat.id, number) in self._deleted

    def in_chat(self, chat: int) -> list[Stored]:
        """Return what is in a chat, the oldest first."""
        return [stored for (where, _), stored in self._messages.items() if where == chat]


def _entity(entity: Json) -> Json:
    """Return an entity with the fields that the journal knows."""
    return {name: entity[name] for name in ("type", "offset", "length", "url", "language") if name in entity}


def _media(line: Json) -> Json | None:
    """Return what is left of a journalled file: that there was one."""
    files = line.get("files", ())
    return {"document": {"file_id": files[0]["reference"], "file_unique_id": "x"}} if files else None


def _markup(rows: list[list[Json]]) -> Json | None:
    """Return the markup of journalled buttons."""
    if not rows:
        return None
    buttons = [[{"text": button["label"], "callback_data": button["payload"]} for button in row] for row in rows]
    return {"inline_keyboard": buttons}


def _buttons(markup: Json | None) -> list[list[Json]]:
    rows = [] if markup is None else markup.get("inline_keyboard", [])
    return [
        [{"label": button["text"], "payload": button.get("callback_data") or button.get("url", "")} for button in row]
        for row in rows
    ]

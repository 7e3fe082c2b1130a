"""Chats, users and the bot itself, as the Bot API shows them, and why a chat does not take a call."""

from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram.errors import ApiError, bad_request, forbidden, too_many
from tests.fake_telegram.words import OK, Kind, Word

_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_post_messages", "can_edit_messages", "can_pin_messages", "can_manage_topics"),
    *("can_manage_direct_messages", "can_manage_tags", "can_send_welcome_messages"),
)
#: Where message ids count for the whole account; elsewhere each chat has its own.
SHARED_IDS = frozenset({"private", "group"})


@dataclass(slots=True)
class Chat:
    """A chat. state: what it has become for the bot; topics: ids of a forum's topics, True while open."""

    id: int
    type: str
    title: str
    username: str = ""
    is_forum: bool = False
    state: Word = OK
    bot_status: str = "member"
    topics: dict[int, bool] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    last_message_id: int = 0
    pinned: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as a Chat object."""
        value: dict[str, Any] = {"id": self.id, "type": self.type}
        value["first_name" if self.type == "private" else "title"] = self.title
        if self.username:
            value["username"] = self.username
        if self.is_forum:
            value["is_forum"] = True
        return value


class Chats:
    """All chats by id. One that nobody has mentioned yet is what its id says: positive ids are people."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}

    def get(self, chat_id: int) -> Chat:
        """Return a chat, made on first mention."""
        chat = self._chats.get(chat_id)
        if chat is None:
            kind = "private" if chat_id > 0 else "supergroup" if chat_id <= -1_000_000_000_000 else "group"
            title = f"Person {chat_id}" if chat_id > 0 else f"Gruppe {-chat_id}"
            chat = self._chats[chat_id] = Chat(chat_id, kind, title)
        return chat

    def find(self, name: Any) -> Chat:
        """Return the chat that a request names by id or @username. Raises ApiError as the server does."""
        text = str(name if name is not None else "").strip()
        if not text:
            raise bad_request("chat_id is empty")
        if text.startswith("@"):
            for chat in self._chats.values():
                if chat.username.lower() == text[1:].lower():
                    return chat
            raise bad_request("chat not found")
        try:
            number = int(text)
        except ValueError:
            raise bad_request("chat not found") from None
        if number == 0:
            raise bad_request("chat not found")
        return self.get(number)


def refusal(word: Word, chat: Chat, op: str = "send") -> ApiError | None:
    """Return what the server says instead of taking a call, or None if it takes it."""
    kind = "supergroup" if chat.type == "private" else chat.type
    match word.kind:
        case Kind.BLOCKED:
            return forbidden("bot was blocked by the user")
        case Kind.DEACTIVATED:
            return forbidden("user is deactivated")
        case Kind.GONE:
            return bad_request("chat not found")
        case Kind.STRANGER:
            return forbidden("bot can't initiate conversation with a user")
        case Kind.KICKED:
            return forbidden(f"bot was kicked from the {kind} chat")
        case Kind.LEFT:
            return forbidden(f"bot is not a member of the {kind} chat")
        case Kind.DELETED:
            return forbidden("the group chat was deleted")
        case Kind.MIGRATED:
            text = "group chat was upgraded to a supergroup chat"
            return bad_request(text, migrate_to_chat_id=word.chat)
        case Kind.NOTOPIC:
            return bad_request("message thread not found")
        case Kind.CLOSED:
            return bad_request("TOPIC_CLOSED")
        case Kind.NORIGHT:
            return bad_request(_no_right(chat, op))
        case Kind.FLOOD:
            return too_many(max(1, round(word.seconds)))
        case Kind.RESTART:
            return ApiError(500, "Internal Server Error: restart")
        case _:
            return None


def _no_right(chat: Chat, op: str) -> str:
    match op:
        case "delete":
            return "message can't be deleted"
        case "pin" | "unpin":
            return "not enough rights to manage pinned messages in the chat"
        case _ if chat.type == "channel":
            return "need administrator rights in the channel chat"
        case _:
            return "not enough rights to send text messages to the chat"


def topic_refusal(chat: Chat, thread: int) -> ApiError | None:
    """Return why a message cannot go to a topic, or None. Outside forums the topic of a group is ignored.

    Source: check_message_topic of the official server; the general topic is named by leaving it out.
    """
    if not thread or not (chat.is_forum or chat.type == "private"):
        return None
    if thread == 1 or thread not in chat.topics:
        return bad_request("message thread not found")
    return None if chat.topics[thread] else bad_request("TOPIC_CLOSED")


def user_json(user: int, username: str = "") -> dict[str, Any]:
    """Return a person as a User object."""
    value: dict[str, Any] = {"id": user, "is_bot": False, "first_name": f"Person {user}", "language_code": "de"}
    return {**value, "username": username} if username else value


def member_json(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a ChatMember object with all that its status requires."""
    value: dict[str, Any] = {"user": user, "status": status}
    match status:
        case "administrator":
            value |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
        case "creator":
            value |= {"is_anonymous": False}
        case "kicked":
            value |= {"until_date": 0}
    return value

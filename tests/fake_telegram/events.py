"""What people do, as updates: they write, press buttons, block the bot, add it to groups."""

import secrets
import time
from typing import Any

from tests.fake_telegram.chats import Chat, member_json, user_json
from tests.fake_telegram.errors import bad_request
from tests.fake_telegram.judges import found_entities
from tests.fake_telegram.messages import Content, Json, Stored
from tests.fake_telegram.words import OK, parse_word
from tests.fake_telegram.world import Query, World


def say(world: World, chat_id: int, user: int, text: str, **more: Any) -> Json:
    """Let a user write; in a channel it is a post. more: thread, reply_to, username, media, forwarded.

    Returns the ids of the update and of the message. Who writes to the bot has not blocked it any more.
    """
    chat = world.chats.get(chat_id)
    author = None if chat.type == "channel" else user_json(user, more.get("username", ""))
    if chat.type == "private":
        chat.username = more.get("username", chat.username)
    thread = int(more.get("thread", 0))
    if thread:
        chat.is_forum = chat.is_forum or chat.type == "supergroup"
        chat.topics.setdefault(thread, True)
    media = more.get("media")
    content = Content(text, tuple(found_entities(text)), None, media)
    replied = world.messages.get(chat, int(more.get("reply_to", 0)))
    stored = world.messages.add(chat, content, author, thread=thread, ours=False)
    if replied is not None:
        stored.extra["reply_to_message"] = replied.as_json()
    if more.get("forwarded"):
        sender = user_json(int(more["forwarded"]))
        stored.extra["forward_origin"] = {"type": "user", "sender_user": sender, "date": int(time.time())}
    return _pushed(world, "channel_post" if chat.type == "channel" else "message", stored)


def edit(world: World, chat_id: int, message_id: int, text: str) -> Json:
    """Let the author of a message change it."""
    stored = _message(world, chat_id, message_id)
    stored.content = Content(text, tuple(found_entities(text)), None, stored.content.media)
    stored.edit_date = int(time.time())
    return _pushed(world, "edited_channel_post" if stored.chat.type == "channel" else "edited_message", stored)


def press(world: World, chat_id: int, user: int, message_id: int, payload: str, too_old: bool = False) -> Json:
    """Let a user press a button of a message; too_old: the answer comes too late. Returns the query's id too."""
    stored = _message(world, chat_id, message_id)
    query = Query(str(secrets.randbits(62)), valid=not too_old)
    world.queries[query.id] = query
    update = {
        "callback_query": {
            "id": query.id,
            "from": user_json(user),
            "message": stored.as_json(),
            "chat_instance": str(-chat_id),
            "data": payload,
        }
    }
    return {"update_id": world.updates.push(update), "query_id": query.id}


def react(world: World, chat_id: int, user: int, message_id: int, emoji: str) -> Json:
    """Let a user react to a message, or take the reaction back with an empty emoji. Who does not ask hears nothing."""
    stored = _message(world, chat_id, message_id)
    new = [{"type": "emoji", "emoji": emoji}] if emoji else []
    update = {
        "message_reaction": {
            "chat": stored.chat.as_json(),
            "message_id": stored.id,
            "user": user_json(user),
            "date": int(time.time()),
            "old_reaction": stored.reactions.get(user, []),
            "new_reaction": new,
        }
    }
    stored.reactions[user] = new
    return {"update_id": world.updates.push(update)}


def set_member(world: World, chat_id: int, user: int, status: str) -> Json:
    """Change the bot's own place in a chat: kicked (in a private chat: blocked), left, member, administrator."""
    chat = world.chats.get(chat_id)
    old, chat.bot_status = chat.bot_status, status
    if status in ("kicked", "left"):
        chat.state = parse_word("blocked" if chat.type == "private" else status)
    else:
        chat.state = OK
    update = {
        "my_chat_member": {
            "chat": chat.as_json(),
            "from": user_json(user),
            "date": int(time.time()),
            "old_chat_member": member_json(world.bot, old),
            "new_chat_member": member_json(world.bot, status),
        }
    }
    return {"update_id": world.updates.push(update)}


def migrate(world: World, old_id: int, new_id: int, user: int) -> Json:
    """Let a group become a supergroup: service messages in both, and 400 with the new id for calls to the old one."""
    old, new = world.chats.get(old_id), world.chats.get(new_id)
    old.state = parse_word(f"migrated:{new_id}")
    new.title, new.bot_status, new.members = old.title, old.bot_status, dict(old.members)
    _service(world, old, user, migrate_to_chat_id=new_id)
    return _service(world, new, user, migrate_from_chat_id=old_id)


def set_topic(world: World, chat_id: int, thread: int, user: int, is_open: bool) -> Json:
    """Let a topic of a forum be closed or opened again."""
    chat = world.chats.get(chat_id)
    chat.is_forum, chat.topics[thread] = True, is_open
    event = "forum_topic_reopened" if is_open else "forum_topic_closed"
    return _service(world, chat, user, thread=thread, **{event: {}})


def describe(world: World, chat_id: int, fields: Json) -> Json:
    """Say what a chat is: type, title, username, is_forum, topics, members, bot_status, state (a word)."""
    chat = world.chats.get(chat_id)
    for name in ("type", "title", "username", "is_forum", "bot_status"):
        if name in fields:
            setattr(chat, name, fields[name])
    if "topics" in fields:
        chat.is_forum = True
        chat.topics |= dict.fromkeys(map(int, fields["topics"]), True)
    chat.members |= {int(user): str(status) for user, status in fields.get("members", {}).items()}
    if "state" in fields:
        word = parse_word(str(fields["state"]))
        chat.state = OK if word == OK else word
    return chat.as_json()


def _service(world: World, chat: Chat, user: int, thread: int = 0, **event: Any) -> Json:
    stored = world.messages.add(chat, Content(), user_json(user), thread=thread, ours=False, extra=event)
    return _pushed(world, "message", stored)


def _pushed(world: World, kind: str, stored: Stored) -> Json:
    return {"update_id": world.updates.push({kind: stored.as_json()}), "message_id": stored.id}


def _message(world: World, chat_id: int, message_id: int) -> Stored:
    stored = world.messages.get(world.chats.get(chat_id), message_id)
    if stored is None:
        raise bad_request(f"there is no message {message_id} in chat {chat_id}")
    return stored

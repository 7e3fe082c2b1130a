"""The methods that reach no chat: updates, the webhook, what the bot says of itself, what it may know of chats.

Each takes the call and returns the result that the Bot API documents for the method of that name, setWebhook and
deleteWebhook with the description of what was done. Each raises ApiError for what the server refuses.
"""

import time
from typing import Any

from tests.fake_telegram.chats import member_json, refusal, user_json
from tests.fake_telegram.errors import QUERY_TOO_OLD, bad_request, too_many
from tests.fake_telegram.files import DOWNLOAD_LIMIT
from tests.fake_telegram.requests import number
from tests.fake_telegram.updates import LONGEST_POLL
from tests.fake_telegram.words import parse_word
from tests.fake_telegram.world import Call, World

#: What getMe says of abilities that our bot has no use for.
_CANNOT = (
    *("can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app"),
    *("has_topics_enabled", "allows_users_to_create_topics", "can_manage_bots"),
)


async def get_me(world: World, call: Call) -> Any:
    """getMe"""
    return {**world.bot, "can_join_groups": True, **dict.fromkeys(_CANNOT, False)}


async def get_updates(world: World, call: Call) -> Any:
    """getUpdates"""
    params = call.params
    world.updates.allow(params.get("allowed_updates"))
    limit = min(max(number(params, "limit", 100), 1), 100)
    timeout = min(max(number(params, "timeout"), 0), LONGEST_POLL)
    return await world.updates.poll(number(params, "offset"), limit, timeout)


async def set_webhook(world: World, call: Call) -> Any:
    """setWebhook"""
    if call.params.get("url"):
        if world.now() < world.last_webhook + world.rates.shortened(1):
            raise too_many(1)
        world.last_webhook = world.now()
    return True, await world.updates.set_webhook(dict(call.params))


async def delete_webhook(world: World, call: Call) -> Any:
    """deleteWebhook"""
    drop = call.params.get("drop_pending_updates")
    return True, await world.updates.set_webhook({"drop_pending_updates": drop})


async def get_webhook_info(world: World, call: Call) -> Any:
    """getWebhookInfo"""
    return world.updates.webhook_info()


async def answer_callback_query(world: World, call: Call) -> Any:
    """answerCallbackQuery: only of a button that was pressed here and not too long ago."""
    query = world.queries.get(str(call.params.get("callback_query_id")))
    if query is None or not query.valid:
        raise bad_request(QUERY_TOO_OLD)
    query.waited = query.waited if query.answer is not None else time.monotonic() - query.pressed_at
    query.answer = {name: call.params[name] for name in ("text", "show_alert", "url") if name in call.params}
    return True


async def set_my_commands(world: World, call: Call) -> Any:
    """setMyCommands"""
    world.profile[_commands_key(call)] = call.params.get("commands") or []
    return True


async def get_my_commands(world: World, call: Call) -> Any:
    """getMyCommands"""
    return world.profile.get(_commands_key(call), [])


async def delete_my_commands(world: World, call: Call) -> Any:
    """deleteMyCommands"""
    world.profile.pop(_commands_key(call), None)
    return True


async def set_my_text(world: World, call: Call) -> Any:
    """setMyName, setMyDescription, setMyShortDescription"""
    field = _PROFILE[call.method.removeprefix("set")]
    world.profile[field] = str(call.params.get(field) or "")
    return True


async def get_my_text(world: World, call: Call) -> Any:
    """getMyName, getMyDescription, getMyShortDescription"""
    field = _PROFILE[call.method.removeprefix("get")]
    return {field: world.profile.get(field, world.bot["first_name"] if field == "name" else "")}


async def get_chat(world: World, call: Call) -> Any:
    """getChat"""
    chat = _readable(world, call)
    types = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    types["gifts_from_channels"] = True
    extra = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": types}
    return {**chat.as_json(), **extra}


async def get_chat_member(world: World, call: Call) -> Any:
    """getChatMember"""
    chat = _readable(world, call)
    user = number(call.params, "user_id")
    if user <= 0:
        raise bad_request("Invalid user_id specified")
    if user == world.bot["id"]:
        return member_json(world.bot, chat.bot_status)
    default = "member" if chat.id == user else "left"
    return member_json(user_json(user), chat.members.get(user, default))


async def leave_chat(world: World, call: Call) -> Any:
    """leaveChat"""
    chat = _readable(world, call)
    if chat.type == "private":
        raise bad_request("chat not found")
    chat.state, chat.bot_status = parse_word("left"), "left"
    return True


async def get_file(world: World, call: Call) -> Any:
    """getFile"""
    file = world.files.get(str(call.params.get("file_id")))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.id[-12:],
        "file_size": len(file.data),
        "file_path": file.path,
    }


def _readable(world: World, call: Call) -> Any:
    """Return the chat that a call asks about. Raises ApiError if the bot may not know it."""
    chat = world.chats.find(call.params.get("chat_id"))
    error = refusal(chat.state, chat)
    if error is not None and chat.type != "private":
        raise error
    return chat


_PROFILE = {"myname": "name", "mydescription": "description", "myshortdescription": "short_description"}


def _commands_key(call: Call) -> str:
    return f"commands {call.params.get('scope') or {'type': 'default'}} {call.params.get('language_code') or ''}"

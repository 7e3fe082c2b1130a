"""What Telegram shows of the bot before anybody has written to it: commands for each scope, and two descriptions."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from channels.telegram.api import Api

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Profile:
    """The bot's commands as (name, meaning), in direct chats and in groups, and its two descriptions.

    Limits: a name 1-32 of a-z, 0-9 and _, a meaning 256, the description 512, the short one 120 characters.
    Source: https://core.telegram.org/bots/api#setmycommands
    """

    private: Sequence[tuple[str, str]] = ()
    group: Sequence[tuple[str, str]] = ()
    description: str = ""
    short_description: str = ""


async def set_profile(api: Api, profile: Profile) -> None:
    """Tell Telegram the profile. A failure is logged and nothing else: the bot works without it."""
    scopes = (
        (BotCommandScopeAllPrivateChats(), profile.private),
        (BotCommandScopeAllGroupChats(), profile.group),
        (BotCommandScopeAllChatAdministrators(), profile.group),
    )
    try:
        for scope, commands in scopes:
            known = [BotCommand(name, meaning) for name, meaning in commands]
            await api.call("setMyCommands", commands=known, scope=scope)
        await api.call("setMyDescription", description=profile.description)
        await api.call("setMyShortDescription", short_description=profile.short_description)
    except TelegramError as error:
        log.warning("telegram.profile_not_set", reason=error.message[:200])

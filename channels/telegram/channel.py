"""The Telegram channel: each call of the protocol as one call of the Bot API, and its answer as an outcome."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.error import InvalidToken, TelegramError

from channels.base import Capabilities, Look, Receive, RefusedError, Target
from channels.pacing import TELEGRAM
from channels.telegram.api import Api
from channels.telegram.errors import Instead, meaning
from channels.telegram.profile import Profile, set_profile
from channels.telegram.receiving import Acknowledging, Poller
from channels.telegram.request import AiohttpRequest, dispatch
from channels.telegram.updates import Json, Me
from channels.telegram.webhook import Endpoint, Webhook, secret_for
from domain.message import Button, Form, Message
from domain.outcome import GiveUp, Moved, Outcome, Sent, Unsure
from domain.state import Op

log = structlog.get_logger()

ACCOUNT = "telegram"
#: The General topic has no number: naming it is an error.
_GENERAL = ("", "1")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_SUCH_MESSAGE = GiveUp("there is no such message")


@dataclass(frozen=True, slots=True)
class Access:
    """How the bot gets to Telegram. endpoint: where Telegram calls us; None: we ask.

    tell_dispatch: name each call's dispatch in a header; only for test servers on this machine.
    """

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    endpoint: Endpoint | None = None
    internal: bool = False
    tell_dispatch: bool = False


def is_group(chat: str) -> bool:
    """Return whether a chat is a group or channel: Telegram gives those negative numbers, channels without a name @."""
    return chat.startswith(("-", "@"))


@dataclass(frozen=True, slots=True)
class _Call:
    """One remote call. remote_id: the message that it is about, empty for a new one."""

    op: Op
    method: str
    to: Target
    key: str
    attempt: int
    parameters: Mapping[str, Any]
    remote_id: str = ""


class TelegramChannel:
    """The bot's account on Telegram."""

    def __init__(self, access: Access, profile: Profile) -> None:
        self.account = ACCOUNT
        self.device = ""
        self.capabilities = Capabilities(
            Form.ENTITIES, pins=True, internal=access.internal, budget=TELEGRAM, is_group=is_group
        )
        self._profile = profile
        self._request = AiohttpRequest(access.api_url, access.token, tell_dispatch=access.tell_dispatch)
        self._api = Api(self._request)
        self._me: Me | None = None
        self._acknowledging = Acknowledging(self._api)
        self._telling: asyncio.Task[None] | None = None
        self._incoming: Poller | Webhook
        if access.endpoint is None:
            self._incoming = Poller(self._api, self._who, self._acknowledging.begin)
        else:
            secret = secret_for(access.token, access.endpoint.url)
            self._incoming = Webhook(self._api, access.endpoint, secret, self._who, self._acknowledging.begin)

    @property
    def heard_at(self) -> datetime | None:
        """When Telegram last answered a call for updates; None where it calls us."""
        return self._incoming.heard_at if isinstance(self._incoming, Poller) else None

    async def start(self) -> None:
        """Ask who we are, and begin to tell Telegram our commands.

        Raises RefusedError for a wrong token, TelegramError when there is no answer.
        """
        await self._request.initialize()
        try:
            me = await self._api.call("getMe")
            self._me = Me(int(me["id"]), str(me.get("username", "")))
            if isinstance(self._incoming, Poller):
                # What waits is kept; while a webhook is set, nobody may ask for updates.
                await self._api.call("deleteWebhook")
        except InvalidToken:
            log.critical("telegram.token_refused", account=self.account)
            raise RefusedError from None
        self._telling = asyncio.create_task(set_profile(self._api, self._profile))

    async def close(self) -> None:
        """Close every connection; what is under way is given up."""
        telling, self._telling = self._telling, None
        if telling is not None:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
        await self._acknowledging.close()
        await self._request.shutdown()

    async def send(self, to: Target, message: Message, *, key: str, attempt: int) -> Outcome:
        """Send a new message: info without a sound, never with a preview of its links."""
        parameters = {
            **_text(message),
            "disable_notification": message.silent or None,
            "reply_parameters": _reply(message.reply_to),
        }
        return await self._call(_Call(Op.SEND, "sendMessage", to, key, attempt, parameters))

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        """Change a message of ours; an unchanged one is a success."""
        return await self._change(Op.EDIT, "editMessageText", to, remote_id, key, attempt, _text(message))

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Delete a message of ours, which Telegram allows for 48 hours; one that is gone already is a success."""
        return await self._change(Op.DELETE, "deleteMessage", to, remote_id, key, attempt, {})

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours, silently; given up where the bot may not."""
        silently = {"disable_notification": True}
        return await self._change(Op.PIN, "pinChatMessage", to, remote_id, key, attempt, silently)

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:  # noqa: ARG002 - there is nothing to call
        """The direct chat has the number of its user."""
        return Moved(user)

    async def find(self, to: Target, key: str) -> str | Look:  # noqa: ARG002 - part of the protocol
        """Nothing can be looked up: Telegram knows no keys, and a bot cannot read what it wrote."""
        return Look.CANNOT_LOOK

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what comes in behind `cursor`, the number of the next update, until cancelled."""
        await self._incoming.listen(receive, cursor)

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something lies behind `cursor`, as far as can be seen. Raises TelegramError."""
        return await self._incoming.has_unread(cursor)

    def _who(self) -> Me:
        assert self._me is not None, "start() comes first"
        return self._me

    async def _change(
        self, op: Op, method: str, to: Target, remote_id: str, key: str, attempt: int, parameters: Mapping[str, Any]
    ) -> Outcome:
        if not remote_id.isdecimal():
            return _NO_SUCH_MESSAGE
        about = {**parameters, "message_id": int(remote_id)}
        return await self._call(_Call(op, method, to, key, attempt, about, remote_id))

    async def _call(self, call: _Call) -> Outcome:
        """Make a call; where the server refuses its form, once more in a simpler one."""
        parameters = {"chat_id": call.to.chat, **call.parameters}
        if call.op is Op.SEND and call.to.thread not in _GENERAL:
            parameters["message_thread_id"] = call.to.thread
        tried: set[Instead] = set()
        while True:
            follows = await self._call_once(call, parameters)
            if not isinstance(follows, Instead):
                return follows
            if follows in tried:
                return GiveUp(f"refused also as {follows.value}")
            tried.add(follows)
            parameters.pop(_WITHOUT[follows], None)

    async def _call_once(self, call: _Call, parameters: Mapping[str, Any]) -> Outcome | Instead:
        token = dispatch.set(f"{call.key} {call.attempt}")
        try:
            answer = await self._api.call(call.method, **parameters)
        except TelegramError as error:
            found = meaning(error, call.op, is_group=is_group(call.to.chat), attempt=call.attempt)
            if found is None:
                return Sent(call.remote_id)
            if found.alarm:
                log.critical(found.alarm, account=self.account, key=call.key, reason=error.message[:120])
            return found.follows
        finally:
            dispatch.reset(token)
        return _arrived(call, answer)


#: The parameter that is left out for a simpler form.
_WITHOUT = {Instead.PLAIN: "entities", Instead.GENERAL: "message_thread_id"}


def _arrived(call: _Call, answer: Any) -> Outcome:
    if call.remote_id:
        return Sent(call.remote_id)
    if isinstance(answer, Mapping) and isinstance(answer.get("message_id"), int):
        return Sent(str(answer["message_id"]))
    return Unsure("the answer names no message")


def _text(message: Message) -> Json:
    """Return text, entities and buttons as parameters. A half surrogate, which no JSON takes, becomes a "?"."""
    return {
        "text": message.body.text.encode("utf-8", "replace").decode(),
        "entities": [
            MessageEntity(one.type, one.offset, one.length, url=one.url, language=one.language)
            for one in message.body.entities
        ]
        or None,
        "link_preview_options": _NO_PREVIEW,
        "reply_markup": InlineKeyboardMarkup([list(map(_button, row)) for row in message.buttons])
        if message.buttons
        else None,
    }


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.payload)


def _reply(message_id: str | None) -> ReplyParameters | None:
    """Return which message is answered; the answer goes out even when that one is gone."""
    if message_id is None or not message_id.isdecimal():
        return None
    return ReplyParameters(int(message_id), allow_sending_without_reply=True)

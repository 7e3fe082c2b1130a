"""The Telegram channel: each call of the protocol as one call of the Bot API, and its answer as an outcome."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram import InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from channels.base import TOO_BIG, Capabilities, Entrance, Look, Receive, RefusedError, Target
from channels.pacing import TELEGRAM
from channels.telegram import files, words
from channels.telegram.api import Api
from channels.telegram.errors import Instead, meaning
from channels.telegram.files import Kind
from channels.telegram.profile import Profile, set_profile
from channels.telegram.receiving import Acknowledging, Poller
from channels.telegram.request import AiohttpRequest, FloodError, dispatch
from channels.telegram.updates import Json, Me
from channels.telegram.webhook import Endpoint, Webhook, secret_for
from channels.uploads import BUSY, MISSING, Uploads
from domain.asset import Loaded
from domain.message import Button, Entity, Form, Message
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from domain.state import Op

log = structlog.get_logger()

ACCOUNT = "telegram"
#: The General topic has no number: naming it is an error.
_GENERAL = ("", "1")
#: Source: https://core.telegram.org/bots/api#senddocument
_FILE_LIMIT = 50_000_000
_NO_PREVIEW = {"is_disabled": True}
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


def entrance_of(me: Me) -> Entrance | None:
    """Return how people come to the bot. A code has only signs that a deep link takes.

    Source: https://core.telegram.org/bots/features#deep-linking
    """
    return Entrance("Telegram", f"https://t.me/{me.name}?start={{code}}", words.HINT) if me.name else None


@dataclass(frozen=True, slots=True)
class _Call:
    """One remote call. remote_id: the message that it is about, empty for a new one. upload: a file to bring along."""

    op: Op
    method: str
    to: Target
    key: str
    attempt: int
    parameters: Mapping[str, Any]
    remote_id: str = ""
    upload: tuple[Kind, Loaded] | None = None


class TelegramChannel:
    """The bot's account on Telegram."""

    def __init__(self, access: Access, profile: Profile) -> None:
        self.account = ACCOUNT
        self.device = ""
        self.capabilities = Capabilities(
            Form.ENTITIES,
            pins=True,
            internal=access.internal,
            budget=TELEGRAM,
            is_group=is_group,
            file_limit=_FILE_LIMIT,
        )
        self._uploads = Uploads()
        self._profile = profile
        self._request = AiohttpRequest(access.api_url, access.token, tell_dispatch=access.tell_dispatch)
        self._api = Api(self._request)
        self._me: Me | None = None
        self._acknowledging = Acknowledging(self._api)
        self._telling: asyncio.Task[None] | None = None
        self._refused = asyncio.Event()
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
        self._refused.clear()
        try:
            me = await self._api.call("getMe")
            self._me = Me(int(me["id"]), str(me.get("username", "")))
            self.capabilities = replace(self.capabilities, entrance=entrance_of(self._me))
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
        how = {"disable_notification": message.silent or None, "reply_parameters": _reply(message.reply_to)}
        if message.loaded is not None:
            call = _Call(Op.SEND, "", to, key, attempt, {**_caption(message), **how})
            return await self._send_file(call, message.loaded)
        return _settled(await self._call(_Call(Op.SEND, "sendMessage", to, key, attempt, {**_text(message), **how})))

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        """Change a message of ours; an unchanged one is a success."""
        follows = await self._change(Op.EDIT, "editMessageText", to, remote_id, key, attempt, _text(message))
        if follows is Instead.CAPTION:
            caption = _caption(message)
            follows = await self._change(Op.EDIT, "editMessageCaption", to, remote_id, key, attempt, caption)
        return _settled(follows)

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Delete a message of ours, which Telegram allows for 48 hours; one that is gone already is a success."""
        return _settled(await self._change(Op.DELETE, "deleteMessage", to, remote_id, key, attempt, {}))

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours, silently; given up where the bot may not."""
        silently = {"disable_notification": True}
        return _settled(await self._change(Op.PIN, "pinChatMessage", to, remote_id, key, attempt, silently))

    async def unpin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours no longer; one that is not pinned, or gone, is a success."""
        return _settled(await self._change(Op.UNPIN, "unpinChatMessage", to, remote_id, key, attempt, {}))

    async def download(self, reference: str, most: int) -> bytes | Outcome:
        """Return the bytes of a file that somebody sent. Source: https://core.telegram.org/bots/api#getfile"""
        try:
            about = await self._api.call("getFile", file_id=reference)
            where = about.get("file_path") if isinstance(about, Mapping) else None
            if not isinstance(where, str) or not where:
                return GiveUp("there is no such file")
            data = await self._request.fetch(where, most)
        except FloodError as error:
            return TryLater(error.message, timedelta(seconds=error.wait))
        except BadRequest as error:
            return GiveUp(TOO_BIG if "too big" in error.message.lower() else error.message[:120])
        except NetworkError as error:
            return TryLater(error.message[:120])
        except TelegramError as error:
            return GiveUp(error.message[:120])
        return GiveUp(TOO_BIG) if data is None else data

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:  # noqa: ARG002 - there is nothing to call
        """The direct chat has the number of its user."""
        return Moved(user, opened=True)

    async def find(self, to: Target, key: str) -> str | Look:  # noqa: ARG002 - part of the protocol
        """Nothing can be looked up: Telegram knows no keys, and a bot cannot read what it wrote."""
        return Look.CANNOT_LOOK

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what comes in behind `cursor`, the number of the next update, until cancelled.

        Raises RefusedError as soon as the token is refused, in whatever call.
        """
        listening = asyncio.ensure_future(self._incoming.listen(receive, cursor))
        refused = asyncio.ensure_future(self._refused.wait())
        try:
            await asyncio.wait((listening, refused), return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
            raise RefusedError
        finally:
            listening.cancel()
            refused.cancel()
            await asyncio.gather(listening, refused, return_exceptions=True)

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something lies behind `cursor`, as far as can be seen. Raises TelegramError."""
        return await self._incoming.has_unread(cursor)

    def _who(self) -> Me:
        assert self._me is not None, "start() comes first"
        return self._me

    async def _change(
        self, op: Op, method: str, to: Target, remote_id: str, key: str, attempt: int, parameters: Mapping[str, Any]
    ) -> Outcome | Instead:
        if not remote_id.isdecimal():
            return _NO_SUCH_MESSAGE
        about = {**parameters, "message_id": int(remote_id)}
        return await self._call(_Call(op, method, to, key, attempt, about, remote_id))

    async def _send_file(self, call: _Call, loaded: Loaded) -> Outcome:
        """Send a file by its reference; without one that is still good, upload it, unless somebody else just does."""
        reference = self._uploads.reference(loaded)
        follows = await self._send_known(call, reference)
        if follows is not Instead.UPLOAD:
            return _settled(follows)
        try:
            async with self._uploads.alone(loaded):
                newest = self._uploads.reference(loaded)
                if newest == reference:
                    return await self._upload(call, loaded)
        except TimeoutError:
            return BUSY
        follows = await self._send_known(call, newest)
        return BUSY if follows is Instead.UPLOAD else _settled(follows)

    async def _send_known(self, call: _Call, reference: str) -> Outcome | Instead:
        known = files.read_reference(reference)
        if known is None:
            return Instead.UPLOAD
        kind, file_id = known
        by_id = {**call.parameters, kind.value: file_id}
        return await self._call(replace(call, method=kind.method, parameters=by_id))

    async def _upload(self, call: _Call, loaded: Loaded) -> Outcome:
        kind = files.kind_of(loaded.file)
        follows = await self._call(replace(call, method=kind.method, upload=(kind, loaded)))
        if follows is Instead.DOCUMENT and kind is Kind.PHOTO:
            document = Kind.DOCUMENT
            follows = await self._call(replace(call, method=document.method, upload=(document, loaded)))
        return _settled(follows)

    async def _call(self, call: _Call) -> Outcome | Instead:
        """Make a call; where the server refuses its form, once more in a simpler one that asks for nothing new."""
        parameters = {"chat_id": call.to.chat, **call.parameters}
        if call.op is Op.SEND and call.to.thread not in _GENERAL:
            parameters["message_thread_id"] = call.to.thread
        tried: set[Instead] = set()
        while True:
            follows = await self._call_once(call, parameters)
            if not isinstance(follows, Instead) or follows not in _WITHOUT:
                return follows
            if follows in tried:
                return GiveUp(f"refused also as {follows.value}")
            tried.add(follows)
            for name in _WITHOUT[follows]:
                parameters.pop(name, None)

    async def _call_once(self, call: _Call, parameters: Mapping[str, Any]) -> Outcome | Instead:
        token = dispatch.set(f"{call.key} {call.attempt}")
        try:
            if call.upload is None:
                answer = await self._api.call(call.method, **parameters)
            else:
                answer = await self._call_with_bytes(call.method, *call.upload, parameters)
        except OSError as error:
            log.error("telegram.file_missing", key=call.key, error=type(error).__name__)  # noqa: TRY400 - it says all
            return MISSING
        except TelegramError as error:
            found = meaning(error, call.op, is_group=is_group(call.to.chat), attempt=call.attempt)
            if found is None:
                return Sent(call.remote_id)
            if isinstance(error, InvalidToken):
                self._refused.set()
            if found.alarm:
                log.critical(found.alarm, account=self.account, key=call.key, reason=error.message[:120])
            return found.follows
        finally:
            dispatch.reset(token)
        return self._arrived(call, answer)

    async def _call_with_bytes(self, method: str, kind: Kind, loaded: Loaded, parameters: Mapping[str, Any]) -> Any:
        """Make a call that brings a file along, read as it goes out. Raises TelegramError; OSError before it leaves."""
        with await asyncio.to_thread(open, loaded.path, "rb") as handle:
            file = InputFile(handle, loaded.file.name, read_file_handle=False)
            brought: dict[str, Any] = {kind.value: file}
            if kind is Kind.DOCUMENT:
                # Otherwise Telegram makes of it what it takes it for.
                brought["disable_content_type_detection"] = True
            return await self._api.call(method, **parameters, **brought)

    def _arrived(self, call: _Call, answer: Any) -> Outcome:
        if call.remote_id:
            return Sent(call.remote_id)
        if not isinstance(answer, Mapping) or not isinstance(answer.get("message_id"), int):
            return Unsure("the answer names no message")
        reference = "" if call.upload is None else files.reference_in(call.upload[0], answer)
        if call.upload is None or not reference:
            return Sent(str(answer["message_id"]))
        return Sent(str(answer["message_id"]), self._uploads.learn(call.upload[1], reference))


#: The parameters that are left out for a simpler form.
_WITHOUT = {Instead.PLAIN: ("entities", "caption_entities"), Instead.GENERAL: ("message_thread_id",)}


def _settled(follows: Outcome | Instead) -> Outcome:
    """Return what follows where no other form is left to try."""
    return GiveUp(f"refused, wanted as {follows.value}") if isinstance(follows, Instead) else follows


def _text(message: Message) -> Json:
    """Return text, entities and buttons as parameters."""
    return {**_said(message, "text", "entities"), "link_preview_options": _NO_PREVIEW}


def _caption(message: Message) -> Json:
    """Return the same for a message that is a file."""
    return _said(message, "caption", "caption_entities")


def _said(message: Message, text: str, entities: str) -> Json:
    """Return what is said under these names. A half surrogate, which no JSON takes, becomes a "?"."""
    return {
        text: message.body.text.encode("utf-8", "replace").decode(),
        entities: [_entity(one) for one in message.body.entities] or None,
        "reply_markup": {"inline_keyboard": [list(map(_button, row)) for row in message.buttons]}
        if message.buttons
        else None,
    }


def _entity(one: Entity) -> Json:
    entity: dict[str, Any] = {"type": one.type, "offset": one.offset, "length": one.length}
    if one.url is not None:
        entity["url"] = one.url
    if one.language is not None:
        entity["language"] = one.language
    return entity


def _button(button: Button) -> Json:
    return {"text": button.label, "callback_data": button.payload}


def _reply(message_id: str | None) -> Json | None:
    """Return which message is answered; the answer goes out even when that one is gone."""
    if message_id is None or not message_id.isdecimal():
        return None
    return {"message_id": int(message_id), "allow_sending_without_reply": True}

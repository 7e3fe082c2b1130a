"""The channel: what the bot asks of Matrix, as calls whose outcomes are values."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from channels.base import TOO_BIG, Capabilities, Entrance, Look, Receive, Target
from channels.matrix import content as contents
from channels.matrix import files, media, polls, words
from channels.matrix import session as sessions
from channels.matrix.crypto import ENCRYPTED, Crypto
from channels.matrix.direct import DirectRooms, Door, Invitations, OpenDoor
from channels.matrix.files import Files
from channels.matrix.http import CallError, Http, RefusedError, path
from channels.matrix.jsons import Json, inner, text, texts
from channels.matrix.limits import Limits, ask
from channels.matrix.login import Access, Login
from channels.matrix.messages import Messages, TooFarError
from channels.matrix.outcomes import is_too_many, meaning
from channels.matrix.receiving import Receiver, fetch_state
from channels.matrix.rooms import Room, Rooms
from channels.matrix.signing import NotSignedError, Signing
from channels.uploads import Uploads
from domain.asset import MAX_FILE, Loaded
from domain.message import Form, Message
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater

log = structlog.get_logger()

#: Tells what an earlier process learned of the server's limits for us.
Recall = Callable[[], Awaitable[bool | None]]
#: Synapse knows a transaction id for a day; nearer to its end it is not relied upon.
KEYS_LAST = timedelta(hours=23)
#: A room goes on elsewhere, and nobody has invited us there yet.
_NOT_INVITED = ("the room goes on elsewhere, and we are not invited there yet", timedelta(minutes=15))
_PINNED = "m.room.pinned_events"


def entrance_of(access: Access) -> Entrance:
    """Return how people come to the bot, and how they see whether their server reaches ours.

    Source: https://spec.matrix.org/v1.11/appendices/#matrixto-navigation
    """
    server = access.user.partition(":")[2]
    hint = words.REACH.format(server=server)
    if access.servers:
        hint += words.REACH_ONLY.format(servers=", ".join(sorted(access.servers)))
    return Entrance("Matrix", f"https://matrix.to/#/{access.user}", hint)


async def nothing() -> bool | None:
    """Nothing was learned before."""
    return None


class MatrixChannel:
    """The account "matrix". It logs in, or becomes the device that is kept, when it is started."""

    def __init__(self, access: Access, door: Door | None = None, recall: Recall = nothing) -> None:
        self.account = "matrix"
        self.device = ""
        self._access = access
        self._login = Login(access)
        self._session: sessions.Session | None = None
        #: The server has the keys of our device, as far as we know.
        self._is_published = True
        self._door = door or OpenDoor()
        self._recall = recall
        self._limits = Limits()
        self._file_limit = MAX_FILE
        self._uploads = Uploads()
        self._http: Http | None = None
        self._crypto: Crypto | None = None
        self._parts: _Parts | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What Matrix can do; how fast depends on the server's limits for us."""
        return Capabilities(
            Form.HTML,
            keyed=True,
            buttons=True,
            pins=True,
            budget=self._limits.budget(time.monotonic()),
            limited=self._limits.limited,
            keys_last=KEYS_LAST,
            file_limit=self._file_limit,
            joins_parts=True,
            native_polls=polls.MOST_ANSWERS,
        )

    @property
    def heard_at(self) -> datetime | None:
        """When the server last answered a sync."""
        return self._parts.receiver.heard_at if self._parts is not None else None

    async def start(self) -> None:
        """Log in, load the keys, learn which rooms there are. Raises LoginError, CallError."""
        await self.close()
        access = self._access
        sessions.make_folder(access.folder)
        http = self._http = Http(access.homeserver)
        session = await self._login.begin(http)
        # The secret of the store must be there before the store is.
        sessions.save(access.folder, session)
        store = sessions.make_crypto_store(access.folder)
        crypto = self._crypto = Crypto(http, session.user, session.device, store, session.pickle_key)
        session = await self._publish(http, crypto, session)
        parts = self._parts = _Parts(http, crypto, session.user, access, self._door, self._uploads)
        self._file_limit = await media.limit(http)
        now = await fetch_state(http)
        crypto.take_counts(now)
        await crypto.upload_keys()
        if not session.began_at:
            session = replace(session, began_at=text(now, "next_batch"))
            sessions.save(access.folder, session)
        parts.receiver.began_at = session.began_at
        parts.receiver.renew = self._renew
        parts.receiver.names = await _names(http, session.user)
        parts.receiver.take_state(now)
        self._session = session
        told = await ask(http, session.user)
        limited = told if told is not None else await self._recall()
        self._limits = Limits(limited, refused_at=time.monotonic())
        log.info("matrix.ready", device=session.device, limited=limited)

    async def close(self) -> None:
        """Let go of the store and the connections."""
        crypto, http = self._crypto, self._http
        self._crypto = self._http = self._parts = None
        if crypto is not None:
            crypto.close()
        if http is not None:
            await http.close()

    async def send(self, to: Target, message: Message, *, key: str, attempt: int) -> Outcome:
        """Send a new message. To a user it opens their direct room, and says where that is."""
        if to.chat.startswith("@"):
            return await self.open(to.chat, key=key, attempt=attempt)
        room = self._at_work.rooms.get(to.chat)
        in_direct = room is not None and self._at_work.rooms.peer(room) is not None
        content = contents.compose(message, key, thread=to.thread, in_direct=in_direct)
        outcome = await self._put(to.chat, content, key, message.loaded)
        if isinstance(outcome, GiveUp) and not outcome.recipient_gone and contents.RELATES in content:
            # What it relates to may be gone, or in a room before this one; what it says stands by itself.
            content.pop(contents.RELATES)
            outcome = await self._put(to.chat, content, key, message.loaded)
        return outcome

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        """Change a message of ours."""
        messages = self._at_work.messages
        if not messages.is_ours(remote_id):
            try:
                found = await messages.get(to.chat, remote_id)
            except CallError as error:
                return meaning(error, sending=False)
            if found is None:
                return GiveUp("there is no such message")
            messages.note(remote_id)
        content = contents.compose_edit(message, key, remote_id)
        if message.body.ends_poll:
            content = {**polls.end(remote_id, message.body.text), contents.KEY: key}
        outcome = await self._put(to.chat, content, key)
        return Sent(remote_id) if isinstance(outcome, Sent) else outcome

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Redact a message of ours. Source: https://spec.matrix.org/v1.16/client-server-api/#redactions"""
        self._at_work.messages.forget(remote_id)
        where = path("rooms", to.chat, "redact", remote_id, contents.transaction(key))
        try:
            await self._at_work.http.call("PUT", where, {})
        except CallError as error:
            if not (isinstance(error, RefusedError) and error.errcode == "M_NOT_FOUND"):
                return meaning(error, sending=True)
        return Sent(remote_id)

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours beside those that are pinned already."""
        return await self._change_pins(to, remote_id, key, lambda pinned: [*pinned, remote_id])

    async def unpin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours no longer; what others pinned stays."""
        return await self._change_pins(to, remote_id, key, lambda pinned: [one for one in pinned if one != remote_id])

    async def _change_pins(
        self, to: Target, remote_id: str, key: str, change: Callable[[list[str]], list[str]]
    ) -> Outcome:
        """Write down what is pinned in a room, if that changes anything. It is one list, which others change too."""
        where = path("rooms", to.chat, "state", _PINNED) + "/"
        http = self._at_work.http
        try:
            pinned = await _pinned(http, where)
            changed = list(dict.fromkeys(change(pinned)))
            if changed != pinned:
                await http.call("PUT", where, {"pinned": changed, contents.KEY: key})
        except RefusedError as error:
            # Writing there may be allowed all the same.
            outcome = meaning(error, sending=True)
            return GiveUp("we may not pin there") if isinstance(outcome, GiveUp) else outcome
        except CallError as error:
            return meaning(error, sending=True)
        return Sent(remote_id)

    async def download(self, reference: str, most: int) -> bytes | Outcome:
        """Return the bytes of a file that somebody sent, in the clear."""
        about = files.read_reference(reference)
        sealed = inner(about, "file")
        try:
            data = await media.download(self._at_work.http, text(sealed, "url") or text(about, "url"), most)
            if data is None:
                return GiveUp(TOO_BIG)
            return await asyncio.to_thread(files.opened, data, sealed) if sealed else data
        except CallError as error:
            return meaning(error, sending=False)
        except ValueError:
            return GiveUp("the file does not fit its key")

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:
        """Return Moved(room) for the direct room with a user, which is made only if there never was one."""
        return await self._at_work.direct.open(user)

    async def find(self, to: Target, key: str) -> str | Look:
        """Return the event that was sent under `key`, looked for in the room's past."""
        try:
            found = await self._at_work.messages.find(to.chat, key)
        except (CallError, TooFarError):
            return Look.CANNOT_LOOK
        return found if found is not None else Look.NOT_THERE

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what comes in behind `cursor`, a sync token, until cancelled."""
        await self._at_work.receiver.listen(receive, cursor)

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something lies behind `cursor` that listen has not handed over yet."""
        return await self._at_work.receiver.has_unread(cursor)

    # --- helpers

    async def _publish(self, http: Http, crypto: Crypto, session: sessions.Session) -> sessions.Session:
        """Return the session, once the server has its device's keys, signed. Raises CallError."""
        if await crypto.is_forgotten():
            session = replace(session, lives=session.lives + 1)
            # Before the keys are there: afterwards nobody could tell that they had been forgotten.
            sessions.save(self._access.folder, session)
        self.device = session.known_as
        await crypto.upload_keys()
        await _sign(Signing(http, crypto, self._access.folder, self._access.password, self._access.recovery_key))
        return session

    async def _renew(self) -> None:
        """Get a new token for our device, because the server refused the old one. Raises LoginError, CallError."""
        parts, session = self._at_work, self._session
        assert session is not None, "listening comes after start()"
        if self._is_published:
            session = self._session = await self._login.again(parts.http, session)
            sessions.save(self._access.folder, session)
            self._is_published = False
        self._session = await self._publish(parts.http, parts.crypto, session)
        self._is_published = True

    @property
    def _at_work(self) -> "_Parts":
        if self._parts is None:
            raise RuntimeError("the channel is not started")
        return self._parts

    async def _put(self, id_: str, content: dict[str, Any], key: str, loaded: Loaded | None = None) -> Outcome:
        """Put a message into a room, encrypted where the room is, its file too."""
        parts, transaction, upload = self._at_work, contents.transaction(key), None
        try:
            room = await parts.room(id_)
            if room.replaced_by:
                return Moved(room.replaced_by) if room.replaced_by in parts.rooms else TryLater(*_NOT_INVITED)
            if parts.is_deserted(room):
                return GiveUp("the person has left the direct room", recipient_gone=True)
            if loaded is not None:
                placed = await parts.files.place(loaded, encrypted=room.encrypted)
                if not isinstance(placed, tuple):
                    return placed
                where, upload = placed
                content = {**content, **where}
            kind, shown = await parts.sealed(room, content, transaction)
        except CallError as error:
            return meaning(error, sending=False)
        try:
            answer = await parts.http.call("PUT", path("rooms", id_, "send", kind, transaction), shown)
        except CallError as error:
            if is_too_many(error):
                self._learn(self._limits.refused(error.retry_after, time.monotonic()))
            return meaning(error, sending=True)
        self._learn(self._limits.accepted(time.monotonic()))
        parts.messages.note(text(answer, "event_id"))
        return Sent(text(answer, "event_id"), upload)

    def _learn(self, limits: Limits) -> None:
        if limits.limited is not self._limits.limited:
            log.warning("matrix.limits", limited=limits.limited)
        self._limits = limits


class _Parts:
    """What works together while the channel is started."""

    def __init__(self, http: Http, crypto: Crypto, me: str, access: Access, door: Door, uploads: Uploads) -> None:
        self.http, self.crypto = http, crypto
        self.rooms = Rooms(me)
        self.messages = Messages(http, crypto, me)
        self.direct = DirectRooms(http, self.rooms)
        self.files = Files(http, uploads)
        invitations = Invitations(self.direct, door, access.servers)
        self.receiver = Receiver(http, crypto, self.rooms, self.messages, invitations, "")

    async def room(self, id_: str) -> Room:
        """Return a room that we are in; one that no sync has told us of yet is asked for. Raises CallError."""
        known = self.rooms.get(id_)
        if known is not None:
            return known
        state = await self.http.get_list(path("rooms", id_, "state"))
        return self.rooms.enter(id_, state)

    def is_deserted(self, room: Room) -> bool:
        """Whether a direct room has nobody left in it who could read."""
        return bool(self.rooms.noted_for(room.id) or room.made_for) and not room.others(self.rooms.me)

    async def sealed(self, room: Room, content: dict[str, Any], transaction: str) -> tuple[str, Json]:
        """Return the type and content of the event that carries a message. Raises CallError."""
        if not room.encrypted:
            return polls.type_of(content, contents.MESSAGE), content
        kind = polls.type_of(content, contents.MESSAGE)
        sealed = await self.crypto.encrypt(room.id, list(room.members), kind, content)
        # What it relates to must be seen by the server, and its key by us, whatever became of our keys.
        relates = {contents.RELATES: content[contents.RELATES]} if contents.RELATES in content else {}
        return ENCRYPTED, {**sealed, **relates, contents.KEY: transaction}


async def _sign(signing: Signing) -> None:
    """Sign our device; unsigned it can still write and be written to, but not with everybody."""
    try:
        await signing.ensure()
    except (NotSignedError, CallError) as error:
        log.error("matrix.device_not_signed", reason=str(error))  # noqa: TRY400 - the reason says it all


async def _pinned(http: Http, where: str) -> list[str]:
    try:
        return texts((await http.get(where)).get("pinned"))
    except RefusedError as error:
        if error.status == 404:
            return []
        raise


async def _names(http: Http, user: str) -> tuple[str, ...]:
    """Return what people call us in a room: the display name, the whole name, its first part."""
    try:
        shown = text(await http.get(path("profile", user, "displayname")), "displayname")
    except CallError:
        shown = ""
    local = user.removeprefix("@").partition(":")[0]
    return tuple(dict.fromkeys(name for name in (user.removeprefix("@"), shown, local) if name))

"""End-to-end encryption for one device: nio's Olm machine and store, driven by our own calls.

Nothing that anybody sends may stop us here: what cannot be read is told by a value or dropped with a line in the log.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from nio import Api
from nio.crypto import Olm
from nio.events import Event as NioEvent
from nio.events import MegolmEvent
from nio.events.to_device import RoomKeyRequest, RoomKeyRequestCancellation, ToDeviceEvent
from nio.responses import KeysClaimResponse, KeysQueryResponse, ToDeviceResponse
from nio.store import SqliteStore

from channels.matrix.http import Http, path
from channels.matrix.jsons import Json, inner, listed, number, texts

log = structlog.get_logger()
# Its lines name users and rooms; what matters of them we tell ourselves.
logging.getLogger("nio").setLevel(logging.CRITICAL)

ENCRYPTED = "m.room.encrypted"
MEGOLM = "m.megolm.v1.aes-sha2"
#: How long, in milliseconds, our server may ask others for keys.
_CLAIM_TIMEOUT = 10_000
Wanted = frozenset[tuple[str, str]]


class Crypto:
    """The keys of one device. Every call to the server may raise CallError."""

    def __init__(self, http: Http, user: str, device: str, store: Path, pickle_key: str) -> None:
        self._http = http
        self.user, self.device = user, device
        self._store = SqliteStore(user, device, str(store.parent), pickle_key, store.name)
        self.olm = Olm(user, device, self._store)
        self._asking = asyncio.Lock()
        self._sending: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        #: To which devices the session of each room went.
        self._shared: dict[str, Wanted] = {}
        self._needs_fallback = False

    def close(self) -> None:
        """Close the store."""
        self._store.database.close()

    def in_store(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement in the store's own database, which its library has no call for."""
        return list(self._store.database.execute_sql(statement, given).fetchall())

    def store_transaction(self) -> contextlib.AbstractContextManager[object]:
        """Return a transaction of the store."""
        transaction: contextlib.AbstractContextManager[object] = self._store.database.atomic()
        return transaction

    # --- our own keys

    async def upload_keys(self) -> None:
        """Upload what the server lacks of our keys: those of the device, one-time keys, a fallback key."""
        if self.olm.should_upload_keys:
            keys = self.olm.share_keys()
            # Before they leave: after a kill they must be known, for the server takes no others in their place.
            self.olm.save_account()
            answer = await self._http.call("POST", path("keys", "upload"), keys)
            self.olm.account.shared = True
            self.olm.uploaded_key_count = number(inner(answer, "one_time_key_counts"), "signed_curve25519")
            self.olm.mark_keys_as_published()
            self.olm.save_account()
        if self._needs_fallback and self.olm.account.shared:
            await self._upload_fallback_key()

    async def is_forgotten(self) -> bool:
        """Return whether the server has forgotten our device, with all its keys; they are uploaded anew then."""
        if not self.olm.account.shared:
            return False
        body: dict[str, Any] = {"device_keys": {self.user: [self.device]}}
        known = await self._http.call("POST", path("keys", "query"), body)
        if self.device in inner(known, "device_keys", self.user):
            return False
        self.olm.account.shared = False
        self.olm.uploaded_key_count = 0
        self._needs_fallback = True
        return True

    async def _upload_fallback_key(self) -> None:
        """Upload the key that serves when the one-time keys are used up, so that we stay within reach."""
        account = self.olm.account._account  # noqa: SLF001 - nio knows no fallback keys, its Olm library does
        if not account.fallback_key:
            account.generate_fallback_key()
            self.olm.save_account()
        name, key = next(iter(account.fallback_key.items()))
        signed: dict[str, Any] = {"key": key.to_base64(), "fallback": True}
        signed["signatures"] = {self.user: {f"ed25519:{self.device}": self.sign(signed)}}
        body = {"fallback_keys": {f"signed_curve25519:{name}": signed}}
        await self._http.call("POST", path("keys", "upload"), body)
        self.olm.mark_keys_as_published()
        self.olm.save_account()
        self._needs_fallback = False

    def sign(self, value: dict[str, Any]) -> str:
        """Return this device's signature of an object."""
        return str(self.olm.account.sign(Api.to_canonical_json(value)))

    @property
    def identity_keys(self) -> dict[str, str]:
        """The device's public keys by algorithm."""
        return dict(self.olm.account.identity_keys)

    # --- what a sync says

    def take_sync(self, sync: Json) -> None:
        """Take messages to this device, the count of our keys, and whose devices changed."""
        for raw in listed(sync, "to_device", "events"):
            self._take_to_device(raw)
        self.take_counts(sync)
        lists = inner(sync, "device_lists")
        known = self.olm.tracked_users
        self.olm.add_changed_users({user for user in texts(lists.get("changed")) if user in known})
        known.difference_update(texts(lists.get("left")))

    def take_counts(self, sync: Json) -> None:
        """Take how many of our keys the server has left."""
        count = inner(sync, "device_one_time_keys_count").get("signed_curve25519")
        if isinstance(count, int):
            # nio overlooks 0, and would never upload a key again.
            self.olm.uploaded_key_count = count
        unused = sync.get("device_unused_fallback_key_types")
        if isinstance(unused, list):
            self._needs_fallback = "signed_curve25519" not in unused

    def _take_to_device(self, raw: Json) -> None:
        try:
            event = ToDeviceEvent.parse_event(dict(raw))
            if not isinstance(event, RoomKeyRequest | RoomKeyRequestCancellation):
                self.olm.handle_to_device_event(event)
        except Exception as error:  # noqa: BLE001 - anybody can send anything here, and the library raises what it likes
            log.warning("matrix.to_device_dropped", error=type(error).__name__)

    def track(self, users: Iterable[str]) -> None:
        """Note that we write to these users, so that their devices are asked for."""
        self.olm.users_for_key_query.update(set(users) - self.olm.tracked_users)

    async def housekeeping(self) -> None:
        """Do what a sync gave reason to: keys, broken sessions, requests for keys that we missed."""
        await self.upload_keys()
        await self._query_devices()
        if self.olm.wedged_devices or self.olm.key_request_devices_no_session:
            await self._claim(self.olm.get_users_for_key_claiming())
            # A device without any key left would be asked about for ever.
            self.olm.wedged_devices.clear()
            self.olm.key_request_devices_no_session.clear()
        for message in list(self.olm.outgoing_to_device_messages):
            await self._send_to_devices(message.type, message.as_dict())
            self.olm.handle_response(ToDeviceResponse(message))

    async def _query_devices(self) -> None:
        async with self._asking:
            users = set(self.olm.users_for_key_query)
            if not users:
                return
            self.olm.users_for_key_query.clear()
            body: dict[str, Any] = {"device_keys": {user: [] for user in users}}
            try:
                answer = await self._http.call("POST", path("keys", "query"), body)
            except BaseException:
                self.olm.users_for_key_query.update(users)
                raise
            # Whose devices changed meanwhile is asked for again; whose server is away, when they are written to.
            again = set(self.olm.users_for_key_query)
            for user, devices in inner(answer, "device_keys").items():
                self._take_keys(KeysQueryResponse({user: devices}, {}))
            self.olm.users_for_key_query.update(again)

    async def _claim(self, devices: dict[str, list[str]]) -> None:
        wanted = {user: dict.fromkeys(ids, "signed_curve25519") for user, ids in devices.items()}
        body = {"one_time_keys": wanted, "timeout": _CLAIM_TIMEOUT}
        answer = await self._http.call("POST", path("keys", "claim"), body)
        for user, found in inner(answer, "one_time_keys").items():
            for device, keys in inner(found).items():
                self._take_keys(KeysClaimResponse({user: {device: keys}}, {}))

    def _take_keys(self, answer: KeysQueryResponse | KeysClaimResponse) -> None:
        """Take one user's keys; what is wrong with them concerns nobody else."""
        try:
            self.olm.handle_response(answer)
        except Exception as error:  # noqa: BLE001 - other servers answer what they like, and the library raises too
            log.warning("matrix.keys_dropped", error=type(error).__name__)

    async def _send_to_devices(self, kind: str, body: dict[str, Any]) -> None:
        await self._http.call("PUT", path("sendToDevice", kind, uuid4().hex), body)

    # --- messages

    def decrypt(self, raw: Json, room: str) -> Json | None:
        """Return an encrypted event as it was before, or None when we cannot read it."""
        try:
            event = NioEvent.parse_event(dict(raw))
            if not isinstance(event, MegolmEvent):
                return None
            plain = self.olm.decrypt_megolm_event(event, room).source
        except Exception as error:  # noqa: BLE001 - anybody can send anything here, and the library raises what it likes
            log.info("matrix.undecryptable", error=type(error).__name__)
            return None
        # What the server says of an event stays true of it; only what kind it is, and what it says, was hidden.
        return {**raw, "type": plain.get("type"), "content": inner(plain, "content")}

    async def encrypt(self, room: str, users: Collection[str], kind: str, content: Json) -> dict[str, Any]:
        """Return the content of the encrypted event, once every device of these users can read it.

        A device that has no key left for us is passed over. Raises CallError.
        """
        async with self._sending[room]:
            self.track(users)
            await self._query_devices()
            wanted = self._devices(users)
            if self.olm.should_share_group_session(room) or self._shared.get(room) != wanted:
                await self._share(room, users)
                self._shared[room] = wanted
            return self._encrypt(room, kind, content)

    def forget(self, room: str) -> None:
        """Begin a new session at the next message to a room."""
        self.olm.outbound_group_sessions.pop(room, None)
        self._shared.pop(room, None)

    def _devices(self, users: Iterable[str]) -> Wanted:
        found = ((user, device.id) for user in users for device in self.olm.device_store.active_user_devices(user))
        return frozenset(one for one in found if one != (self.user, self.device))

    async def _share(self, room: str, users: Collection[str]) -> None:
        """Make a new session for a room and bring it to every device. Left half done, it is begun anew."""
        self.forget(room)
        missing = self.olm.get_missing_sessions(list(users))
        if missing:
            await self._claim(missing)
        self.olm.create_outbound_group_session(room)
        session = self.olm.outbound_group_sessions[room]
        parts = self.olm.share_group_session_parallel(room, list(users), ignore_unverified_devices=True)
        for receivers, body in parts:
            await self._send_to_devices(ENCRYPTED, body)
            session.users_shared_with.update(receivers)
        session.shared = True

    def _encrypt(self, room: str, kind: str, content: Json) -> dict[str, Any]:
        session = self.olm.outbound_group_sessions[room]
        plain = {"type": kind, "content": content, "room_id": room}
        return {
            "algorithm": MEGOLM,
            "sender_key": self.olm.account.identity_keys["curve25519"],
            # Not nio's own JSON: it writes each letter beyond ASCII with six characters.
            "ciphertext": session.encrypt(json.dumps(plain, ensure_ascii=False, separators=(",", ":"))),
            "session_id": session.id,
            "device_id": self.device,
        }

"""A member with Element: everything that MatrixUser does, and encrypted where the room is. nio does the encrypting.

nio is in the channel too; so this proves that what we send can be read, not that another library reads it.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from nio import AsyncClient, AsyncClientConfig, RoomSendResponse, SyncResponse
from nio.events import Event, MegolmEvent
from nio.exceptions import EncryptionError
from nio.store import SqliteMemoryStore, SqliteStore

from tests.fake_synapse.calls import Account
from tests.fake_synapse.user import PATIENCE, Json, MatrixError, MatrixUser

ENCRYPTED = "m.room.encrypted"
_POLL_SECONDS = 5.0


class ElementUser(MatrixUser):
    """A member whose device has keys, and trusts all others; `async with` it.

    events: as MatrixUser has them, decrypted: "encrypted" is true of those that were, and "outside" is what all could
    read of them. What cannot be read (yet) keeps the type "m.room.encrypted". Keys are in memory, or in the folder
    `keys`, for a device that is to be used again.
    """

    def __init__(self, url: str, account: Account, keys: Path | None = None) -> None:
        if keys:
            keys.mkdir(parents=True, exist_ok=True)
        super().__init__(url, account)
        config = AsyncClientConfig(
            store=SqliteStore if keys else SqliteMemoryStore,
            store_sync_tokens=False,
            pickle_key="for tests",
            max_limit_exceeded=0,
            max_timeouts=0,
        )
        self._nio = AsyncClient(url, account.user_id, account.device_id, str(keys or ""), config)
        self._nio.restore_login(account.user_id, account.device_id, account.access_token)
        self._sending, self._syncing = asyncio.Lock(), asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self.sync()  # others find the device's keys from here on
        return self

    async def close(self) -> None:
        """Close the connections and the store; the device stays."""
        await super().close()
        await self._nio.close()
        if self._nio.store:
            self._nio.store.database.close()

    async def sync(self, seconds: float = 0) -> Json:
        """Return what is new since the last time; keys go and come, and what could not be read is tried again."""
        async with self._syncing:
            return await self._sync(seconds)

    async def _sync(self, seconds: float) -> Json:
        answer = await super().sync(seconds)
        response = SyncResponse.from_dict(answer)
        assert isinstance(response, SyncResponse), response
        await self._nio.receive_response(response)
        await self._exchange_keys()
        self.events = [self._decrypted(event) for event in self.events]
        return answer

    async def send(self, room: str, content: Mapping[str, object], kind: str = "m.room.message", key: str = "") -> str:
        """Send any event, encrypted where the room is, and return its id; the same key again is the same event."""
        await self._know(room)
        if not self._nio.rooms[room].encrypted or kind == "m.reaction":
            return await super().send(room, content, kind, key)
        async with self._sending:
            if self._nio.should_query_keys:  # nio itself forgets the devices of who has joined since
                await self._nio.keys_query()
            sent = await self._nio.room_send(
                room, kind, dict(content), key or self.new_key(), ignore_unverified_devices=True
            )
        if not isinstance(sent, RoomSendResponse):
            raise MatrixError(f"send to {room}", sent.transport_response.status, {"errcode": sent.status_code})
        return str(sent.event_id)

    async def messages(self, room: str, limit: int = 100) -> list[Json]:
        """Return the last events of a room, the oldest first, in the clear where we have the keys."""
        return [self._decrypted(event | {"room_id": room}) for event in await super().messages(room, limit)]

    def rooms_with(self, *others: str) -> list[str]:
        """Return the rooms in which we are with these and nobody else, as far as the last sync() told.

        Who was invited counts as being there.
        """
        wanted = {self.user_id, *others}
        rooms = [room.room_id for room in self._nio.rooms.values() if room.users.keys() == wanted]
        return [room for room in rooms if room not in self.left]

    async def _know(self, room: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while room not in self._nio.rooms:
                async with self._syncing:  # somebody else's sync may have brought it meanwhile
                    if room not in self._nio.rooms:
                        await self._sync(_POLL_SECONDS)

    async def _exchange_keys(self) -> None:
        if self._nio.should_upload_keys:
            await self._nio.keys_upload()
        if self._nio.should_query_keys:
            await self._nio.keys_query()
        if self._nio.should_claim_keys:
            await self._nio.keys_claim(self._nio.get_users_for_key_claiming())
        await self._nio.send_to_device_messages()

    def _decrypted(self, event: Json) -> Json:
        if event["type"] != ENCRYPTED:
            return event
        parsed = Event.parse_event(event)
        if not isinstance(parsed, MegolmEvent):
            return event
        parsed.room_id = event["room_id"]
        try:
            plain = self._nio.decrypt_event(parsed).source
        except EncryptionError:
            return event
        clear = {"type": plain["type"], "content": plain["content"]}
        return event | clear | {"encrypted": True, "outside": event["content"]}

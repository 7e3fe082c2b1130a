"""A member whose Element shuts out devices that their owners have not signed, as it is becoming usual.

https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4153-invisible-crypto.md
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from Crypto.Signature import eddsa

from tests.fake_synapse.element import ENCRYPTED, ElementUser
from tests.fake_synapse.user import Json


class StrictElementUser(ElementUser):
    """Sends no keys to devices that are not cross-signed, and leaves what comes from them encrypted."""

    _signed: frozenset[str] = frozenset()

    async def _exchange_keys(self) -> None:
        await super()._exchange_keys()
        users = {user for room in self._nio.rooms.values() for user in room.users} - {self.user_id}
        body: Json = {"device_keys": {user: [] for user in users}}
        answer = await self.call("POST", "/_matrix/client/v3/keys/query", body)
        before, self._signed = self._signed, frozenset().union(*(signed_devices(answer, user) for user in users))
        for user in users:
            for device in self._nio.device_store.active_user_devices(user):
                if device.curve25519 in self._signed:
                    self._nio.unblacklist_device(device)
                else:
                    self._nio.blacklist_device(device)
        if self._signed != before:  # who is to have the keys now is brought new ones
            for room in self._nio.rooms:
                self._nio.invalidate_outbound_session(room)

    def _decrypted(self, event: Json) -> Json:
        from_other = event["type"] == ENCRYPTED and event["sender"] != self.user_id
        if from_other and event["content"].get("sender_key") not in self._signed:
            return event
        return super()._decrypted(event)


def signed_devices(answer: Mapping[str, Any], user: str) -> frozenset[str]:
    """Return the Curve25519 keys of a user's devices that their owner has signed.

    answer: that of /keys/query. The chain: https://spec.matrix.org/v1.16/client-server-api/#cross-signing
    """
    master = answer.get("master_keys", {}).get(user, {})
    signing = answer.get("self_signing_keys", {}).get(user, {})
    if not _is_signed(signing, user, master):
        return frozenset()
    devices = answer.get("device_keys", {}).get(user, {})
    return frozenset(
        device["keys"][f"curve25519:{name}"] for name, device in devices.items() if _is_signed(device, user, signing)
    )


def _is_signed(what: Mapping[str, Any], user: str, by: Mapping[str, Any]) -> bool:
    signatures = what.get("signatures", {}).get(user, {})
    for name, key in by.get("keys", {}).items():
        if name in signatures:
            try:
                eddsa.new(eddsa.import_public_key(_bytes(key)), "rfc8032").verify(
                    canonical(what), _bytes(signatures[name])
                )
            except ValueError:
                continue
            return True
    return False


def canonical(what: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed. https://spec.matrix.org/v1.16/appendices/#signing-json"""
    signed = {name: value for name, value in what.items() if name not in ("signatures", "unsigned")}
    return json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _bytes(unpadded: str) -> bytes:
    return base64.b64decode(unpadded + "=" * (-len(unpadded) % 4))

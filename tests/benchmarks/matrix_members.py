"""Members who can be written to, and who can write: accounts whose devices have keys, and no client behind them."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import vodozemac
from nio import Api

from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer

Json = dict[str, Any]
_OLM, _MEGOLM = "m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody's device that is written to, with a one-time key of it."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str
    once: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """An account and the keys of its device."""

    account: Account
    keys: vodozemac.Account

    @property
    def user_id(self) -> str:
        """Its name."""
        return self.account.user_id

    def key_for(self, peer: Peer, room: str, group: vodozemac.GroupSession) -> Json:
        """Return what brings a room's session to somebody's device: the body of a call to sendToDevice.

        Source: https://spec.matrix.org/v1.16/client-server-api/#molmv1curve25519-aes-sha2
        """
        secret = {
            "algorithm": _MEGOLM,
            "room_id": room,
            "session_id": group.session_id,
            "session_key": group.session_key.to_base64(),
        }
        plain = {
            "type": "m.room_key",
            "content": secret,
            "sender": self.user_id,
            "sender_device": self.account.device_id,
            "keys": {"ed25519": self.keys.ed25519_key.to_base64()},
            "recipient": peer.user_id,
            "recipient_keys": {"ed25519": peer.ed25519},
        }
        to = vodozemac.Curve25519PublicKey.from_base64(peer.curve25519)
        session = self.keys.create_outbound_session(to, vodozemac.Curve25519PublicKey.from_base64(peer.once))
        kind, body = session.encrypt(json.dumps(plain).encode()).to_parts()
        sealed = {
            "algorithm": _OLM,
            "sender_key": self.keys.curve25519_key.to_base64(),
            "ciphertext": {peer.curve25519: {"type": kind, "body": base64.b64encode(body).decode().rstrip("=")}},
        }
        return {"messages": {peer.user_id: {peer.device_id: sealed}}}

    def seal(self, group: vodozemac.GroupSession, room: str, kind: str, content: Mapping[str, Any]) -> Json:
        """Return the content of the encrypted event; what it relates to stays in the clear."""
        plain = json.dumps({"type": kind, "content": content, "room_id": room}).encode()
        sealed = {
            "algorithm": _MEGOLM,
            "sender_key": self.keys.curve25519_key.to_base64(),
            "ciphertext": group.encrypt(plain).to_base64(),
            "session_id": group.session_id,
            "device_id": self.account.device_id,
        }
        return sealed | {name: content[name] for name in ("m.relates_to",) if name in content}


def make_member(server: SynapseServer, one_time_keys: int = 4) -> str:
    """Make an account whose device can be written to by so many others, and return its name."""
    return make_keyed(server, one_time_keys).user_id


def make_keyed(server: SynapseServer, one_time_keys: int = 4) -> Keyed:
    """Do the same and return it with its keys.

    Source: https://spec.matrix.org/v1.16/client-server-api/#post_matrixclientv3keysupload
    """
    account, keys = server.new_account("mitglied"), vodozemac.Account()
    keys.generate_one_time_keys(one_time_keys)
    device = {
        "user_id": account.user_id,
        "device_id": account.device_id,
        "algorithms": [_OLM, _MEGOLM],
        "keys": {
            f"curve25519:{account.device_id}": keys.curve25519_key.to_base64(),
            f"ed25519:{account.device_id}": keys.ed25519_key.to_base64(),
        },
    }
    once = {
        f"signed_curve25519:{name}": _signed({"key": key.to_base64()}, account, keys)
        for name, key in keys.one_time_keys.items()
    }
    body = {"device_keys": _signed(device, account, keys), "one_time_keys": once}
    server.call("POST", "/_matrix/client/v3/keys/upload", body, token=account.access_token)
    return Keyed(account, keys)


def find_peer(server: SynapseServer, asker: Account, user_id: str) -> Peer:
    """Return the device of a user that has keys, with a one-time key of it, which nobody else gets."""
    body: Json = {"device_keys": {user_id: []}}
    found = server.call("POST", "/_matrix/client/v3/keys/query", body, token=asker.access_token)
    ((device, told),) = found["device_keys"][user_id].items()
    wanted = {"one_time_keys": {user_id: {device: "signed_curve25519"}}}
    claimed = server.call("POST", "/_matrix/client/v3/keys/claim", wanted, token=asker.access_token)
    (once,) = claimed["one_time_keys"][user_id][device].values()
    keys = told["keys"]
    return Peer(user_id, device, keys[f"ed25519:{device}"], keys[f"curve25519:{device}"], once["key"])


def _signed(value: dict[str, Any], account: Account, keys: vodozemac.Account) -> dict[str, Any]:
    signature = keys.sign(Api.to_canonical_json(value).encode()).to_base64()
    return {**value, "signatures": {account.user_id: {f"ed25519:{account.device_id}": signature}}}

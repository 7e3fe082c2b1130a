"""Members who can be written to: accounts whose devices have keys, and no client behind them."""

from typing import Any

import vodozemac
from nio import Api

from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer

_ALGORITHMS = ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"]


def make_member(server: SynapseServer, one_time_keys: int = 4) -> str:
    """Make an account whose device can be written to by so many others, and return its name.

    Source: https://spec.matrix.org/v1.16/client-server-api/#post_matrixclientv3keysupload
    """
    account, keys = server.new_account("mitglied"), vodozemac.Account()
    keys.generate_one_time_keys(one_time_keys)
    device = {
        "user_id": account.user_id,
        "device_id": account.device_id,
        "algorithms": _ALGORITHMS,
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
    return account.user_id


def _signed(value: dict[str, Any], account: Account, keys: vodozemac.Account) -> dict[str, Any]:
    signature = keys.sign(Api.to_canonical_json(value).encode()).to_base64()
    return {**value, "signatures": {account.user_id: {f"ed25519:{account.device_id}": signature}}}

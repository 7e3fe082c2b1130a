"""Our device is signed by an identity that is made once and never replaced."""

import base64
import hashlib
import hmac
import json
import os
from typing import Any

import pytest
from Crypto.Cipher import AES

from channels.matrix import recovery
from channels.matrix.channel import MatrixChannel
from channels.matrix.login import Access
from channels.matrix.signing import FILE, SigningKey
from tests.fake_synapse.calls import Account
from tests.fake_synapse.user import MatrixUser
from tests.matrix.case import MatrixCase

QUERY = "/_matrix/client/v3/keys/query"


async def published(case: MatrixCase) -> dict[str, Any]:
    """Return the bot's identity and devices, as another user sees them."""
    async with MatrixUser(case.server.url, case.member.account) as user:
        return await user.call("POST", QUERY, {"device_keys": {case.bot.user_id: []}})


def public(answer: dict[str, Any], which: str, user: str) -> str:
    (key,) = answer[which][user]["keys"].values()
    return str(key)


def is_signed(answer: dict[str, Any], user: str, device: str) -> bool:
    """Return whether the device is signed by the identity's self-signing key, and that by its master key."""
    master, own = (public(answer, which, user) for which in ("master_keys", "self_signing_keys"))
    by_master = f"ed25519:{master}" in answer["self_signing_keys"][user]["signatures"][user]
    return by_master and f"ed25519:{own}" in answer["device_keys"][user][device]["signatures"][user]


async def test_the_first_start_makes_an_identity_and_the_next_ones_keep_it(matrix_case: MatrixCase) -> None:
    case = matrix_case
    channel = await case.open_channel()
    first = await published(case)
    assert is_signed(first, case.bot.user_id, channel.device)
    kept = {path.name: path.stat().st_mode & 0o777 for path in case.folder.iterdir()}
    assert {FILE, "session.json", "crypto.sqlite3"} <= set(kept)
    assert set(kept.values()) == {0o600}
    assert case.folder.stat().st_mode & 0o777 == 0o700
    channel = await case.reopen(channel)
    again = await published(case)
    assert again["master_keys"] == first["master_keys"]
    await channel.close()


async def test_a_new_device_is_signed_by_the_same_identity(matrix_case: MatrixCase) -> None:
    case = matrix_case
    channel = await case.open_channel()
    first, before = await published(case), channel.device
    await channel.close()
    (case.folder / "crypto.sqlite3").unlink()
    channel = await case.open_channel()
    again = await published(case)
    assert channel.device != before
    assert again["master_keys"] == first["master_keys"]
    assert is_signed(again, case.bot.user_id, channel.device)
    await channel.close()


async def test_an_identity_that_is_there_is_not_replaced(matrix_case: MatrixCase) -> None:
    case = matrix_case
    channel = await case.open_channel()
    first = await published(case)
    await channel.close()
    (case.folder / FILE).unlink()
    (case.folder / "crypto.sqlite3").unlink()
    channel = await case.open_channel()
    again = await published(case)
    assert again["master_keys"] == first["master_keys"]
    assert not is_signed(again, case.bot.user_id, channel.device)
    assert not (case.folder / FILE).exists()
    await channel.close()


async def test_the_recovery_key_signs_with_an_identity_made_elsewhere(matrix_case: MatrixCase) -> None:
    case = matrix_case
    channel = await case.open_channel()
    seed = base64.b64decode(json.loads((case.folder / FILE).read_text())["self_signing"])
    await channel.close()
    written = await hide(case, case.bot, seed)
    (case.folder / FILE).unlink()
    (case.folder / "crypto.sqlite3").unlink()
    access = Access(case.server.url, case.bot.user_id, case.folder, case.bot.password, recovery_key=written)
    channel = MatrixChannel(access)
    await channel.start()
    assert is_signed(await published(case), case.bot.user_id, channel.device)
    await channel.close()


@pytest.mark.parametrize(
    "slip", ["EsTc 0000", "EsTc LVqA", "", "1" * 80], ids=["no such sign", "short", "empty", "ones"]
)
def test_a_slip_in_the_recovery_key_is_seen(slip: str) -> None:
    with pytest.raises(recovery.RecoveryError, match="recovery key"):
        recovery.decode_recovery_key(slip)


def test_a_recovery_key_is_read_as_it_is_written() -> None:
    key = bytes(range(32))
    assert recovery.decode_recovery_key(written_key(key)) == key


def test_a_public_key_is_written_without_padding() -> None:
    assert SigningKey(bytes(32)).public == "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"


# --- what Element does when it sets up an identity


async def hide(case: MatrixCase, bot: Account, seed: bytes) -> str:
    """Store a secret in the bot's account, and return the recovery key that unlocks it."""
    key, name = os.urandom(32), "m.cross_signing.self_signing"
    encryption, authentication = recovery._derived(key, name)
    iv = os.urandom(8) + bytes(8)
    hidden = AES.new(encryption, AES.MODE_CTR, nonce=b"", initial_value=iv).encrypt(base64.b64encode(seed))
    mac = hmac.new(authentication, hidden, hashlib.sha256).digest()
    secret = {
        which: base64.b64encode(raw).decode() for which, raw in (("iv", iv), ("ciphertext", hidden), ("mac", mac))
    }
    async with MatrixUser(case.server.url, bot) as user:
        where = f"/_matrix/client/v3/user/{bot.user_id}/account_data/"
        await user.call("PUT", where + "m.secret_storage.default_key", {"key": "k1"})
        await user.call("PUT", where + name, {"encrypted": {"k1": secret}})
    return written_key(key)


def written_key(key: bytes) -> str:
    """Return a recovery key as people get it to see, in groups of four."""
    raw = b"\x8b\x01" + key
    parity = 0
    for byte in raw:
        parity ^= byte
    value, signs = int.from_bytes(raw + bytes([parity]), "big"), ""
    while value:
        value, rest = divmod(value, 58)
        signs = recovery._ALPHABET[rest] + signs
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))

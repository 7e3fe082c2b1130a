"""The operator's recovery key, and the secrets of the account that it unlocks. Only reading.

Source: https://spec.matrix.org/v1.16/client-server-api/#secrets
"""

import base64
import hashlib
import hmac

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from channels.matrix.http import Http, RefusedError, path
from channels.matrix.jsons import Json, inner, text

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\x8b\x01"
_LENGTH = len(_PREFIX) + 32 + 1


class RecoveryError(Exception):
    """The secret cannot be unlocked; the message says why."""


def decode_recovery_key(written: str) -> bytes:
    """Return the key that the groups of letters and digits mean. Raises RecoveryError for a slip of the pen."""
    value = 0
    for sign in "".join(written.split()):
        if sign not in _ALPHABET:
            raise RecoveryError("the recovery key has a sign that no such key has")
        value = value * len(_ALPHABET) + _ALPHABET.index(sign)
    if value.bit_length() > 8 * _LENGTH:
        raise RecoveryError("the recovery key is too long")
    raw = value.to_bytes(_LENGTH, "big")
    parity = 0
    for byte in raw:
        parity ^= byte
    if not raw.startswith(_PREFIX) or parity:
        raise RecoveryError("the recovery key has a slip in it")
    return raw[len(_PREFIX) : -1]


async def unlock(http: Http, user: str, recovery_key: str, name: str) -> bytes:
    """Return a secret of the account. Raises RecoveryError, CallError."""
    key = decode_recovery_key(recovery_key)
    try:
        key_id = text(await _account_data(http, user, "m.secret_storage.default_key"), "key")
        secret = inner(await _account_data(http, user, name), "encrypted", key_id)
    except RefusedError as error:
        raise RecoveryError("the account keeps no such secret") from error
    try:
        return _opened(secret, *_derived(key, name))
    except ValueError as error:
        raise RecoveryError("the account's secret is not written as it should be") from error


def _opened(secret: Json, encryption: bytes, authentication: bytes) -> bytes:
    """Return what is in a secret. Raises RecoveryError, ValueError."""
    hidden = _decoded(text(secret, "ciphertext"))
    proof = hmac.new(authentication, hidden, hashlib.sha256).digest()
    if not hmac.compare_digest(proof, _decoded(text(secret, "mac"))):
        raise RecoveryError("the recovery key does not fit the account's secrets")
    cipher = AES.new(encryption, AES.MODE_CTR, nonce=b"", initial_value=_decoded(text(secret, "iv")))
    return _decoded(cipher.decrypt(hidden).decode("ascii", "replace"))


async def _account_data(http: Http, user: str, name: str) -> Json:
    return await http.get(path("user", user, "account_data", name))


def _derived(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(key, 64, b"\0" * 32, SHA256, 1, context=name.encode())
    assert isinstance(both, bytes)
    return both[:32], both[32:]


def _decoded(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4))

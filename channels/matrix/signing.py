"""Cross-signing: our device is signed by the account's own identity, or other clients show it as not to be trusted.

An identity is made once, at the first start. One that is there already is never replaced, because everybody would be
told that we may be somebody else; then the operator's recovery key lets us sign with it.
Source: https://spec.matrix.org/v1.16/client-server-api/#cross-signing
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from nio import Api

from channels.matrix.crypto import Crypto
from channels.matrix.http import Http, RefusedError, path
from channels.matrix.jsons import Json, inner, text
from channels.matrix.recovery import RecoveryError, unlock
from channels.matrix.session import write_private

log = structlog.get_logger()

FILE = "cross-signing.json"
_USAGES = ("master", "self_signing", "user_signing")


class NotSignedError(Exception):
    """Our device cannot be signed as things are; the message says why."""


class SigningKey:
    """An ed25519 key of an identity."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        # Unpadded, or other clients drop it without a word.
        self.public = _base64(self._key.public_key().export_key(format="raw"))

    def sign(self, value: Mapping[str, Any]) -> str:
        """Return the signature of an object, without what was signed already or is never signed."""
        bare = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
        return _base64(eddsa.new(self._key, "rfc8032").sign(Api.to_canonical_json(bare).encode()))


@dataclass
class Signing:
    """The identity of one account. folder: where its keys are kept."""

    http: Http
    crypto: Crypto
    folder: Path
    password: str = ""
    recovery_key: str = ""

    async def ensure(self) -> None:
        """See to it that our device is signed. Raises NotSignedError, CallError."""
        published = await self._published()
        master = _only_key(inner(published, "master_keys", self.crypto.user))
        keys = self._kept()
        if master and (keys is None or keys["master"].public != master):
            await self._sign(published, await self._recovered(published))
            return
        if keys is None:
            keys = {usage: SigningKey(os.urandom(32)) for usage in _USAGES}
            # Before they leave: an identity whose keys are lost could never sign again.
            self._keep(keys)
        if not master:
            await self._publish(keys)
            published = await self._published()
        await self._sign(published, keys["self_signing"])

    async def _published(self) -> Json:
        return await self.http.call("POST", path("keys", "query"), {"device_keys": {self.crypto.user: []}})

    async def _recovered(self, published: Json) -> SigningKey:
        """Return the self-signing key of an identity that was made elsewhere."""
        if not self.recovery_key:
            raise NotSignedError("the account has an identity that was made elsewhere, and no recovery key is given")
        try:
            seed = await unlock(self.http, self.crypto.user, self.recovery_key, "m.cross_signing.self_signing")
        except RecoveryError as error:
            raise NotSignedError(str(error)) from error
        key = SigningKey(seed)
        if key.public != _only_key(inner(published, "self_signing_keys", self.crypto.user)):
            raise NotSignedError("the recovery key belongs to an older identity of the account")
        return key

    async def _publish(self, keys: Mapping[str, SigningKey]) -> None:
        """Publish a first identity; most servers ask for no password then."""
        user, master = self.crypto.user, keys["master"]
        body: dict[str, Any] = {}
        for usage, key in keys.items():
            value = {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}
            if usage == "master":
                signatures = {f"ed25519:{self.crypto.device}": self.crypto.sign(value)}
            else:
                signatures = {f"ed25519:{master.public}": master.sign(value)}
            body[f"{usage}_key"] = {**value, "signatures": {user: signatures}}
        where = path("keys", "device_signing", "upload")
        try:
            await self.http.call("POST", where, body)
        except RefusedError as error:
            if error.status != 401 or not self.password:
                raise
            identifier = {"type": "m.id.user", "user": user}
            proof = {"type": "m.login.password", "identifier": identifier, "password": self.password}
            await self.http.call("POST", where, {**body, "auth": {**proof, "session": text(error.answer, "session")}})
        log.info("matrix.identity_made")

    async def _sign(self, published: Json, key: SigningKey) -> None:
        """Sign our device as the server shows it, after seeing that it shows our own keys."""
        user, device = self.crypto.user, self.crypto.device
        shown = {
            name: part for name, part in inner(published, "device_keys", user, device).items() if name != "unsigned"
        }
        id_ = f"ed25519:{key.public}"
        if id_ in inner(shown, "signatures", user):
            return
        ours = {f"{algorithm}:{device}": value for algorithm, value in self.crypto.identity_keys.items()}
        if inner(shown, "keys") != ours:
            raise NotSignedError("the server shows other keys for our device than ours")
        signed = {**shown, "signatures": {user: {id_: key.sign(shown)}}}
        answer = await self.http.call("POST", path("keys", "signatures", "upload"), {user: {device: signed}})
        if answer.get("failures"):
            raise NotSignedError("the server did not take the signature")
        log.info("matrix.device_signed", device=device)

    def _kept(self) -> dict[str, SigningKey] | None:
        try:
            seeds = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        if seeds["user"] != self.crypto.user:
            return None
        return {usage: SigningKey(base64.b64decode(seeds[usage])) for usage in _USAGES}

    def _keep(self, keys: Mapping[str, SigningKey]) -> None:
        seeds = {usage: base64.b64encode(key.seed).decode() for usage, key in keys.items()}
        write_private(self.folder / FILE, json.dumps({"user": self.crypto.user, **seeds}, indent=1).encode())


def _only_key(value: Json) -> str:
    return next((key for key in inner(value, "keys").values() if isinstance(key, str)), "")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")

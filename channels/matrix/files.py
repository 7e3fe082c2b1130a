"""Files on Matrix: uploaded once for rooms in the clear, and once, encrypted, for all others.

A reference is JSON: {"plain": "mxc://…", "sealed": {"url": "mxc://…", "key": …, "iv": …, "hashes": …, "v": "v2"}}.
Source: https://spec.matrix.org/v1.16/client-server-api/#sending-encrypted-attachments
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import structlog
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from channels.matrix import media
from channels.matrix.http import CallError, Http
from channels.matrix.jsons import Json, inner, text
from channels.matrix.outcomes import upload_meaning
from channels.uploads import BUSY, MISSING, Uploads
from domain.asset import Loaded, Upload
from domain.outcome import GiveUp, TryLater

log = structlog.get_logger()

#: What the server sees of an encrypted file.
_OPAQUE = "application/octet-stream"


class Files:
    """The files of one account. uploads: what was learned of them outlives a connection."""

    def __init__(self, http: Http, uploads: Uploads) -> None:
        self._http = http
        self._uploads = uploads
        #: Files that the server still had when we last asked; it may clear old ones away.
        self._there: set[str] = set()

    async def place(
        self, loaded: Loaded, *, encrypted: bool
    ) -> tuple[dict[str, Any], Upload | None] | TryLater | GiveUp:
        """Return what an event says of a file, and the upload if there was one; or why it cannot be sent."""
        found = await self._known(loaded, encrypted=encrypted)
        if found is not None:
            return found, None
        try:
            async with self._uploads.alone(loaded):
                found = await self._known(loaded, encrypted=encrypted)
                if found is None:
                    return await self._upload(loaded, encrypted=encrypted)
        except TimeoutError:
            return BUSY
        except OSError as error:
            log.error("matrix.file_missing", error=type(error).__name__)  # noqa: TRY400 - it says all
            return MISSING
        except CallError as error:
            return upload_meaning(error)
        return found, None

    async def _known(self, loaded: Loaded, *, encrypted: bool) -> dict[str, Any] | None:
        """Return what an event says of a file that the server has; None if it must be uploaded (again)."""
        content = said_of(read_reference(self._uploads.reference(loaded)), encrypted=encrypted)
        where = text(content, "url") or text(inner(content, "file"), "url")
        if not where:
            return None
        if where not in self._there:
            if not await media.is_there(self._http, where):
                return None
            self._there.add(where)
        return content

    async def _upload(self, loaded: Loaded, *, encrypted: bool) -> tuple[dict[str, Any], Upload]:
        data = await asyncio.to_thread(Path(loaded.path).read_bytes)
        reference = read_reference(self._uploads.reference(loaded))
        if encrypted:
            data, keys = await asyncio.to_thread(encrypt_attachment, data)
            url = await media.upload(self._http, data, _OPAQUE)
            reference["sealed"] = {**keys, "url": url}
        else:
            url = reference["plain"] = await media.upload(self._http, data, loaded.file.mime, loaded.file.name)
        self._there.add(url)
        upload = self._uploads.learn(loaded, json.dumps(reference, separators=(",", ":")))
        return said_of(reference, encrypted=encrypted), upload


def opened(data: bytes, sealed: Json) -> bytes:
    """Return an encrypted file in the clear. Raises ValueError when it is not the one that its event names."""
    key, expected = text(inner(sealed, "key"), "k"), text(inner(sealed, "hashes"), "sha256")
    try:
        return bytes(decrypt_attachment(data, key, expected, text(sealed, "iv")))
    except EncryptionError as error:
        raise ValueError(str(error)) from error


def read_reference(reference: str) -> dict[str, Any]:
    """Return what is known of a file's uploads; of what is no reference, nothing."""
    try:
        value = json.loads(reference) if reference else {}
    except ValueError:
        value = {}
    return value if isinstance(value, dict) else {}


def said_of(reference: Json, *, encrypted: bool) -> dict[str, Any]:
    """Return the fields of an event that lead to an upload; none if there was none of this kind."""
    if encrypted:
        sealed = inner(reference, "sealed")
        return {"file": dict(sealed)} if sealed else {}
    url = text(reference, "plain")
    return {"url": url} if url else {}

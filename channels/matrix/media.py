"""The server's store of files. Source: https://spec.matrix.org/v1.16/client-server-api/#content-repository"""

from urllib.parse import quote, urlencode

from channels.matrix.http import AnswerLostError, CallError, Http, RefusedError
from channels.matrix.jsons import number, text
from domain.asset import MAX_FILE

_UPLOAD = "/_matrix/media/v3/upload"
_DOWNLOAD = "/_matrix/client/v1/media/download"
#: Where servers tell their limit: today, and until 2024.
_CONFIGS = ("/_matrix/client/v1/media/config", "/_matrix/media/v3/config")


async def upload(http: Http, data: bytes, mime: str, name: str = "") -> str:
    """Return the mxc address of a new file. Raises CallError."""
    query = f"?{urlencode({'filename': name})}" if name else ""
    url = text(await http.post_bytes(_UPLOAD + query, data, mime), "content_uri")
    if not url.startswith("mxc://"):
        raise AnswerLostError("the answer names no file")
    return url


async def download(http: Http, url: str, most: int) -> bytes | None:
    """Return the bytes of a file; None when there are more than `most`. Raises CallError.

    Source: https://spec.matrix.org/v1.16/client-server-api/#get_matrixclientv1mediadownloadservernamemediaid
    """
    server, _, name = url.removeprefix("mxc://").partition("/")
    return await http.get_bytes(f"{_DOWNLOAD}/{quote(server, safe='')}/{quote(name, safe='')}", most)


async def is_there(http: Http, url: str) -> bool:
    """Return whether the server still has a file; where it does not say, it has."""
    server, _, name = url.removeprefix("mxc://").partition("/")
    try:
        await http.head(f"{_DOWNLOAD}/{quote(server, safe='')}/{quote(name, safe='')}")
    except CallError as error:
        return not (isinstance(error, RefusedError) and error.status == 404)
    return True


async def limit(http: Http) -> int:
    """Return the largest file that the server takes, as far as it says."""
    for where in _CONFIGS:
        try:
            return number(await http.get(where), "m.upload.size") or MAX_FILE
        except CallError:
            continue
    return MAX_FILE

"""Asking the homeserver how our account is, without working for it: the keys are left alone, nothing is synced."""

from dataclasses import replace

from channels.found import Matrix, Reached
from channels.matrix import session as sessions
from channels.matrix.http import CLIENT, CallError, Http, RefusedError, path
from channels.matrix.jsons import Json, inner, text
from channels.matrix.limits import ask
from channels.matrix.login import Access

_SECONDS = 10.0
_VERSIONS = "/_matrix/client/versions"


async def look(access: Access, limited: bool | None) -> Matrix:
    """Return what the homeserver says of the account. limited: what a bot at work has learned of its limits."""
    device, token = _kept(access)
    known = Matrix(server_reached=True, wanted_user=access.user, kept_device=device, limited=limited)
    http = Http(access.homeserver)
    try:
        # Without saying who asks: some servers refuse a wrong token here too.
        await http.get(_VERSIONS, timeout_s=_SECONDS)
        http.token = token
        return await _account(http, known) if http.token else known
    except CallError:
        return replace(known, server_reached=False)
    finally:
        await http.close()


def _kept(access: Access) -> tuple[str, str]:
    """Return the device that is kept for this account, and the token to ask with; empty where there is none."""
    kept = sessions.load(access.folder)
    if kept is None or (kept.homeserver, kept.user) != (access.homeserver, access.user):
        return "", access.token
    return kept.device, access.token or kept.token


async def _account(http: Http, known: Matrix) -> Matrix:
    try:
        me = await http.get(f"{CLIENT}/account/whoami", timeout_s=_SECONDS)
    except RefusedError as error:
        return replace(known, reached=Reached.REFUSED if error.status in (401, 403) else Reached.NO)
    except CallError:
        return replace(known, reached=Reached.NO)
    user, device = text(me, "user_id"), text(me, "device_id")
    told = await ask(http, user)
    return replace(
        known,
        reached=Reached.YES,
        user=user,
        device=device,
        signed=await _is_signed(http, user, device),
        keys_left=await _keys_left(http),
        limited=known.limited if told is None else told,
    )


async def _is_signed(http: Http, user: str, device: str) -> bool | None:
    """Return whether the account's identity has signed the device; None when that is not known."""
    try:
        shown = await http.call("POST", path("keys", "query"), {"device_keys": {user: [device]}}, timeout_s=_SECONDS)
    except CallError:
        return None
    signing = inner(shown, "self_signing_keys", user, "keys")
    signatures = inner(shown, "device_keys", user, device, "signatures", user)
    return any(name in signatures for name in signing)


async def _keys_left(http: Http) -> int | None:
    """Return how many one-time keys the server has left. An upload of nothing answers that, and changes nothing."""
    try:
        answer: Json = await http.call("POST", path("keys", "upload"), {}, timeout_s=_SECONDS)
    except CallError:
        return None
    count = inner(answer, "one_time_key_counts").get("signed_curve25519", 0)
    return count if isinstance(count, int) else None

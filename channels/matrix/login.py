"""Becoming a device of the account: the one that is kept, or a new one."""

from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from channels.matrix import session as sessions
from channels.matrix import words
from channels.matrix.http import CLIENT, Http, RefusedError, path
from channels.matrix.jsons import inner, text
from channels.matrix.session import Session

log = structlog.get_logger()


class LoginError(Exception):
    """The account cannot be used as things are; the message is a German sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Access:
    """What the operator gave us. folder: where the device and its keys are kept; servers: whose users may write."""

    homeserver: str
    user: str
    folder: Path
    password: str = ""
    token: str = ""
    recovery_key: str = ""
    servers: frozenset[str] = frozenset()


async def log_in(http: Http, access: Access) -> Session:
    """Return the session of the kept device, or of a new one. Raises LoginError, CallError."""
    kept = sessions.load(access.folder)
    if kept is not None and (kept.homeserver, kept.user) == (access.homeserver, access.user):
        http.token = access.token or kept.token
        checked = await _checked(http, kept)
        if checked is not None:
            return checked
        log.warning("matrix.device_lost")
    # Its keys are of no use to another device, and would only make it seem that nothing is lost.
    (access.folder / sessions.CRYPTO).unlink(missing_ok=True)
    return await _with_token(http, access) if access.token else await _with_password(http, access)


async def _checked(http: Http, kept: Session) -> Session | None:
    """Return the session if the server knows it still."""
    try:
        answer = await http.get(f"{CLIENT}/account/whoami")
    except RefusedError as error:
        if error.errcode == "M_UNKNOWN_TOKEN":
            return None
        raise
    same = (text(answer, "user_id"), text(answer, "device_id")) == (kept.user, kept.device)
    return replace(kept, token=http.token) if same else None


async def _with_password(http: Http, access: Access) -> Session:
    """Log in as a new device: one whose keys were lost could not be written to any more."""
    if not access.password:
        raise LoginError(words.LOGIN_MISSING)
    http.token = ""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": access.user},
        "password": access.password,
        "initial_device_display_name": words.DEVICE,
    }
    try:
        answer = await http.call("POST", path("login"), body)
    except RefusedError as error:
        if error.status == 403:
            raise LoginError(words.LOGIN_REFUSED) from error
        raise
    http.token = text(answer, "access_token")
    return _new(access, text(answer, "user_id"), text(answer, "device_id"), http.token)


async def _with_token(http: Http, access: Access) -> Session:
    """Become the device to which a token belongs, if nobody else has put keys on it."""
    http.token = access.token
    try:
        answer = await http.get(f"{CLIENT}/account/whoami")
        user, device = text(answer, "user_id"), text(answer, "device_id")
        known = await http.call("POST", path("keys", "query"), {"device_keys": {user: [device]}})
    except RefusedError as error:
        if error.errcode == "M_UNKNOWN_TOKEN":
            raise LoginError(words.ACCESS_REFUSED) from error
        raise
    if device in inner(known, "device_keys", user):
        raise LoginError(words.ACCESS_IN_USE)
    return _new(access, user, device, access.token)


def _new(access: Access, user: str, device: str, token: str) -> Session:
    if user != access.user:
        raise LoginError(words.OTHER_USER.format(user=user))
    return Session(access.homeserver, user, device, token, sessions.new_pickle_key())

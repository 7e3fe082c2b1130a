"""Becoming a device of the account: the one that is kept, or a new one. Servers allow few logins, so ours are few."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog

from channels import base
from channels.matrix import session as sessions
from channels.matrix import words
from channels.matrix.http import CLIENT, CallError, Http, RefusedError, forgiving, path
from channels.matrix.jsons import inner, text
from channels.matrix.session import Session

log = structlog.get_logger()

#: Who takes our login away twice within so many seconds would do it a third time.
_BETWEEN_LOGINS = 3600.0
#: How long, in seconds, a server rests that refuses a login for now and does not say for how long.
_REST = 300.0


class LoginError(base.RefusedError):
    """The account cannot be used as things are; the message is a German sentence for the operator."""


class TooSoonError(CallError):
    """The server has asked us to wait with the next login."""


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


@dataclass
class Login:
    """The logins of one account, so few that no server minds. clock: real time, in seconds."""

    access: Access
    clock: Callable[[], float] = time.time
    _not_before: float = field(default=0.0)

    async def begin(self, http: Http) -> Session:
        """Return the session of the kept device, or of a new one. Raises LoginError, CallError."""
        access, kept = self.access, sessions.load(self.access.folder)
        if kept is not None and (kept.homeserver, kept.user) == (access.homeserver, access.user):
            if kept.restored and access.password:
                return await self._instead_of(http, kept)
            known = await _device_of(http, (access.token, kept.token))
            if known is None:
                return await self.again(http, kept)
            if known == (kept.user, kept.device):
                return replace(kept, token=http.token)
            log.warning("matrix.device_lost")
        # Its keys are of no use to another device, and would only make it seem that nothing is lost.
        (access.folder / sessions.CRYPTO).unlink(missing_ok=True)
        return await self._with_token(http) if access.token else await self._with_password(http)

    async def again(self, http: Http, kept: Session) -> Session:
        """Return the same device's session under a new token: the old one was refused. Raises LoginError, CallError."""
        if not self.access.password:
            raise LoginError(words.ACCESS_REFUSED if self.access.token else words.LOGIN_MISSING)
        if self.clock() - kept.renewed_at < _BETWEEN_LOGINS:
            raise LoginError(words.LOGGED_OUT_AGAIN)
        answer = await self._log_in(http, {"device_id": kept.device})
        log.warning("matrix.logged_in_again", device=kept.device)
        return replace(kept, token=text(answer, "access_token"), renewed_at=self.clock())

    async def _instead_of(self, http: Http, kept: Session) -> Session:
        """Return a new device's session, and sign the restored one off: its keys may be older than the server's."""
        log.warning("matrix.device_restored")
        session = await self._with_password(http)
        (self.access.folder / sessions.CRYPTO).unlink(missing_ok=True)
        new, http.token = http.token, kept.token
        with forgiving("matrix.old_device_stays"):
            await http.call("POST", path("logout"), {})
        http.token = new
        return session

    async def _with_password(self, http: Http) -> Session:
        """Log in as a new device: one whose keys were lost could not be written to any more."""
        if not self.access.password:
            raise LoginError(words.LOGIN_MISSING)
        answer = await self._log_in(http, {"initial_device_display_name": words.DEVICE})
        return self._new(text(answer, "user_id"), text(answer, "device_id"), text(answer, "access_token"))

    async def _log_in(self, http: Http, device: dict[str, str]) -> dict[str, Any]:
        """Return the answer to a login, whose token holds from now on."""
        if self.clock() < self._not_before:
            raise TooSoonError("the server asked to wait with the next login")
        http.token = ""
        identifier = {"type": "m.id.user", "user": self.access.user}
        body = {"type": "m.login.password", "identifier": identifier, "password": self.access.password, **device}
        try:
            answer = await http.call("POST", path("login"), body)
        except RefusedError as error:
            if error.status == 403:
                raise LoginError(words.LOGIN_REFUSED) from error
            rest = error.retry_after.total_seconds() if error.retry_after is not None else _REST
            self._not_before = self.clock() + rest
            raise
        http.token = text(answer, "access_token")
        return answer

    async def _with_token(self, http: Http) -> Session:
        """Become the device to which a token belongs, if nobody else has put keys on it."""
        http.token = self.access.token
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
        return self._new(user, device, self.access.token)

    def _new(self, user: str, device: str, token: str) -> Session:
        access = self.access
        if user != access.user:
            raise LoginError(words.OTHER_USER.format(user=user))
        return Session(access.homeserver, user, device, token, sessions.new_pickle_key())


async def _device_of(http: Http, tokens: Sequence[str]) -> tuple[str, str] | None:
    """Return user and device of the first token that holds, which is ours then; None if none does. Raises CallError."""
    for token in filter(None, tokens):
        http.token = token
        try:
            answer = await http.get(f"{CLIENT}/account/whoami")
        except RefusedError as error:
            if error.errcode != "M_UNKNOWN_TOKEN":
                raise
        else:
            return text(answer, "user_id"), text(answer, "device_id")
    return None

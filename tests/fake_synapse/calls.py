"""Calls to Synapse that wait for their answer: for tests and fixtures that have no loop, and for the administrator."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ANSWER_SECONDS = 30.0


class SynapseError(RuntimeError):
    """Synapse did not start, or refused what was asked; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and one device of it."""

    user_id: str
    password: str
    access_token: str
    device_id: str


def call(url: str, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = "") -> dict[str, Any]:
    """Return the answer to a call. Raises SynapseError for a refusal, OSError when nobody answers."""
    request = urllib.request.Request(url + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS) as answer:
            answered = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read().decode(errors="replace")
        raise SynapseError(f"{method} {path}: {error.code} {said}") from error
    assert isinstance(answered, dict)
    return answered


def log_in(url: str, user_id: str, password: str) -> Account:
    """Log in as a new device."""
    identifier = {"type": "m.id.user", "user": user_id}
    body = {"type": "m.login.password", "identifier": identifier, "password": password}
    return made_account(call(url, "POST", "/_matrix/client/v3/login", body), password)


def made_account(answer: Mapping[str, Any], password: str) -> Account:
    """Return the account of which a registration or a login tells."""
    return Account(answer["user_id"], password, answer["access_token"], answer["device_id"])

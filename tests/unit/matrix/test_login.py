"""Few logins: the kept device as long as it is there, its token replaced seldom, and no server asked in a hurry."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from channels.matrix import session as sessions
from channels.matrix.http import Http, RefusedError
from channels.matrix.login import Access, Login, LoginError, TooSoonError
from channels.matrix.session import Session

ME, HOURS = "@bote:x", 3600.0
KEPT = Session("http://x", ME, "ALT", "alter-zugang", "geheim")
UNKNOWN = RefusedError(401, {"errcode": "M_UNKNOWN_TOKEN"})
BUSY = RefusedError(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 60_000})
FORBIDDEN = RefusedError(403, {"errcode": "M_FORBIDDEN"})


class Server(Http):
    """A homeserver that knows these tokens, and answers logins as told: a device, or what it refuses them with."""

    def __init__(self, tokens: Mapping[str, str], *logins: str | RefusedError) -> None:
        self.token = ""
        self.tokens = dict(tokens)
        self.logins = list(logins)
        self.asked: list[Mapping[str, Any]] = []

    async def call(
        self,
        method: str,  # noqa: ARG002 - as the real one has it
        where: str,
        body: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        if where.endswith("/login"):
            self.asked.append(body or {})
            answer = self.logins.pop(0)
            if isinstance(answer, RefusedError):
                raise answer
            self.tokens[f"neu-{answer}"] = answer
            return {"user_id": ME, "device_id": answer, "access_token": f"neu-{answer}"}
        if self.token not in self.tokens:
            raise UNKNOWN
        return {"user_id": ME, "device_id": self.tokens[self.token]}

    async def get(self, where: str, *_: Any, **__: Any) -> dict[str, Any]:
        return await self.call("GET", where)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with a session and its store."""
    sessions.save(tmp_path, KEPT)
    sessions.make_crypto_store(tmp_path)
    return tmp_path


def login(folder: Path, now: float = 9 * HOURS, password: str = "wort", token: str = "") -> Login:
    return Login(Access("http://x", ME, folder, password, token), clock=lambda: now)


async def test_a_token_that_holds_is_used_and_nobody_logs_in(kept: Path) -> None:
    server = Server({KEPT.token: "ALT"})
    assert await login(kept).begin(server) == KEPT
    assert not server.asked


async def test_a_refused_token_is_replaced_for_the_same_device_which_keeps_its_keys(kept: Path) -> None:
    server = Server({}, "ALT")
    session = await login(kept).begin(server)
    assert (session.device, session.token, session.pickle_key) == ("ALT", "neu-ALT", KEPT.pickle_key)
    assert (server.asked[0]["device_id"], server.token) == ("ALT", "neu-ALT")
    assert (kept / sessions.CRYPTO).exists()


async def test_without_its_store_a_device_is_lost_and_a_new_one_is_made(kept: Path) -> None:
    (kept / sessions.CRYPTO).unlink()
    server = Server({KEPT.token: "ALT"}, "NEU")
    session = await login(kept).begin(server)
    assert (session.device, session.lives) == ("NEU", 0)
    assert "device_id" not in server.asked[0]


@pytest.mark.parametrize(("hours", "allowed"), [(0.9, False), (1.1, True)])
async def test_a_token_is_replaced_once_in_an_hour(kept: Path, hours: float, allowed: bool) -> None:
    session = await login(kept, now=5 * HOURS).begin(Server({}, "ALT"))
    again = login(kept, now=(5 + hours) * HOURS).again(Server({}, "ALT"), session)
    if allowed:
        assert (await again).renewed_at == (5 + hours) * HOURS
    else:
        with pytest.raises(LoginError, match="zweimal"):
            await again


async def test_a_server_that_asks_to_wait_is_not_asked_before(kept: Path) -> None:
    server, now = Server({}, BUSY, "ALT"), [9 * HOURS]
    patient = Login(Access("http://x", ME, kept, "wort"), clock=lambda: now[0])
    with pytest.raises(RefusedError):
        await patient.begin(server)
    now[0] += 59
    with pytest.raises(TooSoonError):
        await patient.begin(server)
    assert len(server.asked) == 1
    now[0] += 2
    assert (await patient.begin(server)).token == "neu-ALT"


@pytest.mark.parametrize(
    ("password", "token", "said"),
    [("wort", "", "Passwort"), ("", "", "BOTE_MATRIX_PASSWORD"), ("", "x", "ACCESS_TOKEN")],
)
async def test_what_no_further_try_can_better_is_said_in_a_sentence(
    kept: Path, password: str, token: str, said: str
) -> None:
    with pytest.raises(LoginError, match=said):
        await login(kept, password=password, token=token).begin(Server({}, FORBIDDEN))


async def test_a_token_of_the_settings_goes_before_the_kept_one_and_this_stands_in_for_it(kept: Path) -> None:
    server = Server({KEPT.token: "ALT", "von-hand": "ALT"})
    assert (await login(kept, token="von-hand").begin(server)).token == "von-hand"
    assert (await login(kept, token="abgelaufen").begin(server)).token == KEPT.token

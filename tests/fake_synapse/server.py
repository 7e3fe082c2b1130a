"""One Synapse: a process of ours, its data in a folder that is thrown away, and what only its administrator may do."""

import hashlib
import hmac
import os
import random
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from tests.children import end_with_parent
from tests.fake_synapse.calls import Account, SynapseError, call, log_in, made_account
from tests.fake_synapse.config import SERVER_NAME, SHARED_SECRET, Limits, homeserver_yaml, log_yaml

PYTHON = Path(__file__).parents[2] / ".venv-synapse" / "bin" / "python"
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_LOOK_SECONDS = 0.2
#: Below the ports that systems take for connections of their own, so that a port stays free until the server is up.
_PORTS = range(20_000, 32_000)
_LOG_TAIL = 6_000
_ADMIN = "verwaltung"


class SynapseMissingError(RuntimeError):
    """The environment of its own in which Synapse is installed is not there."""


class SynapseServer:
    """A Synapse at `url`; start() it, and stop() it. The folder keeps its data from one start to the next."""

    def __init__(self, folder: Path, *, limits: Limits = Limits.OFF, port: int = 0) -> None:
        if not PYTHON.exists():
            raise SynapseMissingError("Synapse ist nicht eingerichtet: Bitte starten Sie die Tests mit ./run test.")
        self.folder = folder
        self.limits = limits
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._admin: Account | None = None
        self._names = 0

    @property
    def url(self) -> str:
        """Where clients reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    # --- the process

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it on the data that the folder holds, and return when it answers.

        Synapse says so itself, as systemd asks it to: https://www.freedesktop.org/software/systemd/man/sd_notify.html
        """
        assert self._process is None
        config = self._write_config()
        # A short path, because that of a socket may not be long.
        with (
            tempfile.TemporaryDirectory(prefix="bote-syn-") as short,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready,
        ):
            ready.bind(f"{short}/ready")
            with (self.folder / "output").open("ab") as output:
                self._process = subprocess.Popen(
                    [PYTHON, "-m", "synapse.app.homeserver", "-c", config],
                    env=os.environ | {"NOTIFY_SOCKET": f"{short}/ready"},
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,  # Strg+C is for us; we stop it then
                    preexec_fn=end_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one system call
                )
            try:
                self._wait_for(ready)
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop it and wait until it is gone; one that is not running stays so."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def wait(self) -> None:
        """Return when it has ended, by itself or because it was told to."""
        if process := self._process:
            process.wait()

    def kill(self) -> None:
        """End it as a failing machine would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def restart(self, *, limits: Limits | None = None) -> None:
        """Stop it, and start it on the same data and port, with other limits perhaps."""
        self.stop()
        self.limits = limits or self.limits
        self.start()

    def report(self) -> str:
        """Return the end of what it wrote, for a failing test."""
        files = [self.folder / name for name in ("output", "homeserver.log")]
        return "\n".join(file.read_text(errors="replace")[-_LOG_TAIL:] for file in files if file.exists())

    def _write_config(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "log.yaml").write_text(log_yaml(self.folder), encoding="utf-8")
        config = self.folder / "homeserver.yaml"
        config.write_text(homeserver_yaml(self.folder, self.port, self.limits), encoding="utf-8")
        return config

    def _wait_for(self, ready: socket.socket) -> None:
        assert self._process is not None
        end = time.monotonic() + _START_SECONDS
        ready.settimeout(_LOOK_SECONDS)
        while self._process.poll() is None and time.monotonic() < end:
            try:
                if b"READY=1" in ready.recv(4096):
                    return
            except TimeoutError:
                continue
        raise SynapseError(f"Synapse does not start: {self.report()}")

    # --- accounts

    def register(self, name: str, password: str = "", *, admin: bool = False) -> Account:
        """Make an account, with a first device of its own, whatever the limits; the password is thought up.

        https://element-hq.github.io/synapse/latest/admin_api/register_api.html
        """
        path = "/_synapse/admin/v1/register"
        password = password or secrets.token_urlsafe(12)
        nonce = self.call("GET", path)["nonce"]
        words = "\0".join((nonce, name, password, "admin" if admin else "notadmin"))
        mac = hmac.new(SHARED_SECRET.encode(), words.encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        return made_account(self.call("POST", path, body), password)

    def new_account(self, name: str) -> Account:
        """Make an account whose name begins like this and was not there before."""
        self._names += 1
        return self.register(f"{name}-{self._names}")

    def log_in(self, user_id: str, password: str) -> Account:
        """Log in as a new device. Counted by the limits, if they are on."""
        return log_in(self.url, user_id, password)

    # --- what only the administrator may do

    def set_limit(self, user_id: str, *, per_second: int, burst: int) -> None:
        """Give a user a limit of their own for messages; 0 and 0 lift every limit but that of logging in.

        https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#override-ratelimiting-for-users
        """
        self._administer("POST", _limit_of(user_id), {"messages_per_second": per_second, "burst_count": burst})

    def limit_of(self, user_id: str) -> dict[str, Any]:
        """Return the limit that a user was given: {} or {"messages_per_second", "burst_count"}."""
        return self._administer("GET", _limit_of(user_id))

    def forget_limit(self, user_id: str) -> None:
        """Let the server's limits hold for a user again."""
        self._administer("DELETE", _limit_of(user_id))

    def delete_room(self, room_id: str) -> None:
        """Put everybody out of a room, so that nobody can use it any more."""
        self._administer("DELETE", f"/_synapse/admin/v1/rooms/{quote(room_id)}", {"purge": False})

    def deactivate(self, user_id: str) -> None:
        """Close an account: its tokens are worth nothing any more, and it leaves its rooms."""
        self._administer("POST", f"/_synapse/admin/v1/deactivate/{quote(user_id)}", {"erase": False})

    def _administer(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if self._admin is None:
            self._admin = self._administrator()
        return self.call(method, path, body, token=self._admin.access_token)

    def _administrator(self) -> Account:
        try:
            return self.register(_ADMIN, SHARED_SECRET, admin=True)
        except SynapseError as error:
            if "M_USER_IN_USE" not in str(error):
                raise
            return self.log_in(f"@{_ADMIN}:{SERVER_NAME}", SHARED_SECRET)  # the folder is that of an earlier server

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = "") -> dict[str, Any]:
        """Return the answer to a call, waiting for it; SynapseError holds a refusal."""
        return call(self.url, method, path, body, token=token)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _limit_of(user_id: str) -> str:
    return f"/_synapse/admin/v1/users/{quote(user_id)}/override_ratelimit"

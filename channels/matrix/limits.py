"""The server's limits for us: 0.2 messages a second, unless the server's operator lifts them.

Source: https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#override-ratelimiting-for-users
"""

from pathlib import Path
from urllib.parse import quote

from channels.matrix.http import Http
from channels.matrix.session import make_folder, write_private

_FILE = "exempt"


def override_path(user: str) -> str:
    """Return the path of the call that gives a user limits of their own."""
    return f"/_synapse/admin/v1/users/{quote(user, safe='')}/override_ratelimit"


async def lift(homeserver: str, user: str, token: str) -> None:
    """Lift every limit for a user but that of logging in. token: an administrator's. Raises CallError."""
    http = Http(homeserver, token)
    try:
        await http.call("POST", override_path(user), {"messages_per_second": 0, "burst_count": 0})
    finally:
        await http.close()


def note_lifted(folder: Path, user: str) -> None:
    """Note that a user's limits are lifted, so that the next start may send as fast."""
    make_folder(folder)
    write_private(folder / _FILE, user.encode())


def is_lifted(folder: Path, user: str) -> bool:
    """Return whether that was noted."""
    try:
        return (folder / _FILE).read_text(encoding="utf-8") == user
    except FileNotFoundError:
        return False

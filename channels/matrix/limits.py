"""The server's limits for us: 0.2 messages a second, unless the server's operator lifts them. What its answers teach.

No call tells an ordinary user whether limits hold for them. So they are assumed until shown otherwise: when more
messages are accepted than they would allow, there are none; when one is refused as too many, there are.
Source: https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#override-ratelimiting-for-users
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

from channels.matrix.http import CallError, Http
from channels.matrix.jsons import number
from channels.pacing import MATRIX_EXEMPT, MATRIX_LIMITED
from domain.pacing import Budget

#: A few more at once than the limits allow: if they are accepted, there are no limits; if not, they wait some seconds.
PROBING = replace(MATRIX_LIMITED, burst=MATRIX_LIMITED.burst + 3)
#: How long after a refusal it is tried again, in seconds: somebody may have lifted the limits meanwhile.
PROBE_AFTER = 3600.0
#: Accepted beyond the limits by so many, it was not the server's clock that differs from ours.
_BEYOND = 1.0
#: The limits that Synapse comes with make us wait up to 5 seconds; a wait this short is that of other ones.
_SHORT_WAIT = timedelta(seconds=2.5)


@dataclass(frozen=True, slots=True)
class Limits:
    """What we know of the limits. limited: None is not known; level: how full the server's bucket is, if they hold.

    Times are seconds of a clock that never steps back.
    """

    limited: bool | None = None
    level: float = 0.0
    level_at: float = 0.0
    refused_at: float = 0.0

    def accepted(self, now: float) -> "Limits":
        """Return what is known after a message was accepted."""
        level = max(self.level - (now - self.level_at) * MATRIX_LIMITED.total_rate, 0.0) + 1
        shown = level > MATRIX_LIMITED.burst + _BEYOND
        return replace(self, limited=False if shown else self.limited, level=level, level_at=now)

    def refused(self, wait: timedelta | None, now: float) -> "Limits":
        """Return what is known after a message was refused as one too many, and we are to wait for so long."""
        if self.limited is False and wait is not None and wait < _SHORT_WAIT:
            return self  # somebody gave us limits of our own: the flood slows us down, and that will do
        return replace(self, limited=True, refused_at=now)

    def budget(self, now: float) -> Budget:
        """Return how much may be sent."""
        if self.limited is False:
            return MATRIX_EXEMPT
        return PROBING if self.limited is None or now - self.refused_at > PROBE_AFTER else MATRIX_LIMITED


def override_path(user: str) -> str:
    """Return the path of the call that gives a user limits of their own."""
    return f"/_synapse/admin/v1/users/{quote(user, safe='')}/override_ratelimit"


async def ask(http: Http, user: str) -> bool | None:
    """Return whether the server limits a user; None when it does not tell us, who are no administrator."""
    try:
        own = await http.get(override_path(user))
    except CallError:
        return None
    # Without limits of their own a user has the server's; 0 messages a second is without any.
    rate = number(own, "messages_per_second", -1)
    return not (rate == 0 or rate > MATRIX_EXEMPT.total_rate)


async def lift(homeserver: str, user: str, token: str) -> None:
    """Lift every limit for a user but that of logging in. token: an administrator's. Raises CallError."""
    http = Http(homeserver, token)
    try:
        await http.call("POST", override_path(user), {"messages_per_second": 0, "burst_count": 0})
    finally:
        await http.close()

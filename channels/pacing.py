"""The budgets: how much each network lets an account send, and in which form. Nothing is opened for it.

Sources: https://core.telegram.org/bots/faq and, for Synapse as it comes (rc_message, rc_room_creation),
https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html#ratelimiting
"""

from dataclasses import dataclass

from domain.message import Form
from domain.pacing import Budget

#: 30 a second in all, of which bulk takes 27; one a second to a person, 18 a minute to a group.
TELEGRAM = Budget(total_rate=30.0, bulk_rate=27.0, private_every=1.0, group_every=60 / 18)
#: What Synapse allows a user as it comes: 0.2 messages a second in all rooms together, ten at once after a rest.
MATRIX_LIMITED = Budget(
    total_rate=0.2, bulk_rate=0.19, private_every=0.5, group_every=0.5, burst=10, rooms_first=True, open_every=62.5
)
#: For a user whom the server's operator freed from that: as much as a small server takes, eight calls at a time.
MATRIX_EXEMPT = Budget(total_rate=100.0, bulk_rate=95.0, private_every=0.5, group_every=0.5, burst=8)


@dataclass(frozen=True, slots=True)
class Network:
    """What can be foretold of an account without opening it. name: what people call its network."""

    form: Form
    budget: Budget
    name: str


def network_of(account: str, *, limited: bool | None = None) -> Network:
    """Return how an account sends. limited: what its process has learned; unknown counts as limited."""
    if account == "matrix":
        return Network(Form.HTML, MATRIX_EXEMPT if limited is False else MATRIX_LIMITED, "Matrix")
    if account == "telegram":
        return Network(Form.ENTITIES, TELEGRAM, "Telegram")
    return Network(Form.ENTITIES, Budget(), account.removeprefix("memory:").capitalize())

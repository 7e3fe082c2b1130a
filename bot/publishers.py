"""Who publishes for somebody who asks in a chat: what the settings say about it."""

from bot.commands.base import Asked
from scheduler.calendar_files import Keeper
from scheduler.publishing import Publisher


def publisher_of(asked: Asked) -> Publisher:
    """Return what publishing needs to know of the surroundings."""
    office = asked.office
    keeper = None if office.assets is None else Keeper(office.assets, asked.operator)
    return Publisher(asked.now, office.public_only, office.crash, office.calendar, keeper)

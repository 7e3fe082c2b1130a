"""Who receives: persons and places, and what they chose."""

from enum import StrEnum


class RecipientKind(StrEnum):
    """The two kinds of recipient. They share one key, so that no UNIQUE ever holds a NULL."""

    PERSON = "person"
    PLACE = "place"


class Role(StrEnum):
    """What somebody is in the network."""

    #: Advises people (Beratende).
    MEMBER = "member"
    #: Leads one or more regions (Federführende).
    LEAD = "lead"
    #: Coordinates the whole network (Koordination).
    COORDINATION = "coordination"


class Rhythm(StrEnum):
    """When somebody wants notices of a level."""

    SOFORT = "sofort"
    #: With the small digest of each working day.
    TAEGLICH = "taeglich"
    #: With the edition: places whole, persons as one digest of their topics.
    WOECHENTLICH = "woechentlich"
    NIE = "nie"


class PersonState(StrEnum):
    """Whether somebody receives anything."""

    ACTIVE = "active"
    #: Receives nothing until pause_until.
    PAUSED = "paused"
    #: Everything that was known is gone; the row keeps old deliveries countable.
    ERASED = "erased"


class AddressState(StrEnum):
    """Whether an address can be written to."""

    OK = "ok"
    #: The person blocked the bot there.
    BLOCKED = "blocked"
    #: The network says that this chat is of no use any more.
    GONE = "gone"
    #: The person or the bot left the chat.
    LEFT = "left"


#: What holds for a level while a recipient has chosen nothing.
DEFAULT_INFO = Rhythm.WOECHENTLICH
DEFAULT_IMPORTANT = Rhythm.SOFORT

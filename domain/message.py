"""A message as a network takes it: text, its formatting, its buttons. Content makes them, channels send them."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.asset import File, Loaded


class Form(StrEnum):
    """How a network wants formatting. A channel's Capabilities name one; rendering knows forms, never networks."""

    #: Text only; links are written out.
    PLAIN = "plain"
    #: Text, and the same as HTML limited to the Matrix specification's list.
    HTML = "html"
    #: Text with entities counted in UTF-16 code units, as the Telegram Bot API has them.
    ENTITIES = "entities"


@dataclass(frozen=True, slots=True)
class Entity:
    """One formatted stretch of a text.

    type: a MessageEntity type of the Bot API (bold, italic, code, pre, text_link, blockquote, ...).
    offset, length: UTF-16 code units. Source: https://core.telegram.org/bots/api#messageentity
    """

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None


#: What a network takes at most as the payload of a button, in bytes.
#: Source: https://core.telegram.org/bots/api#inlinekeyboardbutton
PAYLOAD_BYTES = 64
#: Payloads of ballots begin so.
BALLOT = "b1"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: a label that says in full words what it does, and the payload that comes back when it is pressed.

    Raises ValueError for a payload that not every network takes, where the button is made and not when it is sent.
    """

    label: str
    payload: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.payload.encode()) <= PAYLOAD_BYTES:
            raise ValueError(f"a payload has 1 to {PAYLOAD_BYTES} bytes")

    @property
    def numbered(self) -> bool:
        """Whether it stands for a number where there are no buttons: beside a poll, a number means a date of it."""
        return not self.payload.startswith(f"{BALLOT}:")


@dataclass(frozen=True, slots=True)
class NativePoll:
    """A poll of the network's own, of which several answers may be ticked: their ids and labels."""

    question: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What is read: the text, and its formatting in one form (entities, or html, or neither).

    file: what the text is the caption of. poll: a poll of the network's own, of which the text says the same;
    ends_poll: the edit of such a poll ends it, and this is what is said then.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    html: str = ""
    file: File | None = None
    poll: NativePoll | None = None
    ends_poll: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """What a later part of a message follows on, by remote ids: the first part, and the one just before."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a body, its rows of buttons, and how it arrives.

    is_answer: it answers what somebody has just asked for, so nobody has to be called to it.
    loaded: where the bytes of the body's file are; there if and only if it has one.
    former: it is a later part, told only to a network that keeps parts together.
    """

    body: Body
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str | None = None
    silent: bool = False
    is_answer: bool = False
    loaded: Loaded | None = None
    former: Former | None = None


def utf16_length(text: str) -> int:
    """Return the length of text in UTF-16 code units, the unit in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def with_heading(body: Body, heading: str) -> Body:
    """Return body with one more line above it, e.g. "(Wiederholung)". The heading is plain text, never markup."""
    shift = utf16_length(heading) + 2
    moved = tuple(
        Entity(entity.type, entity.offset + shift, entity.length, entity.url, entity.language)
        for entity in body.entities
    )
    bold = (Entity("bold", 0, utf16_length(heading)),) if body.entities else ()
    html = f"<p><strong>{escape(heading)}</strong></p>{body.html}" if body.html else ""
    return replace(body, text=f"{heading}\n\n{body.text}", entities=bold + moved, html=html)


def escape(text: str) -> str:
    """Return text with the five characters that HTML gives a meaning written as references."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )

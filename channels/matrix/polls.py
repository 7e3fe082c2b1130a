"""A poll as Matrix takes it, which is not in the specification yet: MSC3381, under its unstable names. Pure.

Source: https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/3381-polls.md
"""

from typing import Any

from channels.matrix.jsons import Json, inner, text, texts
from domain.message import NativePoll

START = "org.matrix.msc3381.poll.start"
RESPONSE = "org.matrix.msc3381.poll.response"
END = "org.matrix.msc3381.poll.end"
_TEXT = "org.matrix.msc1767.text"
_UNDISCLOSED = "org.matrix.msc3381.poll.undisclosed"
#: What a poll may have at most. Source: MSC3381, "Proposal".
MOST_ANSWERS = 20
_RELATES, _REFERENCE = "m.relates_to", "m.reference"
#: Whom an event calls by name: nobody.
_MENTIONS: dict[str, Any] = {"m.mentions": {}}


def start(poll: NativePoll, fallback: str) -> dict[str, Any]:
    """Return the content of the event that begins a poll; undisclosed, since the joint result stands elsewhere."""
    answers = [{"id": id_, _TEXT: label} for id_, label in poll.answers]
    return {
        **_MENTIONS,
        _TEXT: fallback,
        START: {
            "question": {_TEXT: poll.question},
            "kind": _UNDISCLOSED,
            "max_selections": len(answers),
            "answers": answers,
        },
    }


def end(target: str, said: str) -> dict[str, Any]:
    """Return the content of the event that ends a poll. target: the event that began it."""
    return {**_MENTIONS, _RELATES: {"rel_type": _REFERENCE, "event_id": target}, _TEXT: said, END: {}}


def type_of(content: Json, otherwise: str) -> str:
    """Return the type of the event that has this content."""
    return START if START in content else END if END in content else otherwise


def answered(content: Json) -> str:
    """Return the id of the poll that a response is to, or of what else a content refers to; else an empty text."""
    relation = inner(content, _RELATES)
    return text(relation, "event_id") if relation.get("rel_type") == _REFERENCE else ""


def ticked(content: Json) -> list[str]:
    """Return the ids of the answers that a response ticks, each once, in order."""
    return list(dict.fromkeys(texts(inner(content, RESPONSE).get("answers"))))[:MOST_ANSWERS]

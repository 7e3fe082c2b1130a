"""A decrypted event of a room becomes what the bot is told, or nothing. Pure; what must be looked up is named."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.matrix import content as contents
from channels.matrix import polls
from channels.matrix.jsons import Json, inner, number, text, texts
from domain.addressed import Event, EventKind
from domain.offered import Offered

#: What a person sends; an m.notice is another bot's word, and bots do not answer each other.
_SAID = ("m.text", "m.emote")
_SENT_THINGS = ("m.image", "m.file", "m.audio", "m.video", "m.location")
_QUOTE = re.compile(r"\A(?:> ?[^\n]*\n)+\n?")
_PREFIX = re.compile(r"\s*!(?=[^\W\d_])")
_RAW_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event happened. me: our user id; names: what people call us there; peer: whose direct room it is.

    made_by_us: it is a direct room that we made, so that being there is no news.
    """

    me: str
    room: str
    peer: str | None
    names: tuple[str, ...] = ()
    made_by_us: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What an event tells. about: the message that it answers, reacts to or is written below; number: a choice."""

    event: Event
    about: str = ""
    number: int = 0


def read(raw: Json, place: Place) -> Read | None:
    """Return what an event of the timeline tells us, or None when it is nothing for us.

    Our own events and those of other bots are nothing.
    """
    sender, kind = text(raw, "sender"), raw.get("type")
    if kind == "m.room.member":
        event = _membership(raw, place)
        return Read(event) if event is not None else None
    if sender == place.me or not text(raw, "event_id"):
        return None
    if kind == contents.MESSAGE:
        return _message(raw, place)
    if kind == "m.reaction":
        return _reaction(raw, place)
    if kind == polls.RESPONSE:
        return _response(raw, place)
    return None


def sent_at(raw: Json, real: datetime) -> datetime | None:
    """Return when an event was sent; real: the time at which the server gave it to us.

    Rather by the age that our server tells than by the time of the sender's, whose clock may be wrong.
    Source: https://spec.matrix.org/v1.16/client-server-api/#room-event-format
    """
    at = number(raw, "origin_server_ts", -1)
    try:
        if "age" in inner(raw, "unsigned"):
            return real - timedelta(milliseconds=number(inner(raw, "unsigned"), "age"))
        return datetime.fromtimestamp(at / 1000, UTC) if at >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def undecryptable(raw: Json, place: Place) -> Event | None:
    """Return the event of something that we cannot decrypt: in a direct room, or an answer to something of ours.

    Elsewhere it may be anything. What it refers to, as the answer to a poll does, is never encrypted.

    Its id is not the event's own, which is still free for the day on which the key comes late.
    """
    about = polls.answered(inner(raw, "content"))
    if text(raw, "sender") == place.me or (place.peer is None and not about):
        return None
    return Event(
        event_id=f"undecrypted:{text(raw, 'event_id')}",
        chat=place.room,
        kind=EventKind.UNDECRYPTABLE,
        user=text(raw, "sender"),
        direct=place.peer is not None,
        payload={"message": about} if about else {},
    )


def unreadable(raw: Json, place: Place, reason: str) -> Event | None:
    """Return the event of something that broke our reading of it; it is parked, without what was said."""
    if not text(raw, "event_id"):
        return None
    where, who = place.room, text(raw, "sender")
    payload = {"reason": reason, "raw": str(raw.get("type"))[:_RAW_LIMIT]}
    return Event(text(raw, "event_id"), where, EventKind.UNREADABLE, who, place.peer is not None, True, "", payload)


def _membership(raw: Json, place: Place) -> Event | None:
    """We came or were removed; in a direct room also: the person came or went."""
    user, now = text(raw, "state_key"), text(inner(raw, "content"), "membership")
    before = text(inner(raw, "unsigned", "prev_content"), "membership")
    direct = place.peer is not None
    if user != place.me and not (direct and user == place.peer):
        return None
    if now == before or now not in ("join", "leave", "ban"):
        return None
    if now == "join" and (place.made_by_us if user == place.me else before == "invite"):
        # We made the room and invited them, and may have written to them already.
        return None
    kind = EventKind.JOIN if now == "join" else EventKind.LEAVE
    return Event(text(raw, "event_id"), place.room, kind, text(raw, "sender"), direct)


def _message(raw: Json, place: Place) -> Read | None:
    content = inner(raw, "content")
    edited = contents.related(content, contents.REPLACE)
    shown = inner(content, "m.new_content") if edited else content
    kind = text(shown, "msgtype")
    if kind not in _SAID and kind not in _SENT_THINGS:
        return None
    answered = text(inner(content, contents.RELATES, "m.in_reply_to"), "event_id")
    said = _said(shown, kind, is_answer=bool(answered))
    direct = place.peer is not None
    named, said = _named(content, said, place)
    payload = {"text": said} if direct else {"text": said, "message": text(raw, "event_id")}
    if edited:
        payload["edits"] = edited
    file = _offered(shown, kind) if direct and not edited else None
    thread = contents.related(content, contents.THREAD)
    event = Event(
        event_id=text(raw, "event_id"),
        chat=place.room,
        kind=EventKind.TEXT,
        user=text(raw, "sender"),
        direct=direct,
        to_us=not direct and named,
        thread=thread,
        payload={**payload, **({} if file is None else {"file": file.dump()})},
    )
    about = "" if thread and inner(content, contents.RELATES).get("is_falling_back") is True else answered
    return Read(event, about, contents.typed_number(said))


def _offered(shown: Json, kind: str) -> Offered | None:
    """Return the file that a message brings. Its reference is JSON: {"url": …}, or {"file": …} for an encrypted one."""
    if kind not in ("m.file", "m.image"):
        return None
    sealed, url = inner(shown, "file"), text(shown, "url")
    where = {"file": dict(sealed)} if text(sealed, "url") else {"url": url}
    if not (text(sealed, "url") or url).startswith("mxc://"):
        return None
    info, name = inner(shown, "info"), text(shown, "filename") or text(shown, "body")
    return Offered(json.dumps(where), name, text(info, "mimetype"), number(info, "size"))


def _said(shown: Json, kind: str, *, is_answer: bool) -> str:
    """Return what was said: of a file its caption, of an answer not what it quotes."""
    body = text(shown, "body")
    if kind in _SENT_THINGS:
        return body if text(shown, "filename") not in ("", body) else ""
    return _QUOTE.sub("", body) if is_answer else body


def _named(content: Json, said: str, place: Place) -> tuple[bool, str]:
    """Return whether a text names us, and the text without the prefix or the name at its beginning."""
    prefix = _PREFIX.match(said)
    if prefix:
        return True, said[prefix.end() :]
    for name in place.names:
        start = said.lstrip().removeprefix("@")
        if name and start.casefold().startswith(name.casefold()):
            rest = start[len(name) :]
            if not rest or not (rest[0].isalnum() or rest[0] == "_"):
                return True, rest.lstrip(" :,;-\n")
    return place.me in texts(inner(content, "m.mentions").get("user_ids")), said


def _response(raw: Json, place: Place) -> Read | None:
    content = inner(raw, "content")
    about = polls.answered(content)
    if not about:
        return None
    payload = {"answers": polls.ticked(content), "message": about}
    who, direct = text(raw, "sender"), place.peer is not None
    return Read(Event(text(raw, "event_id"), place.room, EventKind.POLL, who, direct, payload=payload), about)


def _reaction(raw: Json, place: Place) -> Read | None:
    relation = inner(raw, "content", contents.RELATES)
    about, sign = contents.related(inner(raw, "content"), contents.ANNOTATION), text(relation, "key")
    if not about or not sign:
        return None
    event = Event(
        event_id=text(raw, "event_id"),
        chat=place.room,
        kind=EventKind.REACTION,
        user=text(raw, "sender"),
        direct=place.peer is not None,
        payload={"payload": sign, "message": about},
    )
    return Read(event, about, contents.sign_number(sign))
